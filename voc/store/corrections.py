"""Sentences that people correct: found by document and place, with what is shown of them and what the machine read."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, RowMapping, func, select

from voc.store.batches import batches
from voc.store.edits import SentenceKey
from voc.store.packing import SCORES
from voc.store.schema import documents, findings, readings, sentences

_held = findings.c
_place = (sentences.c.document_id == _held.document_id) & (sentences.c.sentence_index == _held.sentence_index)


@dataclass(frozen=True, slots=True)
class ReadSentenceNow:
    """A sentence as it stands in the store.

    Attributes
    ----------
    fingerprint : str
        Name of its words.
    shown, machine : mapping
        What readers are shown - a person's correction, where there is one - and what the machine read: act,
        hesitation, is_hesitation, reason, reason_score, stage, stage_score.
    why : tuple of str
        How the machine came to it: act, hesitation, reason, stage, theme; empty where that is not known any more.
    """

    document_id: str
    sentence_index: int
    fingerprint: str
    text: str
    shown: Mapping[str, Any]
    machine: Mapping[str, Any]
    why: tuple[str, ...]


def sentences_now(connection: Connection, document_id: str) -> list[ReadSentenceNow]:
    """List the sentences of a document in order."""
    text = func.substr(documents.c.text, sentences.c.start + 1, sentences.c.end - sentences.c.start).label("text")
    cached = (readings.c.fingerprint == sentences.c.fingerprint) & (
        readings.c.analysis_version == _held.analysis_version
    )
    asked = (
        select(sentences.c.fingerprint, text, findings, readings.c.why)
        .select_from(findings)
        .join(documents, documents.c.id == _held.document_id)
        .join(sentences, _place)
        .outerjoin(readings, cached)
        .where(_held.document_id == document_id)
        .order_by(_held.sentence_index)
    )
    return [_sentence(row) for row in connection.execute(asked).mappings()]


def places_of_words(connection: Connection, fingerprints: Collection[str]) -> list[SentenceKey]:
    """List every document that holds a sentence of these names, with the name; in canonical order."""
    asked = select(sentences.c.document_id, sentences.c.fingerprint).distinct()
    return sorted(
        (row.document_id, row.fingerprint)
        for some in batches(sorted(set(fingerprints)))
        for row in connection.execute(asked.where(sentences.c.fingerprint.in_(some)))
    )


def machine_readings(connection: Connection, keys: Collection[SentenceKey]) -> dict[SentenceKey, Mapping[str, Any]]:
    """Look up what the machine read in corrected sentences; those that are gone are left out."""
    asked = (
        select(_held.document_id, sentences.c.fingerprint, _held.machine)
        .select_from(findings)
        .join(sentences, _place)
        .where(_held.machine.is_not(None))
    )
    wanted = set(keys)
    found = {
        (row.document_id, row.fingerprint): row.machine
        for some in batches(sorted({document for document, _ in wanted}))
        for row in connection.execute(asked.where(_held.document_id.in_(some)))
    }
    return {key: found[key] for key in sorted(found.keys() & wanted)}


def texts_before(connection: Connection, week: str, *, limit: int) -> list[str]:
    """Return some documents' texts from before a week, copies left out: the same ones while nothing older arrives."""
    held = documents.c
    asked = select(held.text).where(held.week < week, held.copy_of.is_(None), held.text != "").order_by(held.id)
    return list(connection.scalars(asked.limit(limit)))


def documents_starting(connection: Connection, start: str, *, limit: int = 2) -> list[str]:
    """List the first documents whose id starts with some digits."""
    held = documents.c.id
    asked = select(held).where(held >= start, held < f"{start}g").order_by(held).limit(limit)
    return list(connection.scalars(asked))


def _sentence(row: RowMapping) -> ReadSentenceNow:
    shown = {name: row[name] for name in SCORES}
    return ReadSentenceNow(
        document_id=row["document_id"],
        sentence_index=row["sentence_index"],
        fingerprint=row["fingerprint"],
        text=row["text"],
        shown=shown,
        machine=row["machine"] or shown,
        why=tuple(row["why"] or ()),
    )
