"""Pages to text: what the author wrote, all of it, and nothing else."""

import time
import unicodedata

import pytest
from hypothesis import given
from strategies import korean_text

from voc.sources.web.consent import may_store
from voc.sources.web.pages import PageError, author_text, clean_text, html_text, parse_page

NAVER_POST = """<!DOCTYPE html><html lang="ko"><head><title>솔잎의 기록</title><meta charset="utf-8"></head><body>
<div class="se-main-container">
 <div class="se-component se-text"><div class="se-module se-module-text">
  <p class="se-text-paragraph"><span>보름달마켓&nbsp;새벽배송을 한 달 썼어요.</span></p>
  <p class="se-text-paragraph"><span>&#8203;</span></p>
  <p class="se-text-paragraph"><span>근데 결제가 자꾸 튕겨서</span><span> 망설여져요 ㅠㅠ</span></p>
 </div></div>
 <div class="se-component se-image"><img src="/1.jpg" alt="상자"><div class="se-caption">상자 사진</div></div>
 <div class="se-component se-oglink"><a href="https://example.com"><strong>다른 글 제목</strong></a></div>
 <div class="se-component se-sticker"><a>스티커</a></div>
 <div class="se-component se-map"><strong>보름달마켓 본점</strong></div>
 <script>var tracking = "스크립트";</script>
</div></body></html>"""

BOARD_POST = """<article id="bo_v">
<div id="bo_v_con">쿠폰이 <b>안 먹어요</b>.<br>세 번 해 봤는데<br/>똑같아요 &lt;3.2 버전&gt;
 <blockquote>원글: 쿠폰 잘 돼요</blockquote><div class="xe_quote">인용한 말</div>
 <p style="display: none">숨은 광고</p></div>
<ul id="bo_v_share"><li>페이스북으로 공유</li></ul>
<div class="cmt_contents"><p>저도 안 돼요</p></div><textarea id="save_7" style="display:none">저도 안 돼요</textarea>
</article>"""


def test_the_words_of_a_blog_post_are_read_without_cards_and_stickers() -> None:
    page = parse_page(NAVER_POST.encode())
    body = page.select_one(".se-main-container")
    assert body is not None
    assert author_text(body) == "보름달마켓 새벽배송을 한 달 썼어요.\n\n근데 결제가 자꾸 튕겨서 망설여져요 ㅠㅠ"


def test_quotes_shares_and_repeats_of_a_board_are_left_out() -> None:
    assert html_text(BOARD_POST) == "쿠폰이 안 먹어요.\n세 번 해 봤는데\n똑같아요 <3.2 버전>\n\n저도 안 돼요"


def test_what_a_site_adds_by_itself_can_be_named() -> None:
    html = '<p>배터리가 금방 닳아요</p><p class="notice">본 게시판은 …</p><p id="ad">특가!</p>'
    assert html_text(html, remove=[".notice", "#ad"]) == "배터리가 금방 닳아요"


@pytest.mark.parametrize(
    ("html", "text"),
    [
        # Once, not twice.
        ("&amp;lt;b&amp;gt; 라고 떠요", "&lt;b&gt; 라고 떠요"),
        ("3만원 &lt; 5만원 &amp; 무료배송", "3만원 < 5만원 & 무료배송"),
        ("그냥 <3 이에요", "그냥 <3 이에요"),
        ("한 줄<br>두 줄<br />세 줄", "한 줄\n두 줄\n세 줄"),
        ("<ul><li>느림</li><li>비쌈</li></ul>", "느림\n\n비쌈"),
        ("<p>하나</p><p><br></p><p>&nbsp;</p><p>둘</p>", "하나\n\n둘"),
        ("🤦🏻\u200d♀️ 또 오류 <!-- 주석 --> 나네요 👍", "🤦🏻\u200d♀️ 또 오류 나네요 👍"),
        ("태그가 <b>닫히지 <i>않아도", "태그가 닫히지 않아도"),
        ("줄\n바꿈은 <b>HTML</b>에서\n빈칸", "줄 바꿈은 HTML에서 빈칸"),
        ("표지 없는\n글", "표지 없는\n글"),
        ("", ""),
    ],
)
def test_markup_becomes_what_a_reader_sees(html: str, text: str) -> None:
    assert html_text(html) == text


def test_text_is_composed_and_without_zero_width() -> None:
    decomposed = unicodedata.normalize("NFD", "환불이 안 돼요")
    assert html_text(f"<p>{decomposed}\u200b\ufeff\xad&#8203;</p>") == "환불이 안 돼요"
    assert clean_text("가격\u3000\xa0 인상 ㅋㅋㅋ ㅠㅠ") == "가격 인상 ㅋㅋㅋ ㅠㅠ"


@given(text=korean_text())
def test_clean_text_is_clean(text: str) -> None:
    once = clean_text(text)
    assert clean_text(once) == once
    assert not set(once) & set("\u200b\ufeff\xad\xa0\u3000\t\r")
    assert unicodedata.is_normalized("NFC", once)
    assert "\n\n\n" not in once


def test_an_old_board_in_cp949_is_read() -> None:
    page = '<html><head><meta http-equiv="Content-Type" content="text/html; charset=euc-kr"></head><p>똠양꿍 펲시</p>'
    assert author_text(parse_page(page.encode("cp949"), charset="ISO-8859-1")) == "똠양꿍 펲시"


def test_pages_that_cannot_be_read_say_so() -> None:
    with pytest.raises(PageError, match="nested more than 400 deep"):
        parse_page(b"<div>" * 401 + b"x")
    assert author_text(parse_page(b"<div>" * 400 + b"x")) == "x"
    with pytest.raises(PageError, match="17 MiB; at most 16 MiB"):
        parse_page(b" " * (17 << 20))


@pytest.mark.parametrize(
    "unit", ["<", "<a ", '<a x="', "<!--", "<!-- >", "<![CDATA[ >", "<![if >", "<? ", "</ ", "&", "<!DOCTYPE [>"]
)
def test_marks_that_nothing_closes_take_no_time(unit: str) -> None:
    """html.parser looks for the end of each up to the end of the page; 50,000 took it three minutes."""
    started = time.perf_counter()
    author_text(parse_page(unit.encode() * 50_000))
    assert time.perf_counter() - started < 15


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>하나</p><!-- 끝없는 <p>둘</p>", "하나\n끝없는\n둘"),
        ("<!-- 주석 --><p>하나</p><!--", "하나"),
        ("<p>하나</p><p>3만원 <b 5만원 <i", "하나\n\n3만원 <b 5만원 <i"),
        ("<![CDATA[글]]><![endif]><!--[if IE]>옛<![endif]--> 끝", "글 끝"),
        ("<script>//<![CDATA[\nvar a = '<p>';\n//]]></script><p>하나</p>", "하나"),
        ("", ""),
        ("\x00<p", "<p"),
    ],
)
def test_open_ends_cost_no_words(html: str, text: str) -> None:
    assert author_text(parse_page(html.encode())) == text


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("noindex", False),
        ("NOINDEX, FOLLOW", False),
        ("index,nosnippet", False),
        ("none", False),
        ("noarchive", False),
        ("max-snippet: 0", False),
        ("max-snippet:150", True),
        ("index, follow", True),
        ("nofollow", True),
    ],
)
def test_the_owner_decides_whether_words_are_kept(content: str, *, expected: bool) -> None:
    page = parse_page(f'<html><head><META NAME="Robots" CONTENT="{content}"></head></html>'.encode())
    assert may_store(page) is expected
    assert may_store(headers=[content]) is expected


def test_words_for_other_robots_do_not_concern_us() -> None:
    page = parse_page(b'<meta name="yeti" content="noindex"><meta name="description" content="noindex">')
    assert may_store(page, headers=["googlebot: noindex, nofollow", "unavailable_after: 25 Jun 2027 15:00:00 KST"])
    assert not may_store(parse_page(b'<meta name="malgwi" content="noindex">'))
    assert not may_store(headers=["googlebot: all", "malgwi: noindex"])
    assert may_store()
