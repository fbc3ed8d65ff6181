"""Rows that could not become documents: set aside, masked, until somebody has them replayed."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b

from sqlalchemy import Connection, bindparam, func, select, update

from voc.records import Reject
from voc.store.batches import add, batches
from voc.store.schema import rejects

_held = rejects.c


@dataclass(frozen=True, slots=True)
class StoredReject:
    """A reject with its identity and fate.

    Attributes
    ----------
    state : str
        `open`, `replayed`, or `erased` where its content was taken away with a forgotten person.
    run_id : str
        The run that saw it first.
    """

    id: str
    reject: Reject
    state: str
    run_id: str


def reject_id(reject: Reject) -> str:
    """Make the identity of a rejected row from where it stood and what it held."""
    content = json.dumps(dict(reject.content), ensure_ascii=False, sort_keys=True)
    parts = (reject.source, reject.file, str(reject.line), reject.reason, content)
    return blake2b("\x1f".join(parts).encode(), digest_size=16).hexdigest()


def save_rejects(connection: Connection, found: Sequence[Reject], *, run_id: str) -> None:
    """Set rows aside; one that was set aside before keeps its state."""
    rows = {
        reject_id(reject): {
            "source": reject.source,
            "file": reject.file,
            "line": reject.line,
            "reason": reject.reason,
            "content": dict(reject.content),
            "state": "open",
            "run_id": run_id,
            "form": reject.form,
        }
        for reject in found
    }
    add(connection, rejects, [{"id": key, **row} for key, row in sorted(rows.items())])


def known_rejects(connection: Connection, found: Sequence[Reject]) -> int:
    """Count the rows among these that were set aside before as they are."""
    ids = [reject_id(one) for one in found]
    known = {
        one
        for some in batches(sorted(set(ids)))
        for one in connection.scalars(select(_held.id).where(_held.id.in_(some)))
    }
    return sum(one in known for one in ids)


def load_rejects(
    connection: Connection,
    *,
    source: str | None = None,
    state: str | None = "open",
    limit: int | None = None,
    skip: int = 0,
) -> list[StoredReject]:
    """List rejects by source, file and line; None takes every source or state.

    Parameters
    ----------
    limit, skip : int
        At most so many, after leaving out so many; all without them.
    """
    asked = select(rejects).order_by(_held.source, _held.file, _held.line, _held.id).limit(limit).offset(skip)
    if source is not None:
        asked = asked.where(_held.source == source)
    if state is not None:
        asked = asked.where(_held.state == state)
    return [
        StoredReject(
            id=row.id,
            reject=Reject(row.source, row.file, row.line, row.reason, row.content, row.form),
            state=row.state,
            run_id=row.run_id,
        )
        for row in connection.execute(asked)
    ]


def mark_replayed(connection: Connection, ids: Sequence[str]) -> None:
    """Close rejects whose rows have become documents."""
    if ids:
        change = update(rejects).where(_held.id == bindparam("key")).values(state="replayed")
        connection.execute(change, [{"key": key} for key in ids])


def count_rejects(connection: Connection) -> Mapping[str, int]:
    """Count open rejects by source."""
    asked = select(_held.source, func.count().label("n")).where(_held.state == "open").group_by(_held.source)
    return {row.source: row.n for row in connection.execute(asked.order_by(_held.source))}
