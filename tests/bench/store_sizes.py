"""How large each table of a store is with its indexes, and what that makes for a million documents.

usage: store_sizes.py ADDRESS

ADDRESS is sqlite:///store/voc.db or postgresql://user@host/voc; nothing is changed. SQLite is asked through `dbstat`,
which walks through the whole file; PostgreSQL through `pg_table_size` and `pg_indexes_size`.
"""

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from lines import table
from sqlalchemy import Connection, Engine, create_engine, func, select, text

from voc.store.schema import documents, findings, sentences

HEAD = ("table", "MB", "indexes MB", "MB per million documents", "share")
_MB = 1e6
# What the index of words keeps is spread over tables of its own.
_SEARCH = "search (words and letters)"
Sizes = dict[str, tuple[int, int]]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("address")
    engine = create_engine(parser.parse_args().address)
    with engine.connect() as connection:
        n_documents, n_sentences = (count(connection, one) for one in (documents, sentences))
        n_hesitations = connection.scalar(select(func.count()).where(findings.c.is_hesitation.is_(True)))
        sizes = sorted(sizes_of(engine, connection).items(), key=lambda one: -sum(one[1]))
    whole = sum(sum(size) for _, size in sizes)
    print(f"{n_documents:,} documents, {n_sentences:,} sentences, {n_hesitations:,} hesitations")
    rows = [row(name, size, n_documents, whole) for name, size in sizes if sum(size) > whole / 1000]
    print(table(HEAD, [*rows, row("all", (whole, 0), n_documents, whole)]))


def count(connection: Connection, of: object) -> int:
    return connection.scalar(select(func.count()).select_from(of)) or 0  # type: ignore[arg-type] - a table


def row(name: str, size: tuple[int, int], n_documents: int, whole: int) -> list[str]:
    own, indexes = size
    total = own + indexes
    return [
        name,
        f"{own / _MB:,.1f}",
        f"{indexes / _MB:,.1f}" if indexes else "",
        f"{total / _MB / n_documents * 1e6:,.0f}",
        f"{total / whole:.0%}",
    ]


def sizes_of(engine: Engine, connection: Connection) -> Sizes:
    """Return bytes of each table and of its indexes."""
    found: Sizes = {}
    for name, own, indexes in (_sqlite if engine.dialect.name == "sqlite" else _postgresql)(connection):
        kept = found.get(name, (0, 0))
        found[name] = kept[0] + own, kept[1] + indexes
    return found


def _sqlite(connection: Connection) -> Iterator[tuple[str, int, int]]:
    tables = {one.name: one.tbl_name for one in connection.execute(text("SELECT name, tbl_name FROM sqlite_master"))}
    for name, size in connection.execute(text("SELECT name, sum(pgsize) FROM dbstat GROUP BY name")):
        of = tables.get(name, name)
        is_index = of != name
        shown = _SEARCH if of.startswith("search") else of
        yield shown, 0 if is_index else size, size if is_index else 0


def _postgresql(connection: Connection) -> Iterator[tuple[str, int, int]]:
    asked = "SELECT relname, pg_table_size(relid), pg_indexes_size(relid) FROM pg_stat_user_tables"
    for name, own, indexes in connection.execute(text(asked)):
        yield _SEARCH if name.startswith("search") else name, own, indexes


if __name__ == "__main__":
    main()
