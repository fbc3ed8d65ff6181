"""`voc check notify`: send a trial message to the webhooks of notify.yaml, or show what would be sent."""

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from voc.cli.asking import DONE, FAILED, config_option, json_option, say
from voc.cli.drawing import show_rows
from voc.errors import SourceError, UsageError

if TYPE_CHECKING:
    from voc.config import Settings
    from voc.config.notify import NotifyEvent, Webhook

_COLUMNS = {"webhook": "이름", "kind": "종류", "event": "알림", "verdict": "결과", "what": "내용"}
_VERDICTS = {"sent": "보냄", "would send": "보낼 내용", "failed": "실패"}


@click.command("notify", epilog="Example: voc check notify crm_team --event weekly --dry-run")
@click.argument("name", metavar="[NAME]", required=False)
@click.option(
    "--event",
    type=click.Choice(["failed", "partly", "weekly"]),
    default="failed",
    show_default=True,
    help="Which of the messages to try.",
)
@click.option("--dry-run", is_flag=True, help="Only show what would be sent.")
@json_option
@config_option
def check_notify_command(
    *, name: str | None, event: "NotifyEvent", dry_run: bool, as_json: bool, config: Path | None
) -> int:
    """Send a trial message to one webhook, or to all of them. Its figures are invented; it says that it is a trial.

    Exit code 1 means that a webhook did not take it.

    \b
    Fields with --json: webhook kind event verdict what
    verdict: sent, would send or failed; what: the payload, or why it was not taken
    """  # noqa: D301 - click wants the very character
    from voc.config import load_settings  # noqa: PLC0415 - `voc check --help` needs none of this

    settings = load_settings(config)
    rows = [_try(settings, webhook, event, dry_run=dry_run) for webhook in _chosen(settings, name)]
    shown = rows if as_json else [{**row, "verdict": _VERDICTS[row["verdict"]]} for row in rows]
    show_rows(shown, as_json=as_json, columns=_COLUMNS, empty="")
    if not rows:
        say(f"Nobody is told: {settings.location.path / 'notify.yaml'} names no webhook.")
    return FAILED if any(row["verdict"] == "failed" for row in rows) else DONE


def _chosen(settings: "Settings", name: str | None) -> "list[Webhook]":
    from voc.config.problems import did_you_mean  # noqa: PLC0415 - as above

    webhooks = settings.notify.webhooks
    chosen = [one for one in webhooks if name in {None, one.name}]
    if name is not None and not chosen:
        names = [one.name for one in webhooks]
        message = f"There is no webhook '{name}'{did_you_mean(name, names)}. Known: {', '.join(names) or 'none'}."
        raise UsageError(message)
    return chosen


def _try(settings: "Settings", webhook: "Webhook", event: "NotifyEvent", *, dry_run: bool) -> dict[str, str]:
    from voc.steps.telling.notices import trial_notice  # noqa: PLC0415 - as above
    from voc.steps.telling.webhooks import deliver, payload  # noqa: PLC0415

    notice = trial_notice(settings, event)
    sent = json.dumps(payload(webhook.kind, notice, quotes=webhook.quotes), ensure_ascii=False)
    row = {"webhook": webhook.name, "kind": webhook.kind, "event": event, "verdict": "would send", "what": sent}
    if dry_run:
        return row
    try:
        deliver(settings, webhook, notice)
    except SourceError as error:
        return {**row, "verdict": "failed", "what": str(error)}
    return {**row, "verdict": "sent"}
