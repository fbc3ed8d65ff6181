"""A night over all sources at once, killed again and again: in the end the store is that of an unbroken night.

The moments lie in the collection, at a request and up to 50 ms after it. Those of the reading that follows have tests
of their own, one for each transaction (`test_killed.py` of the steps).
"""

import json
import random
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from home_process import PATIENCE_SECONDS, Home
from ruamel.yaml import YAML
from wire import NOW, WIRES, WireServer
from wire.server import Reply, Request

pytestmark = pytest.mark.slow

N_VOICES, N_KILLS, SEED = 20, 10, 20260914
# The command line on that day, without a scheduler: loading one takes longer than the night.
NIGHT = """
import sys
from datetime import datetime
from functools import partial
from voc.cli import main, run
from voc.steps import workplace
from voc.steps.night import NIGHTLY, RunOutcome, logged, turn
from voc.steps.plan import plan_night

now = datetime.fromisoformat(sys.argv.pop(1))
workplace.Surroundings = partial(workplace.Surroundings, now=lambda: now)

def nightly(settings, request, report):
    window = workplace.night_window(request.until, now)
    outcome = RunOutcome(NIGHTLY)
    with workplace.open_workplace(settings, report) as place:
        steps = plan_night(place, outcome, window, sources=request.sources)
        with turn(place), logged(place, outcome, window):
            for step in steps:
                step.work()
    return outcome

run.load_flow = lambda name: nightly
main()
"""
# One app in one storefront by two ways would be refused; a source that is switched off runs where it is named.
SWITCHED_OFF = frozenset({"itunes_rss"})
# Facts of a cursor that tell of the walks themselves, of which a night that is killed takes more: calls of the day, and
# whether the last walk met the end of the feed.
OF_WALKS = {"calls", "is_whole"}
NAMED = [part for family in sorted(WIRES) for part in ("--source", family)]


class PlayedHome(Home):
    """A home whose nights run on the day on which the services are played."""

    def start(self, *arguments: str) -> subprocess.Popen[str]:
        command = [sys.executable, "-c", NIGHT, NOW.isoformat(), *arguments]
        pipe = subprocess.PIPE
        return subprocess.Popen(command, cwd=self.path, env=self.environment(), stdout=pipe, stderr=pipe, text=True)

    def night(self) -> subprocess.Popen[str]:
        return self.start("run", "nightly", "--until", "2026-09-14", *NAMED)

    def whole_night(self) -> None:
        process = self.night()
        out, err = process.communicate(timeout=PATIENCE_SECONDS)
        assert (process.returncode, out) == (0, ""), err

    def held(self) -> dict[str, list[str]]:
        """Return all that the store holds, and where each source goes on."""
        with closing(sqlite3.connect(self.store)) as connection:
            cursors = connection.execute("SELECT source, value FROM cursors ORDER BY source").fetchall()
        places = [
            (source, {k: v for k, v in json.loads(value).items() if k not in OF_WALKS}) for source, value in cursors
        ]
        return {**self.content(), "cursors": list(map(repr, places))}


@dataclass
class Services:
    """All services at once, and how far whoever asks them has got: by what was asked that was never asked before."""

    servers: dict[str, WireServer] = field(default_factory=dict)
    asked: set[tuple[str, str]] = field(default_factory=set)
    watched: "tuple[int, threading.Event] | None" = None
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def watch(self, family: str, server: WireServer) -> None:
        reply_to = server.reply_to

        def noted(request: Request, target: str) -> Reply:
            with self._lock:
                self.asked.add((family, target))
                if self.watched is not None and len(self.asked) >= self.watched[0]:
                    self.watched[1].set()
            return reply_to(request, target)

        server.reply_to = noted  # type: ignore[method-assign] - for this object only
        self.servers[family] = server

    def when(self, n_asked: int) -> threading.Event:
        """Tell when so many different things have been asked since the last `forget`."""
        self.watched = (n_asked, threading.Event())
        return self.watched[1]

    def forget(self) -> None:
        self.asked.clear()
        self.watched = None

    def requests(self) -> int:
        return sum(len(server.requests) for server in self.servers.values())


@contextmanager
def all_services() -> Iterator[Services]:
    services = Services()
    with ExitStack() as stack:
        for family, wire in WIRES.items():
            services.watch(family, stack.enter_context(WireServer(wire(N_VOICES).answer)))
        yield services


def write_home(services: Services, folder: Path) -> PlayedHome:
    entries = []
    secrets: dict[str, str] = {}
    for family, server in services.servers.items():
        wire = WIRES[family](N_VOICES)
        own = {"name": family, "allow_private": True, "since": "2026-09-01", "enabled": family not in SWITCHED_OFF}
        entries.append({**wire.entry(server.url), **own})
        secrets |= wire.secrets
    (folder / "home" / "config").mkdir(parents=True)
    (folder / "temporary").mkdir()
    with (folder / "home" / "config" / "sources.yaml").open("w", encoding="utf-8") as file:
        YAML(typ="safe").dump({"contact": "voc@haneulmart.example", "sources": entries}, file)
    return PlayedHome(folder / "home", folder / "temporary", secrets)


def kill(home: PlayedHome, services: Services, n_asked: int, later_s: float) -> None:
    """Start a night and kill it once it has got so far, and a moment more."""
    is_there = services.when(n_asked)
    process = home.night()
    ends_at = time.monotonic() + PATIENCE_SECONDS
    while not is_there.wait(0.01):
        assert process.poll() is None, process.communicate()
        assert time.monotonic() < ends_at
    time.sleep(later_s)
    assert process.poll() is None, process.communicate()
    process.send_signal(signal.SIGKILL)
    process.communicate(timeout=PATIENCE_SECONDS)


@pytest.mark.long
def test_a_night_over_all_sources_killed_ten_times_leaves_what_an_unbroken_one_leaves(tmp_path: Path) -> None:
    chance = random.Random(SEED)  # noqa: S311 - moments, no secrets
    with all_services() as services:
        unbroken = write_home(services, tmp_path / "unbroken")
        unbroken.whole_night()
        wanted = unbroken.held()
        n_asked = len(services.asked)
        for family, wire in WIRES.items():
            assert len(wire(N_VOICES).wanted()) == sum(f"'{family}'" in row for row in wanted["documents"]), family

        services.forget()
        broken = write_home(services, tmp_path / "broken")
        for moment in sorted(chance.sample(range(1, n_asked), N_KILLS)):
            kill(broken, services, moment, chance.uniform(0.0, 0.05))
        broken.whole_night()
        found = broken.held()
    assert {name: rows for name, rows in found.items() if rows != wanted[name]} == {}
    assert [state for _, state, _ in broken.runs()] == ["done"]
