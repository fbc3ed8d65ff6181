"""Weeks whose texts were cleared: their counts stand, but not all of them can be compared with those of later weeks."""

from collections.abc import Collection, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from voc.planning.holding import is_read_like
from voc.store import Mark
from voc.store.purged import Purged
from voc.weeks import week_of


def read_otherwise(cleared: Sequence[Purged], now: Mapping[str, int]) -> list[Purged]:
    """List the cleared weeks that another analysis had read than the week at hand: nobody can read them anew.

    Parameters
    ----------
    now : mapping of str to int
        Voices of the week at hand by analysis version.
    """
    return [one for one in cleared if not is_read_like(one.versions, now)]


def not_counted_yet(cleared: Sequence[Purged], theme: str, marks: Collection[Mark]) -> list[Purged]:
    """List the cleared weeks in which a theme was not counted as it is now: it came later, or was merged or split.

    Parameters
    ----------
    marks : collection of Mark
        Weeks in which people merged and split themes.
    """
    since = max((one.week for one in marks if one.theme == theme), default="")
    return [one for one in cleared if theme not in one.themes or week_of(one.purged_at) <= since]


def as_grid(cells: Collection[Purged], sources: Sequence[str], weeks: Sequence[str]) -> NDArray[np.bool_]:
    """Lay weeks of sources out, shape (n_sources, n_weeks); the last week is the one at hand and never among them."""
    grid = np.zeros((len(sources), len(weeks)), dtype=np.bool_)
    for one in cells:
        if one.source in sources and one.week in weeks[:-1]:
            grid[sources.index(one.source), weeks.index(one.week)] = True
    return grid
