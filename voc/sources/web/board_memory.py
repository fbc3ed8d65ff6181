"""What is remembered of boards from one run to the next: which posts were read, and as what."""

import json
from dataclasses import dataclass, field
from typing import Any

from voc.errors import SourceError
from voc.records import Cursor

# Posts of a board that are remembered one by one; a list goes back some pages, not years.
_KEPT = 500


@dataclass
class BoardMemory:
    """One board.

    Attributes
    ----------
    marks : dict of number to mark
        Posts that were read, each with what would show a change: number of comments and hash of the feed's text.
    floor : int
        Posts up to here were read and are remembered no longer.
    is_whole : bool
        Whether every list so far was looked through down to known posts; if not, the next walk goes on below them.
    feed : dict
        Validators of the feed, set once all it told of was stored.
    """

    marks: dict[int, str] = field(default_factory=dict)
    floor: int = 0
    is_whole: bool = True
    feed: dict[str, str] = field(default_factory=dict)

    def knows(self, number: int) -> bool:
        """Tell whether a post was read before."""
        return number in self.marks or number <= self.floor

    def note(self, number: int, mark: str) -> None:
        """Remember a post that is stored, or that need not be."""
        if number > self.floor:
            self.marks[number] = mark

    def forget(self, number: int) -> None:
        """Forget a post that is no longer there."""
        self.marks.pop(number, None)

    def trim(self) -> None:
        """Let go of the oldest posts beyond what is remembered."""
        for number in sorted(self.marks)[:-_KEPT]:
            self.floor = max(self.floor, number)
            del self.marks[number]


@dataclass
class Memory:
    """All boards of a source."""

    source: str
    boards: dict[str, BoardMemory] = field(default_factory=dict)

    @classmethod
    def load(cls, cursor: Cursor | None, source: str) -> "Memory":
        """Take up what a cursor holds.

        Raises
        ------
        SourceError
            The cursor is of another family.
        """
        if cursor is None:
            return cls(source)
        try:
            content = json.loads(cursor.value)["boards"]
            return cls(source, {name: _board(one) for name, one in content.items()})
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            message = f"The cursor of source '{source}' is none of a board's. Start anew: voc collect {source} --anew"
            raise SourceError(message) from error

    def board(self, name: str) -> BoardMemory:
        """Return the memory of a board, empty at first."""
        return self.boards.setdefault(name, BoardMemory())

    def cursor(self) -> Cursor:
        """Return all that is remembered."""
        for one in self.boards.values():
            one.trim()
        content = {"boards": {name: _content(one) for name, one in sorted(self.boards.items())}}
        return Cursor(self.source, json.dumps(content, separators=(",", ":")))


def _content(board: BoardMemory) -> dict[str, Any]:
    marks = {str(number): mark for number, mark in sorted(board.marks.items())}
    return {"posts": marks, "floor": board.floor, "whole": board.is_whole, "feed": board.feed}


def _board(content: dict[str, Any]) -> BoardMemory:
    marks = {int(number): str(mark) for number, mark in content["posts"].items()}
    feed = {str(name): str(value) for name, value in content["feed"].items()}
    return BoardMemory(marks, int(content["floor"]), bool(content["whole"]), feed)
