"""What walks over somebody else's pages have in common: the window at the gate, circles, records set aside."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from voc.errors import RecordError, SourceError
from voc.records import Record, Window
from voc.sources.base import RawReject
from voc.sources.facts import Facts

_MANY_PAGES = 100_000


@dataclass
class Gate:
    """Lets the records of a window through.

    Attributes
    ----------
    is_late : bool
        A record was left out because it lies behind the window: from here on no cursor may move past it.
    """

    window: Window
    is_late: bool = False

    def take(self, records: Iterable[Record]) -> list[Record]:
        """Return the records that lie in the window, by `updated_at`, else `created_at`; those without always pass."""
        return [record for record in records if self._takes(record)]

    def _takes(self, record: Record) -> bool:
        moment = record.updated_at or record.created_at
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
    _seen: set[str] = field(default_factory=set)

    def step(self, token: str) -> None:
        """Note where the next page is said to be.

        Raises
        ------
        SourceError
            The walk was sent there before: it would go on for ever.
        """
        if token in self._seen or len(self._seen) >= _MANY_PAGES:
            message = (
                f"Source '{self.source}': {self.what} leads to the same page again and again, so the walk was ended. "
                "What came before is stored; the next run tries again. If this goes on, tell the service."
            )
            raise SourceError(message)
        self._seen.add(token)


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
            except RecordError as error:
                self.set_aside(one, error.reason)
                continue
            if isinstance(made, Record):
                self.records.append(made)
            elif made is not None:
                self.records.extend(made)

    def set_aside(self, raw: object, reason: str) -> None:
        """Keep what can be kept of a raw record, with the reason why nothing could be made of it."""
        cells = {name: str(raw[name]) for name in self.keep if name in raw} if isinstance(raw, dict) else {}
        # No line: the next walk meets it elsewhere, and it is to be the same reject.
        self.rejects.append(RawReject(self.part, 0, reason, cells))
