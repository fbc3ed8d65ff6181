"""`voc import`: a file that somebody brings, taken in now."""

import shlex
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from voc.cli.asking import DONE, FAILED, PARTLY_DONE, WRONG_USAGE, config_option, json_option, say
from voc.cli.drawing import progress, show_rows

if TYPE_CHECKING:
    from voc.config import Settings
    from voc.steps.collect import Collected
    from voc.steps.import_survey import SurveyImport

_COLUMNS = {"column": "문항", "role": "무엇으로", "doubtful": "확인 필요", "reason": "이유"}
_ROLES = {
    "open_text": "주관식",
    "rating": "점수",
    "choice": "객관식",
    "segment": "고객 구분",
    "date": "응답 시각",
    "id": "응답 번호",
    "respondent": "응답자(해시만)",
    "app_version": "앱 버전",
    "drop": "저장 안 함",
}


@click.group(epilog="Example: voc import survey survey.xlsx --dry-run")
def command() -> None:
    """Import a file that somebody brings, outside the nightly run."""


@command.command("survey", epilog="Example: voc import survey survey.xlsx --map open_text=의견 --map rating:1-5=만족도")
@click.argument("file", metavar="FILE", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--map", "pairs", multiple=True, metavar="FIELD=COLUMN", help="What a column is; may be repeated.")
@click.option("--dry-run", is_flag=True, help="Understand and read, store nothing.")
@click.option(
    "--rejects",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="OUT.csv",
    help="Also write the rows that could not be read, masked, to this file.",
)
@json_option
@config_option
def survey(
    *, file: Path, pairs: tuple[str, ...], dry_run: bool, rejects: Path | None, as_json: bool, config: Path | None
) -> int:
    """Import a survey: first say what each column is taken for, then store and analyse its answers.

    A column that is doubtful stops the import, and the command that confirms it is printed (exit code 2). What was
    confirmed is kept in store/surveys/ of the home folder for the next export of the form. FIELD is open_text, rating
    (rating:1-5), choice, segment, date, id, respondent, app_version or drop. Importing a file again doubles nothing.
    Exit code 3 means that rows were set aside.

    \b
    With --json a line for each column: column role scale doubtful reason
    and a last one: source form dry_run rows new changed unchanged removed forgotten rejects weeks
    """  # noqa: D301 - click wants the very character
    from voc.config import load_settings  # noqa: PLC0415 - `voc import --help` needs none of this
    from voc.steps.import_survey import check_answers, understand_survey  # noqa: PLC0415

    settings = load_settings(config)
    understood = understand_survey(settings, file, pairs)
    _show_plan(understood, as_json=as_json)
    if understood.plan.unconfirmed:
        _ask_back(understood, pairs, config)
        return WRONG_USAGE
    check_answers(understood)
    collected, n_weeks = _take(settings, understood, dry_run=dry_run)
    if rejects is not None:
        _write_rejects(settings, understood, rejects, dry_run=dry_run)
    _show_outcome(understood, collected, n_weeks, dry_run=dry_run, as_json=as_json)
    if collected.error:
        return FAILED
    return PARTLY_DONE if collected.saved.n_rejects or collected.problems else DONE


def _take(settings: "Settings", understood: "SurveyImport", *, dry_run: bool) -> "tuple[Collected, int]":
    from voc.cli.entry import load_flow  # noqa: PLC0415 - as above
    from voc.steps.import_survey import IMPORT, take_survey  # noqa: PLC0415
    from voc.steps.workplace import open_workplace  # noqa: PLC0415

    with progress() as report:
        if dry_run:
            with open_workplace(settings, report, dry_run=True) as place:
                return take_survey(place, understood, dry_run=True), 0
        outcome = load_flow(IMPORT)(settings, understood, report)
    return outcome.collected[0], outcome.counts.get("weeks", 0)


def _show_plan(understood: "SurveyImport", *, as_json: bool) -> None:
    rows: list[dict[str, Any]] = []
    for one in understood.plan.columns:
        scale = f"{one.scale.min:g}-{one.scale.max:g}" if one.scale and one.role == "rating" else None
        role = one.role if as_json else " ".join(filter(None, (_ROLES[one.role], scale)))
        row = {"column": one.name, "role": role, "scale": scale, "doubtful": one.doubtful, "reason": one.reason}
        rows.append(row if as_json else {**row, "doubtful": "예" if one.doubtful else ""})
    if understood.known_from and not as_json:
        say(f"This survey is known from: {understood.known_from}.")
    show_rows(rows, as_json=as_json, columns=_COLUMNS, empty="The file has no column.")


def _ask_back(understood: "SurveyImport", pairs: tuple[str, ...], config: Path | None) -> None:
    """Print the command that confirms what is doubtful as it was guessed."""
    guessed = understood.mapping
    more = [f"{guessed[one.name]}={one.name}" for one in understood.plan.unconfirmed]
    options = " ".join(f"--map {shlex.quote(pair)}" for pair in (*pairs, *more))
    options += f" --config {shlex.quote(str(config))}" if config else ""
    n = len(more)
    say(f"{n} {'column has' if n == 1 else 'columns have'} to be confirmed; nothing was stored. Correct and run:")
    say(f"voc import survey {shlex.quote(str(understood.path))} {options}")


def _write_rejects(settings: "Settings", understood: "SurveyImport", out: Path, *, dry_run: bool) -> None:
    from voc.steps.existing import existing_store  # noqa: PLC0415 - as above
    from voc.steps.handout import write_whole  # noqa: PLC0415
    from voc.steps.rejects import rejects_file  # noqa: PLC0415
    from voc.store import load_rejects  # noqa: PLC0415

    if dry_run:
        return
    with existing_store(settings) as store, store.read() as connection:
        found = load_rejects(connection, source=understood.facts.source)
    mine = [one for one in found if one.reject.file == understood.path.name]
    write_whole(out, rejects_file(mine, "csv"))
    say(f"{len(mine):,} rows written to {out}.")


def _show_outcome(
    understood: "SurveyImport", collected: "Collected", n_weeks: int, *, dry_run: bool, as_json: bool
) -> None:
    saved = asdict(collected.saved)
    if collected.error:
        say(f"failed: {collected.error}")
    if as_json:
        names = ("new", "unchanged", "removed", "forgotten", "rejects")
        row = {
            "source": understood.facts.source,
            "form": understood.facts.form,
            "dry_run": dry_run,
            "rows": collected.n_rows,
            "changed": saved["n_revised"],
            **{name: saved[f"n_{name}"] for name in names},
            "weeks": n_weeks,
        }
        show_rows([row], as_json=True, columns={}, empty="")
        return
    would = "Would store" if dry_run else "Stored"
    line = f"{would} {saved['n_new']:,} new answers of {collected.n_rows:,} in source {understood.facts.source}"
    line += f", {saved['n_revised']:,} changed" if saved["n_revised"] else ""
    line += f", {saved['n_unchanged']:,} known" if saved["n_unchanged"] else ""
    line += f", {saved['n_rejects']:,} set aside" if saved["n_rejects"] else ""
    say(f"{line}.")
    if not dry_run and not collected.error:
        say("See them with: voc show themes, voc search.")
