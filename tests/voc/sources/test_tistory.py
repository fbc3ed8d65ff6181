"""Tistory: whole posts of the feed, custom domains, addresses with words instead of numbers, protected posts."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import quote

import pytest
from pydantic import ValidationError
from wire import NOW, Voice, voice
from wire.server import text_reply

from voc.config.families import TistorySettings
from voc.errors import RecordError
from voc.records import Record, Window
from voc.sources import Surroundings
from voc.sources.tistory import TistorySource
from voc.sources.web.feeds import Entry

SLUG = "새벽장터-쿠폰-쓰는-법"


ENTRY = Entry(
    id="",
    link="",
    title="쿠폰 쓰는 법",
    text="쿠폰은 장바구니에서 써요.",
    author="기록이",
    published="Thu, 10 Sep 2026 17:46:00 +0900",
    updated="",
    is_snippet=False,
    tags=("앱 후기",),
)


def make(**facts: object) -> Record | None:
    settings = TistorySettings(name="t", family="tistory", blogs=("https://gilog.tistory.com",))
    return TistorySource(settings, Surroundings(Path("/")))._record(replace(ENTRY, **facts))


def made(**facts: object) -> Record:
    record = make(**facts)
    assert record is not None
    return record


def test_a_post() -> None:
    record = made(id="https://gilog.tistory.com/88", link="https://gilog.tistory.com/88?category=3")
    assert (record.external_id, record.url) == ("tistory:gilog.tistory.com:88", "https://gilog.tistory.com/88")
    assert (record.title, record.body, record.completeness) == ("쿠폰 쓰는 법", "쿠폰은 장바구니에서 써요.", "full")
    assert record.created_at == datetime(2026, 9, 10, 8, 46, tzinfo=UTC)
    # Not the nickname, which anybody can take: the blog is who writes.
    assert (record.author_handle, record.tags, record.channel) == ("gilog", ("앱 후기",), "tistory")


@pytest.mark.parametrize(
    ("guid", "link", "identity"),
    [
        (
            "https://gilog.tistory.com/88",
            f"https://gilog.tistory.com/entry/{quote(SLUG)}",
            "tistory:gilog.tistory.com:88",
        ),
        (f"https://gilog.tistory.com/entry/{SLUG}", "http://gilog.tistory.com/m/88", "tistory:gilog.tistory.com:88"),
        (f"https://gilog.tistory.com/entry/{quote(SLUG)}", "", f"tistory:gilog.tistory.com:{SLUG}"),
        ("http://www.gilog.example/88", "https://gilog.example/88", "tistory:gilog.example:88"),
        ("", "https://gilog.example/88", "tistory:gilog.example:88"),
        ("tag:gilog,2026:88", "https://gilog.example/88", "tistory:gilog.example:88"),
    ],
)
def test_one_post_under_several_addresses_is_one(guid: str, link: str, identity: str) -> None:
    assert made(id=guid, link=link).external_id == identity


def test_a_blog_at_its_owner_s_address_goes_by_that() -> None:
    assert made(id="https://gilog.example/88").author_handle == "gilog.example"


@pytest.mark.parametrize("address", ["", "https://gilog.tistory.com/category/app", "https://gilog.tistory.com"])
def test_what_leads_to_no_post_is_set_aside(address: str) -> None:
    with pytest.raises(RecordError, match="leads to no post"):
        made(id=address, link=address)


@pytest.mark.parametrize(
    ("facts", "reason"),
    [({"title": "", "text": ""}, "neither a title nor words"), ({"published": "언젠가"}, "its date")],
)
def test_what_makes_no_record_is_set_aside(facts: dict[str, str], reason: str) -> None:
    with pytest.raises(RecordError, match=reason):
        made(id="https://gilog.tistory.com/88", **facts)


def test_a_summary_is_told() -> None:
    assert made(id="https://gilog.tistory.com/88", is_snippet=True).completeness == "snippet"


def test_what_was_paid_for_is_tagged_once() -> None:
    paid = made(
        id="https://gilog.tistory.com/88",
        text="소정의 원고료를 지급받아 작성한 글입니다.",
        tags=("체험단", "sponsored"),
    )
    assert paid.tags == ("체험단", "sponsored")
    assert made(id="https://gilog.tistory.com/88", tags=("협찬",)).tags == ("협찬", "sponsored")


@pytest.mark.parametrize(
    "text", ["보호되어 있는 글입니다.", "보호되어 있는 글입니다. 내용을 보시려면 비밀번호를 입력하세요."]
)
def test_protected_posts_are_left_out(text: str) -> None:
    assert make(id="https://gilog.tistory.com/88", text=text) is None


def test_a_customer_may_write_of_passwords() -> None:
    assert made(id="https://gilog.tistory.com/88", text="비밀번호를 입력하라고 자꾸 떠서 해지했어요").body


def test_a_post_without_a_date_counts_from_when_it_was_seen(play: Callable) -> None:
    played = play("tistory", 3)
    now = played.wire.now
    item = played.wire.item
    played.wire.item = lambda one: item(one).partition("<pubDate>")[0]
    collected = played.collect()
    assert (collected.problems, collected.saved.n_rejects) == ([], 0)
    played.wire.edit(0, "고쳐 쓴 글")
    assert played.collect().saved.n_revised == 1
    facts = [one for one in played.facts() if "고쳐 쓴 글" in one]
    assert f"{now.day}, 3, " in facts[0]
    assert "'seen'" in facts[0]


def test_a_blog_that_is_gone_costs_no_other(play: Callable) -> None:
    played = play("tistory", 6)
    played.wire.feeds["solip"] = text_reply("<html><body>404</body></html>", 404)
    collected = played.collect()
    assert [one.part.rpartition("/")[2] for one in collected.problems] == ["solip"]
    assert collected.saved.n_new == 4


def test_one_blog_under_two_addresses_is_collected_once(play: Callable) -> None:
    played = play("tistory", 6)
    blogs = [f"{played.server.url}/{one}" for one in ("gilog", "solip", "dalbit", "gilog/rss", "gilog")]
    played.write_sources(blogs=blogs)
    assert played.collect().saved.n_new == 6
    assert [request.path for request in played.server.requests].count("/gilog/rss") == 1


def test_an_empty_list_of_blogs_is_refused() -> None:
    with pytest.raises(ValidationError):
        TistorySettings(name="t", family="tistory", blogs=())


def test_posts_before_the_first_day_are_left_out_for_good(play: Callable) -> None:
    played = play("tistory", 6)
    played.write_sources(since="2026-09-11")
    assert (played.collect().n_rows, played.stored()) == (0, {})


def test_a_post_from_the_future_is_taken_as_seen_and_the_feed_rests(play: Callable) -> None:
    played = play("tistory", 4)
    played.wire.add(Voice(2, voice(2).words, datetime(2031, 5, 1, 3, 0, tzinfo=UTC)))
    assert played.collect(Window(end=NOW)).saved.n_new == 4
    played.server.requests.clear()
    assert played.collect(Window(end=NOW)).n_rows == 0
    feeds = [request for request in played.server.requests if request.path != "/robots.txt"]
    assert len(feeds) == len(played.wire.blogs)
    assert all("if-none-match" in request.headers for request in feeds)


def test_a_look_at_some_days_moves_no_cursor(play: Callable) -> None:
    played = play("tistory", 4)
    played.collect(Window(end=voice(1).at))
    before = played.cursor()
    assert played.collect(Window(start=voice(3).at)).saved.n_new == 1
    assert played.cursor() == before
    played.collect()
    assert played.bodies() == played.wire.wanted()
