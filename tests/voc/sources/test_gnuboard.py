"""gnuboard: what its own traps do to a collection."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

import pytest
from sqlalchemy import select
from wire import Voice, voice
from wire.faults import server_error
from wire.gnuboard import Reader
from wire.server import Reply, Request, text_reply

from voc.records import Window
from voc.sources.gnuboard import Gnuboard
from voc.sources.web.pages import parse_page
from voc.store.schema import documents

N = 8
VIEW = "wr_id="


def asked(played: Any, part: str) -> int:  # noqa: ANN401 - made by the fixture `play`
    return sum(part in f"{one.path}?{urlencode(one.query)}" for one in played.server.requests)


def rows(played: Any) -> dict:  # noqa: ANN401 - made by the fixture `play`
    with played.place() as place, place.store.read() as connection:
        return {row.external_id: row for row in connection.execute(select(documents))}


def test_only_what_the_feed_no_longer_holds_is_opened(play: Callable) -> None:
    """Opening a post counts as one of its readers."""
    played = play("gnuboard", N)
    played.collect()
    assert asked(played, "rss.php") == 1
    assert sorted(one.query["wr_id"] for one in played.server.requests if "wr_id" in one.query) == ["1000", "1001"]


@pytest.mark.parametrize("feed", ["off", "members"])
def test_without_a_feed_posts_are_opened(feed: str, play: Callable) -> None:
    played = play("gnuboard", N)
    played.wire.state.feed = feed
    collected = played.collect()
    assert (collected.error, collected.problems) == ("", [])
    assert played.bodies() == played.wire.wanted()
    assert asked(played, VIEW) == N
    assert played.collect().n_rows == 0
    assert asked(played, VIEW) == N


def test_a_record_tells_who_when_and_where(play: Callable) -> None:
    played = play("gnuboard", N)
    played.wire.state.titles[7] = "쿠폰이 안 먹어요 & 환불 <급해요>"
    played.collect()
    from_feed, from_page = (rows(played)[f"gnuboard:127.0.0.1:free:{1000 + number}"] for number in (7, 0))
    assert from_feed.text.startswith("쿠폰이 안 먹어요 & 환불 <급해요>\n\n상담원")
    assert (from_feed.created_precision, from_page.created_precision) == ("second", "minute")
    assert (bool(from_feed.tz_assumed), bool(from_page.tz_assumed)) == (False, True)
    assert from_page.created_at == voice(0).at
    assert from_page.url.endswith("/bbs/board.php?bo_table=free&wr_id=1000")
    assert (from_page.kind, from_page.channel, from_page.completeness) == ("post", "community", "full")
    assert from_page.author_hash
    assert from_page.author_hash != from_feed.author_hash


def test_a_title_that_the_skin_cuts_is_whole(play: Callable) -> None:
    played = play("gnuboard", 1)
    played.wire.state.feed = "off"
    played.wire.state.titles[0] = "보름달마켓 앱에서 결제하고 나서 주문 내역이 통째로 사라진 분 계신가요 저만 그런지"
    played.collect()
    (text,) = played.stored().values()
    assert text.partition("\n\n")[0] == played.wire.state.titles[0]


def with_comments(played: Any) -> None:  # noqa: ANN401 - made by the fixture `play`
    at = voice(3).at + timedelta(minutes=30)
    played.wire.state.comments[3] = [
        Reader(5001, "저도 어제부터 그래요 ㅠㅠ", at),
        Reader(5002, "남에게 보이지 않는 말", at, state="hidden"),
        Reader(5003, "확인 중입니다", at, name="운영자"),
        Reader(5004, "지워진 말", at, state="removed"),
    ]
    played.write_sources(comments=True)


def test_comments_are_read_once_where_wanted(play: Callable) -> None:
    played = play("gnuboard", N)
    with_comments(played)
    collected = played.collect()
    assert (collected.error, collected.problems, collected.saved.n_rejects) == ("", [], 0)
    stored = rows(played)
    comment = stored.pop("gnuboard:127.0.0.1:free:1003:5001")
    assert set(stored) == set(played.wire.wanted())
    assert (comment.kind, comment.text) == ("comment", "저도 어제부터 그래요 ㅠㅠ")
    assert comment.parent_id == "gnuboard:127.0.0.1:free:1003"
    assert comment.created_at == voice(3).at + timedelta(minutes=30)
    assert asked(played, VIEW) == N
    played.collect()
    assert asked(played, VIEW) == N


def test_a_new_comment_opens_its_post_again(play: Callable) -> None:
    played = play("gnuboard", N)
    with_comments(played)
    played.collect()
    played.server.requests.clear()
    played.wire.state.comments[3].append(Reader(5005, "오늘은 됩니다", voice(3).at + timedelta(hours=2)))
    collected = played.collect()
    assert (collected.saved.n_new, collected.saved.n_revised) == (1, 0)
    assert [one.query["wr_id"] for one in played.server.requests if "wr_id" in one.query] == ["1003"]


def test_a_comment_that_is_taken_back_loses_its_words(play: Callable) -> None:
    played = play("gnuboard", N)
    with_comments(played)
    played.collect()
    played.wire.state.comments[3][0].state = "removed"
    played.wire.state.comments[3].append(Reader(5005, "저는 돼요", voice(3).at + timedelta(hours=2)))
    assert played.collect().saved.n_removed == 1
    assert "gnuboard:127.0.0.1:free:1003:5001" not in played.stored()


def test_a_comment_behind_the_window_waits(play: Callable) -> None:
    played = play("gnuboard", 1)
    played.wire.state.comments[0] = [Reader(5001, "이튿날 쓴 댓글", voice(0).at + timedelta(days=1))]
    played.write_sources(comments=True)
    played.collect(Window(end=voice(0).at + timedelta(hours=1)))
    assert list(played.stored()) == ["gnuboard:127.0.0.1:free:1000"]
    played.collect()
    assert played.stored()["gnuboard:127.0.0.1:free:1000:5001"] == "이튿날 쓴 댓글"


def test_a_post_with_comments_that_is_deleted_takes_them_along(play: Callable) -> None:
    played = play("gnuboard", N)
    with_comments(played)
    played.collect()
    played.wire.now += timedelta(days=1)
    played.wire.remove(3)
    assert played.collect().saved.n_removed == 2
    assert played.stored().keys() == played.wire.wanted().keys()


def test_secret_posts_are_not_opened_and_locking_one_takes_it_back(play: Callable) -> None:
    played = play("gnuboard", N)
    played.wire.state.secret.add(2)
    played.collect()
    assert len(played.stored()) == N - 1
    assert asked(played, "wr_id=1002") == 0
    played.wire.state.secret.add(5)
    played.wire.now += timedelta(days=1)
    assert played.collect().saved.n_removed == 1
    assert "gnuboard:127.0.0.1:free:1005" not in played.stored()


def test_a_post_that_only_left_the_list_keeps_its_words(play: Callable) -> None:
    """Moved to another category, or a skin that sorts otherwise: only the site's own word counts."""
    played = play("gnuboard", N)
    played.collect()
    hidden = played.wire.voices.pop(4)
    view = played.wire._view
    played.wire._view = lambda number: (
        text_reply(played.wire._post(4, hidden.words, "26-09-10 13:00")) if number == 4 else view(number)
    )
    assert played.collect().saved.n_removed == 0
    assert "gnuboard:127.0.0.1:free:1004" in played.stored()
    played.server.requests.clear()
    played.collect()
    assert asked(played, "wr_id=1004") == 0


@pytest.mark.parametrize(
    ("change", "advice"),
    [
        ({"boards": ["freee"]}, "No such board: it was renamed, moved or closed"),
        ({"address": "/elsewhere"}, "answered 404. There is no such page: the board or blog was moved"),
    ],
)
def test_a_board_that_moved_says_what_to_do(change: dict, advice: str, play: Callable) -> None:
    played = play("gnuboard", N)
    if "address" in change:
        change = {"address": played.server.url + change["address"]}
    played.write_sources(**change)
    collected = played.collect()
    assert advice in collected.error
    assert "sources.yaml" in collected.error


def test_one_board_that_moved_does_not_stop_the_others(play: Callable) -> None:
    played = play("gnuboard", N)
    played.write_sources(boards=["gone", "free"])
    collected = played.collect()
    assert collected.error == ""
    assert [one.part for one in collected.problems] == ["board 'gone'"]
    assert played.bodies() == played.wire.wanted()


def test_a_board_for_members_only_is_left_soon(play: Callable) -> None:
    played = play("gnuboard", N)
    played.wire.state.lists = "members"
    played.wire.state.feed = "members"
    collected = played.collect()
    assert "Only members may read it. Nothing behind a sign-in is collected" in collected.error
    assert len(played.server.requests) == 3


def test_a_list_whose_posts_are_for_members_only_is_left_after_three(play: Callable) -> None:
    played = play("gnuboard", N)
    played.wire.state.views = "members"
    played.wire.state.feed = "members"
    collected = played.collect()
    assert ["Only members may read it" in one.reason for one in collected.problems] == [True]
    assert asked(played, VIEW) == 3
    assert played.stored() == {}
    played.wire.state.views = "offered"
    assert played.collect().problems == []
    assert played.bodies() == played.wire.wanted()


def test_what_the_feed_offers_is_read_where_posts_are_for_members_only(play: Callable) -> None:
    played = play("gnuboard", 2 * N)
    played.wire.state.views = "members"
    assert "Only members may read it" in played.collect().problems[0].reason
    assert len(played.stored()) == 6
    assert asked(played, VIEW) == 3


def test_a_site_that_shuts_us_out_takes_nothing_back(play: Callable) -> None:
    """Only what the site calls deleted, or has locked, is a removal."""
    played = play("gnuboard", N)
    played.collect()
    played.wire.remove(4)
    played.server.misbehave(lambda _: text_reply("<h1>Forbidden</h1>", 403), on=VIEW, times=1000)
    assert played.collect().saved.n_removed == 0
    played.server.behave()
    played.wire.state.views = "members"
    assert played.collect().saved.n_removed == 0
    played.wire.state.views = "offered"
    assert played.collect().saved.n_removed == 1


def test_a_deleted_post_that_leads_back_to_the_list_stops_nothing(play: Callable) -> None:
    played = play("gnuboard", N)
    played.collect()
    played.wire.remove(4)
    answer = played.wire.answer

    def leading_back(request: Request) -> Reply:
        is_gone = request.query.get("wr_id") == "1004"
        return text_reply(f"<ul>{'<li>다른 글의 제목</li>' * 99}</ul>") if is_gone else answer(request)

    played.server.answer = leading_back
    collected = played.collect()
    assert (collected.error, collected.problems, collected.saved.n_removed) == ("", [], 0)


def test_another_layout_is_named(play: Callable) -> None:
    played = play("gnuboard", N)
    played.wire.state.lists = "other"
    collected = played.collect()
    assert "its list is not laid out as gnuboard does it by itself" in collected.error
    assert "family 'site'" in collected.error


def test_a_list_of_addresses_without_numbers_is_named(play: Callable) -> None:
    played = play("gnuboard", N)
    answer = played.wire.answer
    rows = "".join(f'<li><a href="/free/결제가-안-돼요-{number}/">결제가 안 돼요</a></li>' for number in range(9))

    def titled(request: Request) -> Reply:
        return text_reply(f"<ul id='bo_gall'>{rows}</ul>") if "page" in request.query else answer(request)

    played.server.answer = titled
    assert "its addresses tell no numbers" in played.collect().error


def test_an_empty_board_is_no_error(play: Callable) -> None:
    played = play("gnuboard", 0)
    page = '<div id="bo_list"><table><tr><td class="empty_table">게시물이 없습니다.</td></tr></table></div>'
    answer = played.wire.answer
    played.server.answer = lambda request: text_reply(page) if "page" in request.query else answer(request)
    collected = played.collect()
    assert (collected.error, collected.problems, collected.n_rows) == ("", [], 0)


def test_what_robots_txt_bars_is_not_asked_for(play: Callable) -> None:
    played = play("gnuboard", N)
    played.wire.state.robots = "User-agent: *\nDisallow: /"
    collected = played.collect()
    assert "does not let 'malgwi' read /bbs/board.php" in collected.error
    assert {one.path for one in played.server.requests} == {"/robots.txt"}


def test_where_only_the_feed_may_be_read_it_is(play: Callable) -> None:
    played = play("gnuboard", N)
    played.wire.state.robots = "User-agent: *\nDisallow: /bbs/board.php\nAllow: /bbs/rss.php"
    collected = played.collect()
    assert collected.error == ""
    newest = [played.wire.voices[number] for number in range(2, N)]
    assert played.bodies() == {played.wire.external_id(one): one.words for one in newest}
    assert {one.path for one in played.server.requests} == {"/robots.txt", "/bbs/rss.php"}
    assert played.collect().n_rows == 0


def test_where_posts_may_not_be_opened_the_feed_has_to_do(play: Callable) -> None:
    played = play("gnuboard", N)
    played.wire.state.robots = "User-agent: *\nDisallow: /*wr_id="
    collected = played.collect()
    assert len(played.stored()) == 6
    assert ["does not let 'malgwi' read" in one.reason for one in collected.problems] == [True]


@pytest.mark.parametrize("meta", ["noindex", "nosnippet,nofollow"])
def test_pages_that_may_not_be_kept_are_not(meta: str, play: Callable) -> None:
    played = play("gnuboard", N)
    played.wire.state.feed = "off"
    played.wire.state.meta = f'<meta name="robots" content="{meta}">'
    collected = played.collect()
    assert played.stored() == {}
    assert "noindex" in collected.problems[0].reason


def test_the_pace_is_that_of_the_slower_wish(play: Callable) -> None:
    played = play("gnuboard", N)
    played.wire.state.robots = "User-agent: *\nCrawl-delay: 10"
    played.write_sources(delay_s=2)
    played.collect()
    assert set(map(round, played.slept)) == {2, 10}
    assert sum(map(round, played.slept)) == 2 + 10 * (len(played.server.requests) - 2)


def test_an_unchanged_feed_is_not_sent_again(play: Callable) -> None:
    played = play("gnuboard", N)
    answer = played.wire.answer

    def marking(request: Request) -> Reply:
        reply = answer(request)
        if not request.path.endswith("rss.php"):
            return reply
        mark = f'"{len(played.wire.voices)}"'
        same = request.headers.get("if-none-match") == mark
        return Reply(304, b"", {"ETag": mark}) if same else Reply(200, reply.body, {**reply.headers, "ETag": mark})

    played.server.answer = marking
    played.collect()
    played.server.requests.clear()
    collected = played.collect()
    assert (collected.error, collected.n_rows) == ("", 0)
    assert [one.path for one in played.server.requests] == ["/robots.txt", "/bbs/rss.php"]
    played.wire.add(voice(N))
    assert played.collect().saved.n_new == 1


def test_what_comes_in_while_posts_are_read_is_seen(play: Callable) -> None:
    played = play("gnuboard", N)
    answer = played.wire.answer

    def adding(request: Request) -> Reply:
        if "wr_id" in request.query and N not in played.wire.voices:
            played.wire.add(voice(N))
        return answer(request)

    played.server.answer = adding
    assert played.collect().error == ""
    assert played.bodies() == played.wire.wanted()
    assert len(played.stored()) == N + 1


def test_a_busy_board_is_read_further_when_more_pages_are_allowed(play: Callable) -> None:
    played = play("gnuboard", 20)
    played.write_sources(max_pages=2, reread_days=0)
    collected = played.collect()
    assert "Raise max_pages" in collected.problems[0].reason
    assert len(played.stored()) == 12
    played.write_sources(max_pages=5, reread_days=0)
    assert (played.collect().problems, played.bodies()) == ([], played.wire.wanted())


def test_posts_from_before_the_first_day_are_not_opened(play: Callable) -> None:
    """The first voice is of 10 September 09:00, so number 39 is the first of the 12th."""
    played = play("gnuboard", 60)
    played.wire.state.feed = "off"
    played.write_sources(since="2026-09-12")
    assert played.collect().problems == []
    late = [one for one in played.wire.voices.values() if one.number >= 39]
    assert played.bodies() == {played.wire.external_id(one): one.words for one in late}
    assert asked(played, VIEW) == 60 - 39
    # Page 5 is the first that holds only older ones.
    assert asked(played, "page=5") == 1
    assert asked(played, "page=6") == 0


def test_posts_that_break_the_site_do_not_stop_the_others(play: Callable) -> None:
    played = play("gnuboard", N)
    played.wire.state.feed = "off"
    played.write_sources(reread_days=0)
    for number in (1001, 1004):
        played.server.misbehave(server_error(500), on=f"wr_id={number}", times=1000)
    collected = played.collect()
    assert [one.part for one in collected.problems] == ["board 'free' post 1001", "board 'free' post 1004"]
    assert len(played.stored()) == N - 2
    played.server.behave()
    # On the second page of a list whose first holds only what is known.
    assert played.collect().problems == []
    assert played.bodies() == played.wire.wanted()


def test_what_the_staff_writes_is_left_out_where_only_the_post_tells_who(play: Callable) -> None:
    played = play("gnuboard", N)
    played.wire.state.feed = "off"
    played.write_sources(staff=["손님3"])
    answer = played.wire.answer

    def nameless(request: Request) -> Reply:
        reply = answer(request)
        is_list = "page" in request.query
        return Reply(reply.status, reply.body.replace(b"sv_guest", b"nobody") if is_list else reply.body, reply.headers)

    played.server.answer = nameless
    played.collect()
    assert len(played.stored()) == N - 1
    assert "gnuboard:127.0.0.1:free:1003" not in played.stored()


def test_a_host_that_dies_under_way_ends_the_run(play: Callable) -> None:
    played = play("gnuboard", N)
    played.wire.state.feed = "off"
    played.server.misbehave(server_error(502), on=VIEW, skip=2, times=1000)
    collected = played.collect()
    assert "502" in collected.error
    assert asked(played, VIEW) == 2 + 2 * 5
    played.server.behave()
    played.collect()
    assert played.bodies() == played.wire.wanted()


def test_a_move_to_another_host_is_not_followed(play: Callable) -> None:
    played = play("gnuboard", N)
    played.server.answer = lambda request: Reply(301, b"", {"Location": f"https://new.example{request.path}"})
    assert "was led to https://new.example" in played.collect().error


SKINS = """<html><body><div id="bo_gall"><ul>
<li class="gall_li"><a href="/free/31"><img alt=""></a><div class="gall_text"><a href="/free/31">색이 안 맞아요</a>
<span class="cnt_cmt">1,204</span></div><span class="sv_wrap"><a class="sv_member" href="#">솔</a>
<span class="sv"><a href="/bbs/profile.php?mb_id=pine_7">자기소개</a></span></span>
<span class="gall_date">11-02</span></li>
<li class="gall_li bo_notice"><a href="/free/3">공지</a></li>
<li class="gall_li"><a href="/qa/30">다른 게시판</a></li>
<li class="gall_li"><a href="/free/제목-만-있는-글/">번호 없음</a></li>
</ul></div><nav class="pg_wrap"><a class="pg_page" href="/free?page=3">3</a></nav></body></html>"""


def test_other_skins_and_short_addresses_are_read() -> None:
    board = Gnuboard("https://www.forum.example.kr/bbs")
    page = parse_page(SKINS.encode())
    listing = board.read_list("free", page, url="https://forum.example.kr/free", at_page=2)
    assert listing is not None
    assert [(row.number, row.state, row.n_comments) for row in listing.rows] == [(31, "open", 1204), (3, "notice", 0)]
    assert (listing.rows[0].author, listing.rows[0].written) == ("pine_7", "11-02")
    assert listing.rows[0].url == "https://forum.example.kr/free/31"
    assert listing.has_more
    assert board.post_id("free", 31) == "gnuboard:forum.example.kr:free:31"
    last = board.read_list("free", page, url="https://forum.example.kr/free", at_page=3)
    assert last is not None
    assert not last.has_more


def test_links_to_another_spelling_of_the_host_are_read_at_ours(play: Callable) -> None:
    """Sites mix `www.`, `http` and `https` in their links."""
    played = play("gnuboard", N)
    played.wire.state.feed = "off"
    answer = played.wire.answer

    def mixed(request: Request) -> Reply:
        reply = answer(request)
        return Reply(
            reply.status, reply.body.replace(b'"./board.php', b'"https://www.127.0.0.1/bbs/board.php'), reply.headers
        )

    played.server.answer = mixed
    collected = played.collect()
    assert (collected.error, collected.problems) == ("", [])
    assert played.bodies() == played.wire.wanted()


def test_posts_behind_the_window_are_not_opened(play: Callable) -> None:
    """Opening a post counts as one of its readers; of the day's own posts the list tells the hour."""
    played = play("gnuboard", N)
    played.wire.state.feed = "off"
    played.wire.now = voice(N).at
    end = voice(3).at
    assert played.collect(Window(end=end)).problems == []
    assert sorted(one.query["wr_id"] for one in played.server.requests if "wr_id" in one.query) == [
        "1000", "1001", "1002",
    ]  # fmt: skip
    played.collect(Window(end=voice(N).at))
    assert played.bodies() == played.wire.wanted()


def test_a_post_from_the_future_is_taken_though_its_list_tells_no_year(play: Callable) -> None:
    """`05-01` alone would be a day long ago."""
    played = play("gnuboard", N)
    played.wire.add(Voice(5, voice(5).words, datetime(2031, 5, 1, 3, 0, tzinfo=UTC)))
    played.collect(Window(end=played.wire.now))
    assert played.bodies() == played.wire.wanted()
    assert rows(played)["gnuboard:127.0.0.1:free:1005"].created_precision == "seen"


def test_a_look_at_some_days_moves_no_cursor(play: Callable) -> None:
    played = play("gnuboard", 3)
    played.collect(Window(end=voice(1).at))
    before = played.cursor()
    assert played.collect(Window(start=voice(2).at)).saved.n_new == 1
    assert played.cursor() == before
    played.collect()
    assert played.bodies() == played.wire.wanted()
