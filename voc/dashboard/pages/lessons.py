"""배운 것: why we thought customers hesitate, what we said, what came of it, and what we learned."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from voc.dashboard.access import form_of, needs, user_of
from voc.dashboard.background import background_of
from voc.dashboard.beside import lessons_in_any_form
from voc.dashboard.curation.refusals import SIGNED_IN_ANEW, status_of
from voc.dashboard.drawing import page
from voc.dashboard.filters import UnknownValueError
from voc.dashboard.lesson_choices import lesson_choices, message_name
from voc.dashboard.lesson_forms import HINTS, NAMES, LessonForm, form_of_lesson, read_lesson, said_of
from voc.dashboard.shared import place_of
from voc.errors import StoreError, UsageError
from voc.planning.lessons import Rows, lesson_rows, rows_of
from voc.steps.curation.curate import Signature
from voc.steps.curation.desk import Desk
from voc.steps.lesson_book import LONGEST_TEXT, add_lesson, edit_lesson, lessons_saying, remove_lesson
from voc.store.lesson_book import lesson_history, load_lessons
from voc.store.messages import find_messages

_LONGEST_QUERY = 100
# An analyser that is there needs some milliseconds.
_PATIENCE_S = 0.2


def show(request: Request) -> Response:
    """Draw the list; with `q` and `theme` what was asked for."""
    asked, place = request.query_params, place_of(request)
    query = " ".join(asked.get("q", "").split())[:_LONGEST_QUERY]
    with place.store.read() as connection:
        theme = _theme(Desk(connection, place.settings), asked.get("theme") or None)
        rows, is_reading = found_rows(request, connection, query, theme)
        values: dict[str, Any] = {
            "themes": lesson_choices(connection, place.settings).themes,
            "sent": _sent(connection, rows, request),
        }
    return page(
        request,
        "lessons.html",
        rows=rows,
        query=query,
        theme=theme,
        is_reading=is_reading,
        done=asked.get("done", ""),
        is_masked=asked.get("masked") == "yes",
        names=NAMES,
        may_edit=request.state.user.may("editor"),
        **values,
    )


def found_rows(request: Request, connection: Connection, query: str, theme: str | None) -> tuple[Rows, bool]:
    """List the lessons that hold the words of a query; whether other forms of them are still being looked for."""
    rows = lesson_rows(connection, None if theme is None else [theme])
    if not query:
        return rows, False
    lessons = load_lessons(connection)
    found = {one.lesson_id for one in lessons_saying(lessons, query)}
    version = " ".join(f"{one.lesson_id}{one.revision}" for one in lessons)
    ask = background_of(request).ask
    alike = ask(lessons_in_any_form, query, version, wait_s=_PATIENCE_S) if lessons else None
    if alike is not None and alike.value:
        found |= set(alike.value)
    return [row for row in rows if row["lesson_id"] in found], alike is not None and alike.state == "waiting"


@needs("editor")
def new(request: Request) -> Response:
    """Draw an empty form, begun with the theme that the address names."""
    theme = request.query_params.get("theme") or None
    return _form(request, LessonForm(dict.fromkeys(NAMES, ""), themes=[theme] if theme else []))


def one(request: Request) -> Response:
    """Draw a lesson with its history, and for editors the form to write it anew."""
    with place_of(request).store.read() as connection:
        history = lesson_history(connection, request.path_params["lesson_id"])
    if not history:
        raise UnknownValueError("그런 기록이 없습니다. 목록에서 다시 골라 주세요.")
    return _form(request, form_of_lesson(history[0]))


def kept(request: Request) -> Response:
    """Draw what was typed by somebody whose session has ended, or who has signed in anew since; nothing is kept yet."""
    typed = read_lesson(form_of(request))
    if request.state.user is None:
        return page(request, "lesson_kept.html", 403, typed=typed, names=NAMES)
    return _form(request, typed, problem=SIGNED_IN_ANEW, status=403)


@needs("editor", kept=kept)
def save(request: Request) -> Response:
    """Write a lesson down, new or anew."""
    place, typed = place_of(request), read_lesson(form_of(request))
    signed = Signature(user_of(request).name, datetime.now(UTC))
    try:
        if typed.lesson_id:
            noted = edit_lesson(place, typed.lesson_id, typed.entry, signed, expect=typed.revision)
        else:
            noted = add_lesson(place, typed.entry, signed)
    except (UsageError, StoreError) as error:
        return _form(request, typed, problem=said_of(error), status=status_of(error))
    masked = "&masked=yes" if noted.is_masked else ""
    return RedirectResponse(f"/lessons?done={noted.lesson.lesson_id}{masked}", 303)


@needs("editor")
def remove(request: Request) -> Response:
    """Take a lesson out of the list."""
    typed, signed = read_lesson(form_of(request)), Signature(user_of(request).name, datetime.now(UTC))
    if not typed.lesson_id:
        raise HTTPException(400)
    try:
        remove_lesson(place_of(request), typed.lesson_id, signed, expect=typed.revision)
    except (UsageError, StoreError) as error:
        return _form(request, typed, problem=said_of(error), status=status_of(error))
    return RedirectResponse(f"/lessons?done={typed.lesson_id}", 303)


def _form(request: Request, typed: LessonForm, *, problem: str = "", status: int = 200) -> Response:
    place = place_of(request)
    with place.store.read() as connection:
        desk = Desk(connection, place.settings)
        history = lesson_history(connection, typed.lesson_id) if typed.lesson_id else []
        typed_themes = [desk.edits.resolve(theme) or theme for theme in typed.themes]
        spelled = rows_of(history, desk.edits, desk.themes)
        values: dict[str, Any] = {
            "choices": lesson_choices(connection, place.settings, typed.messages),
            "history": spelled,
            "is_removed": bool(history) and history[0].is_removed,
            "sent": _sent(connection, spelled[:1], request),
        }
    # After somebody else's change it is saved upon what stands now.
    seen = history[0].revision if problem and history else typed.revision
    return page(
        request,
        "lesson.html",
        status,
        typed=typed,
        seen=seen,
        typed_themes=typed_themes,
        problem=problem,
        names=NAMES,
        hints=HINTS,
        longest=LONGEST_TEXT,
        may_edit=request.state.user.may("editor"),
        **values,
    )


def _sent(connection: Connection, rows: Sequence[dict[str, Any]], request: Request) -> dict[str, str]:
    """Name the messages that lessons link to; those that are no longer there are left out."""
    ids = {message for row in rows for message in row["messages"]}
    settings = place_of(request).settings
    return {found.message_id: message_name(found, settings) for found in find_messages(connection, ids)}


def _theme(desk: Desk, asked: str | None) -> str | None:
    if asked is not None and asked not in desk.themes:
        raise UnknownValueError("그런 테마가 없습니다. 목록에서 다시 골라 주세요.")
    return asked
