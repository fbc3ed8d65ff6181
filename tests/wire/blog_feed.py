"""Plays the feeds of blogs: RSS with an `ETag`, a robots.txt, and a first post from long ago."""

from abc import abstractmethod
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from hashlib import blake2b
from typing import Any, ClassVar

from voc.weeks import SEOUL
from wire.case import Voice, Wire
from wire.server import Reply, Request, text_reply

ROBOTS = "User-agent: *\nDisallow: /admin\n"
_LONG_AGO = datetime(2019, 3, 1, 3, 0, tzinfo=UTC)


class FeedWire(Wire):
    """The voices take turns as posts of a few blogs, newest first.

    Attributes
    ----------
    robots : str
        What robots.txt says.
    feeds : dict of str to Reply
        What a blog answers in place of its feed.
    feed_headers : dict of str to str
        Sent with every feed.
    every : timedelta
        By which the clock goes on with each feed, as nobody may ask for one twice in half an hour.
    """

    abilities = frozenset({"edit", "strange", "late"})
    blogs: ClassVar[tuple[str, ...]]

    def __init__(self, n_voices: int = 0) -> None:
        self.robots = ROBOTS
        self.feeds: dict[str, Reply] = {}
        self.feed_headers: dict[str, str] = {}
        self.every = timedelta(minutes=31)
        super().__init__(n_voices)

    def blog_of(self, one: Voice) -> str:
        return self.blogs[one.number % len(self.blogs)]

    def edit(self, number: int, words: str) -> None:
        self.voices[number] = Voice(number, words, self.voices[number].at)

    @abstractmethod
    def item(self, one: Voice) -> str:
        """Spell a post, without the marks around it."""

    @abstractmethod
    def feed_path(self, blog: str) -> str:
        """Return where a blog's feed lies."""

    @abstractmethod
    def page(self, request: Request) -> Reply:
        """Answer everything but robots.txt and feeds."""

    def answer(self, request: Request) -> Reply:
        if request.path == "/robots.txt":
            return text_reply(self.robots, kind="text/plain; charset=utf-8")
        blog = next((one for one in self.blogs if request.path == self.feed_path(one)), None)
        return self.page(request) if blog is None else self._feed(blog, request)

    def _feed(self, blog: str, request: Request) -> Reply:
        self.now += self.every
        if blog in self.feeds:
            return self.feeds[blog]
        text = self._rss(blog)
        mark = f'"{blake2b(text.encode(), digest_size=8).hexdigest()}"'
        headers: dict[str, Any] = {"ETag": mark, **self.feed_headers}
        if request.headers.get("if-none-match") == mark:
            return Reply(304, b"", headers)
        reply = text_reply(text, kind="text/xml; charset=UTF-8")
        reply.headers |= headers
        return reply

    def _rss(self, blog: str) -> str:
        posts = sorted((one for one in self.voices.values() if self.blog_of(one) == blog), key=lambda one: -one.number)
        first = Voice(self.blogs.index(blog) + 900, "블로그를 열었습니다", _LONG_AGO)
        items = [f"<item>{self.item(one)}</item>" for one in (*posts, first)]
        if self.is_strange and blog == self.blogs[0]:
            items.insert(1, "<item><title>무엇인지 모를 줄</title><link>https://section.blog.example/</link></item>")
        head = f"<title><![CDATA[{blog}의 기록]]></title><link>https://{blog}.example/</link><language>ko</language>"
        channel = f"<channel>{head}{''.join(items)}</channel>"
        return f'<?xml version="1.0" encoding="UTF-8"?>\n<rss version="2.0">{channel}</rss>'


def pub_date(at: datetime) -> str:
    return f"<pubDate>{format_datetime(at.astimezone(SEOUL))}</pubDate>"


def cdata(name: str, text: str) -> str:
    return f"<{name}><![CDATA[{text}]]></{name}>"
