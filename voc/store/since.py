"""What has happened to weeks since a moment: why what the store says of them is not what it said then."""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, Select, func, select

from voc.store.audit import FORGET
from voc.store.batches import batches
from voc.store.ledger import LedgerEntry
from voc.store.purged import cleared_weeks
from voc.store.schema import audit, documents, funnel_weeks, ledger, runs, themes
from voc.store.versions import read_by

_held = documents.c


@dataclass(frozen=True, slots=True)
class Since:
    """What happened after a moment.

    Attributes
    ----------
    late : mapping of source to int
        Voices of the week that came in afterwards.
    n_late_before : int
        Voices of the weeks before, that came in afterwards.
    n_removed : int
        Texts of the week that were taken back afterwards where they had been posted.
    n_forgotten : int
        Texts of the week that were erased on request, where anything was erased afterwards; some of them may have
        been erased before.
    cleared : frozenset of str
        Sources whose texts of the week were cleared afterwards.
    versions : frozenset of str
        Analysis versions that have read voices of the week and were not in use then; empty where that is not known.
    decisions : tuple of LedgerEntry
        What people decided on themes, and on sentences of the week.
    new_themes : frozenset of str
        Themes that were found afterwards.
    has_new_funnel : bool
        Whether figures of the funnel of the week, or of the week before, came in or were replaced.
    """

    late: Counter[str] = field(default_factory=Counter)
    n_late_before: int = 0
    n_removed: int = 0
    n_forgotten: int = 0
    cleared: frozenset[str] = frozenset()
    versions: frozenset[str] = frozenset()
    decisions: tuple[LedgerEntry, ...] = ()
    new_themes: frozenset[str] = frozenset()
    has_new_funnel: bool = False


def happened_since(connection: Connection, week: str, before: Sequence[str], moment: datetime) -> Since:
    """Tell what happened to a week since a moment.

    Parameters
    ----------
    before : sequence of str
        The weeks that it is compared with, oldest first.
    """
    late = _late(connection, [*before, week], moment)
    return Since(
        late=Counter({source: n for (where, source), n in late.items() if where == week}),
        n_late_before=sum(n for (where, _), n in late.items() if where != week),
        n_removed=_count(connection, week, _held.removed_at > moment),
        n_forgotten=_count(connection, week, _held.forgotten) if _was_erased(connection, moment) else 0,
        cleared=frozenset(one.source for one in cleared_weeks(connection, [week]) if one.purged_at > moment),
        versions=_new_versions(connection, week, moment),
        decisions=_decisions(connection, week, moment),
        new_themes=frozenset(connection.scalars(_found_in_runs(moment))),
        has_new_funnel=_has_new_funnel(connection, [*before[-1:], week], moment),
    )


def _late(connection: Connection, weeks: Collection[str], moment: datetime) -> Counter[tuple[str, str]]:
    asked = (
        select(_held.week, _held.source, func.count())
        .join(runs, runs.c.run_id == _held.first_run_id)
        .where(_held.week.in_(sorted(weeks)), _held.copy_of.is_(None), _held.removed_at.is_(None))
        .where(_held.forgotten.is_(False), runs.c.started_at > moment)
        .group_by(_held.week, _held.source)
    )
    return Counter({(week, source): n for week, source, n in connection.execute(asked)})


def _count(connection: Connection, week: str, condition: ColumnElement[bool]) -> int:
    return connection.scalar(select(func.count()).where(_held.week == week, condition)) or 0


def _was_erased(connection: Connection, moment: datetime) -> bool:
    return bool(connection.scalar(select(func.count()).where(audit.c.action == FORGET, audit.c.at > moment)))


def _new_versions(connection: Connection, week: str, moment: datetime) -> frozenset[str]:
    """Name the versions that have read the week and are not the one that read last before the moment."""
    asked = select(runs.c.analysis_version).where(runs.c.analysis_version.is_not(None), runs.c.started_at <= moment)
    then = connection.scalar(asked.order_by(runs.c.started_at.desc()).limit(1))
    return frozenset(read_by(connection, week, ())) - {then, ""} if then else frozenset()


def _decisions(connection: Connection, week: str, moment: datetime) -> tuple[LedgerEntry, ...]:
    found = connection.execute(select(ledger).where(ledger.c.at > moment).order_by(ledger.c.seq)).mappings()
    entries = [LedgerEntry(**row) for row in found]
    corrected = {one.subject for one in entries if one.action == "correct"}
    of_week = {
        one
        for some in batches(sorted(corrected))
        for one in connection.scalars(select(_held.id).where(_held.id.in_(some), _held.week == week))
    }
    return tuple(one for one in entries if one.action != "correct" or one.subject in of_week)


def _found_in_runs(moment: datetime) -> Select[tuple[str]]:
    found = select(themes.c.theme_id).join(runs, runs.c.run_id == themes.c.created_in_run)
    return found.where(runs.c.started_at > moment)


def _has_new_funnel(connection: Connection, weeks: Collection[str], moment: datetime) -> bool:
    of = funnel_weeks.c
    asked = select(func.count()).where(of.week.in_(sorted(weeks)), of.imported_at > moment)
    return bool(connection.scalar(asked))
