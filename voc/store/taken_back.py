"""What a source has taken back: a document, or a whole thread of them, becomes tombstones without words."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import blake2b

from sqlalchemy import Connection, RowMapping, select

from voc.records import Document
from voc.store.batches import batches
from voc.store.rows import row_document
from voc.store.schema import documents


@dataclass(frozen=True, slots=True)
class TakenBack:
    """A removal in the terms of the store.

    Attributes
    ----------
    document_id : str
        The document of that id, if there is one.
    parent_id : str
        The documents of the source that belong to this thread.
    """

    source: str
    document_id: str
    parent_id: str
    removed_at: datetime


def tombstones(connection: Connection, taken_back: Sequence[TakenBack]) -> list[Document]:
    """Make the tombstones of all stored documents that were taken back and still have their words."""
    found: dict[str, Document] = {}
    for source in sorted({one.source for one in taken_back}):
        mine = [one for one in taken_back if one.source == source]
        own = {one.document_id: one.removed_at for one in mine}
        threads = {one.parent_id: one.removed_at for one in mine}
        for column, moments in (("id", own), ("parent_id", threads)):
            for row in _with_words(connection, source, column, sorted(moments)):
                found[row["id"]] = _tombstone(row_document(row), moments[row[column]])
    return list(found.values())


def _with_words(connection: Connection, source: str, column: str, keys: Sequence[str]) -> Iterator[RowMapping]:
    """Go through the documents of a source that a column names and that were not taken back before."""
    held = documents.c
    for some in batches(keys):
        asked = select(documents).where(held.source == source, held[column].in_(some), held.removed_at.is_(None))
        yield from connection.execute(asked).mappings().all()


def _tombstone(document: Document, removed_at: datetime) -> Document:
    mark = blake2b(f"{document.id}\x1f{removed_at.isoformat()}".encode(), digest_size=16).hexdigest()
    return replace(document, title=None, text="", url=None, tags=(), removed_at=removed_at, fingerprint=mark)
