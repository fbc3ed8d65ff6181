"""Many rows at once into PostgreSQL: COPY into a table of the transaction's own, and one statement from there."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Column, Connection, ExecutionContext, Select, Table, column, select, table

# In the execution options of a COPY statement: the rows that it takes, as lists of values.
_COPIED = "voc_copied"
_Convert = Callable[[Any], Any]


def stream_copied(cursor: Any, statement: str, _parameters: object, context: ExecutionContext) -> bool | None:  # noqa: ANN401 - the driver's cursor
    """Carry out a COPY statement; SQLAlchemy's listener for `do_execute`, so that errors are treated like any other."""
    rows = context.execution_options.get(_COPIED)
    if rows is None:
        return None
    with cursor.copy(statement) as copy:
        for row in rows:
            copy.write_row(row)
    return True


@contextmanager
def laid_out(connection: Connection, target: Table, rows: Sequence[Mapping[str, Any]]) -> Iterator[Select[Any]]:
    """Lay rows out on the server as a query; nothing of it outlives the block.

    Parameters
    ----------
    target : Table
        Where the rows are to go; its columns give the types.
    rows : sequence of mappings
        Of the same columns, all of them columns of the target.
    """
    quote = connection.dialect.identifier_preparer.quote
    columns = [target.columns[name] for name in rows[0]]
    place = quote(f"copied_{target.name}")
    names = ", ".join(quote(one.name) for one in columns)
    shape = f"SELECT {names} FROM {quote(target.name)} WITH NO DATA"  # noqa: S608 - names of our own tables
    connection.exec_driver_sql(f"CREATE TEMPORARY TABLE {place} ON COMMIT DROP AS {shape}")
    copy_rows(connection, f"{place} ({names})", columns, rows)
    heap = table(f"copied_{target.name}", *(column(one.name) for one in columns))
    yield select(*heap.columns)
    connection.exec_driver_sql(f"DROP TABLE {place}")


def copy_rows(
    connection: Connection, place: str, columns: Sequence[Column[Any]], rows: Sequence[Mapping[str, Any]]
) -> None:
    """Send rows into a table, spelled with its columns in brackets; none of their keys may be there."""
    converters = [_converter(connection, one) for one in columns]
    names = [one.name for one in columns]
    values = (
        [convert(row[name]) if convert else row[name] for name, convert in zip(names, converters, strict=True)]
        for row in rows
    )
    connection.exec_driver_sql(f"COPY {place} FROM STDIN", execution_options={_COPIED: values})


def _converter(connection: Connection, one: Column[Any]) -> _Convert | None:
    return one.type.dialect_impl(connection.dialect).bind_processor(connection.dialect)
