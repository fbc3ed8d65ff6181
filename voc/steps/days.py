"""Days in Seoul that a person names: from the first one up to the first one left out."""

from datetime import UTC, date, datetime, time

from voc.errors import UsageError
from voc.weeks import SEOUL


def midnight(day: date) -> datetime:
    """Return the beginning of a day in Seoul; UTC."""
    return datetime.combine(day, time.min, SEOUL).astimezone(UTC)


def check_days(since: date | None, until: date | None, now: datetime) -> None:
    """Make sure that there is a day between two days, and that it has begun.

    Raises
    ------
    UsageError
        There is none, or the first day lies in the future.
    """
    if since is not None and since > now.astimezone(SEOUL).date():
        message = f"--since {since} lies in the future. Name the first day to collect."
        raise UsageError(message)
    if since is not None and until is not None and since >= until:
        message = (
            f"--since {since} --until {until} leaves no day: --since is the first day collected, --until the first day "
            "left out."
        )
        raise UsageError(message)
