"""A clock that cannot be right stops a run before it does anything: windows and cursors follow the clock.

A night of 2099 would move the cursors of services to 2099, and what is written until then would never be asked for; a
week of 2099 would keep discovery from looking at any week before.
"""

import os
from datetime import UTC, datetime, timedelta

from sqlalchemy import Connection

from voc.config.environment import TRUST_CLOCK
from voc.errors import VocError
from voc.store.clocks import bring_back, is_elsewhere, last_start, server_now
from voc.weeks import in_seoul

# Time zones that are set wrong and runs that are stamped by two machines stay below; such a window does no harm.
_BACK = timedelta(days=2)
# A machine may well be switched off for some weeks.
_AHEAD = timedelta(days=60)
# Two machines without a time server.
_APART = timedelta(hours=1)
# Older than the program.
_EARLIEST = datetime(2026, 1, 1, tzinfo=UTC)


class ClockError(VocError):
    """The clock of this machine cannot be right."""


def check_clock(connection: Connection, now: datetime) -> None:
    """Refuse a clock that is far from what the store knows of the time, unless a person vouches for it.

    Who vouches (`VOC_TRUST_CLOCK=1`) says that the others were wrong: runs that lie in the future are brought back.

    Raises
    ------
    ClockError
        It is before the program was written, more than two days before the last run, an hour off the server's or,
        where no other machine confirms it, sixty days after the last run.
    """
    if os.environ.get(TRUST_CLOCK, "").strip() == "1":
        bring_back(connection, now)
        return
    why = doubt_of(connection, now)
    if why:
        message = (
            f"This machine's clock says {in_seoul(now)}, but {why}. Nothing was done. Set the clock and run again; if "
            f"it is right, run once with {TRUST_CLOCK}=1."
        )
        raise ClockError(message)


def doubt_of(connection: Connection, now: datetime) -> str:
    """Say why a clock cannot be right by what a store knows of the time; empty where it can."""
    return doubt(now, last_start(connection), server_now(connection), may_rest=is_elsewhere(connection))


def doubt(now: datetime, last: datetime | None, server: datetime | None, *, may_rest: bool = False) -> str:
    """Say why a clock cannot be right; empty where it can.

    Parameters
    ----------
    last : datetime or None
        When the last run began.
    server : datetime or None
        What the clock of the store's server says.
    may_rest : bool
        Whether the server is another machine, so that a clock which agrees with it is right however long nothing ran.
    """
    if now < _EARLIEST:
        return f"this program is younger than {_EARLIEST:%Y}"
    if server is not None and abs(server - now) > _APART:
        return f"that of the store's server {in_seoul(server)}"
    if last is not None and now < last - _BACK:
        return f"the last run on this store began at {in_seoul(last)}, later than that"
    if not may_rest and last is not None and now > last + _AHEAD:
        return f"the last run on this store began at {in_seoul(last)}, {(now - last).days:,} days before"
    return ""
