"""What a Google Play source remembers between its runs."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Self

from voc.errors import RecordError
from voc.records import Cursor
from voc.sources.facts import Facts
from voc.sources.store_reviews import closed, own_cursor, remembered, spelled

_FAMILY = "google_play"


@dataclass
class PlayMemory:
    """The cursor, opened.

    Attributes
    ----------
    package : str
        The app that it is about.
    since : datetime or None
        From when on reviews are collected.
    newest : datetime or None
        Of the reviews that the API has given.
    until : datetime or None
        What was written before it has been asked of the API.
    generations : dict of str to str
        By report in the bucket: the generation that was read to its end.
    files : str
        The cursor of the folder's own source; empty before its first file.
    """

    source: str
    package: str
    since: datetime | None = None
    newest: datetime | None = None
    until: datetime | None = None
    generations: dict[str, str] = field(default_factory=dict)
    files: str = ""

    @classmethod
    def load(cls, cursor: Cursor | None, source: str, package: str) -> Self:
        """Open a cursor; one of another app holds nothing.

        Raises
        ------
        SourceError
            It is none of this family's.
        """
        with own_cursor(source):
            facts = remembered(cursor, _FAMILY, package)
            return cls(
                source,
                package,
                facts.moment("since"),
                facts.moment("newest"),
                facts.moment("until"),
                _texts(facts.inner("generations")),
                facts.text("files"),
            )

    def cursor(self) -> Cursor:
        """Close it again."""
        moments = {"since": self.since, "newest": self.newest, "until": self.until}
        told = {name: spelled(moment) for name, moment in moments.items()}
        content = {**told, "generations": self.generations, "files": self.files}
        return closed(self.source, _FAMILY, self.package, content)


def _texts(facts: Facts) -> dict[str, str]:
    if not all(isinstance(value, str) for value in facts.raw.values()):
        raise RecordError("a generation is no text")
    return {name: str(value) for name, value in facts.raw.items()}
