"""Any site by selectors: lists with links, lists with the posts on them."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from wire import Voice, voice
from wire.faults import server_error
from wire.server import Reply, Request

from voc.config import load_settings
from voc.config.families import SiteSettings
from voc.errors import ConfigError
from voc.records import Window
from voc.sources.web.site_records import plain_address
from voc.store.schema import documents

N = 8


def opened(played: Any) -> list[str]:  # noqa: ANN401 - made by the fixture `play`
    return [one.query["no"] for one in played.server.requests if one.path == "/talk/view.php"]


def rows(played: Any) -> dict:  # noqa: ANN401 - made by the fixture `play`
    with played.place() as place, place.store.read() as connection:
        return {row.external_id: row for row in connection.execute(select(documents))}


def on_the_list(played: Any, **changes: object) -> None:  # noqa: ANN401 - made by the fixture `play`
    html = {"item": ".post", "body": ".text", "author": ".who", "date": ".when"}
    lists = [f"{played.server.url}/reviews"]
    played.write_sources(**{"lists": lists, "link": None, "kind": "review", "html": html, **changes})


def test_old_pages_are_read_in_their_own_encoding(play: Callable) -> None:
    played = play("site", 1)
    played.wire.edit(0, "똠양꿍 밀키트가 펲시 맛이에요")
    played.collect()
    (one,) = rows(played).values()
    assert one.text == "글 0\n\n똠양꿍 밀키트가 펲시 맛이에요"
    assert (one.created_at, one.created_precision) == (voice(0).at, "minute")
    assert one.url.endswith("/talk/view.php?no=0")


def test_posts_are_opened_once_and_again_when_their_link_says_something_else(play: Callable) -> None:
    played = play("site", N)
    played.collect()
    assert opened(played) == [str(number) for number in range(N)]
    played.wire.comments[6] = ["저도요"]
    played.server.requests.clear()
    played.collect()
    assert opened(played) == ["6"]
    (comment,) = [row for row in rows(played).values() if row.kind == "comment"]
    assert (comment.text, bool(comment.parent_id)) == ("저도요", True)


def test_a_post_under_two_addresses_is_one(play: Callable) -> None:
    """The page of the list that a reader came from stands in every link."""
    played = play("site", N)
    played.collect()
    for number in range(N, N + 2):
        played.wire.add(voice(number))
    played.server.requests.clear()
    assert played.collect().saved.n_new == 2
    assert opened(played) == ["8", "9"]


def test_locking_a_post_takes_it_back(play: Callable) -> None:
    played = play("site", N)
    played.collect()
    hidden = played.wire.voices.pop(6)
    played.wire.locked.add(6)
    played.wire.now += timedelta(days=1)
    assert played.collect().saved.n_removed == 1
    assert played.wire.external_id(hidden) not in played.stored()


def test_links_to_other_hosts_are_left_alone(play: Callable) -> None:
    played = play("site", N)
    collected = played.collect()
    assert (collected.error, collected.problems) == ("", [])
    assert not [key for key in played.stored() if "ads.example" in key]


def test_the_first_run_takes_what_lies_on_its_pages_and_later_ones_tell_of_gaps(play: Callable) -> None:
    played = play("site", N)
    played.write_sources(max_pages=1)
    collected = played.collect()
    assert (collected.problems, len(played.stored())) == ([], 3)
    for number in range(N, N + 5):
        played.wire.add(voice(number))
    collected = played.collect()
    assert "Raise max_pages" in collected.problems[0].reason
    played.write_sources(max_pages=9)
    assert played.collect().problems == []
    assert played.bodies() == played.wire.wanted()


def test_lists_that_hold_the_posts_are_read_without_opening_anything(play: Callable) -> None:
    played = play("site", N)
    on_the_list(played)
    collected = played.collect()
    assert (collected.error, collected.problems, collected.saved.n_new) == ("", [], N)
    assert sorted(played.stored().values()) == sorted(one.words for one in played.wire.voices.values())
    assert opened(played) == []
    kinds = {(row.kind, row.created_precision) for row in rows(played).values()}
    assert kinds == {("review", "day")}


def test_times_that_count_back_make_no_second_record_the_next_day(play: Callable) -> None:
    played = play("site", N)
    on_the_list(played)
    played.collect()
    before = played.facts()
    played.wire.now += timedelta(days=1)
    again = played.collect()
    assert (again.saved.n_new, again.saved.n_revised) == (0, 0)
    assert played.facts() == before
    played.wire.add(voice(N))
    played.server.requests.clear()
    on_the_list(played, reread_pages=1)
    assert played.collect().saved.n_new == 1
    # The first page shows the new one, the second only known ones.
    assert [one.query.get("page", "1") for one in played.server.requests[1:]] == ["1", "2"]


def test_posts_on_a_list_behind_the_window_wait(play: Callable) -> None:
    played = play("site", N)
    on_the_list(played)
    played.collect(Window(end=played.wire.now - timedelta(days=30)))
    assert played.stored() == {}
    played.collect()
    assert len(played.stored()) == N


def test_an_unchanged_list_is_not_sent_again(play: Callable) -> None:
    played = play("site", N)
    answer = played.wire.answer

    def marking(request: Request) -> Reply:
        reply = answer(request)
        if "list.php" not in request.path:
            return reply
        mark = f'"{len(played.wire.voices)}-{request.query.get("page")}"'
        same = request.headers.get("if-none-match") == mark
        return Reply(304, b"", {"ETag": mark}) if same else Reply(200, reply.body, {**reply.headers, "ETag": mark})

    played.server.answer = marking
    played.collect()
    for _ in range(2):
        played.server.requests.clear()
        collected = played.collect()
        assert (collected.error, collected.n_rows) == ("", 0)
        assert [one.path for one in played.server.requests] == ["/robots.txt", "/talk/list.php"]
    played.wire.add(voice(N))
    assert played.collect().saved.n_new == 1


@pytest.mark.parametrize(
    ("changes", "advice"),
    [
        ({"link": "td.subject a"}, "nothing on it matches the selector 'td.subject a'. Either the layout changed"),
        ({"html": {"item": ".article"}}, "nothing on the page of a post matches the item selector '.article'"),
        ({"link": "td["}, "a selector in sources.yaml is no CSS"),
        ({"html": {"item": ".post", "remove": ["p:wrong("]}}, "a selector in sources.yaml is no CSS"),
    ],
)
def test_selectors_that_do_not_fit_are_named(changes: dict, advice: str, play: Callable) -> None:
    played = play("site", N)
    played.write_sources(**changes)
    assert advice in played.collect().error
    assert played.stored() == {}


def test_a_sign_in_in_place_of_a_list_is_named(play: Callable) -> None:
    played = play("site", N)
    page = '<form>로그인이 필요합니다. <input name="user_id"><input type="password"></form>'.encode()
    played.server.answer = lambda request: Reply(404 if "robots" in request.path else 200, page, {})
    assert "Only members may read it. Nothing behind a sign-in is collected" in played.collect().error


def test_an_alert_in_place_of_a_list_is_read(play: Callable) -> None:
    played = play("site", N)
    on_the_list(played)
    page = "<script>alert('존재하지 않는 게시판입니다.');history.back();</script>".encode()
    played.server.answer = lambda request: Reply(404 if "robots" in request.path else 200, page, {})
    assert "No such board: it was renamed, moved or closed" in played.collect().error


def test_robots_txt_decides(play: Callable) -> None:
    played = play("site", N)
    played.wire.robots = "User-agent: *\nDisallow: /talk/view.php"
    collected = played.collect()
    assert collected.error == ""
    assert "does not let 'malgwi' read /talk/view.php" in collected.problems[0].reason
    assert (opened(played), played.stored()) == ([], {})


def test_a_list_needs_an_address(play: Callable) -> None:
    played = play("site")
    played.write_sources(lists=[])
    with pytest.raises(ConfigError, match="lists"):
        load_settings(played.home / "config")


@pytest.mark.parametrize(
    ("url", "plain"),
    [
        ("https://x.example/v?no=7&page=3&sfl=a#c", "https://x.example/v?no=7"),
        ("http://x.example/v?page=3", "https://x.example/v"),
        ("https://x.example/v?b=%EA%B0%80&a=1", "https://x.example/v?b=%EA%B0%80&a=1"),
        ("javascript:go(3)", ""),
        ("https://[bad", ""),
        ("", ""),
    ],
)
def test_addresses_are_spelled_in_one_way(url: str, plain: str) -> None:
    settings = SiteSettings(
        name="x", family="site", channel="community", lists=("https://x.example/list",), html={"item": "p"}
    )
    assert plain_address(url, settings) == plain


def test_what_tells_no_day_is_taken_in_a_night_too(play: Callable) -> None:
    """It was seen now, and the window of a night ends at midnight."""
    played = play("site", N)
    on_the_list(played, html={"item": ".post", "body": ".text"})
    night = Window(end=played.wire.now - timedelta(hours=3))
    assert played.collect(night).saved.n_new == N
    assert {one.created_precision for one in rows(played).values()} == {"seen"}
    assert played.collect(night).n_rows == 0


def test_a_post_from_the_future_is_taken_as_seen(play: Callable) -> None:
    played = play("site", N)
    played.wire.add(Voice(2, voice(2).words, datetime(2031, 5, 1, 3, 0, tzinfo=UTC)))
    assert played.collect(Window(end=played.wire.now)).saved.n_new == N
    assert sum(one.created_precision == "seen" for one in rows(played).values()) == 1
    played.server.requests.clear()
    assert played.collect(Window(end=played.wire.now)).n_rows == 0
    assert opened(played) == []


@pytest.mark.parametrize("is_on_the_list", [False, True])
def test_a_look_at_some_days_moves_no_cursor(is_on_the_list: bool, play: Callable) -> None:  # noqa: FBT001
    played = play("site", N)
    played.wire.now = voice(N).at
    if is_on_the_list:
        on_the_list(played)
    played.collect(Window(end=voice(3).at))
    before = played.cursor()
    assert played.collect(Window(start=voice(6).at)).saved.n_new == N - 6
    assert played.cursor() == before
    played.collect()
    assert len(played.stored()) == N


def test_a_listed_post_whose_page_is_missing_once_is_read_later(play: Callable) -> None:
    played = play("site", N)
    played.collect()
    played.wire.edit(6, "고쳐 쓴 글이에요")
    played.server.misbehave(server_error(404), on="no=6")
    assert played.collect().saved.n_removed == 0
    assert played.collect().saved.n_revised == 1
    played.wire.edit(6, "또 고쳐 쓴 글이에요")
    played.server.misbehave(server_error(404), on="no=6")
    played.collect()
    played.wire.remove(6)
    assert played.collect().saved.n_removed == 1
