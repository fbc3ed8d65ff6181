"""One post under several addresses: its identity, and the address to keep."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal
from urllib.parse import SplitResult, parse_qsl, quote, unquote, urlsplit

from voc.dedupe import canonical_url

# Software whose addresses look the same on any host, so that somebody has to say so.
Software = Literal["tistory", "gnuboard", "xe"]

_NAVER_ID = r"(?P<id>[A-Za-z0-9_-]{2,40})"
_BLOG_PATH = re.compile(rf"/{_NAVER_ID}/(?P<no>\d{{5,15}})")
_BLOG_HOME = re.compile(rf"/{_NAVER_ID}")
_OLD_BLOG_HOST = re.compile(rf"{_NAVER_ID}\.blog\.me")
_CAFE_PATH = re.compile(rf"/{_NAVER_ID}/(?P<no>\d{{1,15}})")
_CAFE_NUMBERS = re.compile(r"/(?:ca-fe|f-e)/(?:web/)?cafes/(?P<id>\d{1,15})/articles/(?P<no>\d{1,15})")
_TISTORY_PATH = re.compile(r"(?:/m)?/(?P<no>\d{1,9}|(?:entry|notice|pages)/[^/]{1,500})")
_SHORT_GNUBOARD = re.compile(r"(?:/[^/]{1,80}){0,3}/(?P<table>[A-Za-z0-9_]{1,40})/(?P<no>\d{1,12})")
_SHORT_XE = re.compile(r"(?:/(?!category/|page/|tag/)[^/]{1,80}){0,4}/(?P<no>\d{1,12})")
_NUMBER = re.compile(r"\d{1,15}")


@dataclass(frozen=True, slots=True)
class PostAddress:
    """Which post an address leads to.

    Attributes
    ----------
    id : str
        The same for all addresses of a post, such as `naver_blog:dalbit_home/223456789012`.
    url : str
        The plainest address of it that still leads there.
    """

    id: str
    url: str


def identify(url: str, *, software: Software | None = None) -> PostAddress:
    """Tell the post behind an address.

    Naver's blogs, cafes and answers are known by their host, Tistory by its own, boards by the names in their query.
    Short addresses of a board and custom domains of Tistory look like any other, so `software` has to be given.

    Parameters
    ----------
    software : str or None
        What runs the site.

    Returns
    -------
    PostAddress
        Of what is none of these, the id is the address itself without marks of where a reader came from.

    Examples
    --------
    >>> identify("https://m.blog.naver.com/PostView.naver?blogId=dalbit_home&logNo=223456789012&fromRss=true")
    PostAddress(id='naver_blog:dalbit_home:223456789012', url='https://blog.naver.com/dalbit_home/223456789012')
    """
    plain = url.strip().replace("&amp;", "&")
    try:
        parts = urlsplit(plain)
        host = site_of(plain)
        query = {name.casefold(): value for name, value in parse_qsl(parts.query)}
    except ValueError:
        return PostAddress(plain, plain)
    known = _naver(parts, host, query) or _board(parts, host, query, software)
    if known is None and (software == "tistory" or host.endswith(".tistory.com")):
        known = _tistory(parts, host)
    address = parts._replace(fragment="").geturl()
    return known or PostAddress(f"https://{canonical_url(address)}", address)


def is_redirect(url: str) -> bool:
    """Tell whether an address only leads on to another: old results of the Naver search.

    Examples
    --------
    >>> is_redirect("http://openapi.naver.com/l?AAABUKw8"), is_redirect("https://blog.naver.com/dalbit_home/1")
    (True, False)
    """
    try:
        parts = urlsplit(url.strip())
        return (parts.hostname or "") == "openapi.naver.com" and parts.path.rstrip("/") == "/l"
    except ValueError:
        return False


def site_of(url: str) -> str:
    """Return the host of an address as it stands in identities: without port, `www.` and `m.`."""
    return (urlsplit(url).hostname or "").removeprefix("www.").removeprefix("m.")


def _naver(parts: SplitResult, host: str, query: Mapping[str, str]) -> PostAddress | None:
    if host == "blog.naver.com" or host.endswith(".blog.me"):
        return _naver_blog(parts, host, query)
    if host == "cafe.naver.com":
        return _naver_cafe(parts, query)
    if host == "kin.naver.com" and _NUMBER.fullmatch(query.get("docid", "")):
        directory = f"dirId={quote(query['dirid'])}&" if "dirid" in query else ""
        number = query["docid"]
        return PostAddress(f"kin:{number}", f"https://kin.naver.com/qna/detail.naver?{directory}docId={number}")
    return None


def _naver_blog(parts: SplitResult, host: str, query: Mapping[str, str]) -> PostAddress | None:
    path, home = _BLOG_PATH.fullmatch(parts.path.rstrip("/")), _BLOG_HOME.fullmatch(parts.path.rstrip("/"))
    old = _OLD_BLOG_HOST.fullmatch(host)
    number = query.get("logno", "")
    if path:
        blog, number = path["id"], path["no"]
    elif old:
        blog, number = old["id"], parts.path.strip("/")
    else:
        blog = query.get("blogid") or (home["id"] if home else "")
    if not blog or not _NUMBER.fullmatch(number):
        return None
    blog = blog.lower()
    return PostAddress(f"naver_blog:{blog}:{number}", f"https://blog.naver.com/{blog}/{number}")


def _naver_cafe(parts: SplitResult, query: Mapping[str, str]) -> PostAddress | None:
    inner = query.get("iframe_url") or query.get("iframe_url_utf8")
    if inner:
        inside = urlsplit(inner)
        query = {name.casefold(): value for name, value in parse_qsl(inside.query)}
    numbers, path = _CAFE_NUMBERS.fullmatch(parts.path), _CAFE_PATH.fullmatch(parts.path.rstrip("/"))
    if numbers:
        cafe, number = numbers["id"], numbers["no"]
        url = f"https://cafe.naver.com/ca-fe/cafes/{cafe}/articles/{number}"
    elif path:
        cafe, number = path["id"].lower(), path["no"]
        url = f"https://cafe.naver.com/{cafe}/{number}"
    else:
        home = _BLOG_HOME.fullmatch(re.sub(r"/ArticleRead\.\w{2,5}$", "", parts.path.rstrip("/")))
        cafe, number = (home["id"].lower() if home else query.get("clubid", "")), query.get("articleid", "")
        url = f"https://cafe.naver.com/{cafe}/{number}" if home else ""
        url = url or f"https://cafe.naver.com/ca-fe/cafes/{cafe}/articles/{number}"
    known = cafe and _NUMBER.fullmatch(number)
    return PostAddress(f"naver_cafe:{cafe}:{number}", url) if known else None


def _board(parts: SplitResult, host: str, query: Mapping[str, str], software: Software | None) -> PostAddress | None:
    table, number = query.get("bo_table", ""), query.get("wr_id", "")
    if table and _NUMBER.fullmatch(number):
        url = parts._replace(query=f"bo_table={quote(table)}&wr_id={number}", fragment="").geturl()
        return PostAddress(f"gnuboard:{host}:{table}:{number}", url)
    if _NUMBER.fullmatch(query.get("document_srl", "")):
        number = query["document_srl"]
        board = f"mid={quote(query['mid'])}&" if "mid" in query else ""
        url = parts._replace(query=f"{board}document_srl={number}", fragment="").geturl()
        return PostAddress(f"xe:{host}:{number}", url)
    path = parts.path.rstrip("/")
    short = parts._replace(path=path, query="", fragment="").geturl()
    if software == "gnuboard" and (match := _SHORT_GNUBOARD.fullmatch(path)):
        return PostAddress(f"gnuboard:{host}:{match['table']}:{match['no']}", short)
    if software == "xe" and (match := _SHORT_XE.fullmatch(path)):
        return PostAddress(f"xe:{host}:{match['no']}", short)
    return None


def _tistory(parts: SplitResult, host: str) -> PostAddress | None:
    match = _TISTORY_PATH.fullmatch(parts.path.rstrip("/"))
    if not match:
        return None
    place = unicodedata.normalize("NFC", unquote(match["no"]))
    url = parts._replace(path=f"/{quote(place)}", query="", fragment="").geturl()
    return PostAddress(f"tistory:{host}:{place.removeprefix('entry/')}", url)
