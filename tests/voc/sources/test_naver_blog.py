"""Naver blogs: feeds asked for rarely, whole posts only where that is allowed, closed blogs told by name."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from bs4 import BeautifulSoup
from pydantic import ValidationError
from sqlalchemy import Row, select
from wire import NOW, Voice
from wire.faults import server_error
from wire.naver_blog import FIRST_NO, post_page
from wire.server import Reply, text_reply

from voc.config.families import NaverBlogSettings
from voc.errors import SourceError
from voc.records import Cursor, Window
from voc.sources.feed_memory import FeedMemory, FeedState
from voc.sources.naver_post import post_text
from voc.store.schema import documents, rejects

if TYPE_CHECKING:
    from conftest import Played

MORE = "그래서 다음 달엔 해지하려고요 ㅠㅠ"


def held(played: "Played", number: int) -> Row:
    """Return what the store holds of a voice's post."""
    identity = played.wire.external_id(played.wire.voices[number])
    with played.place() as place, place.store.read() as connection:
        return connection.execute(select(documents).where(documents.c.external_id == identity)).one()


def paths(played: "Played") -> list[str]:
    return [request.path for request in played.server.requests]


def test_a_post_as_the_feed_tells_it(play: Callable) -> None:
    played = play("naver_blog", 3)
    played.collect()
    row = held(played, 2)
    assert row.title == "새벽장터 <2> & 쿠폰 이야기"
    assert row.text == f"새벽장터 <2> & 쿠폰 이야기\n\n{played.wire.voices[2].words}"
    assert (row.kind, row.channel, row.completeness) == ("post", "naver_blog", "snippet")
    assert row.tags == ["장보기", "새벽장터", "쿠폰"]
    # 11:00 in Seoul on 10 September.
    assert (row.created_at, row.created_precision, row.tz_assumed) == (
        datetime(2026, 9, 10, 2, 0, tzinfo=UTC), "second", False,
    )  # fmt: skip
    assert row.updated_at is None
    assert row.author_hash == held(played, 0).author_hash != held(played, 1).author_hash
    assert "solip_home" not in f"{row.url} {row.external_id}"


def test_a_feed_that_has_not_changed_is_not_sent_again(play: Callable) -> None:
    played = play("naver_blog", 4)
    played.collect()
    played.server.requests.clear()
    collected = played.collect()
    assert (collected.n_rows, collected.problems, collected.error) == (0, [], "")
    assert paths(played) == ["/robots.txt", "/solip_home.xml", "/dal-bit.xml"]
    assert all("if-none-match" in request.headers for request in played.server.requests[1:])


def test_a_feed_is_asked_for_once_in_half_an_hour(play: Callable) -> None:
    played = play("naver_blog", 4)
    played.wire.every = timedelta(minutes=10)
    played.collect()
    played.server.requests.clear()
    played.wire.every = timedelta(0)
    played.wire.now = NOW + timedelta(minutes=29, seconds=59)
    assert (played.collect().n_rows, paths(played)) == (0, [])
    # The second feed was asked for ten minutes after the first.
    played.wire.now = NOW + timedelta(minutes=30)
    played.collect()
    assert paths(played) == ["/robots.txt", "/solip_home.xml"]
    played.wire.now = NOW + timedelta(minutes=40)
    played.collect()
    assert paths(played)[2:] == ["/robots.txt", "/dal-bit.xml"]


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        (text_reply("<html><body>페이지를 찾을 수 없습니다</body></html>", 404), "Correct its address"),
        (text_reply("<rss version='2.0'><channel><title/></channel></rss>", kind="text/xml"), "goes by another name"),
        (text_reply("<!DOCTYPE html><html><body>블로그 홈</body></html>"), "is a web page, no feed"),
        (text_reply("<html><script>alert('비공개 블로그입니다.');</script></html>"), "Nothing behind a sign-in"),
        (text_reply(""), "is empty, no feed"),
        (Reply(200, b"<rss></rss>", {"X-Robots-Tag": "noarchive"}), "not to keep its words"),
    ],
)
def test_a_blog_that_is_gone_is_named_and_the_others_go_on(answer: Reply, told: str, play: Callable) -> None:
    played = play("naver_blog", 6)
    played.wire.feeds["solip_home"] = answer
    for _ in range(2):
        collected = played.collect()
        assert [one.part for one in collected.problems] == ["solip_home"]
        assert told in collected.problems[0].reason
    assert set(played.bodies().values()) == {one.words for one in played.wire.voices.values() if one.number % 2}
    del played.wire.feeds["solip_home"]
    assert played.collect().problems == []
    assert played.bodies() == played.wire.wanted()


def test_what_robots_txt_forbids_is_not_read(play: Callable) -> None:
    played = play("naver_blog", 4)
    played.wire.robots = "User-agent: malgwi\nDisallow: /dal-bit.xml\n"
    (problem,) = played.collect().problems
    assert problem.part == "dal-bit"
    assert "robots.txt" in problem.reason
    assert paths(played) == ["/robots.txt", "/solip_home.xml"]


def test_a_host_that_does_not_answer_is_left_alone(play: Callable) -> None:
    played = play("naver_blog", 4)
    played.server.misbehave(server_error(503), on=".xml", times=100)
    problems = played.collect().problems
    assert [one.part for one in problems] == ["solip_home", "dal-bit"]
    assert ["503" in one.reason for one in problems] == [True, False]
    assert "/dal-bit.xml" not in paths(played)


def test_half_a_feed_is_told_and_read_again(play: Callable) -> None:
    played = play("naver_blog", 4)
    played.server.misbehave(lambda reply: Reply(200, reply.body[:-300], reply.headers), on="/solip_home.xml")
    collected = played.collect()
    assert (collected.saved.n_new, collected.saved.n_rejects) == (4, 1)
    played.server.requests.clear()
    assert played.collect().saved.n_rejects == 0
    assert "if-none-match" not in played.server.requests[1].headers


def test_whole_posts_are_read_once(play: Callable) -> None:
    played = play("naver_blog", 4)
    played.write_sources(posts=True)
    assert (played.collect().problems, played.collect().n_rows) == ([], 0)
    row = held(played, 1)
    words = played.wire.voices[1].words
    assert row.text == f"새벽장터 <1> & 쿠폰 이야기\n\n{words}\n\n{MORE}"
    assert row.completeness == "full"
    pages = [request.query for request in played.server.requests if request.path == "/PostView.naver"]
    assert sorted(one["logNo"] for one in pages) == [str(FIRST_NO + number) for number in range(4)]
    assert {one["blogId"] for one in pages} == {"solip_home", "dal-bit"}
    played.wire.edit(1, "써 보니 괜찮아졌어요")
    played.server.requests.clear()
    collected = played.collect()
    assert (collected.saved.n_new, collected.saved.n_revised) == (0, 1)
    assert paths(played).count("/PostView.naver") == 1
    assert held(played, 1).text.endswith(f"써 보니 괜찮아졌어요\n\n{MORE}")


def test_pages_that_robots_txt_forbids_leave_the_feed_s_words(play: Callable) -> None:
    played = play("naver_blog", 4)
    played.wire.robots = "User-agent: *\nDisallow: /PostView"
    played.write_sources(posts=True)
    collected = played.collect()
    assert [one.part for one in collected.problems] == ["whole posts"]
    assert "does not let 'malgwi' read /PostView.naver" in collected.problems[0].reason
    assert "/PostView.naver" not in paths(played)
    assert played.bodies() == played.wire.wanted()
    assert played.collect().n_rows == 0


def test_pages_that_cannot_be_had_now_are_read_later(play: Callable) -> None:
    played = play("naver_blog", 4)
    played.write_sources(posts=True)
    played.server.misbehave(server_error(503), on="/PostView", skip=1, times=100)
    collected = played.collect()
    assert [one.part for one in collected.problems] == ["whole posts"]
    assert (collected.saved.n_new, held(played, 2).completeness, held(played, 0).completeness) == (4, "full", "snippet")
    played.server.behave()
    collected = played.collect()
    assert (collected.problems, collected.saved.n_revised) == ([], 3)
    assert {held(played, number).completeness for number in range(4)} == {"full"}


def test_whole_words_are_kept_while_pages_cannot_be_had(play: Callable) -> None:
    played = play("naver_blog", 2)
    played.write_sources(posts=True)
    played.collect()
    played.wire.edit(0, "고쳐 쓴 글이에요")
    played.server.misbehave(server_error(503), on="/PostView", times=100)
    assert played.collect().saved.n_revised == 0
    assert held(played, 0).text.endswith(MORE)
    played.server.behave()
    assert played.collect().saved.n_revised == 1
    assert held(played, 0).text.endswith(f"고쳐 쓴 글이에요\n\n{MORE}")


def test_posts_are_read_for_feeds_that_were_read_before_and_stay_whole_afterwards(play: Callable) -> None:
    played = play("naver_blog", 2)
    played.collect()
    played.write_sources(posts=True)
    assert played.collect().saved.n_revised == 2
    played.write_sources(posts=False)
    played.wire.add(Voice(2, "새 글", NOW))
    collected = played.collect()
    assert (collected.saved.n_new, collected.saved.n_revised) == (1, 0)
    assert (held(played, 0).completeness, held(played, 2).completeness) == ("full", "snippet")


def page(script: str) -> str:
    return f"<html><head><title>네이버 블로그</title></head><body><script>{script}</script></body></html>"


def test_deleted_and_private_posts_give_nothing(play: Callable) -> None:
    played = play("naver_blog", 8)
    played.collect()
    played.write_sources(posts=True)
    played.wire.bodies = {
        0: page("alert('삭제되었거나 존재하지 않는 게시물입니다.'); history.back();"),
        1: page('alert("이웃공개 글입니다."); location.href="/";'),
        2: page("alert('비공개 글입니다.');"),
        3: post_page("글").replace("</head>", "<meta name='robots' content='noindex'></head>"),
        4: "<html><body><main>처음 보는 편집기로 쓴 글</main></body></html>",
        5: post_page("").replace("그래서", "<!-- -->그래서"),
    }
    collected = played.collect()
    assert (collected.error, collected.saved.n_removed) == ("", 1)
    assert [one.part for one in collected.problems] == [f"solip_home: {FIRST_NO + 4}"]
    kept = {number: held(played, number) for number in range(8)}
    assert (kept[0].removed_at is not None, kept[0].text) == (True, "")
    # What the feed gave stays; nothing of a page that is not meant for us.
    assert [kept[number].completeness for number in range(8)] == ["snippet"] * 5 + ["full"] * 3
    assert kept[5].text.endswith(MORE)
    played.server.requests.clear()
    assert played.collect().n_rows == 0
    assert "/PostView.naver" not in paths(played)


@pytest.mark.parametrize("status", [404, 410, 403])
def test_a_page_that_is_refused_once_is_read_later(status: int, play: Callable) -> None:
    played = play("naver_blog", 2)
    played.write_sources(posts=True)
    played.server.misbehave(server_error(status), on=f"logNo={FIRST_NO}")
    collected = played.collect()
    assert (collected.saved.n_removed, len(collected.problems)) == (0, status == 403)
    collected = played.collect()
    assert (collected.saved.n_removed, collected.problems) == (0, [])
    assert {held(played, number).completeness for number in range(2)} == {"full"}
    played.wire.edit(0, "고쳐 쓴 글이에요")
    played.server.misbehave(server_error(status), on=f"logNo={FIRST_NO}")
    # What is held stays until more is known.
    assert played.collect().n_rows == 0
    assert played.collect().saved.n_revised == 1
    assert held(played, 0).text.endswith(f"고쳐 쓴 글이에요\n\n{MORE}")


@pytest.mark.parametrize("status", [404, 410, 403])
def test_a_page_that_is_refused_again_and_again(status: int, play: Callable) -> None:
    played = play("naver_blog", 2)
    played.collect()
    played.write_sources(posts=True)
    played.server.misbehave(server_error(status), on=f"logNo={FIRST_NO}", times=100)
    nights = [played.collect() for _ in range(4)]
    assert [one.saved.n_removed for one in nights] == [0, 0, int(status != 403), 0]
    assert [len(one.problems) for one in nights] == [int(status == 403)] * 3 + [0]
    assert paths(played).count("/PostView.naver") == 3 + 1
    assert held(played, 1).completeness == "full"


def test_a_post_that_comes_back_is_stored_again(play: Callable) -> None:
    played = play("naver_blog", 2)
    played.write_sources(posts=True)
    played.collect()
    played.wire.edit(0, "고쳐 쓴 글이에요")
    played.wire.bodies[0] = page("alert('삭제되었거나 존재하지 않는 게시물입니다.');")
    assert played.collect().saved.n_removed == 1
    played.server.misbehave(server_error(403), on=f"logNo={FIRST_NO}")
    played.wire.add(Voice(2, "새 글", NOW))
    assert (played.collect().saved.n_revised, held(played, 0).text) == (0, "")
    del played.wire.bodies[0]
    played.wire.add(Voice(4, "더 새 글", NOW))
    assert played.collect().saved.n_revised == 1
    assert held(played, 0).text.endswith(f"고쳐 쓴 글이에요\n\n{MORE}")
    played.wire.edit(0, "또 고쳐 쓴 글이에요")
    assert played.collect().saved.n_revised == 1


def test_a_page_that_robots_txt_forbids_is_not_reached_by_a_detour(play: Callable) -> None:
    played = play("naver_blog", 2)
    played.wire.robots = "User-agent: *\nDisallow: /secret/"
    played.write_sources(posts=True)
    played.server.misbehave(lambda _: Reply(302, b"", {"Location": "/secret/1"}), on="/PostView", times=100)
    (problem,) = played.collect().problems
    assert "does not let 'malgwi' read /secret/1" in problem.reason
    assert "/secret/1" not in paths(played)
    assert played.bodies() == played.wire.wanted()


def test_nothing_that_is_stored_names_a_blog(play: Callable) -> None:
    played = play("naver_blog", 4)
    played.write_sources(posts=True)
    played.wire.is_strange = True
    played.collect()
    cursor = played.cursor()
    assert cursor is not None
    with played.place() as place, place.store.read() as connection:
        kept = [
            cursor.value,
            *map(str, connection.execute(select(rejects))),
            *map(str, connection.execute(select(documents))),
        ]
    assert not [one for one in kept if "solip" in one or "dal-bit" in one]
    assert len(kept) > 5


def test_a_look_at_some_days_moves_no_cursor(play: Callable) -> None:
    played = play("naver_blog", 4)
    played.collect(Window(end=played.wire.voices[1].at))
    before = played.cursor()
    assert played.collect(Window(start=played.wire.voices[3].at)).saved.n_new == 1
    assert played.cursor() == before
    played.collect()
    assert played.bodies() == played.wire.wanted()


EDITORS = {
    "one": post_page("결제 오류가 잦아요"),
    "three": """<div class="se_component_wrap sect_dsc"><div class="se_component se_paragraph default">
<div class="se_textarea"><p class="se_textarea">결제 오류가 잦아요</p><p>\u200b</p>
<p>그래서 다음 달엔 해지하려고요 ㅠㅠ</p></div></div>
<div class="se_component se_oglink"><div class="se_og_wrap"><div class="se_og_tit">다른 글</div></div></div>
<div class="se_component se_image"><div class="se_caption"><p class="se_textarea">문 앞 사진</p></div></div>
<div class="se_component se_quotation"><blockquote class="se_textarea">남이 쓴 말</blockquote></div></div>""",
    "two": """<span class="pcol1">제목</span><p class="date fil5 pcol2 _postAddDate">2011/03/02 10:21</p>
<div id="postViewArea"><div class="post-view"><p>결제 오류가 잦아요</p><p>&nbsp;</p>
<div>그래서 다음 달엔 해지하려고요 ㅠㅠ</div><blockquote>남이 쓴 말</blockquote>
<script>var a = "코드";</script></div></div>""",
}


@pytest.mark.parametrize("editor", EDITORS)
def test_the_words_of_each_editor(editor: str) -> None:
    text = post_text(BeautifulSoup(EDITORS[editor], "html.parser"))
    assert text == f"결제 오류가 잦아요\n\n{MORE}"


def test_tables_and_lists_are_read_once() -> None:
    body = """<div class="se-main-container"><div class="se-module-text"><ul><li>하나</li><li>둘</li></ul></div>
    <div class="se-component se-table"><table class="se-table-content"><tr><td><div class="se-module-text"><p>가격</p>
    </div></td><td><div class="se-module se-module-text"><p>3천원</p></div></td></tr></table></div></div>"""
    text = post_text(BeautifulSoup(body, "html.parser"))
    assert text is not None
    assert text.split() == ["하나", "둘", "가격", "3천원"]


@pytest.mark.parametrize(
    ("given", "ids"),
    [
        (["solip_home", "Dal-Bit"], ("solip_home", "dal-bit")),
        (["https://blog.naver.com/solip_home", "m.blog.naver.com/dal-bit/"], ("solip_home", "dal-bit")),
    ],
)
def test_blogs_are_named_by_id_or_address(given: list[str], ids: tuple[str, ...]) -> None:
    assert NaverBlogSettings.model_validate({"name": "b", "family": "naver_blog", "blogs": given}).blogs == ids


@pytest.mark.parametrize("blog", ["솔잎", "https://gilog.tistory.com", "blog.naver.com/a/1", "a b", "x"])
def test_what_names_no_blog_is_refused(blog: str) -> None:
    with pytest.raises(ValidationError, match="is no blog id"):
        NaverBlogSettings.model_validate({"name": "b", "family": "naver_blog", "blogs": [blog]})


def test_blogs_that_are_taken_out_are_forgotten() -> None:
    addresses = ("https://a.example/1", "https://a.example/2")
    cursor = FeedMemory("b", NOW, {one: FeedState(NOW, {"etag": '"1"'}) for one in addresses}).save()
    memory = FeedMemory.load(cursor, {"https://a.example/2"})
    assert memory.feeds == {"https://a.example/2": FeedState(NOW, {"etag": '"1"'})}
    assert FeedMemory.load(memory.save(), {"https://a.example/2"}) == memory


@pytest.mark.parametrize(
    "value", ["", "[]", '{"feeds": []}', '{"feeds": {"a": {}}, "since": "2026"}', '{"after": "c1"}']
)
def test_a_cursor_of_another_family_is_refused(value: str) -> None:
    with pytest.raises(SourceError, match="none of a source of feeds"):
        FeedMemory.load(Cursor("b", value), {"a"})
