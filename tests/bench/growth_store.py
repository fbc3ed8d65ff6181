"""Make a large store of a small one: every document again and again, in other weeks and with other nouns and numbers.

Reading a million texts takes half an hour; reading every tenth and repeating what was read takes a third of that. The
repeats are other documents of other people with other words, so that nothing is shared that would not be in a million
different texts; only short remarks that name no thing stay as they are, as they do when customers make them.
"""

import json
import re
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from hashlib import blake2b
from typing import Any

from growth_texts import phrases
from sqlalchemy import Connection, select

from voc.records import document_id
from voc.store import Store, count_weeks, link_copies, sentence_fingerprint
from voc.store.batches import add
from voc.store.marks import marked_weeks
from voc.store.schema import documents, findings, readings, sentences
from voc.store.search_index import index_documents
from voc.weeks import week_of

_BATCH = 500
_WEEKS_AT_ONCE = 4
Row = Mapping[str, Any]
Tell = Callable[[str, int], None]


def multiply(store: Store, times: int, *, days: int, tell: Tell) -> None:
    """Put each document of a store into it `times` times in all, each time `days` days later, and count the weeks."""
    with store.read() as connection:
        ids = connection.scalars(select(documents.c.id).order_by(documents.c.id)).all()
    for number in range(1, times):
        repeat = _Repeat(number, timedelta(days=number * days))
        for start in range(0, len(ids), _BATCH):
            with store.begin() as connection:
                repeat.add(connection, ids[start : start + _BATCH])
        tell("repeated", number)
    _link(store, tell)
    _count(store, tell)


def _link(store: Store, tell: Tell) -> None:
    n_linked, n = 0, 1
    while n:
        with store.begin() as connection:
            n = link_copies(connection)
        n_linked += n
        tell("linked", n_linked)


def _count(store: Store, tell: Tell) -> None:
    with store.read() as connection:
        weeks = marked_weeks(connection)
        held = documents.c.week
        weeks = sorted({*weeks, *connection.scalars(select(held).where(held.is_not(None)).distinct())})
    for start in range(0, len(weeks), _WEEKS_AT_ONCE):
        with store.begin() as connection:
            count_weeks(connection, weeks[start : start + _WEEKS_AT_ONCE])
        tell("counted", start)


class _Repeat:
    """One repetition of all documents."""

    def __init__(self, number: int, later: timedelta) -> None:
        self._number, self._later = number, later
        others = _others(number)
        words = re.compile("|".join(sorted(map(re.escape, others), key=lambda word: (-len(word), word))))
        self._told_otherwise: Callable[[str], str] = lambda text: words.sub(lambda found: others[found[0]], text)

    def add(self, connection: Connection, ids: Sequence[str]) -> None:
        """Add the repeats of some documents with what was read in them, and make them searchable."""
        rows = {row["id"]: row for row in connection.execute(_of(documents, "id", ids)).mappings()}
        repeats = {document_id: self._document(row) for document_id, row in rows.items()}
        spans = list(connection.execute(_of(sentences, "document_id", ids)).mappings())
        names = {
            row["fingerprint"]: self._name(row, rows[row["document_id"]], repeats[row["document_id"]]) for row in spans
        }
        add(connection, documents, list(repeats.values()))
        add(connection, sentences, [self._sentence(row, repeats, names) for row in spans])
        found = connection.execute(_of(findings, "document_id", ids)).mappings()
        add(connection, findings, [{**row, "document_id": repeats[row["document_id"]]["id"]} for row in found])
        read = connection.execute(_of(readings, "fingerprint", sorted(names))).mappings()
        add(connection, readings, [self._reading(row, names[row["fingerprint"]]) for row in read])
        index_documents(connection, [row["id"] for row in repeats.values()])

    def _document(self, row: Row) -> dict[str, Any]:
        external_id = f"{row['external_id']}~{self._number}"
        created_at = row["created_at"] + self._later
        facts = {
            "id": document_id(row["source"], external_id),
            "external_id": external_id,
            "text": self._told_otherwise(row["text"]),
            "created_at": created_at,
            "week": week_of(created_at),
            "author_hash": _hash(row["author_hash"], self._number),
            "fingerprint": _hash(row["fingerprint"], self._number),
            "copy_of": None,
            "linked": False,
        }
        return {**row, **facts}

    def _name(self, row: Row, before: Row, now: Row) -> str:
        start, end = row["start"], row["end"]
        alone = row["fingerprint"] == sentence_fingerprint(before["text"][start:end])
        return sentence_fingerprint(now["text"][start:end], alone=alone)

    def _sentence(self, row: Row, repeats: Mapping[str, Row], names: Mapping[str, str]) -> dict[str, Any]:
        facts = {
            "document_id": repeats[row["document_id"]]["id"],
            "fingerprint": names[row["fingerprint"]],
            "terms": self._told_otherwise(row["terms"]),
        }
        return {**row, **facts}

    def _reading(self, row: Row, name: str) -> dict[str, Any]:
        terms = json.loads(self._told_otherwise(json.dumps([term[:2] for term in row["terms"]], ensure_ascii=False)))
        told = [[*new, *old[2:]] for new, old in zip(terms, row["terms"], strict=True)]
        return {**row, "fingerprint": name, "terms": told}


def _of(table: Any, column: str, keys: Sequence[str]) -> Any:  # noqa: ANN401 - any table of the store
    return select(table).where(table.c[column].in_(keys))


def _others(number: int) -> dict[str, str]:
    """Name another noun of the same length for each, a different one in every repetition; and another digit."""
    said = phrases()
    nouns = {noun for line in said["themes"] for noun in line.partition(" | ")[0].split("/")}
    nouns |= {*said["products"], *said["menus"], *(device.split()[0] for device in said["devices"])}
    alike: defaultdict[tuple[int, bool], list[str]] = defaultdict(list)
    for noun in sorted(nouns):
        alike[len(noun), (ord(noun[-1]) - 0xAC00) % 28 > 0].append(noun)
    others = {noun: group[(i + number) % len(group)] for group in alike.values() for i, noun in enumerate(group)}
    return others | {str(digit): str((digit + number) % 10) for digit in range(10)}


def _hash(value: str | None, number: int) -> str | None:
    return None if value is None else blake2b(f"{value}{number}".encode(), digest_size=16).hexdigest()
