"""The survey-import flow without a scheduler and without the analyser, which takes seconds to load."""

import pytest

from voc.config import Settings
from voc.steps.night import RunOutcome, logged, turn
from voc.steps.plan import plan_import
from voc.steps.progress import Report
from voc.steps.survey.import_survey import SurveyImport
from voc.steps.workplace import open_workplace


def run(settings: Settings, request: SurveyImport, report: Report) -> RunOutcome:
    """Do the planned steps one after the other, all but the reading of Korean."""
    outcome = RunOutcome("survey-import")
    with open_workplace(settings, report) as place, turn(place), logged(place, outcome, request.path.name):
        for step in plan_import(place, outcome, request):
            if step.name != "analyse":
                step.work()
    return outcome


def use_plain_import(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have the command line run the plain flow."""
    monkeypatch.setattr("voc.cli.entry.load_flow", lambda _name: run)
