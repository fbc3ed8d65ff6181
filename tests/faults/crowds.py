"""Two commands at once, as processes: they take turns, and leave what one after the other leaves."""

import time

from faults.homes import NIGHT, WEEK
from faults.moments import BEFORE, Moment
from faults.stages import PATIENCE_S, Ended
from faults.theatre import GOES_ON, NEW, Fault, Scene

COLLECT = ("collect", "app_reviews", "--until", "2026-11-23")
# Given to the second command to come to where it waits for its turn.
_ARRIVES_S = 4.0


def at_once(second: tuple[str, ...], label: str) -> Fault:
    """A second command is started while a night has the turn."""

    def strike(scene: Scene) -> Ended:
        others = []

        def act() -> None:
            others.append(scene.home.start(*second))
            time.sleep(_ARRIVES_S)
            # It waits: nobody told it to end, and nothing it does can be seen yet.
            assert others[0].poll() is None, others[0].communicate()

        ended = scene.run(Moment("collect-play_reviews", BEFORE), act)
        _, said = others[0].communicate(timeout=PATIENCE_S)
        return ended if others[0].returncode == 0 else Ended(others[0].returncode, said)

    return Fault(
        "two runs at once", f"run nightly and {label}", NIGHT, NEW, strike, GOES_ON, is_real=True, then=(second,)
    )


def crowds() -> list[Fault]:
    """All faults of this kind."""
    return [
        at_once(NIGHT, "run nightly"),
        at_once(WEEK, "run weekly"),
        at_once(COLLECT, "collect"),
    ]
