"""What a search matches: which documents the index offers, and where in their texts the words truly stand."""

import re
from collections import defaultdict
from collections.abc import Sequence
from typing import TypeAlias

from sqlalchemy import ColumnElement, Connection, FromClause, cast, or_, select
from sqlalchemy.dialects.postgresql import TSQUERY

from voc.store.batches import batches
from voc.store.packing import unpack_terms
from voc.store.schema import documents, readings, sentences
from voc.store.search_index import character_tokens, fold, fts, lemma_tokens, vectors

# Code points of a text, end exclusive.
Span: TypeAlias = tuple[int, int]


class Matcher:
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
        """Find every place in a text, in order."""
        return [] if self._pattern is None else [match.span() for match in self._pattern.finditer(text)]


def _query_tokens(letters: str) -> set[str]:
    """Name the pairs of a query; one character alone is the beginning of a pair."""
    if len(letters) == 1:
        return {f"g{ord(fold(letters)):06x}"}
    last = f"g{ord(fold(letters[-1])):06x}" if letters else ""
    return character_tokens(letters) - {last}


def index_numbers(connection: Connection) -> tuple[FromClause, ColumnElement[int]]:
    """Return the index, and its column of the numbers that documents have in it, later documents higher.

    FTS5 walks its own row numbers backwards, and stops at a limit, only where an order names them.
    """
    if connection.dialect.name == "sqlite":
        return fts, fts.c.rowid
    return vectors, vectors.c.search_id


def index_match(connection: Connection, matcher: Matcher, wanted: frozenset[str]) -> ColumnElement[bool]:
    """Ask the index for the letters of a query, or for all of some terms."""
    if connection.dialect.name == "sqlite":
        sides = _sides(matcher, wanted, " AND ", "*")
        return fts.c.search_fts.op("MATCH", is_comparison=True)(" OR ".join(f"({side})" for side in sides))
    sides = _sides(matcher, wanted, " & ", ":*")
    return or_(*(vectors.c.tokens.op("@@", is_comparison=True)(cast(side, TSQUERY)) for side in sides))


def _sides(matcher: Matcher, wanted: frozenset[str], both: str, beginning: str) -> list[str]:
    single = beginning if len(matcher.tokens) == 1 else ""
    sides = (both.join(f"{token}{single}" for token in sorted(matcher.tokens)), both.join(sorted(wanted)))
    return [side for side in sides if side]


def lemma_spans(connection: Connection, document_ids: Sequence[str], wanted: frozenset[str]) -> dict[str, list[Span]]:
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


def merged(spans: Sequence[Span]) -> list[Span]:
    """Put spans in order, those that overlap as one."""
    merged: list[Span] = []
    for start, end in sorted(spans):
        if merged and start < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged
