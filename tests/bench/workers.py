"""How many documents a second one and two workers read, as processes of this machine and as Dask workers.

usage: workers.py [TEXTS.csv[.gz] --text COLUMN] [--documents N] [--workers 1 2] [--where local dask] [--repeat N]

Without a file the texts are invented. Each worker is a process of its own with one thread of the analyser. Two figures
for each number of workers: `read` takes what was read and drops it, `stored` is the whole step of a night, every batch
in a transaction of an SQLite store. Only the second half counts: while the first is read, all workers load. The last
columns are milliseconds of a processor for a document, by the readers together and by the process that hands out and
stores: other work on the machine stretches the seconds, hardly these. On two processors the storing process takes its
share of what two workers could use.
"""

import argparse
import shutil
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory

sys.path.insert(0, str(Path(__file__).parents[1]))

import psutil
from dask_cluster import cluster
from growth_texts import voices
from lines import table
from rows import rows_of

from nlp.memory import settled
from voc.config import load_settings
from voc.config.scaffold import plan_scaffold, write_scaffold
from voc.privacy.documents import to_document
from voc.records import Record
from voc.steps.analyst import Analyst
from voc.steps.catalogue import configured_ids, save_catalogue
from voc.steps.progress import silent
from voc.steps.reading import Batch
from voc.steps.spread.bundle import load_bundle
from voc.steps.spread.dask import DaskCluster
from voc.steps.spread.local import LocalProcesses
from voc.steps.spread.readers import Spread
from voc.steps.workplace import Workplace, open_workplace
from voc.store import count_unread, save_page, save_readings, set_themes

HEAD = ("where", "workers", "read/s", "ratio", "stored/s", "ratio", "ms to read", "ms to store")
_BATCH = 500
Store = Callable[[Workplace, Batch], None]


@dataclass(frozen=True, slots=True)
class Rate:
    """Documents a second, and what each took of a processor: of the readers' together, and of this process's."""

    per_s: float
    readers_ms: float
    own_ms: float


@dataclass(frozen=True, slots=True)
class Moment:
    """How far the work is, and what it has taken so far; seconds."""

    n: int
    wall_s: float
    readers_s: float
    own_s: float


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", type=Path, nargs="?")
    parser.add_argument("--text", metavar="COLUMN", default="text")
    parser.add_argument("--documents", type=int, default=20_000, metavar="N")
    parser.add_argument("--workers", type=int, nargs="+", default=[1, 2], metavar="N")
    parser.add_argument("--where", nargs="+", choices=("local", "dask"), default=["local", "dask"])
    parser.add_argument("--repeat", type=int, default=1, metavar="N", help="the fastest counts")
    options = parser.parse_args()
    with TemporaryDirectory() as folder:
        home = Path(folder) / "home"
        fill(home, texts(options.file, options.text, options.documents))
        lines = []
        for where in options.where:
            found = [best(home, where, n, options.repeat) for n in options.workers]
            lines += [line(where, n, rates, found[0]) for n, rates in zip(options.workers, found, strict=True)]
    print(table(HEAD, lines))


def texts(file: Path | None, column: str, n: int) -> list[str]:
    if file is None:
        return [voice.text for voice in voices(n, first=datetime(2026, 9, 28), n_days=28)]  # noqa: DTZ001 - Seoul's
    return list(islice((row[column] for row in rows_of(file) if row[column].strip()), n))


def fill(home: Path, said: Sequence[str]) -> None:
    """Write a home whose store holds texts that nobody has read."""
    write_scaffold(plan_scaffold(), home)
    with open_workplace(load_settings(home / "config")) as place:
        at = datetime(2026, 11, 2, tzinfo=UTC)
        for start in range(0, len(said), _BATCH):
            some = enumerate(said[start : start + _BATCH], start)
            records = [Record("told", str(n), "review", "app_store", text, created_at=at) for n, text in some]
            with place.store.begin() as connection:
                save_page(connection, [to_document(one, place.masker, place.author_key) for one in records])
        save_catalogue(place)


def best(home: Path, where: str, n_workers: int, repeat: int) -> tuple[Rate, Rate]:
    """Measure reading alone, and reading with storing; of several repeats the fastest of each."""
    runs = [(measure(home, where, n_workers, drop), measure(home, where, n_workers, keep)) for _ in range(repeat)]
    read, stored = zip(*runs, strict=True)
    return max(read, key=lambda rate: rate.per_s), max(stored, key=lambda rate: rate.per_s)


def measure(home: Path, where: str, n_workers: int, store: Store) -> Rate:
    """Read a copy of the home from beginning to end."""
    with TemporaryDirectory() as folder:
        copy = Path(shutil.copytree(home, Path(folder) / "home"))
        with (
            open_workplace(load_settings(copy / "config")) as place,
            farm(where, n_workers, place, Path(folder)) as one,
        ):
            rate = clocked(place, Spread(one), store)
    print(f"{where} {n_workers} {store.__name__}: {rate.per_s:,.0f}/s", file=sys.stderr, flush=True)
    return rate


@contextmanager
def farm(where: str, n_workers: int, place: Workplace, folder: Path) -> Iterator[LocalProcesses | DaskCluster]:
    """Start what reads."""
    with place.store.read() as connection:
        configured = configured_ids(place.settings)
        bundle = load_bundle(place.settings, connection, configured, analysis_version=place.reader.version)
    if where == "local":
        with LocalProcesses(bundle, n_workers) as processes:
            yield processes
        return
    with cluster(folder) as running:
        for _ in range(n_workers):
            running.start_worker()
        running.await_workers(n_workers)
        with DaskCluster(running.address, bundle, silent) as workers:
            yield workers


def clocked(place: Workplace, readers: Spread, store: Store) -> Rate:
    """Read what waits, and count from the batch on at which all workers are at work."""
    analyst = Analyst(place, {})
    n, moments = 0, list[Moment]()
    with settled():
        for batch in islice(analyst.read_waiting(readers, _BATCH, outdated=False), n_batches(place)):
            store(place, batch)
            n += len(batch.read)
            moments.append(Moment(n, time.perf_counter(), descendants_s(), time.process_time()))
    first, last = moments[len(moments) // 2], moments[-1]
    n_counted = last.n - first.n
    return Rate(
        n_counted / (last.wall_s - first.wall_s),
        (last.readers_s - first.readers_s) / n_counted * 1000,
        (last.own_s - first.own_s) / n_counted * 1000,
    )


def descendants_s() -> float:
    """Processor seconds of all processes below this one, so far."""
    spent = 0.0
    for process in psutil.Process().children(recursive=True):
        with suppress(psutil.Error):
            times = process.cpu_times()
            spent += times.user + times.system
    return spent


def n_batches(place: Workplace) -> int:
    with place.store.read() as connection:
        return -(-count_unread(connection) // _BATCH)


def drop(_place: Workplace, _batch: Batch) -> None:
    """Do nothing with what was read."""


def keep(place: Workplace, batch: Batch) -> None:
    """Store what was read, as a night does."""
    with place.store.begin() as connection:
        save_readings(connection, batch.read, analysis_version=place.reader.version)
        set_themes(connection, batch.choices)


def line(where: str, n_workers: int, rates: tuple[Rate, Rate], base: tuple[Rate, Rate]) -> list[str]:
    """Write a line of the table; ratios are to the line with the fewest workers."""
    (read, stored), (read_base, stored_base) = rates, base
    return [
        where,
        str(n_workers),
        f"{read.per_s:,.0f}",
        f"{read.per_s / read_base.per_s:.2f}",
        f"{stored.per_s:,.0f}",
        f"{stored.per_s / stored_base.per_s:.2f}",
        f"{read.readers_ms:.2f}",
        f"{stored.own_ms:.2f}",
    ]


if __name__ == "__main__":
    main()
