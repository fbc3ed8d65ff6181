"""`voc keywords`: the words of one selection against another."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from voc.cli.asking import DONE, config_option, json_option, limit_option, say
from voc.cli.drawing import show_rows

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from voc.store import Selection

COLUMNS = {"surface": "고객의 말", "term": "기본형", "log_odds": "치우침", "n_target": "대상", "n_rest": "나머지"}
_SEGMENT = "segment."
_MANY = 8


@click.command(epilog="""Example: voc keywords --target stage=onboarding --rest stage!=onboarding""")
@click.option("--target", required=True, metavar="EXPR", help="The selection whose words are wanted.")
@click.option("--rest", required=True, metavar="EXPR", help="The selection to compare with.")
@click.option(
    "--lines", type=click.IntRange(min=0), default=0, metavar="N", help="Show N places where each word stands."
)
@limit_option(50)
@json_option
@config_option
def command(*, target: str, rest: str, lines: int, limit: int, as_json: bool, config: Path | None) -> int:
    """Rank the words and phrases that one selection over-uses against another.

    EXPR is FIELD=VALUE, several joined by commas: stage, reason, theme, act, hesitation, source, channel, kind, week,
    rating, language, product, app_version, segment.NAME; = and != everywhere, < <= > >= for week and rating. Several
    values of a field are joined by bars (stage=usage|loyalty); a comma or bar inside a name or value stands between
    double quotes: 'segment."가입 경로, 상세"=검색'.

    Words are ranked by log-odds with an informative prior; above 0 means that the target says it more. A word that a
    phrase of the list shows is not listed again.

    \b
    Fields with --json: term surface log_odds n_target n_rest example lines
    example: document_id sentence_index left hit right
    lines: a list of such, with --lines
    """  # noqa: D301 - click wants the very character
    from voc.config import load_settings  # noqa: PLC0415 - `voc keywords --help` needs none of this
    from voc.steps.asked import check_selection  # noqa: PLC0415
    from voc.steps.existing import existing_store  # noqa: PLC0415
    from voc.steps.listings.contrast import contrast  # noqa: PLC0415
    from voc.store import parse_selection  # noqa: PLC0415

    sides = parse_selection(target), parse_selection(rest)
    settings = load_settings(config)
    with existing_store(settings) as store, store.read() as connection:
        for side in sides:
            check_selection(settings, connection, side)
        found = contrast(connection, *sides, limit=limit, n_lines=max(lines, as_json))
        for name, side, n in (("--target", sides[0], found.n_target), ("--rest", sides[1], found.n_rest)):
            if not n:
                say(f"No word stands in {name} '{side}'. {_what_there_is(connection, side)}")
    if found.n_shared:
        say(f"Note: {found.n_shared:,} sentences stand on both sides and weaken the contrast.")
    empty = "No word is said clearly more in the target (at least 3 times, log-odds above 0)."
    rows = found.rows if lines or not as_json else [_without_lines(row) for row in found.rows]
    if lines and not as_json:
        _show_places(rows, empty)
    else:
        show_rows(rows, as_json=as_json, columns=COLUMNS, empty=empty)
    return DONE


def _what_there_is(connection: "Connection", side: "Selection") -> str:
    """Tell which segments the documents have where one was asked about, else where to look."""
    from voc.steps.asked import no_segments  # noqa: PLC0415 - as above
    from voc.store import segment_values  # noqa: PLC0415 - as above

    asked = sorted(field.removeprefix(_SEGMENT) for field in side.fields if field.startswith(_SEGMENT))
    if not asked:
        return "`voc show stages` and `voc show sources` tell what there is."
    known = segment_values(connection)
    if not known:
        return no_segments(connection)
    told = [
        f"segment.{name} has: {_listed(known[name])}."
        if name in known
        else f"No document has a segment '{name}'; there are: {_listed(sorted(known))}."
        for name in asked
    ]
    return " ".join(told)


def _listed(names: list[str]) -> str:
    more = f" and {len(names) - _MANY} more" if len(names) > _MANY else ""
    return ", ".join(names[:_MANY]) + more


def _without_lines(row: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in row.items() if name != "lines"}


def _show_places(rows: list[dict[str, Any]], empty: str) -> None:
    """Print each word with its figures, and the places where it stands below it."""
    if not rows:
        say(empty)
    for row in rows:
        facts = " · ".join(f"{heading} {row[name]:g}" for name, heading in list(COLUMNS.items())[2:])
        click.echo(f"{row['surface']} · {facts}")
        for line in row["lines"]:
            click.echo(f"    {line['left']}[{line['hit']}]{line['right']}")
