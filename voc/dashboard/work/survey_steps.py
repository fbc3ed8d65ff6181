"""Looking at a survey, trying it and taking it in, as `voc import survey` does; what comes of it as plain data."""

import shutil
from collections.abc import Mapping
from dataclasses import asdict
from datetime import date
from importlib.metadata import entry_points
from pathlib import Path
from typing import Any

from voc.config import Settings
from voc.dashboard.work.first_rows import first_rejects, first_rows
from voc.dashboard.work.folders import FILE, WorkFolder
from voc.errors import UsageError
from voc.steps.collect import Collected
from voc.steps.progress import Report
from voc.steps.survey.import_survey import (
    IMPORT,
    SurveyImport,
    SurveyOptions,
    check_answers,
    take_survey,
    understand_survey,
)
from voc.steps.wiring import masker_of
from voc.steps.workplace import open_workplace
from voc.surveys import FORM_NAMES

# The note with what the file was last taken for; it outlives an error that comes after it.
PLAN = "plan"
_NOT_SHOWN = frozenset({"drop", "respondent"})


def survey_file(work: WorkFolder) -> Path:
    """Return the file that was handed in, under the name that it is known by."""
    return work.path / FILE / str(work.asked["name"])


def look(settings: Settings, work: WorkFolder, report: Report) -> Mapping[str, Any]:
    """Understand the file and nothing more."""
    return {"n_doubtful": len(_understood(settings, work, report).plan.unconfirmed)}


def rehearse(settings: Settings, work: WorkFolder, report: Report) -> Mapping[str, Any]:
    """Read the whole file as an import would, and store nothing."""
    understood = _sure(_understood(settings, work, report))
    with open_workplace(settings, _with_total(report, understood), dry_run=True) as place:
        tried = _counts(take_survey(place, understood, dry_run=True), 0)
        # Rows without an answer that masking or storing refuses have no line; these do.
        return {**tried, "rejects": first_rejects(understood, place.masker) if tried["counts"]["n_rejects"] else []}


def take(settings: Settings, work: WorkFolder, report: Report) -> Mapping[str, Any]:
    """Import the file as a run of its own; then the file is not needed any more."""
    understood = _sure(_understood(settings, work, report))
    (flow,) = entry_points(group="voc.flows", name=IMPORT)
    outcome = flow.load()(settings, understood, _with_total(report, understood))
    collected: Collected = outcome.collected[0]
    if not collected.error:
        shutil.rmtree(work.path / FILE, ignore_errors=True)
    return _counts(collected, outcome.counts.get("weeks", 0))


def _understood(settings: Settings, work: WorkFolder, report: Report) -> SurveyImport:
    asked = work.asked
    report("understanding the columns", 0, None)
    understood = understand_survey(
        settings, survey_file(work), asked.get("pairs", ()), options=_options(asked.get("options", {})), report=report
    )
    shown = {one.name: one.doubtful or one.role not in _NOT_SHOWN for one in understood.plan.columns}
    rows = first_rows(understood, shown, masker_of(settings))
    work.write(PLAN, {**_plain(understood), "rows": rows})
    return understood


def _with_total(report: Report, understood: SurveyImport) -> Report:
    """Have reading say of how many rows, which is known by then."""
    n_rows = understood.plan.n_responses

    def told(label: str, n_done: int, total: int | None) -> None:
        is_reading = total is None and label.startswith("collecting") and 0 < n_done <= n_rows
        report(label, n_done, n_rows if is_reading else total)

    return told


def _sure(understood: SurveyImport) -> SurveyImport:
    """Make sure that nothing is left to be confirmed."""
    if understood.plan.unconfirmed or understood.resembles:
        message = f"{len(understood.plan.unconfirmed)} columns have to be confirmed first."
        raise UsageError(message)
    check_answers(understood)
    return understood


def _options(said: Mapping[str, Any]) -> SurveyOptions:
    until = said.get("keep_until")
    return SurveyOptions(
        form=said.get("form"),
        sheet=said.get("sheet"),
        time_zone=said.get("time_zone"),
        excluded=tuple(said.get("excluded", ())),
        header_row=said.get("header_row"),
        encoding=said.get("encoding"),
        product=said.get("product"),
        renamed=tuple(said.get("renamed", ())),
        purpose=said.get("purpose"),
        keep_until=date.fromisoformat(until) if until else None,
        complete=bool(said.get("complete")),
    )


def _plain(understood: SurveyImport) -> dict[str, Any]:
    plan, words = understood.plan, understood.mapping
    return {
        "service": FORM_NAMES[plan.form],
        "is_known_service": plan.form != "generic",
        "form": understood.facts.form,
        "source": understood.facts.source,
        "known_from": understood.known_from,
        "resembles": understood.resembles,
        "suggested": list(understood.suggested),
        "notes": list(understood.notes),
        "n_responses": plan.n_responses,
        "n_excluded": plan.n_excluded,
        "said": {
            "excluded": [f"{one[0]}={one[1]}" for one in understood.said.excluded],
            "renamed": [f"{new}={old}" for new, old in understood.said.renamed.items()],
        },
        "columns": [
            {
                "name": one.name,
                "role": one.role,
                "word": words[one.name],
                "doubtful": one.doubtful,
                "reason": one.reason,
                "n_answers": one.n_answers,
            }
            for one in plan.columns
        ],
    }


def _counts(collected: Collected, n_weeks: int) -> dict[str, Any]:
    saved = asdict(collected.saved) | {"n_rejects": collected.saved.n_set_aside}
    problems = [f"{one.part}: {one.reason}" for one in collected.problems]
    return {
        "counts": {**saved, "n_rows": collected.n_rows, "n_weeks": n_weeks},
        "source": collected.source,
        "problems": problems,
        **({"error": collected.error, "kind": "SourceError"} if collected.error else {}),
    }
