"""What is strange about runs as a whole: another analysis than before, and nights in which nothing ran."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from itertools import pairwise
from statistics import median

from sqlalchemy import Connection

from voc.steps.health.habits import day_of
from voc.steps.night import NIGHTLY
from voc.steps.verdicts import Verdict
from voc.steps.workplace import Workplace
from voc.store import Run, load_run, load_runs, note_version, version_before
from voc.weeks import in_seoul

_DAY = timedelta(days=1)
# A night that is half as late again as nights usually are was missed: 36 hours where they come daily.
_LATE = 1.5
# Nights that tell how often there is one.
_NIGHTS, _FEWEST_GAPS = 60, 3
# From so many days on, hours are not counted any more.
_SEVERAL = 3
_CHANGED = (
    "It read with another analysis than the run before, so that counts of reasons, stages and themes may jump although "
    "customers did not change. `voc refresh --dry-run` tells what reading older weeks anew would change; until then "
    "changes between them are held back."
)


def note_analysis(place: Workplace, run_id: str) -> list[str]:
    """Note which analysis reads in a run, and say so where it is another one than before."""
    if not run_id:
        return []
    with place.store.begin() as connection:
        note_version(connection, run_id, place.reader.version)
        run = load_run(connection, run_id)
        return [_CHANGED] if _is_changed(connection, run) else []


def verdicts_on_runs(connection: Connection, runs: Sequence[Run], now: datetime) -> Mapping[str, list[Verdict]]:
    """Judge runs by what the run log says of those before them.

    Returns
    -------
    mapping of run id to list of Verdict
        Of every run that was asked about.
    """
    missed = missed_nights(_nights(connection), now)
    found: dict[str, list[Verdict]] = {}
    for run in runs:
        changed = [Verdict("amber", "version", _CHANGED)] if _is_changed(connection, run) else []
        late = [Verdict("amber", "missed", missed[run.run_id])] if run.run_id in missed else []
        found[run.run_id] = changed + late
    return found


def is_night(run: Run) -> bool:
    """Tell whether a run is a night of all sources up to some day."""
    return run.flow == NIGHTLY and run.sources is None and len(run.window) > len("..")


def _is_changed(connection: Connection, run: Run) -> bool:
    if run.analysis_version is None:
        return False
    return version_before(connection, run) not in {None, run.analysis_version}


def missed_nights(nights: Sequence[Run], now: datetime) -> dict[str, str]:
    """Say before which nights others are missing, and whether the next one is overdue; by the id of the run.

    Parameters
    ----------
    nights : sequence of Run
        Nights of all sources.
    """
    ordered, gaps, usual = _rhythm(nights)
    missed = {
        run.run_id: f"No night was run in the {gap} days before this one."
        for run, gap in zip(ordered[1:], gaps, strict=True)
        if gap > _LATE * usual
    }
    last = _last_overdue(nights, now)
    if last:
        missed[last.run_id] = (
            f"No nightly run has started since, for {_spelled(now - last.started_at)}. Check that the machine is on "
            "and that something still starts `voc run nightly` (docs/schedules.md)."
        )
    return missed


def overdue(connection: Connection, now: datetime) -> str | None:
    """Say how old the last night is where the next one is overdue; None where it is not."""
    last = _last_overdue(_nights(connection), now)
    if last is None:
        return None
    return (
        f"So it was at the last nightly run, {in_seoul(last.started_at)}, {_spelled(now - last.started_at)} ago. Why "
        "none has come since: voc doctor"
    )


def _rhythm(nights: Sequence[Run]) -> tuple[list[Run], list[int], float]:
    """Return one run for each night in their order, the days between them, and how many there usually are."""
    by_window = {run.window: run for run in sorted(nights, key=lambda run: run.started_at, reverse=True)}
    ordered = [by_window[window] for window in sorted(by_window)]
    gaps = [(day_of(later.window) - day_of(earlier.window)).days for earlier, later in pairwise(ordered)]
    return ordered, gaps, median(gaps) if len(gaps) >= _FEWEST_GAPS else 1


def _last_overdue(nights: Sequence[Run], now: datetime) -> Run | None:
    ordered, _, usual = _rhythm(nights)
    last = max(ordered, key=lambda run: run.started_at, default=None)
    return last if last and now - last.started_at > _LATE * usual * _DAY else None


def _spelled(time: timedelta) -> str:
    return f"{time / timedelta(hours=1):,.0f} hours" if time < _SEVERAL * _DAY else f"{time.days:,} days"


def _nights(connection: Connection) -> list[Run]:
    return [run for run in load_runs(connection, flow=NIGHTLY, limit=_NIGHTS) if is_night(run)]
