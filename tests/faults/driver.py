"""The command line as a process of its own that a fault can strike: `python -m faults.driver run nightly ...`.

The environment says what happens and when: `FAULT_MOMENT` (see `Moment.spelled`); `FAULT_DOES`, `kill` or `wait`, which
makes the file `FAULT_SIGN` and goes on when somebody has taken it away; `FAULT_CLOCK`, a file with the seconds by which
the clock goes wrong.
"""

import os
import signal
import time
from contextlib import ExitStack
from pathlib import Path

from faults.clock import clock_from
from faults.moments import Moment, Watch, watched
from faults.plain import plain_flows
from voc.cli import main


def _die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def _wait() -> None:
    sign = Path(os.environ["FAULT_SIGN"])
    sign.touch()
    while sign.exists():
        time.sleep(0.01)


def _watch() -> Watch:
    moment = os.environ.get("FAULT_MOMENT")
    act = {"kill": _die, "wait": _wait}[os.environ.get("FAULT_DOES", "kill")]
    return Watch(Moment.read(moment) if moment else None, act)


if __name__ == "__main__":
    with ExitStack() as stack:
        watch = _watch()
        stack.enter_context(watched(watch))
        stack.enter_context(plain_flows(watch))
        if "FAULT_CLOCK" in os.environ:
            stack.enter_context(clock_from(Path(os.environ["FAULT_CLOCK"])))
        main()
