"""The flows as a Prefect server runs them: with parameters, ending in a state that tells how the run ended.

What they do is what `voc run` and `voc import survey` do. Prefect's record of a run holds its parameters, the names of
its steps and how they ended; why something failed stands in the run log of the store (`voc show runs`).
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
from flows.tasks import ending_of
from voc import logs
from voc.config import Settings, load_settings
from voc.errors import ConfigError, UsageError, VocError
from voc.steps.import_survey import IMPORT, SurveyImport, SurveyOptions, check_answers, understand_survey
from voc.steps.night import NIGHTLY, WEEKLY, NightRequest, RunOutcome
from voc.steps.progress import Report
from voc.steps.scratch import own_temporary_files

_log = logging.getLogger("voc.flows")
Work = Callable[[Settings, Report], RunOutcome]


# Parameters are people's own: days, names of sources, a folder. None is a secret, as Prefect keeps and shows them.
# Prefect reads what each of them means from docstrings of this one form.
@flow(name=NIGHTLY, persist_result=False)
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
    return _run(config, lambda settings, report: night.run(settings, request, report))


@flow(name=WEEKLY, persist_result=False)
def weekly(until: date | None = None, config: str | None = None) -> State:
    """Find new themes, count the weeks anew, write and freeze the brief of the last full week.

    Args:
        until: A day (Seoul) after the week. Empty: today.
        config: The configuration folder. Empty: VOC_CONFIG, ./config, the packaged defaults.
    """
    request = NightRequest(until)
    return _run(config, lambda settings, report: week.run(settings, request, report))


@flow(name=IMPORT, persist_result=False)
def survey_import(
    path: str, mapping: list[str] | None = None, form: str | None = None, config: str | None = None
) -> State:
    """Import a survey file that lies where the worker runs, read it and count the weeks.

    Args:
        path: The file; a relative path lies in the home folder.
        mapping: FIELD=COLUMN for each column that is not understood by itself, as `voc import survey --map`.
        form: Name of the form, as `voc import survey --form`.
        config: The configuration folder. Empty: VOC_CONFIG, ./config, the packaged defaults.
    """

    def work(settings: Settings, report: Report) -> RunOutcome:
        file = settings.home / path
        if not file.is_file():
            message = f"There is no file {file} on this machine. Name one that the worker can read."
            raise UsageError(message)
        options = SurveyOptions(form=form)
        survey = understand_survey(settings, file, mapping or (), options=options, report=report)
        _check_certain(survey)
        return imports.run(settings, survey, report, unattended=True)

    return _run(config, work)


def _check_certain(survey: SurveyImport) -> None:
    """Refuse a survey that somebody has to look at first: a server asks nobody back."""
    if survey.plan.unconfirmed or survey.resembles:
        message = (
            f"Some columns of {survey.path.name} are doubtful, so nothing was stored. Look at them with `voc import "
            "survey FILE --dry-run` and name them in 'mapping'."
        )
        raise UsageError(message)
    check_answers(survey)


def _run(config: str | None, work: Work) -> State:
    """Do the work and return the state of its end; no words of an error but those about a wrong call."""
    try:
        with own_temporary_files(), logs.as_environment_asks():
            outcome = work(load_settings(Path(config) if config else None), ProgressArtifacts())
    except (UsageError, ConfigError) as error:
        # About parameters and files of the configuration: nothing of a customer's was touched.
        return Failed(message=str(error))
    except Exception as error:  # noqa: BLE001 - told without the words, which may be a customer's
        _log.error("The run failed: %s", error if isinstance(error, VocError) else f"unexpected {type(error).__name__}")
        return Failed(message=f"{type(error).__name__}; the reason stands in the run log: voc show runs")
    for note in outcome.notes:
        _log.warning(note)
    if outcome.is_failed:
        return Failed(message="No source could be collected; why stands in the run log: voc show runs")
    return ending_of(outcome)
