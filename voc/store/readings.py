"""What was read in documents: each distinct sentence is analysed once, each document keeps its findings."""

from collections.abc import Collection, Sequence
from contextlib import suppress
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, bindparam, delete, func, select, update

from nlp.types import Reading, Term
from voc.store.batches import add, batches, put
from voc.store.erase import drop_unused_readings
from voc.store.marks import mark_weeks
from voc.store.packing import SCORES, DamagedReadingError, pack_reading, pack_terms, unpack_reading, unpack_terms
from voc.store.schema import NOTHING_TO_READ, documents, findings, readings, sentences
from voc.store.search_index import index_documents, unindex_documents
from voc.store.shown import apply_edits, current_edits

_held = documents.c
# What cells raise that hold no JSON, or other things than they should.
_DAMAGED = (DamagedReadingError, ValueError, TypeError, KeyError)
_LABELS = ("act", "is_hesitation", "reason", "stage")


@dataclass(frozen=True, slots=True)
class Unread:
    """A document that waits to be read.

    Attributes
    ----------
    fingerprint : str
        State of the document; handed back with the readings, so that an edit in between is noticed.
    question : str or None
        What the text answers, empty where that is not known; None where nothing was asked.
    """

    id: str
    text: str
    fingerprint: str
    question: str | None = None


@dataclass(frozen=True, slots=True)
class CachedReading:
    """What a sentence says and the terms in it; equal sentences share it."""

    reading: Reading
    terms: tuple[Term, ...]


@dataclass(frozen=True, slots=True)
class HeldReading:
    """What the machine read in a sentence before, and where it put it.

    Attributes
    ----------
    catalogue_theme : str or None
        Key of the catalogue theme that its words alone matched.
    """

    act: str
    is_hesitation: bool
    reason: str
    stage: str
    placed_theme_id: str | None
    theme_score: float | None
    assigned_with: str | None
    catalogue_theme: str | None


@dataclass(frozen=True, slots=True)
class ReadSentence:
    """One sentence of a document; offsets are code points of the document's text, end exclusive.

    Attributes
    ----------
    read : CachedReading
        What the sentence says by itself; equal sentences share it.
    in_context : Reading or None
        What it says beside its neighbours, where that differs: the findings take this.
    """

    start: int
    end: int
    fingerprint: str
    read: CachedReading
    in_context: Reading | None = None


@dataclass(frozen=True, slots=True)
class ReadDocument:
    """All sentences of a document in order; `fingerprint` as it came with `Unread`."""

    id: str
    fingerprint: str
    sentences: tuple[ReadSentence, ...]


def sentence_fingerprint(text: str, *, alone: bool = True) -> str:
    """Name a sentence by its words: 32 hexadecimal digits.

    Parameters
    ----------
    alone : bool
        Whether it stands alone between plain breaks. The analyser may hear the same words a little differently in the
        middle of a longer passage, so such a sentence has a name of its own and is never taken for the other.
    """
    return blake2b(text.encode(), digest_size=16, person=b"" if alone else b"within").hexdigest()


def documents_to_read(
    connection: Connection, analysis_version: str, limit: int, *, outdated: bool = True, after: str = ""
) -> list[Unread]:
    """Take the next documents that nobody has read, or that another analysis version has; in the order of their ids.

    Parameters
    ----------
    outdated : bool
        Whether to take those of other versions too; False leaves them to `voc refresh`.
    after : str
        Only ids above this one: those below are being read.
    """
    version = _held.analysis_version
    conditions: list[ColumnElement[bool]] = [version.is_(None)]
    if outdated:
        conditions += _other_versions(analysis_version)
    found: list[Row[Any]] = []
    for condition in conditions:
        asked = select(_held.id, _held.text, _held.fingerprint, _held.title, _held.kind).where(
            condition, _held.id > after
        )
        asked = asked.order_by(version, _held.id).limit(limit - len(found))
        found.extend(connection.execute(asked))
    return [as_unread(row) for row in sorted(found, key=lambda row: str(row.id))]


def as_unread(row: Row[Any]) -> Unread:
    """Make a document that waits to be read of its row: id, text, fingerprint, title and kind."""
    question = (row.title or "") if row.kind == "survey_answer" else None
    return Unread(row.id, row.text, row.fingerprint, question)


def count_unread(connection: Connection) -> int:
    """Count the documents that nobody has read."""
    return connection.scalar(select(func.count()).select_from(documents).where(_held.analysis_version.is_(None))) or 0


def count_outdated(connection: Connection, analysis_version: str) -> int:
    """Count the documents that another analysis version has read."""
    asked = select(func.count()).select_from(documents)
    return sum(connection.scalar(asked.where(condition)) or 0 for condition in _other_versions(analysis_version))


def _other_versions(analysis_version: str) -> list[ColumnElement[bool]]:
    """Ask for two ranges instead of "not equal": each is a walk along the index, past all that has nothing to read."""
    version = _held.analysis_version
    return [(version > NOTHING_TO_READ) & (version < analysis_version), version > analysis_version]


def readings_held(connection: Connection, document_ids: Sequence[str]) -> dict[tuple[str, str], HeldReading]:
    """Load what is held about the sentences of documents, by document and fingerprint: the machine's part of it."""
    found = findings.c
    place = (sentences.c.document_id == found.document_id) & (sentences.c.sentence_index == found.sentence_index)
    cached = (readings.c.fingerprint == sentences.c.fingerprint) & (
        readings.c.analysis_version == found.analysis_version
    )
    names = (*SCORES, "machine", "placed_theme_id", "theme_score", "assigned_with")
    asked = (
        select(found.document_id, sentences.c.fingerprint, *(found[name] for name in names), readings.c.theme)
        .select_from(findings)
        .join(sentences, place)
        .outerjoin(readings, cached)
        .order_by(found.document_id, found.sentence_index)
    )
    held: dict[tuple[str, str], HeldReading] = {}
    for some in batches(document_ids):
        for row in connection.execute(asked.where(found.document_id.in_(some))).mappings():
            labels = row["machine"] or row
            one = HeldReading(
                **{name: labels[name] for name in _LABELS},
                placed_theme_id=row["placed_theme_id"],
                theme_score=row["theme_score"],
                assigned_with=row["assigned_with"],
                catalogue_theme=row["theme"],
            )
            held.setdefault((row["document_id"], row["fingerprint"]), one)
    return held


def cached_readings(
    connection: Connection, fingerprints: Sequence[str], analysis_version: str
) -> dict[str, CachedReading]:
    """Look up sentences that this analysis version has read before; a reading that is damaged is none."""
    found: dict[str, CachedReading] = {}
    for some in batches(sorted(set(fingerprints))):
        try:
            found |= _cached(connection, some, analysis_version)
        except _DAMAGED:
            for one in some:
                with suppress(*_DAMAGED):
                    found |= _cached(connection, [one], analysis_version)
    return found


def _cached(connection: Connection, fingerprints: Sequence[str], analysis_version: str) -> dict[str, CachedReading]:
    held = readings.c
    asked = select(readings).where(held.analysis_version == analysis_version, held.fingerprint.in_(fingerprints))
    return {
        row["fingerprint"]: CachedReading(unpack_reading({**row}), unpack_terms(row["terms"]))
        for row in connection.execute(asked).mappings()
    }


def save_readings(connection: Connection, read: Sequence[ReadDocument], *, analysis_version: str) -> int:
    """Store what was read in a batch of documents, in place of what was read before, and make it searchable.

    What people moved or corrected in these documents holds for the sentences that are still there.

    Returns
    -------
    int
        Documents stored; those that changed or went away in the meantime are left out.
    """
    current, weeks = _current(connection, read)
    ids = [document.id for document in current]
    unindex_documents(connection, ids)
    before = _drop(connection, ids)
    save_cache(connection, current, analysis_version)
    rows = [(document.id, index, one) for document in current for index, one in enumerate(document.sentences)]
    add(connection, sentences, [_sentence_row(*row) for row in rows])
    add(connection, findings, [{**_finding_row(*row, analysis_version), "week": weeks[row[0]]} for row in rows])
    drop_unused_readings(connection, sorted(before - {one.fingerprint for _, _, one in rows}))
    if ids:
        done = update(documents).where(_held.id == bindparam("key")).values(analysis_version=analysis_version)
        connection.execute(done, [{"key": one} for one in ids])
    index_documents(connection, ids)
    mark_weeks(connection, ids)
    edits = current_edits(connection)
    apply_edits(connection, edits, documents=edits.documents.intersection(ids))
    return len(ids)


def drop_other_readings(connection: Connection, analysis_version: str) -> None:
    """Empty the cache of what other analysis versions read; for the end of a refresh."""
    connection.execute(delete(readings).where(readings.c.analysis_version != analysis_version))


def _current(connection: Connection, read: Sequence[ReadDocument]) -> tuple[list[ReadDocument], dict[str, str | None]]:
    """Leave out what changed or went away since it was read; with the week of each document that is left."""
    asked = select(_held.id, _held.fingerprint, _held.week).where(
        _held.analysis_version.is_distinct_from(NOTHING_TO_READ)
    )
    states = {
        row.id: row
        for some in batches([document.id for document in read])
        for row in connection.execute(asked.where(_held.id.in_(some)))
    }
    unchanged = {one.id: one for one in read if one.id in states and states[one.id].fingerprint == one.fingerprint}
    return [unchanged[key] for key in sorted(unchanged)], {key: states[key].week for key in unchanged}


def _drop(connection: Connection, ids: Sequence[str]) -> set[str]:
    before: set[str] = set()
    for some in batches(ids):
        held = sentences.c
        before.update(connection.scalars(select(held.fingerprint).where(held.document_id.in_(some))))
        connection.execute(delete(sentences).where(held.document_id.in_(some)))
        connection.execute(delete(findings).where(findings.c.document_id.in_(some)))
    return before


def save_cache(
    connection: Connection, read: Sequence[ReadDocument], analysis_version: str, *, only: Collection[str] | None = None
) -> None:
    """Keep what each distinct sentence says, or only those of some fingerprints, in place of what was kept before."""
    said = (one for document in read for one in document.sentences if only is None or one.fingerprint in only)
    distinct = {one.fingerprint: one.read for one in said}
    rows = [
        {
            "fingerprint": fingerprint,
            "analysis_version": analysis_version,
            **pack_reading(one.reading),
            "terms": pack_terms(one.terms),
        }
        for fingerprint, one in sorted(distinct.items())
    ]
    put(connection, readings, rows)


def _sentence_row(document_id: str, index: int, one: ReadSentence) -> dict[str, Any]:
    return {
        "document_id": document_id,
        "sentence_index": index,
        "start": one.start,
        "end": one.end,
        "fingerprint": one.fingerprint,
        "terms": " ".join(term.lemma for term in one.read.terms),
    }


def _finding_row(document_id: str, index: int, one: ReadSentence, analysis_version: str) -> dict[str, Any]:
    return {
        "document_id": document_id,
        "sentence_index": index,
        "analysis_version": analysis_version,
        **{name: getattr(one.in_context or one.read.reading, name) for name in SCORES},
    }
