"""Zendesk's own edges: whose words a ticket holds, what happens to it later, and what its interface does."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import RowMapping, select
from wire import FIRST, NOW, voice
from wire.delivery import deliver, reasons_of, records_of, texts_of
from wire.faults import expired_token, server_error, too_many
from wire.server import Reply, Request, json_reply
from wire.zendesk import AGENT, CC, CUSTOMER, ZendeskWire

from voc.errors import SourceError
from voc.records import Cursor, Rating, Window
from voc.sources import Page
from voc.store.schema import documents, revisions

THREAD = "zendesk:haneulmart:1000"
# The fixture's own class.
Played = Any


@pytest.fixture
def played(play: Callable) -> Played:
    """One ticket, opened by a customer on 10 September 2026 at 09:00 in Seoul."""
    return play("zendesk", 1)


def rows(played: Played) -> dict[str, RowMapping]:
    with played.place() as place, place.store.read() as connection:
        return {row["external_id"]: row for row in connection.execute(select(documents)).mappings()}


def fetch(played: Played, window: Window | None = None, **changes: object) -> list[Page]:
    return deliver(played.wire, played.server, window, **changes)


def heard(pages: list[Page]) -> dict[str, str]:
    """Return the texts of the first ticket by the end of their id, as they are delivered."""
    return {key.removeprefix(f"{THREAD}:"): text for key, text in texts_of(pages).items() if key.startswith(THREAD)}


def said(played: Played) -> dict[str, str]:
    """Return the same of the store."""
    return {key.removeprefix(f"{THREAD}:"): text for key, text in played.stored().items() if key.startswith(THREAD)}


def comment(number: int, author: int, words: str, **more: object) -> dict[str, Any]:
    return {"id": number, "author_id": author, "plain_body": words, "public": True, **more}


def test_only_customers_speak(played: Played) -> None:
    played.wire.comments[0] = [
        comment(1, CUSTOMER, "적립금이 안 쌓였어요"),
        comment(2, AGENT, "확인하겠습니다."),
        comment(3, CUSTOMER, "아직인가요?"),
        comment(4, AGENT, "적립 배치 오류", public=False),
        comment(5, CUSTOMER, "부재중 전화 자동 기록", metadata={"flags": [4]}),
        comment(6, CUSTOMER, "통화 녹음", type="VoiceComment"),
        comment(7, CC, "같이 쓰는 가족인데 저도 안 쌓였어요"),
        comment(8, -1, "이 요청은 종료되고 #48102와 병합되었습니다."),
        comment(9, CUSTOMER, "신뢰되지 않은 발신이지만 고객의 말", metadata={"flags": [0, 2]}),
        comment(10, CUSTOMER, "표시가 비어 있어도 돼요", metadata={"flags": None}),
    ]
    pages = fetch(played)
    assert reasons_of(pages) == []
    assert heard(pages) == {
        "1": "문의드립니다\n\n적립금이 안 쌓였어요",
        "3": "아직인가요?",
        "7": "같이 쓰는 가족인데 저도 안 쌓였어요",
        "9": "신뢰되지 않은 발신이지만 고객의 말",
        "10": "표시가 비어 있어도 돼요",
    }


def test_an_author_of_whom_nothing_is_told_is_set_aside(played: Played) -> None:
    played.wire.comments[0] = [comment(1, CUSTOMER, "적립금이요"), comment(2, 990099, "누구의 말일까요")]
    pages = fetch(played)
    assert reasons_of(pages) == ["whether its author is a customer or staff is not told"]
    assert set(heard(pages)) == {"1"}


@pytest.mark.parametrize(
    ("ticket", "expected"),
    [
        # Staff wrote down a telephone call, under the customer's name.
        ({"submitter_id": AGENT}, {"2": "네 그 번호로 전화 주세요"}),
        # A mail that staff passed on is the customer's, and what the company's own form has sent.
        *(
            (
                {"submitter_id": AGENT, "via": {"channel": channel}},
                {"1": "문의드립니다\n\n고객이 환불을 요청함", "2": "네 그 번호로 전화 주세요"},
            )
            for channel in ("email", "api")
        ),
        ({"submitter_id": AGENT, "via": {"channel": "phone"}}, {"2": "네 그 번호로 전화 주세요"}),
        # Somebody of whom nothing is told opened it for the customer.
        ({"submitter_id": 990099}, {"2": "네 그 번호로 전화 주세요"}),
        # Another customer did.
        ({"submitter_id": CC}, {"1": "문의드립니다\n\n고객이 환불을 요청함", "2": "네 그 번호로 전화 주세요"}),
    ],
)
def test_a_ticket_that_staff_opened_begins_with_the_answer(played: Played, ticket: dict, expected: dict) -> None:
    played.wire.facts[0] = ticket
    played.wire.comments[0] = [
        comment(1, CUSTOMER, "고객이 환불을 요청함"),
        comment(2, CUSTOMER, "네 그 번호로 전화 주세요"),
    ]
    assert heard(fetch(played)) == expected


@pytest.mark.parametrize(
    ("ticket", "title"),
    [
        ({"subject": "쿠폰이 사라졌어요"}, "쿠폰이 사라졌어요"),
        ({"subject": "쿠폰이 사라졌어요", "raw_subject": "{{dc.coupon}}"}, "쿠폰이 사라졌어요"),
        ({"subject": "{{dc.coupon}}", "raw_subject": "{{dc.coupon}}"}, None),
        ({"subject": None, "raw_subject": None}, None),
        ({"subject": "RE: [하늘마트] 9월 소식"}, None),
        ({"subject": "서다온님과의 대화", "from_messaging_channel": True}, None),
        ({"subject": "서다온님의 채팅", "via": {"channel": "chat"}}, None),
    ],
)
def test_a_subject_is_the_title_of_the_first_message_where_the_customer_wrote_it(
    played: Played, ticket: dict, title: str | None
) -> None:
    played.wire.facts[0] = ticket
    played.wire.comments[0] = [comment(1, CUSTOMER, "어제까지 있었는데요"), comment(2, CUSTOMER, "아직도요")]
    found = records_of(fetch(played))
    assert [found[f"{THREAD}:{number}"].title for number in (1, 2)] == [title, None]


def test_a_mail_with_nothing_but_a_subject_is_a_message(played: Played) -> None:
    played.wire.facts[0] = {"subject": "탈퇴시켜 주세요"}
    played.wire.comments[0] = [comment(1, CUSTOMER, "")]
    assert heard(fetch(played)) == {"1": "탈퇴시켜 주세요"}


def test_quoted_mails_and_signatures_are_left_out(played: Played) -> None:
    mail = (
        "아니요, 그 주소가 아니에요.\n\n나의 iPhone에서 보냄\n\n"
        "2026. 9. 10. 오전 9:12, 하늘마트 <help@haneulmart.example> 작성:\n\n> 주소를 확인해 주세요."
    )
    html = "<div>둘째 줄 답이에요</div><blockquote>첫째 줄에 답해 주세요</blockquote>"
    only_theirs = (
        "-----Original Message-----\nFrom: 하늘마트 <help@haneulmart.example>\nSubject: 안내\n\n점검 안내입니다."
    )
    played.wire.comments[0] = [
        comment(1, CUSTOMER, "주소를 바꿔 주세요"),
        comment(2, CUSTOMER, mail),
        comment(3, CUSTOMER, "둘째 줄 답이에요 첫째 줄에 답해 주세요", html_body=html),
        comment(4, CUSTOMER, None, body=None, html_body="<p>굵은&nbsp;<b>글씨</b>예요</p>"),
        comment(5, CUSTOMER, "빈칸이&nbsp;들어간 글"),
        comment(6, CUSTOMER, only_theirs),
    ]
    pages = fetch(played)
    assert heard(pages) == {
        "1": "문의드립니다\n\n주소를 바꿔 주세요",
        "2": "아니요, 그 주소가 아니에요.",
        "3": "둘째 줄 답이에요",
        "4": "굵은 글씨예요",
        "5": "빈칸이 들어간 글",
    }
    assert reasons_of(pages) == ["it begins with somebody else's mail, and its own words cannot be told from that"]


def test_a_chat_written_down_as_one_text_is_set_aside(played: Played) -> None:
    transcript = "(14:03:12) 방문자: 배송 언제 와요?\n(14:03:20) 상담원: 내일 도착합니다.\n(14:03:40) 방문자: 네"
    played.wire.comments[0] = [comment(1, CUSTOMER, transcript)]
    pages = fetch(played)
    assert (len(reasons_of(pages)), heard(pages)) == (1, {})


def test_facts_of_the_ticket_stand_on_every_message(played: Played) -> None:
    entry = {
        "segment_fields": {"등급": 900002, "없는 칸": 900009},
        "segment_tags": {"가입": ["신규", "기존"], "기기": "ios"},
        "products": {360000778899: "하늘마트 앱"},
        "product": "하늘마트",
    }
    played.wire.facts[0] = {
        "brand_id": 360000778899,
        "tags": ["결제", "기존", "신규"],
        "satisfaction_rating": {"id": 9, "score": "bad"},
        "custom_fields": [
            {"id": 900001, "value": "5.12.0"},
            {"id": 900002, "value": "골드"},
            {"id": 900003, "value": ["여러", "값"]},
            {"id": 900004, "value": True},
            "칸이 아닌 것",
        ],
    }
    played.wire.comments[0] = [comment(1, CUSTOMER, "결제가 두 번 됐어요"), comment(2, CUSTOMER, "취소해 주세요")]
    found = records_of(fetch(played, **entry))
    for number in (1, 2):
        one = found[f"{THREAD}:{number}"]
        assert (one.tags, one.app_version, one.product) == (("결제", "기존", "신규"), "5.12.0", "하늘마트 앱")
        assert one.segment == {"가입": "신규", "등급": "골드", "접수경로": "웹"}
        assert one.rating == Rating(0.0, 0.0, 1.0)
        assert (one.parent_id, one.kind, one.channel) == (THREAD, "ticket_message", "cs")
        assert (one.url, one.author_handle) == (f"{played.server.url}/agent/tickets/1000", str(CUSTOMER))


def test_a_version_may_stand_in_a_tag_and_fields_under_their_old_name(played: Played) -> None:
    played.wire.facts[0] = {
        "tags": ["vip", "v5_12_0"],
        "custom_fields": None,
        "fields": [{"id": 7, "value": 3}],
    }
    pages = fetch(played, app_version_tag="v", app_version_field=None, segment_fields={"등급": 7})
    (one,) = records_of(pages).values()
    assert (one.app_version, one.segment) == ("5.12.0", {"등급": "3", "접수경로": "웹"})


def test_nobody_is_named(played: Played) -> None:
    played.collect()
    stored = "".join(played.facts())
    assert not [word for word in ("서다온", "203.0.113.7", "Seoul, 11") if word in stored]


@pytest.mark.parametrize(
    ("given", "value"),
    [
        ({"id": 1, "score": "good"}, 1.0),
        ({"id": 1, "score": "bad_with_comment", "comment": "늦어요"}, 0.0),
        ({"id": 1, "score": "offered"}, None),
        ({"id": 1, "score": "something new"}, None),
        ("good", 1.0),
        ("unoffered", None),
        (None, None),
        (3, None),
    ],
)
def test_a_rating_comes_in_many_forms(played: Played, given: object, value: float | None) -> None:
    played.wire.facts[0] = {"satisfaction_rating": given}
    pages = fetch(played)
    rating = records_of(pages)[f"{THREAD}:10000"].rating
    assert (reasons_of(pages), rating and rating.value) == ([], value)


def test_a_rating_given_later_revises_the_messages_and_its_words_are_a_message(played: Played) -> None:
    played.collect()
    for day, score, words in ((1, "bad", "답이 너무 늦어요"), (2, "good", "이제 됐어요")):
        played.wire.now = NOW + timedelta(days=day)
        stamp = played.wire.now.strftime("%Y-%m-%dT%H:%M:%SZ")
        played.wire.facts[0] = {
            "satisfaction_rating": {"id": day, "score": score, "comment": words},
            "updated_at": stamp,
        }
        played.wire.touch(0)
        played.collect()
    found = rows(played)
    assert {key: row["rating_value"] for key, row in found.items()} == {
        f"{THREAD}:10000": 1.0,
        f"{THREAD}:rating:1": 0.0,
        f"{THREAD}:rating:2": 1.0,
    }
    assert (found[f"{THREAD}:rating:2"]["text"], found[f"{THREAD}:rating:2"]["title"]) == ("이제 됐어요", None)
    assert found[f"{THREAD}:rating:2"]["created_at"] == NOW + timedelta(days=2)


def test_the_words_of_a_rating_do_not_wait_for_a_ticket_that_is_touched_every_night(played: Played) -> None:
    """The ticket was touched behind the window; the rating counts for the last word in it, which lies within."""
    end = FIRST + timedelta(days=1)
    played.wire.facts[0] = {
        "satisfaction_rating": {"id": 5, "score": "good", "comment": "친절해요"},
        "updated_at": (end + timedelta(hours=1)).strftime("%Y-%m-%dT%H:%M:%SZ"),
    }
    pages = fetch(played, Window(end=end))
    assert records_of(pages)[f"{THREAD}:rating:5"].created_at == FIRST
    assert pages[-1].cursor is not None


def test_a_deleted_ticket_goes_once_and_comes_back_when_it_is_restored(played: Played) -> None:
    played.collect()
    one = played.wire.voices[0]
    removed = []
    for day in (1, 31):  # Deleted, and scrubbed thirty days later.
        played.wire.now = NOW + timedelta(days=day)
        if day == 1:
            played.wire.remove(0)
        else:
            played.wire.touch(0)
        removed.append(played.collect().saved.n_removed)
    assert (removed, played.stored()) == ([1, 0], {})
    played.wire.now += timedelta(days=1)
    played.wire.restore(one)
    played.collect()
    assert said(played) == {"10000": f"문의드립니다\n\n{one.words}"}


def test_a_redaction_erases_the_words_that_were_there(played: Played) -> None:
    played.collect()
    played.wire.now += timedelta(days=1)
    played.wire.edit(0, "제 번호는 ▇▇▇▇▇▇ 입니다")
    assert played.collect().saved.n_revised == 1
    with played.place() as place, place.store.read() as connection:
        assert list(connection.scalars(select(revisions.c.text))) == [None]


@pytest.mark.parametrize("change", [{"public": False}, {"plain_body": "", "body": ""}])
def test_a_comment_that_is_hidden_or_emptied_loses_its_words(played: Played, change: dict) -> None:
    played.wire.comments[0] = [comment(1, CUSTOMER, "첫 글"), comment(2, CUSTOMER, "잘못 올린 글")]
    played.collect()
    played.wire.comments[0][1] |= change
    played.wire.now += timedelta(days=1)
    played.wire.touch(0)
    assert played.collect().saved.n_removed == 1
    assert set(said(played)) == {"1"}
    played.wire.comments[0][1] |= {"public": True, "plain_body": "다시 보이는 글"}
    played.wire.now += timedelta(days=1)
    played.wire.touch(0)
    played.collect()
    assert said(played)["2"] == "다시 보이는 글"


def test_a_ticket_that_goes_while_it_is_read_is_passed_over(play: Callable) -> None:
    played = play("zendesk", 3)
    played.wire.refusals[1] = 404
    pages = fetch(played)
    assert [page.problems for page in pages if page.problems] == []
    assert len(records_of(pages)) == 2


@pytest.mark.parametrize("status", [403, 500])
def test_a_ticket_that_cannot_be_had_is_asked_for_again_by_the_next_run(play: Callable, status: int) -> None:
    played = play("zendesk", 4)
    played.wire.refusals[1] = status
    collected = played.collect()
    assert (collected.error, [one.part for one in collected.problems]) == ("", ["ticket 1001"])
    assert "next run asks for it again" in collected.problems[0].reason
    assert len(played.stored()) == 3
    played.wire.refusals.clear()
    assert played.collect().problems == []
    assert played.bodies() == played.wire.wanted()
    before = len(played.server.requests)
    played.collect()
    assert [request.path for request in played.server.requests[before:]].count("/api/v2/tickets/1001") == 0


def test_a_late_word_in_a_ticket_that_is_asked_for_again_does_not_hold_the_cursor(play: Callable) -> None:
    played = play("zendesk", 2)
    played.wire.refusals[1] = 403
    first = deliver(played.wire, played.server)[-1].cursor
    played.wire.refusals.clear()
    end = FIRST + timedelta(days=1)
    late = (end + timedelta(hours=1)).strftime("%Y-%m-%dT%H:%M:%SZ")
    played.wire.comments[1] = [comment(1, CUSTOMER + 1, "어제"), comment(2, CUSTOMER + 1, "오늘", created_at=late)]
    played.wire.add(voice(5))
    pages = deliver(played.wire, played.server, Window(end=end), first)
    assert set(records_of(pages)) == {"zendesk:haneulmart:1001:1", "zendesk:haneulmart:1005:10050"}
    assert pages[-1].cursor == Cursor(
        "played", '{"family": "zendesk", "account": "haneulmart", "after": "c3", "owed": {}}'
    )


def test_a_ticket_that_never_comes_is_given_up_after_a_week(play: Callable) -> None:
    played = play("zendesk", 2)
    played.wire.refusals[1] = 403
    for _ in range(6):
        assert "asks for it again" in played.collect().problems[0].reason
        played.wire.add(voice(max(played.wire.voices) + 1))
    assert "given up" in played.collect().problems[0].reason
    assert played.collect().problems == []


def test_where_every_ticket_fails_the_run_ends_and_nothing_is_passed_over(play: Callable) -> None:
    played = play("zendesk", 8)
    played.wire.refusals = dict.fromkeys(range(8), 500)
    collected = played.collect()
    assert "500" in collected.error
    assert played.stored() == {}
    played.wire.refusals.clear()
    played.collect()
    assert played.bodies() == played.wire.wanted()


def test_neighbours_that_never_come_do_not_hold_up_the_others(play: Callable) -> None:
    """The first night ends at them, the second comes past them, and after a week of nights they are given up."""
    played = play("zendesk", 8)
    played.wire.refusals = dict.fromkeys((2, 3, 4), 500)
    first = played.collect()
    assert "500" in first.error
    assert "next run asks for it again" in first.problems[-1].reason
    second = played.collect()
    assert (second.error, len(played.stored())) == ("", 5)
    assert [one.part for one in second.problems] == ["ticket 1002", "ticket 1003", "ticket 1004"]
    given_up = 0
    for night in range(3, 9):
        played.wire.add(voice(20 + night))
        given_up += sum("given up" in one.reason for one in played.collect().problems)
    assert (given_up, played.collect().problems) == (3, [])
    assert len(played.stored()) == 11


def test_nothing_is_given_up_while_no_ticket_can_be_had(play: Callable) -> None:
    played = play("zendesk", 8)
    played.wire.refusals = dict.fromkeys(range(8), 500)
    for _ in range(3):
        collected = played.collect()
        assert "500" in collected.error or {"500" in one.reason for one in collected.problems} == {True}
    played.wire.refusals.clear()
    played.collect()
    assert played.bodies() == played.wire.wanted()


def test_an_owed_ticket_that_is_deleted_is_owed_no_more(play: Callable) -> None:
    played = play("zendesk", 3)
    played.collect()
    played.wire.refusals[1] = 403
    played.wire.touch(1)
    assert [one.part for one in played.collect().problems] == ["ticket 1001"]
    played.wire.remove(1)
    usual = played.wire.answer
    played.server.answer = lambda request: json_reply({}, 403) if request.path.endswith("/1001") else usual(request)
    assert played.collect().saved.n_removed == 1
    assert set(played.stored()) == set(played.wire.wanted())
    assert played.collect().problems == []


@pytest.mark.parametrize(
    "content",
    [
        {"comments": [], "meta": {"has_more": "no"}},
        {"comments": {"1": "적립금이요"}},
        {"comments": [], "meta": {"has_more": True, "after_cursor": None}},
        {"comments": [], "users": "none"},
        [],
    ],
)
def test_comments_that_came_in_another_form_once_lose_no_words(play: Callable, content: object) -> None:
    played = play("zendesk", 3)
    usual = played.wire.answer
    played.server.answer = lambda request: (
        json_reply(content) if request.path.endswith("1001/comments") else usual(request)
    )
    collected = played.collect()
    assert (collected.error, [one.part for one in collected.problems]) == ("", ["ticket 1001"])
    assert collected.saved.n_rejects == 0
    played.server.answer = usual
    assert played.collect().problems == []
    assert played.bodies() == played.wire.wanted()


@pytest.mark.parametrize("content", [[], {}, {"ticket": None}, {"ticket": {"id": 1001}, "users": 7}])
def test_an_owed_ticket_that_comes_in_another_form_stays_owed(play: Callable, content: object) -> None:
    played = play("zendesk", 3)
    played.wire.refusals[1] = 403
    played.collect()
    played.wire.refusals.clear()
    usual = played.wire.answer
    played.server.answer = lambda request: json_reply(content) if request.path.endswith("/1001") else usual(request)
    collected = played.collect()
    assert (collected.error, [one.part for one in collected.problems]) == ("", ["ticket 1001"])
    played.server.answer = usual
    played.collect()
    assert played.bodies() == played.wire.wanted()


def test_comments_that_were_not_found_once_lose_no_live_ticket(play: Callable) -> None:
    played = play("zendesk", 4)
    played.wire.refusals[1] = 404
    assert played.collect().problems == []
    assert [one.part for one in played.collect().problems] == ["ticket 1001"]
    played.wire.refusals.clear()
    played.collect()
    assert played.bodies() == played.wire.wanted()


def test_a_ticket_that_is_not_found_itself_is_gone(play: Callable) -> None:
    played = play("zendesk", 3)
    played.wire.refusals[1] = 404
    played.collect()
    usual = played.wire.answer
    played.server.answer = lambda request: json_reply({}, 404) if request.path.endswith("/1001") else usual(request)
    assert played.collect().problems == []
    before = len(played.server.requests)
    played.collect()
    assert not any("1001" in request.path for request in played.server.requests[before:])


def test_another_account_under_the_same_name_is_read_from_its_beginning(play: Callable) -> None:
    played = play("zendesk", 4)
    played.collect()
    played.write_sources(subdomain="badamart")
    played.collect()
    assert sum(key.startswith("zendesk:badamart:") for key in played.stored()) == 4
    before = len(played.server.requests)
    played.collect()
    assert not any(request.path.endswith("/comments") for request in played.server.requests[before:])


def test_a_ticket_that_was_opened_in_the_future_does_not_hold_the_cursor(play: Callable) -> None:
    played = play("zendesk", 4)
    played.wire.facts[1] = {"created_at": "2031-01-01T00:00:00Z"}
    end = FIRST + timedelta(days=1)
    pages = fetch(played, Window(end=end))
    assert set(texts_of(pages)) == set(played.wire.wanted())
    assert pages[-1].cursor is not None
    assert '"after": "c4"' in pages[-1].cursor.value


def test_comments_that_never_end_hold_up_only_their_ticket(play: Callable) -> None:
    played = play("zendesk", 3)
    answer = played.wire.answer

    def round_and_round(request: Request) -> Reply:
        if request.path == "/api/v2/tickets/1001/comments":
            return json_reply({"comments": [], "meta": {"has_more": True, "after_cursor": "k0"}})
        return answer(request)

    played.server.answer = round_and_round
    pages = fetch(played)
    (problem,) = (one for page in pages for one in page.problems)
    assert problem.part == "ticket 1001"
    assert "again and again" in problem.reason
    assert len(records_of(pages)) == 2


def test_a_beginning_that_is_too_recent_means_nothing_new(play: Callable) -> None:
    played = play("zendesk", 0)
    played.wire.now = FIRST
    answer = played.wire.answer

    def too_recent(request: Request) -> Reply:
        words = {"error": "InvalidValue", "description": "Too recent start_time. Use a start_time older than 5 minutes"}
        return json_reply(words, 422) if "start_time" in request.query else answer(request)

    played.server.answer = too_recent
    assert fetch(played) == []


def test_another_refusal_of_the_beginning_is_said(played: Played) -> None:
    answer = played.wire.answer

    def refuse(request: Request) -> Reply:
        return json_reply({"error": "InvalidValue"}, 422) if "start_time" in request.query else answer(request)

    played.server.answer = refuse
    with pytest.raises(SourceError, match="422"):
        fetch(played)


def test_a_beginning_lies_far_enough_back(played: Played) -> None:
    fetch(played, Window(start=NOW))
    starts = [int(request.query["start_time"]) for request in played.server.requests if "start_time" in request.query]
    assert starts == [int((NOW - timedelta(minutes=6)).timestamp())]


def test_an_empty_page_is_not_the_end(play: Callable) -> None:
    played = play("zendesk", 4)
    played.wire.n_empty = 2
    assert len(records_of(fetch(played))) == 4


def test_a_page_that_tells_no_way_on_and_no_end_is_no_end(played: Played) -> None:
    answer = played.wire.answer

    def lose_the_way(request: Request) -> Reply:
        if request.path.endswith("/cursor"):
            return json_reply({"tickets": [], "after_cursor": None, "end_of_stream": False})
        return answer(request)

    played.server.answer = lose_the_way
    with pytest.raises(SourceError, match="neither an end nor where it goes on"):
        fetch(played)


@pytest.mark.parametrize("content", [[], {"tickets": "none"}, {"tickets": [], "end_of_stream": "yes"}])
def test_an_export_of_another_form_is_said_and_moves_nothing(played: Played, content: object) -> None:
    answer = played.wire.answer
    played.server.answer = lambda request: json_reply(content) if request.path.endswith("/cursor") else answer(request)
    with pytest.raises(SourceError, match="another form"):
        fetch(played)


def test_a_limit_told_in_plain_text_is_waited_for(played: Played) -> None:
    played.server.misbehave(too_many(7), on="/comments", times=2)
    assert len(records_of(fetch(played))) == 1


def test_a_token_that_ends_in_the_middle_is_had_anew(play: Callable) -> None:
    played = play("zendesk", 8)
    played.server.misbehave(expired_token, on="/comments", skip=3)
    assert len(records_of(fetch(played))) == 8
    assert played.wire.n_tokens == 2


def test_a_token_of_ones_own_will_do(played: Played, monkeypatch: pytest.MonkeyPatch) -> None:
    played.wire.n_tokens = 1
    monkeypatch.setenv("VOC_ZENDESK_TOKEN", played.wire.token)
    assert len(records_of(fetch(played, client_id=None))) == 1
    monkeypatch.setenv("VOC_ZENDESK_TOKEN", "zd-another")
    with pytest.raises(SourceError, match=r"401.*OAuth"):
        fetch(played, client_id=None)


def test_a_wrong_subdomain_and_a_wrong_role_are_explained(played: Played) -> None:
    answer = played.wire.answer
    for status, hint in ((404, "subdomain"), (403, "admin")):

        def refuse(request: Request, status: int = status) -> Reply:
            return json_reply({}, status) if request.path.endswith("/cursor") else answer(request)

        played.server.answer = refuse
        with pytest.raises(SourceError, match=hint):
            fetch(played)


def test_a_message_of_yesterday_does_not_wait_because_its_ticket_was_touched_today(play: Callable) -> None:
    """Customer 1 wrote before the end of the window and again behind it; staff answered ticket 0 behind it."""
    played = play("zendesk", 3)
    end = FIRST + timedelta(days=1)
    late = (end + timedelta(minutes=30)).strftime("%Y-%m-%dT%H:%M:%SZ")
    played.wire.comments[1] = [
        comment(1, CUSTOMER + 1, "어제 쓴 글"),
        comment(2, CUSTOMER + 1, "오늘 쓴 글", created_at=late),
    ]
    played.wire.now = end + timedelta(hours=1)
    for number in (1, 0):
        played.wire.touch(number)
    played.wire.add(voice(30))
    played.collect(Window(end=end))
    assert sorted(played.bodies().values()) == sorted(
        ["어제 쓴 글", *(played.wire.voices[number].words for number in (0, 2))]
    )
    played.collect(Window(end=end + timedelta(days=1)))
    assert {"오늘 쓴 글", played.wire.voices[30].words} <= set(played.bodies().values())


def test_a_ticket_that_lies_behind_the_window_as_a_whole_costs_no_request(play: Callable) -> None:
    played = play("zendesk", 8)
    fetch(played, Window(end=FIRST + timedelta(hours=2)))
    asked = [request.path for request in played.server.requests if request.path.endswith("/comments")]
    # Three comments each come on two pages.
    assert asked == [f"/api/v2/tickets/{number}/comments" for number in (1000, 1000, 1001, 1001)]


def test_a_ticket_that_changes_while_the_export_is_walked_is_read_again(play: Callable) -> None:
    played = play("zendesk", 7)
    answer = played.wire.answer

    def write_meanwhile(request: Request) -> Reply:
        if request.query.get("cursor") == "c3" and 0 not in played.wire.comments:
            played.wire.comments[0] = [
                comment(10000, CUSTOMER, played.wire.voices[0].words),
                comment(2, CUSTOMER, "그새 더 생각났어요"),
            ]
            played.wire.touch(0)
        return answer(request)

    played.server.answer = write_meanwhile
    assert heard(fetch(played))["2"] == "그새 더 생각났어요"


def test_a_run_without_changes_costs_one_request_beside_the_token(play: Callable) -> None:
    played = play("zendesk", 8)
    played.collect()
    before = len(played.server.requests)
    played.collect()
    assert [request.path for request in played.server.requests[before:]] == [
        "/oauth/tokens",
        "/api/v2/incremental/tickets/cursor",
    ]


def test_a_walk_from_a_named_day_does_not_move_the_cursor_past_what_lies_between(play: Callable) -> None:
    played = play("zendesk", 8)
    played.collect(Window(end=FIRST + timedelta(hours=3)))
    before = played.cursor()
    played.collect(Window(start=FIRST + timedelta(hours=6)))
    assert played.cursor() == before
    played.collect()
    assert played.bodies() == played.wire.wanted()


def test_a_ticket_twice_on_a_page_counts_as_it_is_last(played: Played) -> None:
    played.wire.touch(0)
    fetch(played)
    assert len([request for request in played.server.requests if request.path.endswith("/comments")]) == 2


@pytest.mark.parametrize(
    "value",
    [
        "",
        "{}",
        "[]",
        '{"files": {}}',
        '{"after": "c3", "owed": {}}',
        '{"family": "freshdesk", "account": "haneulmart", "after": "c3", "owed": {}}',
        '{"family": "zendesk", "account": "haneulmart", "after": 1, "owed": [7]}',
        '{"family": "zendesk", "account": "haneulmart", "owed": {}}',
    ],
)
def test_a_cursor_of_something_else_is_explained(played: Played, value: str) -> None:
    with pytest.raises(SourceError, match="voc collect played --anew"):
        deliver(played.wire, played.server, cursor=Cursor("played", value))


def test_a_server_that_fails_for_long_ends_the_run_at_the_first_ticket(play: Callable) -> None:
    played = play("zendesk", 8)
    played.server.misbehave(server_error(502), on="/comments", times=1000)
    with pytest.raises(SourceError, match="502"):
        fetch(played)
    # Three tickets, five times each, beside the token and the export.
    assert len(played.server.requests) == 17


def test_the_wire_refuses_what_the_service_refuses() -> None:
    wire = ZendeskWire(1)
    wire.n_tokens = 1
    start = str(int(datetime(2027, 1, 1, tzinfo=UTC).timestamp()))
    request = Request(
        "GET",
        "/api/v2/incremental/tickets/cursor",
        {"start_time": start},
        {"authorization": f"Bearer {wire.token}"},
        b"",
    )
    assert wire.answer(request).status == 422
