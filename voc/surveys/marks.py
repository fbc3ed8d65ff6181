"""Ratings as survey answers write them: numbers and stars, and the five steps from 매우 불만족 to 매우 만족."""

import re

from voc.errors import RecordError
from voc.records import Rating
from voc.surveys.roles import Scale
from voc.tables import parse_rating

LIKERT = Scale(1.0, 5.0)
_STEPS = {
    5: "매우만족 아주만족 매우만족함 매우만족한다 매우그렇다 매우좋음 매우좋다 매우높음 매우중요 매우쉬움 매우편리 "
    "매우동의",
    4: "만족 만족함 만족한다 대체로만족 그렇다 좋음 좋다 높음 중요 쉬움 편리 동의 대체로그렇다",
    3: "보통 보통이다 보통임 그저그렇다 중간",
    2: "불만족 불만 불만족함 불만족한다 대체로불만족 그렇지않다 나쁨 나쁘다 낮음 중요하지않음 어려움 불편 비동의",
    1: "매우불만족 매우불만 아주불만족 매우불만족함 매우불만족한다 전혀그렇지않다 매우그렇지않다 매우나쁨 매우나쁘다 "
    "매우낮음 전혀중요하지않음 매우어려움 매우불편 전혀동의하지않음 매우비동의",
}
_VALUES = {word: value for value, words in _STEPS.items() for word in words.split()}
_MIDDLE = 3.0
# 매우 만족(5점), ⑤ 매우 만족.
_POINTS = re.compile(r"^[①-⑤]\s*|\s*[(\[]?\d\s?점?[)\]]?$")


def likert_value(text: str) -> float | None:
    """Return the step, 1-5, that an answer in words names; None for all others.

    Examples
    --------
    >>> [likert_value(text) for text in ("매우 만족", "보통이다", "매우 불만족(1점)", "느려요")]
    [5.0, 3.0, 1.0, None]
    """
    short = "".join(text[:40].split())
    value = _VALUES.get(short) or _VALUES.get(_POINTS.sub("", short))
    return float(value) if value else None


def is_likert(answers: set[str]) -> bool:
    """Tell whether different answers are steps of the five: the middle one is among them, and one beside it."""
    values = {likert_value(text) for text in answers}
    return None not in values and _MIDDLE in values and len(values) > 1


def read_mark(text: str, scale: Scale) -> Rating:
    """Read one answer on a scale.

    Raises
    ------
    RecordError
        It is no rating, or lies outside the scale.
    """
    in_words = likert_value(text) if scale == LIKERT and not text[:1].isdigit() else None
    if in_words is not None:
        return Rating(in_words, scale.min, scale.max)
    return parse_rating(text, minimum=scale.min, maximum=scale.max)


def mark_value(text: str) -> float | None:
    """Return the number that an answer gives on any scale up to 100, None where it gives none."""
    try:
        return parse_rating(text, minimum=0, maximum=100).value
    except RecordError:
        return None
