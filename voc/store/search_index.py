"""The search index: which words and which pairs of characters a document holds.

Word-splitting indexes find no 조사-laden Korean noun and three-letter ones no noun of two syllables, so the text is
indexed by its pairs of neighbouring characters, without white space, beside the lemmas of its sentences. Both are
written as plain letters and digits: no query can mean anything to the index but itself, and emoji are found as well.
SQLite keeps them in FTS5 without their content, PostgreSQL in a `tsvector`.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from hashlib import blake2b
from itertools import pairwise
from typing import Any

from sqlalchemy import Connection, bindparam, column, delete, func, insert, select, table

from voc.store.batches import batches
from voc.store.schema import documents, search_documents, sentences

# One column each, made by the migrations: FTS5 tables and `tsvector` columns exist on one database only.
fts = table("search_fts", column("search_fts"), column("rowid"), column("tokens"))
vectors = table("search_vectors", column("search_id"), column("tokens"))

# PostgreSQL takes 2 kB for one word and 1 MB for all words of a row.
_LEMMA = 64
_INDEXED = 50_000
_HASH_BITS = 37
_MAX_MINUTES = 2**26 - 1


def fold(character: str) -> str:
    """Fold one character's case, keeping it one character."""
    lower = character.lower()
    return lower if len(lower) == 1 else character


def character_tokens(text: str) -> set[str]:
    """Name every pair of neighbouring characters, white space left out; the last character stands alone.

    Examples
    --------
    >>> sorted(character_tokens("환급 A"))
    ['g000061', 'g00ae09000061', 'g00d65800ae09']
    """
    codes = [f"{ord(fold(character)):06x}" for character in text[:_INDEXED] if not character.isspace()]
    pairs = {f"g{first}{second}" for first, second in pairwise(codes)}
    return pairs | {f"g{code}" for code in codes[-1:]}


def lemma_tokens(terms: str) -> set[str]:
    """Name every lemma of a space-joined list."""
    # A query may hold what no text can: half of a surrogate pair, from bytes that were no UTF-8.
    return {"t" + lemma[:_LEMMA].encode("utf-8", "surrogatepass").hex() for lemma in terms.split()}


def search_id(document_id: str, created_at: datetime | None) -> int:
    """Give a document a number such that later ones come higher: minutes since 1970, then digits of its identity."""
    minutes = 0 if created_at is None else min(max(int(created_at.timestamp()) // 60, 0), _MAX_MINUTES)
    digits = int.from_bytes(blake2b(document_id.encode(), digest_size=8).digest(), "big")
    return minutes << _HASH_BITS | digits >> (64 - _HASH_BITS)


def index_documents(connection: Connection, document_ids: Sequence[str]) -> None:
    """Add documents that are not in the index; their sentences must be stored."""
    rows: list[dict[str, Any]] = [
        {"document_id": document_id, "number": number, "tokens": tokens}
        for some in batches(document_ids)
        for document_id, (number, tokens) in _contents(connection, some).items()
    ]
    if not rows:
        return
    _settle_numbers(connection, rows)
    # FTS5 writes a segment for every step back in its row numbers.
    rows.sort(key=lambda row: row["number"])
    connection.execute(
        insert(search_documents), [{"document_id": row["document_id"], "search_id": row["number"]} for row in rows]
    )
    _write_tokens(connection, rows)


def index_again(connection: Connection, numbers: Mapping[str, int]) -> None:
    """Write what the index holds of documents whose numbers stand already; for an index that is empty.

    Parameters
    ----------
    numbers : mapping of str to int
        Document to number, as `search_documents` has them, in the order of the numbers.
    """
    contents = _contents(connection, list(numbers))
    _write_tokens(connection, [{"number": number, "tokens": contents[one][1]} for one, number in numbers.items()])


def _write_tokens(connection: Connection, rows: Sequence[Mapping[str, Any]]) -> None:
    if connection.dialect.name == "sqlite":
        connection.execute(insert(fts), [{"rowid": row["number"], "tokens": row["tokens"]} for row in rows])
        return
    vector = func.array_to_tsvector(func.string_to_array(bindparam("words"), " "))
    connection.execute(
        insert(vectors).values(search_id=bindparam("number"), tokens=vector),
        [{"number": row["number"], "words": row["tokens"]} for row in rows],
    )


def unindex_documents(connection: Connection, document_ids: Sequence[str]) -> None:
    """Take documents out of the index; must come before their text or sentences change."""
    for some in batches(document_ids):
        held = search_documents.c
        indexed = {
            row.document_id: row.search_id
            for row in connection.execute(select(search_documents).where(held.document_id.in_(some)))
        }
        if not indexed:
            continue
        if connection.dialect.name == "sqlite":
            contents = _contents(connection, sorted(indexed))
            rows = [
                {"search_fts": "delete", "rowid": number, "tokens": contents[document_id][1]}
                for document_id, number in sorted(indexed.items(), key=lambda item: item[1])
            ]
            connection.execute(insert(fts), rows)
        else:
            numbers = list(indexed.values())
            connection.execute(delete(vectors).where(vectors.c.search_id.in_(numbers)))
        connection.execute(delete(search_documents).where(held.document_id.in_(sorted(indexed))))


def merge_index(connection: Connection) -> None:
    """Rewrite the index without what was taken out of it; until then FTS5 keeps the letters of deleted rows."""
    if connection.dialect.name == "sqlite":
        connection.execute(insert(fts), [{"search_fts": "optimize"}])


def _contents(connection: Connection, document_ids: Sequence[str]) -> dict[str, tuple[int, str]]:
    lemmas: defaultdict[str, set[str]] = defaultdict(set)
    held = sentences.c
    for row in connection.execute(select(held.document_id, held.terms).where(held.document_id.in_(document_ids))):
        lemmas[row.document_id] |= lemma_tokens(row.terms)
    facts = select(documents.c.id, documents.c.text, documents.c.created_at).where(documents.c.id.in_(document_ids))
    return {
        row.id: (search_id(row.id, row.created_at), " ".join(sorted(character_tokens(row.text) | lemmas[row.id])))
        for row in connection.execute(facts)
    }


def _settle_numbers(connection: Connection, rows: list[dict[str, Any]]) -> None:
    """Step on where two documents of one minute happen to share a number (1 in 3,000 for 10,000 of one minute)."""
    held = search_documents.c.search_id
    taken = {
        number
        for some in batches([row["number"] for row in rows])
        for number in connection.scalars(select(held).where(held.in_(some)))
    }
    for row in rows:
        while row["number"] in taken:
            row["number"] += 1
            if connection.execute(select(held).where(held == row["number"])).first():
                taken.add(row["number"])
        taken.add(row["number"])
