"""What was erased, cleared or handed out, who was let in, when, and by whom; without a word of it."""

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import blake2b
from typing import Any

from sqlalchemy import Connection, delete, select, update

from voc.store.batches import add, batches
from voc.store.schema import audit, documents, rejects, runs
from voc.weeks import SEOUL

FORGET, PURGE, EXPORT, USER, QUOTE, CONTACT = "forget", "purge", "export", "user", "quote", "contact"
# In `details` of an export: the documents and rejected rows whose words it holds; None where that is all there were.
_HELD = ("documents", "rejects")


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """One line of the audit log.

    Attributes
    ----------
    action : str
        `forget`, `purge`, `export`, `user`, `quote` or `contact`.
    details : mapping
        Counts, names of settings and ids, never text.
    who : str or None
        Who asked for it, as far as that is known.
    is_open : bool
        Whether it has begun and is not known to have ended: it still runs, or was broken off.
    """

    at: datetime
    action: str
    details: Mapping[str, Any]
    who: str | None = None
    is_open: bool = False


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

    @property
    def said(self) -> str:
        """When it left, as what, where to and by whom, in short; the day is Seoul's."""
        by = f" by {self.who}" if self.who else ""
        return f"on {self.at.astimezone(SEOUL):%Y-%m-%d} as {self.kind} to {self.target}{by}"


def write_audit(
    connection: Connection,
    action: str,
    details: Mapping[str, Any],
    *,
    at: datetime,
    who: str | None = None,
    is_open: bool = False,
) -> str:
    """Add a line: `forget`, `purge`, `export`, `user` or `quote`.

    Parameters
    ----------
    is_open : bool
        What takes more than one transaction is written down before the first of them, and closed in the last.

    Returns
    -------
    str
        The line's id.
    """
    facts = json.dumps([action, at.isoformat(), dict(details)], ensure_ascii=False, sort_keys=True)
    row = {
        "id": blake2b(facts.encode(), digest_size=16).hexdigest(),
        "at": at,
        "action": action,
        "details": dict(details),
        "who": who,
        "is_open": is_open,
    }
    add(connection, audit, [row])
    return str(row["id"])


def update_audit(connection: Connection, line: str, details: Mapping[str, Any]) -> None:
    """Write down how far something has come that was begun."""
    connection.execute(update(audit).where(audit.c.id == line).values(details=dict(details)))


def close_audit(connection: Connection, line: str) -> None:
    """Note that what was begun has ended."""
    connection.execute(update(audit).where(audit.c.id == line).values(is_open=False))


def withdraw_audit(connection: Connection, line: str) -> None:
    """Take back what was begun and surely did not happen."""
    connection.execute(delete(audit).where(audit.c.id == line))


def open_lines(connection: Connection, action: str) -> list[str]:
    """List the ids of what was begun and is not known to have ended."""
    return list(connection.scalars(select(audit.c.id).where(audit.c.action == action, audit.c.is_open)))


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
    return [
        AuditEntry(row.at, row.action, row.details, row.who, bool(row.is_open)) for row in connection.execute(asked)
    ]


def exports_holding(
    connection: Connection, document_ids: Collection[str], reject_ids: Collection[str] = ()
) -> list[Export]:
    """List the exports that held words of these documents or rejected rows, oldest first.

    What held everything is left out where all of them surely came in later.
    """
    wanted = {"documents": frozenset(document_ids), "rejects": frozenset(reject_ids)}
    since = _came_in(connection, wanted)
    return [
        Export(entry.at, entry.who, entry.details["kind"], entry.details["target"])
        for entry in read_audit(connection, action=EXPORT)
        if any(_holds(entry, name, wanted[name], since) for name in _HELD)
    ]


def _holds(entry: AuditEntry, name: str, wanted: frozenset[str], since: datetime | None) -> bool:
    held = entry.details.get(name, ())
    if held is None:
        return bool(wanted) and (since is None or entry.at >= since)
    return not wanted.isdisjoint(held)


def _came_in(connection: Connection, wanted: Mapping[str, Collection[str]]) -> datetime | None:
    """Return the moment before which surely none of these was here; None where that is not known."""
    moments: list[datetime] = []
    for table, run, ids in (
        (documents, documents.c.first_run_id, wanted["documents"]),
        (rejects, rejects.c.run_id, wanted["rejects"]),
    ):
        for some in batches(sorted(ids)):
            # A run that was taken up again has lost the moment at which it began.
            asked = select(runs.c.started_at).join(table, run == runs.c.run_id)
            found = connection.scalars(asked.where(table.c.id.in_(some), runs.c.attempt == 1)).all()
            if len(found) < len(some):
                return None
            moments += found
    return min(moments, default=None)
