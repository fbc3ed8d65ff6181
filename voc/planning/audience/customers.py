"""Customers: the voices of one author of a source are one, a voice without an author is one of its own."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias

from sqlalchemy import Connection, select

from voc.planning.audience.asked import Asked
from voc.store.schema import documents

# Source, and the author's hash or, where there is none, the document.
Customer: TypeAlias = tuple[str, str]

_of = documents.c


@dataclass(frozen=True, slots=True)
class Voice:
    """A document that counts, without a word of it."""

    document_id: str
    source: str
    author_hash: str | None
    created_at: datetime | None
    segment: Mapping[str, str]

    @property
    def customer(self) -> Customer:
        """Whose voice it is."""
        return self.source, self.author_hash or self.document_id


def voices_of(connection: Connection, asked: Asked) -> list[Voice]:
    """List the voices that are asked about, by id."""
    columns = (_of.id, _of.source, _of.author_hash, _of.created_at, _of.segment)
    rows = connection.execute(select(*columns).where(*asked.conditions()).order_by(_of.id))
    voices = (Voice(*row) for row in rows)
    return [voice for voice in voices if asked.segment is None or _is_in(voice, *asked.segment)]


def by_customer(voices: Sequence[Voice]) -> dict[Customer, list[Voice]]:
    """Group voices by whose they are."""
    found: dict[Customer, list[Voice]] = {}
    for voice in voices:
        found.setdefault(voice.customer, []).append(voice)
    return found


def segments_of(voices: Sequence[Voice]) -> Iterator[tuple[str, str]]:
    """Go through the segments of one customer, each once."""
    return iter(sorted({pair for voice in voices for pair in voice.segment.items()}))


def _is_in(voice: Voice, name: str, value: str) -> bool:
    return voice.segment.get(name) == value
