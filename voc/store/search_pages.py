"""Search page by page: verbatims by letters, dictionary forms and conditions, with a bound on what is looked at."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, time, timedelta

from sqlalchemy import ColumnElement, Connection, Select, and_, select, true

from voc.store.batches import batches
from voc.store.matching import Matcher, Span, index_match, index_numbers, merged
from voc.store.schema import documents, findings, search_documents, sentences
from voc.store.search import Hit, matching, with_copies, with_forms
from voc.store.search_index import lemma_tokens, search_id
from voc.store.search_newest import newest
from voc.store.selection import Selection, finding_conditions, whole_document_conditions
from voc.store.stars import STARS
from voc.weeks import SEOUL, monday_of, shift_week

# Hits that are counted, and documents that are looked at for them, the newest first.
MOST_COUNTED, MOST_LOOKED_AT = 1_000, 10_000
_CHUNK = 500
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Question:
    """What is looked for.

    Attributes
    ----------
    query : str
        Letters, see `voc.store.search`; empty takes every document that meets the conditions.
    lemmas : tuple of str
        Terms in dictionary form; a document that holds all of them is found too.
    stars : (float, float) or None
        Lowest and highest rating, both included, on the scale of 1 to 5.
    """

    query: str = ""
    lemmas: tuple[str, ...] = ()
    selection: Selection = field(default_factory=Selection)
    stars: tuple[float, float] | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """A page of hits.

    Attributes
    ----------
    n : int
        Hits in all, at most `MOST_COUNTED`.
    is_exact : bool
        Whether there are no more than these.
    """

    hits: list[Hit]
    n: int
    is_exact: bool


@dataclass(frozen=True, slots=True)
class Label:
    """What a sentence of a hit was read as; offsets in the document's text."""

    document_id: str
    start: int
    end: int
    act: str
    stage: str
    reason: str
    theme_id: str | None


def look_up(connection: Connection, question: Question, *, page: int, size: int) -> Found:
    """Find a page of documents, newest first; copies, and what its source has taken back, are left out.

    Parameters
    ----------
    page : int
        From 1 on.
    size : int
        Hits of a page.
    """
    matcher, wanted = Matcher(question.query), frozenset(lemma_tokens(" ".join(question.lemmas)))
    first = (page - 1) * size
    found: Sequence[Hit] | Sequence[str]
    if matcher.tokens or wanted:
        found, is_exact = _worded(connection, question, matcher, wanted)
        shown = with_forms(connection, found[:MOST_COUNTED][first : first + size], wanted)
    else:
        found, is_exact = newest(
            connection,
            question.selection,
            _conditions(question),
            enough=MOST_COUNTED + 1,
            most_looked_at=MOST_LOOKED_AT,
        )
        shown = _whole(connection, found[:MOST_COUNTED][first : first + size])
    return Found(with_copies(connection, shown), min(len(found), MOST_COUNTED), is_exact)


def _worded(
    connection: Connection, question: Question, matcher: Matcher, wanted: frozenset[str]
) -> tuple[list[Hit], bool]:
    """Find documents that hold the words; tell whether these are all."""
    numbers = list(connection.scalars(_numbers(connection, question, matcher, wanted).limit(MOST_LOOKED_AT + 1)))
    conditions = _conditions(question)
    found: list[Hit] = []
    for some in batches(numbers[:MOST_LOOKED_AT], _CHUNK):
        rows = [row for row in connection.execute(_asked(some, conditions)) if row.is_meant]
        found += matching(connection, rows, matcher, wanted)
        if len(found) > MOST_COUNTED:
            return found, False
    return found, len(numbers) <= MOST_LOOKED_AT


def _whole(connection: Connection, ids: Sequence[str]) -> list[Hit]:
    held = documents.c
    columns = (held.id, held.text, held.source, held.week, held.created_at, held.rating_value)
    rows = connection.execute(select(*columns).where(held.id.in_(ids)))
    hits = {r.id: Hit(r.id, r.text, r.source, r.week, r.created_at, r.rating_value, 0, ()) for r in rows}
    return [hits[one] for one in ids]


def labels_of(connection: Connection, document_ids: Sequence[str], selection: Selection) -> dict[str, list[Label]]:
    """Say what the sentences of documents were read as: those that meet the conditions, in the order of the text."""
    held, place = findings.c, sentences.c
    # A condition that is only looked at leads no database to begin with all sentences of a theme.
    is_meant = and_(true(), *finding_conditions(selection))
    asked = (
        select(is_meant, held.document_id, place.start, place.end, held.act, held.stage, held.reason, held.theme_id)
        .join(sentences, (place.document_id == held.document_id) & (place.sentence_index == held.sentence_index))
        .order_by(held.document_id, held.sentence_index)
    )
    found: dict[str, list[Label]] = {one: [] for one in document_ids}
    for some in batches(sorted(found)):
        for meant, *label in connection.execute(asked.where(held.document_id.in_(some))):
            if meant:
                found[label[0]].append(Label(*label))
    return found


def with_sentences(hit: Hit, labels: Sequence[Label]) -> Hit:
    """Mark sentences where no word was looked for."""
    if hit.spans:
        return hit
    spans: list[Span] = merged([(one.start, one.end) for one in labels])
    return replace(hit, spans=tuple(spans))


def _numbers(
    connection: Connection, question: Question, matcher: Matcher, wanted: frozenset[str]
) -> Select[tuple[int]]:
    """Ask for the numbers of documents that may be hits, the latest first."""
    index, number = index_numbers(connection)
    asked = select(number).select_from(index).where(index_match(connection, matcher, wanted))
    return asked.where(*_in_time(question.selection, number)).order_by(number.desc())


def _in_time(selection: Selection, number: ColumnElement[int]) -> list[ColumnElement[bool]]:
    """Bound the numbers by the weeks asked about, a day wider: numbers follow the clock, weeks are compared after."""
    bounds = []
    for one in selection.conditions:
        if one.field == "week" and one.operator == ">=":
            bounds.append(number >= search_id("", _midnight(one.value) - _DAY))
        elif one.field == "week" and one.operator == "<=":
            bounds.append(number < search_id("", _midnight(shift_week(one.value, 1)) + _DAY))
    return bounds


def _midnight(week: str) -> datetime:
    return datetime.combine(monday_of(week), time(), SEOUL).astimezone(UTC)


def _conditions(question: Question) -> list[ColumnElement[bool]]:
    conditions = whole_document_conditions(question.selection)
    if question.stars:
        low, high = question.stars
        conditions.append(STARS.between(low, high))
    return [documents.c.copy_of.is_(None), documents.c.removed_at.is_(None), *conditions]


def _asked(numbers: Sequence[int], conditions: Sequence[ColumnElement[bool]]) -> Select[tuple[object, ...]]:
    held, number = documents.c, search_documents.c.search_id
    # A condition that is only looked at leads no database to begin with all documents of a source.
    is_meant = and_(true(), *conditions).label("is_meant")
    columns = (is_meant, held.id, held.text, held.source, held.week, held.created_at, held.rating_value)
    return (
        select(*columns)
        .join(search_documents, search_documents.c.document_id == held.id)
        .where(number.in_(numbers))
        .order_by(number.desc())
    )
