"""What every step works with: the settings, the open store, the masker, the reader; each made when first needed."""

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING

from voc.config import Settings
from voc.errors import StoreError
from voc.privacy import Masker
from voc.privacy.handles import load_or_create_key
from voc.records import Window
from voc.sources import Source, Surroundings, connect
from voc.sources.pace import Pacer
from voc.steps.progress import Report, silent
from voc.steps.recipe import load_recipe
from voc.steps.wiring import masker_of
from voc.store import Store, open_store
from voc.store.engine import connect as connect_store
from voc.store.engine import file_of
from voc.store.patience import Patience, look
from voc.store.turn import Turn, turn_file
from voc.weeks import SEOUL, week_of

if TYPE_CHECKING:
    from nlp.reader import Reader
    from nlp.self_training import SelfTrained

_KEY_FILE = "author.key"
_IN_MEMORY = "sqlite://"
# A first night of a million documents takes an hour or two; the weekly run that comes in between waits for it.
_TURN_PATIENCE_S = 2 * 3600.0


@dataclass(frozen=True)
class Workplace:
    """The settings and the open store, with what is made of them on demand.

    Attributes
    ----------
    report : Report
        Where steps tell how far they are.
    leaves_no_trace : bool
        Whether not even a key may be made: the workplace of a dry run.
    warnings : tuple of str
        Sentences about how the store was found; the run that comes first notes them.
    turn_patience_s : float
        How long to wait for another run on the store.
    """

    settings: Settings
    store: Store
    report: Report = silent
    leaves_no_trace: bool = False
    warnings: tuple[str, ...] = ()
    turn_patience_s: float = field(default_factory=lambda: _TURN_PATIENCE_S)

    @cached_property
    def turn(self) -> Turn:
        """The turn to run on the store; nobody has taken it yet."""
        waiting = partial(self.report, "waiting for another run on this store", 0, None)
        return Turn(self.store, self.turn_patience_s, waiting)

    @property
    def patience(self) -> Patience:
        """How long to wait for a store that is away."""
        return _patience(self.settings, self.report)

    @cached_property
    def masker(self) -> Masker:
        """The masker that the configuration asks for."""
        return masker_of(self.settings)

    @cached_property
    def reader(self) -> "Reader":
        """The reader with the configured knowledge and all that was learned here; loading takes seconds."""
        self.report("loading the analyser", 0, None)
        with self.store.read() as connection:
            recipe = load_recipe(self.settings, connection)
        return recipe.reader()

    def read_with(self, learned: "SelfTrained") -> None:
        """Read with what the store's own texts have taught from now on."""
        vars(self)["reader"] = self.reader.taught(learned)

    @cached_property
    def author_key(self) -> bytes:
        """The key for authors' hashes: from the environment, or from a file beside an embedded store."""
        variable, file = self.settings.privacy.author_key_env, self.author_key_file
        if self.leaves_no_trace and not file.exists() and not os.environ.get(variable, "").strip():
            return secrets.token_bytes(32)
        return load_or_create_key(variable, file)

    @property
    def author_key_file(self) -> Path:
        """Where the key lies if the environment does not hold it."""
        folder = self.store.path.parent if self.store.path else self.settings.home / "store"
        return folder / _KEY_FILE

    def sources(self, names: tuple[str, ...] = ()) -> list[Source]:
        """Open the named sources, or every enabled one.

        Raises
        ------
        UsageError
            A name is not configured.
        """
        chosen = [self.settings.source(name) for name in names] if names else self.settings.sources
        return [connect(source, self.surroundings) for source in chosen if names or source.enabled]

    @cached_property
    def told(self) -> list[str]:
        """What sources told on the way that people may want to know; whoever collects takes it from here."""
        return []

    @cached_property
    def surroundings(self) -> Surroundings:
        """What the sources share: the folder, who we are on the network, how fast hosts are asked."""
        pacer = Pacer(tell=lambda sentence: self.report(sentence, 0, None), note=self.told.append)
        return Surroundings(self.settings.home, self.settings.contact, pacer=pacer)


@contextmanager
def open_workplace(
    settings: Settings, report: Report = silent, *, dry_run: bool = False, patient: bool = False
) -> Iterator[Workplace]:
    """Open the store of a configuration and close it at the end.

    A store that is missing is made, an older one upgraded. A dry run does neither: where there is no store file it
    works on an empty store in memory.

    Parameters
    ----------
    patient : bool
        Whether to wait for a server that is away: for what runs while nobody looks on.

    Raises
    ------
    StoreError
        The store cannot be opened; in a dry run also where its tables are of another version.
    """
    address = settings.store_url()
    if dry_run and is_missing_file(address):
        address = _IN_MEMORY

    def opened() -> Store:
        return open_store(address, upgrade=not dry_run or address == _IN_MEMORY)

    def back() -> None:
        with connect_store(address) as store:
            look(store)

    lost = lost_store(address)
    with _patience(settings, report).insist(opened, back=back) if patient else opened() as store:
        yield Workplace(settings, store, report, dry_run, () if lost is None else (lost,))


def _patience(settings: Settings, report: Report) -> Patience:
    return Patience(settings.store.patience_s, lambda: report("waiting for the store", 0, None))


def is_missing_file(address: str) -> bool:
    """Tell whether an address is that of an SQLite file which is not there."""
    try:
        file = file_of(address)
    except StoreError:
        return False  # `open_store` says what is wrong with it.
    return file is not None and not file.exists()


def lost_store(address: str) -> str | None:
    """Say that a store's file has gone, where a run has worked with it before; None for any other store.

    What it leaves is the file by which runs take turns.
    """
    if not is_missing_file(address):
        return None
    file = file_of(address)
    if file is None or not turn_file(file).exists():
        return None
    return (
        f"The file of the store {file} is gone, though runs have worked with it: runs begin anew with an empty one. "
        "Put the file back in its place, or a backup (voc store restore FILE), unless it was taken away on purpose."
    )


def night_window(until: date | None, now: datetime) -> Window:
    """Return the window of a nightly run: everything before the start of a day in Seoul, today where none is named."""
    day = until or now.astimezone(SEOUL).date()
    return Window(end=datetime.combine(day, time.min, SEOUL).astimezone(UTC))


def last_full_week(until: date | None, now: datetime) -> str:
    """Return the last week that has ended before a day in Seoul, today where none is named."""
    day = until or now.astimezone(SEOUL).date()
    return week_of(day - timedelta(days=day.weekday() + 1))
