"""Whether the owner of a page lets its words be kept."""

import re
from collections.abc import Iterable

from bs4 import Tag

from voc.sources.web.robots import TOKEN

# What forbids to keep words: not to be found, not to be quoted, no copy.
_FORBIDDING = frozenset({"noindex", "none", "nosnippet", "noarchive", "max-snippet:0"})
_FOR_A_BOT = re.compile(r"\s*([a-z][a-z0-9_-]*)\s*:(.*)", re.IGNORECASE | re.DOTALL)
# These hold a colon of their own.
_WITH_VALUE = ("max-snippet", "max-image-preview", "max-video-preview", "unavailable_after")


def may_store(page: Tag | None = None, *, headers: Iterable[str] = ()) -> bool:
    """Tell whether a page may be stored, by its `<meta name="robots">` and the header `X-Robots-Tag`.

    Words for every robot hold, and those for ours by name; words for others do not concern us.

    Parameters
    ----------
    page : Tag or None
        The parsed page; None for a feed.
    headers : iterable of str
        Every value of `X-Robots-Tag`.

    Examples
    --------
    >>> may_store(headers=["googlebot: noindex", "max-snippet:50"]), may_store(headers=["all", "Malgwi: NoIndex"])
    (True, False)
    """
    said = [*(_for_us(value) for value in headers), *(_of_meta(page) if page else ())]
    directives = {word.strip().casefold().replace(" ", "") for value in said for word in value.split(",")}
    return not directives & _FORBIDDING


def _for_us(value: str) -> str:
    """Cut a robot's name off; words for another robot are none."""
    match = _FOR_A_BOT.fullmatch(value)
    if not match or match[1].casefold() in _WITH_VALUE:
        return value
    return match[2] if match[1].casefold() == TOKEN else ""


def _of_meta(page: Tag) -> list[str]:
    named = page.find_all("meta", attrs={"name": True, "content": True})
    return [str(tag["content"]) for tag in named if str(tag["name"]).strip().casefold() in {"robots", TOKEN}]
