"""Which analysis versions the voices of a week were read by: only what was read alike can be compared."""

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping

from sqlalchemy import Connection, func, select

from voc.store.schema import NOTHING_TO_READ, documents

_held = documents.c
# What waits to be read, beside the names of versions.
UNREAD = ""


def versions_of_weeks(connection: Connection, weeks: Collection[str]) -> Mapping[str, Counter[str]]:
    """Count voices by analysis version in each week; empty while the whole store was read by one version.

    That is the rule, and the index tells it without a look at any document.

    Parameters
    ----------
    weeks : collection of str
        The weeks asked about.
    """
    version = _held.analysis_version
    # Asked one by one: SQLite walks the whole index for both at once.
    lowest, highest = (
        connection.scalar(select(end(version)).where(version > NOTHING_TO_READ)) for end in (func.min, func.max)
    )
    waits = connection.scalar(select(_held.id).where(version.is_(None)).limit(1))
    if lowest == highest and waits is None:
        return {}
    asked = (
        select(_held.week, func.coalesce(version, UNREAD).label("version"), func.count().label("n"))
        .where(_held.week.in_(sorted(weeks)), _held.copy_of.is_(None), _held.removed_at.is_(None))
        .where((version != NOTHING_TO_READ) | version.is_(None))
        .group_by(_held.week, version)
    )
    counted: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for row in connection.execute(asked):
        counted[row.week][row.version] += row.n
    return counted
