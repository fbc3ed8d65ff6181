"""Whether the author of a text allowed that it is quoted: what a person recorded, and nothing guessed."""

from collections.abc import Collection
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy import Connection, delete, select

from voc.store.batches import batches, put
from voc.store.schema import quote_permissions

PermissionState = Literal["granted", "withdrawn"]
GRANTED: PermissionState = "granted"
WITHDRAWN: PermissionState = "withdrawn"
_held = quote_permissions.c


@dataclass(frozen=True, slots=True)
class QuotePermission:
    """What was recorded last about a document.

    Attributes
    ----------
    note : str
        How it was given, masked.
    """

    document_id: str
    state: PermissionState
    at: datetime
    who: str
    note: str = ""


def record_permission(connection: Connection, permission: QuotePermission) -> None:
    """Record what an author allowed; it stands over what was recorded of the document before."""
    put(connection, quote_permissions, [asdict(permission)])


def permissions_of(connection: Connection, document_ids: Collection[str]) -> dict[str, QuotePermission]:
    """Load what is recorded of some documents, by their ids; those of which nothing is are left out."""
    return {
        row["document_id"]: QuotePermission(**row)
        for some in batches(sorted(set(document_ids)))
        for row in connection.execute(select(quote_permissions).where(_held.document_id.in_(some))).mappings()
    }


def load_permissions(connection: Connection, *, limit: int | None = None) -> list[QuotePermission]:
    """Load what is recorded, the latest first; all of it without a limit."""
    asked = select(quote_permissions).order_by(_held.at.desc(), _held.document_id).limit(limit)
    return [QuotePermission(**row) for row in connection.execute(asked).mappings()]


def drop_permissions(connection: Connection, document_ids: Collection[str]) -> None:
    """Delete what is recorded of documents whose words are erased or taken back."""
    for some in batches(sorted(set(document_ids))):
        connection.execute(delete(quote_permissions).where(_held.document_id.in_(some)))
