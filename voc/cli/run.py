"""`voc run nightly|weekly`: the flows, for real, on a configured Prefect server or one of this process."""

from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from voc.cli.drawing import progress
from voc.cli.entry import load_flow
from voc.errors import UsageError

if TYPE_CHECKING:
    from voc.config import Settings
    from voc.steps.night import RunOutcome

FAILED, PARTLY_DONE = 1, 3
_DAY = click.DateTime(["%Y-%m-%d"])


@click.command(epilog="Example: voc run nightly --until 2026-11-23 --source cs_tickets")
@click.argument("flow", type=click.Choice(["nightly", "weekly"]))
@click.option("--until", type=_DAY, metavar="YYYY-MM-DD", help="First day (Seoul) left out; today.")
@click.option("--since", type=_DAY, metavar="YYYY-MM-DD", help="Back-fill: collect everything from this day on again.")
@click.option("--source", "sources", multiple=True, metavar="NAME", help="Only this source; may be repeated.")
@click.option("--dry-run", is_flag=True, help="Read and count, store nothing.")
@click.option("--config", type=click.Path(path_type=Path), metavar="DIR", help="Configuration folder.")
def command(
    *,
    flow: str,
    until: datetime | None,
    since: datetime | None,
    sources: tuple[str, ...],
    dry_run: bool,
    config: Path | None,
) -> int:
    """Run a flow: nightly (collect, read, count) or weekly (discover themes, freeze the brief).

    A run that was broken off is taken up where it stopped: run it again. Exit code 3 means that rows were set aside,
    parts of a source could not be had or one brought far less than usual, 1 that no source could be collected.

    With --since the nightly run is a back-fill: everything of these days is asked for once more. What is there already
    is recognised, later nights go on from where they would have, and no source is judged by what it brought.
    """
    from voc.config import load_settings  # noqa: PLC0415 - `voc run --help` does not need it
    from voc.steps.night import NightRequest  # noqa: PLC0415
    from voc.steps.scratch import own_temporary_files  # noqa: PLC0415

    request = NightRequest(_day(until), sources, dry_run, _day(since))
    settings = load_settings(config)
    if flow == "nightly":
        _check_sources(settings, sources)
        request.window(datetime.now(UTC))
    elif since is not None:
        raise UsageError("The weekly run takes no --since. To collect past days again: voc run nightly --since ...")
    with own_temporary_files(), progress() as report:
        outcome = load_flow(flow)(settings, request, report)
    describe(outcome, dry_run=dry_run)
    if flow == "nightly" and not any(one.n_rows or not one.is_whole for one in outcome.collected):
        click.echo(_nothing_new(settings, outcome), err=True)
    return FAILED if outcome.is_failed else 0 if outcome.is_whole else PARTLY_DONE


def _check_sources(settings: "Settings", names: tuple[str, ...]) -> None:
    """Refuse names that do not exist before seconds are spent on a scheduler."""
    for name in names:
        settings.source(name)
    if not names and not any(source.enabled for source in settings.sources):
        message = f"No source is enabled. Set 'enabled: true' for one in {settings.location.path / 'sources.yaml'}."
        raise UsageError(message)


def _nothing_new(settings: "Settings", outcome: "RunOutcome") -> str:
    """Say what to do where not one row came in."""
    from voc.config import FileSourceSettings  # noqa: PLC0415 - as above

    asked = [settings.source(one.source) for one in outcome.collected]
    folders = [settings.source_folder(one) for one in asked if isinstance(one, FileSourceSettings)]
    if len(folders) < len(asked):
        return "Nothing new since the last run. What each source gave before: voc show sources."
    if any(path.is_file() for folder in folders for path in folder.rglob("*")):
        return "Nothing new: every file has been read before, or its name does not fit the `pattern` of its source."
    return (
        f"The inbox is empty. Put files into the folders below {settings.home / 'inbox'} (what goes where stands in "
        "inbox/README.md, which `voc init` writes, and in config/sources.yaml), then run this again. "
        "To see everything on an invented sample: voc demo"
    )


def describe(outcome: "RunOutcome", *, dry_run: bool = False) -> None:
    """Say on stderr what a run did, source by source."""
    from voc.steps.night import unreadable_lines  # noqa: PLC0415 - as above

    would = "would store" if dry_run else "stored"
    for one in outcome.collected:
        saved = one.saved
        line = f"{one.source}: {one.n_rows:,} rows, {would} {saved.n_new:,} new"
        line += f", {saved.n_revised:,} changed" if saved.n_revised else ""
        line += f", {saved.n_expired:,} left out, older than texts are kept" if saved.n_expired else ""
        line += f", {saved.n_rejects:,} set aside (voc rejects list)" if saved.n_rejects else ""
        click.echo(line, err=True)
        for problem in one.problems:
            click.echo(f"  not taken: {problem.part}: {problem.reason}", err=True)
        if one.error:
            click.echo(f"  failed: {one.error}", err=True)
        for verdict in one.verdicts:
            click.echo(f"  {verdict.level}: {verdict.sentence}", err=True)
        for note in one.notes:
            click.echo(f"  note: {note}", err=True)
    for line in (*unreadable_lines(outcome.unreadable), *outcome.notes):
        click.echo(line, err=True)
    if outcome.counts:
        click.echo(f"{outcome.flow}: " + ", ".join(f"{n:,} {name}" for name, n in outcome.counts.items()), err=True)


def _day(moment: datetime | None) -> date | None:
    return moment.date() if moment else None
