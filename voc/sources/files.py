"""A source that reads files from an inbox folder, each as a whole, and remembers which it has read."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

from voc.errors import SourceError, VocError
from voc.records import Cursor, Record, Window
from voc.sources.base import Page, Problem, RawReject, Reader, SourceSpec
from voc.sources.inbox import InboxFile, list_files
from voc.tables import BadRow, Remembered

_DELIVERED = "delivered"


class _RefusedError(VocError):
    """A file is not to be read, or not yet."""


@dataclass(frozen=True, slots=True)
class _Seen:
    """What is remembered of a file: its content, and the times of records that no window has taken yet."""

    size: int
    sha256: str
    left_out: tuple[datetime, datetime] | None = None

    def holds_nothing_for(self, window: Window) -> bool:
        """Tell whether reading the same content again could deliver nothing to a window."""
        if self.left_out is None:
            return True
        first, last = self.left_out
        before = window.start is not None and last < window.start
        after = window.end is not None and first >= window.end
        return before or after


@dataclass
class _Left:
    """Earliest and latest moment of the records that a window left out."""

    first: datetime | None = None
    last: datetime | None = None

    def takes(self, record: Record, window: Window) -> bool:
        """Tell whether a record lies in a window; remember its moment where it does not."""
        moment = record.updated_at or record.created_at
        if moment is None or in_window(moment, window):
            return True
        self.first = moment if self.first is None else min(self.first, moment)
        self.last = moment if self.last is None else max(self.last, moment)
        return False

    @property
    def span(self) -> tuple[datetime, datetime] | None:
        return (self.first, self.last) if self.first is not None and self.last is not None else None


def in_window(moment: datetime, window: Window) -> bool:
    """Tell whether a moment lies in a half-open window.

    Examples
    --------
    >>> from datetime import UTC
    >>> noon = datetime(2026, 9, 1, 12, tzinfo=UTC)
    >>> in_window(noon, Window(start=noon)), in_window(noon, Window(end=noon))
    (True, False)
    """
    return (window.start is None or moment >= window.start) and (window.end is None or moment < window.end)


@dataclass
class _Batch:
    """Records and rejects waiting for their page."""

    records: list[Record] = field(default_factory=list)
    rejects: list[RawReject] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.records) + len(self.rejects)

    def page(self, cursor: Cursor | None = None) -> Page:
        page = Page(tuple(self.records), tuple(self.rejects), cursor)
        self.records, self.rejects = [], []
        return page


@dataclass
class _Finished(_Batch):
    """What files that were read to their end gave, and whether the cursor is yet to say so.

    Small files share a page: a cursor names every file, so that one for each would cost their number squared.
    """

    is_due: bool = False
    ids: set[str] = field(default_factory=set)

    def repeats(self, batch: _Batch) -> bool:
        """Tell whether a later file brings a record again; within one page nothing says which came later."""
        return any(record.external_id in self.ids for record in batch.records)

    def take(self, batch: _Batch) -> None:
        self.records += batch.records
        self.rejects += batch.rejects
        self.ids.update(record.external_id for record in batch.records)
        self.is_due = True

    def page(self, cursor: Cursor | None = None) -> Page:
        self.is_due = False
        self.ids = set()
        return super().page(cursor)


@dataclass(frozen=True)
class FileSource:
    """The files of one inbox folder.

    The cursor holds, for each file read, its size and the SHA-256 of its content. An unchanged file is not read again;
    one that changed or grew is read again as a whole, which updates what is stored. A file that another program is
    still writing, or that ends too early, is refused whole with a `Problem` and tried again at the next fetch.
    A file that is no longer there stays remembered: its records are not deleted.

    Attributes
    ----------
    only : str or None
        The name of the one file to read; None reads every file that the pattern means.
    """

    spec: SourceSpec
    reader: Reader
    only: str | None = None

    @property
    def name(self) -> str:
        """The source's name in sources.yaml."""
        return self.spec.name

    def files(self) -> list[InboxFile]:
        """List the files that are there, by name.

        Raises
        ------
        SourceError
            The folder does not exist.
        """
        found = list_files(self.spec.path, self.spec.pattern, source=self.name)
        return found if self.only is None else [file for file in found if file.name == self.only]

    def fetch(self, window: Window, cursor: Cursor | None) -> Iterator[Page]:
        """Deliver the files in order of name; the cursor moves on where a page ends with the end of a file.

        Records outside the window are left for a later fetch with another window: their file is read again then.

        Raises
        ------
        SourceError
            The folder does not exist, or the cursor is none of this source.
        """
        seen = _load(cursor, self.name)
        finished = _Finished()
        for file in self.files():
            try:
                yield from self._file(file, window, seen, finished)
            except SourceError:
                raise
            except (VocError, OSError) as error:
                yield Page(problems=(Problem(file.name, _reason(error, file)),))
            if len(finished) >= self.spec.page_size:
                yield from self._deliver(finished, seen)
        yield from self._deliver(finished, seen)

    def _deliver(self, finished: _Finished, seen: dict[str, _Seen]) -> Iterator[Page]:
        if finished.is_due:
            yield finished.page(_dump(seen, self.name))

    def _file(self, file: InboxFile, window: Window, seen: dict[str, _Seen], finished: _Finished) -> Iterator[Page]:
        if file.leads_out(self.spec.path):
            raise _RefusedError(f"{file.name} is a link that leads out of the inbox. Put the file itself there.")
        state, digest = self._settled(file)
        known = seen.get(file.name)
        unchanged = known is not None and (known.size, known.sha256) == (state[0], digest)
        if known is not None and unchanged and known.holds_nothing_for(window):
            return
        left = _Left()
        batch = _Batch()
        delivered = Remembered()
        again: dict[str, Record] = {}
        for found in self.reader(file.path, self.spec):
            if len(batch) >= self.spec.page_size:
                yield from self._deliver(finished, seen)
                _note(delivered, batch.records)
                yield batch.page()
            if isinstance(found, BadRow):
                batch.rejects.append(RawReject(file.name, found.line, found.reason, found.cells))
            elif left.takes(found, window):
                if delivered.get(found.external_id) == _DELIVERED:
                    again[found.external_id] = found
                else:
                    batch.records.append(found)
        # What replaces a record of an earlier page goes out with the cursor: read again after it was broken off, the
        # file must not bring the earlier record back first.
        batch.records.extend(again.values())
        if file.state() != state:
            raise _RefusedError(_UNSETTLED.format(file.name))
        if finished.repeats(batch):
            yield from self._deliver(finished, seen)
        seen[file.name] = _Seen(state[0], digest, left.span)
        finished.take(batch)

    def _settled(self, file: InboxFile) -> tuple[tuple[int, int, int], str]:
        state = file.state()
        digest = file.sha256()
        if file.state() != state:
            raise _RefusedError(_UNSETTLED.format(file.name))
        return state, digest


_UNSETTLED = (
    "{} is still being written. It will be read at the next run; move files into the inbox once they are whole."
)


def _note(delivered: Remembered, records: list[Record]) -> None:
    for record in records:
        delivered.put(record.external_id, _DELIVERED)


def _reason(error: VocError | OSError, file: InboxFile) -> str:
    if isinstance(error, OSError):
        return f"{file.name} cannot be read ({error.strerror or type(error).__name__}). Check its rights."
    # Readers know the file by its own name only.
    return error.kept.replace(file.path.name, file.name.rpartition("/")[2])


def _load(cursor: Cursor | None, source: str) -> dict[str, _Seen]:
    if cursor is None:
        return {}
    try:
        files = json.loads(cursor.value)["files"]
        return {
            name: _Seen(int(entry["size"]), str(entry["sha256"]), _span(entry.get("left_out")))
            for name, entry in files.items()
        }
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        message = f"The cursor of source '{source}' is none of a file source. Start anew: voc collect {source} --anew"
        raise SourceError(message) from error


def _span(texts: list[str] | None) -> tuple[datetime, datetime] | None:
    if texts is None:
        return None
    first, last = map(datetime.fromisoformat, texts)
    return first, last


def _dump(seen: dict[str, _Seen], source: str) -> Cursor:
    files = {
        name: {"size": entry.size, "sha256": entry.sha256}
        | ({"left_out": [moment.isoformat() for moment in entry.left_out]} if entry.left_out else {})
        for name, entry in seen.items()
    }
    return Cursor(source, json.dumps({"files": files}, ensure_ascii=False, sort_keys=True))
