"""Place new sentences in the themes that exist: a frozen space and frozen centres, so that no night moves an old one."""

import io
from collections.abc import Mapping, Sequence

import numpy as np

from nlp.space import ThemeSpace
from nlp.themebook import catalogue_id
from nlp.themes import NO_THEME, Cluster, assign
from nlp.types import Sentence
from nlp.vectors import Encoder

CATALOGUE_ONLY = "catalogue"


class Placer:
    """Gives hesitation sentences their theme; the answer for one does not depend on the others.

    Parameters
    ----------
    encoder : Encoder
        Sentence vectors that do not depend on the corpus.
    space : ThemeSpace or None
        The frozen space; None before the first discovery, when only the catalogue's rules place.
    clusters : mapping of str to Cluster
        Theme id to where it lies in the space.
    """

    def __init__(self, encoder: Encoder, space: ThemeSpace | None, clusters: Mapping[str, Cluster]) -> None:
        self._encoder = encoder
        self._space = space
        self._ids = sorted(clusters)
        self._clusters = [clusters[theme_id] for theme_id in self._ids]

    @property
    def version(self) -> str:
        """Name of what decides; a sentence that no theme held is looked at again when this changes."""
        return self._space.version if self._space else CATALOGUE_ONLY

    def place(self, sentences: Sequence[Sentence]) -> list[tuple[str | None, float]]:
        """Return theme id and score (0-1) of each sentence; None and 0 where no theme holds it.

        The catalogue's rules come first, then the nearest centre that is near enough.
        """
        placed: list[tuple[str | None, float]] = [(None, 0.0)] * len(sentences)
        open_rows = []
        for row, sentence in enumerate(sentences):
            reading = sentence.reading
            if reading.is_hesitation and reading.theme:
                placed[row] = (catalogue_id(reading.theme), reading.theme_score)
            elif reading.is_hesitation and sentence.terms:
                open_rows.append(row)
        if self._space is None or not open_rows or not self._clusters:
            return placed
        vectors = self._space.encode([sentences[row] for row in open_rows], self._encoder)
        numbers, scores = assign(vectors, self._clusters)
        for row, number, score in zip(open_rows, numbers, scores, strict=True):
            if number != NO_THEME:
                placed[row] = (self._ids[number], round(float(score), 4))
        return placed


def space_to_bytes(space: ThemeSpace) -> bytes:
    """Write a space in NumPy's own file format, without pickle."""
    buffer = io.BytesIO()
    np.savez_compressed(
        buffer,
        terms=np.array(space.terms, dtype=np.str_),
        idf=space.idf,
        components=space.components,
        mean=space.mean,
        encoder_version=np.array(space.encoder_version, dtype=np.str_),
    )
    return buffer.getvalue()


def space_from_bytes(payload: bytes) -> ThemeSpace:
    """Read a space that `space_to_bytes` wrote."""
    with np.load(io.BytesIO(payload), allow_pickle=False) as held:
        return ThemeSpace(
            terms=tuple(str(term) for term in held["terms"]),
            idf=held["idf"],
            components=held["components"],
            mean=held["mean"],
            encoder_version=str(held["encoder_version"]),
        )


def cluster_to_bytes(cluster: Cluster) -> bytes:
    """Write the centre and the threshold of a theme; its founders stay behind."""
    return np.append(cluster.centroid, cluster.threshold).astype("<f8").tobytes()


def cluster_from_bytes(payload: bytes) -> Cluster:
    """Read a centre that `cluster_to_bytes` wrote."""
    values = np.frombuffer(payload, dtype="<f8")
    return Cluster(values[:-1].copy(), float(values[-1]), np.zeros(0, dtype=np.int64))
