"""대상 내보내기: counts, the file, and who gets neither."""

import csv
import io
from collections.abc import Callable
from pathlib import Path

import pytest
from reaching import AUTH, KEY, PUSH, VARIABLE, Voiced, new_key, plant_voiced
from visitor import Visitor

from voc.store import Store
from voc.store.audit import EXPORT, read_audit

Visit = Callable[..., Visitor]
SOURCES = """
sources:
  - name: desk
    format: tickets
    path: inbox/desk
    channel: cs
    kind: ticket_message
    columns: {id: 번호, text: 내용, author: 고객번호}
    audience: {user_id: 고객번호}
"""
NEW = {"가입": "신규"}
VOICES = (
    Voiced(AUTH, "ha", "M-1", segment=NEW),
    Voiced(AUTH, "hb", "M-2", segment=NEW),
    Voiced(AUTH, "hc", "=HYPERLINK(1)"),
    Voiced(AUTH, "hd"),
    Voiced(PUSH, "hb", "M-2"),
)
HERE = f"/audience?theme={AUTH}&week=2026-W47"


@pytest.fixture
def desk(home: Path, people: Store, monkeypatch: pytest.MonkeyPatch) -> Store:
    """A store with customers whose desk gives ids, and the key to them."""
    monkeypatch.setenv(VARIABLE, KEY)
    (home / "config" / "sources.yaml").write_text(SOURCES, encoding="utf-8")
    plant_voiced(people, VOICES)
    return people


def rows(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def text(html: str) -> str:
    return " ".join(html.split())


def test_an_editor_sees_counts_and_takes_the_list(desk: Store, visit: Visit) -> None:
    editor = visit("editor")
    theme = editor.get(f"/themes/{AUTH}?week=2026-W47").text
    assert f'href="/audience?week=2026-W47&amp;theme={AUTH}"' in theme
    shown = text(editor.get(HERE).text)
    assert "<dt>말한 고객</dt><dd>4<small>" in shown
    assert "<dt>연락을 원하지 않음</dt><dd>1<small>25%, 명단에서 빠짐" in shown
    assert "<dt>회원 ID가 있는 고객</dt><dd>3<small>" in shown
    assert '<th scope="row">가입 신규</th><td class="n">2</td><td class="n">1</td>' in shown
    assert "M-1" not in shown
    taken = editor.post(HERE, {"layout": "bigin", "why": "인증 안내  11월"})
    assert (taken.status_code, rows(taken.content)) == (200, [["user_id"], ["M-1"]])
    assert 'filename="malgwi-audience.csv"' in taken.headers["Content-Disposition"]
    assert taken.headers["Cache-Control"] == "no-store"
    with desk.read() as connection:
        (entry,) = read_audit(connection, action=EXPORT)
    held = {name: entry.details[name] for name in ("kind", "target", "theme", "rows", "layout", "why")}
    assert entry.who == "editor"
    assert held == {
        "kind": "audience",
        "target": "dashboard",
        "theme": AUTH,
        "rows": 1,
        "layout": "bigin",
        "why": "인증 안내 11월",
    }


@pytest.mark.usefixtures("desk")
def test_without_a_theme_it_is_the_suppression_list(visit: Visit) -> None:
    admin = visit("admin")
    shown = text(admin.get("/audience").text)
    assert "<h1>연락 제외 명단</h1>" in shown
    assert f'<a href="/themes/{PUSH}?week=2026-W47">{PUSH}</a>' in shown
    taken = admin.post("/audience?week=2026-W47", {"layout": "braze", "why": "발송 제외"})
    assert rows(taken.content) == [["external_id"], ["M-2"]]


def test_nobody_else_sees_or_takes_anything(desk: Store, visit: Visit) -> None:
    reader, stranger = visit("reader"), visit()
    form = {"layout": "braze", "why": "궁금해서"}
    assert "/audience" not in reader.get(f"/themes/{AUTH}").text
    assert [reader.get(HERE).status_code, reader.post(HERE, form).status_code] == [403, 403]
    assert stranger.get(HERE).status_code == 303
    assert stranger.ask("POST", HERE, data=form).status_code in {303, 403}
    editor = visit("editor")
    forged = editor.ask("POST", HERE, {"Origin": editor.origin, "Sec-Fetch-Site": "same-origin"}, data=form)
    foreign = editor.post(HERE, form, Origin="http://evil.example", Sec_Fetch_Site="cross-site")
    assert [forged.status_code, foreign.status_code] == [403, 403]
    with desk.read() as connection:
        assert read_audit(connection, action=EXPORT) == []


def test_what_cannot_be_handed_out_is_said(desk: Store, visit: Visit, monkeypatch: pytest.MonkeyPatch) -> None:
    editor = visit("editor")
    ask = {"layout": "braze", "why": "안내"}
    assert "무엇에 쓸 명단인지 적어 주세요" in editor.post(HERE, {**ask, "why": " "}).text
    nobody = editor.post(f"/audience?theme={AUTH}&week=2026-W46", ask)
    assert (nobody.status_code, "명단에 넣을 회원이 없습니다" in nobody.text) == (400, True)
    assert editor.post(HERE, {**ask, "layout": "../x"}).status_code == 404
    assert editor.get("/audience?theme=t_none").status_code == 404
    assert editor.get(f"/audience?theme={AUTH}&source=nowhere").status_code == 404
    monkeypatch.setenv(VARIABLE, new_key())
    sealed = editor.post(HERE, ask)
    assert (sealed.status_code, "열쇠로 잠근 값이 있습니다" in sealed.text) == (400, True)
    monkeypatch.delenv(VARIABLE)
    assert "열쇠(<code>VOC_REACH_KEY</code>)가 없거나" in editor.get(HERE).text
    with desk.read() as connection:
        assert read_audit(connection, action=EXPORT) == []


def test_where_no_source_gives_ids_the_page_says_what_to_do(people: Store, visit: Visit) -> None:
    plant_voiced(people, VOICES[:1])
    shown = visit("editor").get(HERE).text
    assert "회원 ID를 주는 소스가 없어서" in shown
    assert '<form method="post" action="/audience' not in shown


def test_while_nothing_is_counted_it_says_so(visit: Visit) -> None:
    assert visit("editor").get("/audience").status_code == 200
