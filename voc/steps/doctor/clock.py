"""The clock, the time zones, and whether the store has seen a later time than now."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sqlalchemy import func, select

from voc.config import Settings
from voc.config.environment import TRUST_CLOCK
from voc.errors import VocError
from voc.steps.check_store import Finding
from voc.steps.clock import doubt_of
from voc.steps.existing import existing_store
from voc.store.schema import cursors, runs
from voc.weeks import in_seoul

_KOREA, _KOREAN_OFFSET = "Asia/Seoul", timedelta(hours=9)
# Two machines that write one store may differ by this much.
_TOLERATED = timedelta(minutes=5)
_PATIENCE_S = 1.0


def clock(settings: Settings | None, now: datetime) -> Iterator[Finding]:
    """Look at the time."""
    yield time_zone_of_korea()
    yield own_zone(os.environ.get("TZ"), now.astimezone())
    if settings is not None:
        yield against_store(now, latest_in_store(settings), doubt_of_runs(settings, now))
    yield synchronized(_asked_system())


def time_zone_of_korea() -> Finding:
    """Look Korea's time zone up."""
    try:
        zone = ZoneInfo(_KOREA)
    except ZoneInfoNotFoundError:
        return Finding("time zones", "wrong", f"{_KOREA} is not known here. pip install tzdata")
    if datetime(2026, 11, 22, tzinfo=zone).utcoffset() != _KOREAN_OFFSET:
        return Finding("time zones", "wrong", f"{_KOREA} is not nine hours ahead of UTC here. Renew tzdata")
    return Finding("time zones", "ok", f"{_KOREA} is known; weeks and days are counted in it")


def own_zone(variable: str | None, here: datetime) -> Finding:
    """Judge the machine's own time zone, which only the machine's own schedules follow.

    Parameters
    ----------
    variable : str or None
        The environment variable TZ.
    here : datetime
        The machine's time in its own zone.
    """
    told = f"this machine counts in {here:%Z} ({here:%z}), malgwi in {_KOREA}"
    if variable and not _is_known(variable):
        return Finding(
            "own zone",
            "note",
            f"TZ is '{variable}', which is no time zone, so that this machine counts in UTC. Correct or unset it",
        )
    if here.utcoffset() != _KOREAN_OFFSET:
        return Finding("own zone", "ok", f"{told}: mind it where crontab or a timer of this machine starts a run")
    return Finding("own zone", "ok", told)


def against_store(now: datetime, latest: datetime | None, why_not: str) -> Finding:
    """Judge the clock by the latest moment that the store has seen, and by what a run would say of it.

    Parameters
    ----------
    why_not : str
        Why a run would refuse the clock; empty where it would not.
    """
    told = f"it is {in_seoul(now)}"
    if why_not:
        advice = f"No run begins like this. Set the clock; if it is right, run once with {TRUST_CLOCK}=1"
        return Finding("clock", "wrong", f"{told}, but {why_not}. {advice}")
    if latest is None:
        return Finding("clock", "ok", told)
    if latest > now + _TOLERATED:
        return Finding(
            "clock",
            "wrong",
            f"{told}, but the store was written at {in_seoul(latest)}, still to come. "
            "Set the clock of this machine, or of the one that wrote it",
        )
    return Finding("clock", "ok", f"{told}, after everything that the store has seen")


def synchronized(answer: str | None) -> Finding:
    """Judge what the system says of its time servers: `yes`, `no`, None where it cannot be asked."""
    if answer is None:
        return Finding("time server", "ok", "whether the clock follows a time server cannot be asked here")
    if answer != "yes":
        told = "the clock follows no time server. Switch it on: timedatectl set-ntp true"
        return Finding("time server", "note", told)
    return Finding("time server", "ok", "the clock follows a time server")


def latest_in_store(settings: Settings) -> datetime | None:
    """Return the latest moment in run log and cursors; None where there is none or the store cannot be asked."""
    try:
        with existing_store(settings, any_version=True) as store, store.read() as connection:
            asked = (runs.c.started_at, runs.c.ended_at, cursors.c.saved_at)
            moments = [connection.scalar(select(func.max(column))) for column in asked]
    except VocError:
        return None  # Said where the store is looked at.
    return max((one for one in moments if one is not None), default=None)


def doubt_of_runs(settings: Settings, now: datetime) -> str:
    """Return why a run would refuse this clock; empty where it would not, or the store cannot be asked."""
    try:
        with existing_store(settings, any_version=True) as store, store.read() as connection:
            return doubt_of(connection, now)
    except VocError:
        return ""  # Said where the store is looked at.


def _is_known(variable: str) -> bool:
    name = variable.removeprefix(":")
    # Rules spelled out, such as KST-9, and paths of files are understood too.
    if any(letter.isdigit() for letter in name) or name.startswith("/"):
        return True
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return True


def _asked_system() -> str | None:
    program = shutil.which("timedatectl")
    if program is None:
        return None
    command = [program, "show", "--property=NTPSynchronized", "--value"]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=_PATIENCE_S, check=False)  # noqa: S603 - no outside words
    except (OSError, subprocess.TimeoutExpired):
        return None
    return done.stdout.strip() or None if done.returncode == 0 else None
