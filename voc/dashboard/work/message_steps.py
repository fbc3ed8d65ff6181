"""Looking at a file of sent messages, trying it, taking it in or back, as the command line does; as plain data."""

import shutil
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from voc.config import Settings
from voc.dashboard.work.first_rows import first_rows
from voc.dashboard.work.folders import FILE, WorkFolder
from voc.dashboard.work.survey_steps import PLAN, survey_file
from voc.errors import UsageError
from voc.messages import TOOL_NAMES
from voc.steps.existing import existing_workplace
from voc.steps.messages.file import MessageFile, MessageOptions, check_messages, understand_messages
from voc.steps.messages.import_messages import TakenMessages, run_import
from voc.steps.messages.undo import undo_messages
from voc.steps.progress import Report
from voc.steps.wiring import masker_of
from voc.steps.workplace import open_workplace

UNDO = "undo-messages"
_OPTIONS = tuple(MessageOptions.__dataclass_fields__)


def look(settings: Settings, work: WorkFolder, report: Report) -> Mapping[str, Any]:
    """Understand the file and nothing more."""
    return {"n_doubtful": len(_understood(settings, work, report).plan.unconfirmed)}


def rehearse(settings: Settings, work: WorkFolder, report: Report) -> Mapping[str, Any]:
    """Read the whole file as an import would, and store nothing."""
    file = _sure(_understood(settings, work, report))
    with open_workplace(settings, report, dry_run=True) as place:
        return _plain_counts(run_import(place, file, dry_run=True))


def take(settings: Settings, work: WorkFolder, report: Report) -> Mapping[str, Any]:
    """Import the file and read its messages; then the file is not needed any more."""
    file = _sure(_understood(settings, work, report))
    with open_workplace(settings, report) as place:
        taken = run_import(place, file)
    shutil.rmtree(work.path / FILE, ignore_errors=True)
    return _plain_counts(taken)


def take_back(settings: Settings, work: WorkFolder, report: Report) -> Mapping[str, Any]:
    """Take back the import that is asked for."""
    with existing_workplace(settings, report) as place:
        undone = undo_messages(place, work.asked["import"])
    return {"counts": {name: undone.counts[name] for name in ("removed", "restored", "unchanged")}}


def _understood(settings: Settings, work: WorkFolder, report: Report) -> MessageFile:
    asked = work.asked
    report("understanding the columns", 0, None)
    said = {name: value for name, value in asked.get("options", {}).items() if name in _OPTIONS}
    file = understand_messages(
        settings, survey_file(work), asked.get("pairs", ()), options=MessageOptions(**said), report=report
    )
    shown = {one.name: one.doubtful or one.field != "drop" for one in file.plan.columns}
    rows = first_rows(file, shown, masker_of(settings))
    work.write(PLAN, {**_plain(file), "rows": rows})
    return file


def _sure(file: MessageFile) -> MessageFile:
    """Make sure that nothing is left to be confirmed."""
    if file.plan.unconfirmed:
        raise UsageError(f"{len(file.plan.unconfirmed)} columns have to be confirmed first.")
    check_messages(file)
    return file


def _plain(file: MessageFile) -> dict[str, Any]:
    plan = file.plan
    return {
        "service": TOOL_NAMES[plan.recognised.tool],
        "is_known_service": plan.recognised.tool != "generic",
        "form": file.form,
        "known_from": "saved layout" if file.is_known else "",
        # What the form asks of surveys only.
        "resembles": "",
        "suggested": [],
        "notes": list(file.notes),
        "n_responses": plan.n_rows,
        "n_excluded": 0,
        "columns": [
            {
                "name": one.name,
                "role": one.field,
                "word": one.field,
                "doubtful": one.doubtful,
                "reason": one.reason,
                "n_answers": one.n_filled,
            }
            for one in plan.columns
        ],
    }


def _plain_counts(taken: TakenMessages) -> dict[str, Any]:
    counts = {name: value for name, value in asdict(taken).items() if name.startswith("n_")}
    rejects = [{"line": line, "reason": reason} for line, reason in taken.rejects]
    return {"counts": counts, "import": taken.import_id, "rejects": rejects, "notes": taken.notes}
