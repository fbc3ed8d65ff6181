"""Weeks as Korean teams count them: ISO weeks, Monday to Sunday, in Asia/Seoul."""

import re
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from voc.errors import UsageError

SEOUL = ZoneInfo("Asia/Seoul")
_WEEK = re.compile(r"(\d{4})-W(\d{2})", re.ASCII)


def week_of(moment: datetime | date) -> str:
    """Name the ISO week of an aware moment (as Seoul's calendar shows it) or of a day.

    Examples
    --------
    >>> from datetime import UTC
    >>> week_of(datetime(2026, 9, 20, 15, 0, tzinfo=UTC))  # Monday 00:00 in Seoul
    '2026-W39'
    """
    day = moment.astimezone(SEOUL).date() if isinstance(moment, datetime) else moment
    year, week, _ = day.isocalendar()
    return f"{year}-W{week:02d}"


def monday_of(week: str) -> date:
    """Return the first day of a week such as `2026-W39`.

    Raises
    ------
    UsageError
        The text is no ISO week, or the year has no such week.
    """
    match = _WEEK.fullmatch(week)
    if match:
        try:
            return date.fromisocalendar(int(match[1]), int(match[2]), 1)
        except ValueError:
            pass
    message = f"'{week}' is no week. Weeks are written like 2026-W39 (ISO weeks, Monday to Sunday)."
    raise UsageError(message)


def shift_week(week: str, n_weeks: int) -> str:
    """Step forward (or back, below 0) from a week."""
    return week_of(monday_of(week) + timedelta(weeks=n_weeks))


def weeks_between(first: str, last: str) -> list[str]:
    """List every week from `first` to `last`, both included; empty where `last` comes earlier."""
    monday, end = monday_of(first), monday_of(last)
    return [week_of(monday + timedelta(weeks=i)) for i in range((end - monday).days // 7 + 1)]


def week_label(week: str) -> str:
    """Spell a week for readers; the month and its n-th week are those of the week's Thursday.

    Examples
    --------
    >>> week_label("2026-W39")
    '2026-W39 · 9월 4주차 (9/21-9/27)'
    """
    monday = monday_of(week)
    thursday, sunday = monday + timedelta(days=3), monday + timedelta(days=6)
    nth = (thursday.day - 1) // 7 + 1
    return f"{week} · {thursday.month}월 {nth}주차 ({monday.month}/{monday.day}-{sunday.month}/{sunday.day})"


def in_seoul(moment: datetime) -> str:
    """Spell an aware moment for people, to the minute.

    Examples
    --------
    >>> from datetime import UTC
    >>> in_seoul(datetime(2026, 11, 22, 17, 30, tzinfo=UTC))
    '2026-11-23 02:30 KST'
    """
    return f"{moment.astimezone(SEOUL):%Y-%m-%d %H:%M} KST"
