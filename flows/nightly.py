"""The nightly flow: collect every source, read what is new, place it in themes, count the weeks."""

from datetime import UTC, datetime

from prefect import flow, task
from prefect.cache_policies import NO_CACHE
from voc.steps.analyse import analyse

from flows.server import scheduler
from voc.config import Settings
from voc.steps.collect import Collected, collect
from voc.steps.night import NIGHTLY, NightRequest, RunOutcome, close_run, log_collected, open_run
from voc.steps.progress import Report
from voc.steps.summarise import summarise
from voc.steps.workplace import Workplace, night_window, open_workplace


def run(settings: Settings, request: NightRequest, report: Report) -> RunOutcome:
    """Run the flow on a scheduler, the configured one or one of this process."""
    with open_workplace(settings, report) as place, scheduler(report):
        return _night(place, request)


def _night(place: Workplace, request: NightRequest) -> RunOutcome:
    """Build the flow around an open workplace, which cannot be handed to tasks as a value, and run it."""
    now = datetime.now(UTC)
    window = night_window(request.until, now)

    @task(name="collect", task_run_name="collect-{name}", cache_policy=NO_CACHE)
    def collect_source(name: str) -> Collected:
        collected = collect(place, by_name[name], window, run_id=outcome.run_id, dry_run=request.dry_run)
        if not request.dry_run:
            log_collected(place, outcome.run_id, collected)
        return collected

    @task(name="analyse", cache_policy=NO_CACHE)
    def read_new() -> int:
        return analyse(place)

    @task(name="summarise", cache_policy=NO_CACHE)
    def count() -> int:
        return len(summarise(place))

    @flow(name=NIGHTLY, validate_parameters=False)
    def nightly() -> None:
        outcome.collected = [collect_source(name) for name in by_name]
        if not request.dry_run:
            outcome.counts["read"] = read_new()
            outcome.counts["weeks"] = count()

    by_name = {source.name: source for source in place.sources(request.sources)}
    outcome = RunOutcome(NIGHTLY)
    if not request.dry_run:
        outcome.run_id = open_run(place, NIGHTLY, window, now=now)
    nightly()
    if not request.dry_run:
        close_run(place, outcome, now=datetime.now(UTC))
    return outcome
