"""The ids by which a company's own tools know customers: sealed, read by no analysis, each until its day."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, delete, func, select

from voc.records import Document
from voc.store.batches import batches, put
from voc.store.schema import documents, external_users, runs

_held, _of = external_users.c, documents.c


@dataclass(frozen=True, slots=True)
class ExternalUser:
    """A customer's id in the company's own tools, as the store keeps it.

    Attributes
    ----------
    sealed_user : bytes
        See `voc.privacy.sealing`.
    is_hashed : bool
        The source delivers it as a hash.
    keep_until : datetime
        From this moment on it must not be there.
    """

    document_id: str
    source: str
    sealed_user: bytes
    is_hashed: bool
    keep_until: datetime


def keep_users(connection: Connection, users: Iterable[ExternalUser]) -> None:
    """Keep ids beside their documents, over those that are there."""
    rows = [asdict(user) for user in users]
    put(connection, external_users, sorted(rows, key=lambda row: str(row["document_id"])))


def load_users(
    connection: Connection, document_ids: Collection[str], *, now: datetime | None = None
) -> list[ExternalUser]:
    """Load the ids that are kept beside these documents, by document.

    Parameters
    ----------
    now : datetime or None
        Leaves out those whose time is over at this moment.
    """
    return [
        ExternalUser(**row)
        for some in batches(sorted(set(document_ids)))
        for row in connection.execute(
            select(external_users).where(_held.document_id.in_(some), *_alive(now)).order_by(_held.document_id)
        ).mappings()
    ]


def written_at(connection: Connection, found: Sequence[Document]) -> dict[str, datetime | None]:
    """Tell when those of these documents were written that the store holds with their words, and no newer version.

    Returns
    -------
    dict of str to datetime or None
        By document; where the source does not tell, the moment at which the run began that brought it first.
    """
    given = {document.id: document for document in found}
    asked = select(_of.id, _of.updated_at, _of.created_at, runs.c.started_at)
    asked = asked.outerjoin(runs, runs.c.run_id == _of.first_run_id)
    return {
        row.id: row.created_at or row.started_at
        for some in batches(sorted(given))
        for row in connection.execute(asked.where(_of.id.in_(some), _of.forgotten.is_(False), _of.removed_at.is_(None)))
        if not _is_older(given[row.id].updated_at, row.updated_at)
    }


def drop_users(connection: Connection, document_ids: Collection[str]) -> int:
    """Erase the ids beside these documents."""
    return sum(_drop(connection, _held.document_id.in_(some)) for some in batches(sorted(document_ids)))


def drop_expired(connection: Connection, now: datetime) -> int:
    """Erase the ids whose time is over."""
    return _drop(connection, _held.keep_until <= now)


def drop_written_before(connection: Connection, source: str, moment: datetime) -> int:
    """Erase the ids that came with voices of a source written before a moment: its period was made shorter."""
    older = select(_of.id).where(_of.source == source, _of.created_at < moment)
    return _drop(connection, (_held.source == source) & _held.document_id.in_(older))


def drop_source(connection: Connection, source: str) -> int:
    """Erase the ids that a source gave."""
    return _drop(connection, _held.source == source)


def sources_with_users(connection: Connection) -> list[str]:
    """Name the sources of which ids are kept."""
    return sorted(connection.scalars(select(_held.source).distinct()))


def count_users(connection: Connection, *, now: datetime) -> dict[str, int]:
    """Count the ids that are kept, by source."""
    asked = select(_held.source, func.count()).where(*_alive(now)).group_by(_held.source)
    return {str(source): int(n) for source, n in connection.execute(asked)}


def _alive(now: datetime | None) -> list[ColumnElement[bool]]:
    return [] if now is None else [_held.keep_until > now]


def _drop(connection: Connection, which: ColumnElement[bool]) -> int:
    return connection.execute(delete(external_users).where(which)).rowcount


def _is_older(one: datetime | None, other: datetime | None) -> bool:
    return one is not None and other is not None and one < other
