"""The HTML of a mail as text: line by line as it is seen, with the lines of quoted mails marked."""

import re

from bs4 import Tag
from bs4.element import NavigableString, PreformattedString

from voc.errors import RecordError
from voc.sources.web.pages import PageError, clean_text, parse_page
from voc.tables.markup import is_hidden

_PARAGRAPHS = frozenset(
    {"p", "ul", "ol", "dl", "table", "pre", "hr", "h1", "h2", "h3", "h4", "h5", "h6", "article", "section", "header",
     "footer", "fieldset", "form"}
)  # fmt: skip
# Mail programs write every line as a block of its own; where two of them meet is one line break.
_LINES = frozenset({"div", "li", "tr", "dt", "dd", "center", "address"})
_WORDS_LINE = "MsoNormal"
_SPACES = re.compile(r"[ \t\r\n\f\xa0]+")
# These code points stand for nothing, in any text.
_EDGE, _QUOTE, _UNQUOTE = "\ufdd0", "\ufdd1", "\ufdd2"
_EDGES = re.compile(f"{_EDGE}(?: *{_EDGE})*")
_MARKS = re.compile(f"[{_EDGE}{_QUOTE}{_UNQUOTE}]")


def mail_text(html: str) -> str:
    r"""Read a mail's HTML as text, with the lines of quoted mails marked by `>`.

    Raises
    ------
    RecordError
        It is no HTML that can be read.

    Examples
    --------
    >>> mail_text("<div>네 <b>맞아요</b></div><div>어제요</div><blockquote>주문하셨나요?</blockquote>")
    '네 맞아요\n어제요\n\n>\n> 주문하셨나요?'
    """
    try:
        page = parse_page(_MARKS.sub("", html).encode("utf-8", "surrogatepass"), charset="utf-8")
    except (PageError, UnicodeError) as error:
        raise RecordError("its HTML cannot be read") from error
    return clean_text("\n".join(_marked(_EDGES.sub("\n", "".join(_pieces(page))).split("\n"))))


def _pieces(root: Tag) -> list[str]:
    """Take a page apart in the order in which it is seen."""
    pieces: list[str] = []
    stack: list[object] = list(reversed(root.contents))
    while stack:
        node = stack.pop()
        if isinstance(node, Tag):
            before, after = _around(node)
            if not is_hidden(node):
                stack.extend([after, *reversed(node.contents), before])
        elif isinstance(node, PreformattedString):
            continue
        elif isinstance(node, NavigableString):
            pieces.append(_SPACES.sub(" ", node))
        else:
            pieces.append(str(node))
    return pieces


def _around(tag: Tag) -> tuple[str, str]:
    """Return what stands before and behind an element's text."""
    if tag.name == "blockquote":
        return f"\n{_QUOTE}\n", f"\n{_UNQUOTE}\n"
    if tag.name in _LINES or (tag.name == "p" and _WORDS_LINE in tag.get_attribute_list("class")):
        # A line of nothing but a space that does not break is an empty line.
        is_blank = tag.string is not None and "\xa0" in tag.string and not tag.string.strip()
        return (f"{_EDGE}\n" if is_blank else _EDGE), _EDGE
    if tag.name in _PARAGRAPHS:
        return "\n", "\n"
    return ("\n" if tag.name == "br" else ""), ""


def _marked(lines: list[str]) -> list[str]:
    """Mark the lines that lie in a quote; an empty one makes it a quote beyond doubt."""
    marked: list[str] = []
    depth = 0
    for line in map(str.strip, lines):
        if line == _QUOTE:
            marked.extend([] if depth else [">"])
            depth += 1
        elif line == _UNQUOTE:
            depth -= 1
        elif depth and (line or marked[-1] != ">"):
            marked.append(f"> {line}".rstrip())
        elif not depth:
            marked.append(line)
    return marked
