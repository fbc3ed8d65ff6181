"""The weekly flow: discover themes in the pool, count the weeks anew, write and freeze the brief."""

from datetime import UTC, datetime

from flows.artifacts import publisher
from flows.server import scheduler
from flows.tasks import run_as_flow
from voc.config import Settings
from voc.errors import UsageError
from voc.steps.night import WEEKLY, NightRequest, RunOutcome, logged, turn
from voc.steps.plan import plan_week
from voc.steps.progress import Report
from voc.steps.telling.notify import notifying
from voc.steps.workplace import last_full_week, open_workplace


def run(settings: Settings, request: NightRequest, report: Report, outcome: RunOutcome | None = None) -> RunOutcome:
    """Run the flow on a scheduler, the configured one or one of this process.

    Parameters
    ----------
    outcome : RunOutcome, optional
        As of the nightly flow.

    Raises
    ------
    UsageError
        A source was named: the weekly run looks at all of them together.
    VocError
        The run failed as a whole; it is closed as failed in the run log, and what was stored is whole.
    """
    if request.sources:
        message = "The weekly run takes no --source: themes and brief are made from all sources together."
        raise UsageError(message)
    dry_run = request.dry_run
    outcome = outcome or RunOutcome(WEEKLY)
    outcome.week = last_full_week(request.until, datetime.now(UTC))
    with (
        notifying(settings, outcome, silently=dry_run),
        open_workplace(settings, report, dry_run=dry_run, patient=True) as place,
        turn(place, dry_run=dry_run),
        scheduler(report) as is_kept,
        logged(place, outcome, outcome.week, dry_run=dry_run),
    ):
        steps = plan_week(place, outcome, dry_run=dry_run)
        run_as_flow(WEEKLY, steps, outcome, publisher(place, outcome, is_kept=is_kept and not dry_run))
    return outcome
