"""The vector space in which themes live: static morpheme vectors beside LSA of the corpus, frozen once fitted.

Morpheme vectors know what words mean in general, LSA knows which words go together here. A space is fitted at discovery
and then only applied, so that a night of new sentences moves no old one.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from hashlib import blake2b

import numpy as np
from scipy import sparse
from threadpoolctl import threadpool_limits

from nlp.counts import Vocabulary, count_terms, document_frequency
from nlp.errors import EncoderError
from nlp.types import FloatMatrix, FloatVector, Readable, UnitRows
from nlp.vectors import Encoder, on_grid, unit_rows

_N_COMPONENTS = 100
# Share of the squared length that the morpheme vectors hold; the rest is LSA.
_MORPHEME_SHARE = 0.55
# More sentences than this say nothing new about which words go together; every so-manieth is taken.
_MOST_FITTED = 20_000
# Rows encoded at once; bounds the memory, changes no row.
_CHUNK = 4096
_SEED = 20260921
_N_OVERSAMPLED, _N_POWER_ITERATIONS = 10, 4


@dataclass(frozen=True, slots=True)
class ThemeSpace:
    """A fitted space; encodes any sentence, also of later nights.

    Attributes
    ----------
    terms : tuple of str
        Vocabulary of the LSA half.
    idf : float array, shape (n_terms,)
    components : float array, shape (n_components, n_terms)
    mean : float array, shape (n_dimensions,)
        Subtracted from the morpheme half: what all sentences share tells none apart.
    encoder_version : str
        Space of the morpheme half.
    """

    terms: tuple[str, ...]
    idf: FloatVector
    components: FloatMatrix
    mean: FloatVector
    encoder_version: str
    _vocabulary: Vocabulary = field(init=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_vocabulary", Vocabulary(self.terms))
        # Laid out by columns: a sparse product would otherwise copy all of it, however few sentences are encoded.
        object.__setattr__(self, "components", np.asfortranarray(self.components))

    @property
    def version(self) -> str:
        """Content hash; equal versions place sentences alike."""
        digest = blake2b("\x1f".join((self.encoder_version, *self.terms)).encode(), digest_size=8)
        for part in (self.mean, self.idf, self.components):
            digest.update(np.ascontiguousarray(part).tobytes())
        return digest.hexdigest()

    def encode(self, sentences: Sequence[Readable], encoder: Encoder) -> UnitRows:
        """Return unit rows on the grid, shape (n_sentences, n_dimensions); zeros for a sentence without known terms.

        A row is the same to the last bit whatever other sentences are encoded with it.

        Raises
        ------
        EncoderError
            The encoder is not the one that the space was fitted with.
        """
        if encoder.version != self.encoder_version:
            raise EncoderError(
                f"the space was fitted with encoder '{self.encoder_version}', not '{encoder.version}'. Discover anew."
            )
        rows = np.zeros((len(sentences), len(self.mean) + len(self.components)), dtype=np.float32)
        for start in range(0, len(sentences), _CHUNK):
            chunk = sentences[start : start + _CHUNK]
            meaning = _centred(encoder.encode(chunk), self.mean) * np.sqrt(_MORPHEME_SHARE)
            usage = self._lsa(chunk) * np.sqrt(1.0 - _MORPHEME_SHARE)
            rows[start : start + _CHUNK] = on_grid(unit_rows(np.hstack([meaning, usage])))
        return rows

    def _lsa(self, sentences: Sequence[Readable]) -> FloatMatrix:
        dtm, _ = count_terms([shown_terms(s) for s in sentences], self._vocabulary)
        return unit_rows(np.asarray(_weighted(dtm, self.idf) @ self.components.T))


def fit_space(sentences: Sequence[Readable], encoder: Encoder) -> ThemeSpace:
    """Fit a space to sentences, given in canonical order (the same sentences in another order fit another space)."""
    lists = [shown_terms(s) for s in sentences]
    dtm, vocabulary = count_terms(lists, min_df=2)
    idf = np.log((1.0 + len(lists)) / (1.0 + document_frequency(dtm))) + 1.0
    rows = np.linspace(0, max(0, len(lists) - 1), min(len(lists), _MOST_FITTED)).astype(np.int64)
    n_components = min(_N_COMPONENTS, len(vocabulary) - 1, len(rows) - 1)
    meaning = encoder.encode([sentences[row] for row in rows])
    mean = meaning.mean(axis=0) if len(rows) else np.zeros(meaning.shape[1])
    if n_components < 1:
        return ThemeSpace((), np.zeros(0), np.zeros((1, 0)), mean, encoder.version)
    # One thread: sums over threads differ in their last bits from run to run.
    with threadpool_limits(1):
        components = _leading_axes(_weighted(dtm[rows], idf), n_components)
    return ThemeSpace(vocabulary.terms, idf, components, mean, encoder.version)


def _leading_axes(matrix: sparse.csr_matrix, n: int) -> FloatMatrix:
    """Find the first `n` right singular vectors by a randomized range finder with power iterations.

    Source
    ------
    Halko, Martinsson & Tropp (2011), Finding structure with randomness, SIAM Review 53:217-288, algorithms 4.4, 5.1.
    """
    n_sketched = min(n + _N_OVERSAMPLED, *matrix.shape)
    generator = np.random.default_rng(_SEED)
    sketch = np.asarray(matrix @ generator.standard_normal((matrix.shape[1], n_sketched)))
    for _ in range(_N_POWER_ITERATIONS):
        basis, _ = np.linalg.qr(matrix.T @ np.linalg.qr(sketch)[0])
        sketch = np.asarray(matrix @ basis)
    basis, _ = np.linalg.qr(sketch)
    _, _, axes = np.linalg.svd(np.asarray((matrix.T @ basis).T), full_matrices=False)
    return np.asarray(axes[:n], dtype=np.float64)


def shown_terms(sentence: Readable) -> list[str]:
    """List the terms of a sentence as they are counted, negation spelled out."""
    return [term.shown for term in sentence.terms]


def _weighted(dtm: sparse.csr_matrix, idf: FloatVector) -> sparse.csr_matrix:
    """Sublinear tf-idf with unit rows."""
    weighted = sparse.csr_matrix(dtm, dtype=np.float64)
    weighted.data = (1.0 + np.log(weighted.data)) * idf[weighted.indices]
    norms = np.sqrt(np.asarray(weighted.multiply(weighted).sum(axis=1)).ravel())
    scale = sparse.diags_array(1.0 / np.where(norms > 0, norms, 1.0))
    return sparse.csr_matrix(scale @ weighted)


def _centred(vectors: FloatMatrix, mean: FloatVector) -> FloatMatrix:
    empty = ~vectors.any(axis=1)
    centred = vectors - mean
    centred[empty] = 0.0
    return unit_rows(centred)
