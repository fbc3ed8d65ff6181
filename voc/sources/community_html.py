"""Posts and comments on web pages that somebody saved, found by the CSS selectors of sources.yaml."""

from collections.abc import Iterator
from pathlib import Path

from bs4 import BeautifulSoup

from voc.errors import RecordError, SourceError, TableError
from voc.records import Record
from voc.sources.base import HtmlSelectors, SourceSpec
from voc.sources.identity import ContentIds
from voc.sources.selected import Item, select_items, sound_selectors
from voc.tables import BadRow, GivenIds, ParsedDate, VagueDateError, parse_date
from voc.tables.markup import read_page
from voc.tables.unpack import discard, unpack


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
    with sound_selectors(spec.name):
        yield from _records(page, selectors, spec, path)


def _records(page: BeautifulSoup, selectors: HtmlSelectors, spec: SourceSpec, path: Path) -> list[Record | BadRow]:
    n_items = len(page.select(selectors.item))
    if not n_items:
        message = (
            f"{path.name}: nothing on the page matches the item selector '{selectors.item}'. Either the layout changed "
            f"(correct `html:` of source '{spec.name}') or a sign-in or error page was saved."
        )
        raise TableError(message, path=path)
    canonical = page.select_one("link[rel=canonical][href]")
    address = str(canonical["href"]) if canonical else None
    ids = ContentIds(spec.name)
    # Ids of equal contents count from the page's end.
    found = [(item.line, _record(item, spec, ids, address)) for item in reversed(select_items(page, selectors))]
    given = GivenIds()
    return [_watched(one, given, line) for line, one in reversed(found)]


def _watched(one: Record | BadRow, given: GivenIds, line: int) -> Record | BadRow:
    if isinstance(one, Record):
        try:
            given.check(one)
        except RecordError as error:
            return BadRow(line, error.reason, {"title": one.title or "", "body": one.body})
    return one


def _record(item: Item, spec: SourceSpec, ids: ContentIds, address: str | None) -> Record | BadRow:
    made = ids.make(item.written, item.author, item.title, item.body)
    if not item.body and not item.title:
        return BadRow(item.line, "the item has no text", item.cells)
    try:
        date = _date(item.written)
    except RecordError as error:
        return BadRow(item.line, f"the date: {error.reason}", item.cells)
    return Record(
        source=spec.name,
        external_id=item.id or made,
        kind=spec.kind,
        channel=spec.channel,
        title=item.title or None,
        body=item.body,
        created_at=date.moment if date else None,
        created_precision=date.precision if date else "second",
        tz_assumed=date.tz_assumed if date else False,
        author_handle=item.author or None,
        url=item.link or address,
        product=spec.product,
    )


def _date(written: str) -> ParsedDate | None:
    if not written:
        return None
    try:
        return parse_date(written)
    except VagueDateError:
        return None
