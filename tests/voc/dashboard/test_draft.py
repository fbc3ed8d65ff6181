"""초안 점검: what the page reads, marks and says, to whom, and that nothing of a draft stays."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from planted import Said, plant
from visitor import PASSWORD, Clock, Visitor

from voc.config import load_settings
from voc.config.channels import ChannelsSection
from voc.dashboard.background import Background
from voc.dashboard.draft_form import read_draft_form
from voc.dashboard.draft_lengths import part_lengths
from voc.dashboard.draft_marks import marked_pieces
from voc.dashboard.draft_words import SAID
from voc.dashboard.pages import draft as page
from voc.planning import draft_check
from voc.planning.draft_check import Draft, Finding, Subject
from voc.store import Store
from voc.store.schema import metadata

SCRIPT = "<script>alert(1)</script>"
BODY = f"금일 마감 {SCRIPT}"
FOUND = [
    Finding("ad_mark_place", "error", "금일 마감", "(광고) 표시를 맨 앞으로 옮기세요."),
    Finding("hard_word", "warning", "금일", f"‘금일’은 어려운 말입니다. {SCRIPT}"),
    Finding("not_their_word", "info", "마감", "고객은 ‘끝’이라고 합니다.", (Subject("word", "끝", "끝"),)),
    Finding("hesitation_touched", "info", "금일 마감", "", (Subject("theme", "slow", "느린 환급"),)),
    Finding("hesitations_open", "info", "", "", (Subject("theme", "fee", "수수료 부담"),)),
    Finding(
        "near_message", "info", f"지난 소식 {SCRIPT}", "비슷한 메시지를", (Subject("message", "m1", "2026-10-02"),)
    ),
]
HTMX = {"HX-Request": "true", "HX-Target": "found"}


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[Draft]:
    """The drafts that the process beside was asked to check; it finds what stands above."""
    seen: list[Draft] = []

    def found(draft: Draft, *_: str) -> list[Finding]:
        seen.append(draft)
        return FOUND

    monkeypatch.setattr(page, "gather_evidence", lambda *_: "2026-W47")
    monkeypatch.setattr(page, "check_draft", found)
    return seen


@pytest.fixture
def reader(visit: Callable[..., Visitor], people: Store) -> Visitor:
    """A reader at a dashboard of two themes."""
    plant(
        people,
        [
            Said("2026-W47", "환급이 너무 늦어요", source="shop_reviews", theme="slow"),
            Said("2026-W47", "수수료가 비싸요", source="shop_reviews", theme="fee"),
        ],
    )
    visitor = visit("reader")
    app: Any = visitor._app
    app.state.background = Background(lambda: ThreadPoolExecutor(1))
    return visitor


def _check(visitor: Visitor, headers: dict[str, str] | None = None, **form: str) -> str:
    return unescape(_answer(visitor, headers, **form))


def _answer(visitor: Visitor, headers: dict[str, str] | None = None, **form: str) -> str:
    said = {"Origin": visitor.origin, "Sec-Fetch-Site": "same-origin", **(headers or {})}
    token = visitor.token_on("/draft")
    answer = visitor.ask("POST", "/draft/check", said, data={"csrf": token, "channel": "sms", "body": BODY, **form})
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-store"
    return answer.text


def test_what_is_found_stands_by_level_with_the_words_marked(reader: Visitor, asked: list[Draft]) -> None:
    """A reader may check; hostile words are shown as words; themes, words and messages have links."""
    drawn = _answer(reader, HTMX, is_ad="yes", send_at="2026-11-24T10:30", buttons="보기\n닫기")
    assert asked == [Draft(channel="sms", body=BODY, is_ad=True, send_at="2026-11-24 10:30", buttons=("보기", "닫기"))]
    assert "<html" not in drawn
    assert SCRIPT not in drawn
    assert '<mark class="error">금일 마감</mark>' in drawn
    assert "<b>35</b> / 90바이트" in drawn
    assert '<a href="/themes/slow">느린 환급</a>' in drawn
    assert '<a href="/themes/fee">수수료 부담</a>' in drawn
    assert '<a href="/messages/m1">' in drawn
    assert '<a href="/words/concordance?q=%EB%81%9D">' in drawn
    assert drawn.index("막힘 <small>1") < drawn.index("주의 <small>1") < drawn.index("참고 <small>1")


def test_without_a_script_the_whole_page_comes_with_what_was_typed(reader: Visitor, asked: list[Draft]) -> None:
    """The text stands in its field again, beside what was found."""
    drawn = _check(reader, title="제목", theme="slow")
    assert len(asked) == 1
    assert "<html" in drawn
    assert 'value="제목"' in drawn
    assert "금일 마감 &lt;script&gt;" in _answer(reader)
    assert "고른 망설임 ‘slow’: 이 초안이 다룹니다" in _check(reader, HTMX, theme="slow")
    assert "고른 망설임 ‘fee’: 아직 다루지 않습니다" in _check(reader, HTMX, theme="fee")


@pytest.mark.parametrize(
    ("form", "said"),
    [
        ({"body": " "}, "제목이나 본문을 쓰면"),
        ({"send_at": "어제"}, "보낼 시각을 읽지 못했습니다"),
        ({"consent_on": "2026-13-01"}, "수신동의한 날을 읽지 못했습니다"),
        ({"sent_today": "-1"}, "0부터 1000까지"),
        ({"body": "가" * 20_001}, "메시지 하나만"),
    ],
)
def test_what_cannot_be_checked_is_said_and_asks_nobody(
    reader: Visitor, asked: list[Draft], form: dict[str, str], said: str
) -> None:
    """No text, or a field that cannot be read: a sentence, no finding."""
    assert said in _check(reader, HTMX, **form)
    assert asked == []


def test_while_things_are_loaded_the_page_asks_again_and_a_failure_is_said(
    reader: Visitor, asked: list[Draft], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody sees an empty page; the text is sent anew with the form, not kept."""

    def broken(*_: object) -> str:
        raise RuntimeError

    monkeypatch.setattr(page, "gather_evidence", broken)
    assert "점검하지 못했습니다" in _check(reader, HTMX)
    app: Any = reader._app
    app.state.background = Background(lambda: ThreadPoolExecutor(1))
    monkeypatch.setattr(page, "_GATHERED_S", 0.0)
    monkeypatch.setattr(app.state.background, "ask", lambda *_, **__: page.Answer("waiting"))
    drawn = _check(reader, HTMX)
    assert 'hx-include="#draft"' in drawn
    assert "점검할 준비를" in drawn
    assert asked == []


def test_nothing_of_a_draft_is_kept(reader: Visitor, asked: list[Draft]) -> None:
    """Neither a row nor an answer that is kept holds it; an address brings no text into the form."""

    def content() -> list[str]:
        store: Store = reader._app.state.place.store  # type: ignore[attr-defined]
        with store.read() as connection:
            return [repr(connection.execute(table.select()).all()) for table in metadata.sorted_tables]

    before = content()
    _check(reader, HTMX)
    assert content() == before
    assert len(asked) == 1
    kept = reader._app.state.background._asked  # type: ignore[attr-defined]
    assert not any("금일" in repr(key) for key in kept)
    assert "금일" not in reader.get(f"/draft?body={BODY}").text


def test_a_theme_stands_beside_the_form(reader: Visitor, asked: list[Draft]) -> None:
    """Its title and words; one that is not there is 404; the navigation leads to the page."""
    drawn = unescape(reader.get("/draft?theme=slow").text)
    assert "‘slow’에서 고객이 쓴 말" in drawn
    assert '<input type="hidden" name="theme" value="slow">' in drawn
    assert reader.get("/draft?theme=nothing").status_code == 404
    assert '<a href="/draft" aria-current="page">초안 점검</a>' in reader.get("/draft").text
    assert '<a href="/messages" aria-current="true">메시지</a>' in reader.get("/draft").text
    assert asked == []


def test_a_text_survives_the_end_of_a_session(
    reader: Visitor, asked: list[Draft], clock: Clock, visit: Callable[..., Visitor]
) -> None:
    """Signed out, the text comes back with what to do; signed in anew, the old form is checked."""
    token = reader.token_on("/draft")
    form = {"csrf": token, "channel": "sms", "body": BODY}
    said = {"Origin": reader.origin, "Sec-Fetch-Site": "same-origin"}
    clock.now += 7 * 24 * 3600
    gone = reader.ask("POST", "/draft/check", said, data=form)
    assert gone.status_code == 403
    assert "로그인이 끝났습니다" in gone.text
    assert "금일 마감" in gone.text
    assert asked == []
    assert reader.sign_in("reader", PASSWORD).status_code == 303
    again = reader.ask("POST", "/draft/check", said | HTMX, data=form)
    assert (again.status_code, len(asked)) == (200, 1)
    foreign = {"Origin": "https://elsewhere.example", "Sec-Fetch-Site": "cross-site"}
    assert reader.ask("POST", "/draft/check", foreign, data=form).status_code == 403
    assert visit().ask("POST", "/draft/check", said, data=form).status_code == 403


@pytest.fixture(scope="module")
def rules() -> ChannelsSection:
    """The packaged channels."""
    return load_settings(None).channels


def test_lengths_are_counted_as_the_channel_counts(rules: ChannelsSection) -> None:
    """A text message in bytes, a push in characters with what a phone shows of it."""
    (body,) = part_lengths(Draft(body="환급 OK\n"), rules.channel("sms"))
    assert (body.n, body.unit, body.most, body.is_over, body.shown) == (8, "바이트", 90, False, None)
    title, body = part_lengths(Draft(title="가" * 21, body="나"), rules.channel("app_push"))
    assert (title.n, title.unit, title.most, title.shown, body.shown) == (21, "자", None, "가" * 20, None)


def test_a_form_is_read_as_a_file_is(rules: ChannelsSection) -> None:
    """Line breaks of browsers are one character; an unknown channel is the first."""
    one = read_draft_form({"body": "가\r\n나", "channel": "telex", "is_ad": "no", "sent_today": "2"}, rules)
    assert one.draft == Draft(channel=rules.channels[0].key, body="가\n나", is_ad=False, sent_today=2)


@pytest.mark.parametrize(
    ("text", "finding", "marked"),
    [
        ("가나 다\n라마 바", Finding("x", "warning", "다 라마", ""), ["다\n라마"]),
        ("금일 마감 금일", Finding("x", "info", "금일", ""), ["금일", "금일"]),
        ("혜택 있는 쿠폰", Finding("ad_assumed", "info", "쿠폰, 혜택", ""), ["혜택", "쿠폰"]),
        ("가나다라마", Finding("too_long", "error", "다라…", ""), ["다라마"]),
        ("지난 소식", Finding("near_message", "info", "지난 소식", ""), []),
        ("가나다", Finding("x", "info", "", ""), []),
    ],
)
def test_marks_stand_where_the_words_do(text: str, finding: Finding, marked: list[str]) -> None:
    """However the words are broken into lines; together the pieces are the text."""
    pieces = marked_pieces(text, [finding])
    assert "".join(one.text for one in pieces) == text
    assert [one.text for one in pieces if one.level] == marked


def test_the_gravest_finding_gives_the_mark() -> None:
    """Where two speak of the same words."""
    found = [Finding("x", "error", "나", ""), Finding("y", "info", "가나다", "")]
    assert [tuple(one) for one in marked_pieces("가나다", found)] == [("가", "info"), ("나", "error"), ("다", "info")]


def test_what_the_page_says_otherwise_is_still_said_by_the_check() -> None:
    """A sentence that changes there must change here too."""
    source = "".join(file.read_text("utf-8") for file in Path(draft_check.__path__[0]).glob("*.py"))
    assert [told for told in SAID if told not in source] == []
