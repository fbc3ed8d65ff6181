"""What people see of a survey that is imported: what it is taken for, what to confirm, what became of it."""

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from voc.cli.asking import say
from voc.cli.confirming import confirming_command, one_line
from voc.cli.drawing import show_rows
from voc.steps.collect import Collected
from voc.steps.survey.import_survey import SurveyImport, SurveyOptions
from voc.surveys import FORM_NAMES, PlannedColumn

_COLUMNS = {"column": "문항", "role": "무엇으로", "answers": "응답", "doubtful": "확인 필요", "reason": "이유"}
_ROLES = {
    "open_text": "주관식",
    "rating": "점수",
    "choice": "객관식",
    "segment": "고객 구분",
    "date": "응답 시각",
    "updated_at": "수정 시각",
    "id": "응답 번호",
    "respondent": "응답자(해시만)",
    "product": "상품",
    "app_version": "앱 버전",
    "drop": "저장 안 함",
}
_COUNTS = ("new", "unchanged", "removed", "forgotten", "expired", "rejects")


def show_plan(understood: SurveyImport, *, as_json: bool) -> None:
    """Say whose export a file is and why, then what each column is taken for and why."""
    if not as_json:
        plan = understood.plan
        say(f"Recognised as {FORM_NAMES[plan.form]}: {plan.recognised.why}.")
        for note in understood.notes:
            say(note)
        say(_responses(understood))
        if understood.known_from:
            say(f"This survey is known from: {understood.known_from} ({understood.facts.form}).")
    rows = [_row(one, as_json=as_json) for one in understood.plan.columns]
    show_rows(rows, as_json=as_json, columns=_COLUMNS, empty="The file has no column.")
    if not as_json and (unstored := [one for one in understood.plan.unstored if not one.doubtful]):
        say(f"Not stored: {', '.join(one_line(one.name) for one in unstored)}.")


def _responses(understood: SurveyImport) -> str:
    plan = understood.plan
    line = f"{plan.n_responses:,} {'response' if plan.n_responses == 1 else 'responses'}"
    return f"{line}, {plan.n_excluded:,} of them left out." if plan.excluded else f"{line}."


def _row(one: PlannedColumn, *, as_json: bool) -> dict[str, Any]:
    scale = str(one.scale) if one.scale and one.role == "rating" else None
    row = {"column": one.name, "scale": scale, "reason": one.reason, "answers": one.n_answers}
    if as_json:
        question = one.asked if one.role in {"open_text", "rating", "choice"} else None
        return {**row, "role": one.role, "doubtful": one.doubtful, "question": question}
    role = " ".join(filter(None, (_ROLES[one.role], scale or (one.segment and f"({one.segment})"))))
    return {**row, "column": one_line(one.name), "role": role, "doubtful": "예" if one.doubtful else ""}


def ask_back(
    understood: SurveyImport,
    pairs: Sequence[str],
    options: SurveyOptions,
    config: Path | None,
    *,
    as_json: bool,
) -> None:
    """Print the command that confirms what is doubtful as it was guessed."""
    command = _confirming(understood, pairs, options, config)
    if as_json:
        show_rows([{**_facts(understood), "command": command}], as_json=True, columns={}, empty="")
    n = len(understood.plan.unconfirmed)
    if understood.resembles:
        say(
            f"It looks like an export of the saved form '{understood.resembles}' with other questions. Nothing was "
            "stored. If it is that form, run the command below; if it is another survey, put a new name after --form."
        )
    if n:
        say(f"{n} {'column has' if n == 1 else 'columns have'} to be confirmed; nothing was stored. Correct and run:")
    say(command)


def _confirming(understood: SurveyImport, pairs: Sequence[str], options: SurveyOptions, config: Path | None) -> str:
    said = {
        "form": understood.resembles or options.form,
        "sheet": options.sheet,
        "header-row": options.header_row,
        "encoding": options.encoding,
        "time-zone": options.time_zone,
        "product": options.product,
        "exclude": options.excluded,
        "renamed": (*options.renamed, *understood.suggested),
        "purpose": options.purpose,
        "keep-until": options.keep_until,
        "config": config,
    }
    doubtful = [one.name for one in understood.plan.unconfirmed]
    command = confirming_command(
        "voc import survey", understood.path, pairs, understood.mapping, doubtful=doubtful, said=said
    )
    return f"{command} --complete" if options.complete else command


def show_nothing_yet(understood: SurveyImport, *, dry_run: bool, as_json: bool) -> None:
    """Say that a form has no response yet."""
    if as_json:
        nothing = dict.fromkeys(("rows", "changed", *_COUNTS, "weeks"), 0)
        show_rows([{**_facts(understood), "dry_run": dry_run, **nothing}], as_json=True, columns={}, empty="")
    say(f"{understood.path.name} has column titles and no response below them. Nothing was stored.")


def show_outcome(understood: SurveyImport, collected: Collected, n_weeks: int, *, dry_run: bool, as_json: bool) -> None:
    """Say what became of the answers."""
    # Who hands in a file once more is told again of all that is wrong with it.
    saved = asdict(collected.saved) | {"n_rejects": collected.saved.n_set_aside}
    if collected.error:
        say(f"failed: {collected.error}")
    for problem in collected.problems:
        say(f"{problem.part}: {problem.reason}.")
    if as_json:
        counts = {
            "rows": collected.n_rows,
            "changed": saved["n_revised"],
            **{name: saved[f"n_{name}"] for name in _COUNTS},
            "weeks": n_weeks,
        }
        show_rows([{**_facts(understood), "dry_run": dry_run, **counts}], as_json=True, columns={}, empty="")
        return
    would = "Would store" if dry_run else "Stored"
    line = f"{would} {saved['n_new']:,} new answers of {collected.n_rows:,} in source {understood.facts.source}"
    line += f", {saved['n_revised']:,} changed" if saved["n_revised"] else ""
    line += f", {saved['n_unchanged']:,} known" if saved["n_unchanged"] else ""
    line += f", {saved['n_removed']:,} taken back" if saved["n_removed"] else ""
    line += f", {saved['n_expired']:,} left out, older than texts are kept" if saved["n_expired"] else ""
    line += f", {saved['n_rejects']:,} set aside" if saved["n_rejects"] else ""
    say(f"{line}.")
    if not dry_run and not collected.error:
        if not understood.is_configured:
            say(f"The form is kept as '{understood.facts.form}': its next export needs no --map.")
        say("See the answers with: voc show themes, voc search.")


def _facts(understood: SurveyImport) -> dict[str, Any]:
    plan, said = understood.plan, understood.said
    return {
        "source": understood.facts.source,
        "form": understood.facts.form,
        "recognised": plan.form,
        "why": plan.recognised.why,
        "responses": plan.n_responses,
        "excluded": plan.n_excluded,
        "unstored": [one.name for one in plan.unstored],
        "purpose": said.purpose,
        "keep_until": said.keep_until and said.keep_until.isoformat(),
        "notes": list(understood.notes),
    }
