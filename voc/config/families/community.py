"""Communities and blogs: Naver search, blog feeds, boards, any site by selectors."""

from typing import Annotated, Literal

from pydantic import Field

from voc.config.checks import Address, Encoding, EnvName, Key, Names, Text
from voc.config.families.base import NeededSecret, NetworkSettings
from voc.config.families.files import HtmlSelectors
from voc.records import Kind

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
    queries : tuple of str
        Search words; each is asked for by itself, newest first.
    seen_days : int
        How long links are remembered to tell new ones.
    calls_per_day : int
        All search calls of one client id share 25,000 a day.
    """

    family: Literal["naver_search"]
    channel: Key = "naver"
    host: Literal["developers", "hub"] = "developers"
    base_url: Address | None = None
    services: tuple[NaverService, ...] = ("blog", "cafearticle", "kin")
    queries: Names
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
        Blog ids.
    posts : bool
        Whether the whole post is read, where robots.txt allows it; else what the feed gives.
    """

    family: Literal["naver_blog"]
    channel: Key = "naver_blog"
    blogs: Names
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
    blogs: tuple[Address, ...]

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
        Whether posts are opened, for their whole text and what others wrote below.
    staff : tuple of str
        Nicknames that speak for the company or the site; what they write is left out.
    max_pages : int
        Pages of a list that are looked through at most.
    """

    address: Address
    boards: Names
    comments: bool = False
    staff: tuple[Text, ...] = ()
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
        Addresses of pages that list posts.
    link : str or None
        Selector of the link to a post on a list; None where the list holds the posts themselves.
    next : str or None
        Selector of the link to the next page of a list.
    html : HtmlSelectors
        Where things stand on the page of a post, or on the list.
    """

    family: Literal["site"]
    kind: Kind = "post"
    lists: tuple[Address, ...]
    link: Text | None = None
    next: Text | None = None
    html: HtmlSelectors
    encoding: Encoding | None = None
    max_pages: Pages = 20

    @property
    def addresses(self) -> tuple[str, ...]:
        """The lists; posts lie on the same hosts."""
        return self.lists
