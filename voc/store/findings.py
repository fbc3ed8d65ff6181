"""Findings and their themes: which theme holds each sentence, and the words behind any number."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, RowMapping, Select, bindparam, func, select, update

from voc.errors import StoreError
from voc.store.batches import batches
from voc.store.marks import mark_weeks
from voc.store.schema import documents, findings, readings, sentences, themes
from voc.store.selection import Selection, document_conditions, finding_conditions
from voc.store.shown import current_edits

_held = findings.c
_place = (sentences.c.document_id == _held.document_id) & (sentences.c.sentence_index == _held.sentence_index)
_cached = (readings.c.fingerprint == sentences.c.fingerprint) & (readings.c.analysis_version == _held.analysis_version)


@dataclass(frozen=True, slots=True)
class ShownSentence:
    """A sentence with the theme under which readers find it; offsets are code points of the document's text."""

    document_id: str
    sentence_index: int
    start: int
    end: int
    text: str
    fingerprint: str
    theme_id: str | None
    is_hesitation: bool


@dataclass(frozen=True, slots=True)
class ThemeChoice:
    """Where the machine puts a sentence; None where no theme holds it.

    Attributes
    ----------
    assigned_with : str
        Version of the frozen space that decided.
    """

    document_id: str
    sentence_index: int
    theme_id: str | None
    theme_score: float | None
    assigned_with: str


@dataclass(frozen=True, slots=True)
class Verbatim:
    """A sentence as shown to a reader, with what was found in it and why.

    Attributes
    ----------
    kind : str
        Of its document: review, post, ticket_message ...
    url : str or None
        Where the document stands; not everybody can open it.
    """

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
    kind: str = ""
    url: str | None = None


def shown_sentences(
    connection: Connection, *, of_documents: Sequence[str] = (), theme: str | None = None
) -> list[ShownSentence]:
    """List the sentences of documents, or of a theme, by document and place; copies too, but not of a theme."""
    places = (sentences.c.start, sentences.c.end, sentences.c.fingerprint)
    columns = (*places, _held.theme_id, _held.is_hesitation, _sentence_text())
    asked = (
        select(_held.document_id, _held.sentence_index, *columns)
        .select_from(findings)
        .join(documents, documents.c.id == _held.document_id)
        .join(sentences, _place)
    )
    pieces = [asked.where(_held.document_id.in_(some)) for some in batches(of_documents)]
    if theme is not None:
        pieces.append(asked.where(_held.theme_id == theme, documents.c.copy_of.is_(None)))
    found = [ShownSentence(**row) for piece in pieces for row in connection.execute(piece).mappings()]
    return sorted(found, key=lambda one: (one.document_id, one.sentence_index))


def theme_documents(
    connection: Connection, theme_ids: Collection[str], weeks: Sequence[str]
) -> dict[tuple[str, str], int]:
    """Count the hesitating voices of themes by (theme, week), from the findings as they are at this moment."""
    held = documents.c
    asked = (
        select(_held.theme_id, held.week, func.count(_held.document_id.distinct()).label("n"))
        .select_from(findings)
        .join(documents, held.id == _held.document_id)
        .where(held.copy_of.is_(None), held.removed_at.is_(None), held.week.in_(weeks), _held.is_hesitation.is_(True))
        .group_by(_held.theme_id, held.week)
    )
    return {
        (row.theme_id, row.week): row.n
        for some in batches(sorted(theme_ids))
        for row in connection.execute(asked.where(_held.theme_id.in_(some)))
    }


def set_themes(connection: Connection, choices: Sequence[ThemeChoice]) -> int:
    """Write down where the machine puts sentences; a person's decision about them stands over it.

    Returns
    -------
    int
        Sentences that are shown under another theme than before.

    Raises
    ------
    StoreError
        A theme is not in the store.
    """
    _check_themes(connection, {choice.theme_id for choice in choices if choice.theme_id is not None})
    shown = _shown_themes(connection, choices)
    before = _themes_of(connection, sorted({choice.document_id for choice in choices}))
    moved = [key for key, theme_id in shown.items() if before.get(key, theme_id) != theme_id]
    change = update(findings).where(
        _held.document_id == bindparam("document"), _held.sentence_index == bindparam("place")
    )
    rows = [
        {
            "document": choice.document_id,
            "place": choice.sentence_index,
            "placed_theme_id": choice.theme_id,
            "theme_id": shown[choice.document_id, choice.sentence_index],
            "theme_score": choice.theme_score,
            "assigned_with": choice.assigned_with,
        }
        for choice in choices
    ]
    if rows:
        connection.execute(change, rows)
    mark_weeks(connection, {document for document, _ in moved})
    return len(moved)


def verbatims(connection: Connection, selection: Selection, *, limit: int = 50, offset: int = 0) -> list[Verbatim]:
    """Read the sentences behind a number: newest first, copies left out."""
    asked = (
        _verbatims()
        .where(documents.c.copy_of.is_(None), *document_conditions(selection), *finding_conditions(selection))
        .order_by(documents.c.created_at.desc().nulls_last(), _held.document_id, _held.sentence_index)
        .limit(limit)
        .offset(offset)
    )
    return [_verbatim(row) for row in connection.execute(asked).mappings()]


def verbatims_at(connection: Connection, places: Sequence[tuple[str, int]]) -> list[Verbatim]:
    """Read sentences by document and place, in the order given; those that are not there are left out."""
    of_documents = sorted({document for document, _ in places})
    found = {
        (row["document_id"], row["sentence_index"]): row
        for some in batches(of_documents)
        for row in connection.execute(_verbatims().where(_held.document_id.in_(some))).mappings()
    }
    return [_verbatim(found[place]) for place in places if place in found]


def _verbatims() -> Select[Any]:
    columns = (
        *(_held[name] for name in ("document_id", "sentence_index", "act", "hesitation", "is_hesitation")),
        *(_held[name] for name in ("reason", "stage", "theme_id", "theme_score")),
        *(documents.c[name] for name in ("source", "week", "created_at", "kind", "url")),
        documents.c.rating_value.label("rating"),
        _sentence_text(),
        readings.c.why,
    )
    return (
        select(*columns)
        .select_from(findings)
        .join(documents, documents.c.id == _held.document_id)
        .join(sentences, _place)
        .outerjoin(readings, _cached)
    )


def _verbatim(row: RowMapping) -> Verbatim:
    return Verbatim(**{**row, "why": tuple(row["why"] or ())})


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


def _check_themes(connection: Connection, wanted: set[str]) -> None:
    held = themes.c.theme_id
    known = {one for some in batches(sorted(wanted)) for one in connection.scalars(select(held).where(held.in_(some)))}
    if missing := sorted(wanted - known):
        message = f"Theme {missing[0]!r} is not in the store ({len(missing)} unknown). Save the themes first."
        raise StoreError(message)


def _shown_themes(connection: Connection, choices: Sequence[ThemeChoice]) -> dict[tuple[str, int], str | None]:
    """Tell under which theme readers find each sentence, once the machine has put it where it chose."""
    edits = current_edits(connection)
    edited = _fingerprints(connection, sorted(edits.documents & {choice.document_id for choice in choices}))
    return {
        place: edits.shown((choice.document_id, edited.get(place, "")), choice.theme_id)
        for choice in choices
        for place in [(choice.document_id, choice.sentence_index)]
    }


def _fingerprints(connection: Connection, document_ids: Sequence[str]) -> dict[tuple[str, int], str]:
    held = sentences.c
    return {
        (row.document_id, row.sentence_index): row.fingerprint
        for some in batches(document_ids)
        for row in connection.execute(
            select(held.document_id, held.sentence_index, held.fingerprint).where(held.document_id.in_(some))
        )
    }


def _themes_of(connection: Connection, document_ids: Sequence[str]) -> dict[tuple[str, int], str | None]:
    return {
        (row.document_id, row.sentence_index): row.theme_id
        for some in batches(document_ids)
        for row in connection.execute(
            select(_held.document_id, _held.sentence_index, _held.theme_id).where(_held.document_id.in_(some))
        )
    }
