"""Search over verbatims: the very letters, or the same words in any inflection."""

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, cast, func, or_, select
from sqlalchemy.dialects.postgresql import TSQUERY

from voc.store.batches import batches
from voc.store.packing import unpack_terms
from voc.store.schema import documents, readings, search_documents, sentences
from voc.store.search_index import character_tokens, fold, fts, lemma_tokens, vectors
from voc.store.selection import Selection, whole_document_conditions

_CHUNK = 200
Span = tuple[int, int]


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
    matcher = _Matcher(query)
    wanted = frozenset(lemma_tokens(" ".join(lemmas)))
    if matcher.tokens == frozenset() and not wanted:
        return []
    found: list[Hit] = []
    before: int | None = None
    while len(found) < limit:
        asked = _candidates(connection, matcher, wanted, selection=selection or Selection(), before=before)
        chunk = connection.execute(asked.limit(_CHUNK)).all()
        found.extend(_verified(connection, chunk, matcher, wanted))
        if len(chunk) < _CHUNK:
            break
        before = chunk[-1].search_id
    return _with_copies(connection, found[:limit])


class _Matcher:
    """Finds a query in a text, and names what the index must hold for that."""

    def __init__(self, query: str) -> None:
        words = query.split()
        letters = [re.escape(character) for word in words for character in word]
        # As typed, wherever it stands; or with other spaces, but then from the beginning of an eojeol.
        typed = r"\s*".join("".join(re.escape(character) for character in word) for word in words)
        spaced = r"(?<!\S)" + r"\s*".join(letters)
        self._pattern = re.compile(f"{typed}|{spaced}", re.IGNORECASE) if letters else None
        self.tokens = frozenset(_query_tokens("".join(words)))

    def spans(self, text: str) -> list[Span]:
        return [] if self._pattern is None else [match.span() for match in self._pattern.finditer(text)]


def _query_tokens(letters: str) -> set[str]:
    """Name the pairs of a query; one character alone is the beginning of a pair."""
    if len(letters) == 1:
        return {f"g{ord(fold(letters)):06x}"}
    last = f"g{ord(fold(letters[-1])):06x}" if letters else ""
    return character_tokens(letters) - {last}


def _candidates(
    connection: Connection, matcher: _Matcher, wanted: frozenset[str], *, selection: Selection, before: int | None
) -> Select[Any]:
    held = documents.c
    number = search_documents.c.search_id
    columns = (held.id, held.text, held.source, held.week, held.created_at, held.rating_value, number)
    asked = select(*columns).join(search_documents, search_documents.c.document_id == held.id)
    # FTS5 walks its own row numbers backwards, and stops at the limit, only where the order names them.
    place = fts.c.rowid if connection.dialect.name == "sqlite" else vectors.c.search_id
    if connection.dialect.name == "sqlite":
        asked = asked.join(fts, fts.c.rowid == number).where(_fts_match(matcher, wanted))
    else:
        asked = asked.join(vectors, vectors.c.search_id == number).where(_vector_match(matcher, wanted))
    if before is not None:
        asked = asked.where(place < before)
    conditions = whole_document_conditions(selection)
    return asked.where(held.copy_of.is_(None), *conditions).order_by(place.desc())


def _fts_match(matcher: _Matcher, wanted: frozenset[str]) -> ColumnElement[bool]:
    single = "*" if len(matcher.tokens) == 1 else ""
    sides = [" AND ".join(f"{token}{single}" for token in sorted(matcher.tokens)), " AND ".join(sorted(wanted))]
    return fts.c.search_fts.op("MATCH", is_comparison=True)(" OR ".join(f"({side})" for side in sides if side))


def _vector_match(matcher: _Matcher, wanted: frozenset[str]) -> ColumnElement[bool]:
    single = ":*" if len(matcher.tokens) == 1 else ""
    sides = [" & ".join(f"{token}{single}" for token in sorted(matcher.tokens)), " & ".join(sorted(wanted))]
    matches = [vectors.c.tokens.op("@@", is_comparison=True)(cast(side, TSQUERY)) for side in sides if side]
    return or_(*matches)


def _verified(
    connection: Connection, chunk: Sequence[Row[Any]], matcher: _Matcher, wanted: frozenset[str]
) -> list[Hit]:
    """Keep what truly matches: neighbouring pairs need not stand in the query's order."""
    spans = {row.id: matcher.spans(row.text) for row in chunk}
    if wanted:
        for document_id, more in _lemma_spans(connection, list(spans), wanted).items():
            spans[document_id] = _merged([*spans[document_id], *more])
    return [
        Hit(row.id, row.text, row.source, row.week, row.created_at, row.rating_value, 0, tuple(spans[row.id]))
        for row in chunk
        if spans[row.id]
    ]


def _lemma_spans(connection: Connection, document_ids: Sequence[str], wanted: frozenset[str]) -> dict[str, list[Span]]:
    """Find where the terms stand, in documents that hold all of them."""
    held = sentences.c
    cached = (readings.c.fingerprint == held.fingerprint) & (
        readings.c.analysis_version == documents.c.analysis_version
    )
    asked = (
        select(held.document_id, held.start, readings.c.terms)
        .join(documents, documents.c.id == held.document_id)
        .join(readings, cached)
    )
    found: defaultdict[str, list[Span]] = defaultdict(list)
    seen: defaultdict[str, set[str]] = defaultdict(set)
    for some in batches(sorted(document_ids)):
        for row in connection.execute(asked.where(held.document_id.in_(some))):
            for term in unpack_terms(row.terms):
                if names := lemma_tokens(term.lemma) & wanted:
                    seen[row.document_id] |= names
                    found[row.document_id].append((row.start + term.start, row.start + term.end))
    return {document_id: spans for document_id, spans in found.items() if seen[document_id] == wanted}


def _merged(spans: Sequence[Span]) -> list[Span]:
    merged: list[Span] = []
    for start, end in sorted(spans):
        if merged and start < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def _with_copies(connection: Connection, hits: Sequence[Hit]) -> list[Hit]:
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
