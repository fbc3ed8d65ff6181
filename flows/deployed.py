"""The flows as a Prefect server runs them: with parameters, ending in a state that tells how the run ended.

What they do is what `voc run` and `voc import survey` do. Prefect's record of a run holds its parameters, the names of
its steps and how they ended; why a step failed stands in the run log of the store (`voc show runs`).
"""

import logging
from collections.abc import Callable
from datetime import date
from pathlib import Path

from prefect import State, flow
from prefect.states import Failed

from flows import imports
from flows import nightly as night
from flows import weekly as week
from flows.progress import ProgressArtifacts
from flows.tasks import ending_of, run_name
from voc import logs
from voc.config import Settings, load_settings
from voc.errors import ConfigError, StoreError, UsageError, VocError
from voc.steps.night import NIGHTLY, WEEKLY, NightRequest, RunOutcome
from voc.steps.progress import Report, telling
from voc.steps.scratch import own_temporary_files
from voc.steps.survey.import_survey import IMPORT, SurveyImport, SurveyOptions, check_answers, understand_survey
from voc.steps.telling.notify import notifying

_log = logging.getLogger("voc.flows")
# Fills the outcome as it goes on.
Work = Callable[[Settings, Report, RunOutcome], object]


# Parameters are people's own: days, names of sources, a folder. None is a secret, as Prefect keeps and shows them.
# Prefect reads what each of them means from docstrings of this one form.
@flow(name=NIGHTLY, flow_run_name=run_name(NIGHTLY), persist_result=False)
def nightly(
    since: date | None = None,
    until: date | None = None,
    sources: list[str] | None = None,
    config: str | None = None,
) -> State:
    """Collect what is new, read it, count the weeks.

    Args:
        since: First day (Seoul) of a back-fill: everything from that day on is collected once more. Empty: what is new.
        until: First day (Seoul) left out. Empty: today.
        sources: Names of sources. Empty: every enabled one.
        config: The configuration folder. Empty: VOC_CONFIG, ./config, the packaged defaults.
    """
    request = NightRequest(until, tuple(sources or ()), since=since)

    def work(settings: Settings, report: Report, outcome: RunOutcome) -> None:
        night.run(settings, request, report, outcome)

    return _run(RunOutcome(request.flow), config, work)


@flow(name=WEEKLY, flow_run_name=run_name(WEEKLY), persist_result=False)
def weekly(until: date | None = None, config: str | None = None) -> State:
    """Find new themes, count the weeks anew, write and freeze the brief of the last full week.

    Args:
        until: A day (Seoul) after the week. Empty: today.
        config: The configuration folder. Empty: VOC_CONFIG, ./config, the packaged defaults.
    """
    request = NightRequest(until)

    def work(settings: Settings, report: Report, outcome: RunOutcome) -> None:
        week.run(settings, request, report, outcome)

    return _run(RunOutcome(WEEKLY), config, work)


@flow(name=IMPORT, flow_run_name=run_name(IMPORT), persist_result=False)
def survey_import(
    path: str, mapping: list[str] | None = None, form: str | None = None, config: str | None = None
) -> State:
    """Import a survey file that lies where the worker runs, read it and count the weeks.

    Args:
        path: The file, in the home folder: survey.csv, or inbox/survey.csv.
        mapping: FIELD=COLUMN for each column that is not understood by itself, as `voc import survey --map`.
        form: Name of the form, as `voc import survey --form`.
        config: The configuration folder. Empty: VOC_CONFIG, ./config, the packaged defaults.
    """

    def work(settings: Settings, report: Report, outcome: RunOutcome) -> None:
        with notifying(settings, outcome):
            file, options = _file_at_home(settings, path), SurveyOptions(form=form)
            survey = understand_survey(settings, file, mapping or (), options=options, report=report)
            _check_certain(survey)
        imports.run(settings, survey, report, outcome)

    return _run(RunOutcome(IMPORT), config, work)


def _file_at_home(settings: Settings, path: str) -> Path:
    """Find a file in the home folder; whoever reaches a server is to have no other file of the worker's read."""
    home = settings.home.resolve()
    file = (home / path).resolve()
    if not file.is_relative_to(home):
        message = f"'{path}' leads out of the home folder {home}. Put the file there, and name it from there."
        raise UsageError(message)
    if not file.is_file():
        message = f"There is no file {file} on this machine. Name one that the worker can read."
        raise UsageError(message)
    return file


def _check_certain(survey: SurveyImport) -> None:
    """Refuse a survey that somebody has to look at first: a server asks nobody back."""
    if survey.plan.unconfirmed or survey.resembles:
        message = (
            f"Some columns of {survey.path.name} are doubtful, so nothing was stored. Look at them with `voc import "
            "survey FILE --dry-run` and name them in 'mapping'."
        )
        raise VocError(message)
    check_answers(survey)


def _run(outcome: RunOutcome, config: str | None, work: Work) -> State:
    """Do the work and return the state of its end."""
    with own_temporary_files(), logs.as_environment_asks():
        try:
            work(load_settings(Path(config) if config else None), telling(ProgressArtifacts()), outcome)
        except Exception as error:  # noqa: BLE001 - told without the words, which may be a customer's
            reason = _reason(error, outcome)
            _log.error("The run failed: %s", reason)
            return Failed(message=reason)
        for note in outcome.notes:
            _log.warning(note)
    if outcome.is_failed:
        return Failed(message="No source could be collected; why stands in the run log: voc show runs")
    return ending_of(outcome)


def _reason(error: Exception, outcome: RunOutcome) -> str:
    """Say why a run failed, or where that stands.

    Words are shown of errors about parameters, the configuration and the store, and of those that came before the run
    was open, for which there is no run log: nothing of a customer's was read.
    """
    if isinstance(error, UsageError | ConfigError | StoreError):
        return error.kept
    if outcome.run_id:
        return f"{type(error).__name__}; the reason stands in the run log: voc show runs"
    if isinstance(error, VocError):
        return error.kept
    return f"Unexpected {type(error).__name__} before the run was open. For the details run it by hand: voc --debug run"
