"""One post, several addresses, one identity."""

from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voc.dedupe import canonical_url
from voc.sources.web.addresses import PostAddress, Software, identify, is_redirect

SLUG = "보름달마켓-쿠폰-쓰는-법"


@pytest.mark.parametrize(
    ("expected", "kept", "addresses"),
    [
        (
            "naver_blog:solip_home:223456789012",
            "https://blog.naver.com/solip_home/223456789012",
            [
                "https://blog.naver.com/solip_home/223456789012",
                "http://blog.naver.com/solip_home/223456789012/",
                "https://m.blog.naver.com/solip_home/223456789012",
                "https://blog.naver.com/Solip_Home/223456789012?fromRss=true&trackingCode=rss",
                "https://blog.naver.com/PostView.naver?blogId=solip_home&logNo=223456789012&redirect=Dlog",
                "https://blog.naver.com/PostView.nhn?blogId=solip_home&amp;logNo=223456789012",
                "https://m.blog.naver.com/PostView.naver?blogId=solip_home&logNo=223456789012&navType=by",
                "http://blog.naver.com/solip_home?Redirect=Log&logNo=223456789012",
                "http://solip_home.blog.me/223456789012",
            ],
        ),
        (
            "naver_cafe:fakemoms:1234567",
            "https://cafe.naver.com/fakemoms/1234567",
            [
                "http://cafe.naver.com/fakemoms/1234567",
                "https://m.cafe.naver.com/FakeMoms/1234567?art=aW50",
                "https://cafe.naver.com/fakemoms/ArticleRead.nhn?articleid=1234567",
                "https://cafe.naver.com/fakemoms?iframe_url=/ArticleRead.nhn%3Fclubid=10000001%26articleid=1234567",
            ],
        ),
        (
            "naver_cafe:10000001:77",
            "https://cafe.naver.com/ca-fe/cafes/10000001/articles/77",
            [
                "https://cafe.naver.com/ArticleRead.nhn?clubid=10000001&page=1&articleid=77",
                "https://cafe.naver.com/ca-fe/cafes/10000001/articles/77?fromList=true",
                "https://m.cafe.naver.com/ca-fe/web/cafes/10000001/articles/77",
                "https://cafe.naver.com/f-e/cafes/10000001/articles/77",
            ],
        ),
        (
            "kin:470000001",
            "https://kin.naver.com/qna/detail.naver?dirId=80501&docId=470000001",
            [
                "https://kin.naver.com/qna/detail.naver?d1id=8&dirId=80501&docId=470000001&qb=x&enc=utf8&rank=1",
                "http://m.kin.naver.com/mobile/qna/detail.naver?dirId=80501&docId=470000001",
            ],
        ),
        (
            "tistory:gilog.tistory.com:88",
            "https://gilog.tistory.com/88",
            [
                "https://gilog.tistory.com/88",
                "https://gilog.tistory.com/m/88",
                "https://gilog.tistory.com/88?category=3#entry88comment",
            ],
        ),
        (
            f"tistory:gilog.tistory.com:{SLUG}",
            f"https://gilog.tistory.com/entry/{quote(SLUG)}",
            [
                f"https://gilog.tistory.com/entry/{SLUG}",
                f"https://gilog.tistory.com/entry/{quote(SLUG)}",
                f"https://gilog.tistory.com/m/entry/{quote(SLUG).lower()}",
            ],
        ),
        (
            "gnuboard:forum.example.kr:free:1042",
            "https://forum.example.kr/bbs/board.php?bo_table=free&wr_id=1042",
            [
                "https://forum.example.kr/bbs/board.php?bo_table=free&wr_id=1042",
                "https://forum.example.kr/bbs/board.php?bo_table=free&amp;wr_id=1042",
                "https://forum.example.kr/bbs/board.php?wr_id=1042&bo_table=free&page=3&sca=%EC%95%B1#c_1044",
            ],
        ),
        (
            "xe:forum2.example.kr:20418",
            "https://forum2.example.kr/index.php?mid=suggest&document_srl=20418",
            [
                "https://forum2.example.kr/index.php?mid=suggest&document_srl=20418",
                "https://forum2.example.kr/index.php?mid=suggest&page=2&document_srl=20418#comment_20420",
            ],
        ),
    ],
)
def test_all_addresses_of_a_post_are_one(expected: str, kept: str, addresses: list[str]) -> None:
    for address in addresses:
        assert identify(address).id == expected
        assert identify(address).url.removeprefix("http:").removeprefix("https:") == kept.removeprefix("https:")


@pytest.mark.parametrize(
    ("software", "address", "expected"),
    [
        ("gnuboard", "https://forum.example.kr/free/1042", "gnuboard:forum.example.kr:free:1042"),
        ("gnuboard", "https://www.forum.example.kr/g5/free/1042?page=2", "gnuboard:forum.example.kr:free:1042"),
        ("xe", "https://forum2.example.kr/suggest/20418#comment", "xe:forum2.example.kr:20418"),
        ("xe", "https://forum2.example.kr/20418", "xe:forum2.example.kr:20418"),
        ("xe", "https://forum2.example.kr/xe/?document_srl=20418", "xe:forum2.example.kr:20418"),
        ("tistory", "https://www.gilog.example/m/88", "tistory:gilog.example:88"),
        ("tistory", f"https://gilog.example/entry/{quote(SLUG)}", f"tistory:gilog.example:{SLUG}"),
        ("tistory", "https://gilog.example/notice/5", "tistory:gilog.example:notice/5"),
    ],
)
def test_addresses_that_tell_nothing_by_themselves_need_the_software(
    software: Software, address: str, expected: str
) -> None:
    assert identify(address, software=software).id == expected
    assert identify(address).id.startswith("https://") or "document_srl" in address


@pytest.mark.parametrize(
    "address",
    [
        "https://blog.naver.com/solip_home",
        "https://section.blog.naver.com/1/2",
        "https://cafe.naver.com/fakemoms",
        "https://kin.naver.com/qna/list.naver?dirId=8",
        "https://gilog.tistory.com/category/app",
        "https://forum.example.kr/bbs/board.php?bo_table=free",
    ],
)
def test_what_is_no_post_keeps_its_address(address: str) -> None:
    assert identify(address) == PostAddress(f"https://{canonical_url(address)}", address)


def test_other_sites_are_told_by_their_address_without_tracking() -> None:
    one = identify("http://www.review.example/item/9?utm_source=kakao&b=2&a=1#top")
    other = identify("https://m.review.example/item/9/?a=1&b=2")
    assert one.id == other.id == "https://review.example/item/9?a=1&b=2"
    assert one.url == "http://www.review.example/item/9?utm_source=kakao&b=2&a=1"


@pytest.mark.parametrize(
    "address", ["", "없음", "https://[bad/1", "http://blog.naver.com:x/a/1", "//", "mailto:a@b.kr"]
)
def test_odd_addresses_end_in_an_answer(address: str) -> None:
    assert isinstance(identify(address).id, str)
    assert not is_redirect(address)


def test_redirects_of_old_results_are_told() -> None:
    assert is_redirect("http://openapi.naver.com/l?AAACWLsQ7CIBRFv+Yxk")
    assert not is_redirect("https://openapi.naver.com/v1/search/blog.json?query=l")


@given(blog=st.from_regex(r"[a-z0-9_]{3,20}", fullmatch=True), number=st.integers(10_000, 999_999_999_999))
def test_the_kept_address_is_its_own_identity(blog: str, number: int) -> None:
    found = identify(f"https://m.blog.naver.com/{blog}/{number}?x=1")
    assert identify(found.url) == found
