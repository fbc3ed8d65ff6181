"""Ratings as people and exports write them: numbers, stars, points out of a maximum."""

import re

from voc.errors import RecordError
from voc.records import Rating

_STARS = re.compile(r"(?P<full>[★⭐]{1,10})\ufe0f?(?P<empty>[☆✩]{0,10})")
_NUMBER = re.compile(
    r"(?:별점|평점)?\s?(?P<value>\d{1,4}(?:\.\d{1,6})?)\s?(?:점|stars?|/\s?(?P<of>\d{1,4})\s?점?)?(?:\s?[-–:.(]\s?.{0,80})?",
    re.IGNORECASE,
)


def parse_rating(text: str, *, minimum: float, maximum: float) -> Rating:
    """Read a rating on a known scale.

    Parameters
    ----------
    text : str
        Such as `4`, `4.0`, `5점` (5 points), `★★★★☆`, `4 / 10`, `0 - 전혀 추천하지 않음` (0 - would not recommend).
    minimum, maximum : float
        The scale; a maximum written in the text (`4 / 10`, empty stars) outranks `maximum`.

    Raises
    ------
    RecordError
        The text is no rating or lies outside its scale.

    Examples
    --------
    >>> parse_rating("★★★★☆", minimum=1, maximum=5)
    Rating(value=4.0, min=1, max=5)
    """
    short = " ".join(text[:128].split())
    if stars := _STARS.fullmatch(short):
        value, top = float(len(stars["full"])), float(maximum)
        if stars["empty"]:
            top = value + len(stars["empty"])
    elif number := _NUMBER.fullmatch(short):
        value, top = float(number["value"]), float(number["of"] or maximum)
    else:
        raise RecordError(f"the rating is no number from {minimum:g} to {maximum:g}")
    if top == maximum:
        top = maximum
    if not minimum <= value <= top:
        raise RecordError(f"the rating {value:g} is not within {minimum:g}-{top:g}")
    return Rating(value, minimum, top)
