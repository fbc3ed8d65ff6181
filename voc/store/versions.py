"""Which analysis versions the voices of a week were read by: only what was read alike can be compared."""

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping

from sqlalchemy import Connection, func, select

from voc.store.purged import UNREAD, Purged
from voc.store.schema import NOTHING_TO_READ, documents

_held = documents.c


def versions_of_weeks(
    connection: Connection, weeks: Collection[str], cleared: Collection[Purged] = ()
) -> Mapping[str, Counter[str]]:
    """Count voices by analysis version in each week; empty while the whole store was read by one version.

    That is the rule, and the index tells it without a look at any document.

    Parameters
    ----------
    weeks : collection of str
        The weeks asked about.
    cleared : collection of Purged
        Those of them that were cleared and are to count as well.
    """
    version = _held.analysis_version
    # Asked one by one: SQLite walks the whole index for both at once.
    lowest, highest = (
        connection.scalar(select(end(version)).where(version > NOTHING_TO_READ)) for end in (func.min, func.max)
    )
    waits = connection.scalar(select(_held.id).where(version.is_(None)).limit(1))
    if lowest == highest and waits is None and {highest} >= {name for one in cleared for name in one.versions}:
        return {}
    counted = _counted(connection, weeks)
    for one in cleared:
        counted[one.week].update(one.versions)
    return counted


def read_by(connection: Connection, week: str, cleared: Collection[Purged]) -> Counter[str]:
    """Count the voices of a week by analysis version, with those of it that were cleared."""
    counted = _counted(connection, [week])[week]
    for one in cleared:
        if one.week == week:
            counted.update(one.versions)
    return counted


def _counted(connection: Connection, weeks: Collection[str]) -> defaultdict[str, Counter[str]]:
    version = _held.analysis_version
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
