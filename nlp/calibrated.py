"""Turn a plugged-in encoder so that its cosines mean what the built-in ones mean.

Every model has a scale of its own: in one, unrelated sentences have a cosine of 0.1, in another of 0.7. The thresholds
of reading were set for one scale. The seed sentences of the knowledge are there for every company, so they serve as the
yardstick: seeds of different labels are to lie as far apart as they do in the built-in space.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import blake2b

import numpy as np
from threadpoolctl import threadpool_limits

from nlp.types import FloatMatrix, FloatVector, Readable
from nlp.vectors import Encoder, JoinedEncoder, centred_rows, on_grid, unit_rows

# The cosine above which one in twenty pairs of seeds of different labels lies is what "unrelated" reaches up to.
_FAR_QUANTILE = 0.95
# Directions that all sentences share may hold much of a model's space; at most so many are taken out.
_MOST_COMMON = 8
_FEWEST_SEEDS = 20


@dataclass(frozen=True, slots=True)
class PluggedEncoder:
    """An encoder to be used beside the built-in one.

    Attributes
    ----------
    share : float
        Its part of the squared length, above 0 and up to 1; the rest is the built-in encoder's.
    """

    encoder: Encoder
    share: float


def joined(builtin: Encoder, plugged: PluggedEncoder | None) -> Encoder:
    """Put a plugged-in encoder beside the built-in one; without one, or with all of the share, one stands alone."""
    if plugged is None:
        return builtin
    if plugged.share >= 1.0:
        return plugged.encoder
    return JoinedEncoder([(plugged.share, plugged.encoder), (1.0 - plugged.share, builtin)])


class CalibratedEncoder:
    """An encoder on the scale of another.

    Parameters
    ----------
    encoder : Encoder
        The one to be turned.
    reference : Encoder
        The one whose scale is wanted.
    seeds : sequence of Readable
        Sentences to measure with.
    keys : sequence of str
        What each of them points to.

    Notes
    -----
    The mean of the seeds is taken out, then as few leading directions as bring unrelated seeds below the wanted cosine;
    what is then too far apart is drawn together by a part that all sentences have in common. A cosine of 1 stays 1.
    """

    def __init__(self, encoder: Encoder, reference: Encoder, seeds: Sequence[Readable], keys: Sequence[str]) -> None:
        self._encoder = encoder
        vectors = encoder.encode(seeds)
        self._mean: FloatVector = np.zeros(vectors.shape[1])
        self._uncommon: FloatMatrix = np.eye(vectors.shape[1])
        self._common = 0.0
        if len(set(keys)) > 1 and len(seeds) >= _FEWEST_SEEDS:
            # One thread: sums over threads differ in their last bits from run to run.
            with threadpool_limits(1):
                self._fit(vectors, _far(reference.encode(seeds), keys), keys)

    @property
    def version(self) -> str:
        """The inner version and a hash of the calibration."""
        digest = blake2b(digest_size=4)
        for part in (self._mean, self._uncommon, np.array([self._common])):
            digest.update(np.ascontiguousarray(part).tobytes())
        return f"{self._encoder.version}/{digest.hexdigest()}"

    def encode(self, sentences: Sequence[Readable]) -> FloatMatrix:
        """Return one unit row per sentence; zeros where the encoder gives zeros."""
        own = self._plain(self._encoder.encode(sentences))
        common = np.where(own.any(axis=1), np.sqrt(self._common), 0.0).reshape(-1, 1)
        return np.hstack([np.sqrt(1.0 - self._common) * own, common])

    def _fit(self, vectors: FloatMatrix, wanted: float, keys: Sequence[str]) -> None:
        self._mean = on_grid(vectors.mean(axis=0))
        _, _, axes = np.linalg.svd(centred_rows(vectors, self._mean), full_matrices=False)
        for n in range(_MOST_COMMON + 1):
            self._uncommon = on_grid(np.eye(vectors.shape[1]) - axes[:n].T @ axes[:n])
            far = _far(self._plain(vectors), keys)
            if far <= wanted:
                self._common = round((wanted - far) / (1.0 - far), 4)
                return

    def _plain(self, vectors: FloatMatrix) -> FloatMatrix:
        # On the grid the product is exact, whatever else is in the batch.
        return unit_rows(on_grid(centred_rows(vectors, self._mean)) @ self._uncommon)


def _far(vectors: FloatMatrix, keys: Sequence[str]) -> float:
    """Return the cosine that few pairs of seeds of different labels exceed."""
    labels = np.array(keys)
    cosines = on_grid(vectors) @ on_grid(vectors).T
    return float(np.quantile(cosines[labels[:, None] != labels[None, :]], _FAR_QUANTILE))
