"""Times as Korean exports, web pages and interfaces write them, to aware UTC moments."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from typing import NamedTuple

from voc.errors import RecordError
from voc.records import Precision
from voc.weeks import SEOUL

# Longest text looked at, in characters.
_MAX_LENGTH = 64
_FIRST_YEAR, _LAST_YEAR = 1990, 2100
_EXCEL_DAY_0 = datetime(1899, 12, 30)  # noqa: DTZ001 - a sheet's clock has no zone
# Serial numbers of 1990 to 2100; outside them five digits mean something else.
_EXCEL_SERIALS = (32_874, 73_415)

_TIME = (
    r"(?:(?P<ampm>오전|오후|am|pm|a\.m\.|p\.m\.)\s?)?"
    r"(?P<hour>\d{1,2})(?::(?P<minute>\d{2})(?::(?P<second>\d{2})(?:[.,](?P<fraction>\d{1,9}))?)?"
    r"|시(?:\s?(?P<minute_ko>\d{1,2})분(?:\s?(?P<second_ko>\d{1,2})초)?)?)"
    r"(?:\s?(?P<ampm_after>오전|오후|am|pm|a\.m\.|p\.m\.))?"
    r"(?:\s?(?P<zone>z|utc|gmt|kst)?\s?(?P<offset>[+-]\d{1,2}(?::?\d{2})?)?)?(?:\s?\((?:kst|utc|gmt)\))?"
)
_WEEKDAY = r"(?:\s?\(?[월화수목금토일](?:요일)?\)?)?"
_REST = rf"{_WEEKDAY}(?:(?:\s?[t,]\s?|\s){_TIME})?"
_MONTH_NAMES = "jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec"
_MONTHS = {name: i for i, name in enumerate(_MONTH_NAMES.split("|"), start=1)}
_MONTH = rf"(?P<name>{_MONTH_NAMES})[a-z]{{0,6}}\.?"

# Texts are lowered and their white space reduced to single spaces before they are compared.
_YEAR_FIRST = re.compile(
    rf"(?P<year>\d{{4}}|\d{{2}})\s?(?P<mark>[-./년])\s?(?P<month>\d{{1,2}})\s?[-./월]\s?(?P<day>\d{{1,2}})\s?[.일]?{_REST}"
)
_YEAR_LAST = re.compile(
    rf"(?P<first>\d{{1,2}})(?P<mark>[-./])(?P<second_part>\d{{1,2}})(?P=mark)(?P<year>\d{{4}}|\d{{2}}){_REST}"
)
_DAY_NAME_YEAR = re.compile(rf"(?:[a-z]{{3,9}},?\s)?(?P<day>\d{{1,2}})[ -]{_MONTH}[ -](?P<year>\d{{4}}){_REST}")
_NAME_DAY_YEAR = re.compile(rf"(?:[a-z]{{3,9}},?\s)?{_MONTH}\s(?P<day>\d{{1,2}}),?\s(?P<year>\d{{4}}){_REST}")
_DIGITS = re.compile(r"\d{8}|\d{12}|\d{14}")
_EPOCH = re.compile(r"(?P<seconds>\d{10})(?:\.\d{1,9})?|(?P<millis>\d{13})(?:\.0)?|(?P<micros>\d{16})")
_SERIAL = re.compile(r"\d{5}(?:\.\d{1,15})?")
_VISUALIZATION = re.compile(
    r"date\((\d{4}),\s?(\d{1,2}),\s?(\d{1,2})(?:,\s?(\d{1,2}),\s?(\d{1,2})(?:,\s?(\d{1,2}))?(?:,\s?\d{1,3})?)?\)"
)
_NO_YEAR = re.compile(
    rf"(?:\d{{1,2}}[-./]\d{{1,2}}\.?|\d{{1,2}}월\s?\d{{1,2}}일|{_TIME}){_WEEKDAY}(?:\s{{0,1}}\d{{1,2}}:\d{{2}})?"
)
_RELATIVE = re.compile(r"방금(?:\s?전)?|어제|그제|오늘|\d{1,4}\s?(?:초|분|시간|일|주|개월|달|년)\s?전")
# A value may stand in a message when it is plainly a date gone wrong, never when it may be somebody's words.
_SHOWABLE = re.compile(r"[0-9 :./+TZ-]{1,32}")


class VagueDateError(RecordError):
    """A time that is meant to be read beside a calendar: without a year, or counted back from now."""


class _Moment(NamedTuple):
    """A reading before it gets its zone."""

    local: datetime
    zone: tzinfo | None
    precision: Precision


@dataclass(frozen=True, slots=True)
class ParsedDate:
    """A moment, how exactly it was given, and whether its zone had to be assumed.

    Attributes
    ----------
    moment : datetime
        Aware, UTC. Of a bare day: its midnight in the assumed zone.
    tz_assumed : bool
        The text gave no offset.
    """

    moment: datetime
    precision: Precision
    tz_assumed: bool


def parse_date(text: str, *, timezone: tzinfo = SEOUL, month_first: bool = True) -> ParsedDate:
    """Read a time in any form that the known sources write.

    Parameters
    ----------
    text : str
        Such as `2024-05-23T07:21:00+09:00`, `20240523`, `2024. 5. 23 오전 7:21:00` (오전: a.m.), `24.05.23`,
        `Thu, 23 May 2024 07:25:00 +0900`, `05/23/2024 07:21:00 AM`, `Date(2024,4,23)` (months from 0), seconds or
        milliseconds since 1970, or the serial number of a spreadsheet.
    timezone : tzinfo
        Taken where the text gives no offset.
    month_first : bool
        How to read `05/06/2024`, where both orders are possible.

    Raises
    ------
    VagueDateError
        The text has no year or counts back from an unknown moment.
    RecordError
        The text is none of these forms, or lies outside 1990-2100.

    Examples
    --------
    >>> parse_date("2024/05/23 7:21:00 오전 GMT+9")
    ParsedDate(moment=datetime.datetime(2024, 5, 22, 22, 21, tzinfo=datetime.timezone.utc), precision='second', \
tz_assumed=False)
    """
    given = text.strip()
    moment = _iso(given) if given[4:5] == "-" else None
    if moment is None:
        moment = _any_form(" ".join(given[: _MAX_LENGTH + 1].split()).lower(), month_first=month_first)
    if moment is None:
        raise _complaint(given)
    local, zone, precision = moment
    if not _FIRST_YEAR <= local.year <= _LAST_YEAR:
        raise RecordError(f"the year {local.year} is not within {_FIRST_YEAR}-{_LAST_YEAR}")
    return ParsedDate(local.replace(tzinfo=zone or timezone).astimezone(UTC), precision, zone is None)


def _complaint(given: str) -> RecordError:
    short = " ".join(given[: _MAX_LENGTH + 1].split()).lower()
    if not short:
        return RecordError("the date is blank")
    if len(given) <= _MAX_LENGTH and _RELATIVE.fullmatch(short):
        return VagueDateError(f"'{given}' counts back from a moment the file does not tell; expected 2024-05-23")
    if len(given) <= _MAX_LENGTH and _NO_YEAR.fullmatch(short):
        return VagueDateError(f"'{given}' has no year; expected a date such as 2024-05-23")
    seen = f"'{given}' is" if _SHOWABLE.fullmatch(given) else "it is"
    return RecordError(f"{seen} no date; expected a form such as 2024-05-23 or 2024-05-23 07:21")


def _iso(given: str) -> _Moment | None:
    # Weeks (2024-W21) and ordinal days are left to the refusal below: their third part does not begin at 7.
    if given[7:8] != "-" or len(given) > _MAX_LENGTH or len(given) < len("2024-05-23"):
        return None
    try:
        moment = datetime.fromisoformat(given)
    except ValueError:
        return None
    # The second colon of `2024-05-23T07:21:00` stands at 16.
    precision: Precision = "day" if len(given) == len("2024-05-23") else "second" if given[16:17] == ":" else "minute"
    return _Moment(moment.replace(tzinfo=None), moment.tzinfo, precision)


def _any_form(short: str, *, month_first: bool) -> _Moment | None:
    if not short or len(short) > _MAX_LENGTH:
        return None
    try:
        if short[0].isdecimal() and short.replace(".", "", 1).isdecimal():
            return _number(short)
        return _year_first(short) or _year_last(short, month_first=month_first) or _month_by_name(short)
    except (ValueError, OverflowError):
        return None


def _year_first(short: str) -> _Moment | None:
    match = _YEAR_FIRST.fullmatch(short)
    # 05/06/24 may be a month first; 24/05/06 may not.
    if not match or (match["mark"] == "/" and len(match["year"]) == 2 and int(match["year"]) <= 12):  # noqa: PLR2004 - digits, months
        return None
    return _calendar(match, _full_year(match["year"]), int(match["month"]), int(match["day"]))


def _month_by_name(short: str) -> _Moment | None:
    if match := _DAY_NAME_YEAR.fullmatch(short) or _NAME_DAY_YEAR.fullmatch(short):
        return _calendar(match, int(match["year"]), _MONTHS[match["name"]], int(match["day"]))
    if match := _VISUALIZATION.fullmatch(short):
        year, month, day, hour, minute, second = (int(part or 0) for part in match.groups())
        local = datetime(year, month + 1, day, hour, minute, second)  # noqa: DTZ001 - the zone comes later
        return _Moment(local, None, "second" if match[4] else "day")
    return None


def _number(short: str) -> _Moment | None:
    if _DIGITS.fullmatch(short):
        parts = [int(short[0:4]), *(int(short[i : i + 2]) for i in range(4, len(short), 2))]
        precision: Precision = "day" if len(parts) == 3 else "minute" if len(parts) == 5 else "second"  # noqa: PLR2004 - y m d, h m
        year, month, day, hour, minute, second, *_ = [*parts, 0, 0, 0]
        return _Moment(datetime(year, month, day, hour, minute, second), None, precision)  # noqa: DTZ001 - comes later
    if match := _EPOCH.fullmatch(short):
        seconds = float(short) if match["seconds"] else float(short) / (1e3 if match["millis"] else 1e6)
        return _Moment(datetime.fromtimestamp(seconds, UTC).replace(tzinfo=None), UTC, "second")
    if _SERIAL.fullmatch(short) and _EXCEL_SERIALS[0] <= float(short) < _EXCEL_SERIALS[1]:
        local = _EXCEL_DAY_0 + timedelta(seconds=round(float(short) * 86_400))
        return _Moment(local, None, "second" if "." in short and float(short) % 1 else "day")
    # 24.05.23 has two points and is no number; one point leaves nothing to hold on to.
    return None


def _year_last(short: str, *, month_first: bool) -> _Moment | None:
    match = _YEAR_LAST.fullmatch(short)
    if not match:
        return None
    first, second = int(match["first"]), int(match["second_part"])
    short_year = len(match["year"]) == 2  # noqa: PLR2004 - digits
    # Of 05/06/24 nobody can tell which part is the year; of 05/23/24 one can.
    if short_year and (match["mark"] != "/" or not second > 12 >= first):  # noqa: PLR2004 - months
        return None
    in_order = (first, second) if month_first else (second, first)
    month, day = in_order if in_order[0] <= 12 else (in_order[1], in_order[0])  # noqa: PLR2004 - months
    return _calendar(match, _full_year(match["year"]), month, day)


def _full_year(digits: str) -> int:
    return int(digits) if len(digits) > 2 else 2000 + int(digits)  # noqa: PLR2004 - digits of a short year


def _calendar(match: re.Match[str], year: int, month: int, day: int) -> _Moment:
    local = datetime(year, month, day)  # noqa: DTZ001 - the zone comes later
    if match["hour"] is None:
        return _Moment(local, None, "day")
    hour = _hour(int(match["hour"]), match["ampm"] or match["ampm_after"])
    minute = int(match["minute"] or match["minute_ko"] or 0)
    seconds = match["second"] or match["second_ko"]
    micros = int((match["fraction"] or "0").ljust(6, "0")[:6])
    if hour > 24 or minute > 59 or int(seconds or 0) > 59 or (hour == 24 and (minute or int(seconds or 0))):  # noqa: PLR2004 - a clock
        raise ValueError
    local += timedelta(hours=hour, minutes=minute, seconds=int(seconds or 0), microseconds=micros)
    return _Moment(local, _zone(match["zone"], match["offset"]), "second" if seconds else "minute")


def _hour(hour: int, half: str | None) -> int:
    if half is None:
        return hour
    if half in {"오전", "am", "a.m."}:
        return 0 if hour == 12 else hour  # noqa: PLR2004 - noon
    return hour + 12 if hour < 12 else hour  # noqa: PLR2004 - noon


def _zone(name: str | None, offset: str | None) -> tzinfo | None:
    if offset:
        digits = offset[1:].replace(":", "")
        hours, minutes = (int(digits), 0) if len(digits) < 3 else (int(digits[:-2]), int(digits[-2:]))  # noqa: PLR2004 - +9, +09
        span = timedelta(hours=hours, minutes=minutes)
        return timezone(-span if offset[0] == "-" else span)
    if name == "kst":
        return SEOUL
    return UTC if name else None
