"""Writing and asking in batches, the same way on both databases."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, TypeAlias, TypeVar

from sqlalchemy import Connection, Table
from sqlalchemy.dialects import postgresql, sqlite

_T = TypeVar("_T")
Rows: TypeAlias = Sequence[Mapping[str, Any]]

# Well under the 32,766 values that an SQLite statement may carry.
_BATCH = 1000


def batches(values: Sequence[_T], size: int = _BATCH) -> Iterator[Sequence[_T]]:
    """Cut a sequence into pieces that a statement can carry."""
    for start in range(0, len(values), size):
        yield values[start : start + size]


def add(connection: Connection, table: Table, rows: Rows) -> None:
    """Insert rows; those whose key is there already stay as they are."""
    if rows:
        connection.execute(_insert(connection, table).on_conflict_do_nothing(), rows)


def put(connection: Connection, table: Table, rows: Rows, *, keep: Sequence[str] = ()) -> None:
    """Insert rows, or overwrite those with the same key.

    Parameters
    ----------
    keep : sequence of str
        Columns that an existing row keeps.
    """
    if not rows:
        return
    insert = _insert(connection, table)
    key = [column.name for column in table.primary_key.columns]
    changed = {name: insert.excluded[name] for name in rows[0] if name not in {*key, *keep}}
    connection.execute(insert.on_conflict_do_update(index_elements=key, set_=changed), rows)


def _insert(connection: Connection, table: Table) -> sqlite.Insert | postgresql.Insert:
    if connection.dialect.name == "sqlite":
        return sqlite.insert(table)
    return postgresql.insert(table)
