"""`voc brief`: the brief of a week, printed or as a file."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from voc.cli.asking import DONE, FAILED, NOTHING_COUNTED, config_option, say
from voc.cli.drawing import progress
from voc.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from voc.planning.brief import Brief

_KINDS = {".md": "markdown", ".markdown": "markdown", ".html": "html", ".htm": "html"}


@click.command(epilog="Example: voc brief --week 2026-W46 --out brief.html")
@click.option("--week", metavar="WEEK", help="A week such as 2026-W46; the last counted one without it.")
@click.option(
    "--out",
    type=click.Path(path_type=Path, dir_okay=False, allow_dash=True),
    metavar="FILE",
    help="FILE.md or FILE.html; Markdown on stdout without it or with -.",
)
@config_option
def command(*, week: str | None, out: Path | None, config: Path | None) -> int:
    """Write the brief of a week: what made customers hesitate, where, in which words, with quotes.

    A brief that the weekly run has frozen stays as it was handed out.
    """
    kind = _kind(out)
    from voc.config import load_settings  # noqa: PLC0415 - `voc brief --help` needs none of this
    from voc.steps.asked import asked_week  # noqa: PLC0415
    from voc.steps.audit_log import hand_out, note_export, quoted_documents  # noqa: PLC0415
    from voc.steps.brief import brief_of  # noqa: PLC0415
    from voc.steps.existing import existing_workplace  # noqa: PLC0415

    with progress() as report, existing_workplace(load_settings(config), report) as place:
        with place.store.read() as connection:
            chosen = asked_week(connection, week)
        brief = brief_of(place, chosen)
        if brief is None:
            say(NOTHING_COUNTED)
            return FAILED
        text = _drawers()[kind](brief)
        if out is None or str(out) == "-":
            click.echo(text, nl=False)
            return DONE
        about = ("brief", str(out.resolve()), quoted_documents(brief))
        unnoted = hand_out(
            place.store, out, text.encode(), lambda connection: note_export(connection, *about, week=brief["week"])
        )
    say(f"Wrote the brief of {brief['label']} to {out}.")
    for sentence in unnoted:
        say(sentence)
    return DONE


def _kind(out: Path | None) -> str:
    if out is None or str(out) == "-":
        return "markdown"
    if out.suffix.lower() == ".xlsx":
        raise UsageError("A brief as .xlsx is not offered yet. Name a file that ends in .md or .html.")
    if out.suffix.lower() not in _KINDS:
        raise UsageError(
            f"'{out}' does not tell the kind of file. Name one that ends in .md or .html, or - for stdout."
        )
    return _KINDS[out.suffix.lower()]


def _drawers() -> "Mapping[str, Callable[[Brief], str]]":
    from voc.planning.html import brief_html  # noqa: PLC0415 - as above
    from voc.planning.markdown import brief_markdown  # noqa: PLC0415

    return {"markdown": brief_markdown, "html": brief_html}
