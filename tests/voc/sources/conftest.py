"""A home whose one source is a service on this machine, and what is collected from it."""

import json
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cache
from pathlib import Path

import pytest
from ruamel.yaml import YAML
from sqlalchemy import select
from wire import WIRES, Wire, WireServer

from voc.config import Settings, load_settings
from voc.config.sections import SourcesSection
from voc.privacy import Masker
from voc.records import Cursor, Window
from voc.sources import Surroundings
from voc.sources.http import no_waiting
from voc.sources.pace import Pacer
from voc.steps.collect import Collected, collect, take_page
from voc.steps.wiring import masker_of
from voc.steps.workplace import Workplace, open_workplace
from voc.store import count_rejects, load_cursor, open_store
from voc.store.schema import documents

SOURCE = "played"


@cache
def packaged() -> Settings:
    return load_settings()


@cache
def masker() -> Masker:
    return masker_of(packaged())


@cache
def empty_store() -> bytes:
    """A store without a row, made once: its migrations take longer than most of these tests."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "voc.db"
        with open_store(f"sqlite:///{path}"):
            pass
        return path.read_bytes()


@dataclass
class Played:
    """One played service, the server that plays it, and a home that collects from it.

    Attributes
    ----------
    slept : list of float
        Seconds that the source would have waited.
    """

    wire: Wire
    server: WireServer
    home: Path
    slept: list[float] = field(default_factory=list)
    content: dict[str, object] = field(default_factory=dict)

    def write_sources(self, **changes: object) -> None:
        entry = {**self.wire.entry(self.server.url), "name": SOURCE, "allow_private": True, "since": "2026-09-01"}
        self.content = {"contact": "voc@haneulmart.example", "sources": [{**entry, **changes}]}
        (self.home / "config").mkdir(parents=True, exist_ok=True)
        with (self.home / "config" / "sources.yaml").open("w", encoding="utf-8") as file:
            YAML(typ="safe").dump(self.content, file)

    def from_another_home(self, name: str) -> "Played":
        """The same service, collected into a store of its own."""
        other = replace(self, home=self.home.parent / name)
        other.write_sources()
        return other

    @property
    def settings(self) -> Settings:
        """What the home's configuration says; all but the sources is the packaged one, which is read only once."""
        section = SourcesSection.model_validate_json(json.dumps(self.content))
        location = replace(packaged().location, home=self.home)
        return replace(packaged(), sources=section.sources, contact=section.contact, location=location)

    @contextmanager
    def place(self) -> Iterator[Workplace]:
        store = self.home / "store" / "voc.db"
        if not store.exists():
            store.parent.mkdir(parents=True, exist_ok=True)
            store.write_bytes(empty_store())
        with open_workplace(self.settings) as place:
            place.__dict__["masker"] = masker()
            pacer = Pacer(sleep=self.slept.append)
            # Where a cached property keeps its value.
            place.__dict__["surroundings"] = Surroundings(
                self.home, "voc@haneulmart.example", now=lambda: self.wire.now, pacer=pacer, timeout_s=0.4
            )
            yield place

    def collect(self, window: Window | None = None) -> Collected:
        """Collect as a night does."""
        with self.place() as place, no_waiting():
            return collect(place, place.sources((SOURCE,))[0], window or Window())

    def collect_anew(self) -> None:
        """Collect from the beginning, as if nothing had been collected, into the same store."""
        with self.place() as place, no_waiting():
            for page in place.sources((SOURCE,))[0].fetch(Window(), None):
                take_page(place, page, Collected(SOURCE))

    def n_open_rejects(self) -> int:
        with self.place() as place, place.store.read() as connection:
            return sum(count_rejects(connection).values())

    def stored(self) -> dict[str, str]:
        """Return what the store holds: external id to text, removed ones left out."""
        with self.place() as place, place.store.read() as connection:
            rows = connection.execute(select(documents.c.external_id, documents.c.text, documents.c.removed_at))
            return {row.external_id: row.text for row in rows if row.removed_at is None}

    def facts(self) -> list[str]:
        """Return all that the store holds of documents but what depends on how often a run was begun."""
        names = [c for c in documents.columns if c.name not in {"revision", "first_run_id", "updated_at"}]
        with self.place() as place, place.store.read() as connection:
            return sorted(map(repr, connection.execute(select(*names))))

    def cursor(self) -> Cursor | None:
        with self.place() as place, place.store.read() as connection:
            return load_cursor(connection, SOURCE)

    def bodies(self) -> dict[str, str]:
        """Return what the store holds as the wire spells it: the title of a text, where it has one, left out."""
        return {key: text.rpartition("\n\n")[2] for key, text in self.stored().items()}


@pytest.fixture
def play(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., Played]]:
    """Start a service and write a home for it: `play("zendesk", 5)`."""
    for name in ("VOC_CONFIG", "VOC_STORE_URL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("VOC_AUTHOR_KEY", "an invented key of the tests")
    servers: list[WireServer] = []

    def start(family: str, n_voices: int = 0, home: str = "home") -> Played:
        wire = WIRES[family](n_voices)
        for variable, value in wire.secrets.items():
            monkeypatch.setenv(variable, value)
        server = WireServer(wire.answer)
        servers.append(server)
        played = Played(wire, server, tmp_path / home)
        played.write_sources()
        return played

    yield start
    for server in servers:
        server.close()


def later(moment: datetime) -> Window:
    """Return the window of everything before a moment."""
    return Window(end=moment)
