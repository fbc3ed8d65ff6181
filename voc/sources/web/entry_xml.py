"""The entries of a feed as XML, each taken apart by itself so that a fault in one costs no other.

Whole-feed parsers were tried and put aside: a strict one gives up the rest of a feed at the first stray `&`, and
feedparser 6.0.14 then changes to loose rules under which `&amp;amp;wr_id=7`, as gnuboard writes its links, becomes
`&ampwr_id=7`; it also hands out the last entry of a feed that was cut off in its middle.
"""

import re
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from html import escape
from html.entities import html5
from xml.parsers import expat

_CDATA, _CDATA_END = "<![CDATA[", "]]>"
_MARK = re.compile(r"<!\[CDATA\[|<!--|<(?P<close>/?)(?:atom:)?(?:item|entry)(?=[\s/>])")
# Not allowed in XML 1.0, escaped or not.
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_AMPERSAND = re.compile(
    r"&(?:#(?P<decimal>\d{1,9});|#[xX](?P<hex>[0-9A-Fa-f]{1,8});|(?P<name>[A-Za-z][A-Za-z0-9]{1,31});)?"
)
_STRAY_LESS = re.compile(r"<(?!/?[A-Za-z_]|!--|!\[CDATA\[)")
_XML_NAMES = frozenset({"amp", "lt", "gt", "quot", "apos"})


class BrokenEntryError(ValueError):
    """An entry is no XML even after repair."""


@dataclass(frozen=True, slots=True)
class EntryText:
    """One entry as it stands in the feed.

    Attributes
    ----------
    line : int
        Where it begins, from 1.
    is_whole : bool
        Whether its end is there; half an entry is not read, for half a text would pass for a whole one.
    """

    line: int
    xml: str
    is_whole: bool


@dataclass(frozen=True, slots=True)
class Part:
    """A child of an entry.

    Attributes
    ----------
    name : str
        In lower case, with its prefix but for `atom:`.
    text : str
        With the markup inside spelled out.
    inner : mapping of str to str
        Texts of its own children by name.
    """

    name: str
    attributes: Mapping[str, str]
    text: str
    inner: Mapping[str, str] = field(default_factory=dict)


def split_entries(feed: str) -> Iterator[EntryText]:
    """Find the entries of a feed, passing over what only looks like one inside CDATA and comments."""
    start, at, line, counted = -1, 0, 1, 0
    while match := _MARK.search(feed, at):
        if match["close"] is None:
            ending = _CDATA_END if match[0] == _CDATA else "-->"
            end = feed.find(ending, match.end())
            at = len(feed) if end < 0 else end + len(ending)
            continue
        end = feed.find(">", match.end())
        if end < 0:
            break
        at = end + 1
        if match["close"]:
            if start >= 0:
                yield EntryText(line, feed[start:at], is_whole=True)
            start = -1
        else:
            if start >= 0:
                yield EntryText(line, feed[start : match.start()], is_whole=False)
            start = match.start()
            line, counted = line + feed.count("\n", counted, start), start
    if start >= 0:
        yield EntryText(line, feed[start:], is_whole=False)


def read_parts(entry: str) -> list[Part]:
    """Take one entry apart.

    Entities that XML does not know are taken for HTML's; none can be declared, for a feed's head is never parsed.

    Raises
    ------
    BrokenEntryError
        Its tags do not fit together.
    """
    collector = _Collector()
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = collector.start
    parser.EndElementHandler = collector.end
    parser.CharacterDataHandler = collector.data
    try:
        parser.Parse(_repair(entry), True)  # noqa: FBT003 - expat takes it by place
    except expat.ExpatError as error:
        raise BrokenEntryError(expat.errors.messages[error.code]) from error
    return collector.parts


class _Collector:
    """Gathers the children of the outermost element."""

    def __init__(self) -> None:
        self.parts: list[Part] = []
        self._depth = 0
        self._attributes: dict[str, str] = {}
        self._text: list[str] = []
        self._inner: dict[str, list[str]] = {}
        self._child = ""

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        if self._depth == 2:  # noqa: PLR2004 - a child of the entry
            self._attributes, self._text, self._inner = attributes, [], {}
        elif self._depth > 2:  # noqa: PLR2004 - markup inside a child
            said = "".join(f' {key}="{escape(value)}"' for key, value in attributes.items())
            self._text.append(f"<{name}{said}>")
        if self._depth == 3:  # noqa: PLR2004 - a child's child
            self._child = _plain_name(name)
            self._inner.setdefault(self._child, [])

    def end(self, name: str) -> None:
        if self._depth == 2:  # noqa: PLR2004 - a child of the entry
            inner = {key: "".join(pieces) for key, pieces in self._inner.items()}
            self.parts.append(Part(_plain_name(name), self._attributes, "".join(self._text), inner))
        elif self._depth > 2:  # noqa: PLR2004 - markup inside a child
            self._text.append(f"</{name}>")
        self._depth -= 1

    def data(self, text: str) -> None:
        if self._depth < 2:  # noqa: PLR2004 - white space between the children
            return
        is_markup = self._depth > 2 or self._attributes.get("type") == "xhtml"  # noqa: PLR2004 - inside a child
        self._text.append(escape(text, quote=False) if is_markup else text)
        if self._depth >= 3:  # noqa: PLR2004 - inside a child's child
            self._inner[self._child].append(text)


def _plain_name(name: str) -> str:
    return name.lower().removeprefix("atom:")


def _repair(entry: str) -> str:
    """Make stray `&` and `<`, HTML's entities and control characters harmless; CDATA stays as it is."""
    pieces: list[str] = []
    at = 0
    text = _CONTROL.sub("", entry)
    while (start := text.find(_CDATA, at)) >= 0:
        end = text.find(_CDATA_END, start)
        if end < 0:
            break
        pieces += (_repair_markup(text[at:start]), text[start : end + len(_CDATA_END)])
        at = end + len(_CDATA_END)
    return "".join((*pieces, _repair_markup(text[at:])))


def _repair_markup(text: str) -> str:
    return _STRAY_LESS.sub("&lt;", _AMPERSAND.sub(_reference, text))


def _reference(match: re.Match[str]) -> str:
    if match["decimal"] or match["hex"]:
        code = int(match["decimal"]) if match["decimal"] else int(match["hex"], 16)
        return match[0] if code <= sys.maxunicode and _is_allowed(chr(code)) else ""
    name = match["name"]
    if name in _XML_NAMES:
        return match[0]
    known = html5.get(f"{name};") if name else None
    return escape(known, quote=False) if known else f"&amp;{match[0][1:]}"


def _is_allowed(character: str) -> bool:
    return _CONTROL.match(character) is None
