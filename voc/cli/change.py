"""`voc change`: record what the company changed, and see what became of its themes in the four weeks after."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from voc.cli.asking import DONE, config_option, json_option, say, writing_options
from voc.cli.drawing import progress, show_rows

if TYPE_CHECKING:
    from voc.store.changes import StoredChange

_KINDS = ("guide", "screen", "message", "price", "other")
COLUMNS = {
    "change_id": "번호",
    "day": "바꾼 날",
    "kind": "종류",
    "what": "바꾼 것",
    "title": "테마",
    "state": "그 뒤",
    "n_weeks": "지켜본 주",
    "before": "전 4주(1,000건당)",
    "since": "그 뒤(1,000건당)",
    "expected": "달라지지 않았다면",
    "beside": "같은 때",
}
FIELDS = "change_id day kind what theme_id title state n_weeks weeks before since expected q held beside said note"
EMPTY = 'No change is recorded. Record one: voc change record --on 2026-11-16 --kind screen --what "..." --theme ID'


@click.group(epilog="Example: voc change list")
def command() -> None:
    """Record changes (a guide, a screen, a message, a price) and watch their themes for four weeks."""


@command.command(
    "record",
    epilog='Example: voc change record --on 2026-11-16 --kind screen --what "수수료 표시" --theme fee_burden',
)
@click.option("--on", "day", required=True, metavar="DATE", help="The day of the change, such as 2026-11-16.")
@click.option("--kind", required=True, type=click.Choice(_KINDS), help="What was changed.")
@click.option("--what", required=True, metavar="TEXT", help="The change in a line.")
@click.option("--theme", "themes", required=True, multiple=True, metavar="ID", help="A theme it may touch; repeat it.")
@writing_options("says so")
def record(  # noqa: PLR0913 - one parameter per option
    *,
    day: str,
    kind: str,
    what: str,
    themes: tuple[str, ...],
    who: str,
    dry_run: bool,
    as_json: bool,
    config: Path | None,
) -> int:
    """Record a change; its themes are watched for the four weeks after its week.

    \b
    Fields with --json: dry_run change_id day kind what themes who recorded_at masked
    """  # noqa: D301 - click wants the very character
    from voc.config import load_settings  # noqa: PLC0415 - `voc change --help` needs none of this
    from voc.steps.changes import ChangeEntry, record_change  # noqa: PLC0415
    from voc.steps.curation.curate import Signature  # noqa: PLC0415
    from voc.steps.existing import existing_workplace  # noqa: PLC0415

    entry, signed = ChangeEntry(day, kind, what, themes), Signature(who, datetime.now(UTC))
    with progress() as report, existing_workplace(load_settings(config), report) as place:
        recorded = record_change(place, entry, signed, dry_run=dry_run)
    _report(recorded.change, dry_run=dry_run, as_json=as_json, masked=recorded.is_masked)
    if not dry_run:
        key = recorded.change.change_id
        say(f"Change {key} is recorded. To take it back: voc change undo {key}")
    return DONE


@command.command("undo", epilog="Example: voc change undo 3c9909af")
@click.argument("change_id", metavar="ID")
@writing_options("says so")
def undo(change_id: str, *, who: str, dry_run: bool, as_json: bool, config: Path | None) -> int:
    """Take the record of a change back; nothing is watched for it any more.

    \b
    Fields with --json: dry_run change_id day kind what themes who recorded_at masked
    """  # noqa: D301 - as above
    from voc.config import load_settings  # noqa: PLC0415 - as above
    from voc.steps.changes import take_back  # noqa: PLC0415
    from voc.steps.curation.curate import Signature  # noqa: PLC0415
    from voc.steps.existing import existing_workplace  # noqa: PLC0415

    signed = Signature(who, datetime.now(UTC))
    with progress() as report, existing_workplace(load_settings(config), report) as place:
        change = take_back(place, change_id, signed, dry_run=dry_run)
    _report(change, dry_run=dry_run, as_json=as_json)
    if not dry_run:
        say(f"Change {change.change_id} is taken back.")
    return DONE


@command.command("list", epilog="Example: voc change list --json")
@json_option
@config_option
def list_changes(*, as_json: bool, config: Path | None) -> int:
    """List the changes with what became of their themes, the latest first; a row for each theme.

    Rates are voices per 1,000. That a theme falls after a change is no proof that it fell because of it.

    \b
    Fields with --json: change_id day kind what theme_id title state n_weeks weeks before since expected q held beside
    said note
    """  # noqa: D301 - as above
    from voc.config import load_settings  # noqa: PLC0415 - as above
    from voc.planning.watch_rows import NOTE  # noqa: PLC0415
    from voc.steps.changes import change_rows  # noqa: PLC0415
    from voc.steps.existing import existing_workplace  # noqa: PLC0415

    settings = load_settings(config)
    with progress() as report, existing_workplace(settings, report) as place, place.store.read() as connection:
        rows = change_rows(connection, settings, datetime.now(UTC))
    show_rows(rows if as_json else map(spelled_change, rows), as_json=as_json, columns=COLUMNS, empty=EMPTY)
    if rows and not as_json:
        say(NOTE)
    return DONE


def spelled_change(row: dict[str, Any]) -> dict[str, Any]:
    """Spell a report for the table."""
    from voc.planning.watch_rows import KINDS, STATES  # noqa: PLC0415 - as above

    expected = row["expected"]
    return {
        **row,
        "kind": KINDS[row["kind"]],
        "state": STATES[row["state"]],
        "before": row["before"]["rate"],
        "since": row["since"]["rate"] if row["n_weeks"] else None,
        "expected": f"{expected[0]:g}~{expected[1]:g}" if expected else None,
        "beside": ", ".join(one["text"] for one in row["beside"]),
    }


def _report(change: "StoredChange", *, dry_run: bool, as_json: bool, masked: bool = False) -> None:
    from voc.planning.watch_rows import KINDS  # noqa: PLC0415 - as above

    if as_json:
        row = {
            "dry_run": dry_run,
            "change_id": change.change_id,
            "day": change.day,
            "kind": change.kind,
            "what": change.what,
            "themes": list(change.themes),
            "who": change.who,
            "recorded_at": change.recorded_at.isoformat(),
            "masked": masked,
        }
        click.echo(json.dumps(row, ensure_ascii=False))
    else:
        click.echo(f"{change.day} · {KINDS[change.kind]} · {change.what} · {', '.join(change.themes)}")
    if masked:
        say("Personal data in what was typed was masked.")
    if dry_run:
        say("Nothing was kept.")
