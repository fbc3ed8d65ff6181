"""Lessons as plain rows: with the titles of their themes, for lists, pages and briefs."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any, TypeAlias

from sqlalchemy import Connection

from voc.store import Edits, StoredTheme, current_edits, load_themes
from voc.store.lesson_book import TEXTS, StoredLesson, load_lessons

Rows: TypeAlias = list[dict[str, Any]]


def lesson_rows(connection: Connection, theme_ids: Collection[str] | None = None) -> Rows:
    """List the lessons on some themes, on any without them; the last written first.

    A lesson on a theme that was merged stands with the theme that it went into.

    Returns
    -------
    list of dict
        JSON values: lesson_id, revision, at, who, hypothesis, message, result, lesson, themes ({id, title}), messages,
        tests.
    """
    edits = current_edits(connection)
    themes = {one.theme_id: one for one in load_themes(connection)}
    rows = rows_of(load_lessons(connection), edits, themes)
    if theme_ids is None:
        return rows
    wanted = {edits.resolve(one) for one in theme_ids}
    return [row for row in rows if any(theme["id"] in wanted for theme in row["themes"])]


def rows_of(lessons: Sequence[StoredLesson], edits: Edits, themes: Mapping[str, StoredTheme]) -> Rows:
    """Spell lessons as rows, in their order."""
    return [
        {
            "lesson_id": one.lesson_id,
            "revision": one.revision,
            "at": one.at.isoformat(),
            "who": one.who,
            **{name: getattr(one, name) for name in TEXTS},
            "themes": _themes(one.themes, edits, themes),
            "messages": list(one.messages),
            "tests": list(one.tests),
        }
        for one in lessons
    ]


def _themes(ids: Sequence[str], edits: Edits, themes: Mapping[str, StoredTheme]) -> list[dict[str, str]]:
    now = dict.fromkeys(edits.resolve(one) or one for one in ids)
    return [{"id": one, "title": themes[one].title if one in themes else one} for one in now]
