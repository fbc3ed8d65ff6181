"""The survey-import flow: take one file in, read it, count the weeks, so that its results show at once."""

from flows.artifacts import publisher
from flows.server import scheduler
from flows.tasks import run_as_flow
from voc.config import Settings
from voc.steps.night import RunOutcome, logged, turn
from voc.steps.plan import plan_import
from voc.steps.progress import Report
from voc.steps.survey.import_survey import IMPORT, SurveyImport
from voc.steps.telling.notify import notifying
from voc.steps.workplace import open_workplace


def run(settings: Settings, request: SurveyImport, report: Report, unattended: RunOutcome | None = None) -> RunOutcome:
    """Run the flow on a scheduler, the configured one or one of this process.

    Parameters
    ----------
    unattended : RunOutcome, optional
        What is filled and returned where nobody looks on, so that those who want to be told of failures are.

    Raises
    ------
    VocError
        The run failed as a whole; it is closed as failed in the run log, and what was stored is whole.
    """
    outcome = unattended or RunOutcome(IMPORT)
    with (
        notifying(settings, outcome, silently=unattended is None),
        open_workplace(settings, report, patient=True) as place,
        turn(place),
        scheduler(report) as is_kept,
        logged(place, outcome, request.path.name),
    ):
        run_as_flow(IMPORT, plan_import(place, outcome, request), outcome, publisher(place, outcome, is_kept=is_kept))
    return outcome
