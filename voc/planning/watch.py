"""After a change its themes are watched for four weeks: each week since, set against the four weeks before."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal, TypeAlias

import numpy as np
from sqlalchemy import Connection

from nlp.aftermath import Aftermath, aftermaths, verdicts
from nlp.types import IntMatrix
from voc.planning.figures import Judge
from voc.planning.holding import HeldBack
from voc.planning.periods import Periods
from voc.planning.rates import per_thousand
from voc.store import StoredTheme, counted_weeks, current_edits, load_themes
from voc.store.changes import StoredChange, load_changes
from voc.weeks import shift_week, week_of, weeks_between

WATCHED_WEEKS = 4
WatchState = Literal["watching", "fell", "same", "rose", "held"]
# Why a report is held back, beside the reasons of `HoldKind`.
WatchHold = Literal["no_base", "missing", "few", "gone"]


_Held: TypeAlias = tuple[str, str | None] | None


@dataclass(frozen=True, slots=True)
class WatchedWeek:
    """A week since the change.

    Attributes
    ----------
    rate, low, high : float
        Per 1,000 voices: what came, and where 95 of 100 such weeks would lie had nothing changed.
    """

    week: str
    n: int
    n_voices: int
    rate: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Counted:
    """Voices of the theme, all voices, and the rate per 1,000 of them, in several weeks."""

    n: int = 0
    n_voices: int = 0
    rate: float = 0.0


@dataclass(frozen=True, slots=True)
class Watch:
    """A theme after a change.

    Attributes
    ----------
    theme : StoredTheme or None
        The one that holds its sentences now; None where it is gone.
    weeks : tuple of WatchedWeek
        Those of the four that are over, oldest first.
    expected : tuple of (float, float) or None
        Per 1,000 voices: where 95 of 100 such spans would lie had nothing changed.
    q : float
        Share of false verdicts to expect among those of the report that are at least as clear.
    held : tuple of (str, source or None), or None
        Why nothing is said of a change.
    """

    change: StoredChange
    theme: StoredTheme | None
    state: WatchState
    weeks: tuple[WatchedWeek, ...] = ()
    before: Counted = Counted()
    since: Counted = Counted()
    expected: tuple[float, float] | None = None
    q: float = 1.0
    held: _Held = None


@dataclass(frozen=True, slots=True)
class Span:
    """The weeks that a change is judged by.

    Attributes
    ----------
    week : str
        Of the change itself; where it was not made on a Monday, part of the week lies before it and it is left out.
    before, since : tuple of str
        Four weeks each, oldest first.

    Examples
    --------
    >>> span_of("2026-11-18").since[0], span_of("2026-11-16").since[0]
    ('2026-W48', '2026-W47')
    """

    week: str
    before: tuple[str, ...]
    since: tuple[str, ...]


def span_of(day: str) -> Span:
    """Lay out the weeks around a day (ISO)."""
    made = date.fromisoformat(day)
    week = week_of(made)
    first = week if made.weekday() == 0 else shift_week(week, 1)
    before = weeks_between(shift_week(week, -WATCHED_WEEKS), shift_week(week, -1))
    return Span(week, tuple(before), tuple(weeks_between(first, shift_week(first, WATCHED_WEEKS - 1))))


def is_watched(change: StoredChange, week: str) -> bool:
    """Tell whether the four weeks of a change are running, or end, in a week."""
    span = span_of(change.day)
    return span.week <= week <= span.since[-1]


def watches(connection: Connection, changes: Sequence[StoredChange], week: str) -> list[Watch]:
    """Report on changes as things stand after a week: a row per theme, in the order of the changes.

    Parameters
    ----------
    week : str
        The last week that is over.
    """
    edits, themes = current_edits(connection), {one.theme_id: one for one in load_themes(connection)}
    counted = set(counted_weeks(connection))
    found: list[_Compared] = []
    for change in changes:
        resolved = dict.fromkeys(edits.resolve(one) or "" for one in change.themes)
        span = span_of(change.day)
        over = [one for one in span.since if one <= week and one in counted]
        held: _Held = ("missing", None) if span.since[-1] <= week and len(over) < WATCHED_WEEKS else None
        some = _compared(connection, change, [themes.get(one) for one in resolved], over, counted)
        found += [replace(one, watch=replace(one.watch, held=held or one.watch.held)) for one in some]
    return _judged(found)


@dataclass(frozen=True, slots=True)
class _Compared:
    """A watch without a verdict, with what its verdict rests on; `without` leaves doubtful sources out."""

    watch: Watch
    all_sources: Aftermath | None = None
    without: Aftermath | None = None
    blamed: HeldBack | None = None


def _compared(
    connection: Connection,
    change: StoredChange,
    themes: Sequence[StoredTheme | None],
    over: Sequence[str],
    counted: Collection[str],
) -> list[_Compared]:
    span = span_of(change.day)
    known = [one for one in themes if one is not None]
    gone = [_Compared(Watch(change, None, "held", held=("gone", None))) for one in themes if one is None]
    last = over[-1] if over else max((one for one in (span.week, *span.before) if one in counted), default=None)
    if last is None or not known:
        watching = [_Compared(Watch(change, one, "watching", held=("no_base", None))) for one in known]
        return [*watching, *gone]
    judge = Judge(connection, Periods(tuple(weeks_between(span.before[0], last))), None, None)
    grids = _grids(judge, known)
    views = _Views(judge, span, over)
    return [*(one for one in _each(change, known, grids, views, counted)), *gone]


def _grids(judge: Judge, themes: Sequence[StoredTheme]) -> list[IntMatrix]:
    cells: defaultdict[str, list[tuple[str | None, str | None, int]]] = defaultdict(list)
    for one in judge.tallies("theme"):
        cells[one.theme or ""].append((one.source, one.week, one.n_documents))
    return [judge.grid(cells[theme.theme_id]) for theme in themes]


class _Views:
    """The weeks of a span as columns, with all sources and without those in doubt."""

    def __init__(self, judge: Judge, span: Span, over: Sequence[str]) -> None:
        places = {week: place for place, week in enumerate(judge.weeks)}
        self.judge, self.over = judge, list(over)
        self.before = [places[week] for week in span.before if week in places]
        self.since = [places[week] for week in over]
        self.totals = judge.grid([(one.source, one.week, one.n_documents) for one in judge.heard])
        doubtful = np.array([one.state != "normal" for one in judge.sources], dtype=np.bool_)
        self.doubted = judge.not_compared | doubtful[:, None]

    def aftermaths(self, grids: Sequence[IntMatrix], *, left_out: bool) -> list[Aftermath]:
        out = self.doubted if left_out else np.zeros_like(self.doubted)
        if not self.since or not np.where(out, 0, self.totals)[:, self.before].sum():
            return []
        counts = np.stack([np.where(out, 0, grid) for grid in grids])
        return aftermaths(counts, np.where(out, 0, self.totals), before=self.before, since=self.since)

    def count(self, grid: IntMatrix, places: Sequence[int]) -> Counted:
        n, n_voices = int(grid[:, places].sum()), int(self.totals[:, places].sum())
        return Counted(n, n_voices, per_thousand(n, n_voices))

    def blamed(self, grid: IntMatrix) -> HeldBack | None:
        """Name the doubtful source that says most of a theme."""
        said = np.where(self.doubted, grid, 0).sum(axis=1)
        if not self.doubted.any():
            return None
        place = int(said.argmax()) if said.any() else int(self.doubted.any(axis=1).argmax())
        source = self.judge.sources[place]
        return HeldBack(source.state if source.state != "normal" else "patchy", source.source)


def _each(
    change: StoredChange,
    themes: Sequence[StoredTheme],
    grids: Sequence[IntMatrix],
    views: _Views,
    counted: Collection[str],
) -> list[_Compared]:
    with_all = views.aftermaths(grids, left_out=False)
    without = views.aftermaths(grids, left_out=True) if views.doubted.any() else with_all
    span, found = span_of(change.day), []
    for place, (theme, grid) in enumerate(zip(themes, grids, strict=True)):
        watch = replace(
            Watch(change, theme, "watching"),
            before=views.count(grid, views.before),
            since=views.count(grid, views.since),
            held=_no_base(span, counted, views),
        )
        if with_all:
            watch = replace(watch, weeks=_weeks(with_all[place], views), expected=_expected(with_all[place], watch))
        found.append(
            _Compared(
                watch,
                with_all[place] if with_all else None,
                without[place] if without else None,
                views.blamed(grid),
            )
        )
    return found


def _no_base(span: Span, counted: Collection[str], views: _Views) -> _Held:
    if any(week not in counted for week in span.before):
        return "no_base", None
    return None if views.judge.read_alike else ("version", None)


def _weeks(found: Aftermath, views: _Views) -> tuple[WatchedWeek, ...]:
    heard = [int(views.totals[:, place].sum()) for place in views.since]
    return tuple(
        WatchedWeek(week, n, all_of, per_thousand(n, all_of), per_thousand(low, all_of), per_thousand(high, all_of))
        for week, (n, low, high), all_of in zip(views.over, found.weeks, heard, strict=True)
    )


def _expected(found: Aftermath, watch: Watch) -> tuple[float, float]:
    return per_thousand(found.low, watch.since.n_voices), per_thousand(found.high, watch.since.n_voices)


def _judged(found: Sequence[_Compared]) -> list[Watch]:
    """Give the verdicts, false discoveries controlled over all themes of the report."""
    with_all = _verdicts([one.all_sources for one in found])
    without = _verdicts([one.without for one in found])
    return [_verdict(one, with_all[place], without[place]) for place, one in enumerate(found)]


def _verdicts(found: Sequence[Aftermath | None]) -> dict[int, tuple[str, float]]:
    there = {place: one for place, one in enumerate(found) if one is not None}
    judged = dict(zip(there, verdicts(list(there.values())), strict=True))
    return {place: judged.get(place, ("few", 1.0)) for place in range(len(found))}


def _verdict(one: _Compared, with_all: tuple[str, float], without: tuple[str, float]) -> Watch:
    watch, (moved, q) = replace(one.watch, q=round(with_all[1], 4)), with_all
    if watch.theme is None or watch.held == ("missing", None):
        return replace(watch, state="held")
    if len(watch.weeks) < WATCHED_WEEKS:
        return watch
    if watch.held is None and moved != without[0] and one.blamed is not None:
        watch = replace(watch, held=(one.blamed.kind, one.blamed.source))
    if watch.held is None and moved == "few":
        watch = replace(watch, held=("few", None))
    return replace(watch, state="held") if watch.held else replace(watch, state=moved, q=round(q, 4))  # type: ignore[arg-type]


def changes_on(connection: Connection, theme_id: str) -> list[StoredChange]:
    """List the changes that stand whose themes are shown under one now, the latest day first."""
    changes = load_changes(connection)
    edits = current_edits(connection) if changes else None
    return [one for one in changes if edits and theme_id in map(edits.resolve, one.themes)]
