"""Schedules in cron's five fields: minute, hour, day of month, month, day of week."""

import re
from itertools import product

_FIELDS = (("minute", 0, 59), ("hour", 0, 23), ("day of month", 1, 31), ("month", 1, 12), ("day of week", 0, 7))
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_WEEKDAYS = ("sun", "mon", "tue", "wed", "thu", "fri", "sat")
_NAMES = {
    "month": {name: number for number, name in enumerate(_MONTHS, start=1)},
    "day of week": {name: number for number, name in enumerate(_WEEKDAYS)},
}
_PART = re.compile(r"(\*|(?P<first>\w+)(?:-(?P<last>\w+))?)(?:/(?P<step>[0-9]{1,2}))?", re.ASCII)
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
        for part in written.split(","):
            problem = _part_problem(part, name, low, high)
            if problem:
                return problem
    return _never_problem(fields)


def _part_problem(part: str, name: str, low: int, high: int) -> str | None:
    match = _PART.fullmatch(part)
    if not match:
        return f"the {name} '{part}' cannot be read; write a number, a range such as 1-5, a list such as 1,3 or *"
    ends = [_number(end, name) for end in (match["first"], match["last"]) if end is not None]
    if any(end is None or not low <= end <= high for end in ends):
        return f"the {name} '{part}' is not between {low} and {high}"
    if len(ends) > 1 and (ends[0] or 0) > (ends[1] or 0):
        return f"the {name} '{part}' runs backwards"
    if match["step"] is not None and not 1 <= int(match["step"]) <= high:
        return f"the {name} '{part}' has the step {match['step']}, expected 1 to {high}"
    return None


def _number(text: str, name: str) -> int | None:
    return int(text) if text.isdigit() else _NAMES.get(name, {}).get(text.lower())


def _never_problem(fields: list[str]) -> str | None:
    """Find schedules that no calendar ever reaches, such as 30 February."""
    days, months, weekdays = fields[2:]
    if weekdays != "*" or not all(re.fullmatch(r"[0-9,]+", field) for field in (days, months)):
        return None
    pairs = product(map(int, days.split(",")), map(int, months.split(",")))
    if any(day <= _LONGEST_MONTHS[month - 1] for day, month in pairs):
        return None
    return f"there is no day {days} in month {months}, so it would never run"
