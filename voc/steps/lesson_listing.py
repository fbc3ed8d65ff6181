"""Lists of lessons: found by words and theme, and the history of one."""

from typing import Any

from voc.planning.lessons import Rows, lesson_rows, rows_of
from voc.steps.curation.desk import Desk
from voc.steps.lesson_book import lesson_named, lessons_saying
from voc.steps.workplace import Workplace
from voc.store.lesson_book import LINKS, TEXTS, StoredLesson, load_lessons


def found_rows(place: Workplace, query: str, *, theme: str | None = None, all_forms: bool = False) -> Rows:
    """List the lessons that hold the words of a query, on one theme where it is named.

    Other forms of the words are looked for only where the letters are not found, or on request: that takes seconds.

    Raises
    ------
    UsageError
        There is no such theme.
    """
    with place.store.read() as connection:
        named = Desk(connection, place.settings).theme(theme).theme_id if theme else None
        rows = lesson_rows(connection, None if named is None else [named])
        lessons = load_lessons(connection)
    if not query.strip():
        return rows
    among = [one for one in lessons if one.lesson_id in {row["lesson_id"] for row in rows}]
    found = lessons_saying(among, query) if not all_forms else []
    if not found and among:
        found = lessons_saying(among, query, place)
    kept = {one.lesson_id for one in found}
    return [row for row in rows if row["lesson_id"] in kept]


def history_rows(place: Workplace, lesson_id: str) -> Rows:
    """List the revisions of a lesson, the last one first.

    Raises
    ------
    UsageError
        There is no such lesson.
    """
    with place.store.read() as connection:
        found = lesson_named(connection, lesson_id)
        desk = Desk(connection, place.settings)
        rows = rows_of(found, desk.edits, desk.themes)
    return [{**row, "is_removed": one.is_removed} for row, one in zip(rows, found, strict=True)]


def plain(lesson: StoredLesson) -> dict[str, Any]:
    """Spell a lesson that was just written; its themes by id."""
    return {
        "lesson_id": lesson.lesson_id,
        "revision": lesson.revision,
        "at": lesson.at.isoformat(),
        "who": lesson.who,
        **{name: getattr(lesson, name) for name in TEXTS},
        **{name: list(getattr(lesson, name)) for name in LINKS},
    }
