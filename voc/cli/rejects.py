"""`voc rejects`: rows that could not be read - look at them, take them away to correct them, read them again."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from voc.cli.asking import DONE, FAILED, PARTLY_DONE, Command, config_option, json_option, say
from voc.cli.drawing import progress, show_rows
from voc.cli.show import COLUMNS
from voc.errors import UsageError

if TYPE_CHECKING:
    from voc.steps.night import RunOutcome
    from voc.steps.retry import Retried
    from voc.store import StoredReject

_FATES = {
    "read": "no reject any more",
    "rejected": "still rejected",
    "replaced": "rejected for another reason, see the new row",
    "refused": "the file could not be read",
    "remote": "it came over the network; ask again from its day: voc collect SOURCE --since DAY",
    "gone": "the file or its source is gone; put it back, or import it again",
}
_FATE_COLUMNS = {"source": "소스", "file": "파일", "line": "줄", "reason": "이유", "outcome": "결과"}
_NONE = "No row is set aside."


@click.group(epilog="Example: voc rejects list --source cs_tickets")
def command() -> None:
    """List, export or retry rows that could not be read. Their content is kept masked."""


def _state_option(default: str) -> Callable[[Command], Command]:
    return click.option(
        "--state",
        type=click.Choice(["open", "replayed", "erased", "all"]),
        default=default,
        show_default=True,
        help="Waiting, settled by a retry, or emptied with a forgotten person.",
    )


@command.command("list", epilog="Example: voc rejects list --source cs_tickets --json")
@click.option("--source", metavar="NAME", help="Only this source.")
@_state_option("open")
@json_option
@config_option
def list_rejects(*, source: str | None, state: str, as_json: bool, config: Path | None) -> int:
    """List where each row stood and why it was set aside, without its content."""
    from voc.cli.spelling import spelled  # noqa: PLC0415 - `voc rejects --help` needs none of this
    from voc.config import load_settings  # noqa: PLC0415
    from voc.steps.asked import check_source  # noqa: PLC0415
    from voc.steps.existing import existing_store  # noqa: PLC0415
    from voc.steps.listings.runs_and_sources import reject_rows  # noqa: PLC0415

    settings = load_settings(config)
    with existing_store(settings) as store, store.read() as connection:
        if source:
            check_source(settings, connection, source)
        rows = reject_rows(connection, source=source, state=None if state == "all" else state)
    shown = rows if as_json else [spelled(row, settings) for row in rows]
    show_rows(shown, as_json=as_json, columns=COLUMNS["rejects"], empty=_NONE)
    return DONE


@command.command("export", epilog="Example: voc rejects export --out rejects.csv")
@click.option(
    "--out",
    required=True,
    type=click.Path(path_type=Path, dir_okay=False, allow_dash=True),
    metavar="FILE",
    help="FILE.csv or FILE.jsonl; - writes CSV to stdout.",
)
@click.option("--source", metavar="NAME", help="Only this source.")
@_state_option("open")
@config_option
def export_rejects(*, out: Path, source: str | None, state: str, config: Path | None) -> int:
    """Write rows with their masked cells to a file that a spreadsheet opens safely."""
    kind = _kind(out)
    from voc.config import load_settings  # noqa: PLC0415 - as above
    from voc.steps.asked import check_source  # noqa: PLC0415
    from voc.steps.audit_log import hand_out, note_export  # noqa: PLC0415
    from voc.steps.existing import existing_store  # noqa: PLC0415
    from voc.steps.rejects import rejects_file  # noqa: PLC0415
    from voc.store import load_rejects  # noqa: PLC0415

    settings = load_settings(config)
    with existing_store(settings) as store:
        with store.read() as connection:
            if source:
                check_source(settings, connection, source)
            found = load_rejects(connection, source=source, state=None if state == "all" else state)
        content = rejects_file(found, "jsonl" if kind == ".jsonl" else "csv")
        unnoted: tuple[str, ...] = ()
        if str(out) == "-":
            click.echo(content, nl=False)
        else:
            about = ("rejects", str(out.resolve()), ())
            ids = [one.id for one in found]
            unnoted = hand_out(store, out, content, lambda connection: note_export(connection, *about, rejects=ids))
    say(f"{len(found):,} rows written to {'stdout' if str(out) == '-' else out}." if found else _NONE)
    for sentence in unnoted:
        say(sentence)
    return DONE


@command.command("retry", epilog="Example: voc rejects retry --source cs_tickets")
@click.option("--source", metavar="NAME", help="Only this source.")
@click.option("--dry-run", is_flag=True, help="Read again and tell, store nothing.")
@json_option
@config_option
def retry(*, source: str | None, dry_run: bool, as_json: bool, config: Path | None) -> int:
    """Read the files of open rejects again, once you have corrected them in the inbox.

    Rows that came in before are recognised. A reject that no longer occurs is closed. Exit code 3 means that some are
    still rejected.
    """
    from voc.config import load_settings  # noqa: PLC0415 - as above
    from voc.steps.asked import check_source  # noqa: PLC0415
    from voc.steps.existing import existing_workplace  # noqa: PLC0415
    from voc.steps.retry import retry_rejects  # noqa: PLC0415

    settings = load_settings(config)
    with progress() as report, existing_workplace(settings, report) as place:
        if source:
            with place.store.read() as connection:
                check_source(settings, connection, source)
        retried, outcome = retry_rejects(place, source=source, dry_run=dry_run)
    rows = [_row(one, as_json=as_json) for one in retried]
    show_rows(rows, as_json=as_json, columns=_FATE_COLUMNS, empty=_NONE)
    if not dry_run:
        _tell(outcome)
    if any(one.error for one in outcome.collected):
        return FAILED
    return DONE if all(one.fate == "read" for one in retried) else PARTLY_DONE


def _kind(out: Path) -> str:
    kind = ".csv" if str(out) == "-" else out.suffix.lower()
    if kind not in {".csv", ".jsonl"}:
        raise UsageError(f"'{out}' does not tell the kind of file. Name one that ends in .csv or .jsonl, or -.")
    return kind


def _row(one: "Retried", *, as_json: bool) -> dict[str, object]:
    stored: StoredReject = one.reject
    facts = stored.reject
    row: dict[str, object] = {"id": stored.id, "source": facts.source, "file": facts.file, "line": facts.line}
    return {**row, "reason": facts.reason, "outcome": one.fate if as_json else _FATES[one.fate]}


def _tell(outcome: "RunOutcome") -> None:
    from voc.cli.run import describe  # noqa: PLC0415 - as above

    describe(outcome)
