"""How likely chance alone makes counts as strange as those of a night."""

from math import exp, lgamma, log, log1p

# A median of counts strays by this much more than their mean: pi / 2.
_OF_A_MEDIAN = 1.57


def widened(unrest: float, usual: float, n_nights: int) -> float:
    """Add to a source's unrest how little a habit of so few nights is known.

    Parameters
    ----------
    unrest : float
        Variance of the nightly counts beyond that of chance, as a share of the squared mean.
    usual : float
        What a night usually brings: a median of `n_nights` counts; above 0.
    """
    return unrest + _OF_A_MEDIAN / n_nights * (1 / usual + unrest)


def chance_of_so_few(n: int, usual: float, unrest: float) -> float:
    """Return the chance of `n` or fewer where `usual` is the mean; negative binomial, 0-1.

    Parameters
    ----------
    usual : float
        0 or more; where it is 0, everything is to be expected.
    unrest : float
        Above 0. The variance is usual + unrest x usual².

    Examples
    --------
    >>> round(chance_of_so_few(0, 5, 1e-9), 4), round(chance_of_so_few(0, 5, 0.05), 4)
    (0.0067, 0.0115)
    """
    if usual <= 0:
        return 1.0
    size = 1 / unrest
    rise = log(usual) - log(usual + size)
    # In logarithms: of thousands of texts a night, the first terms are too small for a float.
    term = -size * log1p(usual * unrest)
    found = exp(term)
    for i in range(n):
        term += rise + log((i + size) / (i + 1))
        found += exp(term)
    return min(1.0, found)


def chance_of_so_many(n: int, n_tries: int, share: float) -> float:
    """Return the chance that `n` or more of `n_tries` are hit where `share` of all is; binomial, 0-1.

    Examples
    --------
    >>> round(chance_of_so_many(2, 3, 0.5), 3)
    0.5
    """
    if n <= 0:
        return 1.0
    log_hit, log_miss = log(share), log1p(-share)
    terms = (
        lgamma(n_tries + 1) - lgamma(i + 1) - lgamma(n_tries - i + 1) + i * log_hit + (n_tries - i) * log_miss
        for i in range(n, n_tries + 1)
    )
    return min(1.0, sum(exp(term) for term in terms))
