"""Copying a whole store into an empty one, on the same database or the other, and proving that nothing was lost."""

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from hashlib import blake2b
from typing import Any, TypeAlias

from sqlalchemy import Connection, Table, func, insert, inspect, select
from sqlalchemy.exc import DataError

from voc.errors import StoreError
from voc.store.batches import Rows
from voc.store.bulk import copy_rows
from voc.store.schema import metadata, search_documents
from voc.store.search_index import index_again

# What is being done, how much of it, out of how much.
Tell: TypeAlias = Callable[[str, int, int | None], None]
# Rows in memory at a time; a theme's or a space's payload may be megabytes.
_BATCH = 2000
_MODULUS = 2**128


@dataclass(slots=True)
class TableSum:
    """Sums up the rows of a table, whatever their order and the database they come from.

    Attributes
    ----------
    n_rows : int
    checksum : int
        Sum of the rows' hashes, modulo 2 to the power of 128.
    """

    n_rows: int = 0
    checksum: int = 0

    def add(self, row: Mapping[str, Any]) -> None:
        """Count a row in."""
        spelled = json.dumps(list(row.values()), default=_spelled, ensure_ascii=False, sort_keys=True)
        digest = blake2b(spelled.encode("utf-8", "surrogatepass"), digest_size=16).digest()
        self.n_rows += 1
        self.checksum = (self.checksum + int.from_bytes(digest, "big")) % _MODULUS


def copy_tables(reading: Connection, writing: Connection, tell: Tell) -> dict[str, int]:
    """Copy every row into tables that are there and empty, build the search index and compare both sides.

    All in the caller's transactions: one state of the source, and of the target everything or nothing.

    Returns
    -------
    dict of str to int
        Rows by table.

    Raises
    ------
    StoreError
        A table of the copy does not hold what the store holds.
    """
    n_rows = {table.name: _count(reading, table) for table in metadata.sorted_tables}
    sums = {}
    for table in metadata.sorted_tables:
        sums[table.name] = _copy(reading, writing, table, _counted(f"copying {table.name}", n_rows[table.name], tell))
    _fill_index(writing, _counted("building the search index", n_rows[search_documents.name], tell))
    for table in metadata.sorted_tables:
        found = _summed(writing, table, _counted(f"comparing {table.name}", n_rows[table.name], tell))
        if found != sums[table.name]:
            message = (
                f"The copy of table {table.name} is not what the store holds ({found.n_rows:,} rows, expected "
                f"{sums[table.name].n_rows:,}). Nothing was kept of the copy; try again, and report this if it stays."
            )
            raise StoreError(message)
    return {name: one.n_rows for name, one in sums.items()}


def holds_rows(connection: Connection) -> bool:
    """Tell whether any table of a store, of whatever version, has a row."""
    there = set(inspect(connection).get_table_names())
    tables = (table for table in metadata.sorted_tables if table.name in there)
    return any(connection.execute(select(1).select_from(table).limit(1)).first() for table in tables)


def _copy(reading: Connection, writing: Connection, table: Table, told: Callable[[int], None]) -> TableSum:
    copied = TableSum()
    for rows in _in_key_order(reading, table):
        for row in rows:
            copied.add(row)
        with _fitting(table):
            _write(writing, table, rows)
        told(copied.n_rows)
    return copied


@contextmanager
def _fitting(table: Table) -> Iterator[None]:
    try:
        yield
    except DataError as error:
        message = (
            f"Table {table.name} holds a value that the other database refuses: {error.orig}. Nothing was kept of the "
            "copy; please report this."
        )
        raise StoreError(message) from error


def _write(writing: Connection, table: Table, rows: Rows) -> None:
    if writing.dialect.name == "sqlite":
        writing.execute(insert(table), rows)
        return
    quote = writing.dialect.identifier_preparer.quote
    names = ", ".join(quote(column.name) for column in table.columns)
    copy_rows(writing, f"{quote(table.name)} ({names})", list(table.columns), rows)


def _summed(connection: Connection, table: Table, told: Callable[[int], None]) -> TableSum:
    found = TableSum()
    for rows in _in_key_order(connection, table):
        for row in rows:
            found.add(row)
        told(found.n_rows)
    return found


def _in_key_order(connection: Connection, table: Table) -> Iterator[Rows]:
    asked = select(table).order_by(*table.primary_key.columns)
    # PostgreSQL keeps what was not fetched yet; SQLite reads on as it is asked.
    options = {"stream_results": True, "yield_per": _BATCH}
    for rows in connection.execute(asked, execution_options=options).mappings().partitions():
        yield [dict(row) for row in rows]


def _fill_index(writing: Connection, told: Callable[[int], None]) -> None:
    asked = select(search_documents).order_by(search_documents.c.search_id)
    n_done, after = 0, -1
    while rows := writing.execute(asked.where(search_documents.c.search_id > after).limit(_BATCH)).all():
        index_again(writing, {row.document_id: row.search_id for row in rows})
        n_done, after = n_done + len(rows), rows[-1].search_id
        told(n_done)


def _count(connection: Connection, table: Table) -> int:
    return connection.scalar(select(func.count()).select_from(table)) or 0


def _counted(label: str, total: int, tell: Tell) -> Callable[[int], None]:
    return lambda done: tell(label, done, total)


def _spelled(value: object) -> str:
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, bytes | memoryview):
        return blake2b(bytes(value), digest_size=16).hexdigest()
    message = f"A value of type {type(value).__name__} was not expected in the store."
    raise TypeError(message)
