"""The store is away for a while: its server crashes and comes back, a connection is cut, somebody else writes."""

import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from unittest.mock import patch

from faults.homes import NIGHT, WEEK
from faults.moments import AFTER, BEFORE, INSIDE, Moment
from faults.stages import Ended
from faults.theatre import GOES_ON, MENDED, NEW, POSTGRESQL, READ, SQLITE, Fault, Scene
from voc.store import sqlite_file

# Stands for the 30 s of a server that restarts; the run's own patience is two minutes.
AWAY_S = 1.5
_BUSY_S = 1
_GONE = "server crashes and comes back"
_ENDED = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND datname IS NOT NULL"
_ENDED_TURN = "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND objid = 1835101288"


def crash(during: str, command: tuple[str, ...], state: str, moment: Moment) -> Fault:
    """PostgreSQL crashes, and is back after a while."""

    def strike(scene: Scene) -> Ended:
        back = threading.Thread(target=lambda: (time.sleep(AWAY_S), scene.database.start()))

        def act() -> None:
            scene.database.stop("immediate")
            back.start()

        ended = scene.run(moment, act)
        back.join()
        return ended

    return Fault(
        "server crashes and comes back", f"{during}: {moment}", command, state, strike, GOES_ON, stores=(POSTGRESQL,)
    )


def gone_for_long(moment: Moment) -> Fault:
    """PostgreSQL is away for longer than a run waits."""

    def strike(scene: Scene) -> Ended:
        return scene.run(moment, lambda: scene.database.stop("fast"), {"VOC_STORE_PATIENCE_S": "1"})

    def heal(scene: Scene) -> None:
        scene.database.start()

    return Fault(
        "server gone for longer than the patience",
        f"run nightly: {moment}",
        NIGHT,
        NEW,
        strike,
        MENDED,
        heal,
        says="Check host, port, user and password",
        stores=(POSTGRESQL,),
    )


def away_at_the_start() -> Fault:
    """PostgreSQL is away when a run begins, and comes while it waits."""

    def strike(scene: Scene) -> Ended:
        scene.database.stop("immediate")
        back = threading.Thread(target=lambda: (time.sleep(AWAY_S), scene.database.start()))
        back.start()
        ended = scene.run()
        back.join()
        return ended

    return Fault(
        "server crashes and comes back", "run nightly: at the start", NIGHT, NEW, strike, GOES_ON, stores=(POSTGRESQL,)
    )


def connections_cut(moment: Moment, *, only_turn: bool) -> Fault:
    """The server ends the run's connections, or only the one that holds its turn."""

    def strike(scene: Scene) -> Ended:
        return scene.run(moment, lambda: scene.database.execute(_ENDED_TURN if only_turn else _ENDED))

    name = "connection of the turn cut" if only_turn else "all connections cut"
    return Fault(name, f"run nightly: {moment}", NIGHT, NEW, strike, GOES_ON, stores=(POSTGRESQL,))


@contextmanager
def short_busy_time(_scene: Scene) -> Iterator[None]:
    """Let a writer wait for a second instead of half a minute."""
    with patch.object(sqlite_file, "BUSY_SECONDS", _BUSY_S):
        yield


def locked(moment: Moment, *, for_s: float, promise: str) -> Fault:
    """Another program holds the SQLite file for writing."""
    let_go: list[Callable[[], None]] = []

    def strike(scene: Scene) -> Ended:
        def act() -> None:
            other = sqlite3.connect(scene.home.store, isolation_level=None, check_same_thread=False)
            other.execute("BEGIN IMMEDIATE")
            let_go.append(other.close)
            threading.Timer(for_s, other.close).start()

        return scene.run(moment, act, {"VOC_STORE_PATIENCE_S": "1"})

    def heal(_scene: Scene) -> None:
        while let_go:
            let_go.pop()()

    return Fault(
        "file locked by another program",
        f"run nightly: {moment}, {'longer than the patience' if promise == MENDED else 'for a while'}",
        NIGHT,
        NEW,
        strike,
        promise,
        heal,
        says="is busy: another process has been writing",
        stores=(SQLITE,),
        around=short_busy_time,
    )


def outages() -> list[Fault]:
    """All faults of this kind."""
    return [
        away_at_the_start(),
        *(crash("run nightly", NIGHT, NEW, one) for one in CRASHED_NIGHT),
        *(crash("run weekly", WEEK, READ, one) for one in CRASHED_WEEK),
        gone_for_long(Moment("analyse", BEFORE)),
        gone_for_long(Moment(17, INSIDE)),
        connections_cut(Moment(9, INSIDE), only_turn=False),
        connections_cut(Moment("summarise", BEFORE), only_turn=False),
        connections_cut(Moment(9, INSIDE), only_turn=True),
        connections_cut(Moment("collect-app_reviews", AFTER), only_turn=True),
        locked(Moment(8, BEFORE), for_s=2.5, promise=GOES_ON),
        locked(Moment(8, AFTER), for_s=60.0, promise=MENDED),
    ]


CRASHED_NIGHT = (
    Moment(3, BEFORE),
    Moment(5, INSIDE),
    Moment("collect-cs_tickets", AFTER),
    Moment("analyse", BEFORE),
    Moment(18, INSIDE),
    Moment(21, AFTER),
    Moment("summarise", AFTER),
)
CRASHED_WEEK = (
    Moment("discover", BEFORE),
    Moment(7, INSIDE),
    Moment(10, INSIDE),
    Moment("brief", BEFORE),
    Moment(12, INSIDE),
    Moment(15, AFTER),
)
