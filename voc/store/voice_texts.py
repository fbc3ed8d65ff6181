"""Customers' texts as they are looked through for messages: week by week, and a sample of how customers talk."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, select

from voc.store.batches import batches
from voc.store.schema import documents, sentences

_held, _cut = documents.c, sentences.c


@dataclass(frozen=True, slots=True)
class VoiceSentence:
    """A sentence of a text, in code points of it, and its lemmas."""

    start: int
    end: int
    terms: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class VoiceText:
    """A text with a date; `precision` says how much of the moment is known, as documents do."""

    document_id: str
    text: str
    created_at: datetime
    precision: str
    sentences: tuple[VoiceSentence, ...]


def texts_of_week(connection: Connection, week: str, *, after: str, limit: int) -> list[VoiceText]:
    """Take the next texts of a week, by id; copies too, since one may come to stand for the others."""
    return _texts(connection, _held.week == week, _held.id > after, limit=limit)


def how_customers_talk(connection: Connection, n: int) -> list[VoiceText]:
    """Take texts without regard to what they say or when: their ids are hashes, so the first are like any others."""
    return _texts(connection, _held.copy_of.is_(None), limit=n)


def _texts(connection: Connection, *conditions: ColumnElement[bool], limit: int) -> list[VoiceText]:
    columns = (_held.id, _held.text, _held.created_at, _held.created_precision)
    asked = select(*columns).where(
        _held.created_at.is_not(None), _held.removed_at.is_(None), _held.forgotten.is_(False), *conditions
    )
    rows = connection.execute(asked.order_by(_held.id).limit(limit)).all()
    read = _sentences(connection, [row.id for row in rows])
    return [
        VoiceText(row.id, row.text, row.created_at, row.created_precision, tuple(read.get(row.id, ()))) for row in rows
    ]


def _sentences(connection: Connection, ids: Sequence[str]) -> dict[str, list[VoiceSentence]]:
    asked = select(_cut.document_id, _cut.start, _cut.end, _cut.terms).order_by(_cut.document_id, _cut.sentence_index)
    found: dict[str, list[VoiceSentence]] = {}
    for some in batches(ids):
        for row in connection.execute(asked.where(_cut.document_id.in_(some))):
            found.setdefault(row.document_id, []).append(VoiceSentence(row.start, row.end, tuple(row.terms.split())))
    return found
