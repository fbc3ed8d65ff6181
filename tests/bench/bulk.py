"""How fast rows reach the store, and whole stores another database.

    PYTHONPATH=tests:tests/bench .venv/bin/python tests/bench/bulk.py --documents 100000

Starts a PostgreSQL server of its own (fsync off, as in the tests). First table: rows a second by size of the batch, one
statement a row against COPY into a temporary table, new rows and rows that are there. Second table: `voc store copy`
with its comparison, both ways, and the sizes on both sides.
"""

import argparse
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any

from plain_store import fill
from postgres_server import Server, serving

from voc.store import batches, open_store
from voc.store.backups import copy_store
from voc.store.schema import weekly_counts
from voc.store.sizes import n_bytes, table_sizes

_SIZES = (10, 50, 100, 200, 500, 1000, 5000)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=20_000, help="Rows of each line of the first table.")
    parser.add_argument("--documents", type=int, default=20_000, help="Documents of the store that is copied.")
    options = parser.parse_args()
    with serving() as server:
        by_batch(server, options.rows)
        whole_stores(server, options.documents)


def by_batch(server: Server, n: int) -> None:
    print("| rows a batch | statement, new | again | COPY, new | again |\n|---|---|---|---|---|")
    for size in _SIZES:
        speeds = [speed for many in (n + 1, 1) for speed in _speeds(server, n, size, many)]
        print(f"| {size:,} | " + " | ".join(f"{speed:,.0f}" for speed in speeds) + " |", flush=True)


def _speeds(server: Server, n: int, size: int, many: int) -> list[float]:
    batches._MANY = many
    rows = [_row(number) for number in range(n)]
    with open_store(server.new_database()) as store:

        def written() -> None:
            with store.begin() as connection:
                for some in batches.batches(rows, size):
                    batches.put(connection, weekly_counts, some)

        return [n / _seconds(written) for _ in range(2)]


def _row(number: int) -> dict[str, Any]:
    key = {"week": "2026-W47", "segment": "*", "scope": "all", "theme_id": f"t{number % 50}"}
    key |= {"stage": "usage", "reason": "access"}
    measures = {"n_sentences": number, "n_documents": number, "n_with_rating": 1, "sum_rating": 3.5}
    return {**key, **measures, "source": f"s{number}"}


def whole_stores(server: Server, n: int) -> None:
    with TemporaryDirectory() as folder:
        file, back = Path(folder) / "voc.db", Path(folder) / "back.db"
        with open_store(f"sqlite:///{file}") as store:
            print(f"\nfilling SQLite: {n / _seconds(lambda: fill(store, n)):,.0f} documents/s")
            target = server.new_database()
            _copied("SQLite to PostgreSQL", n, lambda: copy_store(store, target, lambda *_: None))
            in_file = {one.table: one for one in table_sizes(store)}
        with open_store(target) as store:
            _copied("PostgreSQL to SQLite", n, lambda: copy_store(store, f"sqlite:///{back}", lambda *_: None))
            print(f"sizes: SQLite {file.stat().st_size / 1e6:,.0f} MB, PostgreSQL {n_bytes(store) / 1e6:,.0f} MB\n")
            print("| table | rows | SQLite MB (indexes) | PostgreSQL MB (indexes) |\n|---|---|---|---|")
            for one in table_sizes(store):
                other = in_file.get(one.table.replace("search_vectors", "search_fts"))
                if one.n_rows and other:
                    print(f"| {one.table} | {one.n_rows:,} | {_room(other)} | {_room(one)} |")
        with open_store(server.new_database()) as store:
            print(f"\nfilling PostgreSQL: {n / _seconds(lambda: fill(store, n)):,.0f} documents/s")


def _copied(label: str, n: int, copy: Callable[[], dict[str, int]]) -> None:
    counts: dict[str, int] = {}
    seconds = _seconds(lambda: counts.update(copy()))
    print(f"{label}: {seconds:,.1f} s, {n / seconds:,.0f} documents/s, {sum(counts.values()) / seconds:,.0f} rows/s")


def _room(size: Any) -> str:  # noqa: ANN401 - a TableSize
    return f"{(size.n_bytes or 0) / 1e6:,.1f} ({(size.n_index_bytes or 0) / 1e6:,.1f})"


def _seconds(work: Callable[[], object]) -> float:
    started = perf_counter()
    work()
    return perf_counter() - started


if __name__ == "__main__":
    main()
