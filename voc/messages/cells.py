"""The cells of a message export: numbers of people, money, yes and no, moments."""

import re
from datetime import tzinfo
from typing import NamedTuple

from voc.errors import RecordError
from voc.tables import ParsedDate, parse_date

_NOTHING = frozenset({"", "-", "–", "—", "n/a", "na", "nan", "null", "none", "없음", "해당없음", "해당 없음"})
_NUMBER = re.compile(
    r"(?P<sign>[-−(]?)\s?[₩￦]?\s?(?P<digits>\d{1,3}(?:,\d{3})+|\d{1,15})(?:\.(?P<decimals>\d{1,9}))?\)?"
)
_UNIT = re.compile(r"\s?(?:건|명|회|개|통|번|원|krw|won|people|users)$", re.IGNORECASE)
_PERCENT = re.compile(r"(?P<value>\d{1,3}(?:\.\d{1,9})?)\s?[%％]")
_YES = frozenset("y yes true o 1 예 네 있음 유 광고 광고성 ad checked ✓ ✔ v 사용".split())  # noqa: SIM905 - a list of words
_NO = frozenset("n no false x 0 아니오 아니요 없음 무 정보 정보성 비광고 unchecked 미사용".split())  # noqa: SIM905 - as above
_OFFSET = re.compile(r"\s?\((?:gmt|utc)\s?(?P<offset>[+-]\d{1,2}(?::?\d{2})?)\)", re.IGNORECASE)
_HOUR = re.compile(r"(?P<hour>[01]?\d|2[0-4])\s?시?")
_CLOCK = re.compile(
    r"(?:(?:오전|오후|am|pm)\s?)?\d{1,2}(?::\d{2}){1,2}(?:\s?(?:am|pm))?|(?:오전|오후)?\s?\d{1,2}시(?:\s?\d{1,2}분)?",
    re.IGNORECASE,
)
# Between the ends of a span of time.
_RANGE = re.compile(r"\s?(?:→|⟶|~|->)\s?")


class Share(NamedTuple):
    """A number of people that is given as a share of those a message was sent to, 0-1."""

    value: float


def is_clock(text: str) -> bool:
    """Tell whether a cell holds a time of day, or an hour, and no day."""
    return bool(_CLOCK.fullmatch(text.strip()) or _HOUR.fullmatch(text.strip()))


def is_number(text: str) -> bool:
    """Tell whether a cell holds a number of people or money."""
    plain = _UNIT.sub("", text.strip())
    return text.strip().casefold() in _NOTHING or _NUMBER.fullmatch(plain) is not None


def is_percent(text: str) -> bool:
    """Tell whether a cell holds a percentage."""
    return _PERCENT.fullmatch(text.strip()) is not None


def is_flag(text: str) -> bool:
    """Tell whether a cell says yes or no."""
    return text.strip().casefold() in _YES | _NO


def read_flag(text: str) -> bool | None:
    """Read yes or no; None where the cell says nothing.

    Raises
    ------
    RecordError
        It says something else.
    """
    word = text.strip().casefold()
    if word in _YES or word in _NO:
        return word in _YES
    if word in _NOTHING:
        return None
    message = "is neither yes nor no; expected Y or N, 예 or 아니오, 광고 or 정보"
    raise RecordError(message)


def read_count(text: str) -> int | Share | None:
    """Read a number of people; a percentage is a share, nothing is None.

    Raises
    ------
    RecordError
        It is no number, negative, or not whole.

    Examples
    --------
    >>> read_count("1,234건"), read_count("12.5%"), read_count("-")
    (1234, Share(value=0.125), None)
    """
    percent = _PERCENT.fullmatch(text.strip())
    if percent:
        share = float(percent["value"]) / 100
        if share > 1:
            message = "is a percentage above 100"
            raise RecordError(message)
        return Share(share)
    value = _number(text)
    if value is None:
        return None
    if value != int(value):
        message = "is no whole number; people are counted"
        raise RecordError(message)
    return int(value)


def read_money(text: str) -> float | None:
    """Read an amount of won; nothing is None.

    Raises
    ------
    RecordError
        It is no number, or negative.
    """
    return _number(text)


def read_moment(day: str, clock: str = "", *, zone: tzinfo) -> ParsedDate:
    """Read when a message was sent, as its tool writes it; of a span of time, its beginning.

    Parameters
    ----------
    clock : str
        The time of day, where it stands in a column of its own.

    Raises
    ------
    RecordError
        It is no date.

    Examples
    --------
    >>> from voc.weeks import SEOUL
    >>> read_moment("2026년 11월 3일 오전 10:00 → 오전 11:00", zone=SEOUL).moment.isoformat()
    '2026-11-03T01:00:00+00:00'
    """
    first = _RANGE.split(day.strip().removeprefix("@"))[0]
    text = _OFFSET.sub(r" GMT\g<offset>", first)
    if clock.strip():
        hour = _HOUR.fullmatch(clock.strip())
        text = f"{_day_of(text)} {int(hour['hour']):02}:00" if hour else f"{_day_of(text)} {clock.strip()}"
    return parse_date(text, timezone=zone)


def _day_of(text: str) -> str:
    """Leave out the midnight that a spreadsheet writes behind a bare day."""
    return re.sub(r"[ T]00:00(?::00)?$", "", text.strip())


def _number(text: str) -> float | None:
    plain = _UNIT.sub("", text.strip())
    if plain.casefold() in _NOTHING:
        return None
    match = _NUMBER.fullmatch(plain)
    if match is None:
        message = "is no number; expected one such as 1234, 1,234 or 1,234건"
        raise RecordError(message)
    if match["sign"]:
        message = "is negative"
        raise RecordError(message)
    return float(f"{match['digits'].replace(',', '')}.{match['decimals'] or '0'}")
