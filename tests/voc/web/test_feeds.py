"""Feeds of Naver, Tistory, gnuboard and Rhymix, whole and broken."""

import time
from html import escape

import pytest
from hypothesis import given
from strategies import korean_text

from voc.sources.web.feeds import Entry, Fault, FeedError, read_feed
from voc.sources.web.pages import clean_text

HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'


def rss(*items: str) -> str:
    return (
        f'{HEAD}<rss xmlns:dc="http://purl.org/dc/elements/1.1/" version="2.0"><channel><title>마당</title>'
        f"<link>https://blog.example/</link>{''.join(f'<item>{item}</item>' for item in items)}</channel></rss>"
    )


def only(feed: str | bytes, charset: str | None = None) -> Entry:
    read = read_feed(feed.encode() if isinstance(feed, str) else feed, charset=charset)
    assert read.faults == ()
    (entry,) = read.entries
    return entry


def test_a_naver_feed() -> None:
    item = """<author><![CDATA[solip_home]]></author><category><![CDATA[장보기 앱]]></category>
    <title><![CDATA[보름달마켓 솔직 후기 & 아쉬운 점 <3]]></title>
    <link><![CDATA[https://blog.naver.com/solip_home/223456789012?fromRss=true&trackingCode=rss]]></link>
    <guid>https://blog.naver.com/solip_home/223456789012</guid>
    <description><![CDATA[<img src="/1.jpg">한 달 써 봤는데 포장은 좋아요. 그런데 .......]]></description>
    <pubDate>Sat, 23 May 2026 07:21:00 +0900</pubDate><tag><![CDATA[보름달마켓,장보기 앱, 배송비]]></tag>"""
    assert only(rss(item)) == Entry(
        id="https://blog.naver.com/solip_home/223456789012",
        link="https://blog.naver.com/solip_home/223456789012?fromRss=true&trackingCode=rss",
        title="보름달마켓 솔직 후기 & 아쉬운 점 <3",
        text="한 달 써 봤는데 포장은 좋아요. 그런데",
        author="solip_home",
        published="Sat, 23 May 2026 07:21:00 +0900",
        updated="",
        is_snippet=True,
        tags=("장보기 앱", "보름달마켓", "배송비"),
    )


def test_a_tistory_feed() -> None:
    item = """<title>쿠폰 &lt;두 장&gt; 쓰는 법</title><link>https://gilog.tistory.com/88</link>
    <description>&lt;p data-ke-size=&quot;size16&quot;&gt;쿠폰은 장바구니에서&amp;nbsp;써요.&lt;/p&gt;
    &lt;blockquote&gt;남의 말&lt;/blockquote&gt;&lt;p&gt;할인은 3 &amp;lt; 5 천원&lt;/p&gt;</description>
    <category>앱 후기</category><category>보름달마켓</category><author>기록이</author>
    <guid isPermaLink="true">https://gilog.tistory.com/88</guid><comments>https://gilog.tistory.com/88#c</comments>
    <pubDate>Thu, 21 May 2026 17:46:00 +0900</pubDate>"""
    entry = only(rss(item))
    assert entry.text == "쿠폰은 장바구니에서 써요.\n\n할인은 3 < 5 천원"
    assert entry.title == "쿠폰 <두 장> 쓰는 법"
    assert (entry.author, entry.tags, entry.is_snippet) == ("기록이", ("앱 후기", "보름달마켓"), False)


GNUBOARD = """<title>결제 &amp;amp; 환불 문의</title>
<link>https://forum.example.kr/bbs/board.php?bo_table=free&amp;amp;wr_id=1042</link>
<description><![CDATA[어제부터 <br/>카드 결제가 안 됩니다.]]></description>
<dc:creator>솔방울</dc:creator><dc:date>2026-05-23T07:21:00+09:00</dc:date>"""


def test_a_gnuboard_feed_has_no_guid_and_escapes_twice() -> None:
    entry = only(rss(GNUBOARD))
    assert entry.link == "https://forum.example.kr/bbs/board.php?bo_table=free&wr_id=1042"
    assert entry.title == "결제 & 환불 문의"
    assert entry.text == "어제부터\n카드 결제가 안 됩니다."
    assert (entry.id, entry.author, entry.published) == ("", "솔방울", "2026-05-23T07:21:00+09:00")


def test_a_fault_elsewhere_changes_no_entry() -> None:
    """feedparser reads gnuboard's links as `&ampwr_id=` once any part of the feed has a stray ampersand."""
    read = read_feed(
        rss("<title>커피 & 케이크</title><link>https://x.example/?a=1&b=2&copy=3</link>", GNUBOARD).encode()
    )
    assert read.faults == ()
    assert read.entries[0].title == "커피 & 케이크"
    assert read.entries[0].link == "https://x.example/?a=1&b=2&copy=3"
    assert read.entries[1] == only(rss(GNUBOARD))


ATOM = """<entry><title>장바구니 순서 &lt;고정&gt;</title>
<link rel="replies" type="text/html" href="https://forum2.example.kr/suggest/20418#comment"/>
<link rel="alternate" type="text/html" href="https://forum2.example.kr/suggest/20418"/>
<id>https://forum2.example.kr/suggest/20418</id>
<published>2026-05-23T07:21:00+09:00</published><updated>2026-05-23T08:40:00+09:00</updated>
<author><name>정렬요정</name><uri>https://forum2.example.kr/m/771</uri></author>
<summary type="text">담은 순서가 매번</summary>
<content type="html">&lt;p&gt;담은 순서가 매번 바뀌어요.&lt;/p&gt;</content>
<category term="장바구니"/><category term="장바구니"/></entry>"""


def atom(*entries: str) -> str:
    return f'{HEAD}<feed xmlns="http://www.w3.org/2005/Atom"><title>건의</title>{"".join(entries)}</feed>'


def test_a_rhymix_feed() -> None:
    assert only(atom(ATOM)) == Entry(
        id="https://forum2.example.kr/suggest/20418",
        link="https://forum2.example.kr/suggest/20418",
        title="장바구니 순서 <고정>",
        text="담은 순서가 매번 바뀌어요.",
        author="정렬요정",
        published="2026-05-23T07:21:00+09:00",
        updated="2026-05-23T08:40:00+09:00",
        is_snippet=False,
        tags=("장바구니",),
    )


def test_atom_says_what_is_markup_and_what_is_not() -> None:
    plain = '<entry><title>a</title><content type="text">1 &lt;b&gt; 2\n다음 줄 &amp;amp;</content></entry>'
    assert only(atom(plain)).text == "1 <b> 2\n다음 줄 &amp;"
    nested = (
        '<entry><title type="html">&lt;b&gt;굵게&lt;/b&gt; &amp;amp; 얇게</title><content type="xhtml">'
        '<div xmlns="http://www.w3.org/1999/xhtml"><p>하나 &lt; 둘</p><p>셋<br/>넷</p></div></content></entry>'
    )
    entry = only(atom(nested))
    assert (entry.title, entry.text) == ("굵게 & 얇게", "하나 < 둘\n\n셋\n넷")
    assert only(atom("<entry><summary>앞부분만</summary></entry>")).is_snippet


def test_prefixes_need_no_declaration() -> None:
    content = "<description>요약</description><content:encoded>&lt;p&gt;전체&lt;/p&gt;</content:encoded>"
    names = (
        "<media:title>사진</media:title><title>글</title><itunes:author>남</itunes:author><dc:creator>나</dc:creator>"
    )
    entry = only(rss(names + content))
    assert (entry.title, entry.text, entry.author, entry.is_snippet) == ("글", "전체", "나", False)


@pytest.mark.parametrize(
    ("description", "text", "is_snippet"),
    [
        ("배송이 느려서 .......", "배송이 느려서", True),
        ("너무 느려요...", "너무 느려요...", False),
        ("느려요 ㅠㅠ....", "느려요 ㅠㅠ....", False),
        ("포장 얘기 " * 30 + "그리고...", ("포장 얘기 " * 30 + "그리고..."), True),
        ("&lt;p&gt;" + "포장 얘기 " * 30 + "그리고...&lt;/p&gt;", ("포장 얘기 " * 30 + "그리고..."), False),
        ("&lt;p&gt;첫 문단 [&amp;hellip;]&lt;/p&gt;", "첫 문단 […]", True),
        ("첫 줄\n둘째 줄", "첫 줄\n둘째 줄", False),
        ("", "", False),
    ],
)
def test_a_cut_text_is_told_from_a_sigh(description: str, text: str, *, is_snippet: bool) -> None:
    entry = only(rss(f"<description>{description}</description>"))
    assert (entry.text, entry.is_snippet) == (text, is_snippet)


def test_faults_cost_one_entry_and_are_told() -> None:
    read = read_feed(
        rss("<title>하나</title>", "<title>둘<b></title>", "<title>셋</title>").replace("<item>", "\n<item>").encode()
    )
    assert [entry.title for entry in read.entries] == ["하나", "셋"]
    assert read.faults == (Fault(4, "mismatched tag"),)


@pytest.mark.parametrize(
    ("raw", "read"),
    [
        ("연휴\x0b 배송\x00", "연휴 배송"),
        ("&#11;느려요&#x1F;&#0;", "느려요"),
        ("하트 &hearts; &nbsp;&middot; &unknown;", "하트 ♥ · &unknown;"),
        ("이모지 &#128512; &#x1F64F;", "이모지 😀 🙏"),
        ("A&B &; &# &#x; &#99999999; &#xFFFFFFF;", "A&B &; &# &#x;"),
        ("마음 <3 그리고 </ <속보>", "마음 <3 그리고 </ <속보>"),
        ("<![CDATA[Q&A <가격> \x08 끝]]> 뒤 & 말", "Q&A <가격> 끝 뒤 & 말"),
    ],
)
def test_stray_marks_are_text(raw: str, read: str) -> None:
    assert only(rss(f"<title>{raw}</title>")).title == read


def test_what_only_looks_like_an_entry_is_text() -> None:
    item = "<title>끝</title><description><![CDATA[코드 </item><item> 예시]]></description><!-- <item> -->"
    assert only(rss(item)).title == "끝"
    assert only(rss("<itemized>아님</itemized><title>글</title>")).title == "글"


def test_half_an_entry_is_not_read() -> None:
    whole = rss("<title>하나</title>", "<title>둘</title><description>긴 글의 앞부분과 뒷부분</description>")
    for last in ("앞부분", "<description>", "</description>", "</description></ite"):
        read = read_feed(whole[: whole.index(last) + len(last)].encode())
        assert [entry.title for entry in read.entries] == ["하나"]
        assert [fault.reason for fault in read.faults] == ["the entry is cut off"]


def test_a_feed_without_its_end_is_told() -> None:
    feed = rss("<title>하나</title>").removesuffix("</channel></rss>")
    read = read_feed(feed.encode())
    assert [entry.title for entry in read.entries] == ["하나"]
    assert [fault.reason for fault in read.faults] == ["the feed ends before its end"]


@pytest.mark.parametrize("declared", ["euc-kr", "ks_c_5601-1987", "x-windows-949", "utf-8"])
def test_old_feeds_in_cp949_are_read_whatever_they_declare(declared: str) -> None:
    feed = rss("<title>똠양꿍 펲시 배송</title>").replace("UTF-8", declared)
    assert only(feed.encode("cp949")).title == "똠양꿍 펲시 배송"
    assert only(feed.encode("cp949"), charset="euc-kr").title == "똠양꿍 펲시 배송"


def test_an_empty_board_is_no_error() -> None:
    read = read_feed(rss().encode())
    assert (read.entries, read.faults) == ((), ())


@pytest.mark.parametrize(
    ("answer", "message", "refusal"),
    [
        ("", "the answer is empty", None),
        (" \n", "the answer is empty", None),
        ("존재하지 않는 게시판입니다.", "a plain text", "no_board"),
        ("비회원 읽기가 가능한 게시판만 RSS 지원합니다.", "a plain text", "members_only"),
        ("RSS 보기가 금지되어 있습니다.", "a plain text", "feed_off"),
        ("무언가 다른 말", "a plain text", None),
        ("<!DOCTYPE html><html><body>시스템 점검 중입니다</body></html>", "a web page", "maintenance"),
        ("<html><script>alert('존재하지 않는 게시판입니다.');</script></html>", "a web page", "no_board"),
        ('{"error": "not found"}', "a plain text", None),
    ],
)
def test_a_refusal_is_told_from_a_feed(answer: str, message: str, refusal: str | None) -> None:
    for encoding in ("utf-8", "cp949"):
        with pytest.raises(FeedError, match=message) as caught:
            read_feed(answer.encode(encoding))
        assert caught.value.refusal == refusal


def test_entity_bombs_are_harmless() -> None:
    entities = "".join(f'<!ENTITY e{i} "{f"&e{i - 1};" * 10}">' for i in range(1, 12))
    bomb = f'<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY e0 "{"x" * 100}">{entities}]>'
    file = '<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY e11 SYSTEM "file:///etc/hostname">]>'
    for head in (bomb, file):
        feed = rss("<title>앞 &e11; 뒤</title>").replace(HEAD, head)
        started = time.perf_counter()
        assert only(feed).title == "앞 &e11; 뒤"
        assert time.perf_counter() - started < 1


@pytest.mark.parametrize(
    "item",
    [
        "<a>" * 100_000,
        "<description>" + "." * 300_000 + "x</description>",
        "<description>" + "&" * 300_000 + "</description>",
        "<description>" + "<" * 300_000 + "</description>",
        "<description>" + "<![CDATA[" * 50_000 + "</description>",
        "<!--" * 100_000,
        "</item><item>" * 20_000,
        "<description>" + "&lt;p&gt;" * 20_000 + "</description>",
    ],
    ids=range(8),
)
def test_hostile_feeds_take_no_time(item: str) -> None:
    started = time.perf_counter()
    read_feed(rss(item).encode())
    assert time.perf_counter() - started < 10


@given(title=korean_text(), body=korean_text())
def test_any_text_comes_back(title: str, body: str) -> None:
    plain = [clean_text(text.encode("utf-8", "ignore").decode()) for text in (title, body)]
    entry = only(
        atom(f'<entry><title>{escape(plain[0])}</title><content type="text">{escape(plain[1])}</content></entry>')
    )
    assert entry.title == " ".join(plain[0].split())
    assert entry.text.rstrip(".").split() == plain[1].rstrip(".").split()
