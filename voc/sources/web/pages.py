"""Web pages to the words of their author: parsed, rid of what others put there, as clean text."""

import re
from collections.abc import Iterable

from bs4 import BeautifulSoup, Tag
from bs4.exceptions import ParserRejectedMarkup

from nlp.normalize import clean
from voc.errors import SourceError
from voc.sources.web.decoding import decode
from voc.tables.markup import MAX_DEPTH, MAX_PAGE, visible_text

# What stands inside a post and is not its author's word: quotes of others and signatures; the Naver editors' cards,
# maps, stickers and captions; the like of Tistory; files to load, buttons to share, menus and advertisements of boards.
_NOISE_NAMES = frozenset({"blockquote", "figcaption", "nav"})
_NOISE_IDS = frozenset({"bo_v_file", "bo_v_link", "bo_v_share"})
_NOISE_CLASSES = frozenset(
    {"adsbygoogle", "another_category", "bo_v_sign", "bo_v_sns", "btn_share", "comment_popup_menu",
     "container_postbtn", "document_popup_menu", "member_signature", "quote_box", "revenue_unit_wrap", "se-caption",
     "se-map", "se-oglink", "se-placesMap", "se-sticker", "se_map", "se_og_wrap", "se_sticker", "signature",
     "sns_share", "xe_quote"}
)  # fmt: skip
_SPACES = re.compile("[ \t\u3000]+")
_BREAKS = re.compile("\n{3,}")
_TAG = re.compile(r"<[A-Za-z/!]")
# Downlevel-revealed conditions of old browsers, and what stands around scripts in XHTML.
_SECTION = re.compile(r"<!\[(?:CDATA\[|[^\[\]<>]{0,200}\]>)?|\]\]>")


class PageError(SourceError):
    """A page cannot be read at all; the message says why, without its address."""


def parse_page(data: bytes, *, charset: str | None = None, encoding: str | None = None) -> BeautifulSoup:
    """Parse a page as it came over the network.

    Parameters
    ----------
    charset : str or None
        Of the HTTP header `Content-Type`.
    encoding : str or None
        What somebody who knows says it is written in.

    Raises
    ------
    PageError
        It is too large, nested too deeply, or no HTML.
    """
    if len(data) > MAX_PAGE:
        raise PageError(f"the page has {len(data) >> 20:,} MiB; at most {MAX_PAGE >> 20} MiB are read")
    return _parse(data.decode(encoding, "replace") if encoding else decode(data, charset=charset).text)


def html_text(html: str, *, remove: Iterable[str] = ()) -> str:
    r"""Read the author's words from a piece of HTML, such as the content of a feed's entry.

    Raises
    ------
    PageError
        It is nested too deeply, or no HTML.

    Examples
    --------
    >>> html_text("<p>배송이&nbsp;빨라요</p><blockquote>남의 말</blockquote><p>또 <b>살게요</b>&#8203;</p>")
    '배송이 빨라요\n\n또 살게요'
    """
    return author_text(_parse(html), remove=remove) if _TAG.search(html) or "&" in html else clean_text(html)


def author_text(root: Tag, *, remove: Iterable[str] = ()) -> str:
    """Read the author's words below an element, which loses the rest for good.

    Parameters
    ----------
    remove : iterable of str
        CSS selectors of what else is not the author's on this site.
    """
    strip_noise(root, remove=remove)
    return clean_text(visible_text(root))


def strip_noise(root: Tag, *, remove: Iterable[str] = ()) -> None:
    """Take out what is not the author's; what a browser would not show stays, and is never part of a text."""
    for unwanted in root.find_all(_is_noise):
        unwanted.extract()
    for selector in remove:
        for unwanted in root.select(selector):
            unwanted.extract()


def _is_noise(tag: Tag) -> bool:
    if tag.name in _NOISE_NAMES or tag.get("data-ke-type") == "opengraph" or tag.get("id") in _NOISE_IDS:
        return True
    return not _NOISE_CLASSES.isdisjoint(tag.get_attribute_list("class"))


def clean_text(text: str) -> str:
    r"""Bring text of a page into one form: NFC, plain spaces, nothing of zero width, at most one empty line.

    Examples
    --------
    >>> clean_text("\u1100\u1161\ufeff격이\xa0\u3000올랐\u200b어요  ㅠㅠ\n\u200b\n \n끝")
    '가격이 올랐어요 ㅠㅠ\n\n끝'
    """
    lines = (_SPACES.sub(" ", line).strip() for line in clean(text).text.split("\n"))
    return _BREAKS.sub("\n\n", "\n".join(lines)).strip()


def _parse(text: str) -> BeautifulSoup:
    try:
        page = BeautifulSoup(_without_open_ends(text), "html.parser")
    except (ParserRejectedMarkup, AssertionError, ValueError, RecursionError) as error:
        raise PageError("the page is no HTML that can be parsed") from error
    if _is_too_deep(page):
        raise PageError(f"the page is nested more than {MAX_DEPTH} deep")
    return page


def _without_open_ends(text: str) -> str:
    """Take the meaning from marks that nothing closes, all of which html.parser takes for text.

    It looks for the end of each up to the end of the page: 150 KB of `<a ` cost three minutes (Python 3.11.7).
    """
    text = _SECTION.sub("", text)
    last_comment = text.rfind("-->") + 1
    text = text[:last_comment] + text[last_comment:].replace("<!--", "")
    last_tag = text.rfind(">") + 1
    return text[:last_tag] + text[last_tag:].replace("<", "&lt;")


def _is_too_deep(page: BeautifulSoup) -> bool:
    level: list[Tag] = [page]
    for _ in range(MAX_DEPTH + 1):
        level = [child for tag in level for child in tag.contents if isinstance(child, Tag)]
        if not level:
            return False
    return True
