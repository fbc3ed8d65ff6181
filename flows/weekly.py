"""The weekly flow: discover themes in the pool, count the weeks anew, write and freeze the brief."""

from datetime import UTC, datetime

from prefect import flow, task
from prefect.cache_policies import NO_CACHE
from voc.steps.discover import discover

from flows.server import scheduler
from voc.config import Settings
from voc.steps.brief import freeze_brief
from voc.steps.night import WEEKLY, NightRequest, RunOutcome, close_run, open_run
from voc.steps.progress import Report
from voc.steps.summarise import summarise
from voc.steps.workplace import Workplace, last_full_week, open_workplace


def run(settings: Settings, request: NightRequest, report: Report) -> RunOutcome:
    """Run the flow on a scheduler, the configured one or one of this process."""
    with open_workplace(settings, report) as place, scheduler(report):
        return _week(place, request)


def _week(place: Workplace, request: NightRequest) -> RunOutcome:
    """Build the flow around an open workplace, which cannot be handed to tasks as a value, and run it."""
    now = datetime.now(UTC)
    outcome = RunOutcome(WEEKLY, week=last_full_week(request.until, now))

    @task(name="discover", cache_policy=NO_CACHE)
    def find_themes() -> int:
        return discover(place, outcome.week, run_id=outcome.run_id, dry_run=request.dry_run)

    @task(name="summarise", cache_policy=NO_CACHE)
    def count() -> int:
        return len(summarise(place))

    @task(name="brief", cache_policy=NO_CACHE)
    def freeze() -> None:
        freeze_brief(place, outcome.week)

    @flow(name=WEEKLY, validate_parameters=False)
    def weekly() -> None:
        outcome.counts["themes"] = find_themes()
        if not request.dry_run:
            outcome.counts["weeks"] = count()
            freeze()

    if not request.dry_run:
        outcome.run_id = open_run(place, WEEKLY, outcome.week, now=now)
    weekly()
    if not request.dry_run:
        close_run(place, outcome, now=datetime.now(UTC))
    return outcome
