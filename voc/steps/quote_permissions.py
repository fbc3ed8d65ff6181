"""Recording whether an author agreed to be quoted, and listing what is recorded."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from voc.errors import UsageError
from voc.planning.brief import Brief
from voc.steps.audit_log import quoted_documents
from voc.steps.curation.correct import find_document
from voc.steps.workplace import Workplace
from voc.store import load_documents
from voc.store.audit import QUOTE, write_audit
from voc.store.quote_permissions import (
    GRANTED,
    PermissionState,
    QuotePermission,
    load_permissions,
    permissions_of,
    record_permission,
)
from voc.weeks import SEOUL

LONGEST_NOTE = 500
_LONGEST_TEXT = 80


@dataclass(frozen=True, slots=True)
class Asked:
    """What a person records.

    Attributes
    ----------
    document : str
        As people name it: the store's id, the start of it, or SOURCE:EXTERNAL_ID.
    note : str
        How the author agreed, or took it back.
    """

    document: str
    state: PermissionState
    who: str
    note: str


def record(place: Workplace, asked: Asked, at: datetime, *, dry_run: bool = False) -> QuotePermission:
    """Record what an author allowed, with a line in the audit log.

    Raises
    ------
    UsageError
        There is no such document or its words are gone, a permission comes without a note on how it was given, or the
        note is longer than 500 characters.
    """
    note = place.masker.mask(" ".join(asked.note.split()))[0]
    if asked.state == GRANTED and not note:
        raise UsageError("Say how the author agreed, such as --note 'by mail on 2026-11-20'. Nothing was recorded.")
    if len(note) > LONGEST_NOTE:
        raise UsageError(f"The note has {len(note)} characters, at most {LONGEST_NOTE}. Nothing was recorded.")
    with place.store.read() as connection:
        document_id = find_document(place.settings, connection, asked.document)
        _check_words(connection, document_id)
    permission = QuotePermission(document_id, asked.state, at, asked.who, note)
    if not dry_run:
        with place.store.begin() as connection:
            record_permission(connection, permission)
            details = {"state": asked.state, "document": document_id}
            write_audit(connection, QUOTE, details, at=at, who=asked.who)
    return permission


def permission_rows(connection: Connection, *, most: int | None = None) -> list[dict[str, Any]]:
    """List what is recorded, the latest first, at most so many, each with the beginning of the text."""
    recorded = load_permissions(connection, limit=most)
    texts = {one.id: one for one in load_documents(connection, [one.document_id for one in recorded])}
    return [
        {
            "document_id": one.document_id,
            "state": one.state,
            "at": one.at.isoformat(),
            "who": one.who,
            "note": one.note,
            "source": texts[one.document_id].source,
            "text": _clipped(texts[one.document_id].text),
        }
        for one in recorded
        if one.document_id in texts
    ]


def permissions_for(connection: Connection, brief: Brief) -> Mapping[str, dict[str, str]]:
    """Tell what is recorded now of the documents that a brief quotes, frozen or not: permission can end any day."""
    found = permissions_of(connection, quoted_documents(brief))
    return {
        one.document_id: {"state": one.state, "on": one.at.astimezone(SEOUL).date().isoformat()}
        for one in found.values()
    }


def _check_words(connection: Connection, document_id: str) -> None:
    (document,) = load_documents(connection, [document_id])
    if not document.text or document.removed_at:
        message = f"The words of document {document_id} are gone, so nobody can quote them. Nothing was recorded."
        raise UsageError(message)


def _clipped(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _LONGEST_TEXT else f"{line[: _LONGEST_TEXT - 1]}…"
