"""Any site by selectors: lists that link to posts, or lists that hold the posts themselves."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from urllib.parse import urlsplit

from voc.config.families import SiteSettings
from voc.errors import SourceError, TransientSourceError
from voc.records import Cursor, Window
from voc.sources.base import HtmlSelectors, Page, Problem
from voc.sources.selected import check_selectors, sound_selectors
from voc.sources.surroundings import Surroundings
from voc.sources.web.polite import PoliteReader, open_polite
from voc.sources.web.site_items import read_items
from voc.sources.web.site_links import LinkedPosts
from voc.sources.web.site_memory import SiteMemory
from voc.sources.web.site_place import SitePlace
from voc.sources.web.standing import standing


@dataclass(frozen=True)
class SiteSource:
    """The lists of one site.

    A list is walked from its newest page to the first that shows only what was read before. Posts behind links are
    opened from the oldest on, and again when the words of their link change; posts on the list itself are read with
    it. A linked post that has left the list is looked for at its address: only what the site itself calls deleted, or
    has locked, is a removal.
    """

    settings: SiteSettings
    surroundings: Surroundings

    @property
    def name(self) -> str:
        """The source's name in sources.yaml."""
        return self.settings.name

    def fetch(self, window: Window, cursor: Cursor | None) -> Iterator[Page]:
        """Deliver new and changed posts, and further items on their pages as comments."""
        yield from standing(self._pages(window, SiteMemory.load(cursor, self.name)), window, cursor)

    def _pages(self, window: Window, memory: SiteMemory) -> Iterator[Page]:
        window = replace(window, start=window.start or self.surroundings.first_moment(self.settings))
        selectors = HtmlSelectors(**self.settings.html.model_dump())
        problems: list[Problem] = []
        with sound_selectors(self.name), open_polite(self.surroundings, self.settings) as reader:
            check_selectors(selectors, self.settings.link, self.settings.next)
            for address in self.settings.lists:
                place = self._place(address, reader, memory, window)
                try:
                    if self.settings.link:
                        yield from LinkedPosts(place, memory, selectors).pages()
                    else:
                        yield from read_items(place, memory, selectors)
                except TransientSourceError:
                    raise
                except SourceError as error:
                    problems.append(Problem(place.part, str(error)))
        if len(problems) == len(self.settings.lists):
            raise SourceError(" ".join(one.reason for one in problems))
        if problems:
            yield Page(problems=tuple(problems))

    def _place(self, address: str, reader: PoliteReader, memory: SiteMemory, window: Window) -> SitePlace:
        return SitePlace(
            settings=self.settings,
            part=f"list {self.settings.lists.index(address) + 1} '{urlsplit(address).path or '/'}'",
            reader=reader,
            window=window,
            now=self.surroundings.now,
            address=address,
            known=memory.list(address),
        )
