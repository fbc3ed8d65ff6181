"""Rows for `voc show` about a week: themes, trends, stages, keywords; English names, values as the store has them."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any, TypeAlias

from sqlalchemy import Connection

from nlp.contrast import contrast_words
from nlp.keywords import Keyword
from voc.config import Settings
from voc.planning.calendar import events_of
from voc.planning.figures import ThemeFigures, WeekFigures, week_figures
from voc.planning.holding import HeldBack
from voc.planning.rates import per_thousand
from voc.planning.sentences import hold_reason
from voc.planning.wording import channel_name, source_name
from voc.store import Condition, Edits, Selection, typed_counts

Listing: TypeAlias = list[dict[str, Any]]

_N_KEYWORDS, _N_TITLES = 6, 3
_NO_STAGE = "none"


def figures_of(
    connection: Connection, settings: Settings, week: str, source: str | None, segment: str | None = None
) -> WeekFigures:
    """Put together the figures of a week, of one source and one customer segment where they are named."""
    stages = [stage.key for stage in settings.stages]
    return week_figures(connection, week, stages, source=source, segment=segment)


def theme_rows(figures: WeekFigures, settings: Settings, *, stage: str | None = None) -> Listing:
    """List the themes that somebody voiced in the week or the one before, and the pinned ones, most voices first."""
    return [
        {
            "week": figures.week,
            "id": one.theme.theme_id,
            "title": one.theme.title,
            "n": one.n_documents,
            "n_before": one.n_before,
            "rate": one.rate,
            "rate_before": one.rate_before,
            "state": one.trend.state,
            "reason": one.theme.reason,
            "stage": one.theme.stage,
            "rating_impact": one.rating_impact,
            "keywords": [str(keyword["surface"]) for keyword in one.theme.keywords[:_N_KEYWORDS]],
            "held": _held(one.held, settings),
        }
        for one in _of_stage(figures, stage)
        if one.n_documents or one.n_before or one.theme.pinned
    ]


def trend_rows(figures: WeekFigures, edits: Edits, settings: Settings, *, stage: str | None = None) -> Listing:
    """List the themes that somebody voiced in any of the last weeks, with their weekly series and the verdict on it.

    Marks name the weeks in which people merged or split a theme, and the theme on the other side; `calendar` is what
    stood in the calendar in these weeks, the same for every theme.
    """
    events = [event.plain() for event in events_of(settings.calendar, figures.weeks)]
    return [
        {
            "week": figures.week,
            "id": one.theme.theme_id,
            "title": one.theme.title,
            "state": one.trend.state,
            "observed": one.trend.observed,
            "low": one.trend.low,
            "high": one.trend.high,
            "q": round(one.trend.q, 4),
            "held": _held(one.held, settings),
            "rate": one.rate,
            "peaks": [figures.weeks[place] for place in one.trend.peaks],
            "weeks": dict(zip(figures.weeks, one.series, strict=True)),
            "rates": _rates(
                one.series, [sum(of_week) for of_week in zip(*figures.voices.values(), strict=True)], figures
            ),
            "rates_by_source": {
                source: _rates(series, figures.voices[source], figures) for source, series in one.by_source.items()
            },
            "last_year": asdict(one.last_year) if one.last_year else None,
            "calendar": events,
            "marks": _marks(edits, one.theme.theme_id, figures.weeks),
        }
        for one in _of_stage(figures, stage)
        if any(one.series)
    ]


def stage_rows(figures: WeekFigures, settings: Settings, *, stage: str | None = None) -> Listing:
    """List the stages in the order of the funnel, sentences of no stage last, with what is voiced most in each."""
    names = {one.key: one.name for one in settings.stages}
    return [
        {
            "week": figures.week,
            "stage": one.key,
            "name": names.get(one.key),
            "n": one.n_documents,
            "n_before": one.n_before,
            "rate": one.rate,
            "rate_before": one.rate_before,
            "themes": [t.theme.title for t in _of_stage(figures, one.key) if t.n_documents][:_N_TITLES],
        }
        for one in figures.stages
        if stage in {None, one.key}
    ]


def keyword_rows(connection: Connection, base: Selection, stages: Sequence[str], *, week: str, limit: int) -> Listing:
    """List what hesitating customers say at a stage rather than at the others, strongest first, stage by stage.

    Parameters
    ----------
    base : Selection
        What both sides are taken from.
    """
    rows: Listing = []
    own = base.conditions
    for stage in stages:
        target = typed_counts(connection, Selection((*own, Condition("stage", "=", stage))))
        rest = typed_counts(connection, Selection((*own, Condition("stage", "!=", stage))))
        rows += [
            {"week": week, "stage": stage, **keyword_row(one)} for one in contrast_words(target, rest, limit=limit)
        ]
    return rows


def keyword_row(keyword: Keyword) -> dict[str, Any]:
    """Spread a keyword."""
    return {
        "term": keyword.term,
        "surface": keyword.surface,
        "log_odds": keyword.log_odds,
        "n_target": keyword.n_target,
        "n_rest": keyword.n_rest,
    }


def funnel(settings: Settings, stage: str | None) -> list[str]:
    """Return the stage asked about, or all of them in order."""
    return [stage] if stage else [*(one.key for one in settings.stages), _NO_STAGE]


def _held(held: HeldBack | None, settings: Settings) -> dict[str, Any] | None:
    """Spell why a change is not called."""
    if held is None:
        return None
    channels = {source.name: channel_name(source.channel) for source in settings.sources}
    name = source_name(held.source, channels) if held.source else None
    return {"kind": held.kind, "source": held.source, "text": hold_reason(held.kind, name)}


def _rates(series: Sequence[int], voices: Sequence[int], figures: WeekFigures) -> dict[str, float | None]:
    """Relate a series to all voices of the same weeks, per 1,000; None where nobody said anything."""
    return {
        week: per_thousand(n, of_week) if of_week else None
        for week, n, of_week in zip(figures.weeks, series, voices, strict=True)
    }


def _marks(edits: Edits, theme_id: str, weeks: Sequence[str]) -> Listing:
    return [
        {"week": mark.week, "kind": mark.kind, "theme": mark.other}
        for mark in edits.marks
        if mark.theme == theme_id and mark.week in weeks
    ]


def _of_stage(figures: WeekFigures, stage: str | None) -> list[ThemeFigures]:
    return [one for one in figures.themes if stage in {None, one.theme.stage}]
