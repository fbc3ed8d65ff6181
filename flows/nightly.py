"""The nightly flow: collect every source, read what is new, place it in themes, count the weeks."""

from datetime import UTC, datetime

from flows.artifacts import publisher
from flows.server import scheduler
from flows.tasks import run_as_flow
from voc.config import Settings
from voc.steps.night import NIGHTLY, NightRequest, RunOutcome, logged, turn
from voc.steps.plan import plan_night
from voc.steps.progress import Report
from voc.steps.telling.notify import notifying
from voc.steps.workplace import open_workplace


def run(settings: Settings, request: NightRequest, report: Report, outcome: RunOutcome | None = None) -> RunOutcome:
    """Run the flow on a scheduler, the configured one or one of this process.

    Parameters
    ----------
    outcome : RunOutcome, optional
        What is filled and returned; whoever gives it sees how far a run came that has raised.

    Raises
    ------
    UsageError
        A source that was named does not exist, or the days of a back-fill are none.
    VocError
        The run failed as a whole; it is closed as failed in the run log, and what was stored is whole.
    """
    dry_run = request.dry_run
    window = request.window(datetime.now(UTC))
    outcome = outcome or RunOutcome(request.flow)
    with (
        notifying(settings, outcome, silently=dry_run),
        open_workplace(settings, report, dry_run=dry_run, patient=True) as place,
    ):
        steps = plan_night(place, outcome, window, sources=request.sources, dry_run=dry_run)
        with (
            turn(place, dry_run=dry_run),
            scheduler(report) as is_kept,
            logged(place, outcome, window, dry_run=dry_run),
        ):
            run_as_flow(NIGHTLY, steps, outcome, publisher(place, outcome, is_kept=is_kept and not dry_run))
    return outcome
