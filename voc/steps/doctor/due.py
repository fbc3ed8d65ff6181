"""When a schedule was last due: cron's five fields, looked at backwards."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

_RANGES = ((0, 59), (0, 23), (1, 31), (1, 12), (0, 7))
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_WEEKDAYS = ("sun", "mon", "tue", "wed", "thu", "fri", "sat")
_NAMES = {
    **{name: number for number, name in enumerate(_MONTHS, start=1)},
    **{name: number for number, name in enumerate(_WEEKDAYS)},
}
_SUNDAY = 7
# A schedule that names 29 February is due at least once in eight years.
_LOOKED_BACK_DAYS = 8 * 366


def due_before(cron: str, zone: str, now: datetime) -> Iterator[datetime]:
    """Yield the moments at which a schedule was due, the latest first.

    Parameters
    ----------
    cron : str
        Five fields that the configuration has checked.
    zone : str
        Time zone in which they are meant.
    now : datetime
        Aware; only moments up to it.

    Examples
    --------
    >>> from datetime import UTC
    >>> next(due_before("0 2 * * *", "Asia/Seoul", datetime(2026, 11, 22, 3, tzinfo=UTC))).isoformat()
    '2026-11-22T02:00:00+09:00'
    """
    fields = cron.lower().split()
    minutes, hours, days, months, weekdays = (
        _numbers(field, *ends) for field, ends in zip(fields, _RANGES, strict=True)
    )
    # Where both are named, cron takes a day that fits either.
    takes_either = not fields[2].startswith("*") and not fields[4].startswith("*")
    here = ZoneInfo(zone)
    today = now.astimezone(here).date()
    for back in range(_LOOKED_BACK_DAYS):
        day = today - timedelta(days=back)
        fits = (day.day in days, bool({day.isoweekday(), day.isoweekday() % _SUNDAY} & weekdays))
        if day.month in months and (any(fits) if takes_either else all(fits)):
            yield from (moment for moment in _of_day(day, hours, minutes, here) if moment <= now)


def _of_day(day: date, hours: set[int], minutes: set[int], zone: ZoneInfo) -> Iterator[datetime]:
    for hour in sorted(hours, reverse=True):
        for minute in sorted(minutes, reverse=True):
            yield datetime.combine(day, time(hour, minute), zone)


def _numbers(field: str, low: int, high: int) -> set[int]:
    found: set[int] = set()
    for part in field.split(","):
        span, _, step = part.partition("/")
        first, _, last = span.partition("-")
        begin, end = (low, high) if span == "*" else (_number(first), _number(last or first))
        if step and span != "*" and not last:
            end = high
        found.update(range(begin, end + 1, int(step or 1)))
    return found


def _number(text: str) -> int:
    return int(text) if text.isdigit() else _NAMES[text]
