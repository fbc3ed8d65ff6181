"""The table that everybody makes: mean response with a trait against without, bands left aside. For comparison only."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.stats import t as student

from nlp.sends import Send
from nlp.types import FloatVector

_CONFIDENCE = 0.95
_FEWEST = 2


@dataclass(frozen=True, slots=True)
class PlainDifference:
    """Mean share with a level minus mean share with another, whatever channel, segment and hour.

    Attributes
    ----------
    difference : float
        Of the mean shares, -1 to 1.
    low, high : float or None
        95 % interval; None with fewer than two messages on a side, or where nothing varies.
    p : float
        Two-sided, of this difference alone; 1 without an interval.
    """

    difference: float
    low: float | None
    high: float | None
    p: float


def plain_difference(sends: Sequence[Send], trait: str, level: str, reference: str) -> PlainDifference:
    """Compare two levels of a trait over all messages, each message counting once.

    Notes
    -----
    Welch's t-test. It answers another question than `nlp.response_bands.differences`: where better bands get more
    messages with the trait, it takes the bands' difference for the trait's.

    Source
    ------
    Welch (1947), Biometrika 34:28-35.

    Examples
    --------
    >>> band = ("push", "all", "day")
    >>> hits = [(10, "yes"), (14, "yes"), (8, "no"), (8, "no")]
    >>> sends = [Send(n, 100, band, {"image": level}) for n, level in hits]
    >>> found = plain_difference(sends, "image", "yes", "no")
    >>> round(found.difference, 3), found.p > 0.05
    (0.04, True)
    """
    one, other = _shares(sends, trait, level), _shares(sends, trait, reference)
    difference = float(one.mean() - other.mean())
    if min(len(one), len(other)) < _FEWEST:
        return PlainDifference(difference, None, None, 1.0)
    parts = float(one.var(ddof=1)) / len(one), float(other.var(ddof=1)) / len(other)
    if sum(parts) <= 0:
        return PlainDifference(difference, None, None, 1.0)
    dof = sum(parts) ** 2 / (parts[0] ** 2 / (len(one) - 1) + parts[1] ** 2 / (len(other) - 1))
    error = math.sqrt(sum(parts))
    reach = float(student.ppf((1 + _CONFIDENCE) / 2, dof)) * error
    p = 2 * float(student.sf(abs(difference) / error, dof))
    return PlainDifference(difference, difference - reach, difference + reach, p)


def _shares(sends: Sequence[Send], trait: str, level: str) -> FloatVector:
    # In order of size: a sum of floats depends on its order, the order of the archive must not.
    return np.array(sorted(send.hits / send.tries for send in sends if send.traits[trait] == level), dtype=np.float64)
