"""Briefs of past weeks as they were handed out."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, select

from voc.errors import StoreError
from voc.store.batches import put
from voc.store.schema import snapshots


def save_snapshot(connection: Connection, week: str, brief: Mapping[str, Any], *, frozen: bool = False) -> None:
    """Keep a week's brief; a frozen one never changes again.

    Parameters
    ----------
    brief : mapping
        JSON values. What quotes a document names it as `doc_id` beside the words, so that forgetting finds it.

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
    put(connection, snapshots, [{"week": week, "brief": dict(brief), "frozen": frozen}])


def load_snapshot(connection: Connection, week: str) -> dict[str, Any] | None:
    """Load a week's brief, None where there is none."""
    brief = connection.scalar(select(snapshots.c.brief).where(snapshots.c.week == week))
    return None if brief is None else dict(brief)


def frozen_weeks(connection: Connection) -> list[str]:
    """List the weeks that no longer change, in order."""
    return sorted(connection.scalars(select(snapshots.c.week).where(snapshots.c.frozen.is_(True))))
