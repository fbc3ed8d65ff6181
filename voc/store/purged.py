"""Weeks of a source that were cleared of their texts: their counts stand, and nothing of them comes in again."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias

from sqlalchemy import ColumnElement, Connection, RowMapping, exists, func, select, tuple_

from voc.records import Document
from voc.store.batches import add, batches
from voc.store.schema import NOTHING_TO_READ, documents, purged, themes

# In `purged.week`: what had no date.
UNDATED = ""
# In `Purged.versions`: what no version had read.
UNREAD = ""
_Cell: TypeAlias = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Purged:
    """A week of a source without its texts.

    Attributes
    ----------
    versions : mapping of str to int
        Voices by the analysis version that read them.
    themes : frozenset of str
        The themes that there were: of any other nothing was counted, whatever the texts said.
    """

    week: str
    source: str
    n_documents: int
    purged_at: datetime
    versions: Mapping[str, int]
    themes: frozenset[str]


def note_cleared(connection: Connection, week: str, source: str, *, n_documents: int, at: datetime) -> None:
    """Note that the counts of a week of a source stand from now on, and what they were made of."""
    held = documents.c
    version = func.coalesce(held.analysis_version, UNREAD)
    asked = select(version, func.count()).where(held.week == week, held.source == source, held.copy_of.is_(None))
    asked = asked.where(held.removed_at.is_(None), version != NOTHING_TO_READ).group_by(held.analysis_version)
    row = {
        "week": week,
        "source": source,
        "n_documents": n_documents,
        "purged_at": at,
        "versions": {row[0]: row[1] for row in sorted(connection.execute(asked), key=str)},
        "themes": sorted(connection.scalars(select(themes.c.theme_id))) if week != UNDATED else [],
    }
    add(connection, purged, [row])


def cleared_weeks(connection: Connection, weeks: Collection[str]) -> list[Purged]:
    """List which of these weeks were cleared, of which sources, and what their counts were made of."""
    asked = select(purged).where(purged.c.week.in_(sorted(weeks))).order_by(purged.c.week, purged.c.source)
    return [_purged(row) for row in connection.execute(asked).mappings()]


def purged_weeks(connection: Connection, *, source: str | None = None, week: str | None = None) -> list[Purged]:
    """List what was cleared, by week and source."""
    asked = select(purged).order_by(purged.c.week, purged.c.source)
    if source is not None:
        asked = asked.where(purged.c.source == source)
    if week is not None:
        asked = asked.where(purged.c.week == week)
    return [_purged(row) for row in connection.execute(asked).mappings()]


def _purged(row: RowMapping) -> Purged:
    return Purged(**{**row, "themes": frozenset(row["themes"])})


def is_counted_anew(week: ColumnElement[str | None], source: ColumnElement[str]) -> ColumnElement[bool]:
    """Hold for weeks of sources that still have their texts, so that counting starts from them."""
    return ~exists().where(purged.c.week == week, purged.c.source == source)


def expired(
    connection: Connection, documents: Collection[Document], stored: Collection[str], keep_from: str | None
) -> set[str]:
    """Name the documents that come too late: of a week that was cleared, or older than texts are kept.

    A removal of what is stored never comes too late.

    Parameters
    ----------
    stored : collection of str
        Ids of those that the store holds.
    keep_from : str or None
        First week whose texts are kept; None keeps all.
    """
    asked = [one for one in documents if one.week is not None and (one.removed_at is None or one.id not in stored)]
    cleared = _cleared(connection, {(one.week, one.source) for one in asked if one.week is not None})
    return {
        one.id
        for one in asked
        if one.week is not None and ((one.week, one.source) in cleared or one.week < (keep_from or ""))
    }


def _cleared(connection: Connection, cells: Collection[_Cell]) -> set[_Cell]:
    key = (purged.c.week, purged.c.source)
    return {
        (row.week, row.source)
        for some in batches(sorted(cells))
        for row in connection.execute(select(*key).where(tuple_(*key).in_(some)))
    }
