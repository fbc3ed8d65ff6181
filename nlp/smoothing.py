"""A vector space in which sentences are drawn towards what their words are said with in the corpus.

An encoder knows what words mean in general. Here every term gets a vector of its own, the mean of the sentences that
contain it, and every sentence leans towards its terms' vectors: so names and new words that no model knows take their
meaning from their company, and two sentences about one subject meet though they share no word. Works beside any
encoder, and is fitted without a label.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from scipy import sparse
from threadpoolctl import threadpool_limits

from nlp.counts import Vocabulary, count_terms, document_frequency, smooth_idf
from nlp.space import check_encoder, content_version, shown_terms
from nlp.types import FloatMatrix, FloatVector, Readable, UnitRows
from nlp.vectors import Encoder, centred_rows, on_grid, unit_rows

# Share of a sentence's vector that its terms' company holds, and how often terms and sentences inform each other.
# Measured: below 0.6 and after one round much of the gain is lost, beyond nothing more comes.
_COMPANY_SHARE, _N_ROUNDS = 0.6, 2
# More sentences than this say nothing new about which words go together; every so-manieth is taken.
_MOST_FITTED = 20_000
# Rows encoded at once; bounds the memory, changes no row.
_CHUNK = 4096


@dataclass(frozen=True, slots=True)
class SmoothedSpace:
    """A fitted space; encodes any sentence.

    Attributes
    ----------
    terms : tuple of str
        Terms with a vector, sorted.
    weights : float array, shape (n_terms,)
        What each counts in a sentence: rare terms more, but a term seen once half of that.
    company : float array, shape (n_terms, n_dimensions)
        Mean of the sentences that contain each term, unit rows.
    mean : float array, shape (n_dimensions,)
        Mean of the encoder's vectors over the corpus: what all sentences share tells none apart.
    smoothed_mean : float array, shape (n_dimensions,)
        The same of the smoothed vectors.
    encoder_version : str
        Space of the encoder.
    """

    terms: tuple[str, ...]
    weights: FloatVector
    company: FloatMatrix
    mean: FloatVector
    smoothed_mean: FloatVector
    encoder_version: str
    _vocabulary: Vocabulary = field(init=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_vocabulary", Vocabulary(self.terms))

    @property
    def version(self) -> str:
        """Content hash; equal versions place sentences alike."""
        parts = (self.weights, self.company, self.mean, self.smoothed_mean)
        return content_version(self.encoder_version, self.terms, parts)

    def encode(self, sentences: Sequence[Readable], encoder: Encoder) -> UnitRows:
        """Return unit rows on the grid, shape (n_sentences, n_dimensions); zeros where nothing is known.

        A row is the same to the last bit whatever other sentences are encoded with it.

        Raises
        ------
        EncoderError
            The encoder is not the one that the space was fitted with.
        """
        check_encoder(encoder, self.encoder_version)
        rows = np.zeros((len(sentences), len(self.mean)), dtype=np.float32)
        for start in range(0, len(sentences), _CHUNK):
            chunk = sentences[start : start + _CHUNK]
            meaning = centred_rows(encoder.encode(chunk), self.mean)
            dtm, _ = count_terms([shown_terms(s) for s in chunk], self._vocabulary)
            smoothed = _leaning(meaning, _weighted(dtm, self.weights), self.company)
            rows[start : start + _CHUNK] = on_grid(centred_rows(smoothed, self.smoothed_mean))
        return rows


def fit_smoothed(sentences: Sequence[Readable], encoder: Encoder) -> SmoothedSpace:
    """Fit a space to sentences, given in canonical order (the same sentences in another order fit another space).

    Notes
    -----
    Sentences and terms inform each other in rounds, as in power iteration on their bipartite graph: a term becomes the
    mean of its sentences, a sentence a blend of what the encoder says and of its terms.
    """
    chosen = np.linspace(0, max(0, len(sentences) - 1), min(len(sentences), _MOST_FITTED)).astype(np.int64)
    fitted = [sentences[row] for row in chosen]
    encoded = encoder.encode(fitted)
    dtm, vocabulary = count_terms([shown_terms(s) for s in fitted])
    df = document_frequency(dtm).astype(np.float64)
    weights = smooth_idf(len(fitted), df) * df / (df + 1.0)
    occurs = sparse.csr_matrix((np.ones(len(dtm.data)), dtm.indices, dtm.indptr), shape=dtm.shape)
    weighted = _weighted(dtm, weights)
    mean = encoded.mean(axis=0) if fitted else np.zeros(encoded.shape[1])
    meaning = centred_rows(encoded, mean)
    smoothed, company = meaning, np.zeros((len(vocabulary), encoded.shape[1]))
    # One thread: sums over threads differ in their last bits from run to run.
    with threadpool_limits(1):
        for _ in range(_N_ROUNDS):
            company = unit_rows(np.asarray(occurs.T @ smoothed))
            smoothed = _leaning(meaning, weighted, company)
    smoothed_mean = smoothed.mean(axis=0) if fitted else mean
    return SmoothedSpace(vocabulary.terms, weights, company, mean, smoothed_mean, encoder.version)


def _leaning(meaning: FloatMatrix, weighted: sparse.csr_matrix, company: FloatMatrix) -> FloatMatrix:
    return unit_rows((1.0 - _COMPANY_SHARE) * meaning + _COMPANY_SHARE * unit_rows(np.asarray(weighted @ company)))


def _weighted(dtm: sparse.csr_matrix, weights: FloatVector) -> sparse.csr_matrix:
    """Weigh each term once per sentence: customers repeat themselves when they are angry."""
    return sparse.csr_matrix((weights[dtm.indices], dtm.indices, dtm.indptr), shape=dtm.shape)
