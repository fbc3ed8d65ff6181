"""Naver search: what is known, what is new, whose snippet counts, and what the day's calls allow."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import korean_text
from wire import FIRST, Voice, voice
from wire.faults import server_error
from wire.naver_search import blogger, link_of, number_of, service_of
from wire.server import Reply, Request, json_reply

from voc.config.families import NaverSearchSettings
from voc.errors import RecordError, SourceError
from voc.records import Cursor, Window
from voc.sources.answers import Answer
from voc.sources.facts import Facts
from voc.sources.naver_limits import error_code
from voc.sources.naver_memory import Memory, Search
from voc.sources.naver_results import Result, plain, read_result

NOW = datetime(2026, 9, 14, 3, 0, tzinfo=UTC)
SETTINGS = NaverSearchSettings(name="naver", family="naver_search", queries=("두레찬",), staff=("durechan_official",))
BLOG_ONLY = {"services": ["blog"]}


def hit(service: str, *, link: str, **facts: object) -> Result:
    return read_result(Facts.of(facts), link, service, SETTINGS, now=NOW)


def blog_posts(n: int, *, after: int = 0) -> list[Voice]:
    """Blog posts only, one a minute."""
    numbers = range(after * 3, (after + n) * 3, 3)
    return [Voice(number, f"두레찬 배송 이야기 {number}번째", FIRST + timedelta(minutes=number)) for number in numbers]


def asked(calls: list[Request]) -> list[str]:
    """Return service, query and start of every call."""
    return [f"{one.path.split('/')[-1].split('.')[0]} {one.query['query']} {one.query['start']}" for one in calls]


def test_a_blog_post() -> None:
    found = hit(
        "blog",
        title="<b>두레찬</b> 앱 &amp; 웹 <b>솔직</b> 후기",
        link="https://m.blog.naver.com/Solip_Home/223456789012?fromRss=true",
        description="장바구니에 담은 &quot;쿠폰&quot;이&nbsp;사라져요. &amp;lt;끝&amp;gt; ...",
        bloggername="저녁 장바구니",
        bloggerlink="blog.naver.com/solip_home",
        postdate="20260912",
    )
    record = found.record
    assert (record.external_id, record.url) == (
        "naver_blog:solip_home:223456789012",
        "https://blog.naver.com/solip_home/223456789012",
    )
    assert (record.kind, record.completeness, record.title) == ("post", "snippet", "두레찬 앱 & 웹 솔직 후기")
    assert record.body == '장바구니에 담은 "쿠폰"이 사라져요. &lt;끝&gt; ...'
    # Midnight of 12 September in Seoul.
    assert record.created_at == datetime(2026, 9, 11, 15, 0, tzinfo=UTC)
    assert (record.created_precision, record.tz_assumed, record.author_handle) == ("day", True, "solip_home")
    assert (record.tags, found.is_company) == ((), False)


@pytest.mark.parametrize(
    ("link", "home", "identity", "author"),
    [
        ("https://gilog.tistory.com/m/88", "https://gilog.tistory.com/", "tistory:gilog.tistory.com:88", "gilog"),
        ("https://b.example/@haneul/12?utm_source=a", "b.example/@haneul", "https://b.example/@haneul/12", "haneul"),
        ("http://www.gilog.example/88", "http://gilog.example", "https://gilog.example/88", "gilog.example"),
    ],
)  # fmt: skip
def test_blogs_of_other_hosts(link: str, home: str, identity: str, author: str) -> None:
    found = hit("blog", title="후기", link=link, description="좋아요", bloggerlink=home, postdate="20260912")
    assert (found.id, found.record.author_handle) == (identity, author)


@pytest.mark.parametrize(
    "link",
    [
        "http://cafe.naver.com/Jangbogi_Maeul/1234567",
        "https://m.cafe.naver.com/ArticleRead.nhn?clubid=10000001&articleid=1234567",
        "https://cafe.naver.com/ca-fe/cafes/10000001/articles/1234567",
    ],
)
def test_a_cafe_article_goes_by_the_name_of_its_cafe(link: str) -> None:
    found = hit("cafearticle", title="<b>두레찬</b> 늦나요", link=link, description="월요일에 시켰는데...",
                cafename="장보기 &amp; 마을", cafeurl="https://cafe.naver.com/jangbogi_maeul")  # fmt: skip
    assert found.id == "naver_cafe:jangbogi_maeul:1234567"
    assert found.record.url == "https://cafe.naver.com/jangbogi_maeul/1234567"
    assert (found.record.created_at, found.record.created_precision) == (NOW, "seen")
    assert (found.record.tags, found.record.author_handle) == (("장보기 & 마을",), None)


def test_a_question() -> None:
    link = "https://kin.naver.com/qna/detail.naver?d1id=8&dirId=80501&docId=470000001&qb=fake&rank=1"
    found = hit("kin", title="<b>두레찬</b> 환불 며칠 걸려요?", link=link, description="")
    assert (found.id, found.record.kind, found.record.body) == ("kin:470000001", "question", "")
    assert found.record.url == "https://kin.naver.com/qna/detail.naver?dirId=80501&docId=470000001"


def test_what_was_paid_for_is_tagged_and_what_the_company_wrote_is_told() -> None:
    paid = hit(
        "blog",
        title="두레찬",
        link="https://blog.naver.com/a_b/22345",
        description="원고료를 제공받아 작성",
        postdate="20260912",
    )
    assert paid.record.tags == ("sponsored",)
    for link, home in (
        ("https://blog.naver.com/durechan_official/22345", ""),
        ("https://x.example/1", "x.example/@Durechan_Official"),
    ):
        assert hit("blog", title="신제품", link=link, description="안내", bloggerlink=home).is_company


@pytest.mark.parametrize(
    ("facts", "reason"),
    [
        ({"title": "<b></b>", "description": None}, "neither 'title' nor 'description'"),
        ({"title": "두레찬", "postdate": "20261399"}, "'postdate': "),
        ({"title": ["두레찬"]}, "'title' is no text"),
    ],
)
def test_hits_of_which_nothing_can_be_made(facts: dict[str, Any], reason: str) -> None:
    with pytest.raises(RecordError, match=reason):
        hit("blog", link="https://blog.naver.com/a_b/22345", **facts)


@given(korean_text())
def test_text_is_decoded_once(text: str) -> None:
    escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")
    assert plain(f"<b>{escaped}</b>") == plain(f"<B></B>{escaped}")
    assert plain("&amp;quot;" + escaped).startswith("&quot;")


def test_a_search_is_walked_until_a_whole_page_is_known(play: Callable) -> None:
    played = play("naver_search")
    played.write_sources(**BLOG_ONLY)
    for one in blog_posts(250):
        played.wire.add(one)
    assert played.collect().saved.n_new == 250
    assert asked(played.server.requests) == [f"blog 새벽장터 {start}" for start in (1, 101, 201, 251)]
    played.server.requests.clear()
    assert played.collect().n_rows == 100
    assert asked(played.server.requests) == ["blog 새벽장터 1"]
    for one in blog_posts(130, after=250):
        played.wire.add(one)
    played.server.requests.clear()
    assert played.collect().saved.n_new == 130
    # 100 new; 30 new and 70 known; a page that is known.
    assert asked(played.server.requests) == [f"blog 새벽장터 {start}" for start in (1, 101, 201)]


def test_a_walk_that_breaks_off_is_walked_again(play: Callable) -> None:
    played = play("naver_search")
    played.write_sources(**BLOG_ONLY)
    for one in blog_posts(250):
        played.wire.add(one)
    played.server.misbehave(server_error(503), on="start=201", times=100)
    collected = played.collect()
    assert "503" in collected.error
    assert collected.saved.n_new == 200
    played.server.behave()
    assert played.collect().saved.n_new == 50
    assert played.bodies() == played.wire.wanted()


def test_the_end_of_what_a_search_shows_is_told_where_something_was_lost(play: Callable) -> None:
    played = play("naver_search")
    played.write_sources(**BLOG_ONLY)
    for one in blog_posts(1_300):
        played.wire.add(one)
    collected = played.collect()
    # Results 1 to 1,099; the older ones were written before anybody asked.
    assert (collected.saved.n_new, collected.problems, collected.error) == (1_099, [], "")
    assert asked(played.server.requests)[-2:] == ["blog 새벽장터 901", "blog 새벽장터 1000"]
    for one in blog_posts(1_200, after=1_300):
        played.wire.add(one)
    collected = played.collect()
    assert collected.saved.n_new == 1_099
    assert [one.part for one in collected.problems] == ["blog '새벽장터'"]
    assert "more specific" in collected.problems[0].reason
    played.server.requests.clear()
    assert played.collect().problems == []
    assert len(asked(played.server.requests)) == 1


def test_after_a_quiet_month_one_new_post_is_one_new_post(play: Callable) -> None:
    played = play("naver_search")
    played.write_sources(**BLOG_ONLY)
    for one in blog_posts(250):
        played.wire.add(one)
    played.collect()
    for _ in range(4):
        played.wire.now += timedelta(days=10)
        played.collect()
    played.wire.add(blog_posts(1, after=250)[0])
    played.server.requests.clear()
    collected = played.collect()
    assert (collected.problems, collected.saved.n_new) == ([], 1)
    assert asked(played.server.requests) == [f"blog 새벽장터 {start}" for start in (1, 101)]


def test_new_posts_among_known_ones_are_no_sign_that_some_are_lost(play: Callable) -> None:
    """Posts that the service shows late stand among those of their day, at worst one on every page."""
    played = play("naver_search")
    played.write_sources(**BLOG_ONLY)
    posts = blog_posts(1_100)
    for one in posts:
        if one.number // 3 % 50:
            played.wire.add(one)
    played.collect()
    for one in posts:
        played.wire.add(one)
    collected = played.collect()
    # Every 50th but the oldest, which is the 1,100th of all and not shown.
    assert (collected.problems, collected.saved.n_new) == ([], 21)


def test_the_cursor_is_rewritten_after_some_searches_and_at_the_end(play: Callable) -> None:
    played = play("naver_search", 3)
    played.write_sources(**BLOG_ONLY, queries=[f"새벽장터 {number}" for number in range(23)])
    with played.place() as place:
        pages = list(place.sources(("played",))[0].fetch(Window(), None))
    cursors = [json.loads(page.cursor.value) for page in pages if page.cursor is not None]
    assert [sum(bool(at) for *_, at in cursor["searches"]) for cursor in cursors] == [10, 20, 23]


def test_a_refusal_in_between_forgets_no_search_that_was_walked(play: Callable) -> None:
    played = play("naver_search", 6)
    played.server.misbehave(lambda _: json_reply({"errorCode": "024"}, 403), on="/kin", times=9)
    collected = played.collect()
    assert "403" in collected.error
    assert played.cursor() is not None
    played.server.behave()
    played.server.requests.clear()
    played.collect()
    # What has waited longest is first, the others are known from their first page on.
    assert asked(played.server.requests)[0].startswith("kin")
    assert [one for one in asked(played.server.requests) if not one.startswith("kin")] == [
        "blog 새벽장터 1",
        "cafearticle 새벽장터 1",
    ]


def test_a_post_that_two_queries_find_is_one_record_with_the_words_of_the_first(play: Callable) -> None:
    played = play("naver_search", 3)
    played.wire.snippet = lambda one, query: f"{one.words} / {query}"
    played.write_sources(queries=["새벽장터", "장터 쿠폰"])
    assert played.collect().saved.n_new == 3
    bodies = played.bodies()
    assert all(text.endswith("/ 새벽장터") for text in bodies.values())
    for _ in range(2):
        played.wire.now += timedelta(days=1)
        again = played.collect()
        assert (again.saved.n_new, again.saved.n_revised) == (0, 0)
    assert played.bodies() == bodies
    # The query that found them is given up: the other one takes over, once.
    played.write_sources(queries=["장터 쿠폰"])
    assert played.collect().saved.n_revised == 3
    assert played.collect().saved.n_revised == 0
    assert all(text.endswith("/ 장터 쿠폰") for text in played.bodies().values())


def test_a_query_that_is_added_finds_what_only_it_finds_behind_what_others_found(play: Callable) -> None:
    played = play("naver_search")
    for one in blog_posts(120):
        played.wire.add(one)
    newest = {one.number for one in blog_posts(120)[-100:]}
    played.wire.only = {"새벽장터": newest}
    played.write_sources(**BLOG_ONLY)
    assert played.collect().saved.n_new == 100
    played.write_sources(**BLOG_ONLY, queries=["새벽장터", "장터 쿠폰"])
    assert played.collect().saved.n_new == 20


def test_the_day_s_calls_end_a_run_until_midnight_in_seoul(play: Callable) -> None:
    played = play("naver_search", 9)
    played.wire.now = datetime(2026, 9, 14, 14, 30, tzinfo=UTC)  # 23:30 in Seoul
    played.wire.calls_allowed = 3
    collected = played.collect()
    # Two calls for the blog posts and the end behind them, one for the cafe articles.
    assert (collected.error, collected.saved.n_new) == ("", 6)
    assert [one.part for one in collected.problems] == ["searches that are left"]
    assert "midnight in Seoul" in collected.problems[0].reason
    assert len(played.server.requests) == 4
    played.server.requests.clear()
    played.wire.calls_allowed = 100
    assert [one.part for one in played.collect().problems] == ["searches that are left"]
    assert played.server.requests == []
    played.wire.now += timedelta(minutes=31)
    collected = played.collect()
    assert (collected.problems, collected.saved.n_new) == ([], 3)
    # What has waited longest comes first; the blog posts were walked to their end before.
    assert asked(played.server.requests)[0].startswith("cafearticle")
    assert asked(played.server.requests)[-1].startswith("blog")
    assert played.bodies() == played.wire.wanted()


def test_calls_are_counted_over_the_runs_of_a_day(play: Callable) -> None:
    played = play("naver_search", 9)
    played.write_sources(calls_per_day=8)
    assert played.collect().problems == []
    assert len(played.server.requests) == 6
    collected = played.collect()
    assert len(played.server.requests) == 8
    assert "`calls_per_day`" in collected.problems[0].reason
    played.wire.now += timedelta(days=1)
    assert played.collect().problems == []
    assert len(played.server.requests) == 11


def test_too_many_calls_in_a_second_are_waited_for(play: Callable) -> None:
    played = play("naver_search", 3)
    too_fast = json_reply({"errorMessage": "Rate limit exceeded. (속도 제한을 초과했습니다.)", "errorCode": "012"}, 429)
    played.server.misbehave(lambda _: too_fast, on="/search/", times=2)
    collected = played.collect()
    assert (collected.error, collected.problems, len(played.server.requests)) == ("", [], 8)
    assert played.bodies() == played.wire.wanted()


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b'{"errorMessage": "Rate limit exceeded.", "errorCode": "012"}', "012"),
        (b"<result><errorMessage><![CDATA[x]]></errorMessage><errorCode><![CDATA[024]]></errorCode></result>", "024"),
        (b"<result><errorCode>SE01</errorCode></result>", "SE01"),
        (b'{"error":{"errorCode":"210","message":"Permission Denied","details":"-"}}', "210"),
        (b"Too Many Requests", ""),
    ],
)
def test_codes_are_found_in_every_envelope(body: bytes, code: str) -> None:
    assert error_code(Answer("https://x.example", 429, {}, body, NOW)) == code


def test_the_new_host_has_other_headers_and_a_format(play: Callable) -> None:
    played = play("naver_search", 6)
    played.write_sources(host="hub", base_url=f"{played.server.url}/search/v1")
    assert (played.collect().error, played.bodies()) == ("", played.wire.wanted())
    assert {request.query["format"] for request in played.server.requests} == {"json"}
    assert {request.path for request in played.server.requests} == {
        "/search/v1/blog", "/search/v1/cafearticle", "/search/v1/kin",
    }  # fmt: skip
    played.wire.calls_allowed = 0
    assert "midnight" in played.collect().problems[0].reason


def test_keys_of_the_other_host_are_explained(play: Callable, monkeypatch: pytest.MonkeyPatch) -> None:
    played = play("naver_search", 3)
    monkeypatch.setenv("VOC_NAVER_CLIENT_SECRET", "of-another-host")
    collected = played.collect()
    assert "`host: hub`" in collected.error
    assert "of-another-host" not in collected.error
    assert len(played.server.requests) == 1


def test_a_service_that_the_host_does_not_have_costs_only_itself(play: Callable) -> None:
    played = play("naver_search", 6)
    gone = json_reply({"error": {"errorCode": "300", "message": "Not Found", "details": "-"}}, 404)
    played.server.misbehave(lambda _: gone, on="/kin", times=9)
    collected = played.collect()
    assert (collected.error, collected.saved.n_new) == ("", 4)
    (problem,) = collected.problems
    assert problem.part == "kin '새벽장터'"
    assert "404 (300)" in problem.reason
    assert "`services`" in problem.reason


def test_a_query_that_is_refused_costs_only_itself(play: Callable) -> None:
    played = play("naver_search", 3)
    refused = json_reply({"errorMessage": "Incorrect query request (잘못된 쿼리요청입니다.)", "errorCode": "SE01"}, 400)
    played.server.misbehave(lambda _: refused, on="/blog", times=1)
    collected = played.collect()
    assert (collected.error, collected.saved.n_new) == ("", 2)
    assert "SE01" in collected.problems[0].reason
    assert played.collect().saved.n_new == 1


@pytest.mark.parametrize("content", [{"total": 3}, {"items": {"a": 1}}, ["items"]])
def test_results_of_another_form_are_told(content: object, play: Callable) -> None:
    played = play("naver_search", 3)
    played.server.misbehave(lambda _: json_reply(content), on="/blog", times=9)
    collected = played.collect()
    assert (collected.error, collected.saved.n_new) == ("", 2)
    assert "another form" in collected.problems[0].reason


def test_old_links_are_led_to_their_target_by_the_api_itself(play: Callable) -> None:
    played = play("naver_search", 1)
    target = link_of(voice(0))
    answer = played.wire.answer

    def with_redirects(request: Request) -> Reply:
        if request.path == "/l":
            headers = {"Location": target} if "AAAABUK" in request.query else {}
            return Reply(302 if headers else 404, b"", headers)
        reply = answer(request)
        return Reply(reply.status, reply.body.replace(target.encode(), f"http://openapi.naver.com/l?{token}".encode()))

    played.server.answer = with_redirects
    token = "AAAABUK="
    assert (played.collect().error, played.bodies()) == ("", played.wire.wanted())
    token = "BBBB"
    other = played.from_another_home("other")
    # Where it leads cannot be had: its own address stands for the post.
    assert (other.collect().error, list(other.stored())) == ("", ["https://openapi.naver.com/l?BBBB="])


def with_an_old_link(played: Any, reply: Reply) -> None:  # noqa: ANN401
    """Show post 0 under an old address that gives this answer."""
    answer = played.wire.answer
    target = link_of(voice(0)).encode()

    def answer_old(request: Request) -> Reply:
        if request.path == "/l":
            return reply
        shown = answer(request)
        return Reply(shown.status, shown.body.replace(target, b"http://openapi.naver.com/l?AAAA"))

    played.server.answer = answer_old


@pytest.mark.parametrize("status", [401, 403, 410])
def test_an_old_link_that_is_dead_ends_no_search(status: int, play: Callable) -> None:
    played = play("naver_search", 6)
    with_an_old_link(played, Reply(status, b"gone"))
    collected = played.collect()
    assert (collected.error, collected.problems, collected.saved.n_new) == ("", [], 6)
    assert "https://openapi.naver.com/l?AAAA=" in played.stored()


def test_an_old_link_that_fails_for_now_waits_among_the_rejects(play: Callable) -> None:
    played = play("naver_search", 6)
    with_an_old_link(played, Reply(503, b"later"))
    collected = played.collect()
    assert (collected.error, collected.saved.n_new, collected.saved.n_rejects) == ("", 5, 1)
    with_an_old_link(played, Reply(302, b"", {"Location": link_of(voice(0))}))
    assert played.collect().saved.n_new == 1
    assert played.bodies() == played.wire.wanted()


@pytest.mark.parametrize(
    "link",
    ["javascript:alert(1)", "ftp://blog.naver.com/a/1", "blog.naver.com/a/22345", "https://", "http://[", "/l",
     f"https://blog.example/{'가' * 2_000}"],
)  # fmt: skip
def test_a_link_that_leads_to_no_page_is_refused(link: str) -> None:
    with pytest.raises(RecordError, match="'link' leads to no page"):
        hit("blog", title="후기", link=link, description="좋아요")


def test_posts_of_the_day_that_is_not_over_wait_and_what_tells_no_date_does_not(play: Callable) -> None:
    played = play("naver_search")
    today = datetime(2026, 9, 14, 1, 0, tzinfo=UTC)
    for number in range(6):
        played.wire.add(Voice(number, f"두레찬 {number}", FIRST if number < 3 else today))
    midnight = datetime(2026, 9, 13, 15, 0, tzinfo=UTC)
    played.collect(Window(end=midnight))
    ids = played.wire.external_id
    assert set(played.stored()) == {ids(one) for one in played.wire.voices.values() if one.number != 3}
    played.wire.now += timedelta(days=1)
    played.collect(Window(end=midnight + timedelta(days=1)))
    assert played.bodies() == played.wire.wanted()


def test_days_with_more_than_a_page_of_posts_that_wait_are_no_circle(play: Callable) -> None:
    played = play("naver_search")
    played.write_sources(**BLOG_ONLY)
    for number in range(0, 750, 3):
        played.wire.add(Voice(number, f"두레찬 {number}", FIRST + timedelta(days=4 if number >= 60 else 0)))
    collected = played.collect(Window(end=datetime(2026, 9, 13, 15, 0, tzinfo=UTC)))
    assert (collected.problems, collected.saved.n_new) == ([], 20)


def test_what_was_written_before_the_first_day_is_left_out_and_ends_the_walk(play: Callable) -> None:
    played = play("naver_search")
    played.write_sources(**BLOG_ONLY, since="2026-09-12")
    for number in range(0, 900, 3):
        played.wire.add(Voice(number, f"두레찬 {number}", datetime(2026, 9, 8 + number // 180, 3, 0, tzinfo=UTC)))
    assert played.collect().saved.n_new == 60
    assert len(played.server.requests) == 2


def test_the_company_s_own_posts_are_left_out(play: Callable) -> None:
    played = play("naver_search", 6)
    played.write_sources(staff=[blogger(voice(0)), "Jangbogi_Maeul"])
    played.collect()
    wanted = [one for one in played.wire.voices.values() if one.number == 3 or service_of(one.number) == "kin"]
    assert played.bodies() == {played.wire.external_id(one): one.words for one in wanted}
    played.server.requests.clear()
    played.collect()
    assert len(played.server.requests) == 3


def test_a_result_that_is_gone_is_no_deletion(play: Callable) -> None:
    played = play("naver_search", 6)
    played.collect()
    before = played.stored()
    played.wire.voices.clear()
    collected = played.collect()
    assert (collected.saved.n_removed, collected.error) == (0, "")
    assert played.stored() == before


def test_no_blog_is_named_in_the_store(play: Callable) -> None:
    played = play("naver_search", 6)
    played.wire.is_strange = True
    played.collect()
    stored = b"".join(file.read_bytes() for file in (played.home / "store").glob("voc.db*"))
    assert str(number_of(voice(0))).encode() in stored
    assert b"solip_" not in stored


MEMORY_SEARCHES = [
    Search(service, query) for service in ("blog", "kin") for query in ("두레찬", "두레찬 환불", "밀키트")
]
IDS = st.lists(st.integers(0, 30).map(lambda number: f"naver_blog:a:{number}"), unique=True)
FOUND = st.lists(st.tuples(st.sampled_from(MEMORY_SEARCHES), IDS), max_size=8)


@given(FOUND)
def test_a_cursor_holds_all_that_is_remembered(found: list[tuple[Search, list[str]]]) -> None:
    memory = Memory("naver", NOW, NOW.date(), calls=7)
    for search, ids in found:
        memory.note(search, ids, NOW, NOW.date())
    cursor = memory.save(seen_days=30)
    again = Memory.load(cursor, MEMORY_SEARCHES)
    assert again == memory
    assert again.save(seen_days=30) == cursor
    assert "naver_blog" not in cursor.value
    for search, ids in found:
        assert all(again.knows(search, one) for one in ids)
        assert not any(again.knows(search._replace(query="다른 말"), one) for one in ids)


def test_what_nobody_meets_any_more_is_forgotten() -> None:
    search, other = MEMORY_SEARCHES[:2]
    memory = Memory("naver", NOW, NOW.date())
    memory.note(search, ["kin:1", "kin:2"], NOW, NOW.date())
    for search_again, ids, n_days in ((other, ["kin:2"], 20), (search, [], 35)):
        at = NOW + timedelta(days=n_days)
        memory.note(search_again, ids, at, at.date())
    memory = Memory.load(memory.save(seen_days=30), MEMORY_SEARCHES)
    assert (memory.knows(search, "kin:1"), memory.knows(search, "kin:2")) == (False, True)
    # Who met it again keeps it remembered for all.
    assert memory.is_others(other, "kin:2")


def test_what_a_search_did_not_look_for_is_not_forgotten() -> None:
    search, other = MEMORY_SEARCHES[:2]
    memory = Memory("naver", NOW, NOW.date())
    memory.note(search, ["kin:1"], NOW, NOW.date())
    memory.note(other, ["kin:2"], NOW, NOW.date())
    # Forty days later the first of the two is walked, and stops at what it knows.
    at = NOW + timedelta(days=40)
    memory.count_call(at.date())
    memory.keep(search, at.date())
    memory.note(search, [], at, at.date())
    memory = Memory.load(memory.save(seen_days=30), MEMORY_SEARCHES)
    assert (memory.knows(search, "kin:1"), memory.knows(other, "kin:2")) == (True, True)


def test_a_cursor_stays_small() -> None:
    search = MEMORY_SEARCHES[0]
    memory = Memory("naver", NOW, NOW.date())
    for day in range(30):
        memory.note(search, [f"kin:{day * 1000 + n}" for n in range(1000)], NOW, NOW.date())
    assert len(memory.save(seen_days=30).value) < 80_000
    assert memory.knows(search, "kin:29000")
    assert not memory.knows(search, "kin:0")


@pytest.mark.parametrize(
    "value", ["", "[]", "{}", '{"after": "c1"}', json.dumps({"since": 1, "calls": [], "searches": [], "posts": {}})]
)
def test_a_cursor_of_another_family_is_refused(value: str) -> None:
    with pytest.raises(SourceError, match="none of the Naver search's"):
        Memory.load(Cursor("naver", value), MEMORY_SEARCHES)
