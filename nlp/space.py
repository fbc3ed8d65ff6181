"""The vector space in which themes live: static morpheme vectors beside LSA of the corpus, frozen once fitted.

Morpheme vectors know what words mean in general, LSA knows which words go together here. A space is fitted at discovery
and then only applied, so that a night of new sentences moves no old one.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import blake2b

import numpy as np
from scipy import sparse
from sklearn.decomposition import TruncatedSVD
from threadpoolctl import threadpool_limits

from nlp.counts import Vocabulary, count_terms, document_frequency
from nlp.types import FloatMatrix, FloatVector, Readable
from nlp.vectors import Encoder, unit_rows

_N_COMPONENTS = 100
# Share of the squared length that the morpheme vectors hold; the rest is LSA.
_MORPHEME_SHARE = 0.55
_SEED = 20260921


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

    @property
    def version(self) -> str:
        """Content hash; equal versions place sentences alike."""
        digest = blake2b("\x1f".join((self.encoder_version, *self.terms)).encode(), digest_size=8)
        digest.update(np.round(self.mean, 6).tobytes())
        return digest.hexdigest()

    def encode(self, sentences: Sequence[Readable], encoder: Encoder) -> FloatMatrix:
        """Return unit rows, shape (n_sentences, n_dimensions); zeros for a sentence without known terms.

        Raises
        ------
        ValueError
            The encoder is not the one that the space was fitted with.
        """
        if encoder.version != self.encoder_version:
            message = f"the space was fitted with encoder '{self.encoder_version}', not '{encoder.version}'; discover anew"
            raise ValueError(message)
        meaning = _centred(encoder.encode(sentences), self.mean) * np.sqrt(_MORPHEME_SHARE)
        usage = self._lsa(sentences) * np.sqrt(1.0 - _MORPHEME_SHARE)
        return unit_rows(np.hstack([meaning, usage]))

    def _lsa(self, sentences: Sequence[Readable]) -> FloatMatrix:
        dtm, _ = count_terms([shown_terms(s) for s in sentences], Vocabulary(self.terms))
        return unit_rows(np.asarray(_weighted(dtm, self.idf) @ self.components.T))


def fit_space(sentences: Sequence[Readable], encoder: Encoder) -> ThemeSpace:
    """Fit a space to sentences, given in canonical order (the same sentences in another order fit another space)."""
    lists = [shown_terms(s) for s in sentences]
    dtm, vocabulary = count_terms(lists, min_df=2)
    idf = np.log((1.0 + len(lists)) / (1.0 + document_frequency(dtm))) + 1.0
    n_components = min(_N_COMPONENTS, len(vocabulary) - 1, len(lists) - 1)
    meaning = encoder.encode(sentences)
    mean = meaning.mean(axis=0) if len(sentences) else np.zeros(meaning.shape[1])
    if n_components < 1:
        return ThemeSpace((), np.zeros(0), np.zeros((1, 0)), mean, encoder.version)
    # One thread: sums over threads differ in their last bits from run to run.
    with threadpool_limits(1):
        svd = TruncatedSVD(n_components, n_iter=4, random_state=_SEED).fit(_weighted(dtm, idf))
    return ThemeSpace(vocabulary.terms, idf, np.asarray(svd.components_), mean, encoder.version)


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
