"""What Typeform does beside the contract: tokens, recall marks, grids, responses that were only begun."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from fetched import pages, records, roles, told
from wire import FIRST, Voice, voice
from wire.server import json_reply

from voc.records import Rating

_ROW = {
    "type": "multiple_choice",
    "properties": {"choices": [{"id": "g", "label": "만족"}, {"id": "b", "label": "보통"}]},
}


def test_an_answer_brings_question_rating_and_what_stood_beside_it(play: Callable) -> None:
    """The marks of recall go from the title; what somebody typed beside the choices is no tag; the e-mail goes."""
    (record,) = records(play("typeform", 1))
    assert (record.external_id, record.kind) == ("tok0000zzzzzzzz:why", "survey_answer")
    assert record.title == "…점을 주신 이유를 들려주세요"
    assert (record.created_at, record.rating) == (FIRST, Rating(3.0, 0.0, 10.0))
    assert record.tags == ("자주 쓰는 기능=주문", "자주 쓰는 기능=기타", "배송 만족도=4")
    assert (record.author_handle, record.app_version) == ("u-0", "5.12.0")
    assert dict(record.segment) == {"가입구분": "신규"}
    assert "haneulmart.example" not in repr(record)


def test_each_question_is_told_with_what_it_is_taken_for(play: Callable) -> None:
    played = play("typeform", 1)
    assert roles(played) == {
        "nps": "rating:0-10",
        "why": "open_text",
        "feat": "choice",
        "mail": "drop",
        "delivery": "rating:1-5",
    }
    (said,) = told(played)
    assert "'답변 받으실 메일'" in said
    assert "voc check source played" in said


@pytest.mark.parametrize(
    ("field", "taken_for"),
    [
        ({"type": "opinion_scale", "properties": {"steps": 11, "start_at_one": False}}, "rating:0-10"),
        ({"type": "opinion_scale", "properties": {"steps": 5, "start_at_one": True}}, "rating:1-5"),
        ({"type": "opinion_scale"}, "rating:0-10"),
        ({"type": "rating", "properties": {"steps": 10}}, "rating:1-10"),
        ({"type": "yes_no"}, "choice"),
        ({"type": "dropdown"}, "drop?"),
        ({"type": "legal"}, "drop"),
        ({"type": "date"}, "drop"),
        ({"type": "number"}, "drop"),
        ({"type": "phone_number"}, "drop"),
        ({"type": "hologram"}, "drop"),
    ],
)
def test_types_and_scales_come_from_the_form(field: dict[str, Any], taken_for: str, play: Callable) -> None:
    played = play("typeform", 1)
    extra = {"id": "f1", "ref": "extra", "title": "한 가지 더", "properties": None, **field}
    played.wire.fields = [*played.wire.fields, extra]
    assert roles(played)["extra"] == taken_for


def test_grids_become_a_question_a_row_and_contact_blocks_stay_personal(play: Callable) -> None:
    played = play("typeform", 0)
    rows = [{"id": f"r{n}", "ref": f"row{n}", "title": title, **_ROW} for n, title in enumerate(("배송", "포장"))]
    contact = [{"id": "n1", "ref": "first", "type": "short_text", "title": "어떻게 불러 드릴까요?"}]
    played.wire.fields = [
        *played.wire.fields,
        {"id": "m", "ref": "m", "type": "matrix", "title": "얼마나 만족하세요?", "properties": {"fields": rows}},
        {"id": "c", "ref": "c", "type": "contact_info", "title": "누구세요?", "properties": {"fields": contact}},
    ]
    with played.place() as place:
        described = {one.key: one for one in place.sources(("played",))[0].describe()}
    # 만족 and 보통 are two of the five steps.
    assert (described["row0"].title, described["row0"].role) == ("얼마나 만족하세요? [배송]", "rating:1-5")
    assert described["first"].role == "drop"


def test_a_rating_that_no_longer_fits_its_question_is_set_aside_and_the_words_stay(play: Callable) -> None:
    """The owner has cut the stars from five to three since."""
    played = play("typeform", 2)
    stars = {
        "id": "fDLV00000006",
        "ref": "delivery",
        "type": "rating",
        "title": "배송 만족도",
        "properties": {"steps": 3},
    }
    played.wire.fields = [*played.wire.fields[:4], stars]
    (page,) = [page for page in pages(played) if page.rejects]
    assert [one.reason for one in page.rejects] == ["'배송 만족도': the rating 4 is not within 1-3"] * 2
    assert page.rejects[0].cells == {"token": "tok0001zzzzzzzz", "submitted_at": "2026-09-10T01:00:00Z"}
    assert [one.body for one in page.records] == [voice(1).words, voice(0).words]


def test_responses_that_were_only_begun_are_left_out(play: Callable) -> None:
    """One has the date of the year 1 and words that were never sent, one has no answers at all."""
    played = play("typeform", 2)
    words = {"field": {"id": "fWHY00000002", "ref": "why"}, "type": "text", "text": "쓰다 말았어요"}
    played.wire.more = [
        {"token": "tokbegun1", "response_id": None, "submitted_at": "0001-01-01T00:00:00Z", "answers": [words]},
        {"token": "tokbegun2", "response_id": None, "submitted_at": "2026-09-11T00:00:00Z"},
    ]
    collected = played.collect()
    assert (collected.error, collected.saved.n_new, collected.saved.n_rejects) == ("", 2, 0)


def test_the_next_run_begins_an_hour_before_the_newest_response(play: Callable) -> None:
    """A response that Typeform shows half an hour late still comes, and the one already known changes nothing."""
    played = play("typeform", 4)
    played.collect()
    played.server.requests.clear()
    played.wire.add(Voice(9, "조금 늦게 보인 답이에요", FIRST + timedelta(hours=2, minutes=30)))
    collected = played.collect()
    asked = [request.query for request in played.server.requests if request.path.endswith("/responses")]
    assert {query["since"] for query in asked} == {"2026-09-10T02:00:00"}
    assert {query["response_type"] for query in asked} == {"completed"}
    assert all("sort" not in query for query in asked)
    assert (collected.saved.n_new, collected.saved.n_unchanged, collected.saved.n_revised) == (1, 2, 0)


def test_the_cursor_never_goes_back(play: Callable) -> None:
    played = play("typeform", 4)
    played.collect()
    newest = played.cursor()
    del played.wire.voices[3]
    played.collect()
    assert played.cursor() == newest


def test_a_date_in_the_future_does_not_hide_what_comes_until_then(play: Callable) -> None:
    played = play("typeform", 2)
    played.wire.add(Voice(2, "날짜가 앞선 기기에서 보냈어요", played.wire.now + timedelta(days=400)))
    played.collect()
    played.wire.now += timedelta(hours=2)
    played.wire.add(Voice(3, "그 뒤에 보낸 답이에요", played.wire.now - timedelta(hours=1)))
    assert played.collect().saved.n_new == 1
    assert played.bodies() == played.wire.wanted()


def test_a_deleted_response_vanishes_and_stays_stored(play: Callable) -> None:
    played = play("typeform", 4)
    played.collect()
    del played.wire.voices[1]
    collected = played.collect()
    assert (collected.saved.n_removed, len(played.stored())) == (0, 4)


def test_ones_own_tests_are_left_out(play: Callable) -> None:
    played = play("typeform", 3)
    played.write_sources(exclude=["tok0001zzzzzzzz"])
    played.collect()
    assert sorted(played.stored()) == ["tok0000zzzzzzzz:why", "tok0002zzzzzzzz:why"]


def test_answers_to_a_question_that_the_form_no_longer_has_are_said_or_mapped_by_id(play: Callable) -> None:
    played = play("typeform", 1)
    played.wire.fields = [one for one in played.wire.fields if one["ref"] != "why"]
    assert records(played)[0].external_id == "tok0000zzzzzzzz:rating"
    assert "'why'" in told(played)[-1]
    played.write_sources(questions={"why": "open_text"})
    (record,) = records(played)
    assert (record.external_id, record.title, record.body) == ("tok0000zzzzzzzz:why", None, voice(0).words)


@pytest.mark.parametrize(("status", "says"), [(403, "responses:read"), (404, "/to/"), (401, "Personal tokens")])
def test_each_refusal_says_what_to_do(status: int, says: str, play: Callable) -> None:
    played = play("typeform", 1)
    played.server.answer = lambda _: json_reply({"code": "NO", "description": "no"}, status)
    error = played.collect().error
    assert str(status) in error
    assert says in error


def test_no_more_than_two_requests_a_second_unless_configured(play: Callable) -> None:
    """Typeform takes two a second; left to itself, the source asks every 0.6 s."""
    played = play("typeform", 4)
    entry = played.wire.entry(played.server.url)
    del entry["requests_per_minute"]
    played.wire.entry = lambda _: entry
    played.write_sources()
    pages(played)
    assert played.slept
    assert max(played.slept) == pytest.approx(0.6, abs=0.1)
