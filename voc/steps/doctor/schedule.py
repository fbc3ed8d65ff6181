"""Whether what is to run by itself has run."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import islice

from voc.config import Settings
from voc.errors import VocError
from voc.steps.check_store import Finding
from voc.steps.doctor.due import due_before
from voc.steps.existing import existing_store
from voc.steps.night import NIGHTLY, WEEKLY
from voc.store import Run, load_runs

# A run that is due may wait for another one, or for a machine to start.
_GRACE = timedelta(hours=3)
# A first night of a million documents takes less.
_LONGEST_RUN = timedelta(hours=24)


def schedule(settings: Settings, now: datetime) -> Iterator[Finding]:
    """Compare the run log with schedules.yaml."""
    crons = {NIGHTLY: settings.schedules.nightly, WEEKLY: settings.schedules.weekly}
    try:
        with existing_store(settings) as store, store.read() as connection:
            runs = {flow: load_runs(connection, flow=flow) for flow in crons}
    except VocError:
        return  # Said where the store is looked at.
    for flow, cron in crons.items():
        due = list(islice(due_before(cron, settings.schedules.timezone, now - _GRACE), 2))
        yield judge(flow, runs[flow], due, now)


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
    told = f"last begun {last.started_at:%Y-%m-%d %H:%M} UTC, {last.state}"
    if last.state == "running" and now - last.started_at > _LONGEST_RUN:
        return Finding(flow, "note", f"{told} for {(now - last.started_at).days} days: killed? The next run closes it")
    missed = [moment for moment in due if last.started_at < moment]
    if missed:
        advice = f"due {missed[0]:%Y-%m-%d %H:%M %Z}. Check that something starts `voc run {flow}` (docs/schedules.md)"
        return Finding(flow, "wrong" if len(missed) > 1 else "note", f"{told}; {advice}")
    if last.state == "failed":
        return Finding(flow, "wrong", f"{told}. Why: voc show runs")
    return Finding(flow, "note" if last.state == "partly" else "ok", told)
