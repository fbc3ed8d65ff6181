"""Posts and comments on web pages that somebody saved, found by the CSS selectors of sources.yaml."""

import re
from collections.abc import Iterator
from pathlib import Path

from bs4 import BeautifulSoup, Tag
from soupsieve import SelectorSyntaxError

from voc.errors import RecordError, SourceError, TableError
from voc.records import Record
from voc.sources.base import HtmlSelectors, SourceSpec
from voc.sources.identity import ContentIds
from voc.tables import BadRow, GivenIds, ParsedDate, VagueDateError, parse_date
from voc.tables.markup import is_hidden, read_page, visible_text
from voc.tables.unpack import discard, unpack

# Boards write a label for screen readers before the date, and a masked address after a guest's name.
_DATE_LABEL = re.compile(r"^(?:작성일|등록일|작성시간|날짜|date)\s{0,3}:?\s{0,3}", re.IGNORECASE)
_MASKED_ADDRESS = re.compile(r"\s{0,3}\([0-9.*xX♡]{5,20}\)$")


def read(path: Path, spec: SourceSpec) -> Iterator[Record | BadRow]:
    """Read the items of one page; quotes, signatures and notices are removed first.

    Times that count back from the moment of saving (`3시간 전`, 3 hours ago) leave the record without a date.

    Raises
    ------
    TableError
        The page cannot be parsed, or holds no item: the layout changed, or it is a sign-in page.
    SourceError
        A selector is no CSS.
    """
    selectors = spec.html
    if selectors is None:
        raise SourceError(f"Source '{spec.name}' reads saved pages and needs `html:` with selectors in sources.yaml.")
    plain, temporary = unpack(path)
    try:
        page, _ = read_page(plain, shown=path, encoding=spec.encoding)
    finally:
        discard(temporary)
    try:
        yield from _records(page, selectors, spec, path)
    except SelectorSyntaxError as error:
        message = (
            f"Source '{spec.name}': a selector of `html:` in sources.yaml is no CSS ({str(error).splitlines()[0]})"
        )
        raise SourceError(message) from error


def _records(page: BeautifulSoup, selectors: HtmlSelectors, spec: SourceSpec, path: Path) -> list[Record | BadRow]:
    n_items = len(page.select(selectors.item))
    if not n_items:
        message = (
            f"{path.name}: nothing on the page matches the item selector '{selectors.item}'. Either the layout changed "
            f"(correct `html:` of source '{spec.name}') or a sign-in or error page was saved."
        )
        raise TableError(message, path=path)
    for unwanted in [tag for selector in selectors.remove for tag in page.select(selector)]:
        unwanted.extract()
    canonical = page.select_one("link[rel=canonical][href]")
    address = str(canonical["href"]) if canonical else None
    for hidden in page.find_all(is_hidden):
        hidden.extract()
    ids = ContentIds(spec.name)
    found: list[tuple[int, Record | BadRow]] = []
    # From the last to the first: an item inside another is taken out before the outer one is read.
    for item in reversed(page.select(selectors.item)):
        found.append((item.sourceline or 0, _item(item, selectors, spec, ids, address)))
        item.extract()
    given = GivenIds()
    return [_watched(one, given, line) for line, one in reversed(found)]


def _watched(one: Record | BadRow, given: GivenIds, line: int) -> Record | BadRow:
    if isinstance(one, Record):
        try:
            given.check(one)
        except RecordError as error:
            return BadRow(line, error.reason, {"title": one.title or "", "body": one.body})
    return one


def _item(
    item: Tag, selectors: HtmlSelectors, spec: SourceSpec, ids: ContentIds, address: str | None
) -> Record | BadRow:
    title = _text(item, selectors.title)
    author = _MASKED_ADDRESS.sub("", _text(item, selectors.author))
    written = _written(item, selectors.date)
    body = _text(item, selectors.body) if selectors.body else visible_text(item)
    made = ids.make(written, author, title, body)
    line = item.sourceline or 0
    cells = {"title": title, "author": author, "date": written, "body": body}
    if not body and not title:
        return BadRow(line, "the item has no text", cells)
    try:
        date = _date(written)
    except RecordError as error:
        return BadRow(line, f"the date: {error.reason}", cells)
    return Record(
        source=spec.name,
        external_id=_id(item, selectors.id) or made,
        kind=spec.kind,
        channel=spec.channel,
        title=title or None,
        body=body,
        created_at=date.moment if date else None,
        created_precision=date.precision if date else "second",
        tz_assumed=date.tz_assumed if date else False,
        author_handle=author or None,
        url=_link(item, selectors.url) or address,
        product=spec.product,
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


def _date(written: str) -> ParsedDate | None:
    if not written:
        return None
    try:
        return parse_date(written)
    except VagueDateError:
        return None
