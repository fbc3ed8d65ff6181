"""The vector space in which themes live: static morpheme vectors beside LSA of the corpus, frozen once fitted.

Morpheme vectors know what words mean in general, LSA knows which words go together here. A space is fitted at discovery
and then only applied, so that a night of new sentences moves no old one.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from hashlib import blake2b

import numpy as np
from scipy import sparse
from threadpoolctl import threadpool_limits

from nlp.counts import Vocabulary, count_terms, document_frequency, smooth_idf, sublinear_tfidf
from nlp.errors import EncoderError
from nlp.types import FloatMatrix, FloatVector, Readable, UnitRows
from nlp.vectors import Encoder, centred_rows, on_grid, unit_rows

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
        return content_version(self.encoder_version, self.terms, (self.mean, self.idf, self.components))

    def encode(self, sentences: Sequence[Readable], encoder: Encoder) -> UnitRows:
        """Return unit rows on the grid, shape (n_sentences, n_dimensions); zeros for a sentence without known terms.

        A row is the same to the last bit whatever other sentences are encoded with it.

        Raises
        ------
        EncoderError
            The encoder is not the one that the space was fitted with.
        """
        check_encoder(encoder, self.encoder_version)
        rows = np.zeros((len(sentences), len(self.mean) + len(self.components)), dtype=np.float32)
        for start in range(0, len(sentences), _CHUNK):
            chunk = sentences[start : start + _CHUNK]
            meaning = centred_rows(encoder.encode(chunk), self.mean) * np.sqrt(_MORPHEME_SHARE)
            usage = self._lsa(chunk) * np.sqrt(1.0 - _MORPHEME_SHARE)
            rows[start : start + _CHUNK] = on_grid(unit_rows(np.hstack([meaning, usage])))
        return rows

    def _lsa(self, sentences: Sequence[Readable]) -> FloatMatrix:
        dtm, _ = count_terms([shown_terms(s) for s in sentences], self._vocabulary)
        return unit_rows(np.asarray(sublinear_tfidf(dtm, self.idf) @ self.components.T))


def fit_space(sentences: Sequence[Readable], encoder: Encoder) -> ThemeSpace:
    """Fit a space to sentences, given in canonical order (the same sentences in another order fit another space)."""
    lists = [shown_terms(s) for s in sentences]
    dtm, vocabulary = count_terms(lists, min_df=2)
    idf = smooth_idf(len(lists), document_frequency(dtm))
    rows = np.linspace(0, max(0, len(lists) - 1), min(len(lists), _MOST_FITTED)).astype(np.int64)
    n_components = min(_N_COMPONENTS, len(vocabulary) - 1, len(rows) - 1)
    meaning = encoder.encode([sentences[row] for row in rows])
    mean = meaning.mean(axis=0) if len(rows) else np.zeros(meaning.shape[1])
    if n_components < 1:
        return ThemeSpace((), np.zeros(0), np.zeros((1, 0)), mean, encoder.version)
    # One thread: sums over threads differ in their last bits from run to run.
    with threadpool_limits(1):
        components = _leading_axes(sublinear_tfidf(dtm[rows], idf), n_components)
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


def content_version(encoder_version: str, terms: Sequence[str], parts: Iterable[FloatMatrix | FloatVector]) -> str:
    """Hash what a space consists of."""
    digest = blake2b("\x1f".join((encoder_version, *terms)).encode(), digest_size=8)
    for part in parts:
        digest.update(np.ascontiguousarray(part).tobytes())
    return digest.hexdigest()


def check_encoder(encoder: Encoder, fitted_with: str) -> None:
    """Check that an encoder is the one that a space was fitted with.

    Raises
    ------
    EncoderError
        It is another.
    """
    if encoder.version != fitted_with:
        raise EncoderError(
            f"the space was fitted with encoder '{fitted_with}', not '{encoder.version}'. Discover anew."
        )
