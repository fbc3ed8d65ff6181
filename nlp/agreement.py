"""How well two ways of labelling agree with people, and whether one is clearly better on the same sentences."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from nlp.types import FloatMatrix, FloatVector, IntVector

_N_RESAMPLES = 400
_SEED = 20261122


@dataclass(frozen=True, slots=True)
class Gain:
    """Agreement with people before and after a change, on the same sentences.

    Attributes
    ----------
    before, after : float
        Cohen's kappa, 1 perfect, 0 no better than chance.
    error : float
        Standard error of `after - before`.
    """

    before: float
    after: float
    error: float


def kappa(truth: Sequence[str], said: Sequence[str], weights: Sequence[float] | None = None) -> float:
    """Return Cohen's kappa: agreement beyond what the shares of the values alone would give.

    Parameters
    ----------
    weights : sequence of float, optional
        How much each sentence counts; 1 without it.

    Returns
    -------
    float
        At most 1; 0 where both always give one and the same value, since chance explains that.

    Source
    ------
    Cohen (1960), Educational and Psychological Measurement 20:37-46.

    Examples
    --------
    >>> round(kappa(["a", "a", "b", "b"], ["a", "b", "b", "b"]), 3)  # (3/4 - 1/2) / (1 - 1/2)
    0.5
    """
    table = np.ones(len(truth)) if weights is None else np.asarray(weights, dtype=np.float64)
    return _kappa(*_numbered(truth, said), table)


def kappa_gain(
    truth: Sequence[str],
    before: Sequence[Sequence[str]],
    after: Sequence[Sequence[str]],
    *,
    weights: Sequence[float] | FloatVector,
    groups: Sequence[str],
) -> Gain:
    """Compare two ways of labelling; the standard error comes from drawing whole groups anew with replacement.

    Parameters
    ----------
    truth : sequence of str, length n_sentences
        People's values.
    before, after : sequence of sequences of str, shape (n_repeats, n_sentences)
        Values of either way from each repeat of a cross-validation; a kappa is the mean over repeats.
    groups : sequence of str, length n_sentences
        Sentences that are no independent witnesses carry the same name.
    """
    sides = [[_numbered(truth, said) for said in side] for side in (before, after)]
    weight = np.asarray(weights, dtype=np.float64)
    _, group = np.unique(np.asarray(groups), return_inverse=True)
    n_groups = int(group.max()) + 1

    def kappas(drawn: FloatVector) -> tuple[float, float]:
        first, second = ([_kappa(*numbered, drawn) for numbered in side] for side in sides)
        return float(np.mean(first)), float(np.mean(second))

    generator = np.random.default_rng(_SEED)
    draws = (np.bincount(generator.integers(n_groups, size=n_groups), minlength=n_groups) for _ in range(_N_RESAMPLES))
    differences = [after - before for before, after in (kappas(times[group] * weight) for times in draws)]
    return Gain(*kappas(weight), float(np.std(differences)))


def _numbered(truth: Sequence[str], said: Sequence[str]) -> tuple[IntVector, IntVector, int]:
    values = {value: number for number, value in enumerate(sorted({*truth, *said}))}
    first, second = (np.array([values[one] for one in side], dtype=np.int64) for side in (truth, said))
    return first, second, len(values)


def _kappa(truth: IntVector, said: IntVector, n: int, weights: FloatVector) -> float:
    total = float(weights.sum())
    if not total:
        return 0.0
    table: FloatMatrix = np.bincount(truth * n + said, weights=weights, minlength=n * n).reshape(n, n) / total
    expected = float(table.sum(axis=0) @ table.sum(axis=1))
    return 0.0 if expected > 1 - 1e-12 else (float(table.trace()) - expected) / (1.0 - expected)
