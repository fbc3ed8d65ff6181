"""Play faults and print the table: `PYTHONPATH=tests python -m faults`, with `--all` at every moment there is."""

import sys
import tempfile
import time
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator
from contextlib import ExitStack
from functools import cache
from pathlib import Path

from postgres_server import serving

from faults.casts import kills, labels, others, real_kills
from faults.homes import Homes
from faults.table import table
from faults.theatre import BOTH, Fault, Played, Theatre


def main() -> None:
    """Play what was asked for; exit code 1 where a promise was not kept."""
    asked = _asked()
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="voc-faults-")))
        server = cache(lambda: stack.enter_context(serving()))
        theatre = Theatre(Homes(folder, server))
        played = [_play(theatre, fault, store) for fault, store in _faults(theatre, asked)]
    print(table(played), end="")  # noqa: T201 - this is the result
    sys.exit(not all(one.is_kept for one in played))


def _asked() -> Namespace:
    parser = ArgumentParser(prog="faults", description=__doc__)
    parser.add_argument("--all", action="store_true", help="kill at every moment of every command; takes an hour")
    parser.add_argument("--moments", type=int, default=5, help="kills of each command on each store")
    parser.add_argument("--real", type=int, default=1, help="more of them, as processes of their own")
    parser.add_argument("--only", default="", help="faults and commands that contain this")
    parser.add_argument("--store", choices=BOTH, action="append", help="only this store")
    return parser.parse_args()


def _faults(theatre: Theatre, asked: Namespace) -> Iterator[tuple[Fault, str]]:
    stores = asked.store or BOTH
    for store in stores:
        for label in labels():
            if asked.only in f"killed (SIGKILL) {label}":
                yield from ((one, store) for one in kills(theatre, label, store, None if asked.all else asked.moments))
                yield from ((one, store) for one in real_kills(theatre, label, store, asked.real))
    for fault in others():
        if asked.only in f"{fault.name} {fault.during}":
            yield from ((fault, store) for store in fault.stores if store in stores)


def _play(theatre: Theatre, fault: Fault, store: str) -> Played:
    began = time.monotonic()
    played = theatre.play(fault, store)
    verdict = "kept" if played.is_kept else f"BROKEN {played.differing} {played.ended.said[-500:]}"
    told = f"{time.monotonic() - began:5.1f} s  {store}: {fault.name}, {fault.during}: {played.outcome}, {verdict}"
    print(told, file=sys.stderr)  # noqa: T201 - how far it is
    return played


if __name__ == "__main__":
    main()
