"""Vectors without a download: the morpheme embeddings inside Kiwi's language model, recovered from their cosines.

Kiwi tells the cosine of any two morphemes but not the vectors. Cosines with a few hundred fixed landmark morphemes and
one eigendecomposition give the vectors back up to a rotation, which is all that similarity needs (Nyström's method).
Everything here depends on the analyser's version alone, never on the texts at hand, so vectors of one night agree with
those of every other.
"""

from collections.abc import Sequence
from functools import lru_cache
from typing import Protocol

import numpy as np
from scipy import sparse

from nlp.tokenize import Tokenizer, load_tokenizer
from nlp.types import FloatMatrix, FloatVector, Readable

# Ids are ordered by frequency. The first few hundred are endings and particles; from here on content words dominate.
_FIRST_LANDMARK, _LANDMARK_STEP, _N_LANDMARKS = 400, 17, 420
# Rank of Kiwi's embeddings, and how many leading directions (frequency, register) say nothing about meaning.
_RANK, _N_COMMON = 256, 2
_N_REFERENCE = 1500
# a of the smooth inverse frequency, and the sum of 1/rank over a vocabulary of some 200,000 morphemes.
_SMOOTHING, _HARMONIC = 1e-3, 12.8


class Encoder(Protocol):
    """Turns sentences into vectors; rows are unit length or zero."""

    @property
    def version(self) -> str:
        """Name of the space; vectors of different versions must not be compared."""
        ...

    def encode(self, sentences: Sequence[Readable]) -> FloatMatrix:
        """Return one row per sentence, shape (n_sentences, n_dimensions)."""
        ...


class MorphemeSpace:
    """Vectors of morphemes by Kiwi id, computed as they are asked for and kept.

    Parameters
    ----------
    tokenizer : Tokenizer
        Source of the cosines.
    """

    def __init__(self, tokenizer: Tokenizer) -> None:
        self._tokenizer = tokenizer
        candidates = range(_FIRST_LANDMARK, _FIRST_LANDMARK + _LANDMARK_STEP * _N_LANDMARKS * 2, _LANDMARK_STEP)
        self._landmarks = self._usable(list(candidates))[:_N_LANDMARKS]
        gram = self._cosines(self._landmarks)
        values, vectors = np.linalg.eigh((gram + gram.T) / 2)
        top = np.argsort(values)[::-1][:_RANK]
        self._projection = vectors[:, top] / np.sqrt(np.maximum(values[top], 1e-6))
        reference = self._usable(list(range(_FIRST_LANDMARK, _FIRST_LANDMARK + 2 * _N_REFERENCE, 2)))
        raw = self._cosines(reference) @ self._projection
        self._mean = raw.mean(axis=0)
        _, _, axes = np.linalg.svd(raw - self._mean, full_matrices=False)
        self._common = axes[:_N_COMMON]
        self._known: dict[int, FloatVector] = {}

    @property
    def n_dimensions(self) -> int:
        """Length of a vector."""
        return int(self._projection.shape[1])

    def vectors(self, morphemes: Sequence[int]) -> FloatMatrix:
        """Return one row per id, shape (n_morphemes, n_dimensions); zeros where the model has no embedding."""
        missing = sorted({m for m in morphemes if m not in self._known and m >= 0})
        if missing:
            self._learn(missing)
        zero = np.zeros(self.n_dimensions, dtype=np.float64)
        return np.stack([self._known.get(m, zero) for m in morphemes]) if len(morphemes) else zero[None][:0]

    def _learn(self, morphemes: Sequence[int]) -> None:
        cosines = self._cosines(morphemes)
        usable = np.asarray(~np.isnan(cosines).any(axis=1))
        centred = np.where(usable[:, None], cosines, 0.0) @ self._projection - self._mean
        centred -= (centred @ self._common.T) @ self._common
        centred[~usable] = 0.0
        norms = np.linalg.norm(centred, axis=1, keepdims=True)
        unit = (centred / np.maximum(norms, 1e-9)).astype(np.float64)
        self._known.update(zip(morphemes, unit, strict=True))

    def _cosines(self, morphemes: Sequence[int]) -> FloatMatrix:
        similarities = self._tokenizer.morpheme_similarities
        return np.array([similarities(m, self._landmarks) for m in morphemes], dtype=np.float64).reshape(
            len(morphemes), len(self._landmarks)
        )

    def _usable(self, morphemes: Sequence[int]) -> list[int]:
        probe = morphemes[0]
        values = self._tokenizer.morpheme_similarities(probe, morphemes)
        return [m for m, value in zip(morphemes, values, strict=True) if not np.isnan(value)]


class MorphemeEncoder:
    """Weighted mean of a sentence's morpheme vectors; knows no corpus, so it never changes between nights.

    Weights are smooth inverse frequencies, `a / (a + p)`, with `p` from the rank of the morpheme in Kiwi's vocabulary
    (Zipf's law), since there is no other text to count in.

    Source
    ------
    Arora, Liang & Ma (2017), A simple but tough-to-beat baseline for sentence embeddings, ICLR.
    """

    version = "morpheme-mean-1"

    def __init__(self, space: MorphemeSpace) -> None:
        self._space = space

    def encode(self, sentences: Sequence[Readable]) -> FloatMatrix:
        """Return one unit row per sentence; zeros where no morpheme has a vector."""
        ids = sorted({t.morpheme for s in sentences for t in s.terms if t.morpheme >= 0})
        column = {morpheme: i for i, morpheme in enumerate(ids)}
        rows, columns = [], []
        for i, sentence in enumerate(sentences):
            # Each morpheme once: customers repeat themselves when they are angry.
            for morpheme in sorted({t.morpheme for t in sentence.terms if t.morpheme >= 0}):
                rows.append(i)
                columns.append(column[morpheme])
        weights = _SMOOTHING / (_SMOOTHING + 1.0 / (np.array(ids, dtype=np.float64) + 1.0) / _HARMONIC)
        bag = sparse.csr_matrix((weights[columns], (rows, columns)), shape=(len(sentences), len(ids)))
        return unit_rows(np.asarray(bag @ self._space.vectors(ids)))


@lru_cache(maxsize=2)
def load_morpheme_space(brand_words: tuple[tuple[str, str], ...] = ()) -> MorphemeSpace:
    """Return the process's morpheme space, building it once (about a second)."""
    return MorphemeSpace(load_tokenizer(brand_words))


def unit_rows(matrix: FloatMatrix) -> FloatMatrix:
    """Scale every row to length 1; rows of zeros stay zeros."""
    norms = np.linalg.norm(matrix, axis=1, keepdims=True)
    return np.asarray(matrix / np.where(norms > 0, norms, 1.0), dtype=np.float64)
