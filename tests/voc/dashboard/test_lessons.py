"""배운 것, 바꾼 것과 그 뒤, 칭찬: shown, written by editors alone, escaped, downloaded."""

import re
from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from visitor import PASSWORD, Visitor

from voc.config import Settings
from voc.planning.praise_book import praise_book
from voc.store import Store
from voc.store.lesson_book import StoredLesson, load_lessons, save_lesson
from voc.store.praise_counting import count_praise

SCRIPT = "<script>alert(1)</script>"
LESSON = {
    "hypothesis": "언제 되는지 모른다",
    "message": "",
    "result": SCRIPT,
    "lesson": "날짜를 먼저",
    "theme": "t_auth",
}
Visit = Callable[..., Visitor]


def kept(store: Store) -> list[StoredLesson]:
    with store.read() as connection:
        return load_lessons(connection)


def saved(visitor: Visitor, **form: str) -> int:
    return visitor.post("/lessons/save", {"lesson_id": "", "revision": "0", **LESSON, **form}).status_code


def test_a_lesson_is_written_shown_found_and_removed(visit: Visit, filled: Store) -> None:
    editor = visit("editor")
    assert "아직 적은 것이 없습니다" in editor.get("/lessons").text
    assert saved(editor) == 303
    (lesson,) = kept(filled)
    assert (lesson.who, lesson.themes, lesson.lesson) == ("editor", ("t_auth",), "날짜를 먼저")
    for path in (
        "/lessons",
        "/lessons?q=날짜",
        "/lessons?theme=t_auth",
        f"/lessons/one/{lesson.lesson_id}",
        "/themes/t_auth",
    ):
        page = editor.get(path)
        assert page.status_code == 200, path
        assert "날짜를 먼저" in page.text, path
        assert SCRIPT not in page.text, path
    assert "날짜를 먼저" not in editor.get("/lessons?q=수수료").text
    changed = {"lesson_id": lesson.lesson_id, "revision": "1", "lesson": "날짜와 금액"}
    assert saved(editor, **changed) == 303
    late = editor.post("/lessons/save", {**LESSON, **changed, "lesson": "늦은 글"})
    assert late.status_code == 409
    assert "늦은 글" in late.text
    assert "그사이 다른 사람이" in late.text
    assert editor.post("/lessons/remove", {"lesson_id": lesson.lesson_id, "revision": "2"}).status_code == 303
    assert kept(filled) == []
    assert "지운 기록입니다" in editor.get(f"/lessons/one/{lesson.lesson_id}").text


def test_what_is_not_written_down_comes_back_as_it_was_typed(visit: Visit, filled: Store) -> None:
    editor = visit("editor")
    empty = editor.post("/lessons/save", {"lesson_id": "", "revision": "0"})
    assert (empty.status_code, "네 칸 가운데 하나는" in empty.text) == (400, True)
    long = editor.post("/lessons/save", {**LESSON, "lesson_id": "", "revision": "0", "lesson": "가" * 2001})
    assert (long.status_code, "2,000자까지" in long.text, "언제 되는지" in long.text) == (400, True, True)
    assert kept(filled) == []
    for path in ("/lessons/one/none", "/lessons?theme=none", "/download?table=lessons&theme=none"):
        assert editor.get(path).status_code == 404, path


def test_readers_look_and_write_nothing(visit: Visit, filled: Store) -> None:
    reader = visit("reader")
    with filled.begin() as connection:
        save_lesson(
            connection, StoredLesson("0a1b2c3d", 1, datetime(2026, 11, 20, tzinfo=UTC), "한별", "", "", "", "배움")
        )
    assert "/lessons/new" not in reader.get("/lessons").text
    assert '<form method="post" action="/lessons/save"' not in reader.get("/lessons/one/0a1b2c3d").text
    assert reader.get("/lessons/new").status_code == 403
    assert saved(reader) == 403
    change = {"on": "2026-10-21", "kind": "screen", "what": "x", "theme": "t_auth"}
    assert reader.post("/lessons/changes", change).status_code == 403
    assert reader.post("/lessons/changes/undo", {"change_id": "x"}).status_code == 403
    assert visit().post("/lessons/save", LESSON).status_code in {303, 403}


def test_a_change_is_recorded_watched_marked_and_taken_back(visit: Visit, filled: Store) -> None:  # noqa: ARG001 - the store
    editor = visit("editor")
    assert "아직 기록한 것이 없습니다" in editor.get("/lessons/changes").text
    change = {"on": "2026-11-18", "kind": "screen", "what": f"안내 {SCRIPT}", "theme": "t_auth"}
    assert editor.post("/lessons/changes", {**change, "theme": ""}).status_code == 400
    assert editor.post("/lessons/changes", change).status_code == 303
    page = editor.get("/lessons/changes").text
    assert "지켜보는 중" in page
    assert "증거는 아닙니다" in page
    assert SCRIPT not in page
    theme = editor.get("/themes/t_auth").text
    assert "바꾼 것(화면): 안내" in theme
    assert SCRIPT not in theme
    change_id = re.search(r'name="change_id" value="(\w+)"', page)
    assert change_id is not None
    assert editor.post("/lessons/changes/undo", {"change_id": change_id[1]}).status_code == 303
    assert editor.post("/lessons/changes/undo", {"change_id": change_id[1]}).status_code == 400
    assert "아직 기록한 것이 없습니다" in editor.get("/lessons/changes").text


def test_praise_is_shown_once_it_was_counted(visit: Visit, filled: Store, settings: Settings) -> None:
    reader = visit("reader")
    with filled.begin() as connection:
        count_praise(connection, ["2026-W47"], praise_book(settings))
    assert "기능을 칭찬한 말이 없습니다" in reader.get("/praise").text
    assert "아직 세지 않은 주입니다" in reader.get("/praise?week=2026-W46").text
    assert reader.get("/praise?source=nowhere").status_code == 404


@pytest.mark.parametrize("table", ["lessons", "changes"])
def test_tables_are_handed_out(visit: Visit, filled: Store, table: str) -> None:  # noqa: ARG001 - the store
    editor = visit("editor")
    saved(editor, lesson="=1+1")
    editor.post("/lessons/changes", {"on": "2026-11-18", "kind": "screen", "what": "=1+1", "theme": "t_auth"})
    file = editor.post(f"/download?table={table}", {"format": "csv", "why": "회의"})
    assert file.status_code == 200
    assert "'=1+1" in file.content.decode("utf-8-sig")


def test_what_was_typed_outlives_the_session(visit: Visit, filled: Store) -> None:
    editor = visit("editor")
    form = {"csrf": editor.token_on("/lessons"), "lesson_id": "", "revision": "0", **LESSON}
    editor.cookies.clear()
    shown = editor.post("/lessons/save", form)
    assert (shown.status_code, "로그인이 끝났습니다" in shown.text) == (403, True)
    assert 'value="날짜를 먼저"' in shown.text
    assert "인증 실패" not in shown.text, "nothing of the store is shown to somebody who is not signed in"
    editor.sign_in("editor", PASSWORD)
    again = editor.post("/lessons/save", form)
    assert (again.status_code, "로그인이 새로 되어" in again.text, "날짜를 먼저</textarea>" in again.text) == (
        403,
        True,
        True,
    )
    assert kept(filled) == []
