"""Posts that stand on a list itself, such as reviews below a product."""

from collections.abc import Iterator

from voc.errors import RecordError
from voc.records import Record
from voc.sources.base import HtmlSelectors, Page, RawReject
from voc.sources.selected import Item, select_items
from voc.sources.walk import Gate, Progress
from voc.sources.web.consent import may_store
from voc.sources.web.pages import strip_noise
from voc.sources.web.site_memory import SiteMemory
from voc.sources.web.site_place import SitePlace
from voc.sources.web.site_records import item_address, item_id, item_record, item_reject, mark_of


def read_items(place: SitePlace, memory: SiteMemory, selectors: HtmlSelectors) -> Iterator[Page]:
    """Read a list from its newest page on; the cursor moves at the end, for what is older comes later."""
    gate = Gate(place.window, place.now())
    progress = Progress(place.settings.name, place.part)
    noted: dict[str, str] = {}
    for page, answer in place.pages():
        if not may_store(page, headers=answer.headers.get_list("x-robots-tag")):
            raise place.error("its pages ask not to be kept (robots: noindex). Ask the owner for leave or an export.")
        strip_noise(page)
        found = select_items(page, selectors)
        items = {item_id(item, place.address, place.settings): item for item in found}
        if not items and not noted:
            place.check_empty(answer, selectors.item)
        if items and not place.gets_on(progress, list(items)):
            break
        news = {key: item for key, item in items.items() if place.known.is_news(key, _mark(item))}
        records, rejects = _records(news, place, gate, noted)
        yield Page(tuple(records), tuple(rejects))
        if items and not news and place.may_stop:
            break
    for key in reversed(noted):
        place.known.note(key, noted[key])
    if not gate.is_late and not place.problems:
        place.known.page = place.validators
    yield Page(cursor=memory.cursor(), problems=tuple(place.problems))


def _records(
    news: dict[str, Item], place: SitePlace, gate: Gate, noted: dict[str, str]
) -> tuple[list[Record], list[RawReject]]:
    """Make the records of items; what lies behind the window is not noted, so that it comes again."""
    records: list[Record] = []
    rejects: list[RawReject] = []
    for key, item in news.items():
        try:
            url = item_address(item, place.address, place.settings)
            record = item_record(item, place.settings, external_id=key, url=url, at=place.now())
        except RecordError as error:
            rejects.append(item_reject(item, place.part, error.reason))
            noted[key] = _mark(item)
            continue
        one = Gate(gate.window, gate.now)
        records += one.take([record])
        gate.is_late = gate.is_late or one.is_late
        if not one.is_late:
            noted[key] = _mark(item)
    return records, rejects


def _mark(item: Item) -> str:
    return mark_of(item.title, item.body)
