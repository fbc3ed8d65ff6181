"""`voc brief`: the brief of a week, printed or as a file, or set against what we would say now."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from voc.cli.asking import DONE, FAILED, NOTHING_COUNTED, config_option, say
from voc.cli.drawing import progress
from voc.errors import UsageError

if TYPE_CHECKING:
    from voc.steps.brief_file import Format
    from voc.steps.workplace import Workplace

_KINDS: "dict[str, Format]" = {
    ".md": "markdown", ".markdown": "markdown", ".html": "html", ".htm": "html", ".xlsx": "xlsx",
}  # fmt: skip


@click.command(epilog="Example: voc brief --week 2026-W46 --out brief.html")
@click.option("--week", metavar="WEEK", help="A week such as 2026-W46; the last counted one without it.")
@click.option(
    "--out",
    type=click.Path(path_type=Path, dir_okay=False, allow_dash=True),
    metavar="FILE",
    help="FILE.md, FILE.html or FILE.xlsx; Markdown on stdout without it or with -.",
)
@click.option("--compare", is_flag=True, help="What was handed out against what the store says now, as Markdown.")
@click.option(
    "--for", "medium", type=click.Choice(["slack"]), help="Slack's own marks, in blocks of at most 3,000 characters."
)
@click.option(
    "--charts",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="DIR",
    help="Also write its pictures (SVG) into this folder; without --out nothing else.",
)
@config_option
def command(
    *,
    week: str | None,
    out: Path | None,
    compare: bool,
    medium: str | None,
    charts: Path | None,
    config: Path | None,
) -> int:
    """Write the brief of a week: what made customers hesitate, where, in which words, with quotes.

    A brief that the weekly run has frozen stays as it was handed out, and says when that was. What was forgotten or
    cleared since is not in it any more.

    FILE.xlsx has the sheets 요약, 테마, 키워드 and 원문 (up to 50 sentences of each theme, those quoted first).

    --for slack prints what can be pasted into Slack: no tables, and a line wherever one post ends.

    --charts DIR writes the trend of the main hesitations, the stages and the drop-off as brief-WEEK-*.svg, which slides
    take; the dashboard saves the same pictures as PNG.

    --compare lists the themes that would be in or out today, the figures that changed, and what is known of the
    reasons: documents that came late, people's edits, another version of the analysis, forgotten texts.
    """
    kind = _kind(out, compare=compare, for_slack=medium is not None)
    if charts and compare:
        raise UsageError("A comparison has no pictures. Leave out --charts or --compare.")
    from voc.config import load_settings  # noqa: PLC0415 - `voc brief --help` needs none of this
    from voc.steps.asked import asked_week  # noqa: PLC0415
    from voc.steps.existing import existing_workplace  # noqa: PLC0415

    with progress() as report, existing_workplace(load_settings(config), report) as place:
        with place.store.read() as connection:
            chosen = asked_week(connection, week)
        if chosen is None:
            say(NOTHING_COUNTED)
            return FAILED
        if compare:
            return _write_comparison(place, chosen, out)
        ended = _write_charts(place, chosen, charts) if charts else DONE
        is_wanted = out is not None or medium is not None or charts is None
        return _write_brief(place, chosen, kind, out) if ended == DONE and is_wanted else ended


def _write_brief(place: "Workplace", week: str, kind: "Format", out: Path | None) -> int:
    from voc.steps.audit_log import hand_out, note_export  # noqa: PLC0415 - as above
    from voc.steps.brief import brief_of  # noqa: PLC0415
    from voc.steps.brief_file import draw_brief  # noqa: PLC0415

    brief = brief_of(place, week)
    if brief is None:
        say(NOTHING_COUNTED)
        return FAILED
    drawn = draw_brief(place, brief, kind)
    if out is None or str(out) == "-":
        click.echo(drawn.content.decode(), nl=False)
        return DONE
    about = ("brief", str(out.resolve()), drawn.documents)
    unnoted = hand_out(
        place.store, out, drawn.content, lambda connection: note_export(connection, *about, week=brief["week"])
    )
    say(f"Wrote the brief of {brief['label']} to {out}.")
    for sentence in unnoted:
        say(sentence)
    return DONE


def _write_charts(place: "Workplace", week: str, folder: Path) -> int:
    from voc.steps.brief import brief_of  # noqa: PLC0415 - as above
    from voc.steps.brief_charts import write_charts  # noqa: PLC0415

    brief = brief_of(place, week)
    if brief is None:
        say(NOTHING_COUNTED)
        return FAILED
    written, unnoted = write_charts(place, brief, folder)
    names = ", ".join(file.name for file in written) or "no picture, as there is nothing to draw,"
    say(f"Wrote {names} to {folder}.")
    for sentence in unnoted:
        say(sentence)
    return DONE


def _write_comparison(place: "Workplace", week: str, out: Path | None) -> int:
    from voc.planning.comparison_lines import comparison_markdown  # noqa: PLC0415 - as above
    from voc.steps.compare_brief import compare_brief  # noqa: PLC0415
    from voc.steps.handout import write_whole  # noqa: PLC0415

    with place.store.read() as connection:
        found = compare_brief(place, connection, week)
    if out is None or str(out) == "-":
        click.echo(comparison_markdown(found), nl=False)
        return DONE
    write_whole(out, comparison_markdown(found).encode())
    say(f"Wrote the comparison of {found['label']} to {out}.")
    return DONE


def _kind(out: Path | None, *, compare: bool, for_slack: bool) -> "Format":
    if for_slack:
        return _slack(out, compare=compare)
    if out is None or str(out) == "-":
        return "markdown"
    kind = _KINDS.get(out.suffix.lower())
    if compare and kind != "markdown":
        raise UsageError(f"A comparison is written as Markdown, not to '{out}'. Name a file that ends in .md, or none.")
    if kind is None:
        raise UsageError(
            f"'{out}' does not tell the kind of file. Name one that ends in .md, .html or .xlsx, or - for stdout."
        )
    return kind


def _slack(out: Path | None, *, compare: bool) -> "Format":
    if compare:
        raise UsageError("A comparison is written as Markdown only. Leave out --for or --compare.")
    if out is not None and str(out) != "-" and out.suffix.lower() != ".txt":
        raise UsageError(f"Text for Slack is written to a file that ends in .txt, not to '{out}', or to stdout.")
    return "slack"
