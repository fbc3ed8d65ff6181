"""Clearing weeks of a source of their texts: everything of the documents goes, what was counted stands."""

import json
import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, delete, exists, func, or_, select, update

from voc.store.audit import PURGE, open_lines
from voc.store.batches import add, batches
from voc.store.common_segments import keep_common_segments
from voc.store.common_terms import ENOUGH_PEOPLE, keep_common_terms
from voc.store.emptied import empty_rejects, old_rejects
from voc.store.erase import drop_findings
from voc.store.ledger import forget_in_ledger
from voc.store.message_voices import drop_voices
from voc.store.outreach import unlink_posts
from voc.store.praise import keep_common_nouns
from voc.store.proposals import forget_in_proposals
from voc.store.purged import UNDATED, note_cleared
from voc.store.quote_permissions import drop_permissions
from voc.store.quotes import named_document, rewrite
from voc.store.schema import (
    copy_keys,
    cursors,
    documents,
    external_users,
    ledger,
    proposals,
    purged,
    rejects,
    revisions,
    runs,
    snapshots,
    themes,
    tombstones,
)
from voc.store.search_index import unindex_documents

CLEARED = "its keeping period has ended"
_BATCH = 1000
_ID = re.compile(r"\b[0-9a-f]{32}\b")
_WORDS = ("text", "example")
_held = documents.c


@dataclass(frozen=True, slots=True)
class Limit:
    """What of a source is too old.

    Attributes
    ----------
    week : str or None
        First week that is kept; None keeps none.
    moment : datetime or None
        What has no date is too old where it came in before this; None keeps nothing of it.
    """

    week: str | None = None
    moment: datetime | None = None


@dataclass(frozen=True, slots=True)
class Cell:
    """A week of a source, or what has no date in it (`UNDATED`), and how many documents are to go."""

    week: str
    source: str
    n_documents: int


def sources_held(connection: Connection) -> set[str]:
    """Name the sources that have documents or rejected rows."""
    return {name for table in (documents, rejects) for name in connection.scalars(select(table.c.source).distinct())}


def due_cells(connection: Connection, source: str, limit: Limit) -> list[Cell]:
    """List what of a source is too old, by week; with it what a purge that was broken off has left."""
    begun = _held.week.in_(select(purged.c.week).where(purged.c.source == source))
    is_old = _held.week.is_not(None) if limit.week is None else or_(_held.week < limit.week, begun)
    asked = select(_held.week, func.count()).where(_held.source == source, is_old)
    asked = asked.group_by(_held.week).order_by(_held.week)
    cells = [Cell(str(week), source, n) for week, n in connection.execute(asked)]
    n_undated = connection.scalar(select(func.count()).where(_undated(source, limit))) or 0
    return [*cells, Cell(UNDATED, source, n_undated)] if n_undated else cells


def count_unread(connection: Connection, cells: Collection[Cell]) -> int:
    """Count the documents among these that no analysis has read yet."""
    asked = select(func.count()).where(_held.analysis_version.is_(None))
    return sum(connection.scalar(asked.where(_held.source == one.source, _held.week == one.week)) or 0 for one in cells)


def begin_cell(connection: Connection, cell: Cell, *, at: datetime) -> None:
    """Let the counts of a cell stand from now on; words and customer segments of only few people go."""
    key = {"week": cell.week, "source": cell.source}
    if connection.scalar(select(purged.c.n_documents).filter_by(**key)) is not None:
        connection.execute(update(purged).filter_by(**key).values(purged_at=at))
        return
    is_dated = cell.week != UNDATED
    if is_dated:
        keep_common_terms(connection, cell.week, cell.source)
        keep_common_segments(connection, cell.week, cell.source)
        keep_common_nouns(connection, cell.week, cell.source, n=ENOUGH_PEOPLE)
    # What has no date goes again and again: it is counted as it goes.
    note_cleared(connection, **key, n_documents=cell.n_documents if is_dated else 0, at=at)


def clear_some(connection: Connection, cell: Cell, limit: Limit) -> int:
    """Delete the next documents of a cell with all that was made of them; repeat until it returns 0."""
    place = _undated(cell.source, limit) if cell.week == UNDATED else _in_week(cell)
    asked = select(_held.id, _held.created_precision).where(place).order_by(_held.id).limit(_BATCH)
    found = connection.execute(asked).all()
    ids = [row.id for row in found]
    if not ids:
        return 0
    # Delivered again, these would look like something new: they tell no time of their own.
    unknown = [row.id for row in found if cell.week == UNDATED or row.created_precision == "seen"]
    add(connection, tombstones, [{"document_id": one} for one in unknown])
    drop_documents(connection, ids)
    if cell.week == UNDATED:
        n_gone = purged.c.n_documents + len(ids)
        connection.execute(update(purged).filter_by(week=UNDATED, source=cell.source).values(n_documents=n_gone))
    return len(ids)


def drop_documents(connection: Connection, ids: Sequence[str]) -> None:
    """Delete documents, as many as a statement can carry, with all that was made of them."""
    unindex_documents(connection, ids)
    drop_findings(connection, ids)
    drop_voices(connection, ids)
    drop_permissions(connection, ids)
    unlink_posts(connection, ids)
    for table in (revisions, copy_keys, external_users):
        connection.execute(delete(table).where(table.c.document_id.in_(ids)))
    connection.execute(delete(documents).where(_held.id.in_(ids)))


def drop_quotes(connection: Connection, cell: Cell, named: Collection[str]) -> int:
    """Take the words of a cell out of themes, briefs, decisions and proposals; figures stay as they were.

    Parameters
    ----------
    named : collection of str
        The ids that stand there at all, see `named_documents`.

    Returns
    -------
    int
        Documents that were quoted or named.
    """
    place = _held.week.is_(None) & (_held.source == cell.source) if cell.week == UNDATED else _in_week(cell)
    gone = {
        one
        for some in batches(sorted(named))
        for one in connection.scalars(select(_held.id).where(_held.id.in_(some), place))
    }
    drop_quotes_of(connection, gone)
    return len(gone)


def drop_quotes_of(connection: Connection, gone: Collection[str]) -> None:
    """Take the words of these documents out of themes, briefs, decisions and proposals."""
    if gone:
        forget_in_ledger(connection, gone)
        forget_in_proposals(connection, gone)
        rewrite(connection, themes, "exemplars", lambda value: without_words(value, gone))
        rewrite(connection, snapshots, "brief", lambda value: without_words(value, gone))


def named_documents(connection: Connection) -> set[str]:
    """Find the ids in everything that may quote or name a document; ids of other things among them do no harm."""
    columns = (themes.c.exemplars, snapshots.c.brief, ledger.c.subject, ledger.c.details, proposals.c.details)
    return {
        one
        for column in columns
        for value in connection.scalars(select(column))
        for one in _ID.findall(value if isinstance(value, str) else json.dumps(value))
    }


def clear_rejects(connection: Connection, source: str, limit: Limit, *, dry_run: bool = False) -> int:
    """Empty the rejected rows of a source that were set aside too long ago; they stay known, so none comes again."""
    ids = old_rejects(connection, source, limit.moment)
    if not dry_run:
        empty_rejects(connection, ids, CLEARED)
    return len(ids)


def has_cursor(connection: Connection, source: str) -> bool:
    """Tell whether it is known how far a source was read."""
    return connection.scalar(select(cursors.c.source).where(cursors.c.source == source)) is not None


def drop_cursor(connection: Connection, source: str) -> None:
    """Forget how far a source was read, with the addresses and numbers that it remembers."""
    connection.execute(delete(cursors).where(cursors.c.source == source))


def is_unfinished(connection: Connection) -> bool:
    """Tell whether a purge was broken off before its end."""
    return bool(open_lines(connection, PURGE))


def begun_sources(connection: Connection) -> set[str]:
    """Name the sources of which a purge that was broken off has left documents."""
    left = exists().where(_held.week == purged.c.week, _held.source == purged.c.source)
    return set(connection.scalars(select(purged.c.source).where(left).distinct()))


def without_words(value: Any, gone: Collection[str]) -> Any:  # noqa: ANN401 - any JSON value in, the same kind out
    """Copy a JSON value without the words of these documents: a quote leaves its list, an example is emptied."""
    if isinstance(value, list):
        return [without_words(one, gone) for one in value if not (named_document(one) in gone and "text" in one)]
    if not isinstance(value, dict):
        return value
    blank = _WORDS if named_document(value) in gone else ()
    return {name: "" if name in blank else without_words(one, gone) for name, one in value.items()}


def _in_week(cell: Cell) -> ColumnElement[bool]:
    return and_(_held.week == cell.week, _held.source == cell.source)


def _undated(source: str, limit: Limit) -> ColumnElement[bool]:
    """Hold for what has no date and came in too long ago; where nobody knows when, only what goes as a whole."""
    place = and_(_held.source == source, _held.week.is_(None))
    if limit.moment is None:
        return place
    return and_(place, _held.first_run_id.in_(select(runs.c.run_id).where(runs.c.started_at < limit.moment)))
