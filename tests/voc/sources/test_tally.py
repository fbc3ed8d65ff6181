"""What Tally does beside the contract: scales and choices from the blocks, submissions that are completed later."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from fetched import records, roles
from wire import FIRST
from wire.server import json_reply
from wire.tally import submission

from voc.records import Rating
from voc.sources.tally_questions import questions_of
from voc.surveys import Scale


def question(kind: str, *fields: dict[str, Any], title: str = "한 가지 더") -> dict[str, Any]:
    return {
        "id": "qX",
        "type": kind,
        "title": title,
        "fields": list(fields) or [{"uuid": "u-x", "type": "INPUT_FIELD"}],
    }


def test_an_answer_brings_question_rating_and_what_stood_beside_it(play: Callable) -> None:
    (record,) = records(play("tally", 1))
    assert (record.external_id, record.title) == ("s0000:qWhy", "불편한 점을 적어주세요")
    assert (record.created_at, record.updated_at, record.rating) == (FIRST, None, Rating(7.0, 0.0, 10.0))
    assert record.tags == ("자주 쓰는 기능=주문", "자주 쓰는 기능=기타")
    assert (record.app_version, record.author_handle) == ("5.12.0", None)
    assert "haneulmart.example" not in repr(record)


def test_the_service_knows_a_browser_again_where_that_is_wanted(play: Callable) -> None:
    played = play("tally", 1)
    played.write_sources(respondent="respondentId")
    assert records(played)[0].author_handle == "r0"


def test_each_question_is_told_with_what_it_is_taken_for(play: Callable) -> None:
    found = roles(play("tally", 1))
    assert found == {"qNps": "rating:0-10", "qWhy": "open_text", "qUse": "choice", "qMail": "drop", "qHid": "drop"}


@pytest.mark.parametrize(
    ("kind", "block", "scale"),
    [
        ("RATING", {"stars": 10}, Scale(1, 10)),
        ("RATING", {}, Scale(1, 5)),
        ("LINEAR_SCALE", {"start": 1, "end": 7}, Scale(1, 7)),
        ("LINEAR_SCALE", {}, None),
        ("TEXTAREA", {"start": 1, "end": 7}, None),
    ],
)
def test_scales_stand_in_the_blocks(kind: str, block: dict[str, Any], scale: Scale | None) -> None:
    blocks = [{"uuid": "u-x", "type": kind, "groupUuid": "g-x", "payload": block}]
    (found,) = questions_of([question(kind)], blocks)
    assert found.scale == scale


def test_a_scale_that_nobody_tells_is_doubtful_and_can_be_said(play: Callable) -> None:
    played = play("tally", 1)
    played.wire.blocks = []
    assert roles(played)["qNps"] == "rating:0-10"
    played.wire.questions = [
        {**one, "title": "만족도"} if one["id"] == "qNps" else one for one in played.wire.questions
    ]
    assert roles(played)["qNps"] == "rating?"
    assert records(played)[0].rating is None
    played.write_sources(questions={"qNps": "rating:1-7"})
    assert records(played)[0].rating == Rating(7.0, 1.0, 7.0)


@pytest.mark.parametrize(
    ("kind", "asks"),
    [
        ("INPUT_TEXT", "words"),
        ("DROPDOWN", "choice"),
        ("INPUT_PHONE_NUMBER", "personal"),
        ("SIGNATURE", "personal"),
        ("PAYMENT", "personal"),
        ("FILE_UPLOAD", "personal"),
        ("INPUT_DATE", "other"),
        ("INPUT_NUMBER", "other"),
        ("RANKING", "other"),
        ("HOLOGRAM", "other"),
        ("HIDDEN_FIELDS", "hidden"),
    ],
)
def test_the_type_of_a_question_decides(kind: str, asks: str) -> None:
    (found,) = questions_of([question(kind)], [])
    assert found.asks == asks


def test_a_grid_gives_a_question_a_row(play: Callable) -> None:
    """One row of the form below the title, one already spelled with it."""
    rows = ({"uuid": "row1", "title": "배송"}, {"uuid": "row2", "title": "얼마나 만족하세요? [포장]"})
    labels = ("만족", "보통", "불만족")
    columns = [
        {"uuid": f"col{n}", "type": "MATRIX_COLUMN", "groupUuid": "row1", "payload": {"text": label}}
        for n, label in enumerate(labels)
    ]
    played = play("tally", 0)
    played.wire.questions = [*played.wire.questions, question("MATRIX", *rows, title="얼마나 만족하세요?")]
    played.wire.blocks = [*played.wire.blocks, *columns]
    assert (roles(played)["qX:row1"], roles(played)["qX:row2"]) == ("rating:1-5", "rating:1-5")
    answers = {"qX": {"row1": ["col2"], "row2": "보통"}, "qWhy": "상자가 젖어서 왔어요"}
    played.wire.more = [submission("m1", FIRST, answers)]
    (record,) = records(played)
    assert (record.rating, record.tags) == (Rating(2.0, 1.0, 5.0), ("얼마나 만족하세요? [포장]=3",))


@pytest.mark.parametrize("answer", [{"u-hid": "6.0.1"}, {"app_version": "6.0.1"}, "6.0.1"])
def test_hidden_fields_come_in_more_than_one_shape(answer: object, play: Callable) -> None:
    played = play("tally", 0)
    played.wire.more = [submission("m1", FIRST, {"qHid": answer, "qWhy": "글자가 작아요"})]
    assert records(played)[0].app_version == "6.0.1"


def test_what_was_not_sent_comes_once_it_is(play: Callable) -> None:
    """It was begun before others that are collected already, and sent two days later with its first date."""
    played = play("tally", 4)
    half = {"qWhy": "주소를 두 번이나 적게 해요"}
    played.wire.more = [submission("early", FIRST + timedelta(minutes=5), half, is_completed=False)]
    played.collect()
    assert "early:qWhy" not in played.stored()
    played.wire.now += timedelta(days=2)
    played.wire.more = [submission("early", FIRST + timedelta(minutes=5), {**half, "qNps": 2})]
    collected = played.collect()
    assert (collected.saved.n_new, played.stored()["early:qWhy"]) == (1, "주소를 두 번이나 적게 해요")


def test_what_was_not_sent_is_left_out_even_if_it_is_delivered(play: Callable) -> None:
    played = play("tally", 1)
    played.wire.more = [submission("early", FIRST, {"qWhy": "쓰다 말았어요"}, is_completed=False)]
    inner = played.wire.answer
    played.server.answer = lambda request: inner(replace(request, query={**request.query, "filter": "all"}))
    assert [one.external_id for one in records(played)] == ["s0000:qWhy"]


def test_what_was_not_sent_is_collected_where_that_is_wanted_and_completed_in_place(play: Callable) -> None:
    """First only a mark, then words under the same id: the record without words goes."""
    played = play("tally", 1)
    played.write_sources(partial=True)
    played.wire.more = [submission("early", FIRST, {"qNps": 3}, is_completed=False)]
    played.collect()
    assert "early:rating" in played.stored()
    played.wire.more = [submission("early", FIRST + timedelta(minutes=9), {"qNps": 3, "qWhy": "결제가 두 번 됐어요"})]
    collected = played.collect()
    assert (collected.error, collected.saved.n_removed) == ("", 1)
    assert sorted(played.stored()) == ["early:qWhy", "s0000:qWhy"]


def test_submissions_that_vanish_under_way_take_no_other_with_them(play: Callable) -> None:
    """Three of the first page are deleted before the second is asked for, so that all others move forward."""
    played = play("tally", 9)
    kept = {played.wire.external_id(one) for number, one in played.wire.voices.items() if number < 6}
    played.wire.before_page = {2: lambda: [played.wire.voices.pop(number) for number in (6, 7, 8)]}
    assert kept <= {one.external_id for one in records(played)}


def test_the_next_run_begins_a_week_before_the_newest_submission_but_not_before_the_first_day(play: Callable) -> None:
    played = play("tally", 4)
    played.collect()
    played.server.requests.clear()
    played.collect()
    asked = [request.query for request in played.server.requests if "startDate" in request.query]
    assert {one["startDate"] for one in asked} == {"2026-09-03T03:00:00.000Z"}
    played.write_sources(since="2026-09-09")
    played.server.requests.clear()
    played.collect()
    asked = [request.query for request in played.server.requests if "startDate" in request.query]
    # Midnight in Seoul.
    assert {one["startDate"] for one in asked} == {"2026-09-08T15:00:00.000Z"}


@pytest.mark.parametrize(("status", "says"), [(403, "workspace"), (404, "/r/"), (401, "API keys")])
def test_each_refusal_says_what_to_do(status: int, says: str, play: Callable) -> None:
    played = play("tally", 1)
    played.server.answer = lambda _: json_reply({"error": {"message": "no"}}, status)
    told = played.collect().error
    assert str(status) in told
    assert says in told


def test_a_block_that_cannot_be_read_takes_no_other_with_it(play: Callable) -> None:
    """Nobody can tell what it belongs to, so that it is said; what its neighbours ask is stored."""
    played = play("tally", 3)
    played.wire.blocks = [played.wire.blocks[0], None, {"uuid": ["u"], "type": "TEXT"}, *played.wire.blocks[1:]]
    collected = played.collect()
    assert collected.error == ""
    assert [(one.part, one.reason.partition(").")[0]) for one in collected.problems] == [
        ("question 'block 2'", "It cannot be read (it is no object"),
        ("question 'block 3'", "It cannot be read ('uuid' is no text"),
    ]
    assert played.bodies() == played.wire.wanted()


def test_a_choice_that_cannot_be_read_leaves_the_other_questions(play: Callable) -> None:
    played = play("tally", 2)
    played.wire.blocks = [
        {**one, "payload": {"text": 3.5}} if one["uuid"] == "o-2" else one for one in played.wire.blocks
    ]
    collected = played.collect()
    assert [one.part for one in collected.problems] == ["question '자주 쓰는 기능'"]
    assert played.bodies() == played.wire.wanted()
    assert [one.tags for one in records(played)] == [(), ()]


def test_an_answer_that_cannot_be_read_is_set_aside_alone(play: Callable) -> None:
    played = play("tally", 0)
    played.wire.more = [submission("m1", FIRST, {"qWhy": "글자가 작아요"})]
    played.wire.more[0]["responses"] += ["알 수 없음", {"questionId": None, "answer": 3}]
    collected = played.collect()
    assert (collected.error, collected.saved.n_rejects, played.bodies()) == ("", 2, {"m1:qWhy": "글자가 작아요"})
