"""A theme: its line, where and at which stage it is said, in which words, and everything that was said."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection
from starlette.requests import Request
from starlette.responses import Response

from voc.dashboard.drawing import page
from voc.dashboard.figures import figures_of, themes_of
from voc.dashboard.filters import Filters, UnknownValueError
from voc.dashboard.lesson_choices import message_name
from voc.dashboard.lesson_forms import NAMES
from voc.dashboard.message_words import message_words, sent_on
from voc.dashboard.shared import filters_of, known_of, place_of
from voc.dashboard.theme_chart import YEAR, chart_values, chart_weeks, happenings, said_of
from voc.dashboard.theme_rows import stars_moved
from voc.dashboard.theme_verbatims import RATINGS, Asked, public_link, read_asked
from voc.planning import sentences
from voc.planning.brief import BriefNames
from voc.planning.calendar import events_of
from voc.planning.lessons import lesson_rows
from voc.planning.theme_history import ThemeWeek, theme_history, theme_parts
from voc.planning.theme_kin import lineage, similar_themes
from voc.planning.watch import changes_on
from voc.planning.watch_rows import NOTE, STATES
from voc.planning.wording import LABEL_VALUES, ORIGINS, source_name
from voc.steps.brief import brief_names
from voc.steps.changes import change_rows
from voc.steps.workplace import Workplace
from voc.store import Edits, StoredTheme, Verbatim, counted_weeks, current_edits
from voc.store.findings import verbatims_at
from voc.store.messages import find_messages
from voc.store.series import Dimension
from voc.store.surface_forms import surface_forms
from voc.store.verbatim_pages import verbatim_page
from voc.weeks import SEOUL

# The forms of words are counted over the last weeks of a long period.
_FORM_WEEKS = 8
_N_WORDS, _N_FORMS, _N_EXEMPLARS = 12, 4, 6
_N_LESSONS, _N_CHANGES = 6, 3
_ALL = "all"
_TAKEN_APART: tuple[Dimension, ...] = ("source", "stage")


def show(request: Request) -> Response:
    """Draw the page of a theme."""
    place = place_of(request)
    with place.store.read() as connection:
        filters = filters_of(request, connection)
        if filters is None:
            return page(request, "empty.html")
        themes = {theme.theme_id: theme for theme in themes_of(request, connection)}
        theme = _theme(request.path_params["theme_id"], themes)
        asked, edits = read_asked(request.query_params), current_edits(connection)
        names = brief_names(place)
        figures = _figures(request, connection, theme, filters)
        values = {
            **figures,
            **_trend(connection, place, theme, filters, is_whole=_is_whole(request), edits=edits, themes=themes),
            **_words(connection, theme, filters, names, [part.key for part in figures["parts"]["source"]]),
            **_said(connection, theme, filters, asked),
            **_learned(connection, place, theme),
            "sent_on_it": sent_on(connection, theme.theme_id),
        }
    return page(
        request,
        "theme.html",
        theme=theme,
        names=names,
        origin=ORIGINS[theme.origin],
        stands_in=_stands_in(edits, theme, themes),
        similar=similar_themes(theme, list(themes.values())),
        asked=asked,
        ratings=RATINGS,
        acts=LABEL_VALUES["act"],
        sentences=sentences,
        base=sentences.base_name(known_of(request).base_of(filters.period)),
        stars_moved=stars_moved,
        source_name=lambda source: source_name(source, names.channels),
        **message_words(place.settings),
        **values,
    )


def _theme(theme_id: str, themes: Mapping[str, StoredTheme]) -> StoredTheme:
    if theme_id not in themes:
        message = "그런 테마가 없습니다. 테마 목록에서 다시 찾아 주세요."
        raise UnknownValueError(message)
    return themes[theme_id]


def _is_whole(request: Request) -> bool:
    spelled = request.query_params.get("trend") or None
    if spelled not in {None, _ALL}:
        message = f"'{spelled}'은(는) 추이의 길이가 아닙니다."
        raise UnknownValueError(message)
    return spelled == _ALL


def _stands_in(edits: Edits, theme: StoredTheme, themes: Mapping[str, StoredTheme]) -> StoredTheme | None:
    """Name the theme under which readers find this one now; None where it stands for itself."""
    found = edits.resolve(theme.theme_id)
    return None if found == theme.theme_id else themes.get(found or "")


def _figures(request: Request, connection: Connection, theme: StoredTheme, filters: Filters) -> dict[str, Any]:
    figures = figures_of(request, connection, filters)
    own = next((one for one in figures.themes if one.theme.theme_id == theme.theme_id), None)
    weeks, before = filters.period.weeks, filters.period.before.weeks
    chosen = {"source": filters.source, "segment": filters.segment}
    parts = {by: theme_parts(connection, theme.theme_id, weeks, before, by=by, **chosen) for by in _TAKEN_APART}
    return {"figures": own, "parts": parts, "has_base": figures.n_voices_before > 0}


def _trend(
    connection: Connection,
    place: Workplace,
    theme: StoredTheme,
    filters: Filters,
    *,
    is_whole: bool,
    edits: Edits,
    themes: Mapping[str, StoredTheme],
) -> dict[str, Any]:
    counted = counted_weeks(connection)
    weeks = chart_weeks(counted, filters.period, is_whole=is_whole)
    line = theme_history(connection, theme.theme_id, weeks, source=filters.source, segment=filters.segment)
    relatives = lineage(edits, theme.theme_id, themes)
    changes = changes_on(connection, theme.theme_id)
    happened = happenings(relatives, events_of(place.settings.calendar, weeks), weeks, changes)
    return {
        "line": line,
        "happened": happened,
        "chart": chart_values(theme.title, line, happened, filters.period),
        "is_whole": is_whole,
        "can_be_longer": len(counted) > YEAR,
        "has_releases": bool(place.settings.calendar.releases),
        "relatives": [(one, said_of(one)) for one in relatives],
        "last_voiced": _last_voiced(line),
    }


def _last_voiced(line: list[ThemeWeek]) -> str | None:
    return next((one.week for one in reversed(line) if one.n_documents), None)


def _words(
    connection: Connection, theme: StoredTheme, filters: Filters, names: BriefNames, sources: Sequence[str]
) -> dict[str, Any]:
    """List the keywords with the forms typed, and the exemplars that still stand under the theme."""
    keywords = theme.keywords[:_N_WORDS]
    forms = surface_forms(
        connection,
        [str(one["term"]) for one in keywords],
        filters.period.weeks[-_FORM_WEEKS:],
        stages=[*names.stages, "none"],
        sources=sources,
    )
    places = [(str(one["doc_id"]), int(one["sentence_index"])) for one in theme.exemplars]
    found = [one for one in verbatims_at(connection, places) if one.theme_id == theme.theme_id]
    return {
        "keywords": [(str(one["surface"]), forms.get(str(one["term"]), [])[:_N_FORMS]) for one in keywords],
        "exemplars": [_plain(one) for one in found[:_N_EXEMPLARS]],
    }


def _said(connection: Connection, theme: StoredTheme, filters: Filters, asked: Asked) -> dict[str, Any]:
    found = verbatim_page(connection, asked.wanted(theme.theme_id, filters), after=asked.after)
    following = ":".join(map(str, found.after)) if found.after else None
    return {
        "verbatims": [_plain(one) for one in found.verbatims],
        "following": following,
        "searched_to": found.searched_to,
    }


def _learned(connection: Connection, place: Workplace, theme: StoredTheme) -> dict[str, Any]:
    """List what was learned about the theme, and what became of it after each change."""
    rows = lesson_rows(connection, [theme.theme_id])[:_N_LESSONS]
    ids = {message for row in rows for message in row["messages"]}
    watched = change_rows(connection, place.settings, datetime.now(UTC), theme=theme.theme_id, most=_N_CHANGES)
    return {
        "learned": rows,
        "learned_names": NAMES,
        "sent": {one.message_id: message_name(one, place.settings) for one in find_messages(connection, ids)},
        "watched": watched,
        "watch_states": STATES,
        "watch_note": NOTE,
    }


def _plain(one: Verbatim) -> dict[str, Any]:
    """Spell a verbatim for the template."""
    return {
        "text": one.text,
        "source": one.source,
        "on": one.created_at.astimezone(SEOUL).date().isoformat() if one.created_at else None,
        "rating": one.rating,
        "act": LABEL_VALUES["act"].get(one.act, one.act),
        "stage": one.stage,
        "reason": one.reason,
        "link": public_link(one),
        "place": f"{one.document_id}/{one.sentence_index}",
    }
