"""`voc keywords`: the words of one selection against another."""

from pathlib import Path

import click

from voc.cli.asking import DONE, config_option, json_option, limit_option, say
from voc.cli.drawing import show_rows

COLUMNS = {"surface": "고객의 말", "term": "기본형", "log_odds": "치우침", "n_target": "대상", "n_rest": "나머지"}


@click.command(epilog="Example: voc keywords --target stage=onboarding --rest stage!=onboarding")
@click.option("--target", required=True, metavar="EXPR", help="The selection whose words are wanted.")
@click.option("--rest", required=True, metavar="EXPR", help="The selection to compare with.")
@limit_option(50)
@json_option
@config_option
def command(*, target: str, rest: str, limit: int, as_json: bool, config: Path | None) -> int:
    """Rank the words that one selection over-uses against another.

    EXPR is FIELD=VALUE, several joined by commas: stage, reason, theme, act, hesitation, source, channel, kind, week,
    rating, language, product, app_version, segment.NAME; = and != everywhere, < <= > >= for week and rating. Words are
    ranked by log-odds with an informative prior; above 0 means that the target says it more.

    \b
    Fields with --json: term surface log_odds n_target n_rest example
    example: document_id sentence_index left hit right
    """  # noqa: D301 - click wants the very character
    from voc.config import load_settings  # noqa: PLC0415 - `voc keywords --help` needs none of this
    from voc.steps.asked import check_selection  # noqa: PLC0415
    from voc.steps.contrast import contrast  # noqa: PLC0415
    from voc.steps.existing import existing_store  # noqa: PLC0415
    from voc.store import parse_selection  # noqa: PLC0415

    sides = parse_selection(target), parse_selection(rest)
    settings = load_settings(config)
    with existing_store(settings) as store, store.read() as connection:
        for side in sides:
            check_selection(settings, connection, side)
        found = contrast(connection, *sides, limit=limit, examples=as_json)
    for name, expression, n in (("--target", target, found.n_target), ("--rest", rest, found.n_rest)):
        if not n:
            say(
                f"No word stands in {name} '{expression}'. `voc show stages` and `voc show sources` tell what there is."
            )
    if found.n_shared:
        say(f"Note: {found.n_shared:,} sentences stand on both sides and weaken the contrast.")
    empty = "No word is said clearly more in the target (at least 3 times, log-odds above 0)."
    show_rows(found.rows, as_json=as_json, columns=COLUMNS, empty=empty)
    return DONE
