"""The brief of a week: why customers hesitated, at which stage, in which words, what is new; every figure with quotes.

A brief is plain data (JSON values), so that it can be frozen in the store and drawn as Markdown, HTML or anything else.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from sqlalchemy import Connection

from voc.planning.figures import StageFigures, ThemeFigures, WeekFigures, week_figures
from voc.planning.quotes import choose_quotes
from voc.planning.words import OurTerms, contrast_words
from voc.store import Condition, Selection, count_rejects, load_snapshot, verbatims
from voc.weeks import SEOUL, shift_week, week_label

Brief: TypeAlias = dict[str, Any]

_N_THEMES, _N_QUOTES, _N_KEYWORDS = 10, 3, 6
_MOVES = ("new", "burst", "rising")
_LESS = ("falling", "gone")


@dataclass(frozen=True, slots=True)
class BriefNames:
    """What readers call stages, reasons and channels.

    Attributes
    ----------
    stages, reasons : mapping of str to str
        Key to Korean name; stages in the order of the funnel.
    channels : mapping of str to str
        Source name to the Korean name of its channel.
    """

    stages: Mapping[str, str]
    reasons: Mapping[str, str]
    channels: Mapping[str, str]


def make_brief(connection: Connection, week: str, names: BriefNames, our_terms: OurTerms) -> Brief:
    """Put the brief of a week together, or return the frozen one as it was handed out.

    Parameters
    ----------
    our_terms : callable
        Returns how often the company's own texts use each term; called only when a new brief is made.
    """
    frozen = load_snapshot(connection, week)
    if frozen is not None:
        return frozen
    figures = week_figures(connection, week, list(names.stages))
    quoted: set[str] = set()

    def described(theme: ThemeFigures) -> Brief:
        return _theme(connection, theme, week, names, quoted)

    moved = [one for state in _MOVES for one in _by_clarity(figures.themes, state)]
    largest = [one for one in figures.themes if one.n_documents][:_N_THEMES]
    less = [one for state in _LESS for one in _by_clarity(figures.themes, state)]
    return {
        "week": week,
        "label": week_label(week),
        "base": shift_week(week, -1),
        "n_weeks": len(figures.weeks),
        "voices": [figures.n_voices, figures.n_voices_before],
        "hesitating": [figures.n_hesitating, figures.n_hesitating_before],
        "coverage": round(figures.coverage, 4),
        "moved": [described(one) for one in moved],
        "largest": [described(one) for one in largest if one not in moved],
        "less": [_plain_theme(one, names) for one in less],
        "stages": [_stage(one, figures, names) for one in figures.stages if one.n_documents or one.n_before],
        "words": contrast_words(connection, week, our_terms),
        "sources": [
            {
                "source": one.source,
                "channel": names.channels.get(one.source, one.source),
                "voices": [one.n_documents, one.n_before],
                "mean_rating": one.mean_rating,
            }
            for one in figures.sources
        ],
        "open_rejects": count_rejects(connection).get("open", 0),
    }


def _by_clarity(themes: Sequence[ThemeFigures], state: str) -> list[ThemeFigures]:
    """List the themes of a state, the clearest change first."""
    chosen = [one for one in themes if one.trend.state == state]
    return sorted(chosen, key=lambda one: (round(one.trend.q, 6), -one.n_documents, one.theme.theme_id))


def _plain_theme(one: ThemeFigures, names: BriefNames) -> Brief:
    theme = one.theme
    return {
        "theme_id": theme.theme_id,
        "title": theme.title,
        "state": one.trend.state,
        "reason": names.reasons.get(theme.reason, theme.reason),
        "stage": names.stages.get(theme.stage, "단계 미상"),
        "n": [one.n_documents, one.n_before],
        "rate": [one.rate, one.rate_before],
        "expected": [one.trend.low, one.trend.high],
        "series": list(one.series),
        "rating_impact": one.rating_impact,
        "keywords": [str(k["surface"]) for k in theme.keywords[:_N_KEYWORDS]],
    }


def _theme(connection: Connection, one: ThemeFigures, week: str, names: BriefNames, quoted: set[str]) -> Brief:
    selection = Selection(
        (Condition("theme", "=", one.theme.theme_id), Condition("week", "=", week), Condition("hesitation", "=", "yes"))
    )
    found = verbatims(connection, selection, limit=200)
    quotes = [
        {
            "doc_id": quote.document_id,
            "sentence_index": quote.sentence_index,
            "text": quote.text,
            "channel": names.channels.get(quote.source, quote.source),
            "date": quote.created_at.astimezone(SEOUL).date().isoformat() if quote.created_at else None,
            "rating": quote.rating,
        }
        for quote in choose_quotes(found, _N_QUOTES, already=quoted)
    ]
    quoted.update(str(quote["text"]) for quote in quotes)
    return {**_plain_theme(one, names), "quotes": quotes}


def _stage(one: StageFigures, figures: WeekFigures, names: BriefNames) -> Brief:
    themes = [t for t in figures.themes if t.theme.stage == one.stage and t.n_documents]
    return {
        "stage": one.stage,
        "name": names.stages.get(one.stage, "단계 미상"),
        "n": [one.n_documents, one.n_before],
        "rate": [one.rate, one.rate_before],
        "themes": [{"title": t.theme.title, "n": t.n_documents} for t in themes[:3]],
    }
