"""Rows for `voc show` about the work itself: runs, rejects, sources; no customer text in any of them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection

from voc.config import FileSourceSettings, NetworkSettings, Settings, SourceSettings
from voc.steps.health.habits import habit_of, holidays_of, nights_of_habit
from voc.steps.health.runs import verdicts_on_runs
from voc.steps.listings.weeks import Listing
from voc.steps.night import NIGHTLY
from voc.steps.verdicts import Level, Verdict, worst
from voc.store import (
    Night,
    Run,
    Step,
    count_rejects,
    last_collections,
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
# How ill a run or a step is by how it ended.
_BY_STATE: Mapping[str, Level] = {"failed": "red", "partly": "amber"}
_TOO_LITTLE = frozenset({"silent", "little", "first_empty"})


def run_rows(connection: Connection, *, source: str | None = None, now: datetime | None = None) -> Listing:
    """List the latest runs first, each with what went wrong in it; with a source, only those that collected it.

    Parameters
    ----------
    now : datetime or None
        Tells whether the next night is overdue; the time without it.
    """
    runs = load_runs(connection, limit=_N_SEARCHED if source else _N_RUNS)
    verdicts = verdicts_on_runs(connection, runs, now or datetime.now(UTC))
    rows: Listing = []
    for run in runs:
        steps = load_steps(connection, run.run_id)
        if source is None or any(step.source == source for step in steps):
            rows.append(_run_row(run, steps, verdicts[run.run_id]))
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
    """List the configured sources, and those that once delivered but are configured no more.

    `level` is green, amber or red, None where a source is not asked or was never; `reasons` say why.
    """
    log = _Log(connection, settings)
    configured = {one.name: one for one in settings.sources}
    names = [*configured, *sorted({*log.cursors, *log.rejects, *log.last} - configured.keys())]
    return [_source_row(log, name, configured.get(name)) for name in names if source in {None, name}]


@dataclass(frozen=True, slots=True)
class _Collection:
    """The step that collected a source, and the run that it belongs to."""

    run: Run
    step: Step


class _Log:
    """What the run log says of all sources."""

    def __init__(self, connection: Connection, settings: Settings) -> None:
        """Read what is the same for every source."""
        self._connection, self._settings = connection, settings
        self.cursors, self.rejects = saved_cursors(connection), count_rejects(connection)
        self.last = {name: _Collection(*one) for name, one in last_collections(connection).items()}
        self._nights = {name: _Collection(*one) for name, one in last_collections(connection, flow=NIGHTLY).items()}

    def judged(self, name: str) -> _Collection | None:
        """Return the collection that tells of a source's health: the last, unless it brought nothing by hand."""
        last = self.last.get(name)
        if last is None or last.run.flow == NIGHTLY or last.step.state != "done" or last.step.n_read:
            return last
        return self._nights.get(name, last)

    def habit(self, name: str) -> float | None:
        """Return what was usual for a source's last night; None where nothing is."""
        night = self._nights.get(name)
        if night is None:
            return None
        limits, holidays = self._settings.schedules.limits, holidays_of(self._settings.calendar)
        habit = habit_of(night.run.window, self.nights_before(name, night.run.window), limits, holidays)
        return None if habit is None else round(habit.usual, 1)

    def nights_before(self, name: str, window: str) -> list[Night]:
        """List a source's nights before a window, the latest first."""
        return nights_of_habit(self._connection, name, NIGHTLY, self._settings.schedules.limits, before=window)


def _source_row(log: _Log, name: str, entry: SourceSettings | None) -> dict[str, Any]:
    last, saved_at, judged = log.last.get(name), log.cursors.get(name), log.judged(name)
    health = _health(entry, judged, log.nights_before(name, _NO_END))
    return {
        "source": name,
        "channel": entry.channel if entry else None,
        "format": _format(entry),
        "last_at": last.run.started_at.isoformat() if last else None,
        "last_rows": last.step.n_rows if last else None,
        "last_read": last.step.n_read if last else None,
        "last_rejects": last.step.n_rejects if last else None,
        "open_rejects": log.rejects.get(name, 0),
        "cursor_saved_at": saved_at.isoformat() if saved_at else None,
        "habit": log.habit(name),
        "health": health,
        "problem": last.step.reason if last else None,
        "level": _source_level(health, judged),
        "reasons": [dict(one) for one in judged.step.verdicts] if judged else [],
        "notes": list(last.step.notes) if last else [],
    }


def _source_level(health: str, judged: _Collection | None) -> Level | None:
    if judged is None or health in {"off", "unknown"}:
        return None
    return worst(["amber" if health == "empty" else None, step_level(judged.step)])


def step_level(step: Step) -> Level:
    """Return how ill a step was; one of an older version, which kept no level, by how it ended."""
    return worst([step.health, _BY_STATE.get(step.state)])


def _run_row(run: Run, steps: list[Step], verdicts: list[Verdict]) -> dict[str, Any]:
    problems = [f"{step.source or step.step}: {step.reason}" for step in steps if step.reason]
    if run.error and not problems:
        problems = [run.error]
    of_steps = [{"source": step.source or None, **verdict} for step in steps for verdict in step.verdicts]
    of_run = [{"source": None, **verdict.plain()} for verdict in verdicts]
    return {
        "run_id": run.run_id,
        "flow": run.flow,
        "window": run.window,
        "attempt": run.attempt,
        "started_at": run.started_at.isoformat(),
        "ended_at": run.ended_at.isoformat() if run.ended_at else None,
        "state": run.state,
        # Steps of no source count documents or weeks instead.
        "rows": sum(step.n_rows for step in steps if step.source),
        "rejects": sum(step.n_rejects for step in steps),
        "counts": dict(run.counts),
        "problems": problems,
        "level": worst([_BY_STATE.get(run.state), *map(step_level, steps), *(one.level for one in verdicts)]),
        "reasons": of_steps + of_run,
        "notes": [*run.notes, *(f"{step.source}: {note}" for step in steps for note in step.notes)],
        "sources": run.sources.split(", ") if run.sources else None,
        "analysis_version": run.analysis_version,
    }


def _format(settings: SourceSettings | None) -> str | None:
    """Name the format of a file source, the family of any other."""
    return settings.format if isinstance(settings, FileSourceSettings) else settings.family if settings else None


def _health(settings: SourceSettings | None, last: _Collection | None, nights: list[Night]) -> str:
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
    if any(one["what"] in _TOO_LITTLE for one in step.verdicts):
        return "low"
    return "partly" if step.state == "partly" else "ok"
