"""Whether the calendar still knows the holidays to come; where it does not, quiet days look like broken sources."""

from datetime import date, timedelta

from voc.config.sections import CalendarSection

# Public holidays of a year are proclaimed by the middle of the year before.
_AHEAD = timedelta(days=60)


def holidays_ahead(calendar: CalendarSection, today: date) -> list[str]:
    """Say so where the last holiday of the calendar is over or less than sixty days ahead.

    Who lists no holidays at all wants none, and is not told.

    Parameters
    ----------
    today : date
        In Seoul.

    Examples
    --------
    >>> from voc.config.sections import Period
    >>> calendar = CalendarSection(holidays=(Period(name="성탄절", start=date(2027, 12, 25)),))
    >>> holidays_ahead(calendar, date(2027, 10, 26)), len(holidays_ahead(calendar, date(2027, 10, 27)))
    ([], 1)
    """
    last = max((period.last_on for period in calendar.holidays), default=None)
    if last is None or last - today >= _AHEAD:
        return []
    told = (
        f"calendar.yaml names no holiday after {last}: a holiday that it does not know is an ordinary day, on which a "
        "quiet source looks broken. Add those of the next year under 'holidays'."
    )
    return [told]
