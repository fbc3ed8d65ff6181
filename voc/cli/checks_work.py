"""`voc check store` and `voc check source`: is the store sound, can a source be read."""

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from voc.cli.asking import DONE, FAILED, PARTLY_DONE, config_option, json_option, say
from voc.cli.drawing import progress, show_rows

if TYPE_CHECKING:
    from voc.config import NetworkSettings, Settings
    from voc.steps.check_source import FileReport

_VERDICTS = {"ok": "정상", "note": "확인", "wrong": "이상"}
_STORE = {"check": "점검", "verdict": "결과", "what": "내용"}
_FILES = {"file": "파일", "records": "읽은 줄", "rejects": "못 읽은 줄", "problem": "문제"}
_N_REASONS = 5


@click.command("store", epilog="Example: voc check store")
@json_option
@config_option
def check_store_command(*, as_json: bool, config: Path | None) -> int:
    """Look the store over: reachable, version, damage, what waits to be read or counted. Exit code 1 on damage.

    \b
    Fields with --json: check verdict what
    verdict: ok, note or wrong
    """  # noqa: D301 - click wants the very character
    from voc.config import load_settings  # noqa: PLC0415 - `voc check --help` needs none of this
    from voc.steps.check_store import check_store  # noqa: PLC0415

    found = check_store(load_settings(config))
    rows = [asdict(one) for one in found]
    shown = rows if as_json else [{**row, "verdict": _VERDICTS[row["verdict"]]} for row in rows]
    show_rows(shown, as_json=as_json, columns=_STORE, empty="")
    return FAILED if any(one.verdict == "wrong" for one in found) else DONE


@click.command("source", epilog="Example: voc check source cs_tickets")
@click.argument("name", metavar="NAME")
@json_option
@config_option
def check_source_command(*, name: str, as_json: bool, config: Path | None) -> int:
    """Look a source over and store nothing: its files, or what it needs, whether it answers and what one page holds.

    Exit code 3 means that rows would be set aside, files refused or parts not be had, 1 that nothing can be read.

    \b
    Fields with --json, for a source of files: file columns unused records rejects reasons problem
    columns: field to column, for a survey column to role; reasons: reason to rows
    Over the network: source family addresses needs asked_from questions records kinds rejects removals reasons
      first_at last_at problems is_cut_short error may_pass
    """  # noqa: D301 - click wants the very character
    from voc.config import NetworkSettings, load_settings  # noqa: PLC0415 - as above

    settings = load_settings(config)
    source = settings.source(name)
    if isinstance(source, NetworkSettings):
        return _check_network(settings, source, as_json=as_json)
    return _check_files(settings, name, as_json=as_json)


def _check_network(settings: "Settings", source: "NetworkSettings", *, as_json: bool) -> int:
    from voc.cli.look import look_code, look_row, show_look  # noqa: PLC0415 - as above
    from voc.steps.check_network import check_network, lacks_contact  # noqa: PLC0415

    with progress() as report:
        found = check_network(settings, source, report)
    if as_json:
        show_rows([look_row(found)], as_json=True, columns={}, empty="")
    else:
        show_look(found)
    if lacks_contact(settings, source):
        say(
            "Owners of the pages cannot tell whose collector this is: write 'contact: ' with an e-mail or web address "
            "of yours at the top of sources.yaml."
        )
    return look_code(found)


def _check_files(settings: "Settings", name: str, *, as_json: bool) -> int:
    from voc.config import FileSourceSettings  # noqa: PLC0415 - as above
    from voc.steps.check_source import check_source  # noqa: PLC0415

    with progress() as report:
        found = check_source(settings, name, report)
    rows = [_row(one) for one in found]
    source = settings.source(name)
    empty = ""
    if isinstance(source, FileSourceSettings):
        empty = f"No file in {settings.source_folder(source)} is meant by the pattern '{source.pattern}'."
    shown = rows if as_json else [{**row, "problem": row["problem"] or ""} for row in rows]
    show_rows(shown, as_json=as_json, columns=_FILES, empty=empty)
    if not as_json:
        _explain(found)
    if found and all(one.problem for one in found):
        return FAILED
    return PARTLY_DONE if any(one.problem or one.n_rejects for one in found) else DONE


def _row(one: "FileReport") -> dict[str, object]:
    return {
        "file": one.file,
        "columns": one.columns,
        "unused": one.unused,
        "records": one.n_records,
        "rejects": one.n_rejects,
        "reasons": dict(one.reasons.most_common()),
        "problem": one.problem or None,
    }


def _explain(found: "list[FileReport]") -> None:
    """Say which columns are read, where several files agree only once, and why rows are rejected."""
    seen: set[tuple[tuple[str, str], ...]] = set()
    for one in found:
        columns = tuple(one.columns.items())
        if columns and columns not in seen:
            seen.add(columns)
            click.echo(f"\n{one.file}")
            for left, right in columns:
                click.echo(f"  {left}: {right}")
            if one.unused:
                click.echo(f"  not read: {', '.join(one.unused)}")
        for reason, n in one.reasons.most_common(_N_REASONS):
            click.echo(f"{one.file}: {n} x {reason}")
    if any(one.n_rejects for one in found):
        say("A run would set these rows aside and go on; `voc rejects list` tells where they stand.")
