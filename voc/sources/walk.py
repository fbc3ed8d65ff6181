"""What walks over somebody else's pages have in common: the window at the gate, circles, records set aside."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from voc.errors import RecordError, SourceError
from voc.records import Record, Window
from voc.sources.base import RawReject
from voc.sources.facts import Facts

_MANY_PAGES = 100_000
# Between the clocks of two machines, and days that an offset was left out of.
_CLOCKS_APART = timedelta(days=1)


@dataclass
class Gate:
    """Lets the records of a window through.

    A time that lies in the future is no time of writing but somebody's clock gone wrong: the record is taken as seen
    now, and does not keep the cursor from moving until that day comes.

    Attributes
    ----------
    now : datetime
        Aware.
    is_late : bool
        A record was left out because it lies behind the window: from here on no cursor may move past it.
    """

    window: Window
    now: datetime = field(default_factory=lambda: datetime.now(UTC))
    is_late: bool = False

    def take(self, records: Iterable[Record]) -> list[Record]:
        """Return the records that lie in the window, by `updated_at`, else `created_at`; those without always pass.

        So do those whose `created_at` only tells when they were seen: that is now, and always behind a night's window.
        """
        taken: list[Record] = []
        for record in records:
            if self._is_impossible(record):
                taken.append(self._as_seen(record))
            elif self._takes(record):
                taken.append(record)
        return taken

    def _is_impossible(self, record: Record) -> bool:
        latest = self.now + _CLOCKS_APART
        return any(moment is not None and moment > latest for moment in (record.created_at, record.updated_at))

    def _as_seen(self, record: Record) -> Record:
        known = record.created_at is not None and record.created_at <= self.now
        if known:
            return replace(record, updated_at=None)
        return replace(record, created_at=self.now, created_precision="seen", updated_at=None)

    def _takes(self, record: Record) -> bool:
        moment = record.updated_at or (None if record.created_precision == "seen" else record.created_at)
        if moment is None:
            return True
        if self.window.end is not None and moment >= self.window.end:
            self.is_late = True
            return False
        return self.window.start is None or moment >= self.window.start


@dataclass
class Progress:
    """Watches that a walk gets on.

    Attributes
    ----------
    what : str
        What is walked, for people, such as `the ticket export`.
    """

    source: str
    what: str
    # Hashes: of a hundred thousand long tokens, some megabytes.
    _seen: set[int] = field(default_factory=set)

    def step(self, token: str) -> None:
        """Note where the next page is said to be.

        Raises
        ------
        SourceError
            The walk was sent there before, or has gone on for very long: it would go on for ever.
        """
        mark = hash(token)
        if mark in self._seen:
            raise self._ended("leads to the same page again and again")
        if len(self._seen) >= _MANY_PAGES:
            raise self._ended(f"goes on after {_MANY_PAGES:,} pages")
        self._seen.add(mark)

    def _ended(self, why: str) -> SourceError:
        return SourceError(
            f"Source '{self.source}': {self.what} {why}, so the walk was ended. What came before is stored; the next "
            "run tries again. If this goes on, tell the service."
        )


@dataclass
class Tray:
    """Records made of raw ones, and raw ones set aside because none could be made of them.

    Attributes
    ----------
    part : str
        Where they come from, such as `ticket export`; the same at every walk. It stands with the rejects.
    keep : sequence of str
        Fields that are kept of what is set aside: its id and its words, nothing that names a person.
    """

    part: str
    keep: Sequence[str]
    records: list[Record] = field(default_factory=list)
    rejects: list[RawReject] = field(default_factory=list)

    def add(self, raw: Iterable[object], make: Callable[[Facts], Record | Iterable[Record] | None]) -> None:
        """Make records of raw ones; `make` returns None for what no customer wrote."""
        for one in raw:
            try:
                made = make(Facts.of(one))
                # Only whole: what is made lazily can still fail.
                records = [made] if isinstance(made, Record) else list(made or ())
            except RecordError as error:
                self.set_aside(one, error.reason)
                continue
            self.records.extend(records)

    def set_aside(self, raw: object, reason: str) -> None:
        """Keep what can be kept of a raw record, with the reason why nothing could be made of it."""
        cells = {name: _cell(raw[name]) for name in self.keep if name in raw} if isinstance(raw, dict) else {}
        # No line: the next walk meets it elsewhere, and it is to be the same reject.
        self.rejects.append(RawReject(self.part, 0, reason, cells))


def _cell(value: object) -> str:
    """Spell a value so that it can be written down, whatever it is."""
    if value is None:
        return ""
    try:
        return str(value).encode("utf-8", "replace").decode("utf-8")
    except RecursionError:
        return "(nested too deeply to be shown)"
