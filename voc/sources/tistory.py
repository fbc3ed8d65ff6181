"""Tistory blogs: the feed that each offers, at an address of Tistory's or at one of its owner's."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from voc.config.families import TistorySettings
from voc.errors import RecordError
from voc.records import Cursor, Record, Window
from voc.sources.base import Page
from voc.sources.blog_feeds import Blog, BlogFeeds
from voc.sources.blogs import post_author, post_record
from voc.sources.surroundings import Surroundings
from voc.sources.web.addresses import PostAddress, identify
from voc.sources.web.feeds import Entry

_PROTECTED = re.compile(
    r"(?:이 글은 )?(?:보호되어 있는 글|보호글)입니다\.?(?: 내용을 보시려면 비밀번호를 입력하세요\.?)?"
)


@dataclass(frozen=True)
class TistorySource:
    """Posts of some blogs.

    The cursor holds when each feed was asked for and by what it is recognised while it does not change. The owner of a
    blog decides whether its feed gives whole posts, and how many.
    """

    settings: TistorySettings
    surroundings: Surroundings

    @property
    def name(self) -> str:
        """The source's name in sources.yaml."""
        return self.settings.name

    def fetch(self, window: Window, cursor: Cursor | None) -> Iterator[Page]:
        """Deliver the posts of each feed that has changed."""
        homes = enumerate(dict.fromkeys(self.settings.blogs), start=1)
        blogs = [Blog(one, f"{one}/rss", number) for number, one in homes]
        yield from BlogFeeds(self.settings, self.surroundings, blogs, self._record).fetch(window, cursor)

    def _record(self, entry: Entry) -> Record | None:
        if _PROTECTED.fullmatch(entry.text) or (not entry.text and _PROTECTED.fullmatch(entry.title)):
            return None
        address = _address(entry)
        return post_record(entry, address, post_author(address.id), self.settings)


def _address(entry: Entry) -> PostAddress:
    """Tell the post; its number, where id or link has one, for the words of an address can be changed."""
    given = [identify(one, software="tistory") for one in (entry.id, entry.link) if one]
    posts = [one for one in given if one.id.startswith("tistory:")]
    if not posts:
        raise RecordError("its address leads to no post")
    return next((one for one in posts if one.id.rpartition(":")[2].isdecimal()), posts[0])
