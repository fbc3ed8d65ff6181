"""JSON values that quote or name documents: whom they name, and rewriting a column of them."""

from collections.abc import Callable
from typing import Any

from sqlalchemy import Connection, Table, bindparam, select, update

# The names under which a value tells whose words stand beside it.
ID_NAMES = ("doc_id", "document_id")


def named_document(value: object) -> str | None:
    """Return the document that a JSON object names; None where it names none, or is no object."""
    if not isinstance(value, dict):
        return None
    named = next((value[name] for name in ID_NAMES if name in value), None)
    return named if isinstance(named, str) else None


def rewrite(connection: Connection, table: Table, name: str, cleaned: Callable[[Any], Any]) -> int:
    """Write a column anew where cleaning changes its value, and return in how many rows it did."""
    key = next(iter(table.primary_key.columns))
    held = connection.execute(select(key, table.c[name])).all()
    changed = [{"key": identity, "new": new} for identity, value in held if (new := cleaned(value)) != value]
    if changed:
        connection.execute(update(table).where(key == bindparam("key")).values({name: bindparam("new")}), changed)
    return len(changed)
