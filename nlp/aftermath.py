"""What happened after a change: the weeks since, set against the weeks before, for several themes together."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.stats import false_discovery_control

from nlp.errors import CountsError
from nlp.expectation import Expectation, expect
from nlp.types import FloatMatrix

# Share of false verdicts among the themes of a report that are said to have moved.
FALSE_SHARE = 0.05
COVERAGE = 0.95
# Where fewer documents are expected, and fewer came, not even silence would be a clear change.
FEWEST = 5

Moved = Literal["fell", "same", "rose", "few"]


@dataclass(frozen=True, slots=True)
class Aftermath:
    """One theme after a change; counts of documents.

    Attributes
    ----------
    weeks : tuple of (int, int, int)
        Of each week since: what came, and between which bounds 95 of 100 such weeks would lie had nothing changed.
    count : int
        What came in all weeks since, from sources that had voices before.
    mean : float
        What the weeks before lead one to expect of them.
    low, high : int
        Where 95 of 100 such counts would lie.
    p : float
        Chance of so clear a change, to either side, where there is none.
    """

    weeks: tuple[tuple[int, int, int], ...]
    count: int
    mean: float
    low: int
    high: int
    p: float


def aftermaths(
    observed: ArrayLike, voices: ArrayLike, *, before: Sequence[int], since: Sequence[int]
) -> list[Aftermath]:
    """Set the weeks since a change against those before it.

    Parameters
    ----------
    observed : int array, shape (n_themes, n_sources, n_weeks)
        Documents of each theme.
    voices : int array, shape (n_sources, n_weeks)
        All documents. A source that delivered nothing in a week has 0 there.
    before, since : sequence of int
        Places of the weeks that are compared; at least one each.

    Returns
    -------
    list of Aftermath
        In the order of the themes.

    Notes
    -----
    Each week since is expected as `nlp.expectation.expect` has it. In their sum chance and unrest of single weeks add
    up as variances; how uncertain the rates before are is common to all of them and adds up as standard deviations.

    Examples
    --------
    >>> found = aftermaths([[[40, 38, 42, 40, 12, 9]]], [[1000] * 6], before=range(4), since=(4, 5))
    >>> found[0].count, round(found[0].mean), found[0].p < 0.001
    (21, 80, True)
    """
    counts, totals = np.asarray(observed, dtype=np.int64), np.asarray(voices, dtype=np.int64)
    if not len(before) or not len(since):
        raise CountsError(
            f"{len(before)} weeks before and {len(since)} since cannot be compared; one each is the least."
        )
    if not counts.shape[0]:
        return []
    base = np.zeros((len(since), totals.shape[1]), dtype=np.bool_)
    base[:, list(before)] = True
    each = expect(counts, totals, base, np.asarray(since, dtype=np.int64))
    summed = _summed(each)
    low, high = each.interval(COVERAGE)
    all_low, all_high = summed.interval(COVERAGE)
    p = np.minimum(1.0, 2.0 * np.minimum(summed.upper(), summed.lower()))[:, 0]
    came = each.count + each.unknown
    return [
        Aftermath(
            weeks=tuple(zip(came[i].tolist(), low[i].tolist(), high[i].tolist(), strict=True)),
            count=int(summed.count[i, 0]),
            mean=float(summed.mean[i, 0]),
            low=int(all_low[i, 0]),
            high=int(all_high[i, 0]),
            p=float(p[i]),
        )
        for i in range(counts.shape[0])
    ]


def verdicts(found: Sequence[Aftermath]) -> list[tuple[Moved, float]]:
    """Say what became of each theme of a report, with the share of false verdicts among those at least as clear.

    Examples
    --------
    >>> clear, none = Aftermath((), 9, 40.0, 25, 57, 0.0001), Aftermath((), 38, 40.0, 25, 57, 0.8)
    >>> [state for state, _ in verdicts([clear, none, Aftermath((), 0, 3.1, 0, 8, 0.07)])]
    ['fell', 'same', 'few']
    """
    telling = [max(one.mean, one.count) >= FEWEST for one in found]
    q = np.ones(len(found))
    if any(telling):
        q[telling] = false_discovery_control(
            [one.p for one, is_telling in zip(found, telling, strict=True) if is_telling]
        )
    return [
        (_moved(one, share) if is_telling else "few", float(share))
        for one, share, is_telling in zip(found, q, telling, strict=True)
    ]


def _moved(one: Aftermath, q: float) -> Moved:
    if q > FALSE_SHARE:
        return "same"
    return "fell" if one.count < one.mean else "rose"


def _summed(each: Expectation) -> Expectation:
    """Expect the sum of several weeks, shape (n_themes, 1)."""
    own = each.mean + each.dispersion * each.mean**2
    common = np.sqrt(np.maximum(each.variance - own, 0.0))
    variance = own.sum(axis=1) + common.sum(axis=1) ** 2
    return Expectation(
        count=_total(each.count),
        unknown=_total(each.unknown),
        mean=_column(each.mean.sum(axis=1)),
        variance=_column(np.maximum(variance, each.mean.sum(axis=1) * (1.0 + 1e-6))),
        dispersion=_column(each.dispersion.mean(axis=1)),
    )


def _total(counts: NDArray[np.int64]) -> NDArray[np.int64]:
    return np.asarray(counts.sum(axis=1)[:, None], dtype=np.int64)


def _column(values: NDArray[np.float64]) -> FloatMatrix:
    return np.asarray(values[:, None], dtype=np.float64)
