"""What a week's count should have been, had nothing changed: mean and variance from other weeks, source by source."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.stats import nbinom

from nlp.types import FloatMatrix, FloatVector, IntVector

# Half a mention: Jeffreys' prior of a Poisson rate, and the weight of the theme's overall rate in each source's own.
_HALF = 0.5
# Squared variation of a theme's weekly share beyond chance, before the data speak: 0.05 is 22 % from week to week.
_USUAL_DISPERSION = 0.05
# Below it a negative binomial count is a Poisson one for all purposes.
_LEAST_DISPERSION = 1e-3
# Weeks' worth of evidence that stand behind that guess, and behind what all themes together show.
_WEIGHT_OF_USUAL = 4.0
_WEIGHT_OF_POOL = 8.0
# Steps from week to week count up to three standard deviations, so that one burst does not pass for a habit.
_LARGEST_SQUARED_STEP = 9.0
# Past weeks this far above the others, in standard deviations, count less. Bursts are often several; where they are
# counted in full, each hides the next one.
_PAST_BURST = 1.5
# Fewer weeks do not show which of them is the odd one.
_WEEKS_TO_DOUBT_ONE = 6


@dataclass(frozen=True, slots=True)
class Expectation:
    """Counts of chosen weeks against what other weeks lead one to expect; arrays of shape (n_themes, n_chosen).

    Attributes
    ----------
    count : int array
        Documents of the theme, from sources that have voices in the other weeks.
    unknown : int array
        Documents from sources without such a past; nothing can be expected of them.
    mean, variance : float array
        Of `count`; both 0 where the week has no voices.
    dispersion : float array
        Squared week-to-week variation of the theme's rate beyond chance.
    """

    count: NDArray[np.int64]
    unknown: NDArray[np.int64]
    mean: FloatMatrix
    variance: FloatMatrix
    dispersion: FloatMatrix

    def upper(self) -> FloatMatrix:
        """Return the chance of as much or more; 1 where nothing is expected."""
        size, share = self._shape()
        return np.where(self.mean > 0, nbinom.sf(self.count - 1, size, share), 1.0)

    def lower(self) -> FloatMatrix:
        """Return the chance of as little or less; 1 where nothing is expected."""
        size, share = self._shape()
        return np.where(self.mean > 0, nbinom.cdf(self.count, size, share), 1.0)

    def interval(self, coverage: float) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Return the central range that holds a share of the chances, documents of unknown sources added."""
        size, share = self._shape()
        tail = (1.0 - coverage) / 2.0
        low, high = (np.where(self.mean > 0, nbinom.ppf(at, size, share), 0.0) for at in (tail, 1.0 - tail))
        return low.astype(np.int64) + self.unknown, high.astype(np.int64) + self.unknown

    def _shape(self) -> tuple[FloatMatrix, FloatMatrix]:
        """Translate mean and variance into the negative binomial's two parameters."""
        mean = np.where(self.mean > 0, self.mean, 1.0)
        variance = np.where(self.mean > 0, self.variance, 2.0)
        return mean**2 / (variance - mean), mean / variance


def expect(
    observed: NDArray[np.int64], voices: NDArray[np.int64], base: NDArray[np.bool_], weeks: IntVector
) -> Expectation:
    """Expect the counts of some weeks from those of others.

    Parameters
    ----------
    observed : int array, shape (n_themes, n_sources, n_weeks)
        Documents of each theme.
    voices : int array, shape (n_sources, n_weeks)
        All documents.
    base : bool array, shape (n_chosen, n_weeks)
        For each chosen week, the weeks to learn from; not the week itself.
    weeks : int array, shape (n_chosen,)
        The chosen weeks.

    Notes
    -----
    Rates are learnt within each source, so that a source that grows, shrinks or falls silent changes the expectation
    and not the verdict: `mean = sum over sources of rate_before * voices_now`. The variance adds up chance (Poisson),
    the theme's usual unrest from week to week, and how uncertain the learnt rates are. The unrest of one theme is
    measured on few weeks and therefore drawn towards that of all themes. A past week that stands z standard deviations
    above the others weighs (1.5 / z)**2, so that a burst neither passes for a habit nor hides the next one.

    Source
    ------
    After Noufaily et al. (2013), Statistics in Medicine 32:1206-1222, doi:10.1002/sim.5595 (negative binomial
    prediction for outbreak detection, past outbreaks weighted down). Robinson & Smyth (2007), Bioinformatics
    23:2881-2887, doi:10.1093/bioinformatics/btm453, for drawing single dispersions towards the common one.
    """
    each = [_expect_week(observed, voices, np.flatnonzero(row), week) for row, week in zip(base, weeks, strict=True)]
    count, unknown, mean, variance, dispersion = (np.stack(values, axis=1) for values in zip(*each, strict=True))
    return Expectation(count.astype(np.int64), unknown.astype(np.int64), mean, variance, dispersion)


def _expect_week(
    observed: NDArray[np.int64], voices: NDArray[np.int64], base: IntVector, week: int
) -> tuple[FloatVector, ...]:
    """Expect one week; count, unknown, mean, variance and dispersion, each of shape (n_themes,)."""
    past, past_voices = observed[:, :, base], voices[:, base].astype(np.float64)
    calm = _calm(past, past_voices)
    rates, certainty = _rates(past, past_voices, calm)
    known = past_voices.sum(axis=1) > 0
    now = np.where(known, voices[:, week], 0).astype(np.float64)
    mean = rates @ now
    fitted = rates @ past_voices
    dispersion = _dispersion(fitted + np.sqrt(calm) * (past.sum(axis=1) - fitted), fitted)
    # The learnt rates carry the unrest of their own weeks, the less the more weeks there are.
    shares = calm * fitted
    carried = (shares**2).sum(axis=1) / np.maximum(shares.sum(axis=1) ** 2, np.finfo(float).tiny)
    variance = mean + dispersion * mean**2 * (1.0 + carried) + (rates**2 / certainty) @ now**2
    count = observed[:, known, week].sum(axis=1)
    return count, observed[:, ~known, week].sum(axis=1), mean, variance, dispersion


def stabilised(counts: NDArray[np.int64] | FloatMatrix, dispersion: FloatMatrix) -> FloatMatrix:
    """Transform negative binomial counts to a variance near 1 (Anscombe 1948, Biometrika 35:246-254)."""
    return np.asarray(2.0 / np.sqrt(dispersion) * np.arcsinh(np.sqrt(dispersion * (counts + 0.375))))


def _calm(past: NDArray[np.int64], past_voices: FloatMatrix) -> FloatMatrix:
    """Weigh the past weeks of each theme, shape (n_themes, n_weeks): 1, less where one stands above the others.

    Each theme's highest week is left out of the rate that all are measured against, so that it cannot excuse itself.
    """
    weights = np.ones((past.shape[0], past.shape[2]))
    if past.shape[2] < _WEEKS_TO_DOUBT_ONE:
        return weights
    counts = past.sum(axis=1)
    fitted = _rates(past, past_voices, weights)[0] @ past_voices
    highest = _above(counts, fitted, np.full(len(counts), 2.0 * _USUAL_DISPERSION)).argmax(axis=1)
    weights[np.arange(len(counts)), highest] = 0.0
    fitted = _rates(past, past_voices, weights)[0] @ past_voices
    unrest = _dispersion(np.where(weights > 0, counts, fitted), fitted)
    above = np.maximum(_above(counts, fitted, np.maximum(unrest, _LEAST_DISPERSION)), _PAST_BURST)
    return np.asarray((_PAST_BURST / above) ** 2)


def _above(counts: NDArray[np.int64], fitted: FloatMatrix, dispersion: FloatVector) -> FloatMatrix:
    """Tell how many standard deviations counts stand above what was fitted."""
    return stabilised(counts, dispersion[:, None]) - stabilised(fitted, dispersion[:, None])


def _rates(past: NDArray[np.int64], past_voices: FloatMatrix, weights: FloatMatrix) -> tuple[FloatMatrix, FloatMatrix]:
    """Estimate each source's rate, and the mentions that stand behind it; shape (n_themes, n_sources).

    A source's own rate is drawn towards the theme's overall rate with the weight of half a mention; the rates are
    then scaled so that they add up to the mentions seen, and half of one.
    """
    counts = np.asarray((past * weights[:, None, :]).sum(axis=2))
    voices = weights @ past_voices.T
    mentions = counts.sum(axis=1, keepdims=True) + _HALF
    overall = mentions / np.maximum(voices.sum(axis=1, keepdims=True), 1.0)
    certainty = counts + _HALF
    rates = certainty / (voices + _HALF / overall)
    explained = (rates * voices).sum(axis=1, keepdims=True)
    return np.asarray(rates * mentions / np.where(explained > 0, explained, 1.0)), certainty


def _dispersion(counts: FloatMatrix, fitted: FloatMatrix) -> FloatVector:
    """Measure the squared variation of each theme's rate beyond chance, from one week to the next.

    Differences of successive weeks, not distances from the mean: a lasting change of level is one difference.
    """
    heard = fitted.max(axis=0, initial=0.0) > 0
    expected = np.maximum(fitted[:, heard], np.finfo(float).tiny)
    steps = np.diff(counts[:, heard] / expected, axis=1)
    by_chance = 1.0 / expected[:, 1:] + 1.0 / expected[:, :-1]
    pool = _USUAL_DISPERSION
    for _ in range(2):
        found, weight = _weigh(steps, by_chance, pool)
        pool = max(0.0, (found.sum() + _WEIGHT_OF_USUAL * _USUAL_DISPERSION) / (weight.sum() + _WEIGHT_OF_USUAL))
    weight += _WEIGHT_OF_POOL
    # The last factor: a dispersion measured on few weeks may be too low, which costs more than one too high.
    return np.asarray(np.maximum((found + _WEIGHT_OF_POOL * pool) / weight, 0.0) * (1.0 + 2.0 / weight))


def _weigh(steps: FloatMatrix, by_chance: FloatMatrix, usual: float) -> tuple[FloatVector, FloatVector]:
    """Sum up what the steps tell of each theme's dispersion, and how much that is worth in weeks."""
    alpha = max(usual, 0.2 * _USUAL_DISPERSION)
    squares = np.minimum(steps**2, _LARGEST_SQUARED_STEP * (by_chance + 2.0 * alpha))
    # Two thirds: what successive differences know compared with distances from a known mean (von Neumann 1941).
    weight = (2.0 / 3.0) * (alpha / (alpha + by_chance / 2.0)) ** 2
    return (weight * (squares - by_chance) / 2.0).sum(axis=1), weight.sum(axis=1)
