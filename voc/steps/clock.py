"""A clock that cannot be right stops a run before it does anything: windows and cursors follow the clock.

A night of 2099 would move the cursors of services to 2099, and what is written until then would never be asked for; a
week of 2099 would keep discovery from looking at any week before.
"""

import os
from datetime import UTC, datetime, timedelta

from sqlalchemy import Connection

from voc.config.environment import TRUST_CLOCK
from voc.errors import VocError
from voc.store.clocks import bring_back, last_start, server_now

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
        It is before the program was written, more than two days before the last run or sixty days after it, or an hour
        off the server's.
    """
    if os.environ.get(TRUST_CLOCK, "").strip() == "1":
        bring_back(connection, now)
        return
    why = doubt(now, last_start(connection), server_now(connection))
    if why:
        message = (
            f"This machine's clock says {_spelled(now)}, but {why}. Nothing was done. Set the clock and run again; if "
            f"it is right, run once with {TRUST_CLOCK}=1."
        )
        raise ClockError(message)


def doubt(now: datetime, last: datetime | None, server: datetime | None) -> str:
    """Say why a clock cannot be right; empty where it can.

    Parameters
    ----------
    last : datetime or None
        When the last run began.
    server : datetime or None
        What the clock of the store's server says.
    """
    if now < _EARLIEST:
        return f"this program is younger than {_EARLIEST:%Y}"
    if server is not None and abs(server - now) > _APART:
        return f"that of the store's server {_spelled(server)}"
    if last is not None and now < last - _BACK:
        return f"the last run on this store began at {_spelled(last)}, later than that"
    if last is not None and now > last + _AHEAD:
        return f"the last run on this store began at {_spelled(last)}, {(now - last).days:,} days before"
    return ""


def _spelled(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y-%m-%d %H:%M} UTC"
