"""`voc collect SOURCE`: one source now, without the scheduler."""

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from voc.cli.asking import DONE, FAILED, PARTLY_DONE, config_option, json_option, say
from voc.cli.drawing import progress, show_rows
from voc.cli.run import describe

if TYPE_CHECKING:
    from voc.steps.collect import Collected
    from voc.steps.collect_now import CollectRequest
    from voc.steps.night import RunOutcome

_DAY = click.DateTime(["%Y-%m-%d"])


@click.command(epilog="Example: voc collect cs_tickets --since 2026-11-01")
@click.argument("source", metavar="SOURCE")
@click.option("--since", type=_DAY, metavar="YYYY-MM-DD", help="First day (Seoul), whatever was collected before.")
@click.option("--until", type=_DAY, metavar="YYYY-MM-DD", help="First day (Seoul) left out; without it up to now.")
@click.option("--anew", is_flag=True, help="Forget where the last collection ended; begin at --since or as at first.")
@click.option("--dry-run", is_flag=True, help="Read and count, store nothing.")
@json_option
@config_option
def command(
    *,
    source: str,
    since: datetime | None,
    until: datetime | None,
    anew: bool,
    dry_run: bool,
    as_json: bool,
    config: Path | None,
) -> int:
    """Collect one source into the store now; `voc run nightly` then reads and counts what came.

    Goes on where the last collection ended. With --since the source is asked from that day on once more: what is there
    already is recognised, and later runs go on from where they would have; with --anew they go on from here.
    Exit code 3 means that rows were set aside or parts could not be had, 1 that nothing could.

    \b
    Fields with --json: source since until dry_run rows new changed unchanged removed forgotten expired rejects
    problems error
    """  # noqa: D301 - click wants the very character
    from voc.config import load_settings  # noqa: PLC0415 - `voc collect --help` needs none of this
    from voc.steps.collect_now import CollectRequest, collect_now  # noqa: PLC0415
    from voc.steps.workplace import open_workplace  # noqa: PLC0415

    settings = load_settings(config)
    request = CollectRequest(source, since.date() if since else None, until.date() if until else None, anew)
    now = datetime.now(UTC)
    # Before a store is made or a turn waited for.
    settings.source(source)
    request.window(now)
    with progress() as report, open_workplace(settings, report, dry_run=dry_run) as place:
        outcome = collect_now(place, request, now=now, dry_run=dry_run)
    describe(outcome, dry_run=dry_run)
    (collected,) = outcome.collected
    if as_json:
        show_rows([_row(request, collected, dry_run=dry_run)], as_json=True, columns={}, empty="")
    if not collected.error:
        say(_next_step(collected, dry_run=dry_run))
    return _exit_code(outcome)


def _row(request: "CollectRequest", collected: "Collected", *, dry_run: bool) -> dict[str, Any]:
    saved = collected.saved
    return {
        "source": request.source,
        "since": str(request.since) if request.since else None,
        "until": str(request.until) if request.until else None,
        "dry_run": dry_run,
        "rows": collected.n_rows,
        "new": saved.n_new,
        "changed": saved.n_revised,
        "unchanged": saved.n_unchanged,
        "removed": saved.n_removed,
        "forgotten": saved.n_forgotten,
        "expired": saved.n_expired,
        "rejects": saved.n_rejects,
        "problems": [f"{one.part}: {one.reason}" for one in collected.problems],
        "error": collected.error or None,
    }


def _next_step(collected: "Collected", *, dry_run: bool) -> str:
    saved = collected.saved
    if not saved.n_new and not saved.n_revised and not saved.n_removed:
        return f"Nothing new. If that cannot be: voc check source {collected.source}"
    if dry_run:
        return "Nothing was stored; without --dry-run it is."
    return "Stored, not read yet: voc run nightly reads and counts it."


def _exit_code(outcome: "RunOutcome") -> int:
    if outcome.is_failed:
        return FAILED
    return DONE if outcome.is_whole else PARTLY_DONE
