"""The brief of a week: why customers hesitated, at which stage, in which words, what is new; every figure with quotes.

A brief is plain data (JSON values), so that it can be frozen in the store and drawn as Markdown, HTML or anything else.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from sqlalchemy import Connection

from voc.config.sections import CalendarSection
from voc.planning.board import Board, make_board
from voc.planning.calendar import events_of
from voc.planning.figures import GroupFigures, ThemeFigures, WeekFigures, week_figures
from voc.planning.funnel import funnel_of_week
from voc.planning.holding import HeldBack
from voc.planning.last_year import LastYear
from voc.planning.quotes import choose_quotes
from voc.planning.sources import SourceFigures
from voc.planning.wording import source_name
from voc.planning.words import OurTexts, contrast_words
from voc.store import Condition, Selection, StoredTheme, count_rejects, load_snapshot
from voc.store.verbatim_pages import Wanted, verbatim_page
from voc.weeks import SEOUL, shift_week, week_label

Brief: TypeAlias = dict[str, Any]

_N_THEMES, _N_KEYWORDS, _N_TITLES = 8, 6, 3
# Themes of the board of stages.
_N_BOARD = 10
# Quotes of a theme that moved, and of one that is only large.
_N_QUOTES_MOVED, _N_QUOTES = 3, 2
# Fewer voices are no "many".
_LEAST_LARGE = 3
# The newest voices of a theme that its quotes are chosen from.
_FOUND_AT_MOST = 150
_MOVES = ("new", "burst", "rising")
_LESS = ("falling", "gone")
_NO_REASON = "none"
_NO_STAGE_NAME = "단계 미상"
# What needs no word of caution: a source that has been new for a while, or gone for long.
_QUIET_SOURCES = frozenset({"normal", "young", "removed"})


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


def make_brief(
    connection: Connection,
    week: str,
    names: BriefNames,
    our_texts: OurTexts,
    calendar: CalendarSection | None = None,
) -> Brief:
    """Put the brief of a week together, or return the frozen one as it was handed out.

    Parameters
    ----------
    our_texts : callable
        Returns the company's own texts, read; called only when a new brief is made.
    calendar : CalendarSection or None
        What explains a busy or a quiet week.
    """
    frozen = load_snapshot(connection, week)
    if frozen is not None:
        return frozen
    figures = week_figures(connection, week, list(names.stages))
    words = contrast_words(connection, week, our_texts)
    return {**brief_without_words(connection, figures, names, calendar), "words": words}


def brief_without_words(
    connection: Connection, figures: WeekFigures, names: BriefNames, calendar: CalendarSection | None = None
) -> Brief:
    """Say what there is to say of a week today, whether or not its brief was frozen; all of it but the words."""
    brief = describe(connection, figures, names, calendar)
    funnel = funnel_of_week(connection, figures.week, names.stages, brief["stages"])
    return {**brief, "funnel": funnel, "board": _board(make_board(connection, figures, most=_N_BOARD), names)}


def _board(board: Board, names: BriefNames) -> Brief:
    """Describe voices by theme and stage."""
    return {
        "stages": [names.stages.get(one.key, _NO_STAGE_NAME) for one in board.stages],
        "rows": [
            {"theme_id": one.theme_id, "title": one.title, "n": [cell.n for cell in row.cells]}
            for row in board.rows
            for one in [row.figures.theme]
        ],
    }


def describe(
    connection: Connection, figures: WeekFigures, names: BriefNames, calendar: CalendarSection | None = None
) -> Brief:
    """Put the figures of a week, or of several, in the terms of a brief, with quotes; all of it but the words."""
    return {
        "week": figures.week,
        "label": week_label(figures.week),
        "base": shift_week(figures.week, -1),
        "n_weeks": len(figures.own_weeks),
        "n_weeks_before": figures.n_weeks_before,
        "voices": [figures.n_voices, figures.n_voices_before],
        "hesitating": _counted(figures.hesitating, names),
        "coverage": round(figures.coverage, 4),
        **_themes(connection, figures, names),
        "reasons": [
            _group(one, names.reasons.get(one.key, one.key), figures, names)
            for one in figures.reasons
            if one.key != _NO_REASON and (one.n_documents or one.n_before)
        ],
        "stages": [
            _group(one, names.stages.get(one.key, _NO_STAGE_NAME), figures, names)
            for one in figures.stages
            if one.n_documents or one.n_before
        ],
        "channels": _channels(figures.sources, names),
        "sources": [_source(one, names) for one in figures.sources if one.state not in _QUIET_SOURCES],
        "calendar": [event.plain() for event in events_of(calendar or CalendarSection(), figures.weeks)],
        "open_rejects": sum(count_rejects(connection).values()),
    }


def _themes(connection: Connection, figures: WeekFigures, names: BriefNames) -> dict[str, list[Brief]]:
    """Describe what moved up, what else is large or pinned, and what moved down; no sentence is quoted twice."""
    quoted: set[str] = set()

    def described(theme: ThemeFigures, n_quotes: int) -> Brief:
        quotes = _quotes(connection, theme, figures, n_quotes, quoted)
        quoted.update(str(quote["text"]) for quote in quotes)
        for quote in quotes:
            quote["channel"] = names.channels.get(quote.pop("source"), "")
        return {**_plain_theme(theme, names), "quotes": quotes}

    moved = [one for state in _MOVES for one in _by_clarity(figures.themes, state)]
    large = [one for one in figures.themes if one.n_documents >= _LEAST_LARGE and one not in moved]
    listed = (*moved, *large[:_N_THEMES])
    pinned = [one for one in figures.themes if one.theme.pinned and one not in listed]
    less = [one for state in _LESS for one in _by_clarity(figures.themes, state)]
    return {
        "moved": [described(one, _N_QUOTES_MOVED) for one in moved],
        "largest": [described(one, _N_QUOTES) for one in (*large[:_N_THEMES], *pinned)],
        "less": [_plain_theme(one, names) for one in less],
        "held": [_plain_theme(one, names) for one in figures.themes if one.held],
    }


def _by_clarity(themes: Sequence[ThemeFigures], state: str) -> list[ThemeFigures]:
    """List the themes of a state, the clearest change first."""
    chosen = [one for one in themes if one.trend.state == state]
    return sorted(chosen, key=lambda one: (round(one.trend.q, 6), -one.n_documents, one.theme.theme_id))


def _counted(one: GroupFigures | ThemeFigures, names: BriefNames) -> Brief:
    return {
        "state": one.trend.state,
        "n": [one.n_documents, one.n_before],
        "rate": [one.rate, one.rate_before],
        "expected": [one.trend.low, one.trend.high],
        "series": list(one.series),
        "held": _held(one.held, names),
    }


def _held(held: HeldBack | None, names: BriefNames) -> Brief | None:
    if held is None:
        return None
    return {"kind": held.kind, "source": source_name(held.source, names.channels) if held.source else None}


def _last_year(found: LastYear | None) -> Brief | None:
    if found is None:
        return None
    return {"week": found.week, "n": found.n_documents, "rate": found.rate, "series": list(found.series)}


def _plain_theme(one: ThemeFigures, names: BriefNames) -> Brief:
    theme = one.theme
    return {
        "theme_id": theme.theme_id,
        "title": theme.title,
        **_counted(one, names),
        "reason": names.reasons.get(theme.reason, theme.reason),
        "stage": names.stages.get(theme.stage, _NO_STAGE_NAME),
        "rating_impact": one.rating_impact,
        "last_year": _last_year(one.last_year),
        "keywords": _keywords(theme),
    }


def _group(one: GroupFigures, name: str, figures: WeekFigures, names: BriefNames) -> Brief:
    titles = {theme.theme.theme_id: theme.theme.title for theme in figures.themes}
    said = [{"title": titles[theme_id], "n": n} for theme_id, n in one.themes if n > 1 and theme_id in titles]
    return {"key": one.key, "name": name, **_counted(one, names), "themes": said[:_N_TITLES]}


def _keywords(theme: StoredTheme) -> list[str]:
    """List the theme's keywords as customers type them; no single letters, which are scraps more often than words."""
    shown = [" ".join(str(keyword["surface"]).split()) for keyword in theme.keywords]
    return [word for word in shown if len(word) > 1 and len(word.split()[-1]) > 1][:_N_KEYWORDS]


def _quotes(
    connection: Connection, one: ThemeFigures, figures: WeekFigures, n: int, already: set[str]
) -> list[dict[str, Any]]:
    conditions = []
    if figures.source:
        conditions.append(Condition("source", "=", figures.source))
    if figures.segment:
        name, _, value = figures.segment.partition("=")
        conditions.append(Condition(f"segment.{name}", "=", value))
    wanted = Wanted(one.theme.theme_id, figures.own_weeks, Selection(tuple(conditions)))
    found = verbatim_page(connection, wanted, limit=_FOUND_AT_MOST).verbatims
    words = [one.theme.title, *(str(k[name]) for k in one.theme.keywords[:_N_KEYWORDS] for name in ("term", "surface"))]
    return [
        {
            "doc_id": quote.document_id,
            "sentence_index": quote.sentence_index,
            "text": quote.text,
            "source": quote.source,
            "date": quote.created_at.astimezone(SEOUL).date().isoformat() if quote.created_at else None,
            "rating": quote.rating,
        }
        for quote in choose_quotes(found, n, words=words, already=already)
    ]


def _channels(sources: Sequence[SourceFigures], names: BriefNames) -> list[Brief]:
    """Sum the sources up by channel, the largest first."""
    by_name: dict[str, list[SourceFigures]] = {}
    for one in sources:
        if one.n_documents or one.n_before or one.state != "normal":
            by_name.setdefault(names.channels.get(one.source, one.source), []).append(one)
    rows = []
    for name, of_channel in by_name.items():
        n_rated = sum(one.n_with_rating for one in of_channel)
        mean = round(sum(one.sum_rating for one in of_channel) / n_rated, 2) if n_rated else None
        voices = [sum(one.n_documents for one in of_channel), sum(one.n_before for one in of_channel)]
        rows.append({"channel": name, "voices": voices, "mean_rating": mean})
    return sorted(rows, key=lambda row: (-row["voices"][0], row["channel"]))


def _source(one: SourceFigures, names: BriefNames) -> Brief:
    """Describe a source that did not deliver as usual."""
    return {
        "name": source_name(one.source, names.channels),
        "state": one.state,
        "n": one.n_documents,
        "usual": one.usual,
        "n_rejects": one.n_rejects,
    }
