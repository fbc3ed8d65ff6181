"""What a Google Play source remembers between its runs."""

import json
from dataclasses import dataclass, field
from datetime import datetime
from typing import Self

from voc.errors import RecordError
from voc.records import Cursor
from voc.sources.facts import Facts
from voc.sources.store_reviews import own_cursor, remembered


@dataclass
class PlayMemory:
    """The cursor, opened.

    Attributes
    ----------
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
    since: datetime | None = None
    newest: datetime | None = None
    until: datetime | None = None
    generations: dict[str, str] = field(default_factory=dict)
    files: str = ""

    @classmethod
    def load(cls, cursor: Cursor | None, source: str) -> Self:
        """Open a cursor.

        Raises
        ------
        SourceError
            It is none of this family's.
        """
        with own_cursor(source):
            facts = remembered(cursor)
            return cls(
                source,
                facts.moment("since"),
                facts.moment("newest"),
                facts.moment("until"),
                _texts(facts.inner("generations")),
                facts.text("files"),
            )

    def cursor(self) -> Cursor:
        """Close it again."""
        moments = {"since": self.since, "newest": self.newest, "until": self.until}
        told = {name: moment.isoformat() for name, moment in moments.items() if moment is not None}
        content = {**told, "generations": self.generations, "files": self.files}
        return Cursor(self.source, json.dumps(content, ensure_ascii=False, sort_keys=True))


def _texts(facts: Facts) -> dict[str, str]:
    if not all(isinstance(value, str) for value in facts.raw.values()):
        raise RecordError("a generation is no text")
    return {name: str(value) for name, value in facts.raw.items()}
