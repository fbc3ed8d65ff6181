"""Readings that are damaged: which they are, which documents they stand for, and putting new ones in their place."""

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Select, Text, cast, select, tuple_

from voc.errors import StoreError
from voc.store.batches import batches
from voc.store.packing import unpack_terms
from voc.store.readings import ReadDocument, Unread, as_unread, save_cache
from voc.store.schema import documents, readings, sentences

_AT_ONCE = 5_000
_key = (readings.c.fingerprint, readings.c.analysis_version)


def damaged_readings(connection: Connection) -> Mapping[str, list[str]]:
    """List the fingerprints of sentences whose reading makes no sense, by the version of the analysis that read them.

    Looks at every reading there is: for when something was found to be wrong.
    """
    found: defaultdict[str, list[str]] = defaultdict(list)
    for fingerprint, version, *cells in _all(connection):
        if not _is_sound(*cells):
            found[version].append(fingerprint)
    return dict(sorted(found.items()))


def documents_with(connection: Connection, fingerprints: Sequence[str]) -> list[Unread]:
    """Return documents in which each of these sentences stands."""
    found: dict[str, Unread] = {}
    held = documents.c
    asked: Select[Any] = select(held.id, held.text, held.fingerprint, held.title, held.kind).join(sentences)
    for some in batches(sorted(fingerprints)):
        for row in connection.execute(asked.where(sentences.c.fingerprint.in_(some)).distinct()):
            found[row.id] = as_unread(row)
    return [found[key] for key in sorted(found)]


def replace_readings(
    connection: Connection, read: Sequence[ReadDocument], wanted: Sequence[str], *, analysis_version: str
) -> None:
    """Put readings in the place of damaged ones; nothing else of the documents is touched."""
    save_cache(connection, read, analysis_version, only=set(wanted))


def _all(connection: Connection) -> Iterator[Sequence[str]]:
    # As text: a cell that holds no JSON must not end the search for it.
    cells = (cast(readings.c.terms, Text), cast(readings.c.why, Text))
    last = ("", "")
    while True:
        asked = select(*_key, *cells).where(tuple_(*_key) > last).order_by(*_key).limit(_AT_ONCE)
        rows = connection.execute(asked).all()
        if not rows:
            return
        yield from rows
        last = (rows[-1][0], rows[-1][1])


def _is_sound(terms: str, why: str) -> bool:
    try:
        unpack_terms(json.loads(terms))
        tuple(json.loads(why))
    except (StoreError, ValueError, TypeError):
        return False
    return True
