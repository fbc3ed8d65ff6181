"""`voc doctor`: what this environment is, and what is wrong with it."""

from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

import click

from voc.cli.asking import DONE, FAILED, config_option, json_option, say
from voc.cli.drawing import show_rows

_VERDICTS = {"ok": "정상", "note": "확인", "wrong": "이상"}
_COLUMNS = {"area": "영역", "check": "점검", "verdict": "결과", "what": "내용"}


@click.command(epilog="Example: voc doctor --deep")
@click.option("--deep", is_flag=True, help="Also what takes long: damage in the store, reading a sentence.")
@json_option
@config_option
def command(*, deep: bool, as_json: bool, config: Path | None) -> int:
    """Explain this environment and say what is wrong: versions, store, disk, memory, clock, fonts, network.

    It changes nothing and works where other commands fail. Secrets are named, never shown. Exit code 1 means that
    something is wrong.

    \b
    Fields with --json: area check verdict what
    verdict: ok, note (worth knowing, perhaps to be done) or wrong
    """  # noqa: D301 - click wants the very character
    from voc.steps.doctor import visit  # noqa: PLC0415 - `voc doctor --help` needs none of this

    found = list(visit(config, now=datetime.now(UTC), deep=deep))
    rows = [asdict(one) for one in found]
    shown = rows if as_json else [{**row, "verdict": _VERDICTS[row["verdict"]]} for row in rows]
    show_rows(shown, as_json=as_json, columns=_COLUMNS, empty="")
    n_wrong, n_notes = (sum(one.verdict == verdict for one in found) for verdict in ("wrong", "note"))
    say(f"{n_wrong} wrong, {n_notes} to look at, {len(found) - n_wrong - n_notes} in order.")
    return FAILED if n_wrong else DONE
