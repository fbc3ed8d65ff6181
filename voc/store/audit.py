"""What was erased or handed out, and when; without a word of it."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import blake2b
from typing import Any

from sqlalchemy import Connection, select

from voc.store.batches import add
from voc.store.schema import audit


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """One line of the audit log; `details` holds counts and names of settings, never text."""

    at: datetime
    action: str
    details: Mapping[str, Any]


def write_audit(connection: Connection, action: str, details: Mapping[str, Any], *, at: datetime) -> None:
    """Add a line: `forget` or `export`."""
    facts = json.dumps([action, at.isoformat(), dict(details)], ensure_ascii=False, sort_keys=True)
    row = {
        "id": blake2b(facts.encode(), digest_size=16).hexdigest(),
        "at": at,
        "action": action,
        "details": dict(details),
    }
    add(connection, audit, [row])


def read_audit(connection: Connection) -> list[AuditEntry]:
    """List the log, oldest first."""
    asked = select(audit).order_by(audit.c.at, audit.c.id)
    return [AuditEntry(row.at, row.action, row.details) for row in connection.execute(asked)]
