"""Curation on the screen, on a store of nine voices whose numbers are counted by hand."""

import json
import re
from collections.abc import Callable
from typing import Any

import httpx
import pytest
from sqlalchemy import select
from starlette.applications import Starlette
from visitor import PASSWORD, Visitor

from voc.dashboard.curation.drafts import KINDS
from voc.records import document_id
from voc.store import (
    Proposal,
    Store,
    StoredTheme,
    ThemeChoice,
    count_weeks,
    load_proposals,
    one_at_a_time,
    read_ledger,
    save_proposals,
    save_themes,
    set_themes,
)
from voc.store.schema import sentences

W47 = "2026-W47"
ENGLISH = re.compile(r"[A-Za-z]{3,} [A-Za-z]{2,}")
SCRIPT = "<script>alert(1)</script>"
BEFORE = {"인증 실패": (2, 1), "환급 지연": (1, 1)}


def named(key: str) -> str:
    return document_id("shop_reviews", key)


A1, A2, A3, W3 = (f"{named(key)}:0" for key in ("a1", "a2", "a3", "w3"))


@pytest.fixture(autouse=True)
def themes(filled: Store) -> None:
    """A second theme that holds a voice in each week, and one that holds none."""
    with filled.begin() as connection:
        save_themes(connection, [StoredTheme("c_refund", "환급 지연", "delay", "fulfilment")])
        save_themes(connection, [StoredTheme("d_quiet", "조용한 테마", "other", "none", origin="discovered")])
        set_themes(connection, [ThemeChoice(named(key), 0, "c_refund", 0.9, "s1") for key in ("w2", "a3")])
        count_weeks(connection)


@pytest.fixture
def alone(open_app: Callable[[], Starlette]) -> Visitor:
    """Somebody at this machine, where nobody has to sign in."""
    return Visitor(open_app())


@pytest.fixture
def editor(visit: Callable[..., Visitor]) -> Visitor:
    return visit("editor")


@pytest.fixture
def listed(call: Callable[..., Any]) -> Callable[[], dict[str, tuple[int, int]]]:
    """What the list of themes shows: title to voices of the week and of the week before."""

    def listing() -> dict[str, tuple[int, int]]:
        rows = map(json.loads, call("show", "themes", "--json").out.splitlines())
        return {row["title"]: (row["n"], row["n_before"]) for row in rows}

    return listing


def steps(store: Store) -> int:
    with store.read() as connection:
        return len(read_ledger(connection))


def send(visitor: Visitor, what: str, *, expect: int = 0, do: bool = True, **fields: Any) -> httpx.Response:  # noqa: ANN401 - values of a form
    form = {"csrf": visitor.token_on("/themes/t_auth/edit"), "what": what, "expect": str(expect), **fields}
    return visitor.post("/curation/act", {**form, **({"do": "yes"} if do else {})})


ACTS: list[tuple[str, dict[str, Any], dict[str, tuple[int, int]]]] = [
    ("rename", {"theme": "t_auth", "title": "인증이 막힘"}, {"인증이 막힘": (2, 1), "환급 지연": (1, 1)}),
    ("merge", {"theme": "c_refund", "into": "t_auth"}, {"인증 실패": (3, 2)}),
    (
        "sentences",
        {"theme": "t_auth", "place": [A2], "then": "split", "title": "또 막힘"},
        {"인증 실패": (1, 1), "또 막힘": (1, 0), "환급 지연": (1, 1)},
    ),
    (
        "sentences",
        {"theme": "t_auth", "by": "words", "query": "또", "then": "split", "title": "또 막힘"},
        {"인증 실패": (1, 1), "또 막힘": (1, 0), "환급 지연": (1, 1)},
    ),
    (
        "sentences",
        {"theme": "t_auth", "place": [A1, A2], "then": "move", "to": "c_refund"},
        {"환급 지연": (3, 1), "인증 실패": (0, 1)},
    ),
    (
        "sentences",
        {"theme": "c_refund", "place": [A3], "then": "move", "to": "none"},
        {"인증 실패": (2, 1), "환급 지연": (0, 1)},
    ),
    ("hide", {"theme": "c_refund", "on": "yes"}, {"인증 실패": (2, 1)}),
    ("pin", {"theme": "d_quiet", "on": "yes"}, {**BEFORE, "조용한 테마": (0, 0)}),
    (
        "correct",
        {"document": named("a1"), "index": "0", "label_hesitation": "no"},
        {"인증 실패": (1, 1), "환급 지연": (1, 1)},
    ),
]


@pytest.mark.parametrize(("what", "fields", "after"), ACTS, ids=[f"{one[0]}-{n}" for n, one in enumerate(ACTS)])
def test_each_act_changes_what_is_listed_and_undo_brings_it_back(
    alone: Visitor, listed: Callable[[], Any], what: str, fields: dict[str, Any], after: dict[str, tuple[int, int]]
) -> None:
    assert listed() == BEFORE
    looked = send(alone, what, do=False, **fields)
    assert (looked.status_code, "아직 아무것도 바뀌지 않았습니다" in looked.text) == (200, True)
    assert listed() == BEFORE, "a preview changes nothing"
    done = send(alone, what, **fields)
    assert done.status_code == 303
    assert listed() == after
    shown = alone.get(done.headers["location"])
    assert (shown.status_code, "1번째 기록" in shown.text) == (200, True)
    assert send(alone, "undo", expect=1, seq="1").status_code == 303
    assert listed() == BEFORE


def test_stage_and_reason_are_set_and_left_as_they_are(editor: Visitor, call: Callable[..., Any]) -> None:
    assert send(editor, "set", theme="t_auth", stage="usage", reason="").status_code == 303
    rows = {row["id"]: row for row in map(json.loads, call("show", "themes", "--json").out.splitlines())}
    assert (rows["t_auth"]["stage"], rows["t_auth"]["reason"]) == ("usage", "access")


def test_the_preview_tells_the_numbers_of_twelve_weeks(editor: Visitor) -> None:
    """a1, a2 and a3 are three voices of W47, w1 and w2 two of W46."""
    text = send(editor, "merge", do=False, theme="c_refund", into="t_auth").text
    rows = dict(re.findall(r'<tr><th scope="row">([^<]*)</th><td class="n"><b>([^<]*)</b>', text))
    assert rows == {"인증 실패": "3 → 5", "환급 지연": "2 → 0"}
    assert re.findall(r'differs">([^<]*)<', text) == ["1 → 2", "2 → 3", "1 → 0", "1 → 0"]
    assert len(re.findall(r"<abbr", text)) == 12
    assert 'name="do" value="yes"' in text


def test_the_log_tells_who_did_what_when_and_why(editor: Visitor) -> None:
    send(editor, "rename", theme="t_auth", title="인증이 막힘", why="고객이 이렇게 부릅니다")
    text = editor.get("/curation").text
    for said in (
        "‘인증 실패’의 이름을 ‘인증이 막힘’으로 바꿈",
        "<td>editor</td>",
        "고객이 이렇게 부릅니다",
        "<time datetime=",
    ):
        assert said in text
    assert "인증이 막힘" in editor.get("/curation?theme=t_auth").text
    assert "아직" not in editor.get("/curation?theme=t_auth").text
    assert editor.get("/curation?theme=nothing").status_code == 404
    assert editor.get("/curation?page=0").status_code == 404


def test_two_editors_at_once_are_told_and_lose_nothing(
    editor: Visitor, visit: Callable[..., Visitor], filled: Store
) -> None:
    other = visit("admin")
    assert send(other, "rename", theme="c_refund", title="환급이 늦음", why="먼저").status_code == 303
    late = send(editor, "rename", theme="t_auth", title="내가 지은 이름", why="내 까닭")
    assert late.status_code == 409
    for said in ("그사이 다른 사람이", "‘환급 지연’의 이름을 ‘환급이 늦음’으로 바꿈", "<td>admin</td>", "먼저"):
        assert said in late.text
    assert 'value="내가 지은 이름"' in late.text
    assert 'value="내 까닭"' in late.text
    assert steps(filled) == 1
    (expect,) = re.findall(r'name="expect" value="([^"]*)"', late.text)
    assert send(editor, "rename", expect=int(expect), theme="t_auth", title="내가 지은 이름").status_code == 303


def test_a_form_that_does_not_say_what_its_writer_saw_is_not_carried_out(editor: Visitor, filled: Store) -> None:
    form = {"csrf": editor.token_on("/curation"), "what": "pin", "theme": "t_auth", "on": "yes", "do": "yes"}
    assert editor.post("/curation/act", form).status_code == 409
    assert steps(filled) == 0


def test_a_reader_reads_the_log_and_decides_nothing(visit: Callable[..., Visitor], filled: Store) -> None:
    reader = visit("reader")
    assert reader.get("/curation").status_code == 200
    assert reader.get("/curation/proposals").status_code == 200
    for path in ("/themes/t_auth/edit", "/themes/t_auth/sentences", f"/curation/sentence/{named('a1')}/0"):
        assert reader.get(path).status_code == 403
    form = {"csrf": reader.token, "what": "pin", "theme": "t_auth", "on": "yes", "expect": "0", "do": "yes"}
    assert reader.post("/curation/act", form).status_code == 403
    assert steps(filled) == 0


def test_a_forged_form_changes_nothing(editor: Visitor, filled: Store) -> None:
    form = {"what": "pin", "theme": "t_auth", "on": "yes", "expect": "0", "do": "yes"}
    own = {"csrf": editor.token_on("/curation"), **form}
    assert editor.post("/curation/act", {**form, "csrf": "another"}).status_code == 403
    assert editor.ask("POST", "/curation/act", {"Origin": "https://evil.example"}, data=own).status_code == 403
    assert editor.get("/curation/act").status_code == 405
    assert steps(filled) == 0


def test_what_was_typed_outlives_the_session(editor: Visitor, filled: Store) -> None:
    typed = {
        "what": "sentences",
        "theme": "t_auth",
        "place": [A1, A2],
        "title": "새 테마",
        "why": "내 까닭",
        "expect": "0",
    }
    form = {"csrf": editor.token_on("/curation"), **typed, "do": "yes"}
    editor.cookies.clear()
    shown = editor.post("/curation/act", form)
    assert (shown.status_code, "로그인이 끝났습니다" in shown.text) == (403, True)
    assert "인증" not in shown.text, "nothing of the store is shown to somebody who is not signed in"
    for value in (A1, A2, "새 테마", "내 까닭"):
        assert f'value="{value}"' in shown.text
    editor.sign_in("editor", PASSWORD)
    again = editor.post("/curation/act", form)
    assert (again.status_code, "로그인이 새로 되어" in again.text) == (403, True)
    assert [f'value="{one}" checked' in again.text for one in (A1, A2)] == [True, True]
    assert 'value="내 까닭"' in again.text
    assert steps(filled) == 0
    (token,) = set(re.findall(r'name="csrf" value="([^"]*)"', again.text.partition("<main")[2]))
    assert editor.post("/curation/act", {**form, "csrf": token}).status_code == 303
    assert editor.ask("POST", "/curation/act", {"Origin": "https://evil.example"}, data=form).status_code == 403


def test_script_in_titles_and_reasons_is_text(editor: Visitor) -> None:
    back = 'javascript:alert(1)"><b>'
    wrong = send(editor, "rename", expect=7, theme="t_auth", title=SCRIPT, why=SCRIPT, back=back)
    send(editor, "rename", theme="t_auth", title=SCRIPT, why=SCRIPT)
    looked = send(editor, "merge", expect=1, do=False, theme="c_refund", into="t_auth")
    pages = ["/curation", "/curation?done=1", "/themes/t_auth/edit", "/themes/t_auth/sentences", "/curation/proposals"]
    for text in (wrong.text, looked.text, *(editor.get(path).text for path in pages)):
        assert SCRIPT not in text
        assert "javascript:" not in text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in looked.text


@pytest.mark.parametrize(
    ("what", "fields", "told"),
    [
        ("rename", {"theme": "t_auth", "title": " "}, "1자에서 60자까지"),
        ("rename", {"theme": "t_auth", "title": "가" * 61}, "지금은 61자"),
        ("rename", {"theme": "t_auth", "title": "인증 실패"}, "지금과 같습니다"),
        ("rename", {"theme": "t_auth", "title": "환급 지연"}, "테마가 이미 있습니다"),
        ("rename", {"theme": "t_auth", "title": "c_refund"}, "번호나 키로"),
        ("rename", {"theme": "t_none", "title": "가"}, "그런 테마가 없습니다"),
        ("rename", {"theme": "t_auth", "title": "가", "why": "가" * 301}, "까닭은 300자까지"),
        ("merge", {"theme": "t_auth", "into": ""}, "목록에서 테마를 골라"),
        ("merge", {"theme": "t_auth", "into": "t_auth"}, "자기 자신에게"),
        ("sentences", {"theme": "t_auth", "then": "split", "title": "가"}, "고른 문장이 없습니다"),
        ("sentences", {"theme": "t_auth", "then": "move", "to": "c_refund"}, "고른 문장이 없습니다"),
        ("sentences", {"theme": "t_auth", "by": "words", "query": "인증", "title": "가"}, "문장 3개를 모두"),
        ("sentences", {"theme": "t_auth", "place": [A3], "title": "가"}, "1개는 이 테마의 문장이 아닙니다"),
        ("sentences", {"theme": "t_auth", "place": [A1], "then": "move", "to": "t_auth"}, "이미 그 테마에"),
        ("sentences", {"theme": "t_auth", "place": [W3], "then": "move", "to": "c_refund"}, "읽히지 않은 것이"),
        ("sentences", {"theme": "t_auth", "place": ["x"], "then": "move", "to": "c_refund"}, "더는 없습니다"),
        ("hide", {"theme": "t_auth", "on": "no"}, "이미 그렇게"),
        ("set", {"theme": "t_auth"}, "하나 이상 골라"),
        ("set", {"theme": "t_auth", "stage": "paying"}, "그렇게 바꿀 수 없습니다"),
        ("undo", {"seq": "1"}, "되돌릴 단계가 없습니다"),
        ("undo", {"seq": "last"}, "되돌릴 단계가 없습니다"),
        ("accept", {"proposal": "1"}, "사라진 제안"),
        ("decline", {"proposal": "1"}, "사라진 제안"),
        ("correct", {"document": named("a1"), "index": "0"}, "항목을 하나 이상"),
        ("correct", {"document": named("a1"), "index": "9", "label_act": "praise"}, "더는 없습니다"),
        ("correct", {"document": named("w3"), "index": "0", "label_hesitation": "yes"}, "이유도 골라"),
        (
            "correct",
            {"document": named("a1"), "index": "0", "label_hesitation": "no", "label_reason": "cost"},
            "이유도 없습니다",
        ),
    ],
)
def test_what_cannot_be_done_is_said_in_korean_and_the_form_comes_back(
    alone: Visitor, filled: Store, what: str, fields: dict[str, Any], told: str
) -> None:
    answer = send(alone, what, **{"why": "내가 적은 까닭", **fields})
    (said,) = re.findall(r'role="alert">([^<]*)<', answer.text)
    assert (answer.status_code, told in said) == (400, True), said
    assert not ENGLISH.search(said)
    assert f'value="{fields.get("why", "내가 적은 까닭")}"' in answer.text
    for name in fields.keys() & {"title", "query"}:
        assert f'value="{fields[name]}"' in answer.text
    for name in fields.keys() & {"place"}:
        assert all(f'value="{one}" checked' in answer.text for one in fields[name] if ":" in one)
    assert steps(filled) == 0


def test_what_later_steps_rest_on_names_them(editor: Visitor) -> None:
    made = send(editor, "sentences", theme="t_auth", place=[A2], title="또 막힘")
    child = made.headers["location"].split("/")[2]
    send(editor, "rename", expect=1, theme=child, title="또 막혔어요")
    assert "나중 단계(2번)가" in send(editor, "undo", expect=2, seq="1").text
    send(editor, "undo", expect=2, seq="2")
    assert "이미 되돌린 단계" in send(editor, "undo", expect=3, seq="2").text
    assert send(editor, "undo", expect=3, seq="1").status_code == 303


def test_a_theme_that_went_into_another_leads_there(editor: Visitor) -> None:
    send(editor, "merge", theme="c_refund", into="t_auth")
    assert "‘인증 실패’에서 보입니다" in editor.get("/themes/c_refund/edit").text
    said = send(editor, "rename", expect=1, theme="c_refund", title="가").text
    assert "‘환급 지연’의 문장은 이제 ‘인증 실패’에서 보입니다" in said


def test_while_a_night_runs_people_are_told_what_to_do(
    editor: Visitor, filled: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("voc.dashboard.curation.carrying._PATIENCE_S", 0.1)
    with one_at_a_time(filled, patience_s=1, waiting=lambda: None):
        busy = send(editor, "rename", theme="t_auth", title="새 이름")
        assert send(editor, "rename", do=False, theme="t_auth", title="새 이름").status_code == 200
    assert (busy.status_code, "몇 분 뒤 다시 눌러" in busy.text) == (503, True)
    assert 'value="새 이름"' in busy.text
    assert "Another run" not in busy.text
    assert send(editor, "rename", theme="t_auth", title="새 이름").status_code == 303


def test_proposals_are_accepted_or_declined_with_why(editor: Visitor, filled: Store, listed: Callable[[], Any]) -> None:
    with filled.begin() as connection:
        asked = select(sentences.c.fingerprint).where(sentences.c.document_id == named("a2"))
        fingerprint = connection.scalar(asked.where(sentences.c.sentence_index == 0))
        part = {"title": "또 막힘", "sentences": [[named("a2"), 0, fingerprint]]}
        split = Proposal("2" * 8, W47, "split", ("t_auth",), 0.5, {"parts": [part]})
        merge = Proposal("1" * 8, W47, "merge", ("t_auth", "c_refund"), 0.9, {"words": ["안"]})
        save_proposals(connection, [split, merge])
    text = editor.get("/curation/proposals").text
    for said in ("‘환급 지연’을 ‘인증 실패’에 합치기", "‘인증 실패’에서 ‘또 막힘’ 나누기", "인증이 또 안 되네요"):
        assert said in text
    assert (
        send(editor, "decline", proposal="1" * 8, why="서로 다른 이야기", back="/curation/proposals").status_code == 303
    )
    assert "3 → 2" in send(editor, "accept", expect=1, do=False, proposal="2" * 8, title="다시 막힘").text
    assert send(editor, "accept", expect=1, proposal="2" * 8, title="다시 막힘").status_code == 303
    assert listed() == {"인증 실패": (1, 1), "다시 막힘": (1, 0), "환급 지연": (1, 1)}
    assert "지금은 제안이 없습니다" in editor.get("/curation/proposals").text
    assert "서로 다른 이야기" in editor.get("/curation").text
    send(editor, "undo", expect=2, seq="2")
    with filled.read() as connection:
        assert [one.id for one in load_proposals(connection, "open")] == ["2" * 8]


def test_sentences_are_found_by_words_and_named_for_choosing(editor: Visitor) -> None:
    text = editor.get("/themes/t_auth/sentences").text
    assert re.findall(r'name="place" value="([^"]*)"', text) == [A2, A1, f"{named('w1')}:0"], "the newest first"
    found = editor.get("/themes/t_auth/sentences?q=또").text
    assert re.findall(r'name="place" value="([^"]*)"', found) == [A2]
    assert "이(가) 든 문장이 없습니다" in editor.get("/themes/t_auth/sentences?q=환급").text
    assert editor.get("/themes/nothing/sentences").status_code == 404


def test_how_a_sentence_is_read_can_be_seen_and_corrected_everywhere(editor: Visitor) -> None:
    page = f"/curation/sentence/{named('a1')}/0"
    assert "인증이 안 돼요" in editor.get(page).text
    looked = send(editor, "correct", do=False, document=named("a1"), index="0", label_stage="usage", everywhere="yes")
    assert "문장 2개를 모두" in looked.text, "w1 says the same"
    done = send(editor, "correct", document=named("a1"), index="0", label_stage="usage", back=page)
    assert done.headers["location"] == f"{page}?done=1"
    for wrong in (
        f"/curation/sentence/{named('a1')}/7",
        "/curation/sentence/x/0",
        f"/curation/sentence/{named('a1')}/-1",
    ):
        assert editor.get(wrong).status_code == 404


@pytest.mark.parametrize(
    "path", ["/curation", "/curation/proposals", "/themes/t_auth/edit", "/themes/t_auth/sentences"]
)
def test_pages_have_one_heading_and_names_for_every_field(editor: Visitor, path: str) -> None:
    text = editor.get(path).text.partition("<main")[2]
    assert text.count("<h1>") == 1
    shown = re.findall(r"<(?:input(?! type=\"hidden\")|select)[^>]*>", text)
    labelled = re.findall(r"<label[^>]*>(?:(?!</label>).)*?<(?:input|select)", text, re.DOTALL)
    assert len(shown) == len(labelled)


def test_an_act_that_nobody_knows_is_refused(editor: Visitor) -> None:
    assert send(editor, "explode").status_code == 400
    assert "" not in KINDS


def test_a_search_among_sentences_brings_the_middle_of_the_page_alone(alone: Visitor) -> None:
    part = alone.get("/themes/t_auth/sentences?q=또", HX_Request="true", HX_Target="main").text
    assert part.startswith("<title>문장 나누기")
    assert (A2 in part, "<html" in part) == (True, False)
