"""Search over verbatims: the very letters, or the same words in any inflection."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, Select, func, select

from voc.store.batches import batches
from voc.store.matching import Matcher, Span, index_match, index_numbers, lemma_spans, merged
from voc.store.schema import documents, search_documents
from voc.store.search_index import lemma_tokens
from voc.store.selection import Selection, whole_document_conditions

_CHUNK = 200


@dataclass(frozen=True, slots=True)
class Hit:
    """A document that a search found.

    Attributes
    ----------
    spans : tuple of (int, int)
        Where it matches: code points of `text`, end exclusive, in order, not overlapping.
    n_copies : int
        Further documents that repeat this one.
    """

    document_id: str
    text: str
    source: str
    week: str | None
    created_at: datetime | None
    rating: float | None
    n_copies: int
    spans: tuple[Span, ...]


def search(
    connection: Connection,
    query: str,
    lemmas: Sequence[str] = (),
    selection: Selection | None = None,
    limit: int = 50,
) -> list[Hit]:
    """Find documents, newest first; copies are not listed.

    Parameters
    ----------
    query : str
        Letters to be found as they are, in any case, from one syllable on. Spaces may be missing or added in the
        text where the match begins an eojeol: 안돼요 finds 안 돼요. Nothing in it has a special meaning.
    lemmas : sequence of str
        The query's terms; a document that holds all of them is found too: 느리다 finds 느려요.
    """
    matcher = Matcher(query)
    wanted = frozenset(lemma_tokens(" ".join(lemmas)))
    if matcher.tokens == frozenset() and not wanted:
        return []
    found: list[Hit] = []
    before: int | None = None
    while len(found) < limit:
        asked = _candidates(connection, matcher, wanted, selection=selection or Selection(), before=before)
        chunk = connection.execute(asked.limit(_CHUNK)).all()
        found.extend(verified(connection, chunk, matcher, wanted))
        if len(chunk) < _CHUNK:
            break
        before = chunk[-1].search_id
    return with_copies(connection, found[:limit])


def _candidates(
    connection: Connection, matcher: Matcher, wanted: frozenset[str], *, selection: Selection, before: int | None
) -> Select[Any]:
    held = documents.c
    number = search_documents.c.search_id
    columns = (held.id, held.text, held.source, held.week, held.created_at, held.rating_value, number)
    asked = select(*columns).join(search_documents, search_documents.c.document_id == held.id)
    index, place = index_numbers(connection)
    asked = asked.join(index, place == number).where(index_match(connection, matcher, wanted))
    if before is not None:
        asked = asked.where(place < before)
    conditions = whole_document_conditions(selection)
    return asked.where(held.copy_of.is_(None), *conditions).order_by(place.desc())


def verified(connection: Connection, chunk: Sequence[Row[Any]], matcher: Matcher, wanted: frozenset[str]) -> list[Hit]:
    """Keep what truly matches, as hits without their copies: neighbouring pairs need not stand in the query's order."""
    return with_forms(connection, matching(connection, chunk, matcher, wanted), wanted)


def matching(connection: Connection, chunk: Sequence[Row[Any]], matcher: Matcher, wanted: frozenset[str]) -> list[Hit]:
    """Keep what truly matches; where the letters do, other forms of the words are not marked (`with_forms`)."""
    spans = {row.id: matcher.spans(row.text) for row in chunk}
    if wanted:
        spans |= lemma_spans(connection, [one for one, found in spans.items() if not found], wanted)
    return [
        Hit(row.id, row.text, row.source, row.week, row.created_at, row.rating_value, 0, tuple(spans[row.id]))
        for row in chunk
        if spans[row.id]
    ]


def with_forms(connection: Connection, hits: Sequence[Hit], wanted: frozenset[str]) -> list[Hit]:
    """Mark the words in whichever form they stand."""
    forms = lemma_spans(connection, [hit.document_id for hit in hits], wanted) if wanted else {}
    return [replace(hit, spans=tuple(merged([*hit.spans, *forms.get(hit.document_id, [])]))) for hit in hits]


def with_copies(connection: Connection, hits: Sequence[Hit]) -> list[Hit]:
    """Count the copies of each."""
    held = documents.c
    copies: dict[str, int] = {}
    for some in batches([hit.document_id for hit in hits]):
        asked = select(held.copy_of, func.count().label("n")).where(held.copy_of.in_(some)).group_by(held.copy_of)
        copies.update((row.copy_of, row.n) for row in connection.execute(asked))
    return [
        Hit(
            document_id=hit.document_id,
            text=hit.text,
            source=hit.source,
            week=hit.week,
            created_at=hit.created_at,
            rating=hit.rating,
            n_copies=copies.get(hit.document_id, 0),
            spans=hit.spans,
        )
        for hit in hits
    ]
