"""Communities and blogs: Naver search, blog feeds, boards, any site by selectors."""

import re
from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from voc.config.checks import Address, Encoding, EnvName, Key, Names, Text
from voc.config.families.base import NeededSecret, NetworkSettings
from voc.config.families.files import HtmlSelectors
from voc.records import Kind

_BLOG_ID = re.compile(r"(?:(?:https?://)?(?:m\.)?blog\.naver\.com/)?([a-z0-9_-]{2,40})/?", re.IGNORECASE)


def _check_blog_id(value: str) -> str:
    match = _BLOG_ID.fullmatch(value)
    if not match:
        raise ValueError("is no blog id; expected what follows blog.naver.com/ in its address, such as solip_home")
    return match[1].lower()


def _to_blog_home(value: str) -> str:
    return value.removesuffix("/rss")


BlogIds = Annotated[Names, AfterValidator(lambda ids: tuple(map(_check_blog_id, ids)))]
BlogAddress = Annotated[Address, AfterValidator(_to_blog_home)]
Pages = Annotated[int, Field(ge=1, le=1_000)]
Delay = Annotated[float, Field(ge=0, le=600)]
NaverService = Literal["blog", "cafearticle", "kin"]


class NaverSearchSettings(NetworkSettings):
    """What the Naver search API finds: snippets of blog posts, cafe articles and questions.

    Attributes
    ----------
    host : str
        `developers` for keys of Naver Developers, `hub` for those of NAVER API HUB.
    base_url : str or None
        Another address than the host's own.
    services : tuple of str
        Blog posts, cafe articles, questions of 지식iN; only the first tell when they were written.
    queries : tuple of str
        Search words; each is asked for by itself, newest first.
    staff : tuple of str
        Blogs and cafes of the company, by the name in their address or their host; what stands there is left out.
    seen_days : int
        How long a post that no search meets any more is remembered.
    calls_per_day : int
        All search calls of one client id share 25,000 a day.
    """

    family: Literal["naver_search"]
    channel: Key = "naver"
    host: Literal["developers", "hub"] = "developers"
    base_url: Address | None = None
    services: Annotated[tuple[NaverService, ...], Field(min_length=1)] = ("blog", "cafearticle", "kin")
    queries: Names
    staff: tuple[Text, ...] = ()
    client_id_env: EnvName = "VOC_NAVER_CLIENT_ID"
    client_secret_env: EnvName = "VOC_NAVER_CLIENT_SECRET"
    seen_days: Annotated[int, Field(ge=1, le=365)] = 30
    calls_per_day: Annotated[int, Field(ge=1, le=25_000)] = 20_000
    requests_per_second: Annotated[float, Field(gt=0, le=10_000)] = 5.0

    @property
    def address(self) -> str:
        """Where the API lies, with the path before the service's name."""
        known = {
            "developers": "https://openapi.naver.com/v1/search",
            "hub": "https://naverapihub.apigw.ntruss.com/search/v1",
        }
        return self.base_url or known[self.host]

    @property
    def addresses(self) -> tuple[str, ...]:
        """The API."""
        return (self.address,)

    @property
    def secrets(self) -> tuple[NeededSecret, ...]:
        """Id and secret of an application."""
        where = (
            "NAVER Cloud console > NAVER API HUB > Application, with Search switched on"
            if self.host == "hub"
            else "developers.naver.com > Application (existing keys; they end on 2027-06-30), with 검색 switched on"
        )
        return (
            NeededSecret(self.client_id_env, "client id", where),
            NeededSecret(self.client_secret_env, "client secret", where),
        )


class WebSettings(NetworkSettings):
    """Public pages and feeds, read politely.

    Attributes
    ----------
    delay_s : float
        Seconds between requests to one host; robots.txt may ask for more.
    """

    channel: Key = "community"
    delay_s: Delay = 3.0


class NaverBlogSettings(WebSettings):
    """Feeds of Naver blogs.

    Attributes
    ----------
    blogs : tuple of str
        Blog ids, or the addresses that end in them.
    posts : bool
        Whether the whole post is read, where robots.txt allows it; else what the feed gives.
    """

    family: Literal["naver_blog"]
    channel: Key = "naver_blog"
    blogs: BlogIds
    posts: bool = False
    feed_url: Address = "https://rss.blog.naver.com"
    post_url: Address = "https://blog.naver.com"

    @property
    def addresses(self) -> tuple[str, ...]:
        """Feeds and posts."""
        return (self.feed_url, self.post_url)


class TistorySettings(WebSettings):
    """Feeds of Tistory blogs.

    Attributes
    ----------
    blogs : tuple of str
        Their addresses, custom domains too.
    """

    family: Literal["tistory"]
    channel: Key = "tistory"
    blogs: Annotated[tuple[BlogAddress, ...], Field(min_length=1)]

    @property
    def addresses(self) -> tuple[str, ...]:
        """The blogs."""
        return self.blogs


class BoardSettings(WebSettings):
    """Boards of one site.

    Attributes
    ----------
    address : str
        Of the site, up to where its boards begin.
    boards : tuple of str
        Their short names, as in the address of each.
    comments : bool
        Whether every new post is opened, for what others wrote below; else only posts that the feed no longer holds.
    staff : tuple of str
        Nicknames that speak for the company or the site; what they write is left out.
    reread_days : int
        How far back each run looks through the lists for edits, new comments and removals; 0 looks at the first page.
    max_pages : int
        Pages of a list that one run looks through at most.
    """

    address: Address
    boards: Names
    comments: bool = False
    staff: tuple[Text, ...] = ("최고관리자", "관리자", "운영자")
    reread_days: Annotated[int, Field(ge=0, le=90)] = 3
    max_pages: Pages = 20

    @property
    def addresses(self) -> tuple[str, ...]:
        """The site."""
        return (self.address,)


class GnuboardSettings(BoardSettings):
    """Boards of gnuboard5 (그누보드5); `address` is where `board.php` lies, such as `https://forum.example.kr/bbs`."""

    family: Literal["gnuboard"]


class XeSettings(BoardSettings):
    """Boards of XE or Rhymix."""

    family: Literal["xe"]


class SiteSettings(WebSettings):
    """Any site, by selectors.

    Attributes
    ----------
    lists : tuple of str
        Addresses of pages that list posts, newest first.
    link : str or None
        Selector of the link to a post on a list; None where the list holds the posts themselves.
    next : str or None
        Selector of the link to the next page of a list; None reads the first page only.
    html : HtmlSelectors
        Where things stand on the page of a post, or on the list. On the page of a post, the first item is the post and
        further ones are comments.
    ignore : tuple of str
        Names in the query of an address that do not tell posts apart, such as the page of the list one came from.
    reread_pages : int
        Pages of a list that each run looks through for edits and removals, even where all on them is known.
    max_pages : int
        Pages of a list that one run looks through at most; the first run reads all posts on them.
    """

    family: Literal["site"]
    kind: Kind = "post"
    lists: Annotated[tuple[Address, ...], Field(min_length=1)]
    link: Text | None = None
    next: Text | None = None
    html: HtmlSelectors
    ignore: tuple[Text, ...] = ("page", "cpage", "sca", "sfl", "stx", "sst", "sod", "spt")
    encoding: Encoding | None = None
    reread_pages: Pages = 2
    max_pages: Pages = 20

    @property
    def addresses(self) -> tuple[str, ...]:
        """The lists; posts lie on the same hosts."""
        return self.lists
