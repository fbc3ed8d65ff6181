"""The figures of a week: themes with their trend, stages, sources; all from weekly counts, never from documents."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from sqlalchemy import Connection

from nlp.trends import Trend, trends
from nlp.types import IntMatrix
from voc.store import StoredTheme, Tally, WeekVoices, counted_weeks, load_themes, tallies, voices
from voc.store.series import Dimension
from voc.weeks import shift_week, weeks_between

# Weeks that a trend line shows and that a change is judged against.
HISTORY_WEEKS = 12
_PER = 1000


@dataclass(frozen=True, slots=True)
class ThemeFigures:
    """One theme in one week.

    Attributes
    ----------
    n_documents, n_before : int
        Voices of the week and of the week before.
    rate, rate_before : float
        The same per 1,000 voices.
    series : tuple of int
        Voices of the last weeks up to this one, oldest first.
    rating_impact : float or None
        How far the week's mean rating would rise without the theme's voices; None where no voice has a rating.
    """

    theme: StoredTheme
    trend: Trend
    n_documents: int
    n_before: int
    rate: float
    rate_before: float
    series: tuple[int, ...]
    rating_impact: float | None


@dataclass(frozen=True, slots=True)
class StageFigures:
    """One stage of the funnel in one week; counts of voices that hesitate there."""

    stage: str
    n_documents: int
    n_before: int
    rate: float
    rate_before: float


@dataclass(frozen=True, slots=True)
class SourceFigures:
    """Voices of one source in one week."""

    source: str
    n_documents: int
    n_before: int
    mean_rating: float | None


@dataclass(frozen=True)
class WeekFigures:
    """Everything counted about a week.

    Attributes
    ----------
    weeks : tuple of str
        The history, oldest first, ending with the week itself.
    n_voices, n_voices_before, n_hesitating, n_hesitating_before : int
        Documents; copies are not counted.
    n_covered : int
        Hesitation sentences of the week that a theme holds, out of `n_sentences`.
    """

    week: str
    weeks: tuple[str, ...]
    n_voices: int
    n_voices_before: int
    n_hesitating: int
    n_hesitating_before: int
    n_sentences: int
    n_covered: int
    themes: tuple[ThemeFigures, ...]
    stages: tuple[StageFigures, ...]
    sources: tuple[SourceFigures, ...]
    reasons: dict[str, int] = field(default_factory=dict)

    @property
    def coverage(self) -> float:
        """Share of the week's hesitation sentences that a theme holds, 0-1."""
        return self.n_covered / self.n_sentences if self.n_sentences else 0.0


def week_figures(connection: Connection, week: str, stages: Sequence[str], *, source: str | None = None) -> WeekFigures:
    """Put together the figures of a week.

    Parameters
    ----------
    stages : sequence of str
        Keys of the funnel, in order; `none` comes last by itself.
    source : str or None
        Only what this source delivered; None takes all.
    """
    weeks = _history(connection, week)
    before = shift_week(week, -1)
    heard = [one for one in voices(connection, weeks=weeks) if source in {None, one.source}]
    n_voices, n_before = _sum(heard, week), _sum(heard, before)
    by_week = {t.week: t for t in _tallies(connection, ["week"], [before, week], source)}
    all_themes = _tallies(connection, ["week", "theme"], [week], source)
    return WeekFigures(
        week=week,
        weeks=tuple(weeks),
        n_voices=n_voices,
        n_voices_before=n_before,
        n_hesitating=by_week[week].n_documents if week in by_week else 0,
        n_hesitating_before=by_week[before].n_documents if before in by_week else 0,
        n_sentences=sum(t.n_sentences for t in all_themes),
        n_covered=sum(t.n_sentences for t in all_themes if t.theme),
        themes=tuple(_theme_figures(connection, weeks, heard)),
        stages=tuple(
            _stage_figures(
                _tallies(connection, ["week", "stage"], [before, week], source),
                [*stages, "none"],
                before,
                week,
                (n_before, n_voices),
            )
        ),
        sources=tuple(_source_figures(heard, before, week)),
        reasons={t.reason: t.n_documents for t in _tallies(connection, ["reason"], [week], source) if t.reason},
    )


def _tallies(connection: Connection, by: Sequence[Dimension], weeks: Sequence[str], source: str | None) -> list[Tally]:
    if source is None:
        return tallies(connection, by, weeks=weeks)
    return [t for t in tallies(connection, {*by, "source"}, weeks=weeks) if t.source == source]


def _history(connection: Connection, week: str) -> list[str]:
    """List the weeks that the week is set against: at most twelve before it, none before the first that has voices."""
    first = min([*counted_weeks(connection), week])
    return [w for w in weeks_between(shift_week(week, -HISTORY_WEEKS), week) if w >= first]


def _theme_figures(connection: Connection, weeks: Sequence[str], heard: Sequence[WeekVoices]) -> list[ThemeFigures]:
    themes = {theme.theme_id: theme for theme in load_themes(connection) if not theme.hidden}
    sources = sorted({one.source for one in heard})
    if not themes or not sources:
        return []
    ids = sorted(themes)
    totals = _grid([(one.source, one.week, one.n_documents) for one in heard], sources, weeks)
    counted = tallies(connection, ["week", "source", "theme"], weeks=weeks)
    by_theme: defaultdict[str, list[Tally]] = defaultdict(list)
    for tally in counted:
        if tally.source in sources:
            by_theme[tally.theme or ""].append(tally)
    observed = np.stack(
        [_grid([(t.source or "", t.week or "", t.n_documents) for t in by_theme[i]], sources, weeks) for i in ids]
    )
    judged = trends(observed, totals)
    ratings = _ratings(heard, weeks[-1])
    figures = [
        _one_theme(themes[theme_id], judged[row], observed[row].sum(axis=0), totals.sum(axis=0),
                   _impact(by_theme[theme_id], weeks[-1], ratings))
        for row, theme_id in enumerate(ids)
    ]  # fmt: skip
    return sorted(figures, key=lambda f: (-f.n_documents, -sum(f.series), f.theme.theme_id))


def _one_theme(
    theme: StoredTheme, trend: Trend, series: IntMatrix, totals: IntMatrix, impact: float | None
) -> ThemeFigures:
    now, before = int(series[-1]), int(series[-2]) if len(series) > 1 else 0
    voices_before = int(totals[-2]) if len(totals) > 1 else 0
    return ThemeFigures(
        theme=theme,
        trend=trend,
        n_documents=now,
        n_before=before,
        rate=_rate(now, int(totals[-1])),
        rate_before=_rate(before, voices_before),
        series=tuple(int(n) for n in series),
        rating_impact=impact,
    )


def _grid(cells: Sequence[tuple[str, str, int]], sources: Sequence[str], weeks: Sequence[str]) -> IntMatrix:
    grid = np.zeros((len(sources), len(weeks)), dtype=np.int64)
    for source, week, n in cells:
        grid[sources.index(source), weeks.index(week)] += n
    return grid


def _ratings(heard: Sequence[WeekVoices], week: str) -> tuple[int, float]:
    of_week = [one for one in heard if one.week == week]
    return sum(one.n_with_rating for one in of_week), sum(one.sum_rating for one in of_week)


def _impact(counted: Sequence[Tally], week: str, ratings: tuple[int, float]) -> float | None:
    """Tell how far the week's mean rating would rise without the theme's voices (see `nlp.trends.rating_impact`)."""
    own = [t for t in counted if t.week == week]
    n_own, sum_own = sum(t.n_with_rating for t in own), sum(t.sum_rating for t in own)
    n_all, sum_all = ratings
    if not n_own or n_own >= n_all:
        return None
    return round((sum_all - sum_own) / (n_all - n_own) - sum_all / n_all, 2)


def _stage_figures(
    counted_stages: Sequence[Tally], stages: Sequence[str], before: str, week: str, totals: tuple[int, int]
) -> list[StageFigures]:
    counted = {(t.week, t.stage): t.n_documents for t in counted_stages}
    n_before, n_now = totals
    return [
        StageFigures(
            stage=stage,
            n_documents=counted.get((week, stage), 0),
            n_before=counted.get((before, stage), 0),
            rate=_rate(counted.get((week, stage), 0), n_now),
            rate_before=_rate(counted.get((before, stage), 0), n_before),
        )
        for stage in stages
    ]


def _source_figures(heard: Sequence[WeekVoices], before: str, week: str) -> list[SourceFigures]:
    cells = {(one.week, one.source): one for one in heard}
    figures = []
    for source in sorted({one.source for one in heard}):
        now, then = cells.get((week, source)), cells.get((before, source))
        rated = now is not None and now.n_with_rating > 0
        figures.append(
            SourceFigures(
                source=source,
                n_documents=now.n_documents if now else 0,
                n_before=then.n_documents if then else 0,
                mean_rating=round(now.sum_rating / now.n_with_rating, 2) if now and rated else None,
            )
        )
    return figures


def _sum(heard: Sequence[WeekVoices], week: str) -> int:
    return sum(one.n_documents for one in heard if one.week == week)


def _rate(n: int, n_voices: int) -> float:
    return round(_PER * n / n_voices, 1) if n_voices else 0.0
