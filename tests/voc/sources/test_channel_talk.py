"""Channel Talk's own edges: whose words a chat holds, chats that move between states, walks that are broken off."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import RowMapping, select
from wire import FIRST, NOW, voice
from wire.channel_talk import CHANNEL, MANAGER, at
from wire.delivery import deliver, reasons_of, records_of, texts_of
from wire.server import Reply, Request, json_reply

from voc.errors import SourceError
from voc.records import Cursor, Rating, Window
from voc.sources import Page
from voc.store.schema import documents, revisions

THREAD = f"channeltalk:{CHANNEL}:chat0"
# A cursor of no walk at all.
_NOTHING = {"since": None, "whole": None, "whole_at": None, "round": None, "owed": {}}
# The fixture's own class.
Played = Any


@pytest.fixture
def played(play: Callable) -> Played:
    """One chat, opened by a customer on 10 September 2026 at 09:00 in Seoul."""
    return play("channel_talk", 1)


def fetch(played: Played, window: Window | None = None, cursor: Cursor | None = None, **changes: object) -> list[Page]:
    return deliver(played.wire, played.server, window, cursor, **changes)


def heard(pages: list[Page]) -> dict[str, str]:
    """Return the texts of the first chat by the end of their id, as they are delivered."""
    texts = texts_of(pages)
    return {key.removeprefix(f"{THREAD}:"): text for key, text in texts.items() if key.startswith(THREAD)}


def rows(played: Played) -> dict[str, RowMapping]:
    with played.place() as place, place.store.read() as connection:
        return {row["external_id"]: row for row in connection.execute(select(documents)).mappings()}


def lists_asked(played: Played) -> list[Request]:
    return [request for request in played.server.requests if request.path == "/open/v5/user-chats"]


def chats_read(played: Played) -> list[str]:
    return [request.path.split("/")[4] for request in played.server.requests if request.path.endswith("/messages")]


def said(number: str, words: str, **more: object) -> dict[str, Any]:
    return {"id": number, "plainText": words, **more}


def last_cursor(pages: list[Page]) -> Cursor | None:
    return [page.cursor for page in pages if page.cursor][-1]


def test_only_customers_speak(played: Played) -> None:
    played.wire.messages[0] = [
        said("1", "배송이 일주일째 안 와요"),
        said("2", "확인해 드릴게요", personType="manager", personId=MANAGER),
        said("3", "상담원을 연결하고 있어요", personType="bot", personId="301"),
        said("4", "", personType="manager", personId=MANAGER, log={"action": "close"}, options=["private"]),
        said("5", "안에서만 보는 글", options=["private"]),
        said("6", "주문 조회", workflow={"id": "9"}),
        said("7", "자동 답변", alf={"id": "1"}),
        said("8", "자동 연결", supportBot={"id": "12"}),
        said("9", "가을 특가 안내", marketing={"id": "3"}),
        said("10", "표시가 비어 있어도 돼요", options=None, log=None, workflow=None, marketing={}),
        said("11", "쓴 사람의 갈래가 없는 글", personType=None),
        said("12", "쓴 사람이 없는 알림", personType=None, personId=None),
        said("13", "링크 미리 보기", webPage={"title": "남의 제목", "description": "남의 설명"}),
    ]
    pages = fetch(played)
    assert reasons_of(pages) == []
    assert heard(pages) == {
        "1": "배송이 일주일째 안 와요",
        "10": "표시가 비어 있어도 돼요",
        "11": "쓴 사람의 갈래가 없는 글",
        "13": "링크 미리 보기",
    }


def test_a_writer_of_an_unheard_kind_is_set_aside(played: Played) -> None:
    played.wire.messages[0] = [said("1", "누구의 말일까요", personType="guest", personId="g1"), said("2", "제 말이요")]
    pages = fetch(played)
    assert reasons_of(pages) == ["whether a customer or staff wrote it is not told"]
    assert heard(pages) == {"2": "제 말이요"}


def test_a_text_of_blocks_is_read_where_the_plain_one_is_missing(played: Played) -> None:
    bullets = {"type": "bullets", "blocks": [{"type": "text", "value": "주문번호 20260910-0031"}]}
    link = 'https가 아닌 <link type="url" value="https://haneulmart.example/1">여기</link>도요'
    deep: dict[str, Any] = {"value": "너무 깊은 글"}
    for _ in range(50):
        deep = {"blocks": [deep]}
    played.wire.messages[0] = [
        said("1", "", blocks=[{"type": "text", "value": "배송이 <b>일주일째</b> 안 와요 &gt;_&lt;"}, bullets]),
        {"id": "2", "blocks": [{"type": "text", "value": link}]},
        said("3", "그대로 &lt;둡니다&gt;", blocks=[{"type": "text", "value": "다른 글"}]),
        {"id": "4", "blocks": [deep, {"type": "text", "value": "1 &lt; 2"}]},
        said("5", "", blocks=None, files=[{"id": "f1", "name": "사진.jpg"}]),
    ]
    assert heard(fetch(played)) == {
        "1": "배송이 일주일째 안 와요 >_<\n주문번호 20260910-0031",
        "2": "https가 아닌 여기도요",
        "3": "그대로 &lt;둡니다&gt;",
        "4": "1 < 2",
    }


def test_quotes_are_taken_out_of_mails_only(played: Played) -> None:
    words = "네 그래요\n\n나의 iPhone에서 보냄"
    played.wire.messages[0] = [said("1", words)]
    assert heard(fetch(played)) == {"1": words}
    played.wire.facts[0] = {"contactMediumType": "email"}
    assert heard(fetch(played)) == {"1": "네 그래요"}


def test_what_a_customer_fills_into_a_form_answers_its_question(played: Played) -> None:
    inputs = [
        {"type": "text", "label": "상담에서 아쉬운 점을 적어 주세요", "value": "대기 시간이 너무 길었어요"},
        {"type": "radio", "label": "어떤 문의였나요?", "value": "배송"},
        {"type": "multiSelect", "label": "관심 상품", "value": ["컵", "접시"]},
        {"type": "text", "label": "받는 분", "bindingKey": "profile.name", "value": "서다온"},
        {"type": "text", "label": "연락처를 남겨 주세요", "value": "남긴 글"},
        {"type": "text", "label": "더 하실 말씀", "value": None},
        {"type": "rating", "label": "만족도", "value": 4},
        {"type": "text", "value": "질문 없는 답"},
    ]
    played.wire.messages[0] = [
        said("1", "상담은 어떠셨나요?", personType="bot", personId="301", workflow={"id": "9"})
        | {"form": {"submittedAt": at(5), "inputs": inputs}},
        said("2", "감사합니다"),
    ]
    found = records_of(fetch(played))
    first, bare = found[f"{THREAD}:1:1"], found[f"{THREAD}:1:8"]
    assert (first.kind, first.title, first.body) == (
        "survey_answer",
        "상담에서 아쉬운 점을 적어 주세요",
        "대기 시간이 너무 길었어요",
    )
    assert (first.created_at, first.author_handle, first.parent_id) == (FIRST + timedelta(hours=5), "user0", THREAD)
    assert (bare.title, bare.body) == (None, "질문 없는 답")
    assert found.keys() == {f"{THREAD}:{end}" for end in ("1:1", "1:8", "2")}
    # The score given in the form stands on all of the chat.
    assert {one.rating for one in found.values()} == {Rating(4.0, 1.0, 5.0)}


@pytest.mark.parametrize("value", [0, 6, "many", None, True])
def test_a_score_outside_its_scale_is_none(played: Played, value: object) -> None:
    form = {"inputs": [{"type": "csat", "value": value}]}
    played.wire.messages[0] = [said("1", "글"), said("2", "어떠셨나요?", personType="bot", form=form)]
    assert records_of(fetch(played))[f"{THREAD}:1"].rating is None


def test_facts_of_the_chat_stand_on_every_message(played: Played) -> None:
    played.wire.facts[0] = {"tags": ["배송/지연", "기존"], "contactMediumType": "appKakao"}
    played.wire.messages[0] = [said("1", "언제 와요?"), said("2", "일주일째예요", language="en")]
    pages = fetch(played, segment_tags={"가입": ["신규", "기존"]})
    for number, language in (("1", "ko"), ("2", "en")):
        one = records_of(pages)[f"{THREAD}:{number}"]
        assert (one.tags, one.app_version, one.product) == (("배송/지연", "기존"), "5.12.0", "하늘마트")
        assert one.segment == {"가입": "기존", "접수경로": "카카오톡"}
        assert (one.parent_id, one.kind, one.channel, one.title) == (THREAD, "chat_message", "chat", None)
        assert (one.language, one.author_handle, one.created_at) == (language, "user0", FIRST)
        assert one.url == f"https://desk.channel.io/#/channels/{CHANNEL}/user_chats/chat0"


@pytest.mark.parametrize(
    ("chat", "way"),
    [
        ({"contactMediumType": "native", "source": {"appMessenger": {"mediumType": "LINE"}}}, "라인"),
        ({"contactMediumType": None, "source": {"appMessenger": "instagram"}}, "인스타그램"),
        ({"contactMediumType": None, "source": None}, "채널톡"),
        ({"contactMediumType": "somethingNew"}, "somethingNew"),
    ],
)
def test_the_way_of_a_chat_is_told_in_several_places(played: Played, chat: dict, way: str) -> None:
    played.wire.facts[0] = chat
    assert records_of(fetch(played))[f"{THREAD}:said0"].segment["접수경로"] == way


def test_nobody_is_named(played: Played) -> None:
    played.wire.facts[0] = {"name": "서다온", "profile": {"email": "daon@pine.example"}}
    played.collect()
    stored = "".join(played.facts())
    assert not [word for word in ("서다온", "수달", "pine.example", "5550", "상담원이 붙인", "hm-0") if word in stored]


@pytest.mark.parametrize("per_second", [1, 1_000, 1_000_000])
def test_times_are_read_in_whatever_they_are_counted(played: Played, per_second: int) -> None:
    played.wire.messages[0] = [said("1", "글", createdAt=int(FIRST.timestamp()) * per_second)]
    assert records_of(fetch(played))[f"{THREAD}:1"].created_at == FIRST


def test_a_chat_is_read_whole_however_long_it_is(played: Played) -> None:
    played.wire.messages[0] = [said(str(number), f"{number}번째 말입니다") for number in range(1, 12)]
    assert len(heard(fetch(played))) == 11


def test_messages_that_are_edited_removed_or_emptied_later_are_found(played: Played) -> None:
    played.wire.messages[0] = [said(str(number), f"{number}번째 말") for number in range(1, 6)]
    played.collect()
    played.wire.now += timedelta(days=1)
    played.wire.messages[0][0] |= {"plainText": "고쳐 쓴 말", "updatedAt": at(99)}
    played.wire.messages[0][1] |= {"state": "removed", "plainText": ""}
    played.wire.messages[0][2] |= {"plainText": "", "blocks": []}
    played.wire.touch(0)
    saved = played.collect().saved
    assert (saved.n_new, saved.n_revised, saved.n_removed) == (0, 1, 2)
    assert set(played.stored().values()) == {"고쳐 쓴 말", "4번째 말", "5번째 말"}
    with played.place() as place, place.store.read() as connection:
        # An edit keeps the earlier words as a revision; what was removed does not.
        assert sorted(map(str, connection.scalars(select(revisions.c.text)))) == ["1번째 말", "None", "None"]


def test_a_customer_who_signs_in_is_another_id_and_doubles_nothing(played: Played) -> None:
    played.collect()
    hashed = rows(played)[f"{THREAD}:said0"]["author_hash"]
    played.wire.now += timedelta(days=1)
    played.wire.facts[0] = {"userId": "member-1"}
    played.wire.messages[0] = [said("said0", played.wire.voices[0].words, personId="member-1")]
    played.wire.touch(0)
    assert played.collect().saved.n_new == 0
    assert rows(played)[f"{THREAD}:said0"]["author_hash"] != hashed


def test_all_states_are_walked_newest_first(play: Callable) -> None:
    played = play("channel_talk", 9)
    fetch(played)
    asked = [
        (request.query["state"], request.query["sortOrder"], request.query["limit"]) for request in lists_asked(played)
    ]
    assert asked == [(state, "desc", "100") for state in ("opened", "snoozed", "closed")]


def test_a_chat_that_moves_between_states_is_read_once_for_each_version(play: Callable) -> None:
    played = play("channel_talk", 6)
    usual = played.wire.answer

    def move(request: Request) -> Reply:
        if request.query.get("state") == "snoozed" and played.wire.states[0] == "opened":
            # Closed without a new version, and closed with one.
            played.wire.states[0] = "closed"
            played.wire.touch(3, "closed")
        return usual(request)

    played.server.answer = move
    assert set(records_of(fetch(played))) == set(played.wire.wanted())
    assert sorted(chats_read(played)) == ["chat0", "chat1", "chat2", "chat3", "chat3", "chat4", "chat5"]


def test_a_walk_ends_where_a_whole_page_was_read_before(play: Callable) -> None:
    """Sixty chats in three states, pages of three; two changed since, one of them at the very end of its list."""
    played = play("channel_talk", 60)
    first = last_cursor(fetch(played))
    n_whole = len(lists_asked(played))
    assert (n_whole, len(chats_read(played))) == (21, 60)
    played.wire.now += timedelta(days=1)
    played.wire.touch(0)
    played.server.requests.clear()
    pages = fetch(played, cursor=first)
    assert set(records_of(pages)) >= {f"{THREAD}:said0"}
    assert len(lists_asked(played)) <= 6


def test_a_single_old_chat_does_not_end_a_walk(play: Callable) -> None:
    played = play("channel_talk", 0)
    usual = played.wire.answer
    stamps = {"opened": [at(100), at(1), at(99)], "second": [at(98), at(2), at(3)], "third": [at(4), at(5), at(6)]}
    following = {"opened": "second", "second": "third", "third": "fourth"}

    def send(request: Request) -> Reply:
        place = request.query.get("since") or request.query.get("state", "")
        if place not in stamps or request.path != "/open/v5/user-chats":
            return json_reply({"messages": []}) if place != "fourth" else usual(request)
        chats = [
            {"id": f"{place}{number}", "channelId": CHANNEL, "updatedAt": stamp}
            for number, stamp in enumerate(stamps[place])
        ]
        return json_reply({"userChats": chats, "next": following[place]})

    played.server.answer = send
    moment = (FIRST + timedelta(hours=50)).isoformat()
    value = {"since": moment, "whole": moment, "whole_at": NOW.isoformat(), "round": None, "owed": {}}
    signature = {"family": "channel_talk", "account": CHANNEL}
    fetch(played, cursor=Cursor("played", json.dumps(signature | value)))
    assert chats_read(played) == ["opened0", "opened2", "second0"]


def test_once_a_week_the_lists_are_walked_to_their_ends(play: Callable) -> None:
    played = play("channel_talk", 30)
    n_lists = []
    for _ in range(9):
        played.server.requests.clear()
        played.collect()
        n_lists.append(len(lists_asked(played)))
        played.wire.now += timedelta(days=1)
        played.wire.add(voice(30 + 24 * len(n_lists)))
    # Thirty chats fill twelve pages of three; the newest are found on the first of each state.
    assert [n >= 12 for n in n_lists] == [True, *[False] * 6, True, False]


def test_a_change_that_a_list_has_passed_over_is_found_within_a_week(play: Callable) -> None:
    played = play("channel_talk", 6)
    cursor = last_cursor(fetch(played))
    played.wire.now += timedelta(days=1)
    played.wire.edit(0, "고쳐 쓴 말")
    hidden = played.wire.states.pop(0)
    found = []
    for _ in range(8):
        played.wire.now += timedelta(days=1)
        # Others write every day, so that the cursor moves on.
        played.wire.touch(1)
        pages = fetch(played, cursor=cursor)
        cursor = last_cursor(pages)
        found.append("고쳐 쓴 말" in heard(pages).values())
        played.wire.states[0] = hidden
    assert found == [False] * 5 + [True] + [False] * 2


def test_a_walk_that_was_broken_off_goes_on_where_it_stood(play: Callable) -> None:
    played = play("channel_talk", 30)
    whole = deliver(played.wire, played.server)
    cursors = [page.cursor for page in whole if page.cursor]
    for cursor in cursors:
        played.server.requests.clear()
        pages = fetch(played, cursor=cursor)
        place = next(number for number, page in enumerate(whole) if page.cursor == cursor)
        before = {key for page in whole[: place + 1] for key in records_of([page])}
        assert before | set(records_of(pages)) == set(played.wire.wanted())
    # Half of the way on, about half of the chats are read again.
    played.server.requests.clear()
    fetch(played, cursor=cursors[len(cursors) // 2])
    assert len(chats_read(played)) < 20


def test_a_place_that_is_lost_is_looked_for_from_the_top_of_its_list(play: Callable) -> None:
    played = play("channel_talk", 30)
    cursor = next(page.cursor for page in fetch(played) if page.cursor and " at " in page.cursor.value)
    played.server.misbehave(lambda _: json_reply({"type": "invalid", "status": 400}, 400), on="since=")
    assert set(records_of(fetch(played, cursor=cursor))) == set(played.wire.wanted())
    played.server.misbehave(lambda _: json_reply({}, 403), on="since=", times=100)
    with pytest.raises(SourceError, match="403"):
        fetch(played, cursor=cursor)


@pytest.mark.parametrize("following", [None, "same", "other"])
def test_an_empty_page_with_a_way_on_is_asked_once_more_and_no_more(played: Played, following: str | None) -> None:
    usual = played.wire.answer

    def send(request: Request) -> Reply:
        if request.path != "/open/v5/user-chats" or request.query["state"] != "opened":
            return usual(request)
        if not request.query.get("since"):
            return json_reply({"userChats": [], "next": following})
        if request.query["since"] == following:
            chats = [{"id": "chat0", "channelId": CHANNEL, "userId": "user0", "updatedAt": at(1)}]
            return json_reply({"userChats": chats if following == "same" else [], "next": "third"})
        return json_reply({"userChats": [], "next": f"{request.query['since']}+"})

    played.server.answer = send
    assert len(records_of(fetch(played))) == (1 if following == "same" else 0)
    opened = [request for request in lists_asked(played) if request.query["state"] == "opened"]
    assert len(opened) == {None: 1, "same": 4, "other": 2}[following]


@pytest.mark.parametrize("status", [403, 500])
def test_a_chat_that_cannot_be_had_is_asked_for_again_by_the_next_run(play: Callable, status: int) -> None:
    played = play("channel_talk", 4)
    played.wire.refusals[1] = status
    collected = played.collect()
    assert [one.part for one in collected.problems] == ["chat chat1"]
    assert len(played.stored()) == 3
    played.wire.refusals.clear()
    played.wire.now += timedelta(days=2)
    assert played.collect().problems == []
    assert played.bodies() == played.wire.wanted()


def test_a_chat_that_is_gone_is_passed_over(play: Callable) -> None:
    played = play("channel_talk", 3)
    played.wire.refusals[1] = 404
    pages = fetch(played)
    assert ([one for page in pages for one in page.problems], len(records_of(pages))) == ([], 2)


def test_messages_of_another_form_cost_only_their_chat(play: Callable) -> None:
    played = play("channel_talk", 3)
    usual = played.wire.answer
    played.server.answer = lambda request: (
        json_reply({"messages": "none"}) if "chat1/" in request.path else usual(request)
    )
    pages = fetch(played)
    assert [one.part for page in pages for one in page.problems] == ["chat chat1"]
    assert len(records_of(pages)) == 2


def test_a_limit_that_tells_only_its_end_is_waited_for(played: Played, caplog: pytest.LogCaptureFixture) -> None:
    """429 without `Retry-After`; the header counts seconds, and lies in the past or far away."""
    for moment in (datetime(2020, 1, 1, tzinfo=UTC), datetime(2099, 1, 1, tzinfo=UTC)):
        headers = {"x-ratelimit-reset": str(int(moment.timestamp())), "x-ratelimit-remaining": "0"}
        reply = json_reply({"type": "tooManyRequests"}, 429, headers)
        played.server.misbehave(lambda _, reply=reply: reply, on=played.wire.listing, times=2)
        assert len(records_of(fetch(played))) == 1
    assert "secret" not in caplog.text


def test_a_warning_on_a_good_answer_slows_the_walk_down(played: Played) -> None:
    played.server.misbehave(
        lambda reply: Reply(200, reply.body, {**reply.headers, "x-ratelimit-will-be-throttled": "true"}), times=2
    )
    played.collect()
    assert [round(seconds, 1) for seconds in played.slept] == [1.0, 1.0]


def test_what_is_said_behind_the_window_waits_and_the_next_night_finds_it(play: Callable) -> None:
    played = play("channel_talk", 3)
    end = FIRST + timedelta(days=1)
    played.wire.messages[1] = [said("1", "어제 한 말"), said("2", "오늘 한 말", createdAt=at(24.5))]
    played.wire.now = end + timedelta(hours=3)
    played.wire.touch(1)
    played.wire.add(voice(25))
    played.collect(Window(end=end))
    assert "chat25" not in chats_read(played)
    assert set(played.bodies().values()) == {
        played.wire.voices[0].words,
        "어제 한 말",
        played.wire.voices[2].words,
    }
    played.wire.now += timedelta(days=1)
    played.collect(Window(end=end + timedelta(days=1)))
    assert {"오늘 한 말", played.wire.voices[25].words} <= set(played.bodies().values())


def test_a_change_while_a_long_walk_goes_on_is_found_by_the_next(play: Callable) -> None:
    """A chat of the first list changes when the last list is walked, hours later."""
    played = play("channel_talk", 9)
    usual = played.wire.answer

    def write_meanwhile(request: Request) -> Reply:
        if request.query.get("state") == "closed" and not played.wire.messages:
            played.wire.now += timedelta(hours=1)
            played.wire.messages[0] = [said("late", "그새 더 쓴 말")]
            played.wire.touch(0)
            played.wire.now += timedelta(hours=6)
            played.wire.touch(2)
        return usual(request)

    played.server.answer = write_meanwhile
    cursor = last_cursor(fetch(played))
    assert heard(fetch(played, cursor=cursor))["late"] == "그새 더 쓴 말"


def test_a_run_without_changes_reads_no_chat_but_the_last(play: Callable) -> None:
    played = play("channel_talk", 9)
    played.collect()
    played.server.requests.clear()
    played.collect()
    # The last hour before is read again.
    assert sorted(chats_read(played)) == ["chat7", "chat8"]
    assert len(lists_asked(played)) <= 6


def test_a_walk_from_a_named_day_does_not_move_the_cursor_past_what_lies_between(play: Callable) -> None:
    played = play("channel_talk", 8)
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
        '{"since": null, "whole": null, "whole_at": null, "round": null, "owed": {}}',
        *(
            json.dumps({"family": "channel_talk", "account": CHANNEL, **_NOTHING, **odd})
            for odd in ({"since": 7}, {"round": {"state": "gone"}}, {"owed": [1]}, {"family": "zendesk"})
        ),
    ],
)
def test_a_cursor_of_something_else_is_explained(played: Played, value: str) -> None:
    with pytest.raises(SourceError, match="voc collect played --anew"):
        fetch(played, cursor=Cursor("played", value))


def test_another_account_under_the_same_name_is_read_from_its_beginning(play: Callable) -> None:
    """The chats tell whose they are: nothing else does."""
    played = play("channel_talk", 7)
    played.collect()
    for number in range(7):
        played.wire.facts[number] = {"channelId": "209977"}
    played.collect()
    assert sum(key.startswith("channeltalk:209977:") for key in played.stored()) == 7
    before = len(chats_read(played))
    played.wire.now += timedelta(days=1)
    played.collect()
    # Only those of the last hour, which the overlap brings.
    assert chats_read(played)[before:] == ["chat6", "chat5"]


def test_chats_of_several_accounts_end_the_walk(play: Callable) -> None:
    played = play("channel_talk", 6)
    played.wire.facts = {number: {"channelId": str(number)} for number in range(6)}
    assert "several workspaces" in played.collect().error


def test_neighbours_that_never_come_do_not_hold_up_the_others(play: Callable) -> None:
    played = play("channel_talk", 8)
    played.wire.refusals = dict.fromkeys((0, 3, 6), 500)
    assert "500" in played.collect().error
    second = played.collect()
    assert (second.error, len(played.stored())) == ("", 5)
    assert {one.part for one in second.problems} == {"chat chat0", "chat chat3", "chat chat6"}
    played.wire.refusals.clear()
    played.collect()
    assert played.bodies() == played.wire.wanted()


def test_messages_that_were_not_found_once_lose_no_live_chat(play: Callable) -> None:
    played = play("channel_talk", 3)
    usual = played.wire.answer
    played.server.answer = lambda request: (
        json_reply({}, 404) if request.path.endswith("chat1/messages") else usual(request)
    )
    assert played.collect().problems == []
    played.server.answer = usual
    played.collect()
    assert played.bodies() == played.wire.wanted()


@pytest.mark.parametrize("content", [[], {}, {"userChat": None}, {"userChat": {"id": "chat1"}, "users": 7}])
def test_an_owed_chat_that_comes_in_another_form_stays_owed(play: Callable, content: object) -> None:
    played = play("channel_talk", 3)
    played.wire.refusals[1] = 403
    played.collect()
    played.wire.refusals.clear()
    usual = played.wire.answer
    played.server.answer = lambda request: json_reply(content) if request.path.endswith("/chat1") else usual(request)
    collected = played.collect()
    assert (collected.error, [one.part for one in collected.problems]) == ("", ["chat chat1"])
    played.server.answer = usual
    played.collect()
    assert played.bodies() == played.wire.wanted()


@pytest.mark.parametrize("content", [[], {"userChats": "none"}, {"userChats": [], "next": ["x"]}])
def test_a_list_of_another_form_is_said(played: Played, content: object) -> None:
    usual = played.wire.answer
    played.server.answer = lambda request: (
        json_reply(content) if request.path == "/open/v5/user-chats" else usual(request)
    )
    with pytest.raises(SourceError, match="another form"):
        fetch(played)


def test_a_wrong_key_is_explained(played: Played, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VOC_CHANNEL_TALK_SECRET", "ct-wrong")
    with pytest.raises(SourceError, match=r"401.*채널 설정"):
        fetch(played)
