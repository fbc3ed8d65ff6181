"""Whether people leave more in weeks in which they get more messages: a weighted line over weeks."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.stats import t as student

from nlp.errors import CountsError

_CONFIDENCE = 0.95
# Fewer weeks, or fewer hits in all, say nothing about a line.
ENOUGH_WEEKS = 6
ENOUGH_HITS = 30


@dataclass(frozen=True, slots=True)
class Slope:
    """How a share moves with the number of messages.

    Attributes
    ----------
    each, low, high : float
        What one more message adds, as a part of the usual share: 0.05 is five in a hundred more; 95 % interval.
    p : float
        Two-sided.
    n_weeks : int
        Weeks that were set side by side.
    """

    each: float
    low: float
    high: float
    p: float
    n_weeks: int


def slope(n_messages: Sequence[int], hits: Sequence[float], expected: Sequence[float]) -> Slope | None:
    """Fit a line through hits / expected by the number of messages, a week weighing what is expected of it.

    Parameters
    ----------
    n_messages : sequence of int
        By week.
    hits, expected : sequence of float
        How many left, and how many would have at the usual share of each channel; weeks of which nothing is expected
        are left out.

    Returns
    -------
    Slope or None
        None with too few weeks or hits, or where every week has the same number of messages.

    Raises
    ------
    CountsError
        The three differ in length.

    Examples
    --------
    >>> found = slope([2, 4, 6, 8, 10, 12], [10, 21, 29, 41, 50, 61], [35] * 6)
    >>> round(found.each, 2), found.p < 0.01
    (0.14, True)
    >>> slope([5] * 6, [30] * 6, [30] * 6) is None
    True
    """
    if not len(n_messages) == len(hits) == len(expected):
        raise CountsError(f"{len(n_messages)}, {len(hits)} and {len(expected)} weeks; expected as many of each.")
    kept = [row for row in zip(n_messages, hits, expected, strict=True) if row[2] > 0]
    if len(kept) < ENOUGH_WEEKS or sum(row[1] for row in kept) < ENOUGH_HITS or len({row[0] for row in kept}) == 1:
        return None
    x, y, weight = (np.array(part, dtype=np.float64) for part in zip(*kept, strict=True))
    y = y / weight
    at, mean = np.average(x, weights=weight), np.average(y, weights=weight)
    spread = float((weight * (x - at) ** 2).sum())
    each = float((weight * (x - at) * (y - mean)).sum()) / spread
    left = float((weight * (y - mean - each * (x - at)) ** 2).sum())
    n_free = len(kept) - 2
    # Counts vary at least as chance has it; a line that happens to fit better knows no more.
    error = math.sqrt(max(left / n_free, float(mean)) / spread)
    reach = float(student.ppf((1 + _CONFIDENCE) / 2, n_free)) * error
    return Slope(each, each - reach, each + reach, 2 * float(student.sf(abs(each) / error, n_free)), len(kept))


def share_of_messages(hits: Sequence[int], tries: Sequence[int]) -> tuple[float, float, float] | None:
    """Return the share of several messages together and its 95 % interval; the message is the unit.

    None with fewer than three messages, or without any hit: how much messages differ is not known then.

    Notes
    -----
    A ratio of sums; its variance by the spread of messages around it (Cochran 1977, Sampling Techniques, 6.4), at least
    what chance makes of the recipients.

    Examples
    --------
    >>> [round(part, 3) for part in share_of_messages([10, 14, 12], [1000, 1000, 1000])]
    [0.012, 0.003, 0.021]
    """
    n, total = len(tries), sum(tries)
    if n < 3 or not sum(hits):  # noqa: PLR2004 - two messages have one difference
        return None
    share = sum(hits) / total
    spread = sum((h - share * t) ** 2 for h, t in zip(hits, tries, strict=True)) * n / (n - 1)
    error = math.sqrt(max(spread, total * share * (1 - share))) / total
    reach = float(student.ppf((1 + _CONFIDENCE) / 2, n - 1)) * error
    return share, max(0.0, share - reach), min(1.0, share + reach)
