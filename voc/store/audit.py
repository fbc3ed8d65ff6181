"""What was erased, cleared or handed out, when, and by whom; without a word of it."""

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import blake2b
from typing import Any

from sqlalchemy import Connection, select

from voc.store.batches import add
from voc.store.schema import audit

FORGET, PURGE, EXPORT = "forget", "purge", "export"
# In `details` of an export: the documents and rejected rows whose words it holds; None where that is all there were.
_HELD = ("documents", "rejects")


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """One line of the audit log.

    Attributes
    ----------
    action : str
        `forget`, `purge` or `export`.
    details : mapping
        Counts, names of settings and ids, never text.
    who : str or None
        Who asked for it, as far as that is known.
    """

    at: datetime
    action: str
    details: Mapping[str, Any]
    who: str | None = None


@dataclass(frozen=True, slots=True)
class Export:
    """Something that left the store with customers' words in it.

    Attributes
    ----------
    kind : str
        What it is: `brief`, `rejects`, `backup` ...
    target : str
        Where it went: a file, a host; never a secret.
    """

    at: datetime
    who: str | None
    kind: str
    target: str


def write_audit(
    connection: Connection, action: str, details: Mapping[str, Any], *, at: datetime, who: str | None = None
) -> None:
    """Add a line: `forget`, `purge` or `export`."""
    facts = json.dumps([action, at.isoformat(), dict(details)], ensure_ascii=False, sort_keys=True)
    row = {
        "id": blake2b(facts.encode(), digest_size=16).hexdigest(),
        "at": at,
        "action": action,
        "details": dict(details),
        "who": who,
    }
    add(connection, audit, [row])


def read_audit(connection: Connection, *, action: str | None = None, since: datetime | None = None) -> list[AuditEntry]:
    """List the log, oldest first.

    Parameters
    ----------
    action : str or None
        Only lines of this kind.
    since : datetime or None
        Only lines from this moment on.
    """
    asked = select(audit).order_by(audit.c.at, audit.c.id)
    if action is not None:
        asked = asked.where(audit.c.action == action)
    if since is not None:
        asked = asked.where(audit.c.at >= since)
    return [AuditEntry(row.at, row.action, row.details, row.who) for row in connection.execute(asked)]


def exports_holding(connection: Connection, documents: Collection[str], rejects: Collection[str] = ()) -> list[Export]:
    """List the exports that held words of these documents or rejected rows, oldest first."""
    wanted = {"documents": frozenset(documents), "rejects": frozenset(rejects)}
    return [
        Export(entry.at, entry.who, entry.details["kind"], entry.details["target"])
        for entry in read_audit(connection, action=EXPORT)
        if any(_holds(entry.details.get(name, ()), wanted[name]) for name in _HELD)
    ]


def _holds(held: Collection[str] | None, wanted: frozenset[str]) -> bool:
    return bool(wanted) if held is None else not wanted.isdisjoint(held)
