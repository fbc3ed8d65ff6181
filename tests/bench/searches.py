"""Searching on PostgreSQL: the store's own index of character pairs and lemmas against pg_trgm.

    PYTHONPATH=tests:tests/bench .venv/bin/python tests/bench/searches.py --documents 100000

Queries of 1, 2, 3 and 6 letters are cut out of the texts, at the beginning of an eojeol. Times are medians in
milliseconds for the newest 50 hits. `pg_trgm` is `text ILIKE '%query%'` on a GIN index of trigrams, newest first.
"""

import argparse
from collections.abc import Callable, Sequence
from random import Random
from statistics import median
from time import perf_counter

from plain_store import fill
from postgres_server import serving
from sqlalchemy import Connection, select, text

from voc.store import Store, open_store, search
from voc.store.schema import documents
from voc.store.sizes import table_sizes

_LENGTHS = (1, 2, 3, 6)
_LIMIT = 50


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--documents", type=int, default=20_000)
    parser.add_argument("--queries", type=int, default=20, help="Queries of each length.")
    options = parser.parse_args()
    with serving() as server, open_store(server.new_database()) as store:
        fill(store, options.documents)
        _build(store)
        _sizes(store)
        with store.read() as connection:
            said = list(connection.scalars(select(documents.c.text).order_by(documents.c.id).limit(5000)))
            _table(connection, {length: _queries(said, length, options.queries) for length in _LENGTHS})


def _build(store: Store) -> None:
    with store.begin() as connection:
        connection.execute(text("CREATE EXTENSION pg_trgm"))
        statement = text("CREATE INDEX trigrams ON documents USING gin (text gin_trgm_ops)")
        seconds = _ms(lambda: connection.execute(statement)) / 1000
        print(f"pg_trgm's index of {_count(connection):,} texts: {seconds:.1f} s")
    with store.engine.connect() as connection:
        connection.execution_options(isolation_level="AUTOCOMMIT").execute(text("VACUUM ANALYZE"))


def _sizes(store: Store) -> None:
    with store.read() as connection:
        trigrams = connection.scalar(text("SELECT pg_relation_size('trigrams')")) or 0
    ours = next(one for one in table_sizes(store) if one.table == "search_vectors")
    held, index = (ours.n_bytes or 0) / 1e6, (ours.n_index_bytes or 0) / 1e6
    print(f"sizes: pairs and lemmas {held:.0f} MB and {index:.0f} MB of index, pg_trgm {trigrams / 1e6:.0f} MB\n")


def _table(connection: Connection, queries: dict[int, list[str]]) -> None:
    print("| letters | pairs and lemmas | slowest | pg_trgm | slowest | hits of pairs | of pg_trgm |")
    print("|---|---|---|---|---|---|---|")
    for length, some in queries.items():
        ours = [
            _timed(lambda one=one: [hit.document_id for hit in search(connection, one, limit=_LIMIT)]) for one in some
        ]
        theirs = [_timed(lambda one=one: _by_trigrams(connection, one)) for one in some]
        cells = [f"{find([ms for ms, _ in way]):.1f}" for way in (ours, theirs) for find in (median, max)]
        hits = [f"{sum(n for _, n in way) / len(way):.1f}" for way in (ours, theirs)]
        print(f"| {length} | {' | '.join((*cells, *hits))} |", flush=True)


def _by_trigrams(connection: Connection, query: str) -> Sequence[str]:
    asked = select(documents.c.id).where(documents.c.text.ilike(f"%{query}%"), documents.c.copy_of.is_(None))
    return connection.scalars(asked.order_by(documents.c.created_at.desc(), documents.c.id).limit(_LIMIT)).all()


def _queries(said: Sequence[str], length: int, n: int) -> list[str]:
    random, found = Random(f"searches-{length}"), set[str]()  # noqa: S311 - the same queries every time
    while len(found) < n:
        words = [word for word in random.choice(said).split() if len(word) >= length and word[:length].isalpha()]
        if words:
            found.add(random.choice(words)[:length])
    return sorted(found)


def _timed(ask: Callable[[], Sequence[str]]) -> tuple[float, int]:
    ask()
    found: list[str] = []
    return _ms(lambda: found.extend(ask())), len(found)


def _ms(work: Callable[[], object]) -> float:
    started = perf_counter()
    work()
    return (perf_counter() - started) * 1000


def _count(connection: Connection) -> int:
    return len(connection.scalars(select(documents.c.id)).all())


if __name__ == "__main__":
    main()
