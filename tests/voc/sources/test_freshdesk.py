"""Freshdesk's own edges: whose words a ticket holds, lists that move, what was deleted, ratings that lie apart."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import RowMapping, select
from wire import FIRST, NOW, voice
from wire.delivery import deliver, reasons_of, records_of, texts_of
from wire.faults import server_error
from wire.freshdesk import AGENT, CUSTOMER
from wire.server import Reply, Request, json_reply, text_reply

from voc.errors import SourceError
from voc.records import Cursor, Rating, Window
from voc.sources import Page
from voc.store.schema import documents, revisions

THREAD = "freshdesk:haneulmart:9000"
# The fixture's own class.
Played = Any


@pytest.fixture
def played(play: Callable) -> Played:
    """One ticket, opened by a customer on 10 September 2026 at 09:00 in Seoul."""
    return play("freshdesk", 1)


def fetch(played: Played, window: Window | None = None, cursor: Cursor | None = None, **changes: object) -> list[Page]:
    return deliver(played.wire, played.server, window, cursor, **changes)


def heard(pages: list[Page]) -> dict[str, str]:
    """Return the texts of the first ticket by the end of their id, as they are delivered; "" is the description."""
    texts = texts_of(pages)
    return {key.removeprefix(THREAD).lstrip(":"): text for key, text in texts.items() if key.startswith(THREAD)}


def rows(played: Played) -> dict[str, RowMapping]:
    with played.place() as place, place.store.read() as connection:
        return {row["external_id"]: row for row in connection.execute(select(documents)).mappings()}


def asked(played: Played, part: str) -> list[Request]:
    return [request for request in played.server.requests if part in request.path]


def problems(pages: list[Page]) -> list[str]:
    return [problem.part for page in pages for problem in page.problems]


def answer(number: int, words: str, **more: object) -> dict[str, Any]:
    return {"id": number, "body": f"<div>{words}</div>", "body_text": words, **more}


def test_only_customers_speak(played: Played) -> None:
    played.wire.answers[0] = [
        answer(1, "안내 감사합니다. 그런데 그대로예요."),
        answer(2, "확인하겠습니다.", incoming=False, user_id=AGENT),
        answer(3, "@개발팀 재현됨", incoming=False, private=True, user_id=AGENT),
        answer(4, "숨긴 답", private=True),
        answer(5, "협력사의 답", source=8),
        answer(6, "같이 쓰는 사람인데 저도 그래요", user_id=CUSTOMER + 77),
        answer(7, "상담원이 고객인 것처럼", incoming=None),
    ]
    pages = fetch(played)
    assert reasons_of(pages) == []
    assert heard(pages) == {
        "": f"문의드립니다\n\n{played.wire.voices[0].words}",
        "1": "안내 감사합니다. 그런데 그대로예요.",
        "6": "같이 쓰는 사람인데 저도 그래요",
    }
    found = records_of(pages)
    assert [found[f"{THREAD}{end}"].author_handle for end in ("", ":6")] == [str(CUSTOMER), str(CUSTOMER + 77)]


@pytest.mark.parametrize(("source", "is_theirs"), [(1, True), (2, True), (7, True), (9, True), (3, False), (10, False)])
def test_what_staff_wrote_down_or_sent_first_is_no_customers_voice(
    played: Played, source: int, *, is_theirs: bool
) -> None:
    played.wire.facts[0] = {"source": source}
    played.wire.answers[0] = [answer(1, "네 그게 맞아요")]
    assert set(heard(fetch(played))) == ({"", "1"} if is_theirs else {"1"})


def test_html_tells_the_lines_that_plain_text_has_run_together(played: Played) -> None:
    html = "<div>해지 버튼을 눌러도 <b>오류</b>만 떠요.</div><div>다음 결제일 전에 처리해 주세요 &gt;_&lt;</div>"
    together = "해지 버튼을 눌러도 오류만 떠요. 다음 결제일 전에 처리해 주세요 >_<"
    played.wire.facts[0] = {"description": html, "description_text": together}
    played.wire.answers[0] = [
        {"id": 1, "body": None, "body_text": "줄이 없는 글"},
        {
            "id": 2,
            "body": "네 맞아요<br><div class='freshdesk_quote'><blockquote>주문번호가 0911인가요?</blockquote></div>",
        },
        {"id": 3, "body": "<div><img src='cid:1'></div>", "body_text": ""},
        answer(4, "갤럭시라서 그런가요<br>나의 Galaxy에서 보냄"),
    ]
    assert heard(fetch(played)) == {
        "": "문의드립니다\n\n해지 버튼을 눌러도 오류만 떠요.\n다음 결제일 전에 처리해 주세요 >_<",
        "1": "줄이 없는 글",
        "2": "네 맞아요",
        "4": "갤럭시라서 그런가요",
    }


def test_what_cannot_be_told_apart_is_set_aside(played: Played) -> None:
    outlook = "보낸 사람: 하늘마트<br>보낸 날짜: 2026-09-10<br>제목: 안내<br><br>점검 안내입니다."
    played.wire.facts[0] = {"description": "[14:03] 방문자: 배송요<br>[14:04] 상담원: 내일이요"}
    played.wire.answers[0] = [{"id": 1, "body": outlook}, {"id": 2, "body": "<div>" * 3_000}, "글이 아닌 것"][:2]
    pages = fetch(played)
    assert len(reasons_of(pages)) == 3
    assert heard(pages) == {}


def test_facts_of_the_ticket_stand_on_every_message(played: Played) -> None:
    played.wire.facts[0] = {
        "product_id": 5,
        "type": "불만",
        "tags": ["구독", "해지", "불만"],
        "custom_fields": {"cf_app_version": "5.12.0", "cf_tier": "골드", "cf_list": ["가"], "cf_new": True},
        "source": 1,
    }
    played.wire.answers[0] = [answer(1, "그대로예요")]
    pages = fetch(
        played,
        products={5: "하늘마트 앱"},
        segment_fields={"등급": "cf_tier", "첫 구매": "cf_new", "목록": "cf_list"},
        segment_tags={"상품": ["구독"]},
    )
    for end in ("", ":1"):
        one = records_of(pages)[THREAD + end]
        assert (one.tags, one.app_version, one.product) == (("구독", "해지", "불만"), "5.12.0", "하늘마트 앱")
        assert one.segment == {"상품": "구독", "등급": "골드", "첫 구매": "true", "접수경로": "이메일"}
        assert (one.parent_id, one.kind, one.channel) == (THREAD, "ticket_message", "cs")
        assert one.url == f"{played.server.url}/a/tickets/9000"


def test_the_list_is_asked_for_descriptions_and_not_for_names(played: Played) -> None:
    fetch(played)
    (listed, *_) = [request.query for request in asked(played, "/tickets") if "updated_since" in request.query]
    assert (listed["include"], listed["order_by"], listed["order_type"]) == ("description,stats", "updated_at", "asc")
    assert (listed["updated_since"], listed["per_page"]) == ("2026-08-31T15:00:00Z", "100")


def test_a_run_without_changes_reads_only_what_the_overlap_brings(play: Callable) -> None:
    played = play("freshdesk", 8)
    played.collect()
    before = len(played.server.requests)
    played.collect()
    paths = [request.path.removeprefix("/api/v2/") for request in played.server.requests[before:]]
    assert paths == ["surveys/satisfaction_ratings", "tickets", "tickets/9007/conversations", "tickets", "tickets"]


def test_a_change_that_the_list_shows_late_is_found(play: Callable) -> None:
    played = play("freshdesk", 3)
    cursor = fetch(played)[-1].cursor
    played.wire.add(replace(voice(9), at=voice(2).at - timedelta(minutes=3)))
    assert "freshdesk:haneulmart:9009" in records_of(fetch(played, cursor=cursor))


@pytest.mark.parametrize("page", [1, 2, 3])
def test_a_list_that_moves_passes_nothing_over(play: Callable, page: int) -> None:
    """Each time a page is asked for, a ticket of the page before changes and leaves its place to the next."""
    played = play("freshdesk", 12)
    usual = played.wire.answer
    n_listed = 0

    def move(request: Request) -> Reply:
        nonlocal n_listed
        if request.path == "/api/v2/tickets" and not request.query.get("filter"):
            n_listed += 1
            if n_listed > page and n_listed <= page + 2:
                played.wire.touch(n_listed - 2)
        return usual(request)

    played.server.answer = move
    pages = fetch(played)
    assert set(records_of(pages)) == set(played.wire.wanted())


def test_a_ticket_that_changes_while_it_is_sent_does_not_move_the_cursor_past_others(play: Callable) -> None:
    """A page of forty tickets, of which the last carries the time of a change a moment ago."""
    played = play("freshdesk", 0)
    stamps = [FIRST + timedelta(minutes=number) for number in range(39)] + [NOW]
    tickets = [
        {"id": number, "subject": "문의", "description": "글", "updated_at": f"{at:%Y-%m-%dT%H:%M:%SZ}"}
        for number, at in enumerate(stamps, start=1)
    ]
    usual = played.wire.answer

    def send(request: Request) -> Reply:
        if request.path != "/api/v2/tickets" or request.query.get("filter"):
            return usual(request)
        link = (
            {"Link": '<https://x.example?page=2>; rel="next"'} if request.query["updated_since"] < "2026-09-10" else {}
        )
        return json_reply(tickets if link else [], headers=link)

    played.server.answer = send
    pages = fetch(played)
    cursors = [page.cursor.value for page in pages if page.cursor]
    assert '"since": "2026-09-10T00:38:00+00:00"' in cursors[0]


def test_more_changes_in_one_second_than_a_page_holds_are_read_by_page_numbers(play: Callable) -> None:
    played = play("freshdesk", 11)
    for number in range(1, 10):
        played.wire.changed[number] = FIRST + timedelta(days=1)
    pages = fetch(played)
    assert set(records_of(pages)) == set(played.wire.wanted())
    asked_for = [request.path for request in asked(played, "/conversations")]
    assert len(asked_for) == len(set(asked_for)) == 11


def test_more_changes_in_one_second_than_the_service_shows_are_said(play: Callable) -> None:
    played = play("freshdesk", 0)
    usual = played.wire.answer

    def send(request: Request) -> Reply:
        if request.path != "/api/v2/tickets":
            return usual(request)
        number = int(request.query["page"])
        ticket = {"id": number, "created_at": "2027-01-01T00:00:00Z", "updated_at": "2026-09-10T00:00:00Z"}
        return json_reply([ticket], headers={"Link": '<https://x.example?page=2>; rel="next"'})

    played.server.answer = send
    with pytest.raises(SourceError, match=r"more than 30,000 tickets were changed at 2026-09-09T23:59:59Z"):
        fetch(played, Window(end=NOW))


def test_a_list_in_another_order_is_not_trusted(play: Callable) -> None:
    played = play("freshdesk", 0)
    tickets = [
        {"id": number, "created_at": "2027-01-01T00:00:00Z", "updated_at": f"2026-09-{30 - number:02}T00:00:00Z"}
        for number in range(20)
    ]
    usual = played.wire.answer
    played.server.answer = lambda request: json_reply(tickets) if request.path == "/api/v2/tickets" else usual(request)
    with pytest.raises(SourceError, match="order asked for"):
        fetch(played, Window(end=NOW))


def test_an_empty_page_is_not_the_end(play: Callable) -> None:
    played = play("freshdesk", 4)
    usual = played.wire.answer

    def send(request: Request) -> Reply:
        if request.path == "/api/v2/tickets" and request.query["page"] == "1" and "filter" not in request.query:
            return json_reply([], headers={"Link": '<https://x.example?page=2>; rel="next"'})
        shifted = {**request.query, "page": str(int(request.query.get("page", "2")) - 1)}
        return usual(
            Request("GET", request.path, shifted, request.headers, b"") if "page" in request.query else request
        )

    played.server.answer = send
    assert {"freshdesk:haneulmart:9000"} <= set(records_of(fetch(played)))


def test_long_threads_come_on_many_pages(played: Played) -> None:
    played.wire.answers[0] = [answer(number, f"{number}번째 답입니다") for number in range(1, 12)]
    assert len(heard(fetch(played))) == 12


@pytest.mark.parametrize("kind", ["deleted", "spam"])
def test_what_leaves_the_list_is_found_in_the_lists_of_what_is_gone(play: Callable, kind: str) -> None:
    played = play("freshdesk", 3)
    played.wire.answers[1] = [answer(1, "아직 그대로예요")]
    played.collect()
    played.wire.now += timedelta(days=1)
    getattr(played.wire, kind).add(1)
    played.wire.touch(1)
    assert [played.collect().saved.n_removed for _ in range(2)] == [2, 0]
    assert played.bodies() == played.wire.wanted()
    # Taken out again, it is back.
    played.wire.now += timedelta(days=1)
    getattr(played.wire, kind).discard(1)
    played.wire.touch(1)
    played.collect()
    assert set(played.stored()) == {*played.wire.wanted(), "freshdesk:haneulmart:9001:1"}


def test_once_a_week_all_that_is_gone_is_looked_through(play: Callable) -> None:
    """A ticket went without its time being moved: only the long look finds it."""
    played = play("freshdesk", 3)
    played.collect()
    played.wire.deleted.add(1)
    gone = []
    for _ in range(8):
        played.wire.now += timedelta(days=1)
        gone.append(played.collect().saved.n_removed)
    assert gone == [0, 0, 0, 0, 0, 0, 1, 0]
    starts = [
        request.query["updated_since"] for request in played.server.requests if request.query.get("filter") == "spam"
    ]
    assert [start[:10] for start in starts[1:]] == [
        *("2026-09-13", "2026-09-14", "2026-09-15", "2026-09-16", "2026-09-17", "2026-09-18"),
        "2026-08-31",
        "2026-09-20",
    ]


def test_lists_of_what_is_gone_that_are_refused_are_a_problem_and_no_more(played: Played) -> None:
    played.server.misbehave(lambda _: json_reply({"code": "access_denied"}, 403), on="filter=deleted")
    pages = fetch(played)
    assert problems(pages) == ["deleted tickets"]
    assert pages[-1].cursor is not None
    assert len(records_of(pages)) == 1


def test_a_ticket_marked_in_the_list_itself_is_gone(played: Played) -> None:
    played.wire.facts[0] = {"spam": True}
    (removal,) = (one for page in fetch(played) for one in page.removals)
    assert removal.external_id == THREAD


def test_an_answer_that_is_hidden_later_loses_its_words(played: Played) -> None:
    played.wire.answers[0] = [answer(1, "잘못 보낸 글"), answer(2, "바른 글")]
    played.collect()
    played.wire.answers[0][0]["private"] = True
    played.wire.now += timedelta(days=1)
    played.wire.touch(0)
    assert played.collect().saved.n_removed == 1
    assert f"{THREAD}:1" not in played.stored()


def test_what_staff_takes_out_of_a_message_is_erased(played: Played) -> None:
    played.collect()
    played.wire.now += timedelta(days=1)
    played.wire.edit(0, "제 계좌는 (삭제됨) 입니다")
    assert played.collect().saved.n_revised == 1
    with played.place() as place, place.store.read() as connection:
        assert list(connection.scalars(select(revisions.c.text))) == [None]


@pytest.mark.parametrize(
    ("score", "value"),
    [(103, 7), (102, 6), (101, 5), (100, 4), (-101, 3), (-102, 2), (-103, 1), (3, None), (None, None)],
)
def test_a_rating_stands_on_the_messages_of_its_ticket(played: Played, score: int | None, value: int | None) -> None:
    played.wire.rate(0, score)
    rating = records_of(fetch(played))[THREAD].rating
    assert rating == (Rating(value, 1, 7) if value else None)


def test_a_rating_that_changes_nothing_of_its_ticket_is_found_and_its_words_are_a_message(play: Callable) -> None:
    played = play("freshdesk", 6)
    played.wire.facts[0] = {"status": 5}
    played.collect()
    for day, score, words in ((1, -103, "여기까지 사흘 걸렸어요"), (2, 102, "다시 연락 주셔서 풀렸어요")):
        played.wire.now = NOW + timedelta(days=day)
        played.wire.rate(0, score, words)
        assert played.collect().error == ""
    found = rows(played)
    assert {key.removeprefix(THREAD): row["rating_value"] for key, row in found.items() if key.startswith(THREAD)} == {
        "": 6.0,
        ":rating:700": 6.0,
        ":rating:701": 6.0,
    }
    words = found[f"{THREAD}:rating:700"]
    assert (words["text"], words["created_at"]) == ("여기까지 사흘 걸렸어요", NOW + timedelta(days=1))


def test_the_rating_of_an_old_ticket_is_asked_for_when_it_changes(play: Callable) -> None:
    """Forty days later the list of ratings no longer reaches back, and the rating must not get lost."""
    played = play("freshdesk", 2)
    played.wire.facts[0] = {"status": 4}
    for number, days in ((0, 1), (1, 39)):
        played.wire.now = FIRST + timedelta(days=days)
        played.wire.rate(number, 103)
        played.collect()
    for days, status in ((40, 5), (41, 2)):
        played.wire.now = FIRST + timedelta(days=days)
        played.wire.facts[0] = {"status": status, "stats": {"reopened_at": "2026-10-01T00:00:00Z"}}
        played.wire.touch(0)
        played.collect()
        assert rows(played)[THREAD]["rating_value"] == 7.0
    assert len(asked(played, "/tickets/9000/satisfaction_ratings")) == 2


def test_a_rating_among_the_conversations_is_not_counted_twice(played: Played) -> None:
    played.wire.answers[0] = [answer(1, "친절했어요", source=6)]
    played.wire.rate(0, 103, "친절했어요")
    assert list(heard(fetch(played)).values()).count("친절했어요") == 1


def test_a_plan_without_surveys_has_no_ratings(played: Played) -> None:
    played.wire.has_surveys = False
    played.wire.facts[0] = {"status": 5}
    pages = fetch(played)
    assert (problems(pages), len(records_of(pages))) == ([], 1)
    assert not asked(played, "/tickets/9000/satisfaction_ratings")


def test_a_rating_of_a_strange_form_is_set_aside(played: Played) -> None:
    played.wire.ratings.append({"id": 1, "ticket_id": None, "created_at": "2026-09-12T00:00:00Z", "ratings": {}})
    assert reasons_of(fetch(played)) == ["'ticket_id' is missing"]


def test_the_old_form_of_a_limit_is_waited_for(played: Played) -> None:
    page = text_reply("<html><body>You have exceeded the limit of requests per hour</body></html>", 403)
    played.server.misbehave(lambda _: page, on=played.wire.listing, times=2)
    assert len(records_of(fetch(played))) == 1
    played.server.misbehave(lambda _: page, on=played.wire.listing, times=1000)
    with pytest.raises(SourceError, match="What came before is stored"):
        fetch(played)


def rated(played: Played, number: int) -> int | None:
    rating = rows(played)[f"freshdesk:haneulmart:{9000 + number}"]["rating_value"]
    return None if rating is None else int(rating)


def test_a_rating_does_not_go_where_the_list_of_ratings_is_refused_once(play: Callable) -> None:
    """Tickets 0 and 1 change while ratings are refused; ticket 1 was opened after the last rating, so has none."""
    played = play("freshdesk", 1)
    played.wire.rate(0, 103)
    played.collect()
    played.wire.now += timedelta(days=1)
    played.wire.edit(0, "고쳐 쓴 설명입니다")
    played.wire.add(replace(voice(1), at=played.wire.now - timedelta(hours=2)))
    played.wire.has_surveys = False
    collected = played.collect()
    assert [one.part for one in collected.problems] == ["ratings"]
    assert (rated(played, 0), len(played.stored())) == (7, 2)
    played.wire.has_surveys = True
    played.wire.now += timedelta(days=1)
    assert played.collect().problems == []
    assert (rated(played, 0), played.bodies()) == (7, played.wire.wanted())


def test_words_do_not_wait_for_ratings_longer_than_a_week(play: Callable) -> None:
    played = play("freshdesk", 1)
    played.wire.rate(0, 103)
    played.collect()
    played.wire.edit(0, "고쳐 쓴 설명입니다")
    played.wire.has_surveys = False
    for night in range(7):
        assert (night, list(played.bodies().values())) != (night, ["고쳐 쓴 설명입니다"])
        played.wire.now += timedelta(days=1)
        played.wire.add(replace(voice(30 + night), at=played.wire.now - timedelta(hours=2)))
        played.collect()
    assert played.bodies() == played.wire.wanted()


def test_a_rating_does_not_go_where_those_of_its_ticket_are_refused_once(play: Callable) -> None:
    played = play("freshdesk", 1)
    played.wire.facts[0] = {"status": 5}
    played.wire.rate(0, -103)
    played.collect()
    # No list of the last weeks tells it any more.
    played.wire.now += timedelta(days=60)
    played.wire.rate(0, -103)
    played.wire.ratings.pop()
    played.wire.edit(0, "고쳐 쓴 설명입니다")
    usual = played.wire.answer

    def refuse(request: Request) -> Reply:
        is_rating = request.path.startswith("/api/v2/tickets/") and request.path.endswith("satisfaction_ratings")
        return json_reply({}, 403) if is_rating else usual(request)

    played.server.answer = refuse
    listed = played.wire.ratings
    played.wire.ratings = [dict(listed[0], ticket_id=1, created_at="2026-11-12T00:00:00Z")]
    collected = played.collect()
    assert rated(played, 0) == 1
    played.wire.ratings = listed
    played.server.answer = usual
    assert [one.part for one in collected.problems] == ["ticket 9000"]
    played.collect()
    assert (rated(played, 0), played.bodies()) == (1, played.wire.wanted())


def test_neighbours_that_never_come_do_not_hold_up_the_others(play: Callable) -> None:
    played = play("freshdesk", 8)
    played.wire.refusals = dict.fromkeys((2, 3, 4), 500)
    assert "500" in played.collect().error
    second = played.collect()
    assert (second.error, len(played.stored())) == ("", 5)
    assert [one.part for one in second.problems] == ["ticket 9002", "ticket 9003", "ticket 9004"]
    played.wire.refusals.clear()
    played.collect()
    assert played.bodies() == played.wire.wanted()


def test_conversations_that_were_not_found_once_lose_no_live_ticket(play: Callable) -> None:
    played = play("freshdesk", 3)
    played.wire.refusals[1] = 404
    assert played.collect().problems == []
    played.wire.refusals.clear()
    played.wire.now += timedelta(days=1)
    played.collect()
    assert played.bodies() == played.wire.wanted()


def test_another_account_under_the_same_name_is_read_from_its_beginning(play: Callable) -> None:
    played = play("freshdesk", 4)
    played.collect()
    played.wire.now += timedelta(days=1)
    played.write_sources(domain="badamart")
    played.collect()
    assert sum(key.startswith("freshdesk:badamart:") for key in played.stored()) == 4


def test_another_403_is_a_refusal(played: Played) -> None:
    played.server.misbehave(lambda _: json_reply({"code": "access_denied"}, 403), on=played.wire.listing)
    with pytest.raises(SourceError, match=r"403.*plan"):
        fetch(played)


def test_a_ticket_that_goes_while_it_is_read_is_passed_over(play: Callable) -> None:
    played = play("freshdesk", 3)
    played.wire.refusals[1] = 404
    pages = fetch(played)
    assert (problems(pages), len(records_of(pages))) == ([], 2)


@pytest.mark.parametrize("status", [403, 500])
def test_a_ticket_that_cannot_be_had_is_asked_for_again_by_the_next_run(play: Callable, status: int) -> None:
    played = play("freshdesk", 4)
    played.wire.refusals[1] = status
    assert [one.part for one in played.collect().problems] == ["ticket 9001"]
    played.wire.refusals.clear()
    assert played.collect().problems == []
    assert played.bodies() == played.wire.wanted()


def test_a_server_that_fails_for_long_ends_the_run_and_moves_nothing(play: Callable) -> None:
    played = play("freshdesk", 8)
    played.server.misbehave(server_error(502), on="/conversations", times=1000)
    with pytest.raises(SourceError, match="502"):
        fetch(played)


def test_a_message_of_yesterday_does_not_wait_because_its_ticket_changed_today(play: Callable) -> None:
    played = play("freshdesk", 3)
    end = FIRST + timedelta(days=1)
    late = (end + timedelta(minutes=30)).strftime("%Y-%m-%dT%H:%M:%SZ")
    played.wire.answers[1] = [answer(1, "어제 쓴 답"), answer(2, "오늘 쓴 답", created_at=late)]
    played.wire.now = end + timedelta(hours=1)
    played.wire.touch(1)
    played.wire.rate(0, 103, "오늘 준 별점")
    played.wire.add(voice(30))
    played.collect(Window(end=end))
    assert set(played.stored()) == {
        *(f"freshdesk:haneulmart:{number}" for number in (9000, 9001, 9002)),
        f"{THREAD[:-1]}1:1",
    }
    assert not [row for row in rows(played).values() if row["rating_value"] is not None]
    played.wire.now = end + timedelta(days=1)
    played.collect(Window(end=end + timedelta(days=1)))
    assert {"오늘 쓴 답", "오늘 준 별점", played.wire.voices[30].words} <= set(played.bodies().values())


def test_the_cursor_never_moves_back(play: Callable) -> None:
    played = play("freshdesk", 6)
    first = fetch(played)[-1].cursor
    again = [page.cursor for page in fetch(played, cursor=first) if page.cursor]
    since = [one.value.partition('"since": "')[2][:19] for one in (first, *again) if one]
    assert since == sorted(since)


def test_a_walk_from_a_named_day_does_not_move_the_cursor_past_what_lies_between(play: Callable) -> None:
    played = play("freshdesk", 8)
    played.collect(Window(end=FIRST + timedelta(hours=3)))
    before = played.cursor()
    played.collect(Window(start=FIRST + timedelta(hours=6)))
    assert played.cursor() == before
    played.collect()
    assert played.bodies() == played.wire.wanted()


@pytest.mark.parametrize(
    "value",
    [
        "",
        "{}",
        "[]",
        '{"family": "freshdesk", "account": "haneulmart", "since": 7, "owed": {}}',
        '{"family": "freshdesk", "account": "haneulmart", "since": "gestern", "owed": {}}',
        '{"family": "freshdesk", "account": "haneulmart", "owed": [1]}',
        '{"family": "zendesk", "account": "haneulmart", "after": "c3", "owed": {}}',
    ],
)
def test_a_cursor_of_something_else_is_explained(played: Played, value: str) -> None:
    with pytest.raises(SourceError, match="voc collect played --anew"):
        fetch(played, cursor=Cursor("played", value))


@pytest.mark.parametrize("content", [{"tickets": []}, "none", None])
def test_a_list_of_another_form_is_said(played: Played, content: object) -> None:
    usual = played.wire.answer
    played.server.answer = lambda request: json_reply(content) if request.path == "/api/v2/tickets" else usual(request)
    with pytest.raises(SourceError, match="no list"):
        fetch(played)


def test_a_wrong_key_and_a_wrong_domain_are_explained(played: Played, monkeypatch: pytest.MonkeyPatch) -> None:
    played.server.misbehave(lambda _: text_reply("", 404), on="/api/v2/tickets?")
    with pytest.raises(SourceError, match="domain"):
        fetch(played)
    monkeypatch.setenv("VOC_FRESHDESK_KEY", "fd-wrong")
    with pytest.raises(SourceError, match=r"401.*API key"):
        fetch(played)


def test_nobody_is_named(played: Played) -> None:
    played.wire.facts[0] = {
        "requester": {"id": CUSTOMER, "name": "서다온", "email": "daon@pine.example", "phone": "02-555-0142"},
        "to_emails": ["daon@pine.example"],
    }
    played.wire.answers[0] = [answer(1, "네", from_email="daon@pine.example", cc_emails=["gom@pine.example"])]
    played.collect()
    stored = "".join(played.facts())
    assert not [word for word in ("서다온", "pine.example", "555-0142") if word in stored]


def test_the_first_run_begins_where_the_configuration_says(played: Played) -> None:
    since = date(2026, 9, 12)
    assert records_of(fetch(played, since=since)) == {}
