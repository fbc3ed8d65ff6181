"""RSS and Atom to plain entries, as the feeds of Korean blogs and boards really are."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape, unescape

from voc.errors import SourceError
from voc.sources.web.decoding import decode
from voc.sources.web.entry_xml import BrokenEntryError, EntryText, Part, read_parts, split_entries
from voc.sources.web.pages import PageError, clean_text, html_text, parse_page
from voc.sources.web.refusals import Refusal, page_refusal, text_refusal

_ROOT = re.compile(r"<(?:atom:)?(?P<root>rss|feed|rdf:RDF)(?=[\s>])")
_ROOT_WITHIN = 4096
_TAG = re.compile(r"<[A-Za-z/!]")
_INLINE = re.compile(r"</?(?:b|strong|em|i|u|font|span|mark|br)(?:\s[^<>]{0,200})?/?>", re.IGNORECASE)
# Naver ends a cut text in seven points; an author's own are rarely more than four.
_CUT_POINTS = 5
_MORE = re.compile(r"(?:\[(?:…|\.{3})\]|(?:더\s?보기|read more|continue reading)\s?[>»→]*)$", re.IGNORECASE)
# Boards cut after some hundred characters and end in three points; a short text that does is its author's sigh.
_CUT_FROM = 100
_FULL = ("content:encoded", "content")
_SHORT = ("description", "summary")


class FeedError(SourceError):
    """What came is no feed.

    Attributes
    ----------
    refusal : str or None
        What the site said instead, where that is known.
    """

    def __init__(self, message: str, *, refusal: Refusal | None = None) -> None:
        super().__init__(message)
        self.refusal = refusal


@dataclass(frozen=True, slots=True)
class Entry:
    """One post of a feed.

    Attributes
    ----------
    id, link : str
        `guid` or Atom's `id`, and the address, each blank where missing.
    published, updated : str
        As written, blank where missing; an RSS entry's `dc:date` is when it was published.
    text : str
        The author's words, without markup and quotes.
    is_snippet : bool
        The text is cut, or only a summary was given.
    """

    id: str
    link: str
    title: str
    text: str
    author: str
    published: str
    updated: str
    is_snippet: bool
    tags: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Fault:
    """An entry that could not be read.

    Attributes
    ----------
    line : int
        Of the feed, from 1.
    """

    line: int
    reason: str


@dataclass(frozen=True, slots=True)
class Feed:
    """What a feed holds; a board without posts has none."""

    entries: tuple[Entry, ...]
    faults: tuple[Fault, ...] = ()


def read_feed(data: bytes, *, charset: str | None = None) -> Feed:
    """Read RSS 0.9 to 2.0 or Atom.

    Parameters
    ----------
    charset : str or None
        Of the HTTP header `Content-Type`.

    Raises
    ------
    FeedError
        It is a page, a plain text or nothing at all.
    """
    text = decode(data, charset=charset).text
    root = _ROOT.search(text[:_ROOT_WITHIN])
    if not root:
        raise _no_feed(data, text, charset)
    is_atom = root["root"] == "feed"
    read = [_read(one, is_atom=is_atom) for one in split_entries(text)]
    faults = [one for one in read if isinstance(one, Fault)]
    if not faults and f"</{root[0][1:]}" not in text:
        faults.append(Fault(text.count("\n") + 1, "the feed ends before its end"))
    return Feed(tuple(one for one in read if isinstance(one, Entry)), tuple(faults))


def _no_feed(data: bytes, text: str, charset: str | None) -> FeedError:
    if not text.strip("\ufeff \t\r\n"):
        return FeedError("the answer is empty, no feed")
    if not _TAG.search(text):
        return FeedError("the answer is a plain text, no feed", refusal=text_refusal(text))
    try:
        refusal = page_refusal(parse_page(data, charset=charset))
    except PageError:
        refusal = None
    return FeedError("the answer is a web page, no feed", refusal=refusal)


def _read(one: EntryText, *, is_atom: bool) -> Entry | Fault:
    if not one.is_whole:
        return Fault(one.line, "the entry is cut off")
    try:
        return _entry(read_parts(one.xml), is_atom=is_atom)
    except (BrokenEntryError, PageError) as error:
        return Fault(one.line, str(error))


def _entry(parts: Sequence[Part], *, is_atom: bool) -> Entry:
    content, is_summary = _content(parts, is_atom=is_atom)
    text = html_text(content)
    return Entry(
        id=_first(parts, "guid", "id"),
        link=_link(parts),
        title=_title(parts, is_atom=is_atom),
        text=text.rstrip(".").rstrip() if _is_pointed(text) else text,
        author=_author(parts),
        published=_first(parts, "pubdate", "published", "issued", "dc:date", "dcterms:created"),
        updated=_first(parts, "updated", "modified", "dcterms:modified"),
        is_snippet=is_summary or _is_cut(content, text),
        tags=_tags(parts),
    )


def _first(parts: Iterable[Part], *names: str) -> str:
    """Return the first text that is not blank, by order of names."""
    given = {part.name: part.text.strip() for part in reversed(list(parts)) if part.text.strip()}
    return next((given[name] for name in names if name in given), "")


def _link(parts: Iterable[Part]) -> str:
    for part in parts:
        if part.name == "link" and part.attributes.get("rel", "alternate") == "alternate":
            address = part.attributes.get("href") or part.text
            if address.strip():
                return _once_more(address)
    for part in parts:
        if part.name == "guid" and part.attributes.get("isPermaLink") != "false" and "://" in part.text:
            return _once_more(part.text)
    return ""


def _once_more(address: str) -> str:
    """Undo the second escape of gnuboard; other entities are none in an address, such as that of `&copy=2`."""
    return address.strip().replace("&amp;", "&")


def _title(parts: Iterable[Part], *, is_atom: bool) -> str:
    part = next((part for part in parts if part.name == "title"), None)
    if part is None:
        return ""
    if is_atom and part.attributes.get("type", "text") == "text":
        return _one_line(part.text)
    if is_atom:
        return _one_line(html_text(part.text))
    # RSS does not say whether a title is HTML: what can be an entity or a mark of emphasis is one, `<속보>` stays.
    return _one_line(unescape(_INLINE.sub("", part.text)))


def _one_line(text: str) -> str:
    return " ".join(clean_text(text).split())


def _author(parts: Sequence[Part]) -> str:
    for part in parts:
        if part.name == "author" and part.inner:
            return part.inner.get("name", "").strip()
    return _first(parts, "author", "dc:creator")


def _content(parts: Sequence[Part], *, is_atom: bool) -> tuple[str, bool]:
    """Return the fullest content as HTML, and whether it is given as a summary only."""
    given = {part.name: part for part in reversed(parts) if part.text.strip()}
    for name in (*_FULL, *_SHORT):
        if name in given:
            return _as_html(given[name], is_atom=is_atom), is_atom and name == "summary"
    return "", False


def _as_html(part: Part, *, is_atom: bool) -> str:
    is_plain = is_atom and part.attributes.get("type", "text") in {"text", "text/plain"}
    html = escape(part.text, quote=False) if is_plain else part.text
    # Text without a tag keeps its lines.
    return html if _TAG.search(html) else "<br>".join(html.strip().splitlines())


def _is_pointed(text: str) -> bool:
    return text.endswith("." * _CUT_POINTS)


def _is_cut(content: str, text: str) -> bool:
    if _is_pointed(text) or _MORE.search(text):
        return True
    return not _TAG.search(content) and len(text) >= _CUT_FROM and text.endswith(("...", "…"))


def _tags(parts: Iterable[Part]) -> tuple[str, ...]:
    given: list[str] = []
    for part in parts:
        if part.name == "category":
            given.append(part.attributes.get("label") or part.attributes.get("term") or part.text)
        elif part.name == "tag":
            # Naver's own element.
            given += part.text.split(",")
        elif part.name == "dc:subject":
            given.append(part.text)
    return tuple(dict.fromkeys(tag for one in given if (tag := _one_line(unescape(one)))))
