"""Rows for `voc show` about a week: themes, trends, stages, keywords; English names, values as the store has them."""

from collections.abc import Sequence
from typing import Any, TypeAlias

from sqlalchemy import Connection

from nlp.counts import Vocabulary
from nlp.keywords import Keyword, rank_keywords
from voc.config import Settings
from voc.planning.figures import ThemeFigures, WeekFigures, week_figures
from voc.steps.asked import narrowed
from voc.store import Condition, Selection, TermTally, term_counts

Listing: TypeAlias = list[dict[str, Any]]

_N_KEYWORDS, _N_TITLES = 6, 3
_NO_STAGE = "none"


def figures_of(connection: Connection, settings: Settings, week: str, source: str | None) -> WeekFigures:
    """Put together the figures of a week, of one source where one is named."""
    return week_figures(connection, week, [stage.key for stage in settings.stages], source=source)


def theme_rows(figures: WeekFigures, *, stage: str | None = None) -> Listing:
    """List the themes that somebody voiced in the week or the one before, most voices first."""
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
        }
        for one in _of_stage(figures, stage)
        if one.n_documents or one.n_before
    ]


def trend_rows(figures: WeekFigures, *, stage: str | None = None) -> Listing:
    """List the themes that somebody voiced in any of the last weeks, with their weekly series and the verdict on it."""
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
            "peaks": [figures.weeks[place] for place in one.trend.peaks],
            "weeks": dict(zip(figures.weeks, one.series, strict=True)),
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


def keyword_rows(
    connection: Connection, week: str, stages: Sequence[str], *, source: str | None, limit: int
) -> Listing:
    """List what hesitating customers say at a stage rather than at the others, strongest first, stage by stage."""
    rows: Listing = []
    base = narrowed(week=week, source=source, hesitation="yes").conditions
    for stage in stages:
        target = term_counts(connection, Selection((*base, Condition("stage", "=", stage))))
        rest = term_counts(connection, Selection((*base, Condition("stage", "!=", stage))))
        rows += [{"week": week, "stage": stage, **keyword_row(one)} for one in lean(target, rest, limit=limit)]
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


def lean(target: Sequence[TermTally], rest: Sequence[TermTally], *, limit: int) -> list[Keyword]:
    """List the terms that the target over-uses against the rest, strongest first."""
    here, there = {one.lemma: one for one in target}, {one.lemma: one for one in rest}
    words = Vocabulary.of([*here, *there])
    return rank_keywords(
        [here[term].n if term in here else 0 for term in words],
        [there[term].n if term in there else 0 for term in words],
        vocabulary=words,
        surfaces={lemma: one.surface for lemma, one in here.items()},
        limit=limit,
    )


def funnel(settings: Settings, stage: str | None) -> list[str]:
    """Return the stage asked about, or all of them in order."""
    return [stage] if stage else [*(one.key for one in settings.stages), _NO_STAGE]


def _of_stage(figures: WeekFigures, stage: str | None) -> list[ThemeFigures]:
    return [one for one in figures.themes if stage in {None, one.theme.stage}]
