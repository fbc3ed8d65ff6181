"""Hesitations with their words: what discovery and the brief start from."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from sys import intern
from typing import Any

from sqlalchemy import Connection, RowMapping, Select, func, select

from nlp.types import Act, Term
from voc.store.batches import batches
from voc.store.edits import Edits, SentenceKey
from voc.store.packing import unpack_terms
from voc.store.schema import documents, findings, readings, sentences
from voc.store.shown import current_edits

_held = findings.c
_place = (sentences.c.document_id == _held.document_id) & (sentences.c.sentence_index == _held.sentence_index)
_cached = (readings.c.fingerprint == sentences.c.fingerprint) & (readings.c.analysis_version == _held.analysis_version)
_text = func.substr(documents.c.text, sentences.c.start + 1, sentences.c.end - sentences.c.start).label("text")
_PLAIN = ("document_id", "sentence_index", "fingerprint", "act", "reason", "stage", "week")


@dataclass(frozen=True, slots=True)
class HeldSentence:
    """A hesitation with the theme that holds it, if any; what discovery starts from.

    Attributes
    ----------
    fingerprint : str
        Name of its words: equal sentences share it.
    theme_id : str or None
        A person's choice, else the machine's. Merges are left aside: a theme that went into another is still learnt
        and placed in for itself, so that a merge can be undone.
    is_taken_out : bool
        Whether a person took it out of every theme: none may take it back.
    """

    document_id: str
    sentence_index: int
    text: str
    fingerprint: str
    terms: tuple[Term, ...]
    act: Act
    reason: str
    stage: str
    theme_id: str | None
    week: str | None
    is_taken_out: bool = False


def hesitations(connection: Connection, weeks: Sequence[str], *, below: str | None = None) -> list[HeldSentence]:
    """List the hesitations of some weeks with their themes, copies left out, by document and place.

    Parameters
    ----------
    below : str or None
        Only documents whose ids lie below this one. Ids are hashes, so that these are as good a sample as any.
    """
    asked = _hesitations() if below is None else _hesitations().where(documents.c.id < below)
    edits, known = current_edits(connection), _Known()
    found = [
        known.held_sentence(row, edits)
        for some in batches(sorted(set(weeks)))
        for row in connection.execute(asked.where(documents.c.week.in_(some))).mappings()
    ]
    return sorted(found, key=lambda one: (one.document_id, one.sentence_index))


def count_hesitations(connection: Connection, weeks: Sequence[str]) -> dict[str, int]:
    """Count the hesitation sentences of weeks, copies left out; weeks without any are left out."""
    week = documents.c.week
    asked = (
        select(week, func.count().label("n"))
        .select_from(documents)
        .join(findings, _held.document_id == documents.c.id)
        .where(documents.c.copy_of.is_(None), _held.is_hesitation.is_(True))
        .group_by(week)
    )
    return {
        row.week: row.n
        for some in batches(sorted(set(weeks)))
        for row in connection.execute(asked.where(week.in_(some)))
    }


def unplaced_hesitations(connection: Connection, week: str, *, start: str) -> Iterator[list[HeldSentence]]:
    """Walk through the hesitations of a week that no theme holds and a theme may take, in the order of their ids.

    Parameters
    ----------
    start : str
        Only documents whose ids do not lie below this one.
    """
    of_week = select(documents.c.id).where(documents.c.week == week, documents.c.id >= start)
    edits, asked = current_edits(connection), _hesitations().where(_held.placed_theme_id.is_(None))
    for some in batches(connection.scalars(of_week.order_by(documents.c.id)).all()):
        known, rows = _Known(), connection.execute(asked.where(documents.c.id.in_(some))).mappings()
        found = (known.held_sentence(row, edits) for row in rows)
        free = [one for one in found if one.theme_id is None and not one.is_taken_out]
        yield sorted(free, key=lambda one: (one.document_id, one.sentence_index))


def sentences_of(connection: Connection, keys: Sequence[SentenceKey]) -> list[HeldSentence]:
    """List sentences by document and fingerprint, hesitating or not; those that are no longer there are left out."""
    wanted, edits, known = set(keys), current_edits(connection), _Known()
    found = [
        known.held_sentence(row, edits)
        for some in batches(sorted({document for document, _ in wanted}))
        for row in connection.execute(_sentences().where(_held.document_id.in_(some))).mappings()
        if (row["document_id"], row["fingerprint"]) in wanted
    ]
    return sorted(found, key=lambda one: (one.document_id, one.sentence_index))


def _sentences() -> Select[Any]:
    columns = (
        *(_held[name] for name in ("document_id", "sentence_index", "analysis_version", "act", "reason", "stage")),
        _held.placed_theme_id.label("theme_id"),
        *(sentences.c.fingerprint, readings.c.terms, documents.c.week, _text),
    )
    return (
        select(*columns)
        .select_from(findings)
        .join(documents, documents.c.id == _held.document_id)
        .join(sentences, _place)
        .join(readings, _cached)
    )


def _hesitations() -> Select[Any]:
    return _sentences().where(documents.c.copy_of.is_(None), _held.is_hesitation.is_(True))


class _Known:
    """Makes sentences of rows; what equal ones share is kept once, for a hundred thousand of them are held together."""

    def __init__(self) -> None:
        self._words: dict[tuple[str, str], tuple[str, tuple[Term, ...]]] = {}

    def held_sentence(self, row: RowMapping, edits: Edits) -> HeldSentence:
        key = (row["document_id"], row["fingerprint"])
        facts = {name: row[name] for name in _PLAIN}
        text, terms = self._said(row)
        return HeldSentence(
            **facts,
            text=text,
            terms=terms,
            theme_id=edits.held(key, row["theme_id"]),
            is_taken_out=key in edits.moves and edits.moves[key] is None,
        )

    def _said(self, row: RowMapping) -> tuple[str, tuple[Term, ...]]:
        name = (row["fingerprint"], row["analysis_version"])
        if name not in self._words:
            self._words[name] = (row["text"], tuple(map(_shared, unpack_terms(row["terms"]))))
        return self._words[name]


def _shared(term: Term) -> Term:
    return term._replace(lemma=intern(term.lemma), surface=intern(term.surface))
