"""`voc audit`: who erased, cleared, handed out or edited what, and when."""

from datetime import datetime
from pathlib import Path

import click

from voc.cli.asking import DONE, config_option, json_option
from voc.cli.drawing import show_rows

_COLUMNS = {"at": "언제", "who": "누가", "action": "구분", "said": "한 일", "why": "까닭"}
_ACTIONS = {
    "forget": "잊음",
    "purge": "정리",
    "export": "내보냄",
    "edit": "편집",
    "user": "사용자",
    "quote": "인용 동의",
    "contact": "연락처 봄",
}


@click.command(epilog="Example: voc audit --action export --since 2026-11-01")
@click.option("--action", type=click.Choice(list(_ACTIONS)), help="Only this kind.")
@click.option("--since", type=click.DateTime(["%Y-%m-%d"]), metavar="YYYY-MM-DD", help="Only from this day (Seoul) on.")
@json_option
@config_option
def command(*, action: str | None, since: datetime | None, as_json: bool, config: Path | None) -> int:
    """List who erased, cleared, exported or edited what, oldest first; without a word of what customers wrote.

    Exports left the store with customers' words in them: files of briefs and of rejected rows, backups and copies of
    the store, messages and artifacts with quotes; and any table that was downloaded from the dashboard. An edit is a
    decision about themes or a correction; `voc theme log` tells which of them stand.

    \b
    Fields with --json: at who action said why details
    """  # noqa: D301 - click wants the very character
    from voc.config import load_settings  # noqa: PLC0415 - `voc audit --help` needs none of this
    from voc.steps.curation.desk import open_desk  # noqa: PLC0415
    from voc.steps.rights.audit import audit_rows  # noqa: PLC0415
    from voc.weeks import SEOUL  # noqa: PLC0415

    first = since.replace(tzinfo=SEOUL) if since else None
    with open_desk(load_settings(config)) as desk:
        rows = audit_rows(desk, action=action, since=first)
    if not as_json:
        rows = [
            {**row, "at": row["at"][:16].replace("T", " "), "action": _ACTIONS.get(row["action"], row["action"])}
            for row in rows
        ]
    show_rows(rows, as_json=as_json, columns=_COLUMNS, empty="Nothing was erased, cleared, exported or edited yet.")
    return DONE
