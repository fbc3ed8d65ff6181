"""Weeks whose counts are out of date: noted in the transaction that changed them, so that no kill loses the note."""

from collections.abc import Collection, Sequence

from sqlalchemy import Connection, delete, select

from voc.store.batches import add, batches
from voc.store.schema import documents, weeks_to_count


def mark_weeks(connection: Connection, document_ids: Collection[str]) -> None:
    """Note the weeks of these documents; a document without a date belongs to none."""
    held = documents.c
    weeks: set[str] = set()
    for some in batches(sorted(document_ids)):
        asked = select(held.week).where(held.id.in_(some), held.week.is_not(None)).distinct()
        weeks.update(week for week in connection.scalars(asked) if week is not None)
    note_weeks(connection, weeks)


def note_weeks(connection: Connection, weeks: Collection[str]) -> None:
    """Note weeks by name."""
    add(connection, weeks_to_count, [{"week": week} for week in sorted(weeks)])


def marked_weeks(connection: Connection) -> list[str]:
    """List the weeks that wait to be counted, in order."""
    return sorted(connection.scalars(select(weeks_to_count.c.week)))


def clear_weeks(connection: Connection, weeks: Sequence[str]) -> None:
    """Forget the notes of weeks that have been counted."""
    for some in batches(weeks):
        connection.execute(delete(weeks_to_count).where(weeks_to_count.c.week.in_(some)))
