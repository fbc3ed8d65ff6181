"""Findings and their themes: what waits for a theme, what got one, and the words behind any number."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import Connection, RowMapping, Select, bindparam, func, select, update

from nlp.types import Act, Term
from voc.errors import StoreError
from voc.store.batches import batches
from voc.store.marks import mark_weeks
from voc.store.packing import unpack_terms
from voc.store.schema import documents, findings, readings, sentences, themes
from voc.store.selection import Selection, document_conditions, finding_conditions

Scope = Literal["hesitation", "all"]

_held = findings.c
_place = (sentences.c.document_id == _held.document_id) & (sentences.c.sentence_index == _held.sentence_index)
_cached = (readings.c.fingerprint == sentences.c.fingerprint) & (readings.c.analysis_version == _held.analysis_version)


@dataclass(frozen=True, slots=True)
class PooledSentence:
    """A sentence without a theme.

    Attributes
    ----------
    fingerprint : str
        Name of its words: equal sentences share it.
    theme : str or None
        Key of the catalogue theme that its reading matched, with its score.
    """

    document_id: str
    sentence_index: int
    text: str
    fingerprint: str
    terms: tuple[Term, ...]
    reason: str
    stage: str
    theme: str | None
    theme_score: float
    week: str | None
    source: str


@dataclass(frozen=True, slots=True)
class HeldSentence:
    """A hesitation with the theme that holds it, if any; what discovery starts from."""

    document_id: str
    sentence_index: int
    text: str
    terms: tuple[Term, ...]
    act: Act
    reason: str
    stage: str
    theme_id: str | None
    week: str | None


@dataclass(frozen=True, slots=True)
class ThemeChoice:
    """The theme of a sentence, or None where no theme holds it.

    Attributes
    ----------
    assigned_with : str
        Version of the frozen space (or of the ledger) that decided.
    """

    document_id: str
    sentence_index: int
    theme_id: str | None
    theme_score: float | None
    assigned_with: str


@dataclass(frozen=True, slots=True)
class Verbatim:
    """A sentence as shown to a reader, with what was found in it and why."""

    document_id: str
    sentence_index: int
    text: str
    source: str
    week: str | None
    created_at: datetime | None
    rating: float | None
    act: str
    hesitation: float
    is_hesitation: bool
    reason: str
    stage: str
    theme_id: str | None
    theme_score: float | None
    why: tuple[str, ...]


def findings_for_assignment(
    connection: Connection, space_version: str, limit: int, *, scope: Scope = "hesitation"
) -> list[PooledSentence]:
    """Take the next sentences that have no theme and that this version of the space has not judged.

    Sentences with a theme never come back here, whatever the version: old themes stay put.
    """
    judged = _held.assigned_with
    found: list[PooledSentence] = []
    # Three walks along the index instead of one "is not".
    for condition in (judged.is_(None), judged < space_version, judged > space_version):
        asked = _pool(scope).where(condition).limit(limit - len(found))
        found.extend(_pooled(row) for row in connection.execute(asked).mappings())
    return sorted(found, key=lambda one: (one.document_id, one.sentence_index))


def unassigned(
    connection: Connection, *, scope: Scope = "hesitation", limit: int | None = None
) -> list[PooledSentence]:
    """List the pool: every sentence without a theme, copies left out, by document and place."""
    asked = _pool(scope).where(documents.c.copy_of.is_(None)).limit(limit)
    return [_pooled(row) for row in connection.execute(asked).mappings()]


def hesitations(connection: Connection, weeks: Sequence[str]) -> list[HeldSentence]:
    """List the hesitations of some weeks with their themes, copies left out, by document and place."""
    columns = (
        *(_held[name] for name in ("document_id", "sentence_index", "act", "reason", "stage", "theme_id")),
        readings.c.terms,
    )
    asked = (
        select(*columns, documents.c.week, _sentence_text())
        .select_from(findings)
        .join(documents, documents.c.id == _held.document_id)
        .join(sentences, _place)
        .join(readings, _cached)
        .where(documents.c.copy_of.is_(None), _held.is_hesitation.is_(True))
    )
    found = [
        HeldSentence(**{**row, "terms": unpack_terms(row["terms"])})
        for some in batches(sorted(set(weeks)))
        for row in connection.execute(asked.where(documents.c.week.in_(some))).mappings()
    ]
    return sorted(found, key=lambda one: (one.document_id, one.sentence_index))


def set_themes(connection: Connection, choices: Sequence[ThemeChoice]) -> int:
    """Write down which theme holds each sentence.

    Returns
    -------
    int
        Sentences whose theme is another one than before.

    Raises
    ------
    StoreError
        A theme is not in the store.
    """
    _check_themes(connection, {choice.theme_id for choice in choices if choice.theme_id is not None})
    before = _themes_of(connection, sorted({choice.document_id for choice in choices}))
    moved = [
        choice
        for choice in choices
        if before.get((choice.document_id, choice.sentence_index), choice.theme_id) != choice.theme_id
    ]
    change = update(findings).where(
        _held.document_id == bindparam("document"), _held.sentence_index == bindparam("place")
    )
    rows = [
        {
            "document": choice.document_id,
            "place": choice.sentence_index,
            "theme_id": choice.theme_id,
            "theme_score": choice.theme_score,
            "assigned_with": choice.assigned_with,
        }
        for choice in choices
    ]
    if rows:
        connection.execute(change, rows)
    mark_weeks(connection, {choice.document_id for choice in moved})
    return len(moved)


def verbatims(connection: Connection, selection: Selection, *, limit: int = 50, offset: int = 0) -> list[Verbatim]:
    """Read the sentences behind a number: newest first, copies left out."""
    columns = (
        *(_held[name] for name in ("document_id", "sentence_index", "act", "hesitation", "is_hesitation")),
        *(_held[name] for name in ("reason", "stage", "theme_id", "theme_score")),
        *(documents.c[name] for name in ("source", "week", "created_at")),
        documents.c.rating_value.label("rating"),
        _sentence_text(),
        readings.c.why,
    )
    asked = (
        select(*columns)
        .select_from(findings)
        .join(documents, documents.c.id == _held.document_id)
        .join(sentences, _place)
        .outerjoin(readings, _cached)
        .where(documents.c.copy_of.is_(None), *document_conditions(selection), *finding_conditions(selection))
        .order_by(documents.c.created_at.desc().nulls_last(), _held.document_id, _held.sentence_index)
        .limit(limit)
        .offset(offset)
    )
    return [Verbatim(**{**row, "why": tuple(row["why"] or ())}) for row in connection.execute(asked).mappings()]


def count_findings(connection: Connection, selection: Selection) -> tuple[int, int]:
    """Count the sentences that a selection meets and the voices they stand in, copies left out."""
    asked = (
        select(func.count(), func.count(_held.document_id.distinct()))
        .select_from(findings)
        .join(documents, documents.c.id == _held.document_id)
        .where(documents.c.copy_of.is_(None), *document_conditions(selection), *finding_conditions(selection))
    )
    n_sentences, n_documents = connection.execute(asked).one()
    return int(n_sentences), int(n_documents)


def _sentence_text() -> Any:  # noqa: ANN401 - SQLAlchemy's function expressions are untyped
    start, end = sentences.c.start, sentences.c.end
    return func.substr(documents.c.text, start + 1, end - start).label("text")


def _pool(scope: Scope) -> Select[Any]:
    kinds = (True,) if scope == "hesitation" else (True, False)
    columns = (
        *(_held.document_id, _held.sentence_index, _held.reason, _held.stage),
        *(sentences.c.fingerprint, readings.c.terms, readings.c.theme, readings.c.theme_score),
        *(documents.c.week, documents.c.source, _sentence_text()),
    )
    return (
        select(*columns)
        .select_from(findings)
        .join(documents, documents.c.id == _held.document_id)
        .join(sentences, _place)
        .join(readings, _cached)
        .where(_held.theme_id.is_(None), _held.is_hesitation.in_(kinds))
        .order_by(_held.document_id, _held.sentence_index)
    )


def _pooled(row: RowMapping) -> PooledSentence:
    return PooledSentence(**{**row, "terms": unpack_terms(row["terms"])})


def _check_themes(connection: Connection, wanted: set[str]) -> None:
    held = themes.c.theme_id
    known = {one for some in batches(sorted(wanted)) for one in connection.scalars(select(held).where(held.in_(some)))}
    if missing := sorted(wanted - known):
        message = f"Theme {missing[0]!r} is not in the store ({len(missing)} unknown). Save the themes first."
        raise StoreError(message)


def _themes_of(connection: Connection, document_ids: Sequence[str]) -> dict[tuple[str, int], str | None]:
    return {
        (row.document_id, row.sentence_index): row.theme_id
        for some in batches(document_ids)
        for row in connection.execute(
            select(_held.document_id, _held.sentence_index, _held.theme_id).where(_held.document_id.in_(some))
        )
    }
