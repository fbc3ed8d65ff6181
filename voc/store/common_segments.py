"""The customer segments of a week that point to no single person: what stays of their counts when its texts go."""

from sqlalchemy import Connection, delete, func, select

from voc.store.common_terms import ENOUGH_PEOPLE
from voc.store.schema import EVERY, documents, weekly_counts, weekly_praise, weekly_voices
from voc.store.segments import memberships

_held = documents.c


def keep_common_segments(connection: Connection, week: str, source: str) -> None:
    """Take segments of fewer than three people out of a week's counts, while its texts still tell who they are.

    The counts of all other segments, and those of every customer together, stay exact.
    """
    members = memberships(connection, [week])
    person = func.coalesce(_held.author_hash, _held.id)
    common = (
        select(members.c.segment)
        .join(documents, _held.id == members.c.document_id)
        .where(_held.source == source, _held.copy_of.is_(None), members.c.segment != EVERY)
        .group_by(members.c.segment)
        .having(func.count(person.distinct()) >= ENOUGH_PEOPLE)
    )
    kept = [EVERY, *connection.scalars(common)]
    for table in (weekly_voices, weekly_counts, weekly_praise):
        held = table.c
        connection.execute(delete(table).where(held.week == week, held.source == source, held.segment.not_in(kept)))
