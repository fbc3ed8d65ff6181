"""From which week on the texts of a source are kept, as configured."""

from datetime import UTC, date, datetime, timedelta

from voc.config import Settings
from voc.weeks import SEOUL, monday_of, week_of


def first_kept_week(settings: Settings, source: str, *, today: date | None = None) -> str | None:
    """Name the first week whose texts of a source are kept; None where all are.

    No text stays longer than its period: a week goes as a whole once its Monday is older.

    Parameters
    ----------
    today : date or None
        In Seoul; None asks the clock.
    """
    period = settings.keeping(source)
    return None if period is None else week_from(period.first_day(today or seoul_today()))


def seoul_today() -> date:
    """Ask the clock for the day in Seoul."""
    return datetime.now(UTC).astimezone(SEOUL).date()


def week_from(day: date) -> str:
    """Name the first week that begins on a day or later.

    Examples
    --------
    >>> week_from(date(2026, 11, 16)), week_from(date(2026, 11, 17))
    ('2026-W47', '2026-W48')
    """
    week = week_of(day)
    return week if monday_of(week) == day else week_of(day + timedelta(days=7))
