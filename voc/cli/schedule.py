"""`voc schedule`: what runs when, put on a Prefect server or served by one process."""

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from voc.cli.asking import config_option, json_option, say
from voc.cli.drawing import progress, show_rows
from voc.cli.entry import load_flow
from voc.errors import UsageError

if TYPE_CHECKING:
    from voc.config import Settings

_COLUMNS = {"deployment": "실행", "cron": "일정", "timezone": "시간대", "what": "하는 일", "next": "다음 실행"}
_WHAT = {
    "nightly": "수집, 분석, 집계",
    "weekly": "새 테마 찾기, 주간 브리프",
    "survey-import": "설문 파일 가져오기",
}
_N_RUNS = 3
_replace_option = click.option("--replace", is_flag=True, help="Take over deployments that are there in another way.")


@click.group(epilog="Example: voc schedule show")
def command() -> None:
    """Run the flows on a schedule, on a Prefect server of yours or from one process."""


@command.command("show", epilog="Example: voc schedule show")
@json_option
@config_option
def show(*, as_json: bool, config: Path | None) -> None:
    """Show what runs when, with the next three times of each. Asks no server.

    \b
    Fields with --json: deployment cron timezone what next
    next: times with their offset; empty for what runs on demand only
    """  # noqa: D301 - click wants the very character
    from voc.config import load_settings  # noqa: PLC0415 - `voc schedule --help` does not need it

    rows = _rows(load_settings(config), datetime.now(UTC))
    shown = rows if as_json else [{**row, "next": _spelled(row["next"])} for row in rows]
    show_rows(shown, as_json=as_json, columns=_COLUMNS, empty="")


@command.command("deploy", epilog="Example: voc schedule deploy --pool malgwi")
@click.option("--pool", default="malgwi", show_default=True, metavar="NAME", help="The work pool.")
@_replace_option
@click.option("--dry-run", is_flag=True, help="Only show what would be deployed.")
@config_option
def deploy(*, pool: str, replace: bool, dry_run: bool, config: Path | None) -> None:
    """Put the deployments nightly, weekly and survey-import on the Prefect server that PREFECT_API_URL names.

    Creates the work pool (of type process) where there is none. Run again after schedules.yaml was changed.
    """
    from voc.config import load_settings  # noqa: PLC0415 - as above

    settings = _own(load_settings(config))
    if not dry_run:
        with progress() as report:
            address = load_flow("deploy")(settings, report, pool=pool, replace=replace)
    if dry_run:
        for line in _plan(settings):
            click.echo(line)
        say("Nothing was deployed; without --dry-run it is.")
        return
    _say_plan(settings)
    say(f"Deployed to {address}, work pool '{pool}'. They run as soon as a worker does: prefect worker start -p {pool}")


@command.command("serve", epilog="Example: voc schedule serve")
@click.option("--port", default=4200, show_default=True, metavar="N", help="Port of an own server's pages.")
@_replace_option
@config_option
def serve(*, port: int, replace: bool, config: Path | None) -> None:
    """Schedule and run everything from this one process until it is told to end.

    Uses the Prefect server that PREFECT_API_URL names. Without one it brings its own, whose pages are then at
    http://127.0.0.1:4200, for this machine only.
    """
    from voc.config import load_settings  # noqa: PLC0415 - as above

    settings = _own(load_settings(config))
    _say_plan(settings)

    def report(label: str, _done: int, _total: int | None) -> None:
        say(label)

    load_flow("serve")(settings, report, port=port, replace=replace)


def _own(settings: "Settings") -> "Settings":
    """Refuse the packaged defaults: runs of a server need a home that stays where it is."""
    if settings.location.origin == "packaged defaults":
        message = (
            "There is no configuration of your own here, so nobody could say where inbox and store are to lie. Write "
            "one with `voc init DIR` and name it: --config DIR/config"
        )
        raise UsageError(message)
    return settings


def _rows(settings: "Settings", now: datetime) -> list[dict[str, Any]]:
    from voc.config.cron import next_runs  # noqa: PLC0415 - as above

    schedules = settings.schedules
    crons = {"nightly": schedules.nightly, "weekly": schedules.weekly, "survey-import": None}
    return [
        {
            "deployment": name,
            "cron": cron,
            "timezone": schedules.timezone if cron else None,
            "what": _WHAT[name],
            "next": [at.isoformat() for at in next_runs(cron, schedules.timezone, now, _N_RUNS)] if cron else [],
        }
        for name, cron in crons.items()
    ]


def _spelled(times: list[str]) -> str:
    weekdays = "월화수목금토일"
    spelled = [datetime.fromisoformat(one) for one in times]
    return ", ".join(f"{at:%m-%d}({weekdays[at.weekday()]}) {at:%H:%M}" for at in spelled) or "필요할 때"


def _plan(settings: "Settings") -> list[str]:
    rows = _rows(settings, datetime.now(UTC))
    return [f"{row['deployment']}: {'; '.join(filter(None, (row['cron'], _spelled(row['next']))))}" for row in rows]


def _say_plan(settings: "Settings") -> None:
    for line in _plan(settings):
        say(line)
