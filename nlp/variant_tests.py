"""Variants of one test against each other: recipients drawn by lot, so here each recipient counts."""

import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from scipy.stats import false_discovery_control, norm

from nlp.response_bands import ENOUGH_HITS, FALSE_SHARE
from nlp.sends import Band, Caution, Send

_CONFIDENCE = 0.95


class Arm(NamedTuple):
    """One message of a test.

    Attributes
    ----------
    test, variant : str
        As the archive names them. Of a test's variants the first by code points is the one others are set against.
    """

    test: str
    variant: str
    send: Send


@dataclass(frozen=True, slots=True)
class Outcome:
    """A variant against the first of its test.

    Attributes
    ----------
    n_tries, n_hits, n_tries_against, n_hits_against : int
        Recipients and responses on either side, in the bands that both were sent to.
    difference, low, high : float or None
        Share of the variant minus share of the other, 95 % interval; None where they share no band.
    p, q : float
        Two-sided; q after false-discovery control over all outcomes. 1 where there is nothing to judge.
    """

    test: str
    variant: str
    against: str
    n_tries: int
    n_hits: int
    n_tries_against: int
    n_hits_against: int
    difference: float | None
    low: float | None
    high: float | None
    p: float
    q: float
    cautions: tuple[Caution, ...]

    @property
    def is_claimed(self) -> bool:
        """Whether one variant may be called better."""
        return self.q <= FALSE_SHARE and not any(caution.code == "few_hits" for caution in self.cautions)


def outcomes(arms: Iterable[Arm]) -> list[Outcome]:
    """Test the variants of each test against its first one.

    Returns
    -------
    list of Outcome
        By test, then variant. A test with one variant has none.

    Notes
    -----
    Differences of shares within bands, weighted as by Mantel & Haenszel; interval and p with one hit and one miss added
    to each side of each band (Agresti & Caffo), which holds its level where hits are few. Valid where chance decided
    who received which variant. What it says holds for these wordings; what a trait does in general, `differences` says.

    Source
    ------
    Agresti & Caffo (2000), The American Statistician 54:280-288; Benjamini & Hochberg (1995), JRSS B 57:289-300.

    Examples
    --------
    >>> band = ("push", "all", "day")
    >>> a, b = Send(100, 1000, band, {}), Send(160, 1000, band, {})
    >>> (row,) = outcomes([Arm("t", "A", a), Arm("t", "B", b)])
    >>> row.variant, round(row.difference, 3), row.is_claimed
    ('B', 0.06, True)
    """
    tests: dict[str, dict[str, list[Send]]] = defaultdict(lambda: defaultdict(list))
    for arm in arms:
        tests[arm.test][arm.variant].append(arm.send)
    rows = [row for test in sorted(tests) for row in _of_test(test, tests[test])]
    judged = [place for place, row in enumerate(rows) if row.difference is not None]
    q = dict(zip(judged, false_discovery_control([rows[i].p for i in judged]) if judged else (), strict=True))
    return [replace(row, q=float(q.get(place, 1.0))) for place, row in enumerate(rows)]


def _of_test(test: str, variants: dict[str, list[Send]]) -> Iterator[Outcome]:
    against, *others = sorted(variants)
    for variant in others:
        yield _compare(test, (variant, variants[variant]), (against, variants[against]))


def _compare(test: str, one: tuple[str, list[Send]], other: tuple[str, list[Send]]) -> Outcome:
    (variant, sends), (against, base) = one, other
    left, right = _by_band(sends), _by_band(base)
    shared = sorted(left.keys() & right.keys())
    difference, low, high, p = _judge([(left[band], right[band]) for band in shared])
    n_hits, n_tries = (sum(left[band][part] for band in shared) for part in (0, 1))
    n_hits_against, n_tries_against = (sum(right[band][part] for band in shared) for part in (0, 1))
    return Outcome(
        test=test,
        variant=variant,
        against=against,
        n_tries=n_tries,
        n_hits=n_hits,
        n_tries_against=n_tries_against,
        n_hits_against=n_hits_against,
        difference=difference,
        low=low,
        high=high,
        p=p,
        q=1.0,
        cautions=tuple(_cautions(sends, base, min(n_hits, n_hits_against))),
    )


def _by_band(sends: Sequence[Send]) -> dict[Band, tuple[int, int]]:
    """Add up hits and tries by band."""
    found: dict[Band, tuple[int, int]] = {}
    for send in sends:
        hits, tries = found.get(send.band, (0, 0))
        found[send.band] = hits + send.hits, tries + send.tries
    return found


def _judge(
    pairs: Sequence[tuple[tuple[int, int], tuple[int, int]]],
) -> tuple[float | None, float | None, float | None, float]:
    if not pairs:
        return None, None, None, 1.0
    total = sum(n1 * n0 / (n1 + n0) for (_, n1), (_, n0) in pairs)
    plain = centre = variance = 0.0
    for (x1, n1), (x0, n0) in pairs:
        weight = n1 * n0 / (n1 + n0) / total
        p1, p0 = (x1 + 1) / (n1 + 2), (x0 + 1) / (n0 + 2)
        plain += weight * (x1 / n1 - x0 / n0)
        centre += weight * (p1 - p0)
        variance += weight**2 * (p1 * (1 - p1) / (n1 + 2) + p0 * (1 - p0) / (n0 + 2))
    error = math.sqrt(variance)
    reach = float(norm.ppf((1 + _CONFIDENCE) / 2)) * error
    return plain, centre - reach, centre + reach, 2 * float(norm.sf(abs(centre) / error))


def _cautions(sends: Sequence[Send], base: Sequence[Send], n_hits: int) -> Iterator[Caution]:
    if n_hits < ENOUGH_HITS:
        yield Caution("few_hits", str(n_hits))
    apart = {send.band for send in sends} ^ {send.band for send in base}
    if apart:
        yield Caution("arms_apart", str(len(apart)))
    changed = _levels(sends) ^ _levels(base)
    traits = sorted({trait for trait, _ in changed})
    if len(traits) > 1:
        yield Caution("many_changes", ", ".join(traits))


def _levels(sends: Sequence[Send]) -> set[tuple[str, str]]:
    return {pair for send in sends for pair in send.traits.items()}
