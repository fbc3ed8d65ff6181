"""Judge what a source brought in a night against what the run log knows of it."""

from collections.abc import Iterator
from datetime import datetime

from sqlalchemy import Connection

from voc.config import NetworkSettings, Settings
from voc.steps.collect import Collected
from voc.steps.health.amount import judge_amount
from voc.steps.health.habits import holidays_of, nights_of_habit
from voc.steps.health.rejects import judge_rejects
from voc.steps.verdicts import Verdict
from voc.steps.workplace import Workplace
from voc.store import Night, Run, load_run, read_before, reading_nights_since, saved_cursors
from voc.weeks import in_seoul

# Nights that bring new texts while the cursor stays where it was.
_STALE_NIGHTS = 3


def verdicts_on(place: Workplace, collected: Collected, run_id: str) -> list[Verdict]:
    """Judge what a source brought in a night; nothing where it failed as a whole, which is bad enough."""
    if collected.error:
        return []
    with place.store.read() as connection:
        run = load_run(connection, run_id)
        return list(_judged(connection, place.settings, collected, run))


def judge_cursor(n_nights: int, saved_at: datetime) -> Verdict | None:
    """Tell whether a source delivers without moving on.

    Parameters
    ----------
    n_nights : int
        Nights since `saved_at` that brought new or changed texts.
    saved_at : datetime
        When its cursor moved last.
    """
    if n_nights < _STALE_NIGHTS:
        return None
    return Verdict(
        "amber",
        "cursor",
        f"Its cursor has not moved since {in_seoul(saved_at)}, although {n_nights:,} nights brought new "
        "texts: every night begins at the same place and gets longer. Look for what ends its nights early (voc show "
        "runs); if nothing does, please report it.",
    )


def _judged(connection: Connection, settings: Settings, collected: Collected, run: Run) -> Iterator[Verdict]:
    limits = settings.schedules.limits
    nights = nights_of_habit(connection, collected.source, run.flow, limits, before=run.window)
    amount = _amount(connection, settings, collected, run, nights)
    rejects = judge_rejects(collected.n_judged, collected.saved.n_rejects, nights)
    yield from (one for one in (amount, rejects, _cursor(connection, collected, run)) if one)


def _amount(
    connection: Connection, settings: Settings, collected: Collected, run: Run, nights: list[Night]
) -> Verdict | None:
    before = read_before(connection, run, collected.source)
    if before is None:
        return None
    settings_of = settings.source(collected.source)
    if not nights and not before and not collected.n_rows and isinstance(settings_of, NetworkSettings):
        return _first_empty(collected.source)
    limits, holidays = settings.schedules.limits, holidays_of(settings.calendar)
    verdict = judge_amount(before + collected.n_read, run.window, nights, limits, holidays)
    return verdict and _advised(verdict, collected.source)


def _first_empty(source: str) -> Verdict:
    return Verdict(
        "red",
        "first_empty",
        "Its first collection brought nothing. Check in sources.yaml what it is to collect and from which day "
        f"('since'), and try: voc check source {source}.",
    )


def _advised(verdict: Verdict, source: str) -> Verdict:
    advice = (
        f"Try: voc check source {source}. If it has ended, set 'enabled: false' in sources.yaml; if customers really "
        "write less, this becomes its habit within some nights."
    )
    return Verdict(verdict.level, verdict.what, f"{verdict.sentence} {advice}")


def _cursor(connection: Connection, collected: Collected, run: Run) -> Verdict | None:
    saved_at = saved_cursors(connection).get(collected.source)
    if saved_at is None or saved_at >= run.started_at:
        return None
    n_before = reading_nights_since(connection, collected.source, run, saved_at)
    return judge_cursor(n_before + bool(collected.n_read), saved_at)
