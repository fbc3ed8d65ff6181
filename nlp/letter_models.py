"""A linear model of one label over letter runs: how it is trained, what it says, how it is kept."""

import io
import json
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from threadpoolctl import threadpool_limits

from nlp.counts import smooth_idf, sublinear_tfidf
from nlp.label_models import of_each_class, on_weight_grid, softmax
from nlp.letters import Runs, common_runs, count_runs, spelled
from nlp.types import FloatMatrix, FloatVector

# A run of fewer texts may be somebody's name, and tells nothing.
_FEWEST_TEXTS = 3
# Inverse strength of the pull of all weights to 0.
_C = 1.0
_MOST_STEPS = 300
_N_SHOWN = 3
_FEWEST_SHOWN_LETTERS = 2


@dataclass(frozen=True, slots=True)
class LetterModel:
    """Scores are weighted sums of a text's letter runs, probabilities their softmax.

    Attributes
    ----------
    classes : tuple of str
        Values of the label, sorted.
    runs : uint64 array, shape (n_runs,)
        Known letter runs, sorted, see `nlp.letters`.
    rarity : float32 array, shape (n_runs,)
        Inverse document frequency of each.
    weights : float32 array, shape (n_runs + 1, n_classes)
        Of the runs, and the intercept.
    """

    classes: tuple[str, ...]
    runs: Runs
    rarity: NDArray[np.float32]
    weights: NDArray[np.float32]

    def probabilities(self, texts: Sequence[str]) -> FloatMatrix:
        """Return the probability of each class, four decimals, shape (n_texts, n_classes)."""
        weights = self.weights.astype(np.float64)
        return softmax(np.asarray(self._loudness(texts) @ weights[:-1]) + weights[-1])

    def telling(self, texts: Sequence[str], values: Sequence[str]) -> list[list[str]]:
        """Return the letters of each text that speak most for a value given for it, the loudest first."""
        loud = self._loudness(texts)
        asked = np.array([self.classes.index(value) for value in values], dtype=np.int64)
        columns = np.repeat(asked, np.diff(loud.indptr))
        gains = loud.data * self.weights[loud.indices, columns].astype(np.float64)
        return [
            self._loudest(loud.indices[start:end], gains[start:end]) for start, end in pairwise(loud.indptr.tolist())
        ]

    def _loudest(self, runs: NDArray[np.int32], gains: FloatVector) -> list[str]:
        shown: list[str] = []
        for i in np.lexsort((runs, -gains)):
            if len(shown) == _N_SHOWN or gains[i] <= 0:
                break
            letters = spelled(int(self.runs[runs[i]])).strip()
            if len(letters) >= _FEWEST_SHOWN_LETTERS and not any(letters in one or one in letters for one in shown):
                shown.append(letters)
        return shown

    def to_bytes(self) -> bytes:
        """Write the model in NumPy's own file format, without pickle; equal models give equal bytes."""
        facts = np.frombuffer(json.dumps(self.classes, ensure_ascii=False).encode(), dtype=np.uint8)
        buffer = io.BytesIO()
        np.savez(buffer, facts=facts, runs=self.runs, rarity=self.rarity, weights=self.weights)
        return buffer.getvalue()

    @classmethod
    def from_bytes(cls, payload: bytes) -> "LetterModel":
        """Read a model that `to_bytes` wrote."""
        with np.load(io.BytesIO(payload), allow_pickle=False) as held:
            classes = tuple(json.loads(held["facts"].tobytes()))
            return cls(classes, held["runs"], held["rarity"], held["weights"])

    def _loudness(self, texts: Sequence[str]) -> sparse.csr_matrix:
        return sublinear_tfidf(count_runs(texts, self.runs), self.rarity)


def train(texts: Sequence[str], values: Sequence[str]) -> LetterModel:
    """Train a model that weighs each value alike, however rare.

    Parameters
    ----------
    texts : sequence of str
        Distinct, in an order that depends on nothing but the texts: last bits of sums depend on it.
    values : sequence of str
        Of each text; at least two different ones.
    """
    from sklearn.linear_model import LogisticRegression  # noqa: PLC0415 - who only applies a model does without

    runs, n_texts = common_runs(texts, n_texts=_FEWEST_TEXTS)
    rarity = smooth_idf(len(texts), n_texts).astype(np.float32)
    regression = LogisticRegression(C=_C, class_weight="balanced", max_iter=_MOST_STEPS)
    with threadpool_limits(1):
        regression.fit(sublinear_tfidf(count_runs(texts, runs), rarity), np.asarray(values))
    fitted = of_each_class(np.vstack([regression.coef_.T, regression.intercept_]))
    return LetterModel(tuple(map(str, regression.classes_)), runs, rarity, on_weight_grid(fitted))
