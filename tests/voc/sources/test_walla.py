"""What Walla does beside the contract: questions by number only, pages over a list that grows."""

from collections.abc import Callable

import pytest
from fetched import records, roles, told
from wire import FIRST, voice
from wire.server import json_reply
from wire.walla import QUESTIONS

from voc.records import Rating


def test_an_answer_brings_question_rating_and_what_stood_beside_it(play: Callable) -> None:
    (record,) = records(play("walla", 1))
    assert (record.external_id, record.title) == ("resp_0000:question_1", "불편한 점을 적어주세요")
    assert (record.created_at, record.rating) == (FIRST, Rating(3.0, 1.0, 5.0))
    assert (record.tags, record.author_handle) == (("자주 쓰는 기능=주문", "자주 쓰는 기능=기타"), "u-0")
    assert "010-1234-5678" not in repr(record)


def test_what_nobody_mapped_is_not_stored_and_said(play: Callable) -> None:
    played = play("walla", 2)
    played.write_sources(questions={key: role for key, role in QUESTIONS.items() if role != "drop"})
    assert roles(played) == {
        "question_1": "open_text",
        "question_2": "rating:1-5",
        "question_3": "choice",
        "question_4": "drop?",
    }
    (said,) = told(played)
    assert "'question_4'" in said
    assert "question_1'" not in said
    played.collect()
    assert "010-1234-5678" not in "".join(played.facts())


def test_a_question_that_only_later_responses_answer_is_said_too(play: Callable) -> None:
    played = play("walla", 4)
    played.wire.more = [{"responseId": "m1", "submittedAt": "2026-09-11T00:00:00Z", "question_12": "연남동"}]
    assert "'question_12'" in told(played)[-1]


def test_without_any_mapping_it_says_which_questions_there_are(play: Callable) -> None:
    played = play("walla", 2)
    played.write_sources(questions={}, titles={}, choices={})
    error = played.collect().error
    assert "'question_1', 'question_2', 'question_3', 'question_4'" in error
    assert "`questions:`" in error
    assert played.stored() == {}


def test_what_a_question_offers_makes_it_a_selection(play: Callable) -> None:
    """Without the choices nobody can tell what somebody typed."""
    played = play("walla", 1)
    played.write_sources(questions={"question_1": "open_text"})
    assert roles(played)["question_3"] == "choice"
    played.write_sources(choices={})
    assert roles(played)["question_3"] == "drop?"
    assert records(played)[0].tags == ()


def test_a_question_may_be_named_by_its_title(play: Callable) -> None:
    played = play("walla", 1)
    played.write_sources(questions={"불편한 점을 적어주세요": "open_text"})
    assert records(played)[0].body == voice(0).words


def test_responses_that_arrive_under_way_are_walked_for(play: Callable) -> None:
    """One more arrives before the last page is asked for, which makes a page more."""
    played = play("walla", 6)
    played.wire.before_page = {2: lambda: played.wire.add(voice(6))}
    assert {one.external_id for one in records(played)} == {f"resp_{n:04d}:question_1" for n in range(7)}


def test_a_list_that_shrinks_under_way_loses_nothing(play: Callable) -> None:
    played = play("walla", 9)
    kept = {played.wire.external_id(one) for number, one in played.wire.voices.items() if number > 2}
    played.wire.before_page = {2: lambda: [played.wire.voices.pop(number) for number in (0, 1, 2)]}
    assert kept <= {one.external_id for one in records(played)}


def test_old_responses_are_not_stored_again_each_night(play: Callable) -> None:
    """The listing gives all of them each time; those a day behind the newest are looked past."""
    played = play("walla", 40)
    played.collect()
    again = played.collect()
    # The newest is from hour 39, so that those from hour 15 on are read once more.
    assert again.n_rows == 25


@pytest.mark.parametrize(("status", "says"), [(403, "plan"), (404, "form_id"), (401, "API 키")])
def test_each_refusal_says_what_to_do(status: int, says: str, play: Callable) -> None:
    played = play("walla", 1)
    played.server.answer = lambda _: json_reply({"success": False}, status)
    error = played.collect().error
    assert str(status) in error
    assert says in error


def test_a_failure_with_status_200_is_a_failure(play: Callable) -> None:
    played = play("walla", 1)
    played.server.answer = lambda _: json_reply({"success": False, "message": "no such form"})
    error = played.collect().error
    assert "answered without success" in error
    assert played.stored() == {}


def test_a_question_that_is_named_later_is_answered_by_all_responses(play: Callable) -> None:
    played = play("walla", 0)
    for day in range(1, 9):
        one = {
            "responseId": f"m{day}",
            "submittedAt": f"2026-09-{day:02d}T01:00:00Z",
            "question_1": f"{day}일째 기다려요",
        }
        played.wire.more.append({**one, "question_12": "포장이 뜯겨 있었어요"})
    (problem,) = played.collect().problems
    assert problem.part == "question 'question_12'"
    played.write_sources(questions={**QUESTIONS, "question_12": "open_text"})
    collected = played.collect()
    assert (collected.problems, collected.saved.n_new) == ([], 8)
    assert sum(key.endswith(":question_12") for key in played.stored()) == 8
