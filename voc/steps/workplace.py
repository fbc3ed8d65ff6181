"""What every step works with: the settings, the open store, the masker, the reader; each made when first needed."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property

from nlp.reader import Reader
from voc.config import Settings
from voc.privacy import Masker
from voc.privacy.handles import load_or_create_key
from voc.records import Window
from voc.sources import Source, open_source, specify
from voc.steps.progress import Report, silent
from voc.steps.wiring import masker_of
from voc.store import Store, open_store
from voc.surveys import read_file
from voc.weeks import SEOUL, week_of

_KEY_FILE = "author.key"


@dataclass(frozen=True)
class Workplace:
    """The settings and the open store, with what is made of them on demand.

    Attributes
    ----------
    report : Report
        Where steps tell how far they are.
    """

    settings: Settings
    store: Store
    report: Report = silent

    @cached_property
    def masker(self) -> Masker:
        """The masker that the configuration asks for."""
        return masker_of(self.settings)

    @cached_property
    def reader(self) -> Reader:
        """The reader with the configured knowledge; loading takes some seconds."""
        self.report("loading the analyser", 0, None)
        return Reader(self.settings.knowledge())

    @cached_property
    def author_key(self) -> bytes:
        """The key for authors' hashes: from the environment, or from a file beside an embedded store."""
        folder = self.store.path.parent if self.store.path else self.settings.home / "store"
        return load_or_create_key(self.settings.privacy.author_key_env, folder / _KEY_FILE)

    def sources(self, names: tuple[str, ...] = ()) -> list[Source]:
        """Open the named sources, or every enabled one.

        Raises
        ------
        UsageError
            A name is not configured.
        """
        chosen = [self.settings.source(name) for name in names] if names else self.settings.sources
        return [
            open_source(specify(source, home=self.settings.home), survey_reader=read_file)
            for source in chosen
            if names or source.enabled
        ]


@contextmanager
def open_workplace(settings: Settings, report: Report = silent) -> Iterator[Workplace]:
    """Open the store of a configuration, creating it where it is missing, and close it at the end."""
    with open_store(settings.store_url()) as store:
        yield Workplace(settings, store, report)


def night_window(until: date | None, now: datetime) -> Window:
    """Return the window of a nightly run: everything before the start of a day in Seoul, today where none is named."""
    day = until or now.astimezone(SEOUL).date()
    return Window(end=datetime.combine(day, time.min, SEOUL).astimezone(UTC))


def last_full_week(until: date | None, now: datetime) -> str:
    """Return the last week that has ended before a day in Seoul, today where none is named."""
    day = until or now.astimezone(SEOUL).date()
    return week_of(day - timedelta(days=day.weekday() + 1))
