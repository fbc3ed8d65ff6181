"""Where the next fetch of each source resumes."""

from datetime import UTC, datetime

from sqlalchemy import Connection, select

from voc.records import Cursor
from voc.store.batches import put
from voc.store.schema import cursors


def save_cursor(connection: Connection, cursor: Cursor, *, at: datetime | None = None) -> None:
    """Remember a cursor; belongs into the transaction that stores what lies before it.

    One that has not moved keeps its moment.
    """
    if load_cursor(connection, cursor.source) == cursor:
        return
    row = {"source": cursor.source, "value": cursor.value, "saved_at": at or datetime.now(UTC)}
    put(connection, cursors, [row])


def load_cursor(connection: Connection, source: str) -> Cursor | None:
    """Return where a source was left, None where it was never read."""
    value = connection.scalar(select(cursors.c.value).where(cursors.c.source == source))
    return None if value is None else Cursor(source, value)


def saved_cursors(connection: Connection) -> dict[str, datetime]:
    """Tell for each source when its cursor last moved."""
    return {row.source: row.saved_at for row in connection.execute(select(cursors).order_by(cursors.c.source))}
