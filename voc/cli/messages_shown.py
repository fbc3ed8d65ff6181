"""What people see of a message export that is imported: what it is taken for, what to confirm, what became of it."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from voc.cli.asking import say
from voc.cli.confirming import confirming_command, one_line
from voc.cli.drawing import show_rows
from voc.messages import FIELD_NAMES, TOOL_NAMES, MessageColumn
from voc.steps.messages.file import MessageFile, MessageOptions
from voc.steps.messages.import_messages import TakenMessages

_COLUMNS = {"column": "칸", "field": "무엇으로", "filled": "채워진 줄", "doubtful": "확인 필요", "reason": "이유"}
_COUNTS = ("new", "changed", "unchanged", "repeated", "rejects")


def show_messages_plan(file: MessageFile, *, as_json: bool) -> None:
    """Say whose export a file is and why, then what each column is taken for and why."""
    plan = file.plan
    if not as_json:
        say(f"Recognised as {TOOL_NAMES[plan.recognised.tool]}: {plan.recognised.why}.")
        for note in file.notes:
            say(note)
        say(f"{plan.n_rows:,} {'row' if plan.n_rows == 1 else 'rows'}.")
        if file.is_known:
            say(f"The layout is known from an earlier import ({file.form}).")
    rows = [_row(one, as_json=as_json) for one in plan.columns]
    show_rows(rows, as_json=as_json, columns=_COLUMNS, empty="The file has no column.")
    unstored = [one_line(one.name) for one in plan.unstored if not one.doubtful]
    if unstored and not as_json:
        say(f"Not stored: {', '.join(unstored)}.")


def _row(one: MessageColumn, *, as_json: bool) -> dict[str, Any]:
    row = {"column": one.name, "field": one.field, "filled": one.n_filled, "reason": one.reason}
    if as_json:
        return {**row, "doubtful": one.doubtful}
    return {
        **row,
        "column": one_line(one.name),
        "field": FIELD_NAMES[one.field],
        "doubtful": "예" if one.doubtful else "",
    }


def ask_back_messages(
    file: MessageFile, pairs: Sequence[str], options: MessageOptions, config: Path | None, *, as_json: bool
) -> None:
    """Print the command that confirms what is doubtful as it was guessed."""
    said = {
        "form": options.form,
        "sheet": options.sheet,
        "header-row": options.header_row,
        "encoding": options.encoding,
        "time-zone": options.time_zone,
        "channel": options.channel,
        "config": config,
    }
    doubtful = [one.name for one in file.plan.unconfirmed]
    command = confirming_command("voc import messages", file.path, pairs, file.mapping, doubtful=doubtful, said=said)
    if as_json:
        show_rows([{**_facts(file), "command": command}], as_json=True, columns={}, empty="")
    n = len(doubtful)
    say(f"{n} {'column has' if n == 1 else 'columns have'} to be confirmed; nothing was stored. Correct and run:")
    say(command)


def show_taken(file: MessageFile, taken: TakenMessages, *, dry_run: bool, as_json: bool) -> None:
    """Say what became of the rows."""
    for number, reason in taken.rejects:
        say(f"line {number:,}: {reason}.")
    if taken.n_rejects > len(taken.rejects):
        say(f"{taken.n_rejects - len(taken.rejects):,} more rows were set aside.")
    for note in taken.notes:
        say(note)
    if as_json:
        counts = {name: getattr(taken, f"n_{name}") for name in _COUNTS}
        row = {**_facts(file), "dry_run": dry_run, "import": taken.import_id or None, "rows": taken.n_rows, **counts}
        show_rows([row], as_json=True, columns={}, empty="")
        return
    if not taken.n_rows:
        say(f"{file.path.name} has column titles and no message below them. Nothing was stored.")
        return
    line = f"{'Would store' if dry_run else 'Stored'} {taken.n_new:,} new messages of {taken.n_rows:,}"
    line += f", {taken.n_changed:,} changed" if taken.n_changed else ""
    line += f", {taken.n_unchanged:,} known" if taken.n_unchanged else ""
    line += f", {taken.n_repeated:,} that stand in the file twice" if taken.n_repeated else ""
    line += f", {taken.n_rejects:,} set aside" if taken.n_rejects else ""
    say(f"{line}.")
    if not dry_run:
        say(f"The layout is kept as '{file.form}': its next export needs no --map.")
        say(f"See them with: voc show messages. Take the import back with: voc messages undo {taken.import_id[:8]}")


def _facts(file: MessageFile) -> dict[str, Any]:
    plan = file.plan
    return {
        "form": file.form,
        "recognised": plan.recognised.tool,
        "why": plan.recognised.why,
        "unstored": [one.name for one in plan.unstored],
        "notes": list(file.notes),
    }
