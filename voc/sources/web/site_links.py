"""Posts that a list links to."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from bs4 import BeautifulSoup

from voc.errors import RecordError
from voc.records import Record
from voc.sources.base import HtmlSelectors, Page, RawReject, Removal
from voc.sources.guard import origin_of
from voc.sources.selected import Item, select_items
from voc.sources.walk import Gate, Progress
from voc.sources.web.addresses import identify
from voc.sources.web.elements import link_of
from voc.sources.web.pages import strip_noise
from voc.sources.web.posts import Opened, Posts
from voc.sources.web.site_memory import SiteMemory
from voc.sources.web.site_place import SitePlace
from voc.sources.web.site_records import below, item_on_post_id, item_record, item_reject, mark_of, plain_address

# Posts that are stored together.
_TOGETHER = 20
# Posts that one run looks for because they have left the list.
_MOST_SEARCHES = 20


@dataclass
class _Batch:
    records: list[Record] = field(default_factory=list)
    rejects: list[RawReject] = field(default_factory=list)
    removals: list[Removal] = field(default_factory=list)


class LinkedPosts:
    """Reads the posts behind the links of one list."""

    def __init__(self, place: SitePlace, memory: SiteMemory, selectors: HtmlSelectors) -> None:
        self._place, self._memory, self._selectors = place, memory, selectors
        advice = (
            f"nothing on the page of a post matches the item selector '{selectors.item}'. Either the layout changed "
            "(correct `html:` in sources.yaml) or a sign-in or error page came."
        )
        self._posts: Posts[list[Item]] = Posts(place, self._items, advice, place.settings.encoding)
        self._shown: dict[str, str] = {}
        self._closed: list[str] = []
        self._is_unfinished = False

    def pages(self) -> Iterator[Page]:
        """Walk the list, open what is new from the oldest on, look for what has left it."""
        place = self._place
        yield from self._deliver(self._walked())
        yield from self._search()
        if not self._is_unfinished and not place.problems:
            place.known.page = place.validators
        yield Page(cursor=self._memory.cursor(), problems=tuple(place.problems))

    def _walked(self) -> list[str]:
        """Return the addresses of posts to open, oldest first."""
        place = self._place
        progress = Progress(place.settings.name, place.part)
        news: dict[str, None] = {}
        for page, answer in place.pages():
            links = self._links(page, answer.url)
            if not links and not self._shown:
                place.check_empty(answer, str(place.settings.link))
            if links and not place.gets_on(progress, list(links)):
                break
            fresh = [url for url, mark in links.items() if place.known.is_news(url, mark)]
            # In the order of the list: what follows tells how far down it was read.
            self._shown |= {url: mark for url, mark in links.items() if url not in self._shown}
            news |= dict.fromkeys(fresh)
            if links and not fresh and place.may_stop:
                break
        return list(news)[::-1]

    def _links(self, page: BeautifulSoup, url: str) -> dict[str, str]:
        """Return the posts that a page links to, each with the mark of its link's words; other hosts left out."""
        found: dict[str, str] = {}
        for link in page.select(str(self._place.settings.link)):
            address = plain_address(link_of(link, url), self._place.settings)
            if address and origin_of(address) in self._place.settings.origins:
                found.setdefault(address, mark_of(" ".join(link.get_text().split())))
        return found

    def _items(self, page: BeautifulSoup, url: str) -> list[Item] | None:  # noqa: ARG002 - as `Posts` calls it
        strip_noise(page)
        return select_items(page, self._selectors) or None

    def _deliver(self, addresses: Sequence[str]) -> Iterator[Page]:
        for start in range(0, len(addresses), _TOGETHER):
            batch = _Batch()
            for address in addresses[start : start + _TOGETHER]:
                self._read(address, batch)
            removals = tuple(batch.removals)
            yield Page(tuple(batch.records), tuple(batch.rejects), self._memory.cursor(), removals=removals)

    def _read(self, address: str, batch: _Batch) -> None:
        """Open a post; remember it unless it is to be opened again."""
        known = self._place.known
        opened = self._posts.open(address, name="with an unreadable page")
        if opened.state == "failed":
            known.is_whole = False
            return
        if address in known.marks and opened.state == "gone":
            # Once it has left the list it is looked for again; till then one missing page proves nothing.
            self._is_unfinished = True
            return
        if address in known.marks and opened.state == "locked":
            batch.removals.append(self._removal(address))
        if opened.state == "closed":
            self._closed.append(address)
            return
        if opened.content is None or self._take(address, opened, batch):
            known.note(address, self._shown[address])

    def _take(self, address: str, opened: Opened[list[Item]], batch: _Batch) -> bool:
        """Take the items of a page; False where some lie behind the window."""
        gate = Gate(self._place.window, opened.at)
        post = identify(address).id
        for place, item in enumerate(opened.content or ()):
            external_id = item_on_post_id(item, place, post=post)
            settings = self._place.settings
            try:
                record = item_record(item, settings, external_id=external_id, url=address, at=opened.at)
            except RecordError as error:
                batch.rejects.append(item_reject(item, self._place.part, error.reason))
                continue
            batch.records += gate.take([record if place == 0 else below(record, post)])
        self._is_unfinished = self._is_unfinished or gate.is_late
        return not gate.is_late

    def _search(self) -> Iterator[Page]:
        """Look for posts that have left the list: what is gone or locked is taken back, the rest is let be."""
        if not self._posts.are_closed:
            # Some posts are for members; of a list that is, none is passed over for good.
            for address in self._closed:
                self._place.known.note(address, self._shown[address])
        removals: list[Removal] = []
        for address in self._place.known.left(self._shown)[:_MOST_SEARCHES]:
            opened = self._posts.open(address, name="that left the list")
            if opened.state in {"gone", "locked"}:
                removals.append(self._removal(address))
            if opened.state in {"gone", "locked", "read", "withheld", "strange"}:
                self._place.known.forget(address)
        if removals:
            yield Page(removals=tuple(removals), cursor=self._memory.cursor())

    def _removal(self, address: str) -> Removal:
        return Removal(identify(address).id, self._place.now())
