"""How long texts may be kept: a number of days, weeks, months or years, or for ever."""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal, get_args

FOREVER = "forever"
Unit = Literal["days", "weeks", "months", "years"]
# A week is cleared as a whole, and its brief must have been written before.
SHORTEST_DAYS = 14
_UNITS: tuple[Unit, ...] = get_args(Unit)
_SPELLINGS: dict[str, Unit] = {
    **{spelling: unit for unit in _UNITS for spelling in (unit, unit[:-1], unit[0])},
    "일": "days",
    "주": "weeks",
    "개월": "months",
    "년": "years",
}
_PERIOD = re.compile(r"(\d{1,5})\s*([a-z]+|[가-힣]+)", re.IGNORECASE)
_MONTHS_A_YEAR = 12
# Whoever means more means for ever.
_LONGEST_YEARS = 100
_LONGEST_REACH_YEARS = 3
_A_YEAR: dict[Unit, float] = {"days": 365.25, "weeks": 365.25 / 7, "months": _MONTHS_A_YEAR, "years": 1}


@dataclass(frozen=True, slots=True)
class Keeping:
    """A keeping period.

    Attributes
    ----------
    n : int
        At least 1, and no more than make 100 years.
    """

    n: int
    unit: Unit

    def first_day(self, today: date) -> date:
        """Return the first day whose texts may still be there; months and years are those of the calendar.

        Examples
        --------
        >>> Keeping(1, "months").first_day(date(2026, 3, 31))
        datetime.date(2026, 2, 28)
        """
        if self.unit in {"days", "weeks"}:
            return today - timedelta(days=self.n * (7 if self.unit == "weeks" else 1))
        n_months = self.n * (_MONTHS_A_YEAR if self.unit == "years" else 1)
        year, month = divmod(today.year * _MONTHS_A_YEAR + today.month - 1 - n_months, _MONTHS_A_YEAR)
        return date(year, month + 1, min(today.day, monthrange(year, month + 1)[1]))

    def end(self, day: date) -> date:
        """Return the first day on which something of a day may not be there any more.

        Examples
        --------
        >>> Keeping(1, "months").end(date(2026, 1, 31)), Keeping(90, "days").end(date(2026, 9, 1))
        (datetime.date(2026, 3, 1), datetime.date(2026, 11, 30))
        """
        if self.unit in {"days", "weeks"}:
            return day + timedelta(days=self.n * (7 if self.unit == "weeks" else 1))
        n_months = self.n * (_MONTHS_A_YEAR if self.unit == "years" else 1)
        year, month = divmod(day.year * _MONTHS_A_YEAR + day.month - 1 + n_months, _MONTHS_A_YEAR)
        is_short = day.day > monthrange(year, month + 1)[1]
        return date(year, month + 1, 1) + timedelta(days=monthrange(year, month + 1)[1] if is_short else day.day - 1)

    def __str__(self) -> str:
        return f"{self.n} {self.unit if self.n > 1 else self.unit[:-1]}"


def parse_keeping(text: str) -> Keeping:
    """Read a period such as `24 months`, `2y`, `400 days`, `52w` or `24개월`.

    Raises
    ------
    ValueError
        It is none, or longer than 100 years; half a sentence for people.
    """
    match = _PERIOD.fullmatch(text.strip())
    unit = _SPELLINGS.get(match[2].lower()) if match else None
    if match is None or unit is None or int(match[1]) < 1:
        message = f"'{text[:40]}' is no period; expected a number of days, weeks, months or years such as '24 months'"
        raise ValueError(message)
    period = Keeping(int(match[1]), unit)
    if period.n > _LONGEST_YEARS * _A_YEAR[unit]:
        message = f"'{period}' is too long; expected {_LONGEST_YEARS} years or less"
        raise ValueError(message)
    return period


def check_keeping(value: str) -> str:
    """Return a configured period in its plain spelling, or `forever`."""
    if value.strip().lower() == FOREVER:
        return FOREVER
    try:
        period = parse_keeping(value)
    except ValueError as error:
        message = f"{error}, or '{FOREVER}'"
        raise ValueError(message) from error
    any_day = date(2001, 3, 1)
    if (any_day - period.first_day(any_day)).days < SHORTEST_DAYS:
        message = (
            f"'{period}' is too short: whole weeks are cleared, and each only after its brief; expected "
            f"{SHORTEST_DAYS} days or more, or '{FOREVER}'"
        )
        raise ValueError(message)
    return str(period)


def check_users_keeping(value: str) -> str:
    """Return the keeping period of what reaches a person in its plain spelling; never for ever, 3 years at most."""
    expected = "expected 3 years or less, such as '90 days'"
    if value.strip().lower() == FOREVER:
        message = f"'{FOREVER}' is no period for what reaches a person; {expected}"
        raise ValueError(message)
    period = parse_keeping(value)
    any_day = date(2001, 3, 1)
    if period.end(any_day) > Keeping(_LONGEST_REACH_YEARS, "years").end(any_day):
        message = f"'{period}' is too long for what reaches a person; {expected}"
        raise ValueError(message)
    return str(period)
