"""Weekly counts: computed for the weeks that changed, so that no screen ever scans documents.

A voice is a document that is no copy and that its source has not taken back. Sentences are counted over all values
and over each combination of theme, stage and reason, because a voice with two sentences is one voice in every total.
All of it is counted for every customer together and for each customer segment.
"""

from collections import Counter, defaultdict
from collections.abc import Sequence
from itertools import product
from typing import Any

from sqlalchemy import (
    CTE,
    ColumnElement,
    Connection,
    Select,
    Table,
    case,
    delete,
    func,
    insert,
    literal,
    select,
    union_all,
)

from nlp.phrases import is_phrase
from voc.store.batches import add, batches
from voc.store.marks import clear_weeks, marked_weeks
from voc.store.packing import typed_of
from voc.store.praise_counting import forget_praise_marks
from voc.store.purged import is_counted_anew
from voc.store.schema import (
    EVERY,
    NO_THEME,
    documents,
    findings,
    readings,
    sentences,
    weekly_counts,
    weekly_terms,
    weekly_voices,
)
from voc.store.segments import memberships
from voc.store.stars import STARS

_held = documents.c
# The counts of a week of a source that was cleared of its texts stand for ever.
_counted = is_counted_anew(_held.week, _held.source)
_voice = (_held.copy_of.is_(None), _held.removed_at.is_(None), _counted)
_DIMENSIONS = ("theme_id", "stage", "reason")
# PostgreSQL's index takes rows of about 2.6 kB; a "word" of more letters is a slip of the keyboard.
_MAX_TERM = 100
_FEW_WEEKS = 4


def count_weeks(connection: Connection, weeks: Sequence[str] | None = None) -> list[str]:
    """Count weeks anew, in place of what was counted before; the result depends on the documents alone.

    Parameters
    ----------
    weeks : sequence of str or None
        None takes those that have changed since they were last counted.

    Returns
    -------
    list of str
        The weeks that were counted, in order.
    """
    wanted = marked_weeks(connection) if weeks is None else sorted(set(weeks))
    for some in batches(wanted, _FEW_WEEKS):
        for table in (weekly_voices, weekly_counts, weekly_terms):
            is_open = is_counted_anew(table.c.week, table.c.source)
            connection.execute(delete(table).where(table.c.week.in_(some), is_open))
        _count_voices(connection, some)
        for scope in ("hesitation", "all"):
            _count_sentences(connection, some, scope)
        _count_terms(connection, some)
        forget_praise_marks(connection, some)
    clear_weeks(connection, wanted)
    return wanted


def _fill(connection: Connection, table: Table, asked: Select[Any] | Any) -> None:  # noqa: ANN401 - compound selects too
    connection.execute(insert(table).from_select([column.name for column in table.columns], asked))


def _count_voices(connection: Connection, weeks: Sequence[str]) -> None:
    is_voice = _held.copy_of.is_(None)
    members = memberships(connection, weeks)
    rating = case((is_voice, STARS))
    asked = (
        select(
            members.c.segment,
            _held.week,
            _held.source,
            func.sum(case((is_voice, 1), else_=0)),
            func.sum(case((is_voice, 0), else_=1)),
            func.count(rating),
            func.coalesce(func.sum(rating), 0.0),
        )
        .join(members, members.c.document_id == _held.id)
        .group_by(members.c.segment, _held.week, _held.source)
    )
    _fill(connection, weekly_voices, asked)


def _count_sentences(connection: Connection, weeks: Sequence[str], scope: str) -> None:
    base = _cells(memberships(connection, weeks), scope)
    kept = product((False, True), repeat=len(_DIMENSIONS))
    totals = [_total(base, scope, dict(zip(_DIMENSIONS, flags, strict=True))) for flags in kept]
    _fill(connection, weekly_counts, union_all(*totals))


def _cells(members: CTE, scope: str) -> CTE:
    """One row per document, segment that it belongs to, and combination of theme, stage and reason in it."""
    theme = func.coalesce(findings.c.theme_id, NO_THEME).label("theme_id")
    voice = (_held.week, members.c.segment, _held.source, findings.c.document_id)
    keys = (*voice, theme, findings.c.stage, findings.c.reason)
    asked = (
        select(*keys, func.max(STARS).label("rating"), func.count().label("n"))
        .select_from(documents)
        .join(members, members.c.document_id == _held.id)
        .join(findings, findings.c.document_id == _held.id)
        .where(_held.copy_of.is_(None))
        .group_by(*keys)
    )
    if scope == "hesitation":
        asked = asked.where(findings.c.is_hesitation.is_(True))
    return asked.cte(f"cells_{scope}")


def _total(base: CTE, scope: str, kept: dict[str, bool]) -> Select[Any]:
    """Sum the cells over the dimensions that are not kept: first within each document, then over documents."""
    dimensions = [base.c[name] for name, keep in kept.items() if keep]
    keys = [base.c.week, base.c.segment, base.c.source, *dimensions]
    voices = (
        select(*keys, func.max(base.c.rating).label("rating"), func.sum(base.c.n).label("n"))
        .group_by(*keys, base.c.document_id)
        .subquery()
    )
    shown: list[ColumnElement[Any]] = [
        voices.c[name] if keep else literal(EVERY).label(name) for name, keep in kept.items()
    ]
    return select(
        voices.c.week,
        voices.c.segment,
        literal(scope).label("scope"),
        *shown,
        voices.c.source,
        func.sum(voices.c.n),
        func.count(),
        func.count(voices.c.rating),
        func.coalesce(func.sum(voices.c.rating), 0.0),
    ).group_by(
        voices.c.week, voices.c.segment, voices.c.source, *(voices.c[name] for name, keep in kept.items() if keep)
    )


def _count_terms(connection: Connection, weeks: Sequence[str]) -> None:
    """Count terms and noun stretches outside the database: each distinct sentence is unpacked once."""
    place = (sentences.c.document_id == findings.c.document_id) & (
        sentences.c.sentence_index == findings.c.sentence_index
    )
    keys = (_held.week, findings.c.is_hesitation, findings.c.stage, _held.source)
    start, end = sentences.c.start, sentences.c.end
    # Equal fingerprints have equal words, so any one of them will do.
    text = func.min(func.substr(_held.text, start + 1, end - start)).label("text")
    cells = (
        select(*keys, sentences.c.fingerprint, findings.c.analysis_version, text, func.count().label("n"))
        .select_from(documents)
        .join(findings, findings.c.document_id == _held.id)
        .join(sentences, place)
        .where(_held.week.in_(weeks), *_voice)
        .group_by(*keys, sentences.c.fingerprint, findings.c.analysis_version)
        .subquery()
    )
    cached = (readings.c.fingerprint == cells.c.fingerprint) & (readings.c.analysis_version == cells.c.analysis_version)
    asked = select(cells, readings.c.terms).join(readings, cached)
    counted: defaultdict[tuple[Any, ...], Counter[tuple[str, str]]] = defaultdict(Counter)
    for row in connection.execute(asked):
        cell = counted[row.week, row.is_hesitation, row.stage, row.source]
        for lemma, surface in typed_of(row.terms, row.text):
            if len(lemma) <= _MAX_TERM or not is_phrase(lemma):
                cell[lemma[:_MAX_TERM], surface[:_MAX_TERM]] += row.n
    rows = [
        (*key, lemma, surface, n)
        for key, cell in sorted(counted.items())
        for (lemma, surface), n in sorted(cell.items())
    ]
    names = [column.name for column in weekly_terms.columns]
    add(connection, weekly_terms, [dict(zip(names, row, strict=True)) for row in rows])
