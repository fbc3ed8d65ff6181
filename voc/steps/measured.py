"""Planned steps with what they take: seconds, rows and memory go into the run log and to whoever reads the log."""

import time
from collections.abc import Callable
from contextlib import nullcontext, suppress
from dataclasses import dataclass

from voc import logs
from voc.errors import VocError
from voc.steps.collect import Collected
from voc.steps.memory import PeakMemory
from voc.steps.night import RunOutcome
from voc.steps.workplace import Workplace
from voc.store import RunState, Step, save_step

_LONGEST_REASON = 2000
_COLLECT = "collect"


@dataclass(slots=True)
class _Taken:
    """What one step took.

    Attributes
    ----------
    n_rows : int
        What it says that it has done, such as documents read or weeks counted.
    collected : list of Collected
        What it collected; such a step writes its lines of the run log itself.
    n_before : int
        What was done before it in the run.
    """

    name: str
    source: str
    n_before: int
    n_rows: int = 0
    seconds: float = 0.0
    peak_mb: float | None = None
    collected: tuple[Collected, ...] = ()

    def as_step(self, state: RunState = "done", reason: str | None = None) -> Step:
        return Step(
            self.name, self.source, self.n_rows, seconds=self.seconds, state=state, reason=reason, peak_mb=self.peak_mb
        )


def measured(place: Workplace, outcome: RunOutcome, planned: str, work: Callable[[], None]) -> Callable[[], None]:
    """Have the work of a step note what it takes; that of a dry run, which is in no run log, only tells it.

    Parameters
    ----------
    planned : str
        The step's name, such as `analyse`, or `collect-reviews` where it is that of one source.
    """
    name, _, source = planned.partition("-")
    begun: list[int] = []

    def noting() -> None:
        if not begun:
            begun.append(_done(outcome))
        # A step that the store broke off and that is done again tells what both did.
        taken = _Taken(name, source, begun[0])
        with logs.about(step=name, source=source):
            logs.tell("step_started")
            try:
                _measure(outcome, taken, work)
            except BaseException as error:
                _note_failure(place, outcome, taken, error)
                raise
            if not taken.collected:
                _save(place, outcome, taken.as_step())
            _tell(taken)

    return noting


def _measure(outcome: RunOutcome, taken: _Taken, work: Callable[[], None]) -> None:
    n_collected, started = len(outcome.collected), time.monotonic()
    # Collecting watches memory itself.
    memory = None if taken.name == _COLLECT else PeakMemory()
    try:
        with memory or nullcontext():
            work()
    finally:
        taken.seconds = round(time.monotonic() - started, 3)
        taken.n_rows = _done(outcome) - taken.n_before
        taken.collected = tuple(outcome.collected[n_collected:])
        watched = (one.peak_mb for one in taken.collected if one.peak_mb is not None)
        taken.peak_mb = memory.mb if memory else max(watched, default=None)


def _done(outcome: RunOutcome) -> int:
    return sum(outcome.counts.values())


def _note_failure(place: Workplace, outcome: RunOutcome, taken: _Taken, error: BaseException) -> None:
    reason = error.kept if isinstance(error, VocError) else f"unexpected {type(error).__name__}"
    logs.tell("step_failed", kind=type(error).__name__, seconds=taken.seconds, peak_mb=taken.peak_mb)
    # A source that failed has no line of its own making: its habit is made of such lines. Where the store itself is
    # what failed, there is nowhere to write.
    if not taken.source:
        with suppress(Exception):
            _save(place, outcome, taken.as_step("failed", reason[:_LONGEST_REASON]))


def _save(place: Workplace, outcome: RunOutcome, step: Step) -> None:
    if outcome.run_id:
        with place.store.begin() as connection:
            save_step(connection, outcome.run_id, step)


def _tell(taken: _Taken) -> None:
    for one in taken.collected:
        saved, step = one.saved, one.as_step()
        logs.tell(
            "step_ended",
            source=one.source,
            state=step.state,
            health=step.health,
            n_rows=one.n_rows,
            n_new=saved.n_new,
            n_changed=saved.n_revised,
            n_removed=saved.n_removed,
            n_rejects=saved.n_rejects,
            n_problems=len(one.problems),
            seconds=taken.seconds,
            peak_mb=taken.peak_mb,
        )
        if not one.is_whole:
            logs.tell("source_strange", source=one.source, state=step.state, health=step.health)
    if not taken.collected:
        logs.tell("step_ended", state="done", n_rows=taken.n_rows, seconds=taken.seconds, peak_mb=taken.peak_mb)
