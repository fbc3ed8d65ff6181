"""`voc search`: verbatims that hold some words."""

import sys
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from voc.cli.asking import DONE, NOTHING_COUNTED, config_option, json_option, limit_option, say
from voc.cli.drawing import progress, show_rows

if TYPE_CHECKING:
    from collections.abc import Sequence

    from voc.steps.workplace import Workplace
    from voc.store import Hit, Selection


@click.command(epilog="Example: voc search 신분증 --stage onboarding --week 2026-W46")
@click.argument("query")
@click.option("--week", metavar="WEEK", help="Only this week, such as 2026-W46.")
@click.option("--source", metavar="NAME", help="Only this source.")
@click.option("--stage", metavar="STAGE", help="Only documents with a sentence of this stage.")
@click.option("--theme", metavar="ID", help="Only documents with a sentence of this theme.")
@click.option("--all-forms", is_flag=True, help="Read the query too: 느려요 also finds 느린 (takes some seconds).")
@limit_option(20)
@json_option
@config_option
def command(  # noqa: PLR0913 - one parameter per option of the contract
    *,
    query: str,
    week: str | None,
    source: str | None,
    stage: str | None,
    theme: str | None,
    all_forms: bool,
    limit: int,
    as_json: bool,
    config: Path | None,
) -> int:
    """Search what customers wrote, newest first; copies are not listed.

    QUERY is found as typed, in any case and spacing; a dictionary form (느리다) finds all its forms. Only where nothing
    is found, or with --all-forms, the query itself is analysed.

    \b
    Fields with --json: document_id text source week created_at rating n_copies spans
    spans: [start, end] in code points of text, end exclusive
    """  # noqa: D301 - click wants the very character
    from voc.config import load_settings  # noqa: PLC0415 - `voc search --help` needs none of this
    from voc.errors import UsageError  # noqa: PLC0415
    from voc.steps.asked import narrowed  # noqa: PLC0415
    from voc.steps.existing import existing_workplace  # noqa: PLC0415
    from voc.steps.listings.find import find  # noqa: PLC0415

    if not query.strip():
        raise UsageError('The query is empty. Name words to look for, for instance: voc search "환급 지연"')
    settings = load_settings(config)
    selection = narrowed(week=week, source=source, stage=stage, theme=theme)
    with progress() as report, existing_workplace(settings, report) as place:
        is_empty = _check(place, selection)
        if week:
            _tell_cleared(place, week, source)
        hits = [] if is_empty else find(place, query, selection, limit=limit, all_forms=all_forms)
    if is_empty:
        say(NOTHING_COUNTED)
        return DONE
    _show(hits, as_json=as_json)
    if len(hits) == limit:
        say(f"The first {limit} are shown; --limit asks for more.")
    return DONE


def _check(place: "Workplace", selection: "Selection") -> bool:
    """Check what is asked for; tell whether there is nothing to search yet."""
    from voc.steps.asked import asked_week, check_selection  # noqa: PLC0415 - as above
    from voc.store import status  # noqa: PLC0415

    with place.store.read() as connection:
        check_selection(place.settings, connection, selection)
        for condition in selection.conditions:
            if condition.field == "week":
                asked_week(connection, condition.value)
    return not status(place.store).n_documents


def _tell_cleared(place: "Workplace", week: str, source: str | None) -> None:
    """Say why a week may have counts and no texts."""
    from voc.store.purged import purged_weeks  # noqa: PLC0415 - as above

    with place.store.read() as connection:
        cleared = purged_weeks(connection, week=week, source=source)
    if cleared:
        names = ", ".join(one.source for one in cleared)
        say(f"The texts of {names} of this week were cleared when their keeping period ended; the counts stay.")


def _show(hits: "Sequence[Hit]", *, as_json: bool) -> None:
    if as_json or not hits:
        rows = [{**asdict(hit), "created_at": hit.created_at.isoformat() if hit.created_at else None} for hit in hits]
        empty = "Nothing found. Try a part of the word, or --all-forms."
        show_rows(rows, as_json=as_json, columns={}, empty=empty)
        return
    if not sys.stdout.isatty():
        for hit in hits:
            click.echo(f"{_origin(hit)}\n{hit.text}\n")
        return
    from rich.console import Console  # noqa: PLC0415 - drawing is loaded only where it is drawn
    from rich.text import Text  # noqa: PLC0415

    console = Console(highlight=False)
    for hit in hits:
        text = Text(hit.text)
        for start, end in hit.spans:
            text.stylize("bold yellow", start, end)
        console.print(Text(_origin(hit), style="dim"))
        console.print(text)
        console.print()


def _origin(hit: "Hit") -> str:
    from voc.weeks import SEOUL  # noqa: PLC0415 - as above

    parts = [hit.created_at.astimezone(SEOUL).date().isoformat() if hit.created_at else "날짜 없음", hit.source]
    parts += [f"평점 {hit.rating:g}"] if hit.rating is not None else []
    parts += [f"사본 {hit.n_copies}개"] if hit.n_copies else []
    return " · ".join([*parts, hit.document_id])
