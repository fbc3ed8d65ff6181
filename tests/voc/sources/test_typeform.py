"""What Typeform does beside the contract: tokens, recall marks, grids, responses that were only begun."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from fetched import pages, records, roles, told
from wire import FIRST, Voice, voice
from wire.server import json_reply
from wire.typeform import FORM

from voc.errors import SourceError
from voc.records import Cursor, Rating, Window

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


_DOUBTFUL = "성함이나 주문 번호와 함께 아쉬웠던 점을 자유롭게 적어 주세요"


def with_field(played: Any, ref: str, **changes: object) -> None:  # noqa: ANN401 - the fixture's own
    """Change one question of the form."""
    played.wire.fields = [{**one, **changes} if one["ref"] == ref else one for one in played.wire.fields]


def since(played: Any) -> str:  # noqa: ANN401 - the fixture's own
    """Return where the last walk began."""
    return [request for request in played.server.requests if request.path.endswith("/responses")][-1].query["since"]


def test_a_question_that_is_confirmed_later_is_answered_by_all_responses_and_no_rating_is_doubled(
    play: Callable,
) -> None:
    """All eight stood as ratings alone; the night after the word was given reads them once more, the next does not."""
    played = play("typeform", 8)
    with_field(played, "why", title=_DOUBTFUL)
    first = played.collect()
    assert [one.part for one in first.problems] == [f"question '{_DOUBTFUL}'"]
    assert set(played.stored()) == {f"tok{number:04d}zzzzzzzz:rating" for number in range(8)}
    # It is said once.
    assert played.collect().problems == []
    played.write_sources(questions={"why": "open_text"})
    again = played.collect()
    assert (again.problems, again.saved.n_new, again.saved.n_removed) == ([], 8, 8)
    assert played.bodies() == played.wire.wanted()
    assert since(played) == "2026-08-31T15:00:00"
    after = played.collect()
    assert (after.saved.n_new, after.saved.n_revised, after.saved.n_removed) == (0, 0, 0)
    assert since(played) == "2026-09-10T06:00:00"


def test_responses_behind_a_window_are_read_once_more_too(play: Callable) -> None:
    """The night that reads them once more ends its window in the middle; the next one goes on there."""
    played = play("typeform", 8)
    with_field(played, "why", title=_DOUBTFUL)
    played.collect()
    played.write_sources(questions={"why": "open_text"})
    played.collect(Window(end=FIRST + timedelta(hours=4)))
    assert sum(key.endswith(":why") for key in played.stored()) == 4
    played.collect()
    assert played.bodies() == played.wire.wanted()


def test_a_question_that_cannot_be_read_for_a_night_loses_no_answer(play: Callable) -> None:
    played = play("typeform", 8)
    with_field(played, "why", type=["long_text"])
    first = played.collect()
    assert [(one.part, one.reason.partition(").")[0]) for one in first.problems] == [
        ("question '…점을 주신 *이유*를 들려주세요'", "It cannot be read ('type' is no text")
    ]
    assert played.collect().problems == first.problems
    with_field(played, "why", type="long_text")
    assert played.collect().problems == []
    assert played.bodies() == played.wire.wanted()


def test_an_answer_that_cannot_be_read_is_set_aside_alone(play: Callable) -> None:
    played = play("typeform", 2)
    inner = played.wire.answer

    def answer(request: Any) -> Any:  # noqa: ANN401 - as the server calls it
        reply = inner(request)
        content = json.loads(reply.body)
        for given in [one for item in content.get("items", ()) for one in item["answers"] if one["type"] == "choices"]:
            given["choices"] = ["주문", "쿠폰"]
        return json_reply(content)

    played.server.answer = answer
    (page,) = [page for page in pages(played) if page.rejects]
    assert [one.body for one in page.records] == [voice(1).words, voice(0).words]
    assert [one.reason for one in page.rejects] == ["an answer could not be read: 'choices' is no object"] * 2


def test_another_form_under_the_same_name_is_read_from_its_beginning(play: Callable) -> None:
    """All its responses are older than the newest of the first form."""
    played = play("typeform", 8)
    played.collect()
    inner = played.wire.answer
    played.server.answer = lambda request: inner(replace(request, path=request.path.replace("ZyXw", FORM)))
    played.write_sources(form_id="ZyXw")
    played.wire.voices = {}
    for number in range(20, 23):
        played.wire.add(Voice(number, voice(number).words, FIRST - timedelta(days=2, hours=number)))
    assert played.collect().saved.n_new == 3


def test_a_look_back_leaves_the_cursor_where_it_is(play: Callable) -> None:
    """What somebody asks for by its first day must not hide what came between."""
    played = play("typeform", 2)
    played.collect()
    cursor = played.cursor()
    for number in range(2, 8):
        played.wire.add(voice(number))
    played.collect(Window(FIRST + timedelta(hours=6), None))
    assert played.cursor() == cursor
    assert len(played.stored()) == 4
    played.collect()
    assert played.bodies() == played.wire.wanted()


def test_the_cursor_of_another_family_is_refused_with_what_to_do(play: Callable) -> None:
    played = play("typeform", 1)
    for value in ('{"after": "abc"}', "[]", "abc", '{"form": "typeform x", "plan": [], "newest": "soon"}'):
        with pytest.raises(SourceError, match=r"none of a form.*voc collect played --anew"):
            pages(played, cursor=Cursor("played", value))
