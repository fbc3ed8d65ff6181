"""고객 응대: who may act, what two persons at once see, and that contacts stay closed."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from planted_case import CASE, HANDLE, OPENED_AT, plant_case
from reaching import KEY, VARIABLE

from voc.store import Store, read_audit
from voc.store.outreach import OutreachEvent, append_event, find_case, load_events

Visit = Callable[..., Any]
PATH = f"/outreach/{CASE}"
CHECKS = ["no_request", "no_condition", "no_promise", "disclosure"]


@pytest.fixture
def case(filled: Store, monkeypatch: pytest.MonkeyPatch) -> Store:
    monkeypatch.setenv(VARIABLE, KEY)
    plant_case(filled)
    return filled


def state(store: Store) -> tuple[str, int]:
    with store.read() as connection:
        found = find_case(connection, CASE)
        assert found is not None
        return found.state, len(load_events(connection, CASE))


def send(visitor: Any, act: str, expect: int, **more: object) -> Any:  # noqa: ANN401 - an answer
    return visitor.post(f"{PATH}/act", {"act": act, "expect": str(expect), **more})


def test_where_it_is_off_the_page_says_how_to_switch_it_on(filled: Store, visit: Visit) -> None:
    assert filled
    page = visit("reader").get("/outreach").text
    assert "config/outreach.yaml" in page
    assert "VOC_REACH_KEY" in page


def test_the_list_is_chosen_by_its_address(case: Store, visit: Visit, monkeypatch: pytest.MonkeyPatch) -> None:
    assert case
    monkeypatch.setattr("voc.steps.outreach.listing.seoul_today", lambda: date(2026, 11, 28))
    visitor = visit("reader")
    assert f'href="{PATH}"' in visitor.get("/outreach").text
    assert f'href="{PATH}"' in visitor.get("/outreach?state=new&kind=apology&due=1").text
    assert "이 조건에 맞는 건이 없습니다" in visitor.get("/outreach?state=done").text
    assert "이 조건에 맞는 건이 없습니다" in visitor.get("/outreach?kind=thanks").text
    for odd in ("?state=gone", "?kind=x", "?due=2"):
        assert visitor.get(f"/outreach{odd}").status_code == 404
    assert visitor.get("/outreach/nobody").status_code == 404


def test_readers_look_and_change_nothing(case: Store, visit: Visit) -> None:
    visitor = visit("reader")
    page = visitor.get(PATH)
    assert (page.status_code, '<form method="post" action="/outreach/' in page.text) == (200, False)
    assert send(visitor, "review", 1).status_code == 403
    assert visitor.post(f"{PATH}/contact", {"reason": "사과"}).status_code == 403
    assert state(case) == ("new", 1)


def test_a_post_that_another_page_forged_is_refused(case: Store, visit: Visit) -> None:
    visitor = visit("editor")
    assert send(visitor, "review", 1, csrf="forged").status_code == 403
    assert state(case) == ("new", 1)


def test_two_persons_walk_a_case_to_its_end(case: Store, visit: Visit) -> None:
    hana, duri = visit("editor"), visit("admin")
    assert send(hana, "review", 1, note="사과 편지를 씁니다").status_code == 303
    refused = send(hana, "approval", 2, note="조심스럽게", check=CHECKS[:3])
    assert refused.status_code == 400
    assert "승인을 요청하려면 아래를 모두 확인해 주세요. 선물을 받은 뒤" in refused.text
    assert "조심스럽게" in refused.text
    assert send(hana, "approval", 2, check=CHECKS).status_code == 303
    assert "승인은 요청한 사람이 아닌 다른 사람이 합니다." in hana.get(PATH).text
    own = send(hana, "approve", 3)
    assert own.status_code == 400
    assert "승인은 요청한 사람(editor)이 아닌 다른 사람이 해야 합니다." in own.text
    assert "아직 승인되지 않았습니다" in send(hana, "sent", 3).text
    assert send(duri, "approve", 3).status_code == 303
    assert "admin 님이 승인함" in hana.get(PATH).text
    assert send(hana, "sent", 4).status_code == 303
    assert send(hana, "done", 5).status_code == 303
    assert state(case) == ("done", 6)


def test_whoever_is_slower_is_told_and_keeps_the_note(case: Store, visit: Visit) -> None:
    assert send(visit("admin"), "review", 1).status_code == 303
    late = send(visit("editor"), "on_hold", 1, note="다음 달에 다시")
    assert late.status_code == 409
    assert "그사이 다른 사람이 이 건을 바꿨습니다" in late.text
    assert "다음 달에 다시" in late.text
    assert 'name="expect" value="2"' in late.text
    assert state(case) == ("review", 2)


def test_a_contact_is_shown_once_for_a_reason(case: Store, visit: Visit) -> None:
    visitor = visit("editor")
    assert HANDLE not in visitor.get(PATH).text
    refused = visitor.post(f"{PATH}/contact", {"reason": " "})
    assert "연락처가 왜 필요한지 적어 주세요" in refused.text
    assert HANDLE not in refused.text
    shown = visitor.post(f"{PATH}/contact", {"reason": "사과 편지"})
    assert HANDLE in shown.text
    assert shown.headers["cache-control"] == "no-store"
    assert HANDLE not in visitor.get(PATH).text
    with case.read() as connection:
        (line,) = read_audit(connection, action="contact")
    assert (line.who, line.details["reason"]) == ("editor", "사과 편지")


def test_without_the_key_nothing_is_opened(case: Store, visit: Visit, monkeypatch: pytest.MonkeyPatch) -> None:
    assert case
    monkeypatch.delenv(VARIABLE)
    answer = visit("editor").post(f"{PATH}/contact", {"reason": "사과 편지"})
    assert answer.status_code == 503
    assert "연락처를 여는 열쇠가 서버에 없거나 바뀌었습니다" in answer.text


def test_script_in_a_note_is_only_text(case: Store, visit: Visit) -> None:
    with case.begin() as connection:
        note = {"note": "<script>alert(1)</script>"}
        append_event(connection, OutreachEvent(CASE, 2, OPENED_AT, "<b>하나</b>", "noted", note))
    page = visit("reader").get(PATH).text
    assert "<script>alert(1)" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "<b>하나</b>" not in page


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"act": "gone"}, "옮길 상태를 골라 주세요"),
        ({"act": "note"}, "메모나 챙길 날을 적어 주세요"),
        ({"act": "note", "remind": "2026-13-01"}, "챙길 날은 2026-12-01처럼 적어 주세요"),
        ({"act": "note", "note": "말" * 2001}, "메모는 2,000자까지 적을 수 있습니다. 지금은 2,001자입니다."),
        ({"act": "sent"}, "‘새로’에서 ‘발송’(으)로는 바로 옮길 수 없습니다."),
    ],
)
def test_nonsense_is_refused_in_korean(case: Store, visit: Visit, sent: dict[str, str], said: str) -> None:
    answer = visit("editor").post(f"{PATH}/act", {"expect": "1", **sent})
    assert answer.status_code == 400
    assert said in answer.text
    assert state(case) == ("new", 1)
