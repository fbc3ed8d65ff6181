"""Schedules in cron's five fields: minute, hour, day of month, month, day of week."""

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import product
from zoneinfo import ZoneInfo

_FIELDS = (("minute", 0, 59), ("hour", 0, 23), ("day of month", 1, 31), ("month", 1, 12), ("day of week", 0, 7))
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_WEEKDAYS = ("sun", "mon", "tue", "wed", "thu", "fri", "sat")
_NAMES = {
    "month": {name: number for number, name in enumerate(_MONTHS, start=1)},
    "day of week": {name: number for number, name in enumerate(_WEEKDAYS)},
}
_PART = re.compile(r"(\*|(?P<first>\w+)(?:-(?P<last>\w+))?)(?:/(?P<step>[0-9]{1,2}))?", re.ASCII)
# A leap day comes back after eight years at most.
_LOOKED_AT_DAYS = 3_660
_DAYS, _WEEK = 31, 7
_LONGEST_MONTHS = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


def cron_problem(text: str) -> str | None:
    """Say what is wrong with a schedule, None where nothing is.

    Examples
    --------
    >>> cron_problem("0 2 * * *"), cron_problem("0 5 * * mon")
    (None, None)
    >>> cron_problem("0 25 * * *")
    "the hour '25' is not between 0 and 23"
    """
    fields = text.split()
    if len(fields) != len(_FIELDS):
        return (
            f"a schedule has five fields (minute, hour, day of month, month, day of week), this has {len(fields)}; "
            "'0 2 * * *' is every night at two"
        )
    for written, (name, low, high) in zip(fields, _FIELDS, strict=True):
        parts = written.split(",")
        if len(parts) > 1 and "*" in parts:
            # Prefect then takes days of the month and of the week together in another way than cron does.
            return f"the {name} '{written}' has * in a list; write * alone, or leave it out"
        for part in parts:
            problem = _part_problem(part, name, low, high)
            if problem:
                return problem
    return _either_problem(fields) or _never_problem(fields)


def _part_problem(part: str, name: str, low: int, high: int) -> str | None:
    match = _PART.fullmatch(part)
    if not match:
        return f"the {name} '{part}' cannot be read; write a number, a range such as 1-5, a list such as 1,3 or *"
    ends = [_number(end, name) for end in (match["first"], match["last"]) if end is not None]
    if any(end is None or not low <= end <= high for end in ends):
        return f"the {name} '{part}' is not between {low} and {high}"
    problem = _range_problem(part, name, ends)
    return problem or _step_problem(match, part, name, high, is_range=len(ends) != 1)


def _range_problem(part: str, name: str, ends: list[int | None]) -> str | None:
    first, last = (ends[0], ends[-1]) if len(ends) > 1 else (0, 1)
    if (first or 0) > (last or 0):
        return f"the {name} '{part}' runs backwards"
    # Prefect takes a range of one for every value there is.
    return f"the {name} '{part}' is a range of one; write {part.partition('-')[0]}" if first == last else None


def _step_problem(match: re.Match[str], part: str, name: str, high: int, *, is_range: bool) -> str | None:
    step = match["step"]
    if step is None:
        return None
    if not is_range:
        return f"the {name} '{part}' has a step without a range; write {match['first']}-{high}/{step}"
    if not 1 <= int(step) <= high:
        return f"the {name} '{part}' has the step {step}, expected 1 to {high}"
    return None


def _number(text: str, name: str) -> int | None:
    return int(text) if text.isdigit() else _NAMES.get(name, {}).get(text.lower())


def _either_problem(fields: list[str]) -> str | None:
    """Find days that are named twice, once all of them: cron takes either, Prefect sometimes both."""
    if fields[2] == "*" or fields[4] == "*":
        return None
    for field, limits, n in ((fields[2], _FIELDS[2], _DAYS), (fields[4], _FIELDS[4], _WEEK)):
        if len({number % n for number in _numbers(field, *limits)}) == n:
            return f"the {limits[0]} '{field}' names every day, beside days that are chosen; write * for it"
    return None


def _never_problem(fields: list[str]) -> str | None:
    """Find schedules that no calendar ever reaches, such as 30 February."""
    if fields[4] != "*":
        return None
    days, months = (_numbers(field, *limits) for field, limits in zip(fields[2:4], _FIELDS[2:4], strict=True))
    if any(day <= _LONGEST_MONTHS[month - 1] for day, month in product(days, months)):
        return None
    return f"there is no day {fields[2]} in month {fields[3]}, so it would never run"


def next_runs(schedule: str, timezone: str, after: datetime, n: int) -> list[datetime]:
    """List the next times of a schedule; fewer where a calendar does not hold so many within ten years.

    Where both days of the month and days of the week are named, either will do, as for cron itself. A time that a
    change of the clock skips is left out.

    Parameters
    ----------
    after : datetime
        Aware; times at or before it are left out.

    Returns
    -------
    list of datetime
        In the schedule's own time zone.

    Examples
    --------
    >>> from datetime import UTC
    >>> [f"{at:%m-%d %H:%M}" for at in next_runs("0 5 * * mon", "Asia/Seoul", datetime(2026, 11, 22, tzinfo=UTC), 2)]
    ['11-23 05:00', '11-30 05:00']
    """
    zone = ZoneInfo(timezone)
    found: list[datetime] = []
    today = after.astimezone(zone).date()
    for day in (today + timedelta(days=number) for number in range(_LOOKED_AT_DAYS)):
        found += [at for at in _times_on(day, schedule.split(), zone) if at > after]
        if len(found) >= n:
            break
    return found[:n]


def last_runs(schedule: str, timezone: str, until: datetime, n: int) -> list[datetime]:
    """List the last times of a schedule, the latest first; as `next_runs` looks ahead, this looks back.

    Parameters
    ----------
    until : datetime
        Aware; the moment itself counts.

    Examples
    --------
    >>> from datetime import UTC
    >>> [f"{at:%m-%d %H:%M}" for at in last_runs("0 5 * * mon", "Asia/Seoul", datetime(2026, 11, 22, tzinfo=UTC), 2)]
    ['11-16 05:00', '11-09 05:00']
    """
    zone = ZoneInfo(timezone)
    found: list[datetime] = []
    today = until.astimezone(zone).date()
    for day in (today - timedelta(days=number) for number in range(_LOOKED_AT_DAYS)):
        found += reversed([at for at in _times_on(day, schedule.split(), zone) if at <= until])
        if len(found) >= n:
            break
    return found[:n]


def _times_on(day: date, fields: list[str], zone: ZoneInfo) -> Iterator[datetime]:
    minutes, hours, days, months, weekdays = (
        _numbers(field, *limits) for field, limits in zip(fields, _FIELDS, strict=True)
    )
    by_day, by_weekday = day.day in days, day.isoweekday() % 7 in {one % 7 for one in weekdays}
    is_either = fields[2] != "*" and fields[4] != "*"
    if day.month not in months or not (by_day or by_weekday if is_either else by_day and by_weekday):
        return
    for hour, minute in product(sorted(hours), sorted(minutes)):
        at = datetime(day.year, day.month, day.day, hour, minute, tzinfo=zone)
        if at.astimezone(UTC).astimezone(zone).replace(tzinfo=None) == at.replace(tzinfo=None):
            yield at


def _numbers(field: str, name: str, low: int, high: int) -> set[int]:
    """Return the numbers that a sound field stands for."""
    found: set[int] = set()
    # Sunday is 0 and 7; steps go up to Saturday.
    high = min(high, 6) if name == "day of week" else high
    for part in field.split(","):
        match = _PART.fullmatch(part)
        assert match is not None  # noqa: S101 - `cron_problem` has seen it
        first = low if match["first"] is None else _number(match["first"], name) or 0
        last = high if match["first"] is None else first
        if match["last"]:
            last = _number(match["last"], name) or 0
        found.update(range(first, last + 1, int(match["step"] or 1)))
    return found
