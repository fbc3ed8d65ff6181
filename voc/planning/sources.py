"""What each source delivered in a week, set against its habit: a source that broke must not pass for a change."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import fmean
from typing import Literal

from voc.store import WeekVoices

SourceState = Literal["normal", "silent", "thin", "added"]

# Weeks that make a habit.
_HABIT_WEEKS = 4
# Less than this share of the habit is too little to be a quiet week, where the habit is this large.
_THIN, _THIN_FROM = 0.3, 10.0


@dataclass(frozen=True, slots=True)
class SourceFigures:
    """Voices of one source in one week.

    Attributes
    ----------
    n_with_rating, sum_rating : int, float
        Voices of the week with a rating, and their ratings on the scale of 1 to 5 stars.
    usual : float
        Mean of the last four weeks in which it could have delivered.
    state : SourceState
        `silent`: nothing this week, though it delivered in the last four; `thin`: less than 30 % of the usual;
        `added`: this week is its first, though others delivered before.
    """

    source: str
    n_documents: int
    n_before: int
    n_with_rating: int
    sum_rating: float
    usual: float
    state: SourceState

    @property
    def mean_rating(self) -> float | None:
        """Mean of the week on the scale of 1 to 5 stars; None without any rating."""
        return round(self.sum_rating / self.n_with_rating, 2) if self.n_with_rating else None


def source_figures(heard: Sequence[WeekVoices], weeks: Sequence[str]) -> list[SourceFigures]:
    """Describe the sources that were heard in any of the weeks, by name; the last week is the one described."""
    starts = {one.week for one in heard if one.n_documents}
    return [
        _figures([one for one in heard if one.source == source], weeks, has_past=bool(starts & {*weeks[:-1]}))
        for source in sorted({one.source for one in heard})
    ]


def _figures(of_source: Sequence[WeekVoices], weeks: Sequence[str], *, has_past: bool) -> SourceFigures:
    by_week = {one.week: one for one in of_source}
    counts = [by_week[week].n_documents if week in by_week else 0 for week in weeks]
    first = next((place for place, n in enumerate(counts) if n), len(counts) - 1)
    habit = counts[max(first, len(counts) - 1 - _HABIT_WEEKS) : -1]
    now = by_week.get(weeks[-1])
    usual = fmean(habit) if habit else 0.0
    return SourceFigures(
        source=of_source[0].source,
        n_documents=counts[-1],
        n_before=counts[-2] if len(counts) > 1 else 0,
        n_with_rating=now.n_with_rating if now else 0,
        sum_rating=now.sum_rating if now else 0.0,
        usual=round(usual, 1),
        state=_state(counts[-1], usual, is_first=first == len(counts) - 1 and has_past),
    )


def _state(now: int, usual: float, *, is_first: bool) -> SourceState:
    if not now:
        return "silent" if usual > 0 else "normal"
    if is_first:
        return "added"
    return "thin" if usual >= _THIN_FROM and now < _THIN * usual else "normal"
