"""Planned steps as tasks of a Prefect flow, of which Prefect learns the names and how they ended, no more.

No task is tried again by Prefect. Requests are tried again by the HTTP client, a database that is away is waited for by
the store, and what a step left undone is done by the next run; a second layer would multiply the waiting, and read the
same pages of a source over and over.
"""

from collections.abc import Callable, Sequence
from datetime import datetime

from prefect import State, flow, task
from prefect.cache_policies import NO_CACHE
from prefect.context import FlowRunContext
from prefect.states import Completed, Failed

from flows.guard import Guard, StepFailedError
from voc.steps.night import RunOutcome
from voc.steps.plan import PlannedStep
from voc.weeks import SEOUL

# What the exit code 3 is on the command line. Green, as nothing is left to do again, and by its name found in lists and
# taken up by automations; what failed in it is red among its tasks.
PARTLY = "Partly"


def run_as_flow(
    name: str, steps: Sequence[PlannedStep], outcome: RunOutcome, publish: Callable[[], None] = lambda: None
) -> None:
    """Run steps one after the other, each as a task; see `Guard.run` for what it raises.

    Parameters
    ----------
    outcome : RunOutcome
        What the steps fill; tells how each of them ended.
    publish : callable
        Called within the flow, when the last step has ended or one has failed.
    """
    guard = Guard()

    def run_steps() -> None:
        try:
            _run_tasks(name, steps, outcome, guard)
        except Exception:
            publish()
            raise
        publish()
        if outcome.is_failed:
            raise StepFailedError("No source could be collected; why stands in the run log: voc show runs")

    if FlowRunContext.get() is None:
        made = flow(name=name, flow_run_name=run_name(name), validate_parameters=False, persist_result=False)
        guard.run(made(_ending(run_steps, outcome)))
    else:
        # A server's run of a deployment is the flow already.
        guard.run_inside(run_steps)


def ending_of(outcome: RunOutcome) -> State:
    """Return the state in which a run that came to its end is shown."""
    if outcome.is_whole:
        return Completed()
    sources = [one.source for one in outcome.collected if not one.is_whole or one.saved.n_rejects]
    said = [", ".join(sources)] if sources else []
    said += [f"{len(outcome.unreadable):,} texts could not be read"] if outcome.unreadable else []
    return Completed(name=PARTLY, message=f"Partly done: {'; '.join(said)}. Why stands in the run log: voc show runs")


def run_name(name: str) -> Callable[[], str]:
    """Return what names a run by its flow and the moment in Seoul at which it begins, as the run log does."""
    return lambda: f"{name} {datetime.now(SEOUL):%m-%d %H:%M}"


def _ending(run_steps: Callable[[], None], outcome: RunOutcome) -> Callable[[], State]:
    def run() -> State:
        run_steps()
        return ending_of(outcome)

    return run


def _run_tasks(name: str, steps: Sequence[PlannedStep], outcome: RunOutcome, guard: Guard) -> None:
    work = {step.name: step.work for step in steps}
    ended: set[str] = set()

    # Takes a name and returns a state without data: whatever Prefect may be set to keep, there is nothing to keep.
    @task(name=name, task_run_name="{step}", cache_policy=NO_CACHE, persist_result=False, retries=0)
    def run_step(step: str) -> State:
        n_collected, n_unreadable = len(outcome.collected), len(outcome.unreadable)
        guard.step(work[step])
        ended.add(step)
        added = outcome.collected[n_collected:]
        if any(one.error for one in added):
            return Failed(message="The source failed; why stands in the run log: voc show runs")
        is_whole = all(one.is_whole and not one.saved.n_rejects for one in added)
        return Completed() if is_whole and len(outcome.unreadable) == n_unreadable else Completed(name=PARTLY)

    for step in work:
        # A source that failed does not keep the others from coming in; an error of a step ends the run.
        run_step(step, return_state=True)
        guard.check()
        if step not in ended:
            message = f"Prefect did not run the step '{step}' to its end."
            raise RuntimeError(message)
