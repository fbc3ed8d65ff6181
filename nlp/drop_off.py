"""How many of those who enter a step leave it, and whether that share has changed by more than it usually does."""

from collections.abc import Sequence
from math import sqrt

# Two-sided 95 %.
_Z = 1.959964
# Fewer weeks do not tell how much a share moves by itself.
LEAST_WEEKS = 4


def wilson(hits: float, n: float) -> tuple[float, float]:
    """Return the 95 % interval of a share; `n` above 0, not necessarily whole.

    Source
    ------
    Wilson (1927), Journal of the American Statistical Association 22:209-212.

    Examples
    --------
    >>> [round(end, 4) for end in wilson(10, 50)]
    [0.1124, 0.3304]
    """
    p, z2 = hits / n, _Z * _Z
    centre, spread = p + z2 / (2 * n), _Z * sqrt(p * (1 - p) / n + z2 / (4 * n * n))
    return max(0.0, (centre - spread) / (1 + z2 / n)), min(1.0, (centre + spread) / (1 + z2 / n))


def dispersion(hits: Sequence[int], tries: Sequence[int]) -> float:
    """Tell how many times more the shares of several weeks vary than chance alone would let them; 1 at least.

    Pearson's statistic around the common share, divided by its degrees of freedom.

    Examples
    --------
    >>> dispersion([20, 30, 20, 30], [100] * 4).__round__(3)  # (4 x 25 / 18.75) / 3
    1.778
    >>> dispersion([25, 25, 25, 25], [100] * 4)
    1.0
    """
    p = sum(hits) / sum(tries)
    if len(tries) < 2 or not 0 < p < 1:  # noqa: PLR2004 - one week varies from nothing
        return 1.0
    statistic = sum((h - n * p) ** 2 / (n * p * (1 - p)) for h, n in zip(hits, tries, strict=True) if n)
    return max(1.0, statistic / (len(tries) - 1))


def difference(now: tuple[int, int], before: tuple[int, int], times: float = 1.0) -> tuple[float, float]:
    """Return the 95 % interval of the difference of two shares, now - before.

    Parameters
    ----------
    now, before : tuple of (hits, tries)
        Tries above 0.
    times : float
        How many times more shares vary than by chance, see `dispersion`; counts are worth that much less.

    Source
    ------
    Newcombe (1998), Statistics in Medicine 17:873-890, method 10 (square-and-add of Wilson's intervals).

    Examples
    --------
    >>> [round(end, 4) for end in difference((56, 70), (48, 80))]
    [0.0524, 0.3339]
    """
    (h1, n1), (h2, n2) = ((h / times, n / times) for h, n in (now, before))
    p1, p2 = h1 / n1, h2 / n2
    (low1, high1), (low2, high2) = wilson(h1, n1), wilson(h2, n2)
    below, above = sqrt((p1 - low1) ** 2 + (high2 - p2) ** 2), sqrt((high1 - p1) ** 2 + (p2 - low2) ** 2)
    return p1 - p2 - below, p1 - p2 + above
