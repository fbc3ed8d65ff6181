"""Times as Korean pages show them, resolved against the moment at which the page came."""

import re
from datetime import UTC, date, datetime, time, timedelta

from voc.errors import RecordError
from voc.records import Precision
from voc.tables import ParsedDate, VagueDateError, parse_date
from voc.weeks import SEOUL

_MAX_LENGTH = 64
# Labels for screen readers, and what follows an edited post's time.
_LABEL = re.compile(
    r"^(?:(?:작성|등록|게시|수정|입력)(?:일시|일자|일|시간|시각)?|날짜|일시|date|posted|written)\s?[:：]?\s?(?=\S)"
)
_NOW = re.compile(r"(?:방금(?:\s?전)?|지금|조금\s?전)")
_AGO = re.compile(r"(?:약\s?)?(?P<n>\d{1,4})\s?(?P<unit>초|분|시간|일)\s?전")
_LONG_AGO = re.compile(r"(?:약\s?)?\d{1,4}\s?(?:주|주일|개월|달|년)\s?전")
_CLOCK = r"(?:(?P<half>오전|오후|am|pm)\s?)?(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2}))?"
_TODAY = re.compile(_CLOCK)
_NAMED_DAY = re.compile(rf"(?P<day>오늘|어제|그제|그저께|엊그제)(?:\s{_CLOCK})?")
_WEEKDAY = r"(?:\s?\(?[월화수목금토일](?:요일)?\)?)?"
_NO_YEAR = re.compile(
    rf"(?P<month>\d{{1,2}})(?:\s?[-./]\s?|월\s?)(?P<day>\d{{1,2}})(?:[.일])?{_WEEKDAY}(?:\s{_CLOCK})?"
)
# A time among other words: `2026.11.02 10:22 조회 31`.
_AMONG_WORDS = re.compile(
    rf"(?<!\d)(?:\d{{4}}\s?[-./년]\s?\d{{1,2}}\s?[-./월]\s?\d{{1,2}}[.일]?{_WEEKDAY}(?:[ t]{_CLOCK})?"
    rf"|\d{{2}}[-.]\d{{2}}[-.]\d{{2}}\.? \d{{1,2}}:\d{{2}})(?!\d)"
)
_DAYS_BACK = {"오늘": 0, "어제": 1, "그제": 2, "그저께": 2, "엊그제": 2}
# How far a board's clock may run ahead of ours before its 23:58 means yesterday's.
_SKEW = timedelta(minutes=15)
# 29 February comes back after eight years at the latest.
_YEARS_BACK = 9


def resolve_date(text: str, *, at: datetime) -> ParsedDate:
    """Read a time of a page in any form; Korean pages without an offset mean Seoul.

    Parameters
    ----------
    text : str
        Such as `방금` (just now), `3분 전` (3 minutes ago), `어제` (yesterday), `07:21` (today), `05-23`,
        `24-05-23 07:21`, `2024. 5. 23. 7:21`, or what `voc.tables.parse_date` reads; a label such as `작성일` may
        stand before it.
    at : datetime
        Aware; when the page came.

    Returns
    -------
    ParsedDate
        The moment is cut down to its precision: `3시간 전` (3 hours ago) is a full hour. A clock's time or a day that
        would lie in the future is yesterday's or last year's.

    Raises
    ------
    VagueDateError
        `2주 전` (2 weeks ago) and longer tell no day.
    RecordError
        The text is no time.

    Examples
    --------
    >>> resolve_date("3시간 전", at=datetime(2026, 5, 23, 1, 30, tzinfo=UTC))
    ParsedDate(moment=datetime.datetime(2026, 5, 22, 22, 0, tzinfo=datetime.timezone.utc), precision='hour', \
tz_assumed=False)
    """
    short = " ".join(text[: _MAX_LENGTH + 1].split()).lower()
    given = _LABEL.sub("", short)
    now = at.astimezone(SEOUL)
    try:
        found = _counted_back(given, now) or _clock_alone(given, now) or _named_day(given, now) or _no_year(given, now)
    except ValueError:
        found = None
    if found:
        return found
    if _LONG_AGO.fullmatch(given):
        raise VagueDateError(f"'{given}' tells no day; expected a date such as 2024-05-23")
    try:
        return parse_date(given if given != short else text)
    except VagueDateError:
        raise
    except RecordError:
        among = _AMONG_WORDS.search(short)
        if among is None:
            raise
        return parse_date(among[0])


def resolve_or_seen(text: str, *, at: datetime) -> ParsedDate:
    """Do as `resolve_date`; where a page tells no time, or no day, the moment at which it was seen has to do.

    Raises
    ------
    RecordError
        The text is no time.
    """
    seen = ParsedDate(at.astimezone(UTC), "seen", tz_assumed=False)
    if not text.strip():
        return seen
    try:
        return resolve_date(text, at=at)
    except VagueDateError:
        return seen


def _counted_back(given: str, now: datetime) -> ParsedDate | None:
    if _NOW.fullmatch(given):
        return _seen(now, "minute")
    match = _AGO.fullmatch(given)
    if not match:
        return None
    n = int(match["n"])
    if match["unit"] == "일":
        return _on(now.date() - timedelta(days=n))
    if match["unit"] == "시간":
        return _seen(now - timedelta(hours=n), "hour")
    return _seen(now - (timedelta(minutes=n) if match["unit"] == "분" else timedelta(seconds=n)), "minute")


def _clock_alone(given: str, now: datetime) -> ParsedDate | None:
    match = _TODAY.fullmatch(given)
    if not match:
        return None
    today = _at(now.date(), match)
    return today if today.moment <= now + _SKEW else _at(now.date() - timedelta(days=1), match)


def _named_day(given: str, now: datetime) -> ParsedDate | None:
    match = _NAMED_DAY.fullmatch(given)
    return _at(now.date() - timedelta(days=_DAYS_BACK[match["day"]]), match) if match else None


def _no_year(given: str, now: datetime) -> ParsedDate | None:
    match = _NO_YEAR.fullmatch(given)
    if not match:
        return None
    month, day = int(match["month"]), int(match["day"])
    for year in range(now.year, now.year - _YEARS_BACK, -1):
        try:
            written_on = date(year, month, day)
        except ValueError:
            continue
        if written_on <= now.date():
            return _at(written_on, match)
    return None


def _at(day: date, match: re.Match[str]) -> ParsedDate:
    if match["hour"] is None:
        return _on(day)
    hour = int(match["hour"])
    if match["half"] in {"오전", "am"}:
        hour %= 12
    elif match["half"]:
        hour = hour % 12 + 12
    local = datetime.combine(day, time(hour, int(match["minute"]), int(match["second"] or 0)), SEOUL)
    return ParsedDate(local.astimezone(UTC), "second" if match["second"] else "minute", tz_assumed=True)


def _on(day: date) -> ParsedDate:
    return ParsedDate(datetime.combine(day, time(), SEOUL).astimezone(UTC), "day", tz_assumed=True)


def _seen(local: datetime, precision: Precision) -> ParsedDate:
    """Count back from now: the zone is known, whatever the page's own."""
    whole = local.replace(minute=0) if precision == "hour" else local
    return ParsedDate(whole.replace(second=0, microsecond=0).astimezone(UTC), precision, tz_assumed=False)
