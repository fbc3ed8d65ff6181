"""Naver blogs: the feed that each offers, and whole posts where robots.txt lets us read them."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from voc.config.families import NaverBlogSettings
from voc.errors import RecordError
from voc.records import Cursor, Record, Window
from voc.sources.answers import HttpError
from voc.sources.base import Page
from voc.sources.blog_feeds import Blog, BlogFeeds, Whole
from voc.sources.blogs import post_author, post_record, with_text
from voc.sources.naver_post import post_text
from voc.sources.surroundings import Surroundings
from voc.sources.web.addresses import identify
from voc.sources.web.consent import may_store
from voc.sources.web.feeds import Entry
from voc.sources.web.pages import PageError, parse_page
from voc.sources.web.polite import PoliteReader, charset_of
from voc.sources.web.refusals import ADVICE, page_refusal

_GONE = frozenset({404, 410})
_WITHHELD = frozenset({"members_only", "password"})
_NO_POST = "Its page has a form that is not known, so what the feed gives of it is kept. Please report this."


@dataclass(frozen=True)
class NaverBlogSource:
    """Posts of some blogs.

    The cursor holds when each feed was asked for and by what it is recognised while it does not change. A feed shows
    the latest 20 to 50 posts with the beginning of each; posts that leave it are kept.
    """

    settings: NaverBlogSettings
    surroundings: Surroundings

    @property
    def name(self) -> str:
        """The source's name in sources.yaml."""
        return self.settings.name

    def fetch(self, window: Window, cursor: Cursor | None) -> Iterator[Page]:
        """Deliver the posts of each feed that has changed."""
        names = enumerate(dict.fromkeys(self.settings.blogs), start=1)
        blogs = [Blog(one, f"{self.settings.feed_url}/{one}.xml", number) for number, one in names]
        read_post = self._read_post if self.settings.posts else None
        yield from BlogFeeds(self.settings, self.surroundings, blogs, self._record, read_post).fetch(window, cursor)

    def _record(self, entry: Entry) -> Record:
        addresses = [identify(one) for one in (entry.id, entry.link) if one]
        address = next((one for one in addresses if one.id.startswith("naver_blog:")), None)
        if address is None:
            raise RecordError("its address leads to no post of a blog")
        return post_record(entry, address, post_author(address.id), self.settings)

    def _read_post(self, polite: PoliteReader, record: Record) -> Whole:
        """Read the page inside the frame that the post's own address gives."""
        _, blog, number = record.external_id.split(":")
        url = f"{self.settings.post_url}/PostView.naver?blogId={blog}&logNo={number}"
        try:
            answer = polite.read(url)
        except HttpError as error:
            is_gone = error.status in _GONE
            return Whole(None if is_gone else record, is_gone, "" if is_gone else str(error), may_pass=True)
        try:
            page = parse_page(answer.content, charset=charset_of(answer))
        except PageError as error:
            return Whole(record, problem=f"{error}.")
        if not may_store(page, headers=answer.headers.get_list("x-robots-tag")):
            return Whole()
        text = post_text(page)
        if text is None:
            refusal = page_refusal(page)
            if refusal == "removed":
                return Whole(is_removed=True)
            return Whole() if refusal in _WITHHELD else Whole(record, problem=ADVICE[refusal] if refusal else _NO_POST)
        return Whole(replace(with_text(record, text), completeness="full") if text else record)
