"""Plays the feeds of Tistory blogs, which give whole posts."""

from html import escape
from typing import Any

from wire.blog_feed import FeedWire, pub_date
from wire.case import Voice
from wire.server import Reply, Request, text_reply


class TistoryWire(FeedWire):
    """Three blogs, all on this machine."""

    family = "tistory"
    listing = "/rss"
    blogs = ("gilog", "solip", "dalbit")

    def entry(self, url: str) -> dict[str, Any]:
        return {"family": "tistory", "blogs": [f"{url}/{one}" for one in self.blogs], "delay_s": 0}

    def external_id(self, one: Voice) -> str:
        return f"tistory:-.tistory.com:{10 + one.number}"

    def feed_path(self, blog: str) -> str:
        return f"/{blog}/rss"

    def item(self, one: Voice) -> str:
        link = f"https://{self.blog_of(one)}.tistory.com/{10 + one.number}"
        html = f'<p data-ke-size="size16">{escape(one.words)}</p><blockquote><p>남이 쓴 말</p></blockquote>'
        facts = (
            ""
            if self.is_strange
            else "<category>앱 후기</category><category>새벽장터</category><author>기록이</author>"
        )
        return (
            f"<title>새벽장터 이야기 &lt;{one.number}&gt;</title><link>{link}</link>{facts}"
            f'<description>{escape(html)}</description><guid isPermaLink="true">{link}</guid>'
            f"<comments>{link}#entry{10 + one.number}comment</comments>{pub_date(one.at)}"
        )

    def page(self, request: Request) -> Reply:
        return text_reply(f"<html><body>{escape(request.path)} 페이지를 찾을 수 없습니다</body></html>", 404)
