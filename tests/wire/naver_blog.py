"""Plays the feeds of Naver blogs, which cut every post, and the pages of the posts."""

from html import escape
from typing import Any

from wire.blog_feed import FeedWire, cdata, pub_date
from wire.case import Voice
from wire.server import Reply, Request, text_reply

FIRST_NO = 223_000_000_000
_MISSING = (
    "<html><head><title>네이버 블로그</title></head><body><script>alert('삭제되었거나 존재하지 않는 게시물입니다.');"
    "history.back();</script></body></html>"
)


class NaverBlogWire(FeedWire):
    """Two blogs.

    Attributes
    ----------
    bodies : dict of int to str
        HTML of a post's page, by the number of its voice.
    """

    family = "naver_blog"
    listing = ".xml"
    blogs = ("solip_home", "dal-bit")

    def __init__(self, n_voices: int = 0) -> None:
        self.bodies: dict[int, str] = {}
        super().__init__(n_voices)

    def entry(self, url: str) -> dict[str, Any]:
        return {"family": "naver_blog", "blogs": list(self.blogs), "feed_url": url, "post_url": url, "delay_s": 0}

    def external_id(self, one: Voice) -> str:
        # What is stored does not name the blog, for that names its author.
        return f"naver_blog:-:{FIRST_NO + one.number}"

    def feed_path(self, blog: str) -> str:
        return f"/{blog}.xml"

    def item(self, one: Voice) -> str:
        blog, number = self.blog_of(one), FIRST_NO + one.number
        link = f"https://blog.naver.com/{blog}/{number}"
        facts = (
            ""
            if self.is_strange
            else cdata("author", blog) + cdata("category", "장보기") + cdata("tag", "새벽장터,쿠폰")
        )
        return (
            f"{'' if self.is_strange else facts}{cdata('title', f'새벽장터 <{one.number}> & 쿠폰 이야기')}"
            f"{cdata('link', f'{link}?fromRss=true&trackingCode=rss')}<guid>{link}</guid>"
            f"{cdata('description', f'<img src=https://x.example/1.jpg>{escape(one.words)} .......')}{pub_date(one.at)}"
        )

    def page(self, request: Request) -> Reply:
        if request.path != "/PostView.naver":
            return text_reply("<html><body>페이지를 찾을 수 없습니다</body></html>", 404)
        number = int(request.query["logNo"]) - FIRST_NO
        if number in self.bodies:
            return text_reply(self.bodies[number])
        return text_reply(post_page(self.voices[number].words) if number in self.voices else _MISSING)


def post_page(words: str) -> str:
    """Make the page of a post as the newest editor does, with what is not its author's."""
    return f"""<!DOCTYPE html><html><head><title>솔잎의 집 : 네이버 블로그</title></head><body>
<div class="se-viewer"><div class="se-component se-documentTitle"><div class="se-module se-module-text se-title-text">
<p class="se-text-paragraph"><span>새벽장터 이야기</span></p></div>
<span class="se_publishDate">2026. 9. 10. 9:00</span></div>
<div class="se-main-container">
<div class="se-component se-text"><div class="se-module se-module-text">
<p class="se-text-paragraph"><span>{escape(words)}</span></p><p class="se-text-paragraph"><span>&#8203;</span></p>
<p class="se-text-paragraph"><span>그래서 다음 달엔 해지하려고요 ㅠㅠ</span></p></div></div>
<div class="se-component se-image"><div class="se-module se-module-image"><img src="https://x.example/2.jpg"></div>
<div class="se-module se-module-text se-caption"><p class="se-text-paragraph">문 앞 사진</p></div></div>
<div class="se-component se-oglink"><div class="se-module se-module-oglink"><a href="https://x.example"><strong
class="se-oglink-title">다른 글</strong></a></div></div>
<div class="se-component se-quotation"><blockquote><div class="se-module se-module-text se-quote"><p
class="se-text-paragraph">남이 쓴 말</p></div></blockquote></div>
<div class="se-component se-placesMap"><div class="se-module"><strong>새벽장터 본점</strong></div></div>
<div class="se-component se-sticker"><a><img src="https://img.example/s.png" alt="스티커"></a></div>
</div></div></body></html>"""
