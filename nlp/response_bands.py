"""Response by trait, within bands: messages with an image against those without, same channel, segment and hours."""

import math
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np
from scipy.stats import false_discovery_control
from scipy.stats import t as student

from nlp.overdispersion import likeness, precision
from nlp.sends import Band, Caution, Send, levels_of, reference_level, traits_of
from nlp.types import FloatVector

# Below these a comparison is shown with a caution, and never claimed.
ENOUGH_MESSAGES = 10
ENOUGH_HITS = 30
FALSE_SHARE = 0.05
_CONFIDENCE = 0.95
# Above this correlation within bands two traits cannot be told apart by a table.
_TOGETHER = 0.5


@dataclass(frozen=True, slots=True)
class Difference:
    """A level of a trait against its reference level.

    Attributes
    ----------
    n_messages, n_reference : int
        Messages on either side, in all bands.
    rate, reference_rate : float
        Mean share of responses over these messages, 0-1. Not compared within bands: for information.
    n_bands, n_compared : int
        Bands that hold both sides, and the messages of both sides in them.
    difference, low, high : float or None
        Share with the level minus share with the reference within bands, and its 95 % interval; None where no band
        holds both, or too few messages to know how much they vary.
    p, q : float
        Two-sided; q after false-discovery control over the whole table. 1 where there is no difference to judge.
    cautions : tuple of Caution
        Why to read it with care.
    """

    trait: str
    level: str
    reference: str
    n_messages: int
    n_reference: int
    rate: float
    reference_rate: float
    n_bands: int
    n_compared: int
    difference: float | None
    low: float | None
    high: float | None
    p: float
    q: float
    cautions: tuple[Caution, ...]

    @property
    def is_claimed(self) -> bool:
        """Whether the table may say that the level makes a difference; what travels with another only a model can."""
        blocking = {"few_messages", "few_hits", "travels_with"} & {caution.code for caution in self.cautions}
        return self.q <= FALSE_SHARE and not blocking


class _Sides(NamedTuple):
    """Two sides of a comparison in their shared bands: arrays over messages, cells numbered band x 2 + side."""

    hits: FloatVector
    tries: FloatVector
    cells: np.ndarray[tuple[int], np.dtype[np.int64]]
    n_bands: int


class _Judged(NamedTuple):
    difference: float
    low: float
    high: float
    p: float


def differences(sends: Sequence[Send]) -> list[Difference]:
    """Compare every level of every trait with its reference level within bands.

    Parameters
    ----------
    sends : sequence of Send
        The archive; its order does not matter.

    Returns
    -------
    list of Difference
        By trait, then level.

    Raises
    ------
    CountsError
        Two messages name different traits.

    Notes
    -----
    Each band that holds both sides gives the difference of two weighted mean shares; a message weighs what its
    recipients are worth given how alike they are (`nlp.overdispersion`), and a band the harmonic sum of its two sides,
    as with Mantel & Haenszel. The standard error is the larger of two: by the spread of messages around the mean of
    their cell (each stretched by 1 / (1 - leverage), HC2; a cell of one message takes the modelled variance), and by
    the modelled variance alone. Degrees of freedom by Satterthwaite.

    Source
    ------
    Mantel & Haenszel (1959), JNCI 22:719-748; Williams (1982), Applied Statistics 31:144-148; MacKinnon & White (1985),
    Journal of Econometrics 29:305-325; Satterthwaite (1946), Biometrics 2:110-114; Benjamini & Hochberg (1995), JRSS B
    57:289-300.
    """
    rows = [_compare(sends, trait, level) for trait in traits_of(sends) for level in levels_of(sends, trait)]
    together = _traveling(sends)
    judged = [place for place, row in enumerate(rows) if row.difference is not None]
    q = dict(zip(judged, false_discovery_control([rows[i].p for i in judged]) if judged else (), strict=True))
    return [
        replace(row, q=float(q.get(place, 1.0)), cautions=row.cautions + together.get((row.trait, row.level), ()))
        for place, row in enumerate(rows)
    ]


def _compare(sends: Sequence[Send], trait: str, level: str) -> Difference:
    reference = reference_level(sends, trait)
    target = [send for send in sends if send.traits[trait] == level]
    rest = [send for send in sends if send.traits[trait] == reference]
    shared = {send.band for send in target} & {send.band for send in rest}
    sides = _lay_out(target, rest, shared)
    judged = _judge(sides)
    rate, reference_rate = _mean_rate(target), _mean_rate(rest)
    n_shared = sum(send.band in shared for send in target)
    return Difference(
        trait=trait,
        level=level,
        reference=reference,
        n_messages=len(target),
        n_reference=len(rest),
        rate=rate,
        reference_rate=reference_rate,
        n_bands=len(shared),
        n_compared=len(sides.hits),
        difference=judged.difference if judged else None,
        low=judged.low if judged else None,
        high=judged.high if judged else None,
        p=judged.p if judged else 1.0,
        q=1.0,
        cautions=(*_smallness(sides, len(target) - n_shared), *_banding(judged, rate - reference_rate)),
    )


def _lay_out(target: Sequence[Send], rest: Sequence[Send], shared: set[Band]) -> _Sides:
    number = {band: place for place, band in enumerate(sorted(shared))}
    found = [(send, 0) for send in rest if send.band in shared] + [(send, 1) for send in target if send.band in shared]
    # Sums of floats depend on their order: a canonical one makes any order of the archive give the same figures.
    rows = sorted((number[send.band] * 2 + side, send.tries, send.hits) for send, side in found)
    cells, tries, hits = np.array(rows, dtype=np.int64).reshape(-1, 3).T
    return _Sides(hits.astype(np.float64), tries.astype(np.float64), cells, len(shared))


def _mean_rate(sends: Sequence[Send]) -> float:
    return math.fsum(send.hits / send.tries for send in sends) / len(sends)


def _judge(sides: _Sides) -> _Judged | None:
    """Return the difference within bands; None where nothing tells how much messages vary."""
    n_cells = 2 * sides.n_bands
    n_free = len(sides.hits) - n_cells
    if n_free <= 0:
        return None
    alike = _likeness_within(sides)
    weights = precision(sides.tries, alike)
    worth = np.bincount(sides.cells, weights, n_cells)
    means = np.bincount(sides.cells, weights * sides.hits / sides.tries, n_cells) / worth
    share_of_band = worth[0::2] * worth[1::2] / (worth[0::2] + worth[1::2])
    share_of_band /= share_of_band.sum()
    difference = float((share_of_band * (means[1::2] - means[0::2])).sum())
    se, dof = _error(sides, alike, np.repeat(share_of_band, 2) ** 2)
    reach = float(student.ppf((1 + _CONFIDENCE) / 2, dof)) * se
    p = 2 * float(student.sf(abs(difference) / se, dof))
    return _Judged(difference, difference - reach, difference + reach, p)


def _likeness_within(sides: _Sides) -> float:
    """Estimate the likeness around the pooled share of each cell, then once more with the weights it gives."""
    alike = 0.0
    for _ in range(2):
        weights = precision(sides.tries, alike)
        worth = np.bincount(sides.cells, weights)[sides.cells]
        expected = np.bincount(sides.cells, weights * sides.hits / sides.tries)[sides.cells] / worth
        alike = likeness(sides.hits, sides.tries, expected, weights / worth)
    return alike


def _error(sides: _Sides, alike: float, importance: FloatVector) -> tuple[float, float]:
    """Return the standard error of the difference and its degrees of freedom; `importance` is squared, per cell."""
    n_cells = len(importance)
    weights = precision(sides.tries, alike)
    worth = np.bincount(sides.cells, weights, n_cells)
    n_in_cell = np.bincount(sides.cells, minlength=n_cells)
    shares = sides.hits / sides.tries
    means = np.bincount(sides.cells, weights * shares, n_cells) / worth
    leverage = weights / worth[sides.cells]
    # Half a hit and half a miss more: a cell without hits still varies.
    smooth = (np.bincount(sides.cells, sides.hits, n_cells) + 0.5) / (
        np.bincount(sides.cells, sides.tries, n_cells) + 1
    )
    modelled = smooth * (1 - smooth) / worth
    spare = np.where(n_in_cell[sides.cells] > 1, 1 - leverage, 1.0)
    spread = np.bincount(sides.cells, leverage**2 * (shares - means[sides.cells]) ** 2 / spare, n_cells)
    seen = np.where(n_in_cell > 1, spread, modelled)
    n_free = float(len(shares) - n_cells)
    by_spread, by_model = float((importance * seen).sum()), float((importance * modelled).sum())
    if by_model >= by_spread:
        return math.sqrt(by_model), n_free
    freedom = np.where(n_in_cell > 1, n_in_cell - 1, n_free)
    dof = by_spread**2 / float(((importance * seen) ** 2 / freedom).sum())
    return math.sqrt(by_spread), min(dof, n_free)


def _smallness(sides: _Sides, n_apart: int) -> Iterator[Caution]:
    side = sides.cells % 2
    n_smaller = min(int((side == 0).sum()), int((side == 1).sum()))
    if n_smaller < ENOUGH_MESSAGES:
        yield Caution("few_messages", str(n_smaller))
    n_hits = int(min(sides.hits[side == 0].sum(), sides.hits[side == 1].sum()))
    if n_hits < ENOUGH_HITS:
        yield Caution("few_hits", str(n_hits))
    if n_apart > int((side == 1).sum()):
        yield Caution("few_shared", str(n_apart))


def _banding(judged: _Judged | None, plain: float) -> Iterator[Caution]:
    """Warn where a table without bands would give a difference that the one within bands rules out."""
    if judged is not None and not judged.low <= plain <= judged.high:
        yield Caution("bands_matter", f"{plain:+.4f}")


def _traveling(sends: Sequence[Send]) -> Mapping[tuple[str, str], tuple[Caution, ...]]:
    """Find for each level the other traits that mostly go with it within bands, either way."""
    names = [(trait, level) for trait in traits_of(sends) for level in levels_of(sends, trait)]
    bands = {band: place for place, band in enumerate(sorted({send.band for send in sends}))}
    place = np.array([bands[send.band] for send in sends], dtype=np.int64)
    columns = [np.array([send.traits[trait] == level for send in sends], dtype=np.float64) for trait, level in names]
    within = [column - (np.bincount(place, column) / np.bincount(place))[place] for column in columns]
    found: dict[tuple[str, str], list[Caution]] = defaultdict(list)
    for i, name in enumerate(names):
        for j, (trait, level) in enumerate(names):
            size = math.sqrt(float((within[i] ** 2).sum() * (within[j] ** 2).sum()))
            if trait != name[0] and size > 0 and abs(float((within[i] * within[j]).sum())) / size > _TOGETHER:
                found[name].append(Caution("travels_with", f"{trait}={level}"))
    return {name: tuple(cautions) for name, cautions in found.items()}
