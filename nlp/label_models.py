"""A linear model of one label: what it weighs, what it says, how it is kept."""

import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from itertools import chain
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from nlp.types import FloatMatrix

# Weights lie on this grid, so that the last bits of the training play no part; single precision holds it exactly.
_GRID = float(2**12)


@dataclass(frozen=True, slots=True)
class LabelModel:
    """Scores are sums of weights, probabilities their softmax.

    Attributes
    ----------
    label : str
        hesitation, reason, stage or act.
    classes : tuple of str
        Values of the label, sorted; `reason` without `none`.
    traits : tuple of str
        Names of the traits that carry weight, sorted.
    weights : float32 array, shape (n_traits + n_dimensions + 1, n_classes)
        Of the traits, of the sentence's vector, and the intercept.
    n_corrections : int
        Sentences that it was trained on.
    encoder_version : str
        Space of the vectors.
    """

    label: str
    classes: tuple[str, ...]
    traits: tuple[str, ...]
    weights: NDArray[np.float32]
    n_corrections: int
    encoder_version: str

    @property
    def version(self) -> str:
        """Content hash; equal versions decide alike."""
        return blake2b(self.to_bytes(), digest_size=8).hexdigest()

    @property
    def columns(self) -> dict[str, int]:
        """Column of each trait in `design`, row in the weights."""
        return {name: column for column, name in enumerate(self.traits)}

    def probabilities(self, traits: Sequence[Sequence[str]], vectors: FloatMatrix) -> FloatMatrix:
        """Return the probability of each class, four decimals, shape (n_sentences, n_classes).

        Parameters
        ----------
        traits : sequence of sequences of str
            Of each sentence.
        vectors : float array, shape (n_sentences, n_dimensions)
            On the grid: sums are then exact, so that a row is the same in any company.
        """
        return softmax(np.asarray(design(traits, self.columns, vectors) @ self.weights.astype(np.float64)))

    def to_bytes(self) -> bytes:
        """Write the model in NumPy's own file format, without pickle; equal models give equal bytes."""
        facts = {
            "label": self.label,
            "classes": self.classes,
            "traits": self.traits,
            "n_corrections": self.n_corrections,
            "encoder_version": self.encoder_version,
        }
        spelled = json.dumps(facts, ensure_ascii=False, sort_keys=True).encode()
        buffer = io.BytesIO()
        np.savez(buffer, facts=np.frombuffer(spelled, dtype=np.uint8), weights=self.weights.astype("<f4"))
        return buffer.getvalue()

    @classmethod
    def from_bytes(cls, payload: bytes) -> "LabelModel":
        """Read a model that `to_bytes` wrote."""
        with np.load(io.BytesIO(payload), allow_pickle=False) as held:
            facts: dict[str, Any] = json.loads(held["facts"].tobytes())
            classes, traits = tuple(facts.pop("classes")), tuple(facts.pop("traits"))
            return cls(**facts, classes=classes, traits=traits, weights=held["weights"])


def softmax(scores: FloatMatrix) -> FloatMatrix:
    """Turn scores into the probability of each class, row by row, four decimals."""
    powers = np.exp(scores - scores.max(axis=1, keepdims=True))
    return np.asarray(np.round(powers / powers.sum(axis=1, keepdims=True), 4), dtype=np.float64)


def of_each_class(fitted: FloatMatrix) -> FloatMatrix:
    """Return weights of each class, shape (n_columns, n_classes), from those that scikit-learn has fitted.

    Of two classes it keeps the difference alone, shape (n_columns, 1).
    """
    return np.hstack([-fitted, fitted]) / 2.0 if fitted.shape[1] == 1 else fitted


def on_weight_grid(weights: FloatMatrix) -> NDArray[np.float32]:
    """Round weights to what a model keeps of them."""
    return np.asarray(np.round(weights * _GRID) / _GRID, dtype=np.float32)


def design(traits: Sequence[Sequence[str]], known: Mapping[str, int], vectors: FloatMatrix) -> sparse.csr_matrix:
    """Lay sentences out as rows: traits as 1, the vector, and 1 for the intercept.

    Parameters
    ----------
    traits : sequence of sequences of str
        Of each sentence.
    known : mapping of str to int
        Column of each trait that counts, 0 to n_traits - 1.
    vectors : float array, shape (n_sentences, n_dimensions)

    Returns
    -------
    sparse array, shape (n_sentences, n_traits + n_dimensions + 1)
    """
    columns = [sorted(known[name] for name in names if name in known) for names in traits]
    ends = np.cumsum([0, *map(len, columns)])
    flat = np.fromiter(chain.from_iterable(columns), dtype=np.int64, count=int(ends[-1]))
    named = sparse.csr_matrix((np.ones(len(flat)), flat, ends), shape=(len(traits), len(known)))
    dense = sparse.csr_matrix(np.hstack([vectors, np.ones((len(traits), 1))]))
    return sparse.csr_matrix(sparse.hstack([named, dense]))
