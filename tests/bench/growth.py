"""What a night of new documents and a week cost on a store of a million documents, beside the same night on none.

usage: growth.py fill DIR [--documents N] [--read M] [--weeks W]
       growth.py measure DIR [--new N] [--over DAYS] [--postgres]

`fill` makes the store once: M invented texts are collected, read and given themes, and repeated with other words in
other weeks until there are N (see growth_store.py); then it lists what each table takes. `measure` works on copies: N
new texts, written in the last DAYS days, arrive in a store that knows the same words and themes but holds no document,
and in the full one; then the week before is discovered, counted and written up in the full one. Each run is a process
of its own. Seconds are wall time and, of our process alone, CPU time; memory is the most that it held in the step.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from growth_home import deliver, write_home
from growth_store import multiply
from growth_texts import voices
from lines import table
from postgres_server import serving
from sqlalchemy import select

from voc.store import Store, open_store
from voc.store.backups import copy_store
from voc.store.batches import add
from voc.store.schema import self_trained, spaces, themes
from voc.store.sizes import n_bytes, table_sizes

FIRST = datetime(2024, 11, 25)  # noqa: DTZ001 - a Monday, as sources write it
NIGHT_HEAD = ("step", "empty s", "full s", "ratio", "empty CPU s", "full CPU s", "ratio", "empty MB", "full MB")
WEEK_HEAD = ("step", "s", "CPU s", "MB")
SIZE_HEAD = ("table", "rows", "MB", "indexes MB")
_MIB = 2**20
_RUN = Path(__file__).with_name("growth_run.py")
_ALL = "all steps"
Steps = Mapping[str, Mapping[str, float]]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(dest="command", required=True)
    filling = commands.add_parser("fill")
    filling.add_argument("--documents", type=int, default=1_000_000, metavar="N")
    filling.add_argument("--read", type=int, default=100_000, metavar="M", help="texts that are really read")
    filling.add_argument("--weeks", type=int, default=104, metavar="W")
    measuring = commands.add_parser("measure")
    measuring.add_argument("--new", type=int, default=10_000, metavar="N", help="texts of the night")
    measuring.add_argument("--over", type=int, default=2, metavar="DAYS", help="days in which they were written")
    measuring.add_argument("--postgres", action="store_true", help="on a PostgreSQL server of its own")
    for command in (filling, measuring):
        command.add_argument("folder", type=Path, metavar="DIR")
    options = parser.parse_args()
    if options.command == "fill":
        fill(options.folder, options.documents, options.read, options.weeks)
    else:
        measure(options.folder, options.new, options.over, postgres=options.postgres)


def fill(folder: Path, n: int, n_read: int, n_weeks: int) -> None:
    """Make the store, and list what its tables take."""
    times, days = n // n_read, n_weeks * 7 * n_read // n
    write_home(folder)
    deliver(folder, voices(n_read, first=FIRST, n_days=days))
    until = FIRST.date() + timedelta(days=days)
    run("nightly", folder, until)
    run("weekly", folder, until)
    with open_store(_address(folder)) as store:
        multiply(store, times, days=days, tell=lambda what, number: print(what, number, file=sys.stderr, flush=True))
        print(table(SIZE_HEAD, [*_sizes(store), ("all", "", _mb(n_bytes(store)), "")]))
    (folder / "filled.json").write_text(json.dumps({"days": days * times}))


def measure(folder: Path, n_new: int, n_days: int, *, postgres: bool) -> None:
    """Measure a night on an empty and on the full store, and a week on the full one."""
    end = FIRST + timedelta(days=json.loads((folder / "filled.json").read_text())["days"])
    first, until = end + timedelta(days=min(0, 2 - n_days)), end.date() + timedelta(days=2)
    with TemporaryDirectory(dir=folder) as scratch, databases(folder, postgres=postgres) as addresses:
        nights = []
        for name, address in addresses.items():
            home = Path(scratch) / name
            write_home(home)
            deliver(home, voices(n_new, first=first, n_days=n_days, seed=2))
            nights.append(run("nightly", home, until, address))
        print(table(NIGHT_HEAD, list(_night_rows(*nights))), flush=True)
        week = run("weekly", home, until, address)
        print(table(WEEK_HEAD, [(name, *_cells(spent)) for name, spent in week.items()]))


@contextmanager
def databases(folder: Path, *, postgres: bool) -> Iterator[dict[str, str]]:
    """Yield the addresses of a store that was taught and is empty, and of a copy of the full one; gone afterwards."""
    with serving() if postgres else TemporaryDirectory(dir=folder) as place:
        if isinstance(place, str):
            addresses = {name: f"sqlite:///{place}/{name}.db" for name in ("empty", "full")}
            shutil.copy(folder / "store" / "voc.db", Path(place) / "full.db")
        else:
            addresses = {name: place.new_database() for name in ("empty", "full")}
            with open_store(_address(folder)) as store:
                copy_store(store, addresses["full"], lambda *_: None)
            # A store that has been in use was vacuumed long ago.
            place.execute("VACUUM ANALYZE", addresses["full"])
        with open_store(addresses["full"]) as full, open_store(addresses["empty"]) as empty:
            teach(empty, full)
        yield addresses


def teach(empty: Store, full: Store) -> None:
    """Give a store what another has learned: whoever knows themes places sentences, whatever else the store holds."""
    with full.read() as reading, empty.begin() as writing:
        for table in (themes, spaces, self_trained):
            add(writing, table, [dict(row) for row in reading.execute(select(table)).mappings()])


def run(flow: str, home: Path, until: date, address: str | None = None) -> Steps:
    """Do a night or a week in a process of its own."""
    environment = {**os.environ, "VOC_STORE_URL": address or _address(home)}
    command = [sys.executable, str(_RUN), flow, str(home), "--until", str(until)]
    done = subprocess.run(command, env=environment, stdout=subprocess.PIPE, text=True, check=True)
    steps: dict[str, dict[str, float]] = {}
    for line in done.stdout.splitlines():
        step = json.loads(line)
        spent = steps.setdefault(step.pop("step"), dict.fromkeys(step, 0.0))
        for key, value in step.items():
            spent[key] = max(spent[key], value) if key == "peak_mb" else spent[key] + value
    return steps


def _night_rows(empty: Steps, full: Steps) -> Iterator[tuple[str, ...]]:
    both = {name: (empty[name], full[name]) for name in full}
    work = [pair for name, pair in both.items() if name != "load"]
    both[_ALL] = tuple({key: sum(pair[side][key] for pair in work) for key in work[0][0]} for side in (0, 1))
    for name, (one, other) in both.items():
        seconds = (
            cell
            for key in ("wall_s", "cpu_s")
            for cell in (f"{one[key]:.1f}", f"{other[key]:.1f}", f"{other[key] / max(one[key], 0.01):.2f}")
        )
        peaks = ("", "") if name == _ALL else (f"{one['peak_mb']:.0f}", f"{other['peak_mb']:.0f}")
        yield (name, *seconds, *peaks)


def _cells(spent: Mapping[str, float]) -> tuple[str, ...]:
    return (f"{spent['wall_s']:.1f}", f"{spent['cpu_s']:.1f}", f"{spent['peak_mb']:.0f}")


def _sizes(store: Store) -> list[tuple[str, ...]]:
    sizes = sorted(table_sizes(store), key=lambda one: -(one.n_bytes or 0) - (one.n_index_bytes or 0))
    return [(one.table, f"{one.n_rows:,}", _mb(one.n_bytes), _mb(one.n_index_bytes)) for one in sizes if one.n_rows]


def _mb(n: int | None) -> str:
    return "" if n is None else f"{n / _MIB:,.0f}"


def _address(home: Path) -> str:
    return f"sqlite:///{home.resolve() / 'store' / 'voc.db'}"


if __name__ == "__main__":
    main()
