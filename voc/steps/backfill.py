"""Back-fill: some days once more from the beginning, whatever was collected before."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from voc.records import Cursor, Window
from voc.sources import Page, Source


@dataclass(frozen=True, slots=True)
class BackFilled:
    """A source that is asked for a whole window and whose cursor stays where it is, also where it has none yet."""

    source: Source

    @property
    def name(self) -> str:
        """Its name in sources.yaml."""
        return self.source.name

    def fetch(self, window: Window, cursor: Cursor | None) -> Iterator[Page]:  # noqa: ARG002 - the protocol's signature
        """Deliver the window as to somebody who has nothing yet."""
        for page in self.source.fetch(window, None):
            yield replace(page, cursor=None)
