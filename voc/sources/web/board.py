"""What boards have in common, whatever software runs them: a list, posts, comments, and how one finds one's way."""

from dataclasses import dataclass
from typing import Literal, Protocol

from bs4 import BeautifulSoup

from voc.sources.web.addresses import Software
from voc.sources.web.feeds import Feed


@dataclass(frozen=True, slots=True)
class Row:
    """A line of a list.

    Attributes
    ----------
    number : int
        Of the post; later posts have higher ones.
    written : str
        When, as the list shows it; often without a year.
    author : str
        Handle where the list gives one, else the nickname.
    state : str
        Notices are the site's own words, secret posts nobody else's business.
    """

    number: int
    url: str
    written: str = ""
    author: str = ""
    nickname: str = ""
    n_comments: int = 0
    state: Literal["open", "notice", "secret"] = "open"


@dataclass(frozen=True, slots=True)
class ListPage:
    """One page of a list, newest first, and whether there are more."""

    rows: tuple[Row, ...]
    has_more: bool


@dataclass(frozen=True, slots=True)
class Said:
    """What one person wrote: a post or a comment.

    Attributes
    ----------
    written, updated : str
        As shown, blank where not.
    state : str
        A removed one leaves its place, a hidden one is for others to read.
    """

    number: int
    body: str
    written: str
    author: str = ""
    nickname: str = ""
    title: str = ""
    tags: tuple[str, ...] = ()
    updated: str = ""
    is_snippet: bool = False
    state: Literal["said", "removed", "hidden"] = "said"


@dataclass(frozen=True, slots=True)
class PostPage:
    """The page of a post.

    Attributes
    ----------
    more : tuple of str
        Addresses of further pages of comments.
    """

    post: Said
    comments: tuple[Said, ...] = ()
    more: tuple[str, ...] = ()


class Dialect(Protocol):
    """How one kind of software spells its boards."""

    @property
    def software(self) -> Software:
        """Which software it is."""

    @property
    def has_feed_pages(self) -> bool:
        """Whether the feed goes back beyond its newest posts."""

    def list_url(self, board: str, page: int) -> str:
        """Return the address of a page of the list, from 1."""

    def feed_url(self, board: str, page: int) -> str:
        """Return the address of the feed; `page` counts where it has pages."""

    def post_url(self, board: str, number: int) -> str:
        """Return the address of a post."""

    def post_id(self, board: str, number: int) -> str:
        """Return the identity of a post, the same on every machine."""

    def number_of(self, board: str, url: str) -> int | None:
        """Return the number of the post behind an address; None for what is no post of the board."""

    def read_list(self, board: str, page: BeautifulSoup, *, url: str, at_page: int) -> ListPage | None:
        """Read a list; None where the page holds none."""

    def read_post(self, page: BeautifulSoup, *, url: str) -> PostPage | None:
        """Read a post, whose number is left at 0; None where the page holds none."""


def by_number(dialect: Dialect, board: str, feed: Feed) -> dict[int, Said]:
    """Return the posts of a feed by their numbers, others left out."""
    found: dict[int, Said] = {}
    for entry in feed.entries:
        number = dialect.number_of(board, entry.link or entry.id)
        if number is not None:
            found[number] = Said(
                number,
                entry.text,
                entry.published or entry.updated,
                author=entry.author,
                nickname=entry.author,
                title=entry.title,
                tags=entry.tags,
                updated=entry.updated if entry.published else "",
                is_snippet=entry.is_snippet,
            )
    return found
