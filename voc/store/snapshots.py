"""Briefs of past weeks as they were handed out."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select

from voc.errors import StoreError
from voc.store.batches import put
from voc.store.schema import snapshots


@dataclass(frozen=True, slots=True)
class Frozen:
    """A brief as it was handed out.

    Attributes
    ----------
    brief : mapping
        Without the words of what was forgotten or cleared since.
    at : datetime or None
        When it was frozen; None of briefs that an earlier version froze.
    """

    brief: Mapping[str, Any]
    at: datetime | None


def save_snapshot(
    connection: Connection,
    week: str,
    brief: Mapping[str, Any],
    *,
    frozen: bool = False,
    at: datetime | None = None,
) -> None:
    """Keep a week's brief; a frozen one never changes again.

    Parameters
    ----------
    brief : mapping
        JSON values. What quotes a document names it as `doc_id` beside the words, so that forgetting finds it.
    at : datetime or None
        When it is frozen.

    Raises
    ------
    StoreError
        The week is frozen with another content.
    """
    held = connection.execute(select(snapshots).where(snapshots.c.week == week)).first()
    if held is not None and held.frozen:
        if held.brief == dict(brief):
            return
        message = f"The brief of {week} is frozen and stays as it was handed out. Nothing was changed."
        raise StoreError(message)
    row = {"week": week, "brief": dict(brief), "frozen": frozen, "frozen_at": at if frozen else None}
    put(connection, snapshots, [row])


def load_snapshot(connection: Connection, week: str) -> dict[str, Any] | None:
    """Load a week's brief, None where there is none."""
    brief = connection.scalar(select(snapshots.c.brief).where(snapshots.c.week == week))
    return None if brief is None else dict(brief)


def load_frozen(connection: Connection, week: str) -> Frozen | None:
    """Load the brief of a week that no longer changes, None where it was not frozen."""
    asked = select(snapshots.c.brief, snapshots.c.frozen_at).where(snapshots.c.week == week, snapshots.c.frozen)
    row = connection.execute(asked).first()
    return None if row is None else Frozen(dict(row.brief), row.frozen_at)


def frozen_weeks(connection: Connection) -> list[str]:
    """List the weeks that no longer change, in order."""
    return sorted(connection.scalars(select(snapshots.c.week).where(snapshots.c.frozen.is_(True))))
