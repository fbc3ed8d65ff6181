"""What is remembered of the lists of a site from one run to the next."""

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from voc.errors import SourceError
from voc.records import Cursor

# Posts of a list that are remembered; a list goes back some pages, not years.
_KEPT = 500
# The last posts shown: old ones that are pinned to the top say nothing about how far down a list goes.
_LAST_SHOWN = 3


@dataclass
class ListMemory:
    """One list.

    Attributes
    ----------
    marks : dict of key to (place, mark)
        Posts that were read, by address or id: later ones have higher places; the mark would show a change.
    is_whole : bool
        Whether the list was always looked through down to known posts; if not, the next walk goes on below them.
    page : dict
        Validators of its first page, set once all it showed was stored.
    """

    marks: dict[str, tuple[int, str]] = field(default_factory=dict)
    is_whole: bool = True
    page: dict[str, str] = field(default_factory=dict)

    def is_news(self, key: str, mark: str) -> bool:
        """Tell whether a post is new or has changed."""
        return key not in self.marks or self.marks[key][1] != mark

    def note(self, key: str, mark: str) -> None:
        """Remember a post that is stored, or that need not be; a new one comes after all others."""
        place = self.marks[key][0] if key in self.marks else self._last() + 1
        self.marks[key] = (place, mark)

    def forget(self, key: str) -> None:
        """Forget a post that is no longer there."""
        self.marks.pop(key, None)

    def left(self, shown: Iterable[str]) -> list[str]:
        """Return the posts that should be on a list which shows these, newest first, but are not; oldest first."""
        keys = list(shown)
        places = [self.marks[key][0] for key in keys if key in self.marks]
        if not places:
            return []
        lowest = min(places[-_LAST_SHOWN:])
        gone = [(place, key) for key, (place, _) in self.marks.items() if place >= lowest and key not in set(keys)]
        return [key for _, key in sorted(gone)]

    def trim(self) -> None:
        """Let go of the oldest posts beyond what is remembered."""
        oldest = sorted((place, key) for key, (place, _) in self.marks.items())
        for _, key in oldest[:-_KEPT]:
            del self.marks[key]

    def _last(self) -> int:
        return max((place for place, _ in self.marks.values()), default=0)


@dataclass
class SiteMemory:
    """All lists of a source, by their addresses."""

    source: str
    lists: dict[str, ListMemory] = field(default_factory=dict)

    @classmethod
    def load(cls, cursor: Cursor | None, source: str) -> "SiteMemory":
        """Take up what a cursor holds.

        Raises
        ------
        SourceError
            The cursor is of another family.
        """
        if cursor is None:
            return cls(source)
        try:
            content = json.loads(cursor.value)["lists"]
            return cls(source, {address: _list(one) for address, one in content.items()})
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            message = f"The cursor of source '{source}' is none of a site's. Start anew: voc collect {source} --anew"
            raise SourceError(message) from error

    def list(self, address: str) -> ListMemory:
        """Return the memory of a list, empty at first."""
        return self.lists.setdefault(address, ListMemory())

    def cursor(self) -> Cursor:
        """Return all that is remembered."""
        for one in self.lists.values():
            one.trim()
        content = {"lists": {address: _content(one) for address, one in sorted(self.lists.items())}}
        return Cursor(self.source, json.dumps(content, ensure_ascii=False, separators=(",", ":")))


def _content(one: ListMemory) -> dict[str, Any]:
    return {"posts": {key: list(known) for key, known in one.marks.items()}, "whole": one.is_whole, "page": one.page}


def _list(content: dict[str, Any]) -> ListMemory:
    marks = {str(key): (int(place), str(mark)) for key, (place, mark) in content["posts"].items()}
    page = {str(name): str(value) for name, value in content["page"].items()}
    return ListMemory(marks, bool(content["whole"]), page)
