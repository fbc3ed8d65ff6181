"""How much messages differ beyond chance: a thousand recipients of one message are no thousand independent answers."""

import numpy as np

from nlp.types import FloatVector

# Alike to the last recipient would leave no weight at all.
_LARGEST = 0.999


def likeness(hits: FloatVector, tries: FloatVector, expected: FloatVector, leverage: FloatVector) -> float:
    """Estimate how alike the recipients of one message are (intra-message correlation), by moments.

    Parameters
    ----------
    hits, tries : float array, shape (n_messages,)
        Who answered of who was asked.
    expected : float array, shape (n_messages,)
        Fitted share of each message, 0-1. Messages fitted as 0 or 1 tell nothing and are passed over.
    leverage : float array, shape (n_messages,)
        Share of each message's fitted value that it determines itself, 0-1.

    Returns
    -------
    float
        0 for plain chance, at most 0.999: the variance of a share is p (1 - p) (1 + (n - 1) likeness) / n.

    Notes
    -----
    Solves: Pearson's statistic = its expectation under that variance, once, with the weights of the fit at hand.

    Source
    ------
    Williams (1982), Applied Statistics 31:144-148.

    Examples
    --------
    >>> half = np.full(4, 0.5)
    >>> likeness(np.array([2.0, 8, 2, 8]), np.full(4, 10.0), half, np.full(4, 0.25)).__round__(3)  # (14.4 - 3) / 27
    0.422
    """
    telling = (expected > 0) & (expected < 1)
    p, n, free = expected[telling], tries[telling], 1 - leverage[telling]
    room = float((free * (n - 1)).sum())
    if room <= 0:
        return 0.0
    statistic = float(((hits[telling] - n * p) ** 2 / (n * p * (1 - p))).sum())
    return float(np.clip((statistic - free.sum()) / room, 0.0, _LARGEST))


def precision(tries: FloatVector, alike: float) -> FloatVector:
    """Return how many independent answers each message is worth: tries for likeness 0, 1 each for likeness 1.

    Examples
    --------
    >>> precision(np.array([1.0, 101, 10_001]), 0.01).round(1)
    array([ 1. , 50.5, 99. ])
    """
    return np.asarray(tries / (1 + (tries - 1) * alike), dtype=np.float64)
