"""How much room a store takes, and each of its tables."""

from dataclasses import dataclass

from sqlalchemy import Connection, func, inspect, select, text
from sqlalchemy.exc import OperationalError

from voc.store.engine import Store
from voc.store.schema import metadata

_FTS = "search_fts"
_SEARCH = "search_vectors"
_ON_SERVER = text(
    """
    SELECT relname AS name, pg_table_size(oid) AS n_bytes, pg_indexes_size(oid) AS n_index_bytes
    FROM pg_class WHERE relnamespace = current_schema()::regnamespace AND relkind = 'r'
    """
)
# An index belongs to its table, the parts of the search index to the whole.
_IN_FILE = text(
    """
    SELECT coalesce(held.tbl_name, 'sqlite_schema') AS name, held.type = 'index' AS is_index,
           sum(part.pgsize) AS n_bytes
    FROM dbstat AS part LEFT JOIN sqlite_schema AS held ON held.name = part.name
    WHERE part.aggregate = TRUE GROUP BY 1, 2
    """
)


@dataclass(frozen=True, slots=True)
class TableSize:
    """What a table holds and takes.

    Attributes
    ----------
    n_bytes, n_index_bytes : int or None
        Without and with nothing but its indexes; None where this SQLite cannot tell. In SQLite a table without row
        numbers is its own index.
    """

    table: str
    n_rows: int
    n_bytes: int | None
    n_index_bytes: int | None


def n_bytes(store: Store) -> int:
    """Tell how many bytes a store takes: its file with the log beside it, or its tables and indexes on a server.

    0 of one in memory.
    """
    if store.path is not None:
        log = store.path.with_name(f"{store.path.name}-wal")
        return store.path.stat().st_size + (log.stat().st_size if log.exists() else 0)
    if store.engine.dialect.name != "postgresql":
        return 0
    with store.read() as connection:
        return sum(row.n_bytes + row.n_index_bytes for row in connection.execute(_ON_SERVER) if row.name in _ours())


def table_sizes(store: Store) -> list[TableSize]:
    """List the tables of a store, the search index among them, by name."""
    with store.read() as connection:
        sizes = _sizes(connection)
        there = sorted(_ours().intersection(inspect(connection).get_table_names()))
        return [TableSize(name, _count(connection, name), *sizes.get(name, (None, None))) for name in there]


def _ours() -> set[str]:
    return {*metadata.tables, _FTS, _SEARCH}


def _sizes(connection: Connection) -> dict[str, tuple[int, int]]:
    if connection.dialect.name == "postgresql":
        return {row.name: (row.n_bytes, row.n_index_bytes) for row in connection.execute(_ON_SERVER)}
    try:
        rows = connection.execute(_IN_FILE).all()
    except OperationalError:
        return {}  # This SQLite was built without the table that tells.
    sizes: dict[str, tuple[int, int]] = {}
    for row in rows:
        name = _FTS if row.name.startswith(f"{_FTS}_") else row.name
        held, of_indexes = sizes.get(name, (0, 0))
        sizes[name] = (held, of_indexes + row.n_bytes) if row.is_index else (held + row.n_bytes, of_indexes)
    return sizes


def _count(connection: Connection, name: str) -> int:
    # A search index without its texts cannot count its own rows.
    counted = "search_documents" if name == _FTS else name
    return connection.scalar(select(func.count()).select_from(text(counted))) or 0
