"""The clock of the machine jumps: between two runs, or within one."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

from faults.clock import clock_off_by
from faults.homes import NIGHT, WEEK
from faults.moments import AFTER, BEFORE, Moment
from faults.stages import Ended
from faults.theatre import BOTH, GOES_ON, MENDED, MORE, POSTGRESQL, SQLITE, Fault, Scene

_DAY = 86_400.0
_TONIGHT = ("run", "nightly")


class _Clock:
    """Seconds by which the clock is off."""

    off = 0.0


@contextmanager
def _wrong_clock(_scene: Scene) -> Iterator[None]:
    _Clock.off = 0.0
    with clock_off_by(lambda: _Clock.off):
        yield


def off_by(what: str, off: float, says: str, stores: tuple[str, ...] = BOTH) -> Fault:
    """The clock is wrong when a run begins; then it is set right."""

    def strike(scene: Scene) -> Ended:
        _Clock.off = off
        return scene.run()

    def heal(_scene: Scene) -> None:
        _Clock.off = 0.0

    return Fault(
        f"clock {what}",
        "run nightly",
        _TONIGHT,
        MORE,
        strike,
        MENDED,
        heal,
        says=says,
        stores=stores,
        around=_wrong_clock,
    )


def jumps(what: str, off: float, command: tuple[str, ...], label: str, moment: Moment) -> Fault:
    """The clock jumps while a run is at work."""

    def strike(scene: Scene) -> Ended:
        def act() -> None:
            _Clock.off = off

        return scene.run(moment, act)

    return Fault(f"clock jumps {what}", f"{label}: {moment}", command, MORE, strike, GOES_ON, around=_wrong_clock)


def _since_1970() -> float:
    return datetime(1970, 1, 2, tzinfo=UTC).timestamp() - time.time()


def _until_2099() -> float:
    return datetime(2099, 1, 1, tzinfo=UTC).timestamp() - time.time()


def clocks() -> list[Fault]:
    """All faults of this kind."""
    return [
        off_by("in 1970", _since_1970(), "this program is younger than 2026"),
        off_by("in 2099", _until_2099(), "days before. Nothing was done.", (SQLITE,)),
        off_by("in 2099", _until_2099(), "that of the store's server", (POSTGRESQL,)),
        off_by("five days back", -5 * _DAY, "later than that. Nothing was done.", (SQLITE,)),
        off_by("three hours ahead", 3 * 3600.0, "that of the store's server", (POSTGRESQL,)),
        jumps("a year ahead", 365 * _DAY, NIGHT, "run nightly", Moment("collect-app_reviews", BEFORE)),
        jumps("a year back", -365 * _DAY, NIGHT, "run nightly", Moment("collect-app_reviews", BEFORE)),
        jumps("a year back", -365 * _DAY, WEEK, "run weekly", Moment("discover", AFTER)),
    ]
