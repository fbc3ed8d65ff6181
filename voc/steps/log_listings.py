"""Rows for `voc show` about the work itself: runs, rejects, sources; no customer text in any of them."""

from statistics import median
from typing import Any

from sqlalchemy import Connection

from voc.config import FileSourceSettings, Settings, SourceSettings
from voc.steps.week_listings import Listing
from voc.store import (
    Run,
    Step,
    count_rejects,
    load_rejects,
    load_runs,
    load_steps,
    rows_per_run,
    saved_cursors,
)

_N_RUNS = 20
# Runs looked through for the last one that collected a source.
_N_SEARCHED = 100


def run_rows(connection: Connection, *, source: str | None = None) -> Listing:
    """List the latest runs first, each with what went wrong in it; with a source, only those that collected it."""
    rows: Listing = []
    for run in load_runs(connection, limit=_N_SEARCHED if source else _N_RUNS):
        steps = load_steps(connection, run.run_id)
        if source is None or any(step.source == source for step in steps):
            rows.append(_run_row(run, steps))
    return rows[:_N_RUNS]


def reject_rows(connection: Connection, *, source: str | None = None, state: str | None = "open") -> Listing:
    """List rejected rows by source, file and line, with the reason but without their content."""
    return [
        {
            "id": one.id,
            "source": one.reject.source,
            "file": one.reject.file,
            "line": one.reject.line,
            "reason": one.reject.reason,
            "state": one.state,
            "run_id": one.run_id,
        }
        for one in load_rejects(connection, source=source, state=state)
    ]


def source_rows(connection: Connection, settings: Settings, *, source: str | None = None) -> Listing:
    """List the configured sources, and those that once delivered but are configured no more."""
    cursors, rejects = saved_cursors(connection), count_rejects(connection)
    last = _last_collected(connection)
    configured = {one.name: one for one in settings.sources}
    names = [*configured, *sorted({*cursors, *rejects, *last} - configured.keys())]
    rows: Listing = []
    for name in names:
        if source not in {None, name}:
            continue
        habit = rows_per_run(connection, name, limit=settings.schedules.limits.habit_runs + 1)
        step = last.get(name)
        saved_at = cursors.get(name)
        rows.append(
            {
                "source": name,
                "channel": configured[name].channel if name in configured else None,
                "format": _format(configured.get(name)),
                "last_rows": step.n_rows if step else None,
                "last_rejects": step.n_rejects if step else None,
                "open_rejects": rejects.get(name, 0),
                "cursor_saved_at": saved_at.isoformat() if saved_at else None,
                "habit": _habit(habit),
                "health": _health(configured.get(name), step, habit, settings.schedules.limits.drop_share),
                "problem": step.reason if step else None,
            }
        )
    return rows


def _run_row(run: Run, steps: list[Step]) -> dict[str, Any]:
    problems = [f"{step.source or step.step}: {step.reason}" for step in steps if step.reason]
    if run.error and not problems:
        problems = [run.error]
    return {
        "run_id": run.run_id,
        "flow": run.flow,
        "window": run.window,
        "attempt": run.attempt,
        "started_at": run.started_at.isoformat(),
        "ended_at": run.ended_at.isoformat() if run.ended_at else None,
        "state": run.state,
        "rows": sum(step.n_rows for step in steps),
        "rejects": sum(step.n_rejects for step in steps),
        "counts": dict(run.counts),
        "problems": problems,
    }


def _last_collected(connection: Connection) -> dict[str, Step]:
    """Find the last step that collected each source."""
    found: dict[str, Step] = {}
    for run in load_runs(connection, limit=_N_SEARCHED):
        for step in load_steps(connection, run.run_id):
            if step.step == "collect":
                found.setdefault(step.source, step)
    return found


def _habit(rows: list[int]) -> float | None:
    """Tell how many rows a source usually gives: the median of its runs before the last."""
    return float(median(rows[1:])) if len(rows) > 1 else None


def _format(settings: SourceSettings | None) -> str | None:
    """Name the format of a file source, the family of any other."""
    return settings.format if isinstance(settings, FileSourceSettings) else settings.family if settings else None


def _health(settings: SourceSettings | None, step: Step | None, rows: list[int], drop_share: float) -> str:
    """Judge a source: unknown, off, never, failed, partly, low (far below its habit) or ok."""
    if settings is None:
        return "unknown"
    if not settings.enabled:
        return "off"
    if step is None:
        return "never"
    if step.state in {"failed", "partly"}:
        return step.state
    habit = _habit(rows)
    return "low" if habit and step.n_rows < habit * (1 - drop_share) else "ok"
