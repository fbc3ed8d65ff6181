"""Reading elements of a page whose layout may differ from site to site."""

import re
from urllib.parse import parse_qsl, urljoin, urlsplit

from bs4 import Tag

from voc.sources.web.pages import author_text, clean_text
from voc.tables.markup import visible_text

_NUMBER = re.compile(r"\d{1,9}")


def text_at(root: Tag, selector: str) -> str:
    """Return the text of the first element that a selector finds, on one line; blank where there is none."""
    found = root.select_one(selector)
    return " ".join(clean_text(visible_text(found)).split()) if found else ""


def words_at(root: Tag, selector: str) -> str | None:
    """Return what the author wrote within the first element that a selector finds; None where there is none."""
    found = root.select_one(selector)
    return author_text(found) if found else None


def attribute(tag: Tag | None, name: str) -> str:
    """Return an attribute's value, blank where it is missing."""
    value = tag.get(name) if tag else None
    return value.strip() if isinstance(value, str) else ""


def link_of(tag: Tag, url: str) -> str:
    """Return where a link on the page at `url` leads to; blank where nowhere."""
    href = attribute(tag, "href")
    try:
        return urljoin(url, href) if href and not href.startswith(("#", "javascript:", "mailto:")) else ""
    except ValueError:
        return ""


def number_at(root: Tag, selector: str) -> int:
    """Return the first number in the text of an element; 0 where there is none."""
    found = _NUMBER.search(text_at(root, selector).replace(",", ""))
    return int(found[0]) if found else 0


def page_number(link: Tag, *, name: str = "page") -> int:
    """Return the page that a link leads to, by the parameter of that name in its query or path; 0 where to none."""
    parts = urlsplit(attribute(link, "href").replace("&amp;", "&"))
    in_path = re.search(rf"/{name}/(\d{{1,6}})(?:/|$)", parts.path)
    given = in_path[1] if in_path else dict(parse_qsl(parts.query)).get(name, "")
    return int(given) if re.fullmatch(r"[0-9]{1,6}", given) else 0


def has_later_page(root: Tag, selector: str, at_page: int) -> bool:
    """Tell whether one of the links that a selector finds leads to a later page of a list."""
    return any(page_number(link) > at_page for link in root.select(selector))
