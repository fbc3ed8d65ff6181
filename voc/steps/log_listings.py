"""Rows for `voc show` about the work itself: runs, rejects, sources; no customer text in any of them."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from voc.config import FileSourceSettings, NetworkSettings, Settings, SourceSettings
from voc.config.sections import Limits
from voc.steps.habits import habit_of, judge, looked_back
from voc.steps.night import NIGHTLY
from voc.steps.week_listings import Listing
from voc.store import (
    Night,
    Run,
    Step,
    count_rejects,
    last_collections,
    load_nights,
    load_rejects,
    load_runs,
    load_steps,
    saved_cursors,
)

_N_RUNS = 20
# Runs looked through for the last one that collected a source.
_N_SEARCHED = 100
# Sorts behind every window of a night.
_NO_END = "..9999"


@dataclass(frozen=True, slots=True)
class _Collection:
    """The step that collected a source, and the run that it belongs to."""

    run: Run
    step: Step


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
    last = {name: _Collection(*one) for name, one in last_collections(connection).items()}
    configured = {one.name: one for one in settings.sources}
    names = [*configured, *sorted({*cursors, *rejects, *last} - configured.keys())]
    limits = settings.schedules.limits
    rows: Listing = []
    for name in names:
        if source not in {None, name}:
            continue
        collection, entry, saved_at = last.get(name), configured.get(name), cursors.get(name)
        nights = _nights_before(connection, name, collection, limits)
        rows.append(
            {
                "source": name,
                "channel": entry.channel if entry else None,
                "format": _format(entry),
                "last_at": collection.run.started_at.isoformat() if collection else None,
                "last_rows": collection.step.n_rows if collection else None,
                "last_read": collection.step.n_read if collection else None,
                "last_rejects": collection.step.n_rejects if collection else None,
                "open_rejects": rejects.get(name, 0),
                "cursor_saved_at": saved_at.isoformat() if saved_at else None,
                "habit": habit_of(nights, limits),
                "health": _health(entry, collection, nights, limits),
                "problem": collection.step.reason if collection else None,
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


def _nights_before(connection: Connection, name: str, last: _Collection | None, limits: Limits) -> list[Night]:
    """List the nights that the last collection is judged by; all, where it was no night."""
    before = last.run.window if last and last.run.flow == NIGHTLY else _NO_END
    return load_nights(connection, name, NIGHTLY, before=before, limit=looked_back(limits))


def _format(settings: SourceSettings | None) -> str | None:
    """Name the format of a file source, the family of any other."""
    return settings.format if isinstance(settings, FileSourceSettings) else settings.family if settings else None


def _health(settings: SourceSettings | None, last: _Collection | None, nights: list[Night], limits: Limits) -> str:
    """Judge a source.

    Returns
    -------
    str
        `unknown`, `off`, `never`, `failed`; `empty`: it is asked over the network and has brought nothing for weeks;
        `low`: its last night was far below its habit; `partly`; `ok`.
    """
    if settings is None or not settings.enabled:
        return "unknown" if settings is None else "off"
    if last is None or last.step.state == "failed":
        return "never" if last is None else "failed"
    step = last.step
    if isinstance(settings, NetworkSettings) and not any(one.n_read for one in nights) and not step.n_rows:
        return "empty"
    if step.state == "partly":
        return "low" if _is_low(last, nights, limits) else "partly"
    return "ok"


def _is_low(last: _Collection, nights: list[Night], limits: Limits) -> bool:
    is_night = last.run.flow == NIGHTLY and last.run.window.startswith("..")
    return is_night and bool(judge(last.step.n_read, last.run.window, nights, limits))
