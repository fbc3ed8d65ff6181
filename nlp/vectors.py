"""Vectors without a download: the embeddings inside Kiwi's language model, recovered from their cosines.

Kiwi tells the cosine of any two morphemes, and of what may follow them, but not the vectors. Cosines with a few hundred
fixed landmark morphemes and one eigendecomposition give the vectors back up to a rotation, which is all that similarity
needs (Nyström's method).
Everything here depends on the analyser's version alone, never on the texts at hand, so vectors of one night agree with
those of every other.
"""

from collections.abc import Callable, Sequence
from functools import lru_cache
from itertools import chain
from typing import Protocol, TypeAlias

import numpy as np
from scipy import sparse
from threadpoolctl import threadpool_limits

from nlp.tokenize import load_tokenizer
from nlp.types import FloatMatrix, FloatVector, Readable, Rows

# Ids are ordered by frequency. The first few hundred are endings and particles; from here on content words dominate.
_FIRST_LANDMARK, _LANDMARK_STEP, _N_LANDMARKS = 400, 17, 320
# Rank of Kiwi's embeddings, and how many leading directions (frequency, register) say nothing about meaning.
_RANK, _N_COMMON = 256, 2
_N_REFERENCE = 1500
# a of the smooth inverse frequency, and the sum of 1/rank over a vocabulary of some 200,000 morphemes.
_SMOOTHING, _HARMONIC = 1e-3, 12.8
# What may follow a word says less than what it means; 0.3 to 0.5 measured alike.
_CONTEXT_SHARE = 0.4
# Products of numbers on this grid have 40 binary places; 53 bits hold sums of them up to 8,192 without rounding.
_GRID = float(2**20)

# One morpheme and others, by id, to their cosines; NaN where the model has no vector.
Cosines: TypeAlias = Callable[[int, Sequence[int]], Sequence[float]]


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
    cosines : callable
        A view of the model: `Tokenizer.morpheme_similarities` (what a morpheme means) or
        `Tokenizer.context_similarities` (what may follow it).

    Notes
    -----
    A vector is the same to the last bit whatever else is asked for at the time: cosines and projection lie on a grid
    on which sums are exact, so that their order does not matter.
    """

    def __init__(self, cosines: Cosines) -> None:
        self._view = cosines
        candidates = range(_FIRST_LANDMARK, _FIRST_LANDMARK + _LANDMARK_STEP * _N_LANDMARKS * 2, _LANDMARK_STEP)
        self._landmarks = self._usable(list(candidates))[:_N_LANDMARKS]
        reference = self._usable(list(range(_FIRST_LANDMARK, _FIRST_LANDMARK + 2 * _N_REFERENCE, 2)))
        gram = self._cosines(self._landmarks)
        # One thread: sums over threads differ in their last bits from run to run.
        with threadpool_limits(1):
            values, vectors = np.linalg.eigh((gram + gram.T) / 2)
            top = np.argsort(values)[::-1][:_RANK]
            projection = vectors[:, top] / np.sqrt(np.maximum(values[top], 1e-6))
            raw = self._cosines(reference) @ projection
            mean = raw.mean(axis=0)
            _, _, axes = np.linalg.svd(raw - mean, full_matrices=False)
            uncommon = np.eye(projection.shape[1]) - axes[:_N_COMMON].T @ axes[:_N_COMMON]
            self._projection = on_grid(projection @ uncommon)
            self._mean = on_grid(mean @ uncommon)
        self._rows: dict[int, int] = {}
        self._known = np.zeros((0, self.n_dimensions), dtype=np.float32)

    @property
    def n_dimensions(self) -> int:
        """Length of a vector."""
        return int(self._projection.shape[1])

    def vectors(self, morphemes: Sequence[int]) -> FloatMatrix:
        """Return one row per id, shape (n_morphemes, n_dimensions); zeros where the model has no embedding."""
        missing = sorted({m for m in morphemes if m not in self._rows})
        if missing:
            self._learn(missing)
        return self._known[[self._rows[m] for m in morphemes]].astype(np.float64)

    def _learn(self, morphemes: Sequence[int]) -> None:
        cosines = self._cosines(morphemes)
        usable = np.asarray(~np.isnan(cosines).any(axis=1))
        centred = on_grid(np.where(usable[:, None], cosines, 0.0)) @ self._projection - self._mean
        centred[~usable] = 0.0
        learnt = unit_rows(centred).astype(np.float32)
        self._rows.update(zip(morphemes, range(len(self._known), len(self._known) + len(learnt)), strict=True))
        self._known = np.concatenate([self._known, learnt])

    def _cosines(self, morphemes: Sequence[int]) -> FloatMatrix:
        return np.array([self._view(m, self._landmarks) for m in morphemes], dtype=np.float64).reshape(
            len(morphemes), len(self._landmarks)
        )

    def _usable(self, morphemes: Sequence[int]) -> list[int]:
        values = self._view(morphemes[0], morphemes)
        return [m for m, value in zip(morphemes, values, strict=True) if not np.isnan(value)]


class MorphemeEncoder:
    """Weighted mean of a sentence's morpheme vectors; knows no corpus, so it never changes between nights.

    Parameters
    ----------
    space : MorphemeSpace
        Where the morphemes lie.
    version : str
        Names the space and the way of averaging.

    Notes
    -----
    Weights are smooth inverse frequencies, `a / (a + p)`, with `p` from the rank of the morpheme in Kiwi's vocabulary
    (Zipf's law), since there is no other text to count in.

    Source
    ------
    Arora, Liang & Ma (2017), A simple but tough-to-beat baseline for sentence embeddings, ICLR.
    """

    def __init__(self, space: MorphemeSpace, version: str = "morpheme-mean-2") -> None:
        self._space = space
        self._version = version

    @property
    def version(self) -> str:
        """Name of the space; vectors of different versions must not be compared."""
        return self._version

    def encode(self, sentences: Sequence[Readable]) -> FloatMatrix:
        """Return one unit row per sentence; zeros where no morpheme has a vector."""
        # Each morpheme once: customers repeat themselves when they are angry.
        bags = [sorted({term.morpheme for term in sentence.terms if term.morpheme >= 0}) for sentence in sentences]
        ids = sorted(set(chain.from_iterable(bags)))
        column = {morpheme: i for i, morpheme in enumerate(ids)}
        columns = np.fromiter(map(column.__getitem__, chain.from_iterable(bags)), dtype=np.int64)
        ends = np.cumsum([0, *map(len, bags)])
        weights = _SMOOTHING / (_SMOOTHING + 1.0 / (np.array(ids, dtype=np.float64) + 1.0) / _HARMONIC)
        bag = sparse.csr_matrix((weights[columns], columns, ends), shape=(len(sentences), len(ids)))
        return unit_rows(np.asarray(bag @ self._space.vectors(ids)))


class JoinedEncoder:
    """Several encoders side by side, each with its share of the squared length.

    Parameters
    ----------
    parts : sequence of (float, Encoder)
        Shares above 0 and encoders; only the ratio of the shares counts.
    """

    def __init__(self, parts: Sequence[tuple[float, Encoder]]) -> None:
        self._parts = tuple(parts)

    @property
    def version(self) -> str:
        """Names of the joined spaces with their shares."""
        return "+".join(f"{share:g}*{encoder.version}" for share, encoder in self._parts)

    def encode(self, sentences: Sequence[Readable]) -> FloatMatrix:
        """Return one unit row per sentence; zeros where no encoder knows anything of it."""
        return unit_rows(np.hstack([np.sqrt(share) * encoder.encode(sentences) for share, encoder in self._parts]))


@lru_cache(maxsize=2)
def load_morpheme_space(brand_words: tuple[tuple[str, str], ...] = ()) -> MorphemeSpace:
    """Return the process's space of what morphemes mean, building it once (about a second)."""
    return MorphemeSpace(load_tokenizer(brand_words).morpheme_similarities)


@lru_cache(maxsize=2)
def load_context_space(brand_words: tuple[tuple[str, str], ...] = ()) -> MorphemeSpace:
    """Return the process's space of what may follow morphemes, building it once (about a second)."""
    return MorphemeSpace(load_tokenizer(brand_words).context_similarities)


def load_word_encoder(brand_words: tuple[tuple[str, str], ...] = ()) -> Encoder:
    """Return an encoder that joins what morphemes mean with what may follow them.

    The second view knows names and compounds better (a club's name foretells players), the first everyday words.
    """
    return JoinedEncoder(
        [
            (1.0 - _CONTEXT_SHARE, MorphemeEncoder(load_morpheme_space(brand_words))),
            (_CONTEXT_SHARE, MorphemeEncoder(load_context_space(brand_words), "context-mean-1")),
        ]
    )


def on_grid(matrix: Rows) -> FloatMatrix:
    """Round to multiples of 2**-20, so that products of two such matrices are exact and the same in any order.

    Examples
    --------
    >>> float(on_grid(np.array([0.1]))[0]) * 2**20
    104858.0
    """
    return np.asarray(np.round(matrix * _GRID) / _GRID, dtype=np.float64)


def unit_rows(matrix: FloatMatrix) -> FloatMatrix:
    """Scale every row to length 1; rows of zeros stay zeros."""
    norms = np.linalg.norm(matrix, axis=1, keepdims=True)
    return np.asarray(matrix / np.where(norms > 0, norms, 1.0), dtype=np.float64)


def centred_rows(vectors: FloatMatrix, mean: FloatVector) -> FloatMatrix:
    """Subtract a mean and scale to unit length; rows of zeros stay zeros."""
    known = np.asarray(vectors.any(axis=1))
    return unit_rows(np.where(known.reshape(-1, 1), vectors - mean, 0.0))
