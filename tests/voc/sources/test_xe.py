"""XE and Rhymix: what their own traps do to a collection."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import select
from wire import NOW, Voice, voice
from wire.faults import server_error
from wire.gnuboard import Reader

from voc.records import Window
from voc.sources.web.pages import parse_page
from voc.sources.xe import Xe
from voc.store.schema import documents

N = 8
AT = voice(3).at + timedelta(minutes=30)


def opened(played: Any) -> list[str]:  # noqa: ANN401 - made by the fixture `play`
    return [one.path for one in played.server.requests if one.path.startswith("/suggest/")]


def rows(played: Any) -> dict:  # noqa: ANN401 - made by the fixture `play`
    with played.place() as place, place.store.read() as connection:
        return {row.external_id: row for row in connection.execute(select(documents))}


def test_the_feed_has_pages_so_nothing_is_opened(play: Callable) -> None:
    played = play("xe", 3 * N)
    collected = played.collect()
    assert (collected.error, collected.problems) == ("", [])
    assert played.bodies() == played.wire.wanted()
    assert opened(played) == []
    again = played.collect()
    assert again.n_rows == 0


def test_a_record_tells_who_when_and_where(play: Callable) -> None:
    played = play("xe", N)
    played.wire.state.touched[2] = timedelta(hours=3)
    played.collect()
    one = rows(played)["xe:127.0.0.1:20002"]
    assert (one.created_at, one.updated_at) == (voice(2).at, voice(2).at + timedelta(hours=3))
    assert (one.created_precision, bool(one.tz_assumed), one.tags) == ("second", False, ["장바구니"])
    assert rows(played)["xe:127.0.0.1:20003"].updated_at is None
    played.wire.state.feed = "off"
    played.wire.add(voice(N))
    played.collect()
    late, early = rows(played)["xe:127.0.0.1:20008"], rows(played)["xe:127.0.0.1:20007"]
    assert (late.created_precision, bool(late.tz_assumed), late.tags) == ("minute", True, ["장바구니"])
    assert late.author_hash != early.author_hash


def test_the_same_author_is_the_same_in_feed_and_page(play: Callable) -> None:
    """The feed has the nickname only, list and page the member's number."""
    played = play("xe", 1)
    played.collect()
    (by_feed,) = rows(played).values()
    other = played.from_another_home("other")
    played.wire.state.feed = "off"
    other.collect()
    (by_page,) = rows(other).values()
    assert by_feed.author_hash == by_page.author_hash


def test_a_summary_in_the_feed_makes_the_post_be_opened(play: Callable) -> None:
    played = play("xe", N)
    played.wire.state.feed = "short"
    played.collect()
    assert played.bodies() == played.wire.wanted()
    assert len(opened(played)) == N
    assert {one.completeness for one in rows(played).values()} == {"full"}
    played.collect()
    assert len(opened(played)) == N


def test_a_later_comment_moves_no_post_behind_the_window(play: Callable) -> None:
    """`updated` moves with every comment."""
    played = play("xe", N)
    played.wire.state.touched = {number: timedelta(days=30) for number in range(N)}
    assert played.collect(Window(end=voice(N).at)).error == ""
    assert len(played.stored()) == N


def test_comments_of_all_pages_are_read_where_wanted(play: Callable) -> None:
    played = play("xe", N)
    played.wire.state.comments[3] = [
        *(Reader(30_000 + number, f"{number}번째 댓글이에요", AT + timedelta(minutes=number)) for number in range(5)),
        Reader(30_005, "", AT, state="removed"),
        Reader(30_006, "", AT, state="hidden"),
    ]
    played.write_sources(comments=True)
    collected = played.collect()
    assert (collected.error, collected.problems, collected.saved.n_rejects) == ("", [], 0)
    comments = {key: text for key, text in played.stored().items() if key.count(":") == 3}
    assert comments == {f"xe:127.0.0.1:20003:{30_000 + number}": f"{number}번째 댓글이에요" for number in range(5)}
    assert len(opened(played)) == N + 3
    played.collect()
    assert len(opened(played)) == N + 3


def test_secret_posts_are_left_alone(play: Callable) -> None:
    played = play("xe", N)
    played.wire.state.secret.add(3)
    played.write_sources(comments=True)
    played.collect()
    assert "xe:127.0.0.1:20003" not in played.stored()
    assert "/suggest/20003" not in opened(played)


def test_a_board_for_members_only_is_named(play: Callable) -> None:
    played = play("xe", N)
    played.wire.state.lists = "members"
    played.wire.state.feed = "off"
    assert "Only members may read it" in played.collect().error


def test_a_board_that_moved_says_what_to_do(play: Callable) -> None:
    played = play("xe", N)
    played.write_sources(boards=["suggests"])
    error = played.collect().error
    assert "answered 404" in error
    assert "moved, renamed or closed. Correct its address in sources.yaml" in error


OLD_SKIN = """<html><body><div class="bd_lst_wrp"><table class="bd_lst"><tr class="notice"><td class="title">
<a href="/xe/free/12">공지</a></td></tr><tr><td class="cate"><a href="/xe/free/category/77">앱</a></td>
<td class="title">
<a href="/xe/index.php?mid=free&amp;page=2&amp;document_srl=431" class="hx">색상이 달라요</a>
<a href="/xe/free/431#comment" class="replyNum">3</a></td><td class="author"><span>손님</span></td>
<td class="time">2026.11.02</td></tr></table></div>
<div class="bd_pg"><a href="/xe/index.php?mid=free&amp;page=4">4</a></div></body></html>"""


def test_an_older_skin_is_read() -> None:
    xe = Xe("https://forum2.example.kr/xe")
    listing = xe.read_list("free", parse_page(OLD_SKIN.encode()), url="https://forum2.example.kr/xe/free", at_page=3)
    assert listing is not None
    assert [(row.number, row.state) for row in listing.rows] == [(12, "notice"), (431, "open")]
    row = listing.rows[1]
    assert (row.n_comments, row.author, row.nickname, row.written) == (3, "손님", "손님", "2026.11.02")
    assert listing.has_more
    assert xe.number_of("free", "https://forum2.example.kr/xe/free/category/77") is None


def test_a_post_from_the_future_is_taken_as_seen_and_stops_no_other(play: Callable) -> None:
    played = play("xe", 3)
    played.wire.add(Voice(1, voice(1).words, datetime(2031, 5, 1, 3, 0, tzinfo=UTC)))
    for night in range(3):
        played.wire.now = NOW + timedelta(days=night)
        played.wire.add(Voice(3 + night, voice(3 + night).words, played.wire.now - timedelta(hours=20)))
        assert played.collect(Window(end=played.wire.now - timedelta(hours=3))).problems == []
        assert played.bodies() == played.wire.wanted()
    odd = rows(played)["xe:127.0.0.1:20001"]
    assert (odd.created_at, odd.created_precision, odd.updated_at) == (NOW, "seen", None)


def test_a_post_behind_the_window_waits_alone(play: Callable) -> None:
    """Its time is an hour ahead, as of somebody who wrote it into the form."""
    played = play("xe", N)
    end = voice(N).at
    played.wire.add(Voice(2, voice(2).words, end + timedelta(hours=1)))
    played.collect(Window(end=end))
    assert played.wire.wanted().keys() - played.stored().keys() == {"xe:127.0.0.1:20002"}
    assert played.collect(Window(end=end + timedelta(days=1))).saved.n_new == 1
    assert played.bodies() == played.wire.wanted()


def test_comments_from_the_future_do_not_make_their_post_be_opened_again(play: Callable) -> None:
    played = play("xe", N)
    played.wire.state.comments[3] = [Reader(30_000, "저도 그래요", datetime(2031, 5, 1, tzinfo=UTC))]
    played.write_sources(comments=True)
    played.collect(Window(end=NOW))
    n_opened = len(opened(played))
    assert rows(played)["xe:127.0.0.1:20003:30000"].created_precision == "seen"
    played.collect(Window(end=NOW))
    assert len(opened(played)) == n_opened


def test_a_look_at_some_days_moves_no_cursor(play: Callable) -> None:
    played = play("xe", 3)
    played.collect(Window(end=voice(1).at))
    before = played.cursor()
    assert played.collect(Window(start=voice(2).at)).saved.n_new == 1
    assert played.cursor() == before
    played.collect()
    assert played.bodies() == played.wire.wanted()


def test_a_listed_post_whose_page_is_missing_once_is_read_later(play: Callable) -> None:
    played = play("xe", N)
    played.write_sources(comments=True)
    played.collect()
    played.wire.state.comments[3] = [Reader(30_000, "저도 그래요", AT)]
    played.server.misbehave(server_error(404), on="/suggest/20003")
    assert played.collect().saved.n_removed == 0
    assert played.collect().saved.n_new == 1
    assert "xe:127.0.0.1:20003" in played.stored()
