"""What every step works with: the settings, the open store, the masker, the reader; each made when first needed."""

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from voc.config import Settings
from voc.privacy import Masker
from voc.privacy.handles import load_or_create_key
from voc.records import Window
from voc.sources import Source, Surroundings, connect
from voc.sources.pace import Pacer
from voc.steps.encoder import plugged_encoder
from voc.steps.progress import Report, silent
from voc.steps.wiring import masker_of
from voc.store import Store, open_store
from voc.store.learned import load_models
from voc.store.own_words import load_own_words
from voc.weeks import SEOUL, week_of

if TYPE_CHECKING:
    from nlp.reader import Reader
    from nlp.self_training import SelfTrained

_KEY_FILE = "author.key"
_IN_MEMORY = "sqlite://"


@dataclass(frozen=True)
class Workplace:
    """The settings and the open store, with what is made of them on demand.

    Attributes
    ----------
    report : Report
        Where steps tell how far they are.
    leaves_no_trace : bool
        Whether not even a key may be made: the workplace of a dry run.
    """

    settings: Settings
    store: Store
    report: Report = silent
    leaves_no_trace: bool = False

    @cached_property
    def masker(self) -> Masker:
        """The masker that the configuration asks for."""
        return masker_of(self.settings)

    @cached_property
    def reader(self) -> "Reader":
        """The reader with the configured knowledge and all that was learned here; loading takes seconds."""
        # Loaded here: whoever only asks the store does not wait for the analyser.
        from nlp.label_models import LabelModel  # noqa: PLC0415 - see above
        from nlp.reader import Reader  # noqa: PLC0415
        from nlp.self_training import SelfTrained  # noqa: PLC0415

        self.report("loading the analyser", 0, None)
        with self.store.read() as connection:
            models = [LabelModel.from_bytes(one.payload) for one in load_models(connection) if one.is_used]
            own_words = load_own_words(connection)
        reader = Reader(self.settings.knowledge(), models, plugged_encoder(self.settings))
        return reader.taught(SelfTrained.from_bytes(own_words.payload)) if own_words else reader

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
    def surroundings(self) -> Surroundings:
        """What the sources share: the folder, who we are on the network, how fast hosts are asked."""
        pacer = Pacer(tell=lambda sentence: self.report(sentence, 0, None))
        return Surroundings(self.settings.home, self.settings.contact, pacer=pacer)


@contextmanager
def open_workplace(settings: Settings, report: Report = silent, *, dry_run: bool = False) -> Iterator[Workplace]:
    """Open the store of a configuration and close it at the end.

    A store that is missing is made, an older one upgraded. A dry run does neither: where there is no store file it
    works on an empty store in memory.

    Raises
    ------
    StoreError
        The store cannot be opened; in a dry run also where its tables are of another version.
    """
    address = settings.store_url()
    if dry_run and is_missing_file(address):
        address = _IN_MEMORY
    with open_store(address, upgrade=not dry_run or address == _IN_MEMORY) as store:
        yield Workplace(settings, store, report, dry_run)


def is_missing_file(address: str) -> bool:
    """Tell whether an address is that of an SQLite file which is not there."""
    try:
        url = make_url(address)
    except (ArgumentError, ValueError):
        return False  # `open_store` says what is wrong with it.
    is_file = url.get_backend_name() == "sqlite" and url.database not in {None, "", ":memory:"}
    return is_file and not Path(str(url.database)).exists()


def night_window(until: date | None, now: datetime) -> Window:
    """Return the window of a nightly run: everything before the start of a day in Seoul, today where none is named."""
    day = until or now.astimezone(SEOUL).date()
    return Window(end=datetime.combine(day, time.min, SEOUL).astimezone(UTC))


def last_full_week(until: date | None, now: datetime) -> str:
    """Return the last week that has ended before a day in Seoul, today where none is named."""
    day = until or now.astimezone(SEOUL).date()
    return week_of(day - timedelta(days=day.weekday() + 1))
