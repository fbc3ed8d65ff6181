"""What is too old: by source, as configured or as asked for, and the surveys whose respondents' consent has ended."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time

from sqlalchemy import Connection

from voc.config.keeping import Keeping
from voc.errors import StoreError, VocError
from voc.steps.keeping import seoul_today, week_from
from voc.steps.rights.consent import EndedConsent, ended_consents
from voc.steps.workplace import Workplace
from voc.store.purge import Cell, Limit, begun_sources, clear_rejects, count_unread, due_cells, has_cursor, sources_held
from voc.store.purged import UNDATED
from voc.weeks import SEOUL, week_of


@dataclass(frozen=True, slots=True)
class PurgeRequest:
    """What to clear; without anything what the configured periods say.

    Attributes
    ----------
    source : str or None
        Only this source.
    older_than : Keeping or None
        In place of the configured periods.
    before : date or None
        Whole weeks that ended before this day.
    everything : bool
        All texts of the source, and how far it was read.
    today : date or None
        In Seoul; None asks the clock.
    """

    source: str | None = None
    older_than: Keeping | None = None
    before: date | None = None
    everything: bool = False
    today: date | None = None

    @property
    def day(self) -> date:
        """Today in Seoul."""
        return self.today or seoul_today()

    @property
    def is_asked(self) -> bool:
        """Whether it says itself what is too old."""
        return self.everything or self.older_than is not None or self.before is not None


@dataclass(frozen=True, slots=True)
class Clearance:
    """What is to go of one source, or was cleared.

    Attributes
    ----------
    cells : tuple of Cell
        Weeks, the earliest first; what has no date last.
    n_rejects : int
        Rejected rows that lose their content.
    n_unread : int
        Documents among them that no analysis has read: they count as voices only.
    has_cursor : bool
        Whether it is also forgotten how far the source was read.
    """

    source: str
    limit: Limit
    cells: tuple[Cell, ...] = ()
    n_rejects: int = 0
    n_unread: int = 0
    has_cursor: bool = False

    @property
    def is_empty(self) -> bool:
        """Whether nothing is to go."""
        return not self.cells and not self.n_rejects and not self.has_cursor

    @property
    def weeks(self) -> tuple[str, ...]:
        """The weeks, in order."""
        return tuple(cell.week for cell in self.cells if cell.week != UNDATED)

    @property
    def n_documents(self) -> int:
        """Documents of all cells."""
        return sum(cell.n_documents for cell in self.cells)


@dataclass(frozen=True, slots=True)
class Purge:
    """What a purge clears: by source, and the surveys whose respondents' consent has ended.

    Attributes
    ----------
    problems : tuple of str
        Sentences about what could not be looked at.
    """

    clearances: tuple[Clearance, ...] = ()
    consents: tuple[EndedConsent, ...] = ()
    problems: tuple[str, ...] = ()

    @property
    def n_documents(self) -> int:
        """Documents in all."""
        return sum(one.n_documents for one in self.clearances) + sum(one.n_documents for one in self.consents)

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to clear."""
        return not self.clearances and not self.consents


def limits_of(place: Workplace, request: PurgeRequest, sources: Sequence[str]) -> dict[str, Limit]:
    """Say what of each source is too old; sources that keep everything are left out."""
    chosen = [request.source] if request.source is not None else sorted(sources)
    found = {source: _limit(place, request, source) for source in chosen}
    return {source: limit for source, limit in found.items() if limit is not None}


def plan_purge(place: Workplace, request: PurgeRequest) -> Purge:
    """Find what is too old; nothing is changed."""
    with place.store.read() as connection:
        known = {*sources_held(connection), *(one.name for one in place.settings.sources)}
        limits = limits_of(place, request, sorted(known))
        begun = begun_sources(connection) - limits.keys() if request.source is None else set()
        # What a purge that was broken off has begun is finished, whatever is asked for now.
        limits |= dict.fromkeys(begun, Limit("", datetime.min.replace(tzinfo=UTC)))
        found = [_clearance(connection, source, limit) for source, limit in sorted(limits.items())]
        consents, problems = ([], []) if request.is_asked else look_for_consents(connection, place, request.day)
    return Purge(tuple(one for one in found if not one.is_empty), tuple(consents), tuple(problems))


def look_for_consents(connection: Connection, place: Workplace, today: date) -> tuple[list[EndedConsent], list[str]]:
    """Look for surveys whose time is over; a form that cannot be read must not keep everything else."""
    try:
        return ended_consents(connection, place.settings, today), []
    except StoreError:
        raise
    except VocError as error:
        return [], [str(error)]


def _limit(place: Workplace, request: PurgeRequest, source: str) -> Limit | None:
    if request.everything:
        return Limit()
    if request.before is not None:
        return Limit(week_of(min(request.before, request.day)), _morning(request.before))
    period = request.older_than or place.settings.keeping(source)
    if period is None:
        return None
    first = period.first_day(request.day)
    # A week that is not over yet is never cleared: its counts would stand half-made.
    return Limit(min(week_from(first), week_of(request.day)), _morning(first))


def _morning(day: date) -> datetime:
    return datetime.combine(day, time.min, SEOUL).astimezone(UTC)


def _clearance(connection: Connection, source: str, limit: Limit) -> Clearance:
    cells = due_cells(connection, source, limit)
    n_rejects = clear_rejects(connection, source, limit, dry_run=True)
    is_whole = limit.week is None and has_cursor(connection, source)
    return Clearance(source, limit, tuple(cells), n_rejects, count_unread(connection, cells), is_whole)
