"""The review feed: its odd forms, where a walk ends, and what an empty feed means."""

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from held import earlier_texts, held
from wire import FIRST, NOW, voice
from wire.server import Reply, json_reply, text_reply

from voc.privacy import hash_handle
from voc.records import Window

DAY = timedelta(days=1)


def ref(number: int) -> str:
    return str(11_290_010_000 + number)


def pages(played: Any) -> list[int]:  # noqa: ANN401
    """Return the numbers of the pages that were asked for, and forget them."""
    paths = [request.path for request in played.server.requests if "/rss/" in request.path]
    played.server.requests.clear()
    return [int(path.split("page=")[1].split("/")[0]) for path in paths]


def test_a_review_becomes_a_record_with_all_that_the_feed_tells(play: Callable) -> None:
    played = play("itunes_rss", 3)
    assert played.collect().error == ""
    found = held(played)[ref(2)]
    at = FIRST + timedelta(hours=2)
    assert (found.created_at, found.created_precision, found.updated_at) == (at, "seen", at)
    assert (found.title, found.text) == ("로그인 이야기", f"로그인 이야기\n\n{voice(2).words}")
    assert (found.kind, found.channel, found.rating_value, found.app_version) == ("review", "app_store", 3, "5.12.0")
    assert (found.segment, found.product, found.url) == ({"국가": "KOR"}, "1234567890", None)
    with played.place() as place:
        address = "https://itunes.apple.com/kr/reviews/id700002"
        assert found.author_hash == hash_handle(address, place.author_key)


def test_an_app_among_the_reviews_is_none_and_a_single_review_stands_for_itself(play: Callable) -> None:
    played = play("itunes_rss", 4)
    played.wire.has_app_entry = True
    assert played.collect().saved.n_rejects == 0
    # Three on the first page beside the app, one on the second, as an object; then two without an entry.
    assert played.bodies() == played.wire.wanted()
    assert pages(played) == [1, 2, 3, 4]


def test_a_walk_ends_with_a_page_that_is_known(play: Callable) -> None:
    played = play("itunes_rss", 8)
    played.collect()
    assert pages(played) == [1, 2, 3, 4, 5]
    played.collect()
    assert pages(played) == [1]
    played.wire.now = NOW
    played.wire.edit(0, "고쳐 쓴 첫 후기")
    collected = played.collect()
    # The edit comes first now; the second page is known as a whole.
    assert (collected.n_rows, collected.saved.n_revised, pages(played)) == (6, 1, [1, 2])
    assert held(played)[ref(0)].created_at == FIRST
    assert earlier_texts(played, ref(0)) == [f"로그인 이야기\n\n{voice(0).words}"]


def test_an_empty_page_between_good_ones_hides_nothing(play: Callable) -> None:
    played = play("itunes_rss", 8)
    played.wire.empty_pages = {2}
    collected = played.collect()
    assert (collected.error, len(played.stored())) == ("", 5)
    assert [problem.part for problem in collected.problems] == ["page 2 of the review feed"]
    played.wire.empty_pages = set()
    assert played.collect().problems == []
    assert played.bodies() == played.wire.wanted()


def test_no_page_beyond_the_tenth_is_asked_for(play: Callable) -> None:
    played = play("itunes_rss", 12)
    played.wire.per_page = 1
    assert played.collect().problems == []
    assert pages(played) == list(range(1, 11))
    assert len(played.stored()) == 10


def test_a_feed_that_ends_earlier_with_a_refusal_has_ended(play: Callable) -> None:
    played = play("itunes_rss", 4)
    too_deep = text_reply("CustomerReviews RSS page depth is limited to 2", 400, "text/plain")
    played.server.misbehave(lambda _: too_deep, on="page=3", times=9)
    played.server.misbehave(lambda _: too_deep, on="page=4", times=9)
    collected = played.collect()
    assert (collected.error, collected.problems, len(played.stored())) == ("", [], 4)


def test_a_feed_that_is_all_new_may_have_lost_some(play: Callable) -> None:
    played = play("itunes_rss", 3)
    played.wire.per_page = 1
    played.collect()
    for number in range(3, 20):
        played.wire.add(voice(number))
    (problem,) = played.collect().problems
    assert problem.reason.startswith("All of its 500 reviews are new since the last run")
    assert played.collect().problems == []


def test_without_times_reviews_count_as_seen_now_and_edits_are_found_all_the_same(play: Callable) -> None:
    played = play("itunes_rss", 8)
    played.wire.has_times = False
    assert played.collect().saved.n_new == 8
    found = held(played)[ref(7)]
    assert (found.created_at, found.created_precision, found.updated_at) == (NOW, "seen", NOW)
    played.wire.now = NOW + DAY
    played.wire.edit(1, "며칠 뒤에 고쳐 쓴 후기")
    pages(played)
    collected = played.collect()
    assert (collected.saved.n_new, collected.saved.n_revised, pages(played)) == (0, 1, [1, 2, 3, 4, 5])
    found = held(played)[ref(1)]
    assert (found.created_at, found.updated_at) == (NOW, NOW + DAY)


def test_a_wrong_app_is_told_at_the_first_run(play: Callable) -> None:
    played = play("itunes_rss", 3)
    played.write_sources(app_id="9876543210")
    error = played.collect().error
    assert "the App Store of 'kr' has no app 9876543210. Check `app_id`" in error


def test_an_app_without_reviews_is_no_fault_and_gets_its_first_later(play: Callable) -> None:
    played = play("itunes_rss", 0)
    assert (played.collect().error, pages(played)) == ("", [1, 2])
    played.wire.add(voice(0))
    assert played.collect().saved.n_new == 1


@pytest.mark.parametrize(
    "fault", [lambda _: text_reply("<html>no</html>", 404), lambda _: json_reply({"resultCount": "?"})]
)
def test_where_nobody_tells_whether_the_app_is_there_the_empty_feed_is_doubted(fault: Callable, play: Callable) -> None:
    played = play("itunes_rss", 0)
    played.server.misbehave(fault, on="/lookup", times=9)
    collected = played.collect()
    (problem,) = collected.problems
    assert (collected.error, problem.reason) == (
        "",
        "It holds no review. If the app has some, check `app_id` and `country`.",
    )


def test_a_feed_that_is_empty_all_of_a_sudden_is_doubted_and_forgets_nothing(play: Callable) -> None:
    played = play("itunes_rss", 3)
    played.collect()
    played.wire.empty_pages = set(range(1, 11))
    (problem,) = played.collect().problems
    assert problem.reason.startswith("It holds nothing now, though it did before")
    assert len(played.stored()) == 3
    played.wire.empty_pages = set()
    assert played.collect().problems == []
    played.server.requests.clear()
    played.collect()
    assert pages(played) == [1]


@pytest.mark.parametrize("status", [403, 502])
def test_a_feed_that_refuses_for_a_while_is_asked_again(status: int, play: Callable) -> None:
    played = play("itunes_rss", 4)
    played.server.misbehave(lambda _: text_reply("<html>Forbidden</html>", status), on="page=2", times=2)
    collected = played.collect()
    assert (collected.error, collected.saved.n_new) == ("", 4)
    assert pages(played) == [1, 2, 2, 2, 3, 4]


def test_a_feed_that_goes_on_refusing_ends_the_run(play: Callable) -> None:
    played = play("itunes_rss", 4)
    played.server.misbehave(lambda _: text_reply("<html>Forbidden</html>", 403), on="page=2", times=99)
    collected = played.collect()
    assert "answered 403, asked 5 times" in collected.error
    assert (len(played.stored()), played.cursor()) == (3, None)


def test_requests_keep_three_seconds_apart(play: Callable) -> None:
    played = play("itunes_rss", 8)
    played.write_sources(delay_s=3.0)
    played.collect()
    assert len(played.slept) == 4
    assert all(2.5 < seconds <= 3.0 for seconds in played.slept)


def test_what_is_remembered_stays_small(play: Callable) -> None:
    played = play("itunes_rss", 0)
    for number in range(1_200):
        played.wire.add(voice(number))
        played.wire.changed[number] = NOW - timedelta(hours=1_200 - number)
    played.wire.per_page = 50
    for number in range(0, 1_200, 400):
        played.wire.voices = {n: voice(n) for n in range(number + 400)}
        played.collect()
    content = json.loads(played.cursor().value)
    assert len(content["changed_at"]) == 1_000
    assert ref(1_199) in content["changed_at"]
    assert ref(0) not in content["changed_at"]


def test_what_was_changed_before_the_first_day_is_left(play: Callable) -> None:
    played = play("itunes_rss", 4)
    played.wire.changed[0] = FIRST - 30 * DAY
    played.collect()
    assert set(held(played)) == {ref(number) for number in (1, 2, 3)}


def test_a_run_from_an_earlier_day_walks_anew_and_moves_no_cursor(play: Callable) -> None:
    played = play("itunes_rss", 6)
    played.wire.changed[0] = FIRST - 30 * DAY
    played.collect()
    before = played.cursor()
    pages(played)
    assert played.collect(Window(start=FIRST - 60 * DAY)).saved.n_new == 1
    assert (pages(played), played.cursor()) == ([1, 2, 3, 4], before)


def test_another_form_of_answer_is_told(play: Callable) -> None:
    played = play("itunes_rss", 2)
    played.server.misbehave(lambda _: Reply(200, b'{"feed": []}'), on=played.wire.listing)
    assert "the review feed has another form than expected: 'feed' is no object" in played.collect().error
