"""The same weeks of the year before, shown beside a theme once the store is old enough."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import Connection

from voc.planning.cleared import not_counted_yet
from voc.planning.rates import per_thousand
from voc.store import counted_weeks, tallies, voices
from voc.store.purged import cleared_weeks
from voc.weeks import shift_week, weeks_between

# With fewer weeks of voices a year ago is the store's own beginning.
ENOUGH_WEEKS = 60
_YEAR, _SHOWN = 52, 12


@dataclass(frozen=True, slots=True)
class LastYear:
    """A theme in the week that lay 52 weeks earlier.

    Attributes
    ----------
    n_documents : int
        Voices of that week.
    rate : float
        Per 1,000 voices of that week.
    series : tuple of int
        Voices of the weeks up to that one, oldest first, as long as a trend line.
    """

    week: str
    n_documents: int
    rate: float
    series: tuple[int, ...]


def last_year_of(
    connection: Connection,
    week: str,
    themes: Collection[str],
    *,
    source: str | None = None,
    segment: str | None = None,
) -> dict[str, LastYear]:
    """Look a year back for every theme; empty while there are fewer than sixty weeks of voices, or none of that week.

    Themes that came after the texts of that week were cleared were never counted in it, and are left out.

    Parameters
    ----------
    source : str or None
        Only what this source delivered; None takes all.
    segment : str or None
        Only customers of this segment, as `name=value`; None takes all.
    """
    then = shift_week(week, -_YEAR)
    counted = counted_weeks(connection)
    if then not in counted or len(weeks_between(counted[0], week)) < ENOUGH_WEEKS:
        return {}
    shown = weeks_between(shift_week(then, -_SHOWN), then)
    heard = [one for one in voices(connection, weeks=[then], segment=segment) if source in {None, one.source}]
    cleared = [one for one in cleared_weeks(connection, [then]) if source in {None, one.source}]
    n_voices = sum(one.n_documents for one in heard)
    counts: defaultdict[str, defaultdict[str, int]] = defaultdict(lambda: defaultdict(int))
    for tally in tallies(connection, ("week", "theme", "source"), weeks=shown, segment=segment):
        if tally.theme and tally.week and source in {None, tally.source}:
            counts[tally.theme][tally.week] += tally.n_documents
    return {
        theme: LastYear(
            then,
            counts[theme][then],
            per_thousand(counts[theme][then], n_voices),
            tuple(counts[theme][w] for w in shown),
        )
        for theme in sorted(themes)
        if not not_counted_yet(cleared, theme, ())
    }
