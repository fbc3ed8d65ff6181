"""Writing and asking in batches, the same way on both databases."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, TypeAlias, TypeVar

from sqlalchemy import Connection, Table
from sqlalchemy.dialects import postgresql, sqlite

from voc.store.bulk import laid_out

_T = TypeVar("_T")
Rows: TypeAlias = Sequence[Mapping[str, Any]]

# Well under the 32,766 values that an SQLite statement may carry.
_BATCH = 1000
# From here on PostgreSQL takes rows faster by COPY than one by one: tests/bench/bulk.py.
_MANY = 200


def batches(values: Sequence[_T], size: int = _BATCH) -> Iterator[Sequence[_T]]:
    """Cut a sequence into pieces that a statement can carry."""
    for start in range(0, len(values), size):
        yield values[start : start + size]


def add(connection: Connection, table: Table, rows: Rows) -> None:
    """Insert rows; those whose key is there already stay as they are."""
    if not rows:
        return
    if not _by_copy(connection, rows):
        connection.execute(_insert(connection, table).on_conflict_do_nothing(), rows)
        return
    with laid_out(connection, table, rows) as copied:
        insert = postgresql.insert(table).from_select(list(rows[0]), copied)
        connection.execute(insert.on_conflict_do_nothing())


def put(connection: Connection, table: Table, rows: Rows, *, keep: Sequence[str] = ()) -> None:
    """Insert rows, or overwrite those with the same key; of rows with one key, the last one counts.

    Parameters
    ----------
    keep : sequence of str
        Columns that an existing row keeps.
    """
    if not rows:
        return
    key = [column.name for column in table.primary_key.columns]
    insert = _insert(connection, table)
    changed = {name: insert.excluded[name] for name in rows[0] if name not in {*key, *keep}}
    if not _by_copy(connection, rows):
        connection.execute(insert.on_conflict_do_update(index_elements=key, set_=changed), rows)
        return
    with laid_out(connection, table, _last_of_each(rows, key, keep)) as copied:
        filled = postgresql.insert(table).from_select(list(rows[0]), copied)
        changed = {name: filled.excluded[name] for name in changed}
        connection.execute(filled.on_conflict_do_update(index_elements=key, set_=changed))


def _by_copy(connection: Connection, rows: Rows) -> bool:
    return connection.dialect.name == "postgresql" and len(rows) >= _MANY


def _last_of_each(rows: Rows, key: Sequence[str], keep: Sequence[str]) -> Rows:
    """Leave one row for each key, as if all had been written one after the other."""
    found: dict[tuple[Any, ...], Mapping[str, Any]] = {}
    for row in rows:
        identity = tuple(row[name] for name in key)
        first = found.get(identity)
        found[identity] = row if first is None else {**row, **{name: first[name] for name in keep if name in row}}
    return list(found.values())


def _insert(connection: Connection, table: Table) -> sqlite.Insert | postgresql.Insert:
    if connection.dialect.name == "sqlite":
        return sqlite.insert(table)
    return postgresql.insert(table)
