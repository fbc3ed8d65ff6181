"""How often something is voiced, whatever the size of the week."""

_PER = 1000


def per_thousand(n: int, n_voices: int) -> float:
    """Return a count per 1,000 voices; 0 without any voice.

    Examples
    --------
    >>> per_thousand(3, 8)
    375.0
    """
    return round(_PER * n / n_voices, 1) if n_voices else 0.0
