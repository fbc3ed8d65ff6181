"""`voc quote`: whether customers agreed that their words are quoted."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from voc.cli.asking import DONE, Command, config_option, json_option, say, who_option
from voc.cli.drawing import show_rows

if TYPE_CHECKING:
    from voc.store.quote_permissions import PermissionState

_COLUMNS = {"at": "기록", "state": "상태", "who": "누가", "note": "메모", "source": "소스", "text": "글"}
_STATES = {"granted": "동의", "withdrawn": "거둠"}


@click.group(epilog="Example: voc quote permit 5f4dcc3b --note 'agreed by mail'")
def command() -> None:
    """Record which customers agreed that their words are quoted in messages.

    A brief marks every quote that it offers as proof until somebody has recorded here that its author agreed. What is
    recorded counts at once, for frozen briefs too, is in `voc audit`, and goes when the text is forgotten.
    """


def _options(command: Command) -> Command:
    for option in (
        click.option("--note", metavar="TEXT", default="", help="How the author agreed or took it back; it is masked."),
        who_option("records"),
        click.option("--dry-run", is_flag=True, help="Only tell what would be recorded."),
        json_option,
        config_option,
    ):
        command = option(command)
    return command


@command.command("permit", epilog="Example: voc quote permit 5f4dcc3b --note 'agreed by mail'")
@click.argument("document", metavar="DOC")
@_options
def permit(*, document: str, note: str, who: str, dry_run: bool, as_json: bool, config: Path | None) -> int:
    """Record that the author of DOC agreed to be quoted; --note says how.

    DOC is the store's id of the document (its first 6 digits do) or SOURCE:EXTERNAL_ID.

    \b
    Fields with --json: dry_run document_id state at who note
    """  # noqa: D301 - click wants the very character
    return _record(("granted", document, note, who), config, dry_run=dry_run, as_json=as_json)


@command.command("withdraw", epilog="Example: voc quote withdraw 5f4dcc3b --note 'asked by phone'")
@click.argument("document", metavar="DOC")
@_options
def withdraw(*, document: str, note: str, who: str, dry_run: bool, as_json: bool, config: Path | None) -> int:
    """Record that the author of DOC does not want to be quoted, or not any more.

    \b
    Fields with --json: dry_run document_id state at who note
    """  # noqa: D301 - click wants the very character
    return _record(("withdrawn", document, note, who), config, dry_run=dry_run, as_json=as_json)


@command.command("list", epilog="Example: voc quote list --json")
@json_option
@config_option
def listing(*, as_json: bool, config: Path | None) -> int:
    """List what is recorded, the latest first.

    \b
    Fields with --json: document_id state at who note source text
    """  # noqa: D301 - click wants the very character
    from voc.config import load_settings  # noqa: PLC0415 - `voc quote --help` needs none of this
    from voc.steps.existing import existing_store  # noqa: PLC0415
    from voc.steps.quote_permissions import permission_rows  # noqa: PLC0415

    with existing_store(load_settings(config)) as store, store.read() as connection:
        rows = permission_rows(connection)
    if not as_json:
        rows = [{**row, "at": row["at"][:10], "state": _STATES[row["state"]]} for row in rows]
    empty = "Nothing is recorded yet: voc quote permit DOC --note TEXT. `voc search --json` shows the ids."
    show_rows(rows, as_json=as_json, columns=_COLUMNS, empty=empty)
    return DONE


def _record(
    asked: "tuple[PermissionState, str, str, str]", config: Path | None, *, dry_run: bool, as_json: bool
) -> int:
    from voc.cli.drawing import progress  # noqa: PLC0415 - as above
    from voc.config import load_settings  # noqa: PLC0415
    from voc.steps.existing import existing_workplace  # noqa: PLC0415
    from voc.steps.quote_permissions import Asked, record  # noqa: PLC0415

    state, document, note, who = asked
    with progress() as report, existing_workplace(load_settings(config), report) as place:
        done = record(place, Asked(document, state, who, note), datetime.now(UTC), dry_run=dry_run)
    if as_json:
        row = {"document_id": done.document_id, "state": done.state, "at": done.at.isoformat(), "who": done.who}
        click.echo(json.dumps({"dry_run": dry_run, **row, "note": done.note}, ensure_ascii=False))
    what = "may be quoted" if state == "granted" else "must not be quoted"
    written = "Nothing was written." if dry_run else "It is recorded."
    say(f"Document {done.document_id} {what}. {written}")
    return DONE
