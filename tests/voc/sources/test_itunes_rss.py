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
from voc.records import Cursor, Window
from voc.store import save_cursor

DAY = timedelta(days=1)
ALL_PAGES = list(range(1, 11))


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
    # Three on the first page beside the app, one on the second, as an object; the others without an entry.
    assert played.bodies() == played.wire.wanted()
    assert pages(played) == ALL_PAGES


def test_a_walk_ends_with_a_page_that_is_known_once_two_have_found_the_same_end(play: Callable) -> None:
    played = play("itunes_rss", 8)
    for asked in (ALL_PAGES, ALL_PAGES, [1]):
        played.collect()
        assert pages(played) == asked
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


def test_two_empty_pages_side_by_side_hide_nothing(play: Callable) -> None:
    played = play("itunes_rss", 30)
    played.wire.now = FIRST + 3 * DAY
    played.wire.empty_pages = {4, 5}
    collected = played.collect()
    assert (len(played.stored()), [problem.part for problem in collected.problems]) == (
        24,
        ["page 4 of the review feed", "page 5 of the review feed"],
    )
    played.wire.empty_pages = set()
    assert played.collect().problems == []
    assert played.bodies() == played.wire.wanted()


@pytest.mark.parametrize("empty", [{4}, {3, 4}, {2, 3, 4}])
def test_last_pages_that_are_empty_at_the_first_run_come_with_the_second(empty: set[int], play: Callable) -> None:
    played = play("itunes_rss", 12)
    played.wire.now = FIRST + 3 * DAY
    played.wire.empty_pages = empty
    assert (played.collect().error, len(played.stored())) == ("", 12 - 3 * len(empty))
    played.wire.empty_pages = set()
    played.wire.add(voice(12))
    played.collect()
    assert played.bodies() == played.wire.wanted()


def test_pages_that_are_empty_behind_new_ones_later_come_with_the_next_run(play: Callable) -> None:
    played = play("itunes_rss", 6)
    played.wire.now = FIRST + 3 * DAY
    played.collect()
    played.collect()
    for number in range(6, 12):
        played.wire.add(voice(number))
    # Of six new ones three are shown, and none of those that were known.
    played.wire.empty_pages = set(ALL_PAGES[1:])
    assert played.collect().saved.n_new == 3
    played.wire.empty_pages = set()
    assert played.collect().saved.n_new == 3
    assert played.bodies() == played.wire.wanted()


def test_another_app_or_country_under_the_same_name_is_collected_from_its_beginning(play: Callable) -> None:
    played = play("itunes_rss", 6)
    played.collect()
    held_before = json.loads(played.cursor().value)
    assert (held_before["family"], held_before["app"]) == ("itunes_rss", "kr/1234567890")
    content = {**held_before, "app": "jp/1234567890", "is_whole": True}
    for number in range(6):
        played.wire.edit(number, f"다른 앱의 후기 {number}")
        content["changed_at"][ref(number)] = int(played.wire.changed[number].timestamp())
    with played.place() as place, place.store.begin() as connection:
        save_cursor(connection, Cursor("played", json.dumps(content)))
    assert played.collect().n_rows == 6
    assert json.loads(played.cursor().value)["app"] == "kr/1234567890"


def test_a_cursor_of_another_family_is_refused(play: Callable) -> None:
    played = play("itunes_rss", 2)
    with played.place() as place, place.store.begin() as connection:
        save_cursor(connection, Cursor("played", '{"family": "google_play", "app": "kr.example.narae"}'))
    assert "is none of its family's" in played.collect().error


def test_a_review_whose_id_is_no_number_is_set_aside(play: Callable) -> None:
    played = play("itunes_rss", 2)

    def renamed(reply: Reply) -> Reply:
        return Reply(200, reply.body.replace(ref(1).encode(), "김하늘 010".encode()), reply.headers)

    played.server.misbehave(renamed, on="page=1")
    collected = played.collect()
    assert (collected.saved.n_rejects, set(held(played))) == (1, {ref(0)})


def test_no_page_beyond_the_tenth_is_asked_for(play: Callable) -> None:
    played = play("itunes_rss", 12)
    played.wire.per_page = 1
    assert played.collect().problems == []
    assert pages(played) == ALL_PAGES
    assert len(played.stored()) == 10
    # The tenth was there, so that nothing can lie behind it.
    played.collect()
    assert pages(played) == [1]


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
    assert (collected.saved.n_new, collected.saved.n_revised, pages(played)) == (0, 1, ALL_PAGES)
    found = held(played)[ref(1)]
    assert (found.created_at, found.updated_at) == (NOW, NOW + DAY)


def test_a_wrong_app_is_told_at_the_first_run(play: Callable) -> None:
    played = play("itunes_rss", 3)
    played.write_sources(app_id="9876543210")
    error = played.collect().error
    assert "the App Store of 'kr' has no app 9876543210. Check `app_id`" in error


def test_an_app_without_reviews_is_no_fault_and_gets_its_first_later(play: Callable) -> None:
    played = play("itunes_rss", 0)
    assert (played.collect().error, pages(played)) == ("", ALL_PAGES)
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
    assert pages(played) == [1, 2, 2, *ALL_PAGES[1:]]


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
    assert len(played.slept) == 9
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
    assert (pages(played), played.cursor()) == (ALL_PAGES, before)


def test_another_form_of_answer_is_told(play: Callable) -> None:
    played = play("itunes_rss", 2)
    played.server.misbehave(lambda _: Reply(200, b'{"feed": []}'), on=played.wire.listing)
    assert "the review feed has another form than expected: 'feed' is no object" in played.collect().error
