"""The cells of a funnel file: weeks as people write them, counts, stages and kinds of customer."""

import re
from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from voc.errors import RecordError, UsageError
from voc.tables.dates import parse_date
from voc.weeks import SEOUL, monday_of, week_of

_ISO_WEEK = re.compile(r"(\d{4})\s?-?\s?W(\d{1,2})(?!\d)", re.IGNORECASE)
_NTH_WEEK = re.compile(r"(?:(\d{4}|\d{2})\s?[년.\-/]\s?)?(\d{1,2})\s?월?\s?(\d)\s?(?:주차|째\s?주|주)")
_COUNT = re.compile(r"([+-]?\d{1,3}(?:,\d{3})+|[+-]?\d+)(?:\.0+)?\s?(?:명|건|회)?")
_ALL = frozenset({"", "전체", "합계", "모두", "전체 고객", "all", "total", "*"})
_CENTURY = 2000
# People write 설치/가입 where the funnel says 설치·가입; several signs look like its dot.
_BETWEEN = re.compile(r"[\s·ㆍ・‧/,\-_]+")


def read_week(text: str, today: date) -> str:
    """Read a week in any form that people write.

    Parameters
    ----------
    text : str
        `2026-W46`, a day of the week, or `11월 2주차` (the second week of November, by its Thursday; without a year the
        latest such week up to `today`).

    Raises
    ------
    RecordError
        It is none of these, or the week has not begun.

    Examples
    --------
    >>> monday = date(2026, 11, 23)
    >>> [read_week(text, monday) for text in ("2026-W46", "11월 2주차", "2026-11-10", "2026. 11. 9", "12월 1주차")]
    ['2026-W46', '2026-W46', '2026-W46', '2026-W46', '2025-W49']
    """
    given = " ".join(text.split())
    week = _iso_week(given) or _nth_week(given, today) or week_of(parse_date(given).moment.astimezone(SEOUL))
    if monday_of(week) > today:
        message = f"week {week} has not begun"
        raise RecordError(message)
    return week


def read_count(text: str) -> int:
    """Read a number of people.

    Raises
    ------
    RecordError
        It is no whole number, or below 0.

    Examples
    --------
    >>> read_count("12,345명"), read_count("12.0")
    (12345, 12)
    """
    found = _COUNT.fullmatch(text.strip())
    if not found:
        message = "is no whole number" if text.strip() else "is missing"
        raise RecordError(message)
    n = int(found[1].replace(",", ""))
    if n < 0:
        message = "is below 0"
        raise RecordError(message)
    return n


def read_stage(text: str, stages: Mapping[str, str]) -> str:
    """Return the key of a stage that is written by key or by name; spaces, case and what parts the words are no matter.

    Parameters
    ----------
    stages : mapping of key to name

    Raises
    ------
    RecordError
        The funnel has no such stage.
    """
    wanted = _plain(text)
    for key, name in stages.items():
        if wanted in {_plain(key), _plain(name)}:
            return key
    message = f"the stage is none of funnel.yaml ({', '.join(stages.values())})"
    raise RecordError(message)


def read_segment(text: str, known: Mapping[str, Sequence[str]]) -> str | None:
    """Return a kind of customer as `name=value`; None for all of them.

    Parameters
    ----------
    known : mapping of name to values
        Segments of the store: a bare value that only one of them has means that one.
    """
    given = " ".join(text.split())
    if given.casefold() in _ALL:
        return None
    name, equals, value = given.partition("=")
    if equals:
        return f"{name.strip()}={value.strip()}"
    names = [name for name, values in known.items() if given in values]
    return f"{names[0]}={given}" if len(names) == 1 else given


def _plain(text: str) -> str:
    return _BETWEEN.sub("", text).casefold()


def _iso_week(text: str) -> str | None:
    found = _ISO_WEEK.search(text)
    if not found:
        return None
    week = f"{found[1]}-W{int(found[2]):02d}"
    try:
        monday_of(week)
    except UsageError:
        message = f"there is no week {week}"
        raise RecordError(message) from None
    return week


def _nth_week(text: str, today: date) -> str | None:
    found = _NTH_WEEK.fullmatch(text)
    if not found:
        return None
    year, month, nth = (int(part) if part else None for part in found.groups())
    if year is not None:
        return _week_of_month(year if year >= _CENTURY else _CENTURY + year, month or 0, nth or 0)
    week = _week_of_month(today.year, month or 0, nth or 0)
    return week if monday_of(week) <= today else _week_of_month(today.year - 1, month or 0, nth or 0)


def _week_of_month(year: int, month: int, nth: int) -> str:
    try:
        first = date(year, month, 1)
    except ValueError:
        message = f"there is no month {month}"
        raise RecordError(message) from None
    thursday = first + timedelta(days=(3 - first.weekday()) % 7 + 7 * (nth - 1))
    if nth < 1 or thursday.month != month:
        message = f"{year}-{month:02d} has no {nth}th week"
        raise RecordError(message)
    return week_of(thursday)
