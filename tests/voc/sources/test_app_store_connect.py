"""App Store Connect: how far back a run walks, what it makes of rewritten reviews, what it leaves out."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from held import earlier_texts, held
from wire import FIRST, NOW, Voice, voice
from wire.app_store_connect import APP
from wire.server import Reply, json_reply, text_reply

from voc.privacy import hash_handle
from voc.records import Cursor, Window
from voc.store import save_cursor

DAY = timedelta(days=1)


def ref(number: int) -> str:
    return f"00000041-a1b2-0014-729e-{number:012}"


def asked(played: Any, part: str = "/customerReviews") -> list[Any]:  # noqa: ANN401
    return [request for request in played.server.requests if part in request.path]


def test_a_review_becomes_a_record_with_all_that_is_told(play: Callable) -> None:
    played = play("app_store_connect", 3)
    assert played.collect().error == ""
    found = held(played)[ref(2)]
    # 2026-09-09T19:00:00-07:00 is 02:00 of the next day in UTC.
    assert (found.created_at, found.created_precision) == (datetime(2026, 9, 10, 2, tzinfo=UTC), "second")
    assert (found.title, found.text) == ("로그인 이야기", f"로그인 이야기\n\n{voice(2).words}")
    assert (found.kind, found.channel, found.rating_value, found.product) == ("review", "app_store", 3, APP)
    assert (found.segment, found.language, found.url, found.app_version) == ({"국가": "KOR"}, None, None, None)
    with played.place() as place:
        assert found.author_hash == hash_handle("달빛고양이2 KOR", place.author_key)


def test_the_first_page_is_asked_for_and_the_others_are_led_to(play: Callable) -> None:
    played = play("app_store_connect", 7)
    played.collect()
    first, *others = asked(played)
    assert dict(first.query) == {
        "sort": "-createdDate",
        "limit": "200",
        "filter[territory]": "KOR",
        "fields[customerReviews]": "rating,title,body,reviewerNickname,createdDate,territory",
    }
    # As the service's own address has them, nothing added.
    assert [dict(request.query) for request in others] == [{**first.query, "cursor": f"c{n}"} for n in (3, 6)]


def test_a_next_page_on_another_host_is_not_asked(play: Callable) -> None:
    played = play("app_store_connect", 7)

    def astray(reply: Reply) -> Reply:
        content = json.loads(reply.body)
        content["links"]["next"] = "https://api.appstoreconnect.example/v1/next"
        return json_reply(content)

    played.server.misbehave(astray, on=played.wire.listing)
    assert "was led to https://api.appstoreconnect.example" in played.collect().error
    assert len(held(played)) == 3


def test_a_reply_changes_nothing_of_what_the_customer_said(play: Callable) -> None:
    played = play("app_store_connect", 5)
    for pending in ({0, 3}, set(), {3}):
        played.wire.pending = pending
        assert played.collect().saved.n_revised == 0
    assert not [one for one in held(played).values() if one.tags or "답글" in repr(one)]


@pytest.mark.parametrize("included", [[7], "none", [{"id": "r-0", "attributes": {"state": 3.5}}]])
def test_what_stands_beside_the_reviews_costs_none_of_them(included: object, play: Callable) -> None:
    played = play("app_store_connect", 2)

    def odd(reply: Reply) -> Reply:
        return json_reply({**json.loads(reply.body), "included": included})

    played.server.misbehave(odd, on=played.wire.listing)
    assert (played.collect().error, len(held(played))) == ("", 2)


def test_a_review_without_a_title_has_none(play: Callable) -> None:
    played = play("app_store_connect", 2)
    played.wire.titles = {1: None}
    played.collect()
    assert (held(played)[ref(1)].title, played.stored()[ref(1)]) == (None, voice(1).words)


def half_a_year(played: Any) -> None:  # noqa: ANN401
    """Let somebody write every tenth day until now, number 0 being the last."""
    played.wire.voices.clear()
    for number in range(18):
        played.wire.add(Voice(number, f"열흘에 한 번 쓰는 후기 {number}", NOW - number * 10 * DAY))
    played.write_sources(since="2026-03-01")


def test_a_run_walks_back_to_a_week_before_what_it_knew(play: Callable) -> None:
    played = play("app_store_connect", 0)
    half_a_year(played)
    played.collect()
    assert len(asked(played)) == 6
    played.server.requests.clear()
    played.wire.now += DAY
    played.collect()
    # 0, 1 and 2 are on the first page, and 3, 4, 5 are past the week before 0.
    assert len(asked(played)) == 2


def test_rewritten_reviews_are_looked_for_once_a_week_and_as_far_as_set(play: Callable) -> None:
    played = play("app_store_connect", 0)
    half_a_year(played)
    played.collect()
    before = held(played)[ref(8)]
    played.wire.edit(8, "다시 써 보니 훨씬 좋아졌어요")
    played.wire.edit(12, "석 달보다 오래된 후기를 고쳤어요")
    for n_days, n_revised in ((1, 0), (6, 0), (7, 1), (8, 0), (13, 0), (14, 0)):
        played.wire.now = NOW + n_days * DAY
        assert (n_days, played.collect().saved.n_revised) == (n_days, n_revised)
    found = held(played)[ref(8)]
    assert (found.text, found.created_at) == ("로그인 이야기\n\n다시 써 보니 훨씬 좋아졌어요", before.created_at)
    assert found.updated_at == NOW + 7 * DAY
    assert earlier_texts(played, ref(8)) == [before.text]
    assert played.bodies()[ref(12)] == "열흘에 한 번 쓰는 후기 12"
    played.write_sources(since="2026-03-01", reread_days=150)
    played.wire.now = NOW + 21 * DAY
    assert played.collect().saved.n_revised == 1


def test_a_review_that_comes_back_with_another_date_is_the_same_review(play: Callable) -> None:
    played = play("app_store_connect", 3)
    played.collect()
    played.wire.now += DAY
    played.wire.edit(1, "별점을 올립니다. 이제 잘 돼요")
    played.wire.created[1] = NOW + timedelta(hours=20)
    collected = played.collect()
    assert (collected.saved.n_new, collected.saved.n_revised, len(held(played))) == (0, 1, 3)
    assert held(played)[ref(1)].created_at == NOW + timedelta(hours=20)
    assert earlier_texts(played, ref(1)) == [f"로그인 이야기\n\n{voice(1).words}"]


def test_a_review_that_is_not_listed_any_more_stays(play: Callable) -> None:
    played = play("app_store_connect", 3)
    played.collect()
    del played.wire.voices[1]
    collected = played.collect()
    assert (collected.saved.n_removed, len(played.stored())) == (0, 3)


def test_what_was_written_before_the_first_day_is_left_until_it_is_asked_for(play: Callable) -> None:
    played = play("app_store_connect", 0)
    half_a_year(played)
    played.write_sources(since="2026-08-01")
    played.collect()
    # Those of 14 September, 4 September, 25, 15 and 5 August.
    assert set(held(played)) == {ref(number) for number in range(5)}
    # Nor does the weekly look back as far as 16 June bring it.
    played.wire.now += 7 * DAY
    played.collect()
    assert set(held(played)) == {ref(number) for number in range(5)}
    played.collect(Window(start=NOW - 61 * DAY))
    assert set(held(played)) == {ref(number) for number in range(7)}


def test_a_run_from_a_later_day_moves_no_cursor_past_what_lies_between(play: Callable) -> None:
    played = play("app_store_connect", 3)
    played.collect()
    before = played.cursor()
    played.wire.now += 30 * DAY
    played.wire.add(Voice(60, "열흘 뒤 후기", NOW + 10 * DAY))
    played.wire.add(Voice(61, "스무 날 뒤 후기", NOW + 20 * DAY))
    collected = played.collect(Window(start=NOW + 15 * DAY))
    assert (collected.error, collected.saved.n_new, played.cursor()) == ("", 1, before)
    assert played.collect().saved.n_new == 1
    assert len(held(played)) == 5


def test_a_first_run_may_begin_at_a_day_of_its_own(play: Callable) -> None:
    played = play("app_store_connect", 3)
    assert played.collect(Window(start=FIRST + timedelta(hours=2))).saved.n_new == 1
    assert json.loads(played.cursor().value)["since"] == "2026-09-10T02:00:00+00:00"


def test_all_storefronts_are_told_apart(play: Callable) -> None:
    played = play("app_store_connect", 2)
    played.wire.territories = {1: "JPN"}
    played.collect()
    assert set(held(played)) == {ref(0)}
    played.write_sources(territory=None)
    played.server.requests.clear()
    played.wire.now += 8 * DAY
    played.collect()
    assert {key: one.segment for key, one in held(played).items()} == {ref(0): {"국가": "KOR"}, ref(1): {"국가": "JPN"}}
    assert not [request for request in asked(played) if "filter[territory]" in request.query]


def test_versions_are_learned_from_their_own_lists(play: Callable) -> None:
    played = play("app_store_connect", 5)
    played.wire.versions = {"5.11.0": {0, 1}, "5.12.0": {2, 3}}
    played.write_sources(versions=True)
    played.collect()
    assert [held(played)[ref(number)].app_version for number in range(5)] == [
        "5.11.0",
        "5.11.0",
        "5.12.0",
        "5.12.0",
        None,
    ]
    listed = asked(played, "/appStoreVersions/")
    assert {request.query["fields[customerReviews]"] for request in listed} == {"createdDate"}
    assert played.collect().saved.n_revised == 0


def test_a_version_that_cannot_be_had_costs_no_review(play: Callable) -> None:
    played = play("app_store_connect", 5)
    played.wire.versions = {"5.11.0": {0, 1}, "5.12.0": {2, 3}}
    played.write_sources(versions=True)
    played.server.misbehave(lambda _: json_reply({"errors": []}, 404), on="/appStoreVersions/v-5.11.0/")
    collected = played.collect()
    (problem,) = collected.problems
    assert (collected.error, collected.saved.n_new, problem.part) == ("", 5, "version 5.11.0")


def test_a_version_that_cannot_be_had_for_once_is_not_forgotten(play: Callable) -> None:
    played = play("app_store_connect", 5)
    played.wire.versions = {"5.11.0": {0, 1}, "5.12.0": {2, 3}}
    played.write_sources(versions=True)
    played.collect()
    before = played.facts()
    for on in ("/appStoreVersions/v-5.11.0/", f"/apps/{APP}/appStoreVersions"):
        # As far back as a reading of all of the last weeks goes, too.
        for n_days in (0, 7):
            played.wire.now += n_days * DAY
            played.server.misbehave(lambda _: json_reply({"errors": []}, 404), on=on)
            collected = played.collect()
            assert (collected.error, len(collected.problems), collected.saved.n_revised) == ("", 1, 0)
    assert (played.collect().problems, played.facts()) == ([], before)


@pytest.mark.parametrize(
    ("on", "data", "n_known"),
    [
        ("/appStoreVersions/v-5.11.0/", [{"id": ref(0), "attributes": {"createdDate": "어제"}}, 7, {"id": ref(1)}], 1),
        (f"/apps/{APP}/appStoreVersions", [{"id": "v-5.11.0", "attributes": {"versionString": 5.11}}], 0),
        (f"/apps/{APP}/appStoreVersions", ["5.11.0"], 0),
        (f"/apps/{APP}/appStoreVersions", 7, 0),
    ],
)
def test_odd_lists_of_versions_cost_no_review(on: str, data: object, n_known: int, play: Callable) -> None:
    played = play("app_store_connect", 3)
    played.wire.versions = {"5.11.0": {0, 1}}
    played.write_sources(versions=True)
    played.server.misbehave(lambda _: json_reply({"data": data, "links": {}}), on=on)
    collected = played.collect()
    assert (collected.error, collected.saved.n_new) == ("", 3)
    assert sum(one.app_version == "5.11.0" for one in held(played).values()) == n_known
    assert len(collected.problems) == (0 if n_known else 1)


@pytest.mark.parametrize("changes", [{"app": "KOR/999999999"}, {"app": "JPN/1234567890"}])
def test_another_app_under_the_same_name_is_collected_from_its_beginning(
    changes: dict[str, str], play: Callable
) -> None:
    played = play("app_store_connect", 3)
    content = {
        "family": "app_store_connect",
        **changes,
        "newest": (NOW + 30 * DAY).isoformat(),
        "reread_at": NOW.isoformat(),
    }
    with played.place() as place, place.store.begin() as connection:
        save_cursor(connection, Cursor("played", json.dumps(content)))
    assert played.collect().saved.n_new == 3
    assert json.loads(played.cursor().value)["app"] == f"KOR/{APP}"


def test_a_cursor_of_another_family_is_refused(play: Callable) -> None:
    played = play("app_store_connect", 2)
    with played.place() as place, place.store.begin() as connection:
        save_cursor(connection, Cursor("played", '{"family": "itunes_rss", "app": "kr/1234567890"}'))
    assert "is none of its family's" in played.collect().error


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"app_id": "999999999"}, "No such app in this account: check `app_id`"),
        ({"key_id": "TESTKEY999"}, "The key was refused: check issuer_id and key_id"),
        ({"issuer_id": "somebody-else"}, "The key was refused: check issuer_id and key_id"),
    ],
)
def test_a_wrong_entry_says_what_to_correct(changes: dict[str, str], said: str, play: Callable) -> None:
    played = play("app_store_connect", 2)
    played.write_sources(**changes)
    assert said in played.collect().error
    assert len(played.server.requests) <= 2


@pytest.mark.parametrize(
    ("status", "said"),
    [(403, "the role 'Customer Support' or above"), (400, "check `app_id` and `territory`")],
)
def test_a_refusal_says_what_to_do(status: int, said: str, play: Callable) -> None:
    played = play("app_store_connect", 2)
    body = {"errors": [{"status": str(status), "code": "FORBIDDEN_ERROR", "detail": "달빛고양이0"}]}
    played.server.misbehave(lambda _: json_reply(body, status), on=played.wire.listing)
    error = played.collect().error
    assert said in error
    assert "달빛고양이" not in error


def test_what_is_no_key_is_explained(play: Callable, monkeypatch: pytest.MonkeyPatch) -> None:
    played = play("app_store_connect", 2)
    monkeypatch.setenv("VOC_APP_STORE_CONNECT_KEY", "-----BEGIN CERTIFICATE-----")
    error = played.collect().error
    assert "VOC_APP_STORE_CONNECT_KEY" in error
    assert "CERTIFICATE" not in error
    assert played.server.requests == []


def test_a_refusal_for_too_many_requests_is_waited_for(play: Callable) -> None:
    played = play("app_store_connect", 2)
    body = {"errors": [{"status": "429", "code": "RATE_LIMIT_EXCEEDED"}]}
    headers = {"X-Rate-Limit": "user-hour-lim:3500;user-hour-rem:1200;"}
    played.server.misbehave(lambda _: json_reply(body, 429, headers), on=played.wire.listing, times=2)
    assert (played.collect().error, len(held(played))) == ("", 2)


def test_another_form_of_answer_is_told(play: Callable) -> None:
    played = play("app_store_connect", 2)
    played.server.misbehave(lambda _: text_reply('{"data": 7}', kind="application/json"), on=played.wire.listing)
    assert "the list of reviews has another form than expected: 'data' is no list" in played.collect().error


def test_a_review_that_says_nothing_is_set_aside(play: Callable) -> None:
    played = play("app_store_connect", 0)
    content = {"data": [{"id": "a", "attributes": None}, {"id": "b", "attributes": {"rating": 9}}, "c"], "links": {}}
    played.server.misbehave(lambda _: json_reply(content), on=played.wire.listing)
    collected = played.collect()
    assert (collected.error, collected.saved.n_new, collected.saved.n_rejects) == ("", 0, 3)


def test_a_run_for_an_earlier_window_does_not_move_the_cursor_back(play: Callable) -> None:
    played = play("app_store_connect", 8)
    played.collect()
    before = played.cursor()
    played.collect(Window(end=FIRST + timedelta(hours=2)))
    assert played.cursor() == before
