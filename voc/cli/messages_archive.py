"""`voc messages imports|undo|export`: what was imported, taken back, handed out."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from voc.cli.asking import DONE, config_option, json_option, say
from voc.cli.drawing import progress, show_rows

if TYPE_CHECKING:
    from voc.steps.messages.undo import Undone
    from voc.store.message_writes import MessageImport

_COLUMNS = {
    "short": "번호", "at": "가져온 때", "who": "누가", "file": "파일", "new": "새로", "changed": "바뀜",
    "unchanged": "그대로", "rejects": "따로 둔 줄", "undone": "되돌림",
}  # fmt: skip


@click.command("imports", epilog="Example: voc messages imports --json")
@json_option
@config_option
def imports(*, as_json: bool, config: Path | None) -> int:
    """List the imports of messages, those that were taken back too.

    Fields with --json: import seq at who file mapping new changed unchanged rejects undone_at undone_by
    """
    from voc.config import load_settings  # noqa: PLC0415 - `voc messages --help` needs none of this
    from voc.steps.existing import existing_store  # noqa: PLC0415
    from voc.steps.messages.listing import NO_MESSAGES  # noqa: PLC0415
    from voc.store.message_writes import load_imports  # noqa: PLC0415

    with existing_store(load_settings(config)) as store, store.read() as connection:
        rows = [_row(one, as_json=as_json) for one in load_imports(connection)]
    show_rows(rows, as_json=as_json, columns=_COLUMNS, empty=NO_MESSAGES)
    return DONE


@click.command("undo", epilog="Example: voc messages undo b87e68e1 --dry-run")
@click.argument("which", metavar="[IMPORT]", required=False)
@click.option("--dry-run", is_flag=True, help="Say what would change, change nothing.")
@json_option
@config_option
def undo(*, which: str | None, dry_run: bool, as_json: bool, config: Path | None) -> int:
    """Take an import of messages back, the last one without its number.

    Messages are again what the other imports say of them; those of which no other import tells are removed.

    Fields with --json: import file dry_run removed restored unchanged
    """
    from voc.config import load_settings  # noqa: PLC0415 - as above
    from voc.steps.existing import existing_workplace  # noqa: PLC0415
    from voc.steps.messages.undo import undo_messages  # noqa: PLC0415

    with progress() as report, existing_workplace(load_settings(config), report) as place:
        undone = undo_messages(place, which, dry_run=dry_run)
    _show_undone(undone, dry_run=dry_run, as_json=as_json)
    return DONE


@click.command("export", epilog="Example: voc messages export --week 2026-W46 --out archive.csv")
@click.option(
    "--out",
    type=click.Path(path_type=Path, dir_okay=False),
    required=True,
    metavar="FILE.csv",
    help="The file to write.",
)
@click.option("--week", metavar="WEEK", help="Only messages sent in this week, such as 2026-W46.")
@click.option("--channel", metavar="NAME", help="Only this channel.")
@click.option("--theme", metavar="THEME", help="Only messages that speak of this theme.")
@click.option("--dry-run", is_flag=True, help="Say how many messages it would hold, write nothing.")
@config_option
def export(
    *, out: Path, week: str | None, channel: str | None, theme: str | None, dry_run: bool, config: Path | None
) -> int:
    """Write the archive as CSV: for Notion, for a spreadsheet, or to be imported elsewhere as it is.

    UTF-8 with a mark, one row of titles, ISO dates; texts that a spreadsheet would run get an apostrophe, which the
    import takes off again. It is noted in the log of `voc audit`.
    """
    from voc.config import load_settings  # noqa: PLC0415 - as above
    from voc.steps.existing import existing_workplace  # noqa: PLC0415
    from voc.steps.messages.export import hand_out_messages  # noqa: PLC0415
    from voc.steps.messages.listing import NO_MESSAGES, NONE_FOUND, MessageChoice, chosen_messages  # noqa: PLC0415

    settings, choice = load_settings(config), MessageChoice(week, channel, theme)
    with existing_workplace(settings) as place:
        with place.store.read() as connection:
            listed = chosen_messages(connection, settings, choice)
        if not listed:
            say(NONE_FOUND if choice else NO_MESSAGES)
            return DONE
        n = f"{len(listed):,} {'message' if len(listed) == 1 else 'messages'}"
        if dry_run:
            say(f"Would write {n} to {out}.")
            return DONE
        for sentence in hand_out_messages(place, out, listed):
            say(sentence)
    say(f"{n} written to {out}.")
    return DONE


def _row(one: "MessageImport", *, as_json: bool) -> dict[str, object]:
    from voc.weeks import in_seoul  # noqa: PLC0415 - as above

    undone_at = one.undone_at and in_seoul(one.undone_at)
    row = {"at": in_seoul(one.at), "who": one.who, "file": one.file, **one.counts}
    if not as_json:
        return {**row, "short": one.import_id[:8], "undone": undone_at or ""}
    return {
        "import": one.import_id,
        "seq": one.seq,
        **row,
        "mapping": dict(one.mapping),
        "undone_at": undone_at,
        "undone_by": one.undone_by,
    }


def _show_undone(undone: "Undone", *, dry_run: bool, as_json: bool) -> None:
    entry, counts = undone.entry, undone.counts
    names = ("removed", "restored", "unchanged")
    if as_json:
        row = {"import": entry.import_id, "file": entry.file, "dry_run": dry_run}
        show_rows([{**row, **{name: counts[name] for name in names}}], as_json=True, columns={}, empty="")
        return
    would = "Would take back" if dry_run else "Took back"
    said = ", ".join(f"{counts[name]:,} {name}" for name in names)
    say(f"{would} the import {entry.import_id[:8]} of {entry.file}: {said}.")
