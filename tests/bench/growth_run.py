"""One night or week on a home, in a process of its own: a line of JSON for each step.

usage: growth_run.py night|week HOME --until DAY

The store is the home's own, or that of VOC_STORE_URL. Memory is the most that the process held during the step.
"""

import argparse
import json
import resource
import time
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

from voc.config import load_settings
from voc.steps.night import NIGHTLY, WEEKLY, RunOutcome, logged, turn
from voc.steps.plan import PlannedStep, plan_night, plan_week
from voc.steps.workplace import Workplace, last_full_week, night_window, open_workplace


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("flow", choices=[NIGHTLY, WEEKLY])
    parser.add_argument("home", type=Path)
    parser.add_argument("--until", type=date.fromisoformat, required=True, metavar="DAY")
    options = parser.parse_args()
    with open_workplace(load_settings(options.home / "config")) as place:
        measured("load", lambda: place.reader.encoder.encode([]))
        (night if options.flow == NIGHTLY else week)(place, options.until)


def night(place: Workplace, until: date) -> None:
    outcome, window = RunOutcome(NIGHTLY), night_window(until, datetime.now(UTC))
    with turn(place), logged(place, outcome, window):
        do(plan_night(place, outcome, window))


def week(place: Workplace, until: date) -> None:
    outcome = RunOutcome(WEEKLY, week=last_full_week(until, datetime.now(UTC)))
    with turn(place), logged(place, outcome, outcome.week):
        do(plan_week(place, outcome))


def do(steps: list[PlannedStep]) -> None:
    for step in steps:
        measured(step.name.partition("-")[0], step.work)


def measured(name: str, work: Callable[[], object]) -> None:
    """Do a step and tell its wall and CPU seconds and its peak memory in MiB."""
    # Lets Linux forget the peak so far.
    Path("/proc/self/clear_refs").write_text("5")
    started, cpu = time.perf_counter(), _cpu_s()
    work()
    spent = {"wall_s": time.perf_counter() - started, "cpu_s": _cpu_s() - cpu, "peak_mb": _peak_mb()}
    print(json.dumps({"step": name, **{key: round(value, 3) for key, value in spent.items()}}), flush=True)


def _cpu_s() -> float:
    own, started = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return own.ru_utime + own.ru_stime + started.ru_utime + started.ru_stime


def _peak_mb() -> float:
    status = Path("/proc/self/status").read_text()
    return next(int(line.split()[1]) / 1024 for line in status.splitlines() if line.startswith("VmHWM"))


if __name__ == "__main__":
    main()
