"""Customer segments: in which of them a document is counted, and which there are."""

from collections import defaultdict
from collections.abc import Sequence

from sqlalchemy import CTE, ColumnElement, Connection, FromClause, String, column, func, literal, select, union_all

from voc.store.purged import is_counted_anew
from voc.store.schema import EVERY, documents, weekly_voices

# Values of one segment that are counted in a week, the most frequent ones: a field that everybody fills in otherwise
# is no segment, and would multiply the counts.
MOST_VALUES = 30
# PostgreSQL's index takes rows of about 2.6 kB; a "value" of more letters is an answer in somebody's own words.
MAX_LETTERS = 100
_MARK, _ABSENT = "=", "none"


def memberships(connection: Connection, weeks: Sequence[str]) -> CTE:
    """Pair the documents of some weeks with the segments that they are counted in, and with `EVERY`.

    Returns
    -------
    CTE
        Columns `document_id` and `segment`, the latter as `name=value`. A name that holds a "=" belongs to none, nor
        does a value beyond the thirty of its name that are most frequent in the week, one of more than a hundred
        letters with its name, or "none", by which selections mean no value at all: such documents count under `EVERY`
        alone.
    """
    said = _said(connection, weeks)
    rank = func.row_number().over(
        partition_by=(said.c.week, said.c.name), order_by=(func.count().desc(), said.c.segment)
    )
    ranked = select(said.c.week, said.c.segment, rank.label("place")).group_by(said.c.week, said.c.name, said.c.segment)
    kept = ranked.cte("kept_segments")
    is_kept = (kept.c.week == said.c.week) & (kept.c.segment == said.c.segment) & (kept.c.place <= MOST_VALUES)
    every = select(documents.c.id.label("document_id"), literal(EVERY).label("segment")).where(*_counted(weeks))
    return union_all(every, select(said.c.document_id, said.c.segment).join(kept, is_kept)).cte("memberships")


def _said(connection: Connection, weeks: Sequence[str]) -> CTE:
    """One row per document and segment that it came with."""
    each = _pairs(connection)
    name, spelled = each.c.key, each.c.key + _MARK + each.c.value
    asked = (
        select(documents.c.id.label("document_id"), documents.c.week, name.label("name"), spelled.label("segment"))
        .select_from(documents, each)
        .where(*_counted(weeks), ~name.contains(_MARK), each.c.value != _ABSENT, func.length(spelled) <= MAX_LETTERS)
    )
    return asked.cte("said_segments")


def _pairs(connection: Connection) -> FromClause:
    pairs = func.json_each if connection.dialect.name == "sqlite" else func.json_each_text
    columns = (column("key", String), column("value", String))
    return pairs(documents.c.segment).table_valued(*columns, joins_implicitly=True)


def _counted(weeks: Sequence[str]) -> tuple[ColumnElement[bool], ...]:
    held = documents.c
    return held.week.in_(weeks), held.removed_at.is_(None), is_counted_anew(held.week, held.source)


def segment_values(connection: Connection) -> dict[str, list[str]]:
    """List the values of every segment that was counted, the most frequent first; names in order.

    Asks the weekly counts, so that no document is read.
    """
    held = weekly_voices.c
    n = func.sum(held.n_documents)
    asked = select(held.segment).where(held.segment != EVERY).group_by(held.segment).order_by(n.desc(), held.segment)
    listed: defaultdict[str, list[str]] = defaultdict(list)
    for segment in connection.scalars(asked):
        name, _, value = segment.partition(_MARK)
        listed[name].append(value)
    return dict(sorted(listed.items()))
