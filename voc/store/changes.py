"""Changes that the company made - a guide, a screen, a message, a price -, whose themes are watched afterwards."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import blake2b
from typing import Literal

from sqlalchemy import Connection, RowMapping, select, update

from voc.store.batches import add
from voc.store.schema import changes

ChangeKind = Literal["guide", "screen", "message", "price", "other"]
_held = changes.c


@dataclass(frozen=True, slots=True)
class StoredChange:
    """A change as it was recorded.

    Attributes
    ----------
    day : str
        In Seoul, ISO.
    themes : tuple of str
        Ids as they were then; merges are resolved where they are shown.
    undone_at, undone_by : datetime and str, or None
        When and by whom the record was taken back.
    """

    change_id: str
    day: str
    kind: ChangeKind
    what: str
    themes: tuple[str, ...]
    recorded_at: datetime
    who: str
    undone_at: datetime | None = None
    undone_by: str | None = None


def new_change(day: str, kind: ChangeKind, what: str, themes: Sequence[str], *, who: str, at: datetime) -> StoredChange:
    """Make a change with an id of its own; the same one recorded twice at one moment is one."""
    spelled = "\n".join((day, kind, what, *themes, who, at.isoformat()))
    change_id = blake2b(spelled.encode(), digest_size=4).hexdigest()
    return StoredChange(change_id, day, kind, what, tuple(themes), at, who)


def save_change(connection: Connection, change: StoredChange) -> None:
    """Keep a change; one that is there already stays as it is."""
    names = StoredChange.__dataclass_fields__
    row = {name: getattr(change, name) for name in names} | {"themes": list(change.themes)}
    add(connection, changes, [row])


def load_changes(connection: Connection, *, undone: bool = False) -> list[StoredChange]:
    """List the changes, the latest day first; those that were taken back only where they are asked for."""
    asked = select(changes).order_by(_held.day.desc(), _held.recorded_at.desc(), _held.change_id)
    if not undone:
        asked = asked.where(_held.undone_at.is_(None))
    return [_change(row) for row in connection.execute(asked).mappings()]


def undo_change(connection: Connection, change: StoredChange, *, who: str, at: datetime) -> StoredChange:
    """Take a record back; it stays in the store, and nothing is watched for it any more."""
    done = update(changes).where(_held.change_id == change.change_id, _held.undone_at.is_(None))
    connection.execute(done.values(undone_at=at, undone_by=who))
    return replace(change, undone_at=at, undone_by=who)


def _change(row: RowMapping) -> StoredChange:
    return StoredChange(**{**row, "themes": tuple(row["themes"])})
