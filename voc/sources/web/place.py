"""What everything that reads one board, or one list of a site, needs to know and to tell."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from voc.config.families import WebSettings
from voc.errors import SourceError
from voc.records import Window
from voc.sources.base import Problem
from voc.sources.web.polite import PoliteReader


class BoardError(SourceError):
    """A board, or one of its pages, cannot be read; the message says why and what to do."""


@dataclass(kw_only=True)
class Place:
    """One board or list in one run.

    Attributes
    ----------
    part : str
        Its name for people, such as `board 'free'`.
    window : Window
        With a start.
    problems : list of Problem
        What could not be read, each told once.
    """

    settings: WebSettings
    part: str
    reader: PoliteReader
    window: Window
    now: Callable[[], datetime]
    problems: list[Problem] = field(default_factory=list)

    def tell(self, reason: str, *, post: str = "") -> None:
        """Note what could not be read, once."""
        problem = Problem(f"{self.part} {post}".strip(), reason)
        if problem not in self.problems:
            self.problems.append(problem)

    def error(self, advice: str) -> BoardError:
        """Make the error that ends the reading of this part."""
        return BoardError(self.sentence(advice))

    def sentence(self, advice: str) -> str:
        """Put source and part before an advice."""
        return f"Source '{self.settings.name}': {self.part}: {advice}"
