"""What a source has taken back: a document, or a whole thread of them, becomes tombstones without words."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import blake2b

from sqlalchemy import Connection, or_, select

from voc.records import Document
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
    held = documents.c
    for one in taken_back:
        in_thread = (held.source == one.source) & (held.parent_id == one.parent_id)
        asked = select(documents).where(or_(held.id == one.document_id, in_thread), held.removed_at.is_(None))
        for row in connection.execute(asked).mappings():
            found[row["id"]] = _tombstone(row_document(row), one.removed_at)
    return list(found.values())


def _tombstone(document: Document, removed_at: datetime) -> Document:
    mark = blake2b(f"{document.id}\x1f{removed_at.isoformat()}".encode(), digest_size=16).hexdigest()
    return replace(document, title=None, text="", url=None, tags=(), removed_at=removed_at, fingerprint=mark)
