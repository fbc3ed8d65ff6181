"""Whether what is to run by itself has run."""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta

from voc.config import Settings
from voc.config.cron import last_runs
from voc.errors import VocError
from voc.steps.check_store import Finding, Verdict
from voc.steps.existing import existing_store
from voc.steps.health.runs import is_night
from voc.steps.holidays_ahead import holidays_ahead
from voc.steps.night import NIGHTLY, WEEKLY
from voc.steps.workplace import last_full_week
from voc.store import Run, RunState, load_runs
from voc.weeks import SEOUL, in_seoul

# A run that is due may wait for another one, or for a machine to start.
_GRACE = timedelta(hours=3)
# A first night of a million documents takes less.
_LONGEST_RUN = timedelta(hours=24)
# Runs by hand, for one source or an old week, may lie between those that were due.
_LOOKED_THROUGH = 200

_ENDED: Mapping[RunState, tuple[Verdict, str]] = {
    "done": ("ok", ""),
    "running": ("ok", "; should it have been killed, the next run does what it left"),
    "partly": ("note", " done. What was left out: voc show runs"),
    "failed": ("wrong", ". Why: voc show runs"),
}


def schedule(settings: Settings, now: datetime) -> Iterator[Finding]:
    """Compare the run log with schedules.yaml; and tell whether the calendar knows the holidays to come."""
    for told in holidays_ahead(settings.calendar, now.astimezone(SEOUL).date()):
        yield Finding("holidays", "note", told.removesuffix("."))
    crons = {NIGHTLY: settings.schedules.nightly, WEEKLY: settings.schedules.weekly}
    try:
        with existing_store(settings) as store, store.read() as connection:
            runs = {flow: load_runs(connection, flow=flow, limit=_LOOKED_THROUGH) for flow in crons}
    except VocError:
        return  # Said where the store is looked at.
    for flow, cron in crons.items():
        due = last_runs(cron, settings.schedules.timezone, now - _GRACE, 2)
        yield judge(flow, [run for run in runs[flow] if is_what_was_due(run)], due, now)


def is_what_was_due(run: Run) -> bool:
    """Tell whether a run did what a schedule asks for: all sources up to its day, or the last full week."""
    return is_night(run) if run.flow == NIGHTLY else run.window >= last_full_week(None, run.started_at)


def judge(flow: str, runs: list[Run], due: list[datetime], now: datetime) -> Finding:
    """Judge the runs of a flow.

    Parameters
    ----------
    runs : list of Run
        The latest first.
    due : list of datetime
        When it was last due, and the time before, as far as there was one.
    """
    if not runs:
        return Finding(flow, "note", f"has never run. By hand: voc run {flow}; by itself: docs/schedules.md")
    last = runs[0]
    told = f"last begun {in_seoul(last.started_at)}, {last.state}"
    if last.state == "running" and now - last.started_at > _LONGEST_RUN:
        return Finding(flow, "note", f"{told} for {(now - last.started_at).days} days: killed? The next run closes it")
    missed = [moment for moment in due if last.started_at < moment]
    if missed:
        advice = f"due {in_seoul(missed[0])}. Check that something starts `voc run {flow}` (docs/schedules.md)"
        return Finding(flow, "wrong" if len(missed) > 1 else "note", f"{told}; {advice}")
    verdict, advice = _ENDED[last.state]
    return Finding(flow, verdict, f"{told}{advice}")
