"""How fast each source is collected from a service that answers at once.

usage: PYTHONPATH=tests collecting.py [--records N] [--repeats N] [FAMILY ...]

Every service of `tests/wire` is played by a process of its own with N invented voices, on pages as large as the real
service has them, without pauses. What it answers is worked out in a first round, so that in those that count it only
sends. Each round collects into a new SQLite store; the table has the fastest. Of its time, `HTTP` is spent between a
request and the end of its answer (the library, both ends of the connection, the answering process), `storing` in
masking and writing the pages, `reading` in making records of what came. Sources that cannot give N records (feeds end
after so many entries) show how many they gave.
"""

import argparse
import multiprocessing
import os
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from multiprocessing.connection import Connection
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from unittest.mock import patch

from lines import table
from ruamel.yaml import YAML
from wire import NOW, WIRES, Voice, Wire, WireServer, voice
from wire.server import Reply, Request

from voc.config import load_settings
from voc.records import Window
from voc.sources import Surroundings
from voc.sources.exchange import Exchange
from voc.steps import collect as collecting
from voc.steps.workplace import open_workplace

HEAD = ("source", "records", "requests", "records/s", "s per 1,000", "HTTP", "reading", "storing")
SOURCE = "played"
# How much the real services send at once, in place of what the tests want: by the name of the wire's constant.
PAGES = {
    "app_store_connect": {"_PER_PAGE": 200},
    "channel_talk": {"_PER_PAGE": 500},
    "freshdesk": {"_PER_PAGE": 100},
    "gnuboard": {"_PER_PAGE": 15},
    "google_forms": {"_PER_PAGE": 1000},
    "google_play": {"_PER_PAGE": 100},
    "itunes_rss": {"per_page": 50},
    "site": {"_PER_PAGE": 20},
    "surveymonkey": {"per_page": 100},
    "tally": {"_PER_PAGE": 50},
    "typeform": {"_PER_PAGE": 1000},
    "walla": {"_PER_PAGE": 100},
    "xe": {"_PER_PAGE": 20, "_COMMENTS_PER_PAGE": 50},
    "zendesk": {"_TICKETS": 100, "_COMMENTS": 100},
}
# Walks as far as there are pages.
DEEP = {family: {"max_pages": 1000} for family in ("gnuboard", "site", "xe")}


@dataclass
class Round:
    """One collection and where its seconds went."""

    n_records: int = 0
    n_requests: int = 0
    seconds: float = 0.0
    http_s: float = 0.0
    storing_s: float = 0.0
    failure: str = ""

    def row(self, family: str) -> tuple[str, ...]:
        if self.failure or not self.n_records:
            return (family, self.failure or "nothing came")
        reading_s = self.seconds - self.http_s - self.storing_s
        shares = (f"{part / self.seconds:.0%}" for part in (self.http_s, reading_s, self.storing_s))
        speed = (f"{self.n_records / self.seconds:,.0f}", f"{1000 * self.seconds / self.n_records:.2f}")
        return (family, f"{self.n_records:,}", f"{self.n_requests:,}", *speed, *shares)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("families", nargs="*", metavar="FAMILY", help="such as zendesk; all")
    parser.add_argument("--records", type=int, default=1500, metavar="N", help="what each service holds")
    parser.add_argument("--repeats", type=int, default=3, metavar="N", help="rounds that count; the fastest is shown")
    options = parser.parse_args()
    unknown = sorted(set(options.families) - set(WIRES))
    if unknown:
        parser.error(f"not played: {', '.join(unknown)}. Known: {', '.join(sorted(WIRES))}")
    os.environ["VOC_AUTHOR_KEY"] = "an invented key of the benchmarks"
    rows = [best(family, options.records, options.repeats) for family in options.families or sorted(WIRES)]
    print(table(HEAD, rows))


def best(family: str, n_records: int, repeats: int) -> tuple[str, ...]:
    """Collect a source some times and return the row of the fastest round."""
    print(f"collecting {family}", file=sys.stderr)
    with played(family, n_records) as url:
        rounds = [one_round(family, url) for _ in range(1 + repeats)][1:]
    return min(rounds, key=lambda one: one.seconds).row(family)


def one_round(family: str, url: str) -> Round:
    """Collect everything into a new store."""
    done = Round()
    with TemporaryDirectory() as folder:
        home = Path(folder)
        (home / "config").mkdir()
        own = {"name": SOURCE, "allow_private": True, "since": "2026-09-01", **DEEP.get(family, {})}
        entry = {**WIRES[family]().entry(url), **own}
        with (home / "config" / "sources.yaml").open("w", encoding="utf-8") as file:
            YAML(typ="safe").dump({"contact": "voc@haneulmart.example", "sources": [entry]}, file)
        with open_workplace(load_settings(home / "config")) as place:
            vars(place)["surroundings"] = Surroundings(home, "voc@haneulmart.example", now=lambda: NOW)
            place.masker  # noqa: B018 - made when first needed
            with (
                timed(Exchange, "send", done, "http_s", "n_requests"),
                timed(collecting, "take_page", done, "storing_s"),
            ):
                collected = collecting.collect(place, place.sources((SOURCE,))[0], Window())
    done.failure = collected.error or " ".join(one.reason for one in collected.problems)
    done.n_records, done.seconds = collected.saved.n_new, collected.seconds
    return done


@contextmanager
def timed(holder: object, name: str, done: Round, seconds: str, count: str = "") -> Iterator[None]:
    """Add up the time spent in a function, and how often it was called."""
    original: Callable[..., Any] = getattr(holder, name)

    def measured(*arguments: object, **named: object) -> object:
        started = time.perf_counter()
        try:
            return original(*arguments, **named)
        finally:
            setattr(done, seconds, getattr(done, seconds) + time.perf_counter() - started)
            if count:
                setattr(done, count, getattr(done, count) + 1)

    with patch.object(holder, name, measured):
        yield


@contextmanager
def played(family: str, n_records: int) -> Iterator[str]:
    """Play a service in a process of its own; yields its address."""
    # Not forked: the process must not share memory, nor anything that was loaded here.
    spawning = multiprocessing.get_context("spawn")
    ours, theirs = spawning.Pipe()
    process = spawning.Process(target=serve, args=(family, n_records, theirs))
    process.start()
    try:
        url, secrets = ours.recv()
        os.environ |= secrets
        yield url
    finally:
        ours.send(None)
        process.join(10)


def serve(family: str, n_records: int, parent: Connection) -> None:
    """Play a service until the parent says so; what was answered once is answered from memory."""
    wire = WIRES[family]()
    with_pages_of(wire, PAGES.get(family, {}))
    for number in range(n_records):
        wire.add(recent(number, n_records))
    known: dict[tuple[str, str, str, bytes], Reply] = {}
    lock = threading.Lock()

    def answer(request: Request) -> Reply:
        key = (request.method, request.path, str(sorted(request.query.items())), request.body)
        with lock:
            if key not in known:
                known[key] = wire.answer(request)
            return known[key]

    with WireServer(answer) as server:
        # Keys are made anew in each process.
        parent.send((server.url, dict(wire.secrets)))
        parent.recv()


def with_pages_of(wire: Wire, sizes: Mapping[str, int]) -> None:
    """Let a service send pages of another size than the tests want."""
    for name, size in sizes.items():
        holder = vars(wire) if name in vars(wire) else vars(sys.modules[type(wire).__module__])
        # A constant that is no longer there would leave small pages unnoticed.
        holder[name] = type(holder[name])(size)


def recent(number: int, n_voices: int) -> Voice:
    """Make the voice of a number; all of them were written on the three days before now."""
    return Voice(number, voice(number).words, NOW - timedelta(days=3) * (1 - number / n_voices))


if __name__ == "__main__":
    main()
