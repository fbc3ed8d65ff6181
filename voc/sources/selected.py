"""Posts and comments on a page, found by the CSS selectors of sources.yaml."""

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

import soupsieve
from bs4 import BeautifulSoup, Tag
from soupsieve import SelectorSyntaxError

from voc.errors import SourceError
from voc.sources.base import HtmlSelectors
from voc.tables.markup import is_hidden, visible_text

# Boards write a label for screen readers before the date, and a masked address after a guest's name.
_DATE_LABEL = re.compile(r"^(?:작성일|등록일|작성시간|날짜|date)\s{0,3}:?\s{0,3}", re.IGNORECASE)
_MASKED_ADDRESS = re.compile(r"\s{0,3}\([0-9.*xX♡]{5,20}\)$")


@dataclass(frozen=True, slots=True)
class Item:
    """What the selectors found in one place, blank where nothing.

    Attributes
    ----------
    line : int
        Of the page's source, from 1; 0 where unknown.
    written : str
        The time as shown, or as the page tells it to machines.
    link : str
        As it stands on the page.
    """

    line: int
    id: str
    title: str
    author: str
    written: str
    body: str
    link: str

    @property
    def cells(self) -> Mapping[str, str]:
        """What is kept of an item that is set aside."""
        return {"title": self.title, "author": self.author, "date": self.written, "body": self.body}


def select_items(page: BeautifulSoup, selectors: HtmlSelectors) -> list[Item]:
    """Find the items of a page, in their order; what `remove` names and what is hidden is taken out of the page.

    Raises
    ------
    SelectorSyntaxError
        A selector is no CSS; see `sound_selectors`.
    """
    for unwanted in [tag for selector in selectors.remove for tag in page.select(selector)]:
        unwanted.extract()
    for hidden in page.find_all(is_hidden):
        hidden.extract()
    found: list[Item] = []
    # From the last to the first: an item inside another is taken out before the outer one is read.
    for tag in reversed(page.select(selectors.item)):
        found.append(_item(tag, selectors))
        tag.extract()
    return found[::-1]


@contextmanager
def sound_selectors(source: str) -> Iterator[None]:
    """Say in which source a selector within this block is no CSS.

    Raises
    ------
    SourceError
        One is.
    """
    try:
        yield
    except SelectorSyntaxError as error:
        message = f"Source '{source}': a selector in sources.yaml is no CSS ({str(error).splitlines()[0]})"
        raise SourceError(message) from error


def check_selectors(selectors: HtmlSelectors, *others: str | None) -> None:
    """Compile all selectors, so that one that is no CSS is told before anything is read.

    Raises
    ------
    SelectorSyntaxError
        One is no CSS.
    """
    within = (selectors.item, selectors.body, selectors.title, selectors.author, selectors.date, selectors.url)
    for selector in (*within, *selectors.remove, *others):
        if selector:
            soupsieve.compile(selector)


def _item(item: Tag, selectors: HtmlSelectors) -> Item:
    return Item(
        line=item.sourceline or 0,
        id=_id(item, selectors.id),
        title=_text(item, selectors.title),
        author=_MASKED_ADDRESS.sub("", _text(item, selectors.author)),
        written=_written(item, selectors.date),
        body=_text(item, selectors.body) if selectors.body else visible_text(item),
        link=_link(item, selectors.url),
    )


def _text(item: Tag, selector: str | None) -> str:
    found = item.select_one(selector) if selector else None
    return visible_text(found) if found else ""


def _attribute(tag: Tag, name: str) -> str:
    value = tag.get(name)
    return value.strip() if isinstance(value, str) else ""


def _id(item: Tag, selector: str | None) -> str:
    if not selector:
        return ""
    return _attribute(item, selector) or ("" if item.has_attr(selector) else _text(item, selector))


def _link(item: Tag, selector: str | None) -> str:
    found = item.select_one(selector) if selector else None
    return _attribute(found, "href") if found else ""


def _written(item: Tag, selector: str | None) -> str:
    found = item.select_one(selector) if selector else None
    if not found:
        return ""
    return _attribute(found, "datetime") or _DATE_LABEL.sub("", visible_text(found))
