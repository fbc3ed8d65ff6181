"""Changes that say something about the sources rather than about customers, and are therefore held back.

A verdict stands only where it stands without the sources in doubt; and where only the mix of the sources makes a theme
look more or less frequent, readers are told so instead of being left to wonder.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import ArrayLike, NDArray

from nlp.trends import BASE_WEEKS, Trend, trends

_DOWN = frozenset({"falling", "gone"})
# Without the sources in doubt a change need not be sure of itself again among all themes, but no chance either: about
# 1 in 20 (`Trend.p` counts both sides and both looks).
_STILL_A_CHANGE = 0.2


@dataclass(frozen=True, slots=True)
class Held:
    """A change that is not called.

    Attributes
    ----------
    trend : Trend
        The verdict as it is shown: `steady`.
    source : int or None
        Place of the source that stands behind the change; None where nothing is held back.
    """

    trend: Trend
    source: int | None = None


def hold_back(
    judged: Sequence[Trend],
    observed: ArrayLike,
    voices: ArrayLike,
    doubtful: ArrayLike,
    *,
    left_out: ArrayLike | None = None,
) -> list[Held]:
    """Take back what the sources explain.

    Parameters
    ----------
    judged : sequence of Trend
        What `nlp.trends.trends` said of the same counts.
    observed : int array, shape (n_themes, n_sources, n_weeks)
    voices : int array, shape (n_sources, n_weeks)
    doubtful : bool array, shape (n_sources,)
        Sources whose last week cannot be compared with the weeks before: silent, thin, new, flooded.
    left_out : bool array, shape (n_sources, n_weeks), or None
        Weeks of a source that are not compared and hold 0 voices here. What all sources say as one is told from the
        weeks that every source has.

    Returns
    -------
    list of Held
        In the order of the themes. A verdict is held back where it does not stand without the doubtful sources. A
        `steady` one is marked as held where all sources taken as one would give a verdict and each for itself shows
        next to nothing: then only their shares changed.
    """
    if not judged:
        return []
    all_counts, all_totals = np.asarray(observed, dtype=np.int64), np.asarray(voices, dtype=np.int64)
    counts, totals = _recent(all_counts, all_totals)
    in_doubt = np.asarray(doubtful, dtype=np.bool_)
    without = _without(counts, totals, in_doubt)
    if left_out is not None:
        whole = ~np.asarray(left_out, dtype=np.bool_).any(axis=0)
        counts, totals = _recent(all_counts[:, :, whole], all_totals[:, whole])
    as_one = trends(counts.sum(axis=1, keepdims=True), totals.sum(axis=0, keepdims=True))
    shift = _shift(counts, totals)
    held = []
    for theme, trend in enumerate(judged):
        if trend.state != "steady" and in_doubt.any() and not _stands(trend, without[theme]):
            blamed = _blamed(shift[theme], trend, in_doubt)
            held.append(Held(replace(trend, state="steady"), blamed))
        elif trend.state == "steady" and as_one[theme].state != "steady" and trend.p > _STILL_A_CHANGE:
            blamed = _blamed(shift[theme], as_one[theme], np.ones_like(in_doubt))
            held.append(Held(trend, blamed))
        else:
            held.append(Held(trend))
    return held


def _recent(counts: NDArray[np.int64], totals: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Keep the last week and those that it is compared with."""
    before = np.flatnonzero(totals[:, :-1].sum(axis=0) > 0)[-BASE_WEEKS:]
    kept = [*before.tolist(), totals.shape[1] - 1]
    return counts[:, :, kept], totals[:, kept]


def _without(counts: NDArray[np.int64], totals: NDArray[np.int64], in_doubt: NDArray[np.bool_]) -> list[Trend | None]:
    """Judge the themes by the other sources alone; None where there are none."""
    if in_doubt.all() or not in_doubt.any():
        return [None] * len(counts)
    return list(trends(counts[:, ~in_doubt], totals[~in_doubt]))


def _stands(trend: Trend, without: Trend | None) -> bool:
    if without is None:
        return False
    is_above = 2 * without.observed > without.low + without.high
    return is_above != (trend.state in _DOWN) and (without.state != "steady" or without.p <= _STILL_A_CHANGE)


def _shift(counts: NDArray[np.int64], totals: NDArray[np.int64]) -> NDArray[np.float64]:
    """Tell how much each source adds to a theme's overall rate now, compared with before; (n_themes, n_sources)."""
    now = counts[:, :, -1] / max(1, int(totals[:, -1].sum()))
    before = counts[:, :, :-1].sum(axis=2) / max(1, int(totals[:, :-1].sum()))
    return np.asarray(now - before)


def _blamed(shift: NDArray[np.float64], trend: Trend, among: NDArray[np.bool_]) -> int:
    """Name the source that pulls most to the side of a change."""
    pull = -shift if trend.state in _DOWN else shift
    return int(np.where(among, pull, -np.inf).argmax())
