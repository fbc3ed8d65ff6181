"""A source that delivers some of its files once more, and notes which rows it rejects on the way."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from voc.records import Cursor, Window
from voc.sources import FileSource, Page, RawReject, Source
from voc.steps.collect import masked_reject
from voc.steps.workplace import Workplace
from voc.store.rejects import reject_id

# Stands for every file of a source, where a reject does not say from which it came.
EVERY_FILE = ""


@dataclass
class Noted:
    """A source whose rejects are noted as it delivers.

    Attributes
    ----------
    seen : set of str
        Ids of the rejects met, as the store gives them.
    places : set of (str, int)
        File and line of each.
    """

    inner: Source
    place: Workplace
    seen: set[str] = field(default_factory=set)
    places: set[tuple[str, int]] = field(default_factory=set)

    @property
    def name(self) -> str:
        """The source's name."""
        return self.inner.name

    def fetch(self, window: Window, cursor: Cursor | None) -> Iterator[Page]:
        """Deliver what the inner source does."""
        for page in self.inner.fetch(window, cursor):
            self.seen.update(self._id(raw) for raw in page.rejects)
            self.places.update((raw.file, raw.line) for raw in page.rejects)
            yield page

    def _id(self, raw: RawReject) -> str:
        return reject_id(masked_reject(self.place, self.name, raw))


@dataclass
class Reread:
    """The named files of a file source, read again whether or not they have been read before.

    Attributes
    ----------
    read : set of str
        The files that were read to their end.
    """

    source: FileSource
    files: Sequence[str]
    read: set[str] = field(default_factory=set)

    @property
    def name(self) -> str:
        """The source's name."""
        return self.source.name

    def fetch(self, window: Window, cursor: Cursor | None) -> Iterator[Page]:
        """Deliver the files one after the other; everything else that the cursor remembers stays remembered."""
        cursor = _without(cursor, self.files)
        for file in self.files:
            for page in _only(self.source, file).fetch(window, cursor):
                if page.cursor is not None:
                    cursor = page.cursor
                    self.read.add(file)
                if page.problems:
                    self.read.discard(file)
                yield page


def _only(source: FileSource, file: str) -> FileSource:
    """Narrow a source to one file."""
    if file == EVERY_FILE:
        return source
    return replace(source, only=file)


def _without(cursor: Cursor | None, files: Sequence[str]) -> Cursor | None:
    """Take files out of what a source remembers, so that they are read again."""
    if cursor is None or EVERY_FILE in files:
        return None
    content = json.loads(cursor.value)
    content["files"] = {name: entry for name, entry in content["files"].items() if name not in files}
    return replace(cursor, value=json.dumps(content, ensure_ascii=False, sort_keys=True))
