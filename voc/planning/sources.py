"""What each source delivered in a week, set against its habit: a source that broke must not pass for a change."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from statistics import fmean
from typing import Literal

from voc.store import WeekVoices
from voc.store.deliveries import Delivery

SourceState = Literal["normal", "silent", "removed", "thin", "added", "young", "flooded", "refusing", "ill", "patchy"]

# Weeks that make a habit.
_HABIT_WEEKS = 4
# Less than this share of the habit is too little to be a quiet week, where the habit is this large.
_THIN, _THIN_FROM = 0.3, 10.0
# More than this many times the habit, and so many voices, come from a wider net or from old posts rather than from an
# outcry: an outage doubles or triples what customers write.
_FLOOD, _FLOOD_FROM = 4.0, 40
# Rows set aside: this share of a week's rows, this many, and this many times the share of the weeks before.
_REFUSED, _REFUSED_FROM, _REFUSED_MORE = 0.2, 10, 2.0


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
        `silent`: nothing this week, though it delivered in the last four; `removed`: nothing for longer than that;
        `thin`: less than 30 % of the usual; `added`: this week is its first, though others delivered before; `young`:
        its first was one of the three weeks before; `flooded`: more than four times the usual; `refusing`: far more of
        its rows than usual could not be read; `ill`: nights of the week failed or brought too little; `patchy`: those
        of most weeks before did, see `voc.planning.nights`.
    n_rejects : int
        Rows set aside in the runs of the week.
    """

    source: str
    n_documents: int
    n_before: int
    n_with_rating: int
    sum_rating: float
    usual: float
    state: SourceState
    n_rejects: int = 0

    @property
    def mean_rating(self) -> float | None:
        """Mean of the week on the scale of 1 to 5 stars; None without any rating."""
        return round(self.sum_rating / self.n_with_rating, 2) if self.n_with_rating else None


def source_figures(
    heard: Sequence[WeekVoices],
    weeks: Sequence[str],
    first_weeks: Mapping[str, str],
    delivered: Mapping[str, tuple[Delivery, Delivery]],
) -> list[SourceFigures]:
    """Describe the sources that were heard in any of the weeks, by name; the last week is the one described.

    Parameters
    ----------
    heard : sequence of WeekVoices
        Of the weeks described.
    first_weeks : mapping of source to week
        When each source was first heard, in these weeks or before.
    delivered : mapping of source to (of the week, of the weeks before)
        What the nightly runs read and set aside; a source that no run read may be missing.
    """
    begun = min(first_weeks.values(), default=weeks[-1])
    nothing = (Delivery(), Delivery())
    found = []
    for source in sorted({one.source for one in heard}):
        of_source = [one for one in heard if one.source == source]
        is_late = first_weeks.get(source, weeks[-1]) > begun
        figures = _figures(source, of_source, weeks, first_weeks.get(source, weeks[-1]), is_late=is_late)
        now, before = delivered.get(source, nothing)
        is_refusing = figures.state in {"normal", "thin"} and _refuses(now, before)
        found.append(replace(figures, n_rejects=now.n_rejects, state="refusing" if is_refusing else figures.state))
    return found


def among(
    whole: Sequence[SourceFigures], heard: Sequence[WeekVoices], weeks: Sequence[str], first_weeks: Mapping[str, str]
) -> tuple[SourceFigures, ...]:
    """Count the voices of some customers only; how a source is doing is told by all that it delivered.

    Parameters
    ----------
    heard : sequence of WeekVoices
        Of those customers.
    first_weeks : mapping of source to week
        When each source was first heard.
    """
    found = []
    for one in whole:
        own = [voices for voices in heard if voices.source == one.source]
        counted = _figures(one.source, own, weeks, first_weeks.get(one.source, weeks[-1]), is_late=False)
        found.append(replace(counted, state=one.state, n_rejects=one.n_rejects))
    return tuple(found)


def _figures(
    source: str, of_source: Sequence[WeekVoices], weeks: Sequence[str], first: str, *, is_late: bool
) -> SourceFigures:
    by_week = {one.week: one for one in of_source}
    counts = [by_week[week].n_documents if week in by_week else 0 for week in weeks]
    since = sum(week < first for week in weeks)
    habit = counts[max(since, len(counts) - 1 - _HABIT_WEEKS) : -1]
    now = by_week.get(weeks[-1])
    return SourceFigures(
        source=source,
        n_documents=counts[-1],
        n_before=counts[-2] if len(counts) > 1 else 0,
        n_with_rating=now.n_with_rating if now else 0,
        sum_rating=now.sum_rating if now else 0.0,
        usual=round(fmean(habit), 1) if habit else 0.0,
        state=source_state(counts[since:], is_late=is_late),
    )


def source_state(counts: Sequence[int], *, is_late: bool) -> SourceState:
    """Judge a source by its voices a week from its first week on; the last week is the one that is judged.

    Parameters
    ----------
    is_late : bool
        Whether other sources were heard before this one.

    Examples
    --------
    >>> [source_state(counts, is_late=True) for counts in ([9] * 6 + [0], [9] * 6 + [2], [9], [9, 9, 9])]
    ['silent', 'normal', 'added', 'young']
    """
    now, before = counts[-1], counts[:-1]
    habit = before[-_HABIT_WEEKS:]
    usual = fmean(habit) if habit else 0.0
    if not now:
        return "silent" if usual else "removed" if any(before) else "normal"
    if is_late and len(before) < _HABIT_WEEKS:
        return "young" if before else "added"
    if usual >= _THIN_FROM and now < _THIN * usual:
        return "thin"
    return "flooded" if usual and now >= _FLOOD_FROM and now > _FLOOD * usual else "normal"


def _refuses(now: Delivery, before: Delivery) -> bool:
    return now.n_rejects >= _REFUSED_FROM and now.share >= _REFUSED and now.share >= _REFUSED_MORE * before.share
