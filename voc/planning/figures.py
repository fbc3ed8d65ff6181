"""The figures of a week: themes, reasons and stages with their trends, and sources; all from weekly counts."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection

from nlp.trends import Trend, rating_impact
from nlp.types import IntMatrix
from voc.planning.cleared import as_grid, not_counted_yet, read_otherwise
from voc.planning.holding import HeldBack, are_read_alike, judge
from voc.planning.last_year import LastYear, last_year_of
from voc.planning.nights import whole_weeks
from voc.planning.periods import Periods, periods_up_to
from voc.planning.rates import per_thousand
from voc.planning.sources import SourceFigures, among, source_figures
from voc.store import MERGED, StoredTheme, Tally, WeekVoices, counted_weeks, current_edits, load_themes, tallies, voices
from voc.store.ailments import ailments
from voc.store.deliveries import Delivery, deliveries
from voc.store.purged import Purged, cleared_weeks
from voc.store.series import Dimension, first_weeks
from voc.store.versions import read_by, versions_of_weeks
from voc.weeks import shift_week

# Weeks, or periods, that a trend line shows and that a change is judged against.
HISTORY_WEEKS = 12
# Weeks before the week itself that tell how much of its rows a source usually has set aside.
_REJECT_WEEKS = 4


@dataclass(frozen=True, slots=True)
class GroupFigures:
    """One stage, one reason, or all hesitations together, in one week; counts of voices.

    Attributes
    ----------
    key : str
        Of the stage or reason; empty for all together.
    rate, rate_before : float
        Per 1,000 voices.
    series : tuple of int
        Voices of the last weeks up to this one, oldest first.
    themes : tuple of (theme id, n)
        What is voiced there this week, most voices first; a voice counts where its sentence has this stage or reason.
    held : HeldBack or None
        Why a change is not called; the state of `trend` is `steady` then.
    """

    key: str
    trend: Trend
    n_documents: int
    n_before: int
    rate: float
    rate_before: float
    series: tuple[int, ...]
    themes: tuple[tuple[str, int], ...] = ()
    held: HeldBack | None = None


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
        How far the week's mean rating, on 1 to 5 stars, would rise without the theme's voices; None where no voice of
        the theme has a rating.
    by_source : mapping of source to tuple of int
        The series of each source in which the theme was voiced.
    held : HeldBack or None
        Why a change is not called; the state of `trend` is `steady` then.
    last_year : LastYear or None
        The same weeks of the year before, once there are 60 weeks of voices.
    """

    theme: StoredTheme
    trend: Trend
    n_documents: int
    n_before: int
    rate: float
    rate_before: float
    series: tuple[int, ...]
    rating_impact: float | None
    by_source: Mapping[str, tuple[int, ...]]
    held: HeldBack | None = None
    last_year: LastYear | None = None


@dataclass(frozen=True)
class WeekFigures:
    """Everything counted about a week, or about a period of several; what is said of weeks holds for periods then.

    Attributes
    ----------
    weeks : tuple of str
        The history, oldest first, ending with the week itself; a period goes by the name of its last week.
    own_weeks : tuple of str
        The weeks of the period itself.
    source, segment : str or None
        The one that alone was looked at.
    n_weeks_before : int
        Weeks before this one, within the history, that have voices.
    n_voices, n_voices_before : int
        Documents; copies are not counted.
    voices : mapping of source to tuple of int
        Documents of each source in each of the weeks.
    hesitating : GroupFigures
        Voices with any hesitation.
    n_sentences, n_covered : int
        Hesitation sentences of the week, and those of them that a theme holds.
    stages : tuple of GroupFigures
        In the order of the funnel, `none` last.
    reasons : tuple of GroupFigures
        Most voices first.
    sources : tuple of SourceFigures
        By name; whether a source is well is told by all that it delivered, whichever segment is looked at.
    """

    week: str
    weeks: tuple[str, ...]
    own_weeks: tuple[str, ...]
    source: str | None
    segment: str | None
    n_weeks_before: int
    n_voices: int
    n_voices_before: int
    voices: Mapping[str, tuple[int, ...]]
    hesitating: GroupFigures
    n_sentences: int
    n_covered: int
    themes: tuple[ThemeFigures, ...]
    stages: tuple[GroupFigures, ...]
    reasons: tuple[GroupFigures, ...]
    sources: tuple[SourceFigures, ...]

    @property
    def mean_rating(self) -> float | None:
        """Mean of the week on the scale of 1 to 5 stars; None without any rating."""
        n = sum(one.n_with_rating for one in self.sources)
        return round(sum(one.sum_rating for one in self.sources) / n, 2) if n else None

    @property
    def coverage(self) -> float:
        """Share of the week's hesitation sentences that a theme holds, 0-1."""
        return self.n_covered / self.n_sentences if self.n_sentences else 0.0


def week_figures(
    connection: Connection,
    week: str,
    stages: Sequence[str],
    *,
    source: str | None = None,
    segment: str | None = None,
    n_weeks: int = 1,
    themes: Sequence[StoredTheme] | None = None,
) -> WeekFigures:
    """Put together the figures of a week, or of several that end with it.

    Parameters
    ----------
    stages : sequence of str
        Keys of the funnel, in order; `none` comes last by itself.
    source : str or None
        Only what this source delivered; None takes all.
    segment : str or None
        Only customers of this segment, as `name=value`; None takes all.
    n_weeks : int
        Weeks of the period; it is compared with the periods of as many weeks before it.
    themes : sequence of StoredTheme or None
        All themes of the store, where they are at hand; None loads them.
    """
    periods = periods_up_to(week, HISTORY_WEEKS, first=min([*counted_weeks(connection), week]), length=n_weeks)
    judge = Judge(connection, periods, source, segment)
    of_themes = judge.tallies("theme", weeks=periods.last)
    listed = {t.theme_id: t for t in (load_themes(connection) if themes is None else themes) if _is_listed(t)}
    year_ago = last_year_of(connection, week, listed, source=source, segment=segment) if n_weeks == 1 else {}
    by_stage = {one.key: one for one in judge.groups("stage", [*stages, "none"])}
    by_reason = judge.groups("reason")
    return WeekFigures(
        week=week,
        weeks=periods.names,
        own_weeks=periods.last,
        source=source,
        segment=segment,
        n_weeks_before=len({one.week for one in judge.heard if one.n_documents and one.week < week}),
        n_voices=judge.n_voices(-1),
        n_voices_before=judge.n_voices(-2),
        voices=judge.voices,
        hesitating=judge.groups()[0],
        n_sentences=sum(t.n_sentences for t in of_themes),
        n_covered=sum(t.n_sentences for t in of_themes if t.theme),
        themes=tuple(_theme_figures(judge, listed, year_ago)),
        stages=tuple(by_stage[key] for key in (*stages, "none")),
        reasons=tuple(sorted(by_reason, key=lambda one: (-one.n_documents, -sum(one.series), one.key))),
        sources=judge.sources,
    )


def _is_listed(theme: StoredTheme) -> bool:
    """Tell whether a theme stands for itself and nobody hid it; what is left out stays in the totals."""
    return not theme.hidden and theme.state != MERGED


class Judge:
    """Counts voices by source and week, or period, and judges their trends.

    Attributes
    ----------
    weeks : tuple of str
        The periods, by name.
    sources : tuple of SourceFigures
        By name, as the rows of the grids.
    read_alike : bool
        Whether the last week was read by the analysis version of those before.
    """

    def __init__(self, connection: Connection, periods: Periods, source: str | None, segment: str | None) -> None:
        self._connection, self._periods, self._segment = connection, periods, segment
        self.weeks = weeks = periods.names
        everyone = self._heard(source, None)
        self.heard = self._heard(source, segment) if segment else everyone
        self._names = sorted({one.source for one in everyone})
        self._totals = self.grid([(one.source, one.week, one.n_documents) for one in self.heard])
        # Sources are described by name, as the grids are laid out.
        begun = {source: periods.name(week) for source, week in first_weeks(connection).items()}
        described = source_figures(everyone, weeks, begun, _delivered(connection, periods.last))
        ill = periods.ailments(ailments(connection, periods.weeks[0]))
        delivered = self.grid([(one.source, one.week, one.n_documents) for one in everyone])
        whole = whole_weeks(described, weeks, self._named(delivered), ill)
        self.sources, self._left_out = among(whole.sources, self.heard, weeks, begun), whole.left_out
        self.cleared = cleared_weeks(connection, periods.weeks)
        unlike = read_otherwise(self.cleared, read_by(connection, weeks[-1], self.cleared)) if self.cleared else []
        self._unlike = self._laid_out(unlike)
        compared = [one for one in self.cleared if one not in unlike]
        versions = periods.versions(versions_of_weeks(connection, periods.weeks, compared))
        self.read_alike = are_read_alike(versions, weeks[-1])

    def _heard(self, source: str | None, segment: str | None) -> list[WeekVoices]:
        found = voices(self._connection, weeks=self._periods.weeks, segment=segment)
        return self._periods.voices(one for one in found if source in {None, one.source})

    def n_voices(self, place: int) -> int:
        """Count the voices of a week, by its place in the history."""
        return int(self._totals[:, place].sum()) if len(self.weeks) >= -place else 0

    def grid(self, cells: Sequence[tuple[str | None, str | None, int]]) -> IntMatrix:
        """Lay counts out by source and week."""
        grid = np.zeros((len(self._names), len(self.weeks)), dtype=np.int64)
        rows, columns = {s: i for i, s in enumerate(self._names)}, {w: i for i, w in enumerate(self.weeks)}
        for source, week, n in cells:
            if source in rows:
                grid[rows[source], columns[week or ""]] += n
        return grid

    def tallies(self, *by: Dimension, weeks: Sequence[str] | None = None) -> list[Tally]:
        """Read the weekly counts of the sources that are looked at, of some weeks or of the whole history.

        Each is that of a week, named as the period it lies in.
        """
        shown = weeks or self._periods.weeks
        found = tallies(self._connection, {"week", "source", *by}, weeks=shown, segment=self._segment)
        return [self._in_period(t) for t in found if t.source in self._names]

    def _in_period(self, tally: Tally) -> Tally:
        name = self._periods.name(tally.week or "")
        # There are tens of thousands, and single weeks go by their own names.
        return tally if name == tally.week else replace(tally, week=name)

    def _laid_out(self, cleared: Sequence[Purged]) -> NDArray[np.bool_]:
        named = [replace(one, week=self._periods.name(one.week)) for one in cleared]
        return as_grid(named, self._names, self.weeks)

    @property
    def voices(self) -> dict[str, tuple[int, ...]]:
        """All voices, by source and week."""
        return self._named(self._totals)

    def _named(self, grid: IntMatrix) -> dict[str, tuple[int, ...]]:
        return {name: tuple(row) for name, row in zip(self._names, grid.tolist(), strict=True)}

    def by_source(self, grid: IntMatrix) -> dict[str, tuple[int, ...]]:
        """Name the rows of a grid that are not empty."""
        return {name: row for name, row in self._named(grid).items() if any(row)}

    @property
    def not_compared(self) -> NDArray[np.bool_]:
        """Weeks before the last in which a source is not compared; shape (n_sources, n_weeks)."""
        return self._left_out | self._unlike

    def verdicts(
        self, grids: Sequence[IntMatrix], cleared: Sequence[Purged] = ()
    ) -> list[tuple[Trend, HeldBack | None]]:
        """Judge several series together; what the sources or the analysis explain is held back.

        Parameters
        ----------
        cleared : sequence of Purged
            Weeks of sources that are not compared, beside those that another analysis had read.
        """
        states = {one.source: one.state for one in self.sources}
        out = self._unlike | self._laid_out(cleared)
        whole, totals = [np.where(out, 0, grid) for grid in grids], np.where(out, 0, self._totals)
        return judge(whole, totals, states, read_alike=self.read_alike, ill_weeks=self._left_out | out)

    def verdicts_on_themes(
        self, themes: Sequence[str], grids: Sequence[IntMatrix]
    ) -> list[tuple[Trend, HeldBack | None]]:
        """Judge themes; those that came after weeks were cleared are compared without these."""
        found = self.verdicts(grids)
        marks = current_edits(self._connection).marks if self.cleared else ()
        missed = [not_counted_yet(self.cleared, theme, marks) for theme in themes]
        cells = [one for one in self.cleared if any(one in some for some in missed)]
        apart = self.verdicts(grids, cells) if cells else found
        return [late if some else one for one, late, some in zip(found, apart, missed, strict=True)]

    def groups(self, by: Dimension | None = None, keys: Sequence[str] = ()) -> list[GroupFigures]:
        """Count and judge voices along one dimension, or all together; `keys` stand even where nobody says them."""
        cells: defaultdict[str, list[tuple[str | None, str | None, int]]] = defaultdict(list)
        for key in keys if by else ("",):
            cells[key] = []
        for tally in self.tallies(*([by] if by else [])):
            cells[str(getattr(tally, by)) if by else ""].append((tally.source, tally.week, tally.n_documents))
        names = sorted(cells)
        grids = [self.grid(cells[name]) for name in names]
        within = self._themes_within(by) if by else {}
        return [
            GroupFigures(name, trend, **self.measures(grid), themes=within.get(name, ()), held=held)
            for name, grid, (trend, held) in zip(names, grids, self.verdicts(grids), strict=True)
        ]

    def _themes_within(self, by: Dimension) -> dict[str, tuple[tuple[str, int], ...]]:
        voiced: defaultdict[str, Counter[str]] = defaultdict(Counter)
        for tally in self.tallies(by, "theme", weeks=self._periods.last):
            if tally.theme:
                voiced[str(getattr(tally, by))][tally.theme] += tally.n_documents
        return {key: tuple(sorted(counts.items(), key=lambda one: (-one[1], one[0]))) for key, counts in voiced.items()}

    def measures(self, grid: IntMatrix) -> dict[str, Any]:
        """Sum a series up over the sources."""
        series = tuple(int(n) for n in grid.sum(axis=0))
        now, before = series[-1], series[-2] if len(series) > 1 else 0
        return {
            "n_documents": now,
            "n_before": before,
            "rate": per_thousand(now, self.n_voices(-1)),
            "rate_before": per_thousand(before, self.n_voices(-2)),
            "series": series,
        }


def _theme_figures(
    judge: Judge, themes: Mapping[str, StoredTheme], last_year: Mapping[str, LastYear]
) -> list[ThemeFigures]:
    by_theme: defaultdict[str, list[Tally]] = defaultdict(list)
    for tally in judge.tallies("theme"):
        by_theme[tally.theme or ""].append(tally)
    ids = sorted(themes)
    grids = [judge.grid([(t.source, t.week, t.n_documents) for t in by_theme[key]]) for key in ids]
    rated = [one for one in judge.heard if one.week == judge.weeks[-1]]
    figures = [
        ThemeFigures(
            themes[key],
            trend,
            **judge.measures(grid),
            rating_impact=_impact(by_theme[key], rated),
            by_source=judge.by_source(grid),
            held=held,
            last_year=last_year.get(key),
        )
        for key, grid, (trend, held) in zip(ids, grids, judge.verdicts_on_themes(ids, grids), strict=True)
    ]
    return sorted(figures, key=lambda f: (-f.n_documents, -sum(f.series), f.theme.theme_id))


def _delivered(connection: Connection, weeks: Sequence[str]) -> dict[str, tuple[Delivery, Delivery]]:
    """Pair what the runs of some weeks delivered with what those of the weeks before did."""
    now = deliveries(connection, weeks[0], weeks[-1])
    before = deliveries(connection, shift_week(weeks[0], -_REJECT_WEEKS), shift_week(weeks[0], -1))
    return {source: (one, before.get(source, Delivery())) for source, one in now.items()}


def _impact(counted: Sequence[Tally], rated: Sequence[WeekVoices]) -> float | None:
    """Tell how far the week's mean rating would rise without the theme's voices."""
    own = [t for t in counted if rated and t.week == rated[0].week]
    of_theme, of_all = (
        (sum(one.n_with_rating for one in some), sum(one.sum_rating for one in some)) for some in (own, rated)
    )
    impact = rating_impact(of_theme, of_all)
    return None if impact is None else round(impact, 2)
