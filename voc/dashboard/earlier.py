"""What the tiles of the first screen are compared with: the mean rating and the coverage of the weeks before."""

from dataclasses import dataclass

from sqlalchemy import Connection

from voc.dashboard.filters import Filters
from voc.store import tallies, voices


@dataclass(frozen=True, slots=True)
class Earlier:
    """Figures of the equal period before; each is None where there is nothing to take it from.

    Attributes
    ----------
    mean_rating : float or None
        On the scale of 1 to 5.
    coverage : float or None
        Share of the hesitation sentences that a theme holds, 0-1.
    """

    mean_rating: float | None
    coverage: float | None


def earlier_of(connection: Connection, filters: Filters) -> Earlier:
    """Count the period before, of the source and segment that are looked at."""
    before = filters.over(filters.period.before)
    return Earlier(_mean_rating(connection, before), _coverage(connection, before))


def _mean_rating(connection: Connection, filters: Filters) -> float | None:
    heard = voices(connection, weeks=filters.period.weeks, segment=filters.segment)
    own = [one for one in heard if filters.source in {None, one.source}]
    n = sum(one.n_with_rating for one in own)
    return sum(one.sum_rating for one in own) / n if n else None


def _coverage(connection: Connection, filters: Filters) -> float | None:
    found = tallies(connection, ("source", "theme"), weeks=filters.period.weeks, segment=filters.segment)
    own = [one for one in found if filters.source in {None, one.source}]
    n = sum(one.n_sentences for one in own)
    return sum(one.n_sentences for one in own if one.theme) / n if n else None
