"""Results of the Naver search to records."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from html import unescape
from types import MappingProxyType
from urllib.parse import urlsplit

from voc.config.families import NaverSearchSettings
from voc.errors import RecordError
from voc.records import Kind, Record
from voc.sources.blogs import blog_name, post_author
from voc.sources.facts import Facts
from voc.sources.sponsored import SPONSORED, is_sponsored
from voc.sources.web.addresses import PostAddress, identify
from voc.sources.web.pages import clean_text
from voc.tables import ParsedDate, parse_date

BLOG, CAFE, KIN = "blog", "cafearticle", "kin"
_KINDS: Mapping[str, Kind] = MappingProxyType({BLOG: "post", CAFE: "post", KIN: "question"})
_HIT = re.compile(r"</?b>", re.IGNORECASE)
_LONGEST_LINK = 2_000
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9A-Fa-f]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")


@dataclass(frozen=True, slots=True)
class Result:
    """One hit.

    Attributes
    ----------
    id : str
        Of the post, the same under all of its addresses.
    written_at : datetime or None
        Aware, UTC; None where it is not told, and `record.created_at` is now.
    is_company : bool
        The company itself wrote it.
    """

    id: str
    record: Record
    written_at: datetime | None
    is_company: bool


def read_result(facts: Facts, link: str, service: str, settings: NaverSearchSettings, *, now: datetime) -> Result:
    """Make the record of a hit.

    Parameters
    ----------
    link : str
        Where it leads, redirects resolved.
    now : datetime
        Stands for the time of writing, which cafe articles and questions do not tell.

    Raises
    ------
    RecordError
        It holds no words, a date that is none, or a link that leads to no page.
    """
    address = _address(link, facts, service)
    title, body = " ".join(plain(facts.text("title")).split()), plain(facts.text("description"))
    if not title and not body:
        raise RecordError("neither 'title' nor 'description' holds a word")
    written = _written_at(facts, now)
    author = post_author(address.id, facts.text("bloggerlink")) if service == BLOG else None
    cafe = " ".join(plain(facts.text("cafename")).split())
    record = Record(
        source=settings.name,
        external_id=address.id,
        kind=_KINDS[service],
        channel=settings.channel,
        title=title or None,
        body=body,
        created_at=written.moment,
        created_precision=written.precision,
        tz_assumed=written.tz_assumed,
        author_handle=author,
        completeness="snippet",
        url=address.url,
        product=settings.product,
        tags=(*((cafe,) if cafe else ()), *((SPONSORED,) if is_sponsored(title, body) else ())),
    )
    places = {author or "", blog_name(facts.text("bloggerlink")), blog_name(facts.text("cafeurl"))}
    is_company = bool(places & {one.casefold() for one in settings.staff})
    return Result(address.id, record, None if written.precision == "seen" else written.moment, is_company)


def plain(text: str) -> str:
    """Take the marks of a hit out of a text and decode its entities, once.

    Examples
    --------
    >>> plain("<b>보름달마켓</b> 앱 &amp; 웹 &quot;환불&quot;, &lt;b&gt;는 그대로, R&D도")
    '보름달마켓 앱 & 웹 "환불", <b>는 그대로, R&D도'
    """
    return clean_text(_ENTITY.sub(lambda match: unescape(match[0]), _HIT.sub("", text)))


def _address(link: str, facts: Facts, service: str) -> PostAddress:
    """Tell the post; a cafe goes by its name, also where the link has its number."""
    if not _is_page(link):
        raise RecordError("'link' leads to no page of the web")
    address = identify(link)
    cafe = blog_name(facts.text("cafeurl"))
    if service == CAFE and cafe and address.id.startswith("naver_cafe:"):
        number = address.id.rpartition(":")[2]
        return PostAddress(f"naver_cafe:{cafe}:{number}", f"https://cafe.naver.com/{cafe}/{number}")
    return address


def _is_page(link: str) -> bool:
    if len(link) > _LONGEST_LINK:
        return False
    try:
        parts = urlsplit(link)
        return parts.scheme in {"http", "https"} and bool(parts.hostname)
    except ValueError:
        return False


def _written_at(facts: Facts, now: datetime) -> ParsedDate:
    given = facts.text("postdate").strip()
    if not given:
        return ParsedDate(now.astimezone(UTC), "seen", tz_assumed=False)
    try:
        return parse_date(given)
    except RecordError as error:
        raise RecordError(f"'postdate': {error.reason}") from error
