"""Sentences that praise a feature, newest first: a look at a bounded part of each week, along its index."""

from collections.abc import Collection, Iterator, Sequence
from typing import Any, TypeAlias

from sqlalchemy import Connection, Select, func, select

from nlp.praise import Praised
from voc.store.findings import Verbatim, verbatims_at
from voc.store.packing import unpack_terms
from voc.store.praise import NOUN, is_praise
from voc.store.praise_counting import PraiseBook
from voc.store.schema import documents, findings, readings, sentences
from voc.store.selection import Selection, document_conditions
from voc.store.stars import STARS

# Voices of a week that are looked through, the newest ones.
_MOST = 2000
# Fewer letters say that something is good and not why.
_TELLING = 10
# Stars of a voice whose praise is surely meant.
_WELL_RATED = 4.0
_Place: TypeAlias = tuple[str, int]
_held, _found, _said = documents.c, findings.c, sentences.c
_place = (_said.document_id == _found.document_id) & (_said.sentence_index == _found.sentence_index)
_cached = (readings.c.fingerprint == _said.fingerprint) & (readings.c.analysis_version == _found.analysis_version)


def praise_quotes(
    connection: Connection,
    book: PraiseBook,
    features: Collection[str],
    weeks: Sequence[str],
    *,
    limit: int,
    selection: Selection | None = None,
) -> dict[str, list[Verbatim]]:
    """Quote praise of features.

    Parameters
    ----------
    features : collection of str
        As the counts name them: keys, nouns with their mark.
    weeks : sequence of str
        The newest is looked at first; the others as long as quotes are missing.
    limit : int
        Quotes of each feature, each wording and each voice once: those that say why before those of a word or two, then
        those of voices with four stars or more, then the newest.
    selection : Selection or None
        Conditions about documents, their week apart.
    """
    found: dict[str, dict[str, _Place]] = {one: {} for one in features}
    well_rated: set[_Place] = set()
    for week in sorted(weeks, reverse=True):
        if all(len(quotes) >= limit for quotes in found.values()):
            break
        for row in connection.execute(_newest(week, selection or Selection())):
            place = (row.document_id, row.sentence_index)
            if (row.stars or 0.0) >= _WELL_RATED:
                well_rated.add(place)
            for feature in _named(book.reader.read(row.text, unpack_terms(row.terms))):
                if feature in found:
                    found[feature].setdefault(row.fingerprint, place)
    return {one: _telling(connection, list(quotes.values()), well_rated, limit) for one, quotes in found.items()}


def _newest(week: str, selection: Selection) -> Select[Any]:
    newest = (
        select(_held.id)
        .where(_held.week == week, _held.copy_of.is_(None), _held.removed_at.is_(None), *document_conditions(selection))
        .order_by(_held.created_at.desc(), _held.id.desc())
        .limit(_MOST)
        .subquery()
    )
    text = func.substr(_held.text, _said.start + 1, _said.end - _said.start).label("text")
    return (
        select(
            _found.document_id, _found.sentence_index, _said.fingerprint, text, readings.c.terms, STARS.label("stars")
        )
        .select_from(newest)
        .join(documents, _held.id == newest.c.id)
        .join(findings, _found.document_id == newest.c.id)
        .join(sentences, _place)
        .join(readings, _cached)
        .where(*is_praise())
        .order_by(_held.created_at.desc(), _held.id.desc(), _found.sentence_index)
    )


def _named(praised: Praised) -> Iterator[str]:
    yield from praised.features
    for noun in praised.nouns:
        yield f"{NOUN}{noun}"


def _telling(
    connection: Connection, places: Sequence[_Place], well_rated: Collection[_Place], limit: int
) -> list[Verbatim]:
    """Choose among places, newest first, one of each document: what says why, from those who are surely pleased."""
    newest = list({document: (document, index) for document, index in reversed(places)}.values())[::-1]
    best = sorted(newest, key=lambda place: place not in well_rated)[: 4 * limit]
    return sorted(verbatims_at(connection, best), key=lambda one: len(one.text) < _TELLING)[:limit]
