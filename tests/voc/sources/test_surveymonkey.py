"""What SurveyMonkey does beside the contract: labels by id, grids, edits, the allowance of a day."""

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from fetched import pages, records, roles
from wire import FIRST, Voice, voice
from wire.server import json_reply
from wire.surveymonkey import DETAILS, response

from voc.records import Rating, Window
from voc.sources.facts import Facts
from voc.sources.forms import Question
from voc.sources.surveymonkey_questions import questions_of
from voc.surveys import Scale


def asked(**question: Any) -> list[Question]:  # noqa: ANN401 - as the service writes it
    """Read one question of a survey."""
    return list(questions_of(Facts.of({"pages": [{"questions": [{"id": "9", **question}]}]})))


def heading(text: str) -> list[dict[str, str]]:
    return [{"heading": text}]


def test_an_answer_brings_question_rating_and_what_stood_beside_it(play: Callable) -> None:
    """The steps of the NPS question have weights of -100, 0 and 100; their labels are what counts."""
    (record,) = records(play("surveymonkey", 1))
    assert (record.external_id, record.title) == ("118000000000:102", "그렇게 답하신 이유를 적어주세요")
    assert record.rating == Rating(3.0, 0.0, 10.0)
    assert record.tags == ("어떤 기능을 쓰시나요?=주문", "어떤 기능을 쓰시나요?=기타")
    assert (record.created_at, record.updated_at) == (FIRST - timedelta(minutes=3), FIRST)
    assert (record.author_handle, record.app_version) == ("u-0", "5.12.0")
    for private in ("203.0.113.7", "한바다", "sea@example.kr", "선물하기"):
        assert private not in repr(record)


def test_each_question_is_told_with_what_it_is_taken_for(play: Callable) -> None:
    found = roles(play("surveymonkey", 1))
    assert found == {"101:1011": "rating:0-10", "102": "open_text", "103": "choice", "104": "drop"}


def test_rows_become_questions_of_their_own() -> None:
    rows = [{"id": "1", "text": "배송"}, {"id": "2", "text": "포장"}]
    choices = [{"id": "a", "text": "나쁨", "weight": 1}, {"id": "b", "text": "좋음", "weight": 2}]
    choices.append({"id": "n", "text": "해당 없음", "weight": 0, "is_na": True})
    remark = {"id": "77", "text": "덧붙이실 말", "is_answer_choice": False}
    answers = {"rows": rows, "choices": choices, "other": remark}
    first, second, third = asked(family="matrix", subtype="rating", headings=heading("만족도"), answers=answers)
    assert (first.key, first.title, first.scale, first.marks) == (
        "9:1",
        "만족도 [배송]",
        Scale(1, 2),
        {"a": 1.0, "b": 2.0},
    )
    assert (second.key, second.aliases) == ("9:2", ("9",))
    assert (third.key, third.title, third.asks) == ("9:77", "만족도 [덧붙이실 말]", "words")
    boxes = asked(family="open_ended", subtype="multi", headings=heading("한마디씩"), answers={"rows": rows})
    assert [(one.key, one.title, one.asks) for one in boxes] == [
        ("9:1", "한마디씩 [배송]", "words"),
        ("9:2", "한마디씩 [포장]", "words"),
    ]


def test_what_an_nps_question_is_worth_is_read_from_its_places_where_labels_do_not_tell() -> None:
    texts = ["전혀 추천하지 않음", *[""] * 9, "매우 추천함"]
    choices = [{"id": str(n), "text": text, "weight": -100} for n, text in enumerate(texts)]
    answers = {"rows": [{"id": "1", "text": ""}], "choices": choices}
    (nps,) = asked(family="matrix", subtype="rating", headings=heading("추천하시겠어요?"), answers=answers)
    assert (nps.title, nps.scale, nps.marks["7"]) == ("추천하시겠어요?", Scale(0, 10), 7.0)


@pytest.mark.parametrize(
    ("question", "asks"),
    [
        ({"family": "open_ended", "subtype": "single"}, "words"),
        ({"family": "open_ended", "subtype": "single", "validation": {"type": "email"}}, "personal"),
        ({"family": "open_ended", "subtype": "single", "validation": {"type": "integer"}}, "other"),
        ({"family": "open_ended", "subtype": "single", "validation": {"type": "date_intl"}}, "other"),
        ({"family": "open_ended", "subtype": "essay", "validation": None}, "words"),
        ({"family": "demographic", "subtype": "us"}, "personal"),
        ({"family": "file_upload"}, "personal"),
        ({"family": "datetime", "subtype": "both"}, "other"),
        ({"family": "matrix", "subtype": "ranking"}, "other"),
        ({"family": "hologram"}, "other"),
    ],
)
def test_the_family_of_a_question_decides(question: dict[str, Any], asks: str) -> None:
    (found,) = asked(headings=None, **question)
    assert found.asks == asks
    assert asked(family="presentation", subtype="image") == []


def test_who_was_turned_away_or_did_not_reach_the_end_is_left_out(play: Callable) -> None:
    played = play("surveymonkey", 1)
    words = [{"id": "102", "answers": [{"text": "중간에 그만뒀어요"}]}]
    for number, status in enumerate(("partial", "overquota", "disqualified"), start=1):
        played.wire.more.append(response(number, FIRST, FIRST + timedelta(hours=number), words, response_status=status))
    played.wire.more.append(response(4, FIRST, FIRST + timedelta(hours=5), words, response_status="teleported"))
    collected = played.collect()
    assert (collected.error, collected.saved.n_new, collected.saved.n_rejects) == ("", 1, 1)
    played.write_sources(partial=True)
    assert [one.external_id for one in records(played)] == ["118000000000:102", "1:102"]


def test_an_edit_that_takes_an_answer_away_takes_its_record_back(play: Callable) -> None:
    """The respondent first wrote two answers, then only one, then none but the mark."""
    more = {"id": "105", "family": "open_ended", "subtype": "essay", "headings": heading("하고 싶은 말")}
    played = play("surveymonkey", 0)
    played.server.answer = with_question(played.wire, more)
    rated = {"id": "101", "answers": [{"row_id": "1011", "choice_id": "1023"}]}
    why, also = (
        {"id": key, "answers": [{"text": text}]} for key, text in (("102", "느려요"), ("105", "포장은 좋아요"))
    )
    for days, questions, left in [
        (0, [rated, why, also], ["7:102", "7:105"]),
        (1, [rated, why], ["7:102"]),
        (2, [rated], ["7:rating"]),
        (3, [rated, also], ["7:105"]),
    ]:
        played.wire.more = [response(7, FIRST, FIRST + timedelta(days=days), questions)]
        assert played.collect().error == ""
        assert sorted(played.stored()) == left


def with_question(wire: Any, question: dict[str, Any]) -> Callable:  # noqa: ANN401 - the played service
    details = {**DETAILS, "pages": [*DETAILS["pages"], {"id": "3", "questions": [question]}]}
    return lambda request: json_reply(details) if request.path.endswith("/details") else wire.answer(request)


def test_pages_follow_one_another_by_time_so_that_an_edit_under_way_loses_nothing(play: Callable) -> None:
    """The first response moves to the end while the second page is asked for: page numbers would skip one."""
    played = play("surveymonkey", 7)
    inner, asked_for = played.wire.answer, []

    def answer(request: Any) -> Any:  # noqa: ANN401 - as the server calls it
        if request.path.endswith("/bulk"):
            asked_for.append(request.query["start_modified_at"])
            if len(asked_for) == 2:
                played.wire.touched[0] = FIRST + timedelta(hours=20)
        return inner(request)

    played.server.answer = answer
    assert {one.external_id for one in records(played)} == set(played.wire.wanted())
    assert asked_for[:2] == ["2026-08-31T15:00:00", "2026-09-10T01:59:59"]


def test_more_responses_in_one_second_than_a_page_holds_are_all_read(play: Callable) -> None:
    played = play("surveymonkey", 0)
    for number in range(8):
        played.wire.add(Voice(number, voice(number).words, FIRST))
    assert {one.external_id for one in records(played)} == set(played.wire.wanted())


def test_a_listing_in_another_order_is_not_trusted(play: Callable) -> None:
    played = play("surveymonkey", 7)
    inner = played.wire.answer

    def answer(request: Any) -> Any:  # noqa: ANN401 - as the server calls it
        reply = inner(request)
        if not request.path.endswith("/bulk"):
            return reply
        content = json.loads(reply.body)
        return json_reply({**content, "data": list(reversed(content["data"]))})

    played.server.answer = answer
    assert "order of `date_modified`" in played.collect().error


def test_when_the_requests_of_the_day_are_used_up_tomorrow_goes_on(play: Callable) -> None:
    """Five requests are left: the details and four pages; the sixth is not made."""
    played = play("surveymonkey", 12)
    played.wire.left_today = 5
    assert "used up" in played.collect().error
    assert 6 <= len(played.stored()) < 12
    assert len(played.server.requests) == 5
    played.wire.left_today = 500
    played.server.requests.clear()
    assert played.collect().error == ""
    assert played.bodies() == played.wire.wanted()
    # An hour behind what was read, not from the beginning.
    assert played.server.requests[1].query["start_modified_at"] > "2026-09-10T04"


def test_a_refusal_for_the_day_is_not_waited_out(play: Callable) -> None:
    """Other surveys have used up the requests of the app that both share."""
    played = play("surveymonkey", 3)
    played.wire.left_today = 0
    error = played.collect().error
    assert "the 500 requests that the app may make in a day are used up" in error
    assert "tomorrow's run goes on" in error
    assert len(played.server.requests) == 1


def test_the_minute_that_is_used_up_is_waited_for(play: Callable) -> None:
    played = play("surveymonkey", 1)
    headers = {"X-Ratelimit-App-Global-Minute-Remaining": "0", "X-Ratelimit-App-Global-Minute-Reset": "17"}
    error = {"error": {"id": "1040", "name": "Rate limit reached", "http_status_code": 429}}
    played.server.misbehave(lambda _: json_reply(error, 429, headers), on="/bulk")
    assert played.collect().error == ""
    assert played.bodies() == played.wire.wanted()


def test_the_window_ends_the_walk_early(play: Callable) -> None:
    """What comes after the first response behind the window is behind it too."""
    played = play("surveymonkey", 30)
    found = pages(played, Window(end=FIRST + timedelta(hours=2)))
    assert sum(len(page.records) for page in found) == 2
    assert len([request for request in played.server.requests if request.path.endswith("/bulk")]) == 1


@pytest.mark.parametrize(("status", "says"), [(403, "paid plan"), (404, "survey_id"), (401, "access token")])
def test_each_refusal_says_what_to_do(status: int, says: str, play: Callable) -> None:
    played = play("surveymonkey", 1)
    error = {"error": {"id": "1014", "name": "Permission Error", "http_status_code": status}}
    played.server.answer = lambda _: json_reply(error, status)
    told = played.collect().error
    assert str(status) in told
    assert says in told


def reshaped(played: Any, on: str, change: Callable[[Any], None]) -> None:  # noqa: ANN401 - the fixture's own
    """Change what the service answers on a path."""
    inner = played.wire.answer

    def answer(request: Any) -> Any:  # noqa: ANN401 - as the server calls it
        reply = inner(request)
        if not request.path.endswith(on):
            return reply
        content = json.loads(reply.body)
        change(content)
        return json_reply(content)

    played.server.answer = answer


def test_a_question_that_cannot_be_read_for_a_night_loses_no_answer(play: Callable) -> None:
    """The rating was stored alone; it goes once it stands with the words."""
    played = play("surveymonkey", 8)
    reshaped(
        played, "/details", lambda details: details["pages"][0]["questions"][1].update(headings=[{"heading": [1]}])
    )
    first = played.collect()
    assert [(one.part, one.reason) for one in first.problems] == [
        ("question '102'", "It cannot be read ('heading' is no text). Its answers are stored once it can be read.")
    ]
    played.server.answer = played.wire.answer
    assert played.collect().problems == []
    assert played.bodies() == played.wire.wanted()


def test_reading_once_more_goes_on_where_the_requests_of_the_day_were_used_up(play: Callable) -> None:
    """Twelve responses on four pages; after the word was given, each day has requests for the details and two pages."""
    played = play("surveymonkey", 12)
    played.write_sources(questions={"102": "drop"})
    played.collect()
    played.write_sources()
    asked_for = []
    for _ in range(4):
        played.wire.left_today = 3
        played.server.requests.clear()
        played.collect()
        asked_for.append(played.server.requests[1].query["start_modified_at"])
    assert asked_for[0] == "2026-08-31T15:00:00"
    assert asked_for == sorted(set(asked_for))
    assert played.bodies() == played.wire.wanted()


def test_an_answer_that_cannot_be_read_is_set_aside_alone(play: Callable) -> None:
    played = play("surveymonkey", 3)

    def spoil(content: Any) -> None:  # noqa: ANN401 - an answer of the service
        first, second, third = (one["pages"][0]["questions"] for one in content["data"])
        first[2]["answers"][0] = "주문"
        second[2] = None
        third[0]["answers"][0]["choice_id"] = {"id": "1023"}

    reshaped(played, "/bulk", spoil)
    collected = played.collect()
    assert (collected.error, collected.saved.n_rejects) == ("", 3)
    assert played.bodies() == played.wire.wanted()
