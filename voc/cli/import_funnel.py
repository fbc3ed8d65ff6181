"""`voc import funnel`: how many customers entered and passed each stage, week by week."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from voc.cli.asking import DONE, FAILED, PARTLY_DONE, config_option, json_option, say
from voc.cli.drawing import progress, show_rows

if TYPE_CHECKING:
    from collections.abc import Mapping

    from voc.steps.funnel.import_funnel import FunnelFile, SetAside
    from voc.store.funnel_weeks import FunnelSaved

_MANY = 20
_COLUMNS: "Mapping[str, str]" = {"line": "줄", "reason": "따로 둔 까닭"}


@click.command("funnel", epilog="Example: voc import funnel funnel.csv --map entered=방문자 --dry-run")
@click.argument("file", metavar="FILE", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--map", "pairs", multiple=True, metavar="FIELD=COLUMN", help="Which column it is; may be repeated.")
@click.option("--dry-run", is_flag=True, help="Understand and read, store nothing.")
@click.option(
    "--rejects",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="OUT.csv",
    help="Also write the rows that were set aside, masked, to this file.",
)
@json_option
@config_option
def funnel(
    *, file: Path, pairs: tuple[str, ...], dry_run: bool, rejects: Path | None, as_json: bool, config: Path | None
) -> int:
    """Import the drop-off of the funnel: who entered and who passed each stage, by week.

    A CSV or XLSX with a row for each week and stage, understood by its titles (주차, 단계, 세그먼트, 진입, 통과, or
    English ones); --map names what is called otherwise.

    \b
    FIELD is what the column holds:
      week      2026-W46, a day of the week, or 11월 2주차
      stage     key or name of a stage of funnel.yaml
      segment   a kind of customer, such as 가입구분=신규; may be missing, blank or 전체 for all
      entered   how many customers came to the stage
      passed    how many of them went on

    Rows with an unknown stage, more passed than entered, or a number that is none, and rows about the same week, stage
    and segment, are set aside with a reason (exit code 3); all others are stored together. Importing a file again
    changes nothing; figures that differ replace those that were there.

    \b
    With --json a line for each row that was set aside: line reason
    and a last one: file dry_run rows new changed unchanged rejects weeks stages segments columns
    """  # noqa: D301 - click wants the very character
    from voc.config import load_settings  # noqa: PLC0415 - help needs none of this
    from voc.steps.funnel.import_funnel import read_funnel, take_funnel  # noqa: PLC0415
    from voc.steps.workplace import open_workplace  # noqa: PLC0415

    with progress() as report, open_workplace(load_settings(config), report, dry_run=dry_run) as place:
        read = read_funnel(place, file, pairs)
        saved = take_funnel(place, read, dry_run=dry_run)
    if rejects is not None:
        _write_rejects(read, rejects, dry_run=dry_run)
    _show(read, saved, dry_run=dry_run, as_json=as_json)
    if not read.rejects:
        return DONE
    return PARTLY_DONE if read.rows else FAILED


def _write_rejects(read: "FunnelFile", out: Path, *, dry_run: bool) -> None:
    from voc.steps.funnel.import_funnel import rejects_csv  # noqa: PLC0415 - as above
    from voc.steps.handout import write_whole  # noqa: PLC0415

    if dry_run:
        say(f"{out} was not written: --dry-run stores nothing.")
        return
    write_whole(out, rejects_csv(read.rejects))
    say(f"{len(read.rejects):,} rows written to {out}.")


def _show(read: "FunnelFile", saved: "FunnelSaved", *, dry_run: bool, as_json: bool) -> None:
    aside = [_row(one) for one in read.rejects]
    if as_json:
        show_rows([*aside, _summary(read, saved, dry_run=dry_run)], as_json=True, columns={}, empty="")
        return
    for note in read.notes:
        say(note)
    if aside:
        show_rows(aside[:_MANY], as_json=False, columns=_COLUMNS, empty="")
        if len(aside) > _MANY:
            say(f"{len(aside) - _MANY:,} more were set aside; --rejects OUT.csv lists all.")
    weeks = sorted({row.week for row in read.rows})
    would = "Would store" if dry_run else "Stored"
    of = f" of {weeks[0]} to {weeks[-1]}" if weeks else ""
    say(
        f"{would} {saved.n_new:,} new figures{of}, {saved.n_changed:,} replaced, {saved.n_unchanged:,} known, "
        f"{len(read.rejects):,} rows set aside."
    )
    if weeks and not dry_run:
        say("See them with: voc show funnel, voc brief.")


def _row(one: "SetAside") -> dict[str, object]:
    return {"line": one.line, "reason": one.reason}


def _summary(read: "FunnelFile", saved: "FunnelSaved", *, dry_run: bool) -> dict[str, object]:
    return {
        "file": read.path.name,
        "dry_run": dry_run,
        "rows": len(read.rows) + len(read.rejects),
        "new": saved.n_new,
        "changed": saved.n_changed,
        "unchanged": saved.n_unchanged,
        "rejects": len(read.rejects),
        "weeks": sorted({row.week for row in read.rows}),
        "stages": sorted({row.stage for row in read.rows}),
        "segments": sorted({row.segment for row in read.rows if row.segment}),
        "columns": dict(read.columns),
    }
