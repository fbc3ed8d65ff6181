"""What was erased in a store, and erasing it again in one that is put in its place and knows nothing of it."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from sqlalchemy import Connection, Table, func, inspect, select

from voc.store.audit import FORGET, PURGE
from voc.store.batches import add, batches, put
from voc.store.copies import link_copies
from voc.store.counts import count_weeks
from voc.store.forget import erase_documents
from voc.store.purge import (
    Cell,
    Limit,
    begin_cell,
    clear_some,
    drop_cursor,
    drop_documents,
    drop_quotes,
    drop_quotes_of,
    named_documents,
)
from voc.store.purged import UNDATED
from voc.store.quote_permissions import WITHDRAWN
from voc.store.schema import audit, cursors, documents, purged, quote_permissions, rejects, tombstones
from voc.store.search_index import merge_index

_ERASED = "erased"
_AT_ONCE = 500
_Rows: TypeAlias = list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Erasures:
    """What a store has erased since it was made.

    Attributes
    ----------
    forgotten : frozenset of str
        Documents without words whose voices still count.
    gone : frozenset of str
        Documents of which nothing is left, as far as they had to be remembered: those that tell no time of their own.
    cells : list of dict
        Rows of `purged`.
    rejects : list of dict
        Rejected rows without their content.
    log : list of dict
        Rows of `audit`.
    unread : frozenset of str
        Sources whose cursors went with their texts.
    withdrawn : list of dict
        Rows of `quote_permissions` of those who do not want to be quoted.
    """

    forgotten: frozenset[str]
    gone: frozenset[str]
    cells: _Rows
    rejects: _Rows
    log: _Rows
    unread: frozenset[str]
    withdrawn: _Rows


@dataclass(frozen=True, slots=True)
class ErasedAgain:
    """What was erased a second time.

    Attributes
    ----------
    n_forgotten, n_cleared : int
        Documents that lost their words; documents of which nothing is left.
    n_rejects : int
        Rejected rows that lost their content.
    """

    n_forgotten: int = 0
    n_cleared: int = 0
    n_rejects: int = 0

    @property
    def is_empty(self) -> bool:
        """Whether there was nothing to erase."""
        return not (self.n_forgotten or self.n_cleared or self.n_rejects)


def read_erasures(connection: Connection) -> Erasures:
    """Gather what a store has erased; tables of an older version do, and none at all."""
    buried = {row["document_id"] for row in _rows(connection, tombstones)}
    held = {one for some in batches(sorted(buried)) for one in _held_of(connection, some)}
    cells, log = _rows(connection, purged), _rows(connection, audit)
    emptied = {row["source"] for row in cells}.union(*(_emptied(line) for line in log))
    return Erasures(
        forgotten=frozenset(held),
        gone=frozenset(buried - held),
        cells=cells,
        rejects=_rows(connection, rejects, state=_ERASED),
        log=log,
        unread=frozenset(emptied - {row["source"] for row in _rows(connection, cursors)}),
        withdrawn=_rows(connection, quote_permissions, state=WITHDRAWN),
    )


def erase_again(connection: Connection, erased: Erasures) -> ErasedAgain:
    """Erase in a store what another one has erased, and leave it counted; all in the caller's transaction."""
    is_somebody = bool(_asked_since(connection, erased.log))
    put(connection, audit, erased.log)
    n_rejects = _count_full(connection, [row["id"] for row in erased.rejects])
    put(connection, rejects, erased.rejects)
    add(connection, tombstones, [{"document_id": one} for one in sorted(erased.forgotten | erased.gone)])
    n_forgotten = _forget(connection, erased.forgotten)
    if is_somebody:
        # Of who was forgotten first and cleared later it is only known that nothing is left.
        _forget(connection, erased.gone)
    n_cleared = _clear(connection, erased.cells) + _drop(connection, erased.gone)
    for source in sorted(erased.unread):
        drop_cursor(connection, source)
    held = _held_of(connection, [row["document_id"] for row in erased.withdrawn]) - erased.forgotten
    put(connection, quote_permissions, [row for row in erased.withdrawn if row["document_id"] in held])
    if n_forgotten or n_cleared:
        _settle(connection)
        merge_index(connection)
    return ErasedAgain(n_forgotten, n_cleared, n_rejects)


def _rows(connection: Connection, table: Table, **where: str) -> _Rows:
    """Read a table, those of its columns that are there."""
    looked = inspect(connection)
    if not looked.has_table(table.name):
        return []
    there = {column["name"] for column in looked.get_columns(table.name)}
    asked = select(*(column for column in table.columns if column.name in there)).filter_by(**where)
    return [dict(row) for row in connection.execute(asked).mappings()]


def _held_of(connection: Connection, ids: Collection[str]) -> set[str]:
    return set(connection.scalars(select(documents.c.id).where(documents.c.id.in_(ids))))


def _emptied(line: Mapping[str, Any]) -> set[str]:
    """Name the sources of which a purge has taken everything."""
    details = line["details"]
    return set(details.get("sources", ())) if line["action"] == PURGE and details.get("everything") else set()


def _asked_since(connection: Connection, log: _Rows) -> list[str]:
    """List the lines, unknown so far, that tell of people who were forgotten or whose consent has ended."""
    known = set(connection.scalars(select(audit.c.id)))
    return [
        line["id"]
        for line in log
        if line["id"] not in known and (line["action"] == FORGET or line["details"].get("consents"))
    ]


def _count_full(connection: Connection, ids: list[str]) -> int:
    full = select(func.count()).where(rejects.c.state != _ERASED)
    return sum(connection.scalar(full.where(rejects.c.id.in_(some))) or 0 for some in batches(ids))


def _forget(connection: Connection, ids: Collection[str]) -> int:
    full = select(documents.c.id).where(documents.c.forgotten.is_(False))
    found = [one for some in batches(sorted(ids)) for one in connection.scalars(full.where(documents.c.id.in_(some)))]
    for some in batches(found, _AT_ONCE):
        erase_documents(connection, some)
    return len(found)


def _clear(connection: Connection, cells: _Rows) -> int:
    """Clear weeks of sources; what was counted until now stands, as in a purge."""
    known, held = _places(connection, purged), _places(connection, documents)
    # A backup that was made during a purge may hold what is left of a week that it knows as cleared.
    done = known - held
    weeks = [row for row in cells if row["week"] != UNDATED and (row["week"], row["source"]) not in done]
    put(connection, purged, [row for row in cells if row["week"] == UNDATED])
    if weeks:
        _settle(connection)
    named, n = named_documents(connection) if weeks else set(), 0
    for row in weeks:
        cell = Cell(row["week"], row["source"], row["n_documents"])
        drop_quotes(connection, cell, named)
        begin_cell(connection, cell, at=row["purged_at"])
        while n_more := clear_some(connection, cell, Limit(cell.week)):
            n += n_more
    return n


def _places(connection: Connection, table: Table) -> set[tuple[str | None, str]]:
    asked = select(table.c.week, table.c.source).distinct()
    return {(row.week, row.source) for row in connection.execute(asked)}


def _drop(connection: Connection, ids: Collection[str]) -> int:
    """Delete documents of which the other store has nothing left, with what quotes them."""
    n = 0
    for some in batches(sorted(ids), _AT_ONCE):
        found = sorted(_held_of(connection, some))
        drop_quotes_of(connection, found)
        drop_documents(connection, found)
        n += len(found)
    return n


def _settle(connection: Connection) -> None:
    """Link copies and count what waits for it."""
    while link_copies(connection):
        pass
    count_weeks(connection)
