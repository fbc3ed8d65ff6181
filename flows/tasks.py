"""Planned steps as a Prefect flow, of which Prefect learns the names of the steps and whether they worked, no more."""

from collections.abc import Sequence

from prefect import flow, task
from prefect.cache_policies import NO_CACHE

from flows.guard import Guard
from voc.steps.plan import PlannedStep


def run_as_flow(name: str, steps: Sequence[PlannedStep]) -> None:
    """Run steps one after the other, each as a task; see `Guard.run` for what it raises."""
    work = {step.name: step.work for step in steps}
    guard = Guard()

    # Takes a name and returns nothing: whatever Prefect may be set to keep, there is nothing to keep.
    @task(name=name, task_run_name="{step}", cache_policy=NO_CACHE, persist_result=False)
    def run_step(step: str) -> None:
        guard.step(work[step])

    @flow(name=name, validate_parameters=False, persist_result=False)
    def run_steps() -> None:
        for step in work:
            run_step(step)

    guard.run(run_steps)
