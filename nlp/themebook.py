"""The themes of a body of sentences: the catalogue first, then what the data hold beyond it.

Used by the weekly discovery and by the analysis of a single file alike. Works on distinct sentences in canonical order,
so that the order of rows changes nothing; ids of found themes come from what was said, never from position.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import Literal

import numpy as np

from nlp.body import Body
from nlp.portraits import Portrait, portray
from nlp.space import ThemeSpace, fit_space
from nlp.themes import NO_THEME, Cluster, assign, centred, discover, partition
from nlp.types import CatalogueTheme, FloatMatrix, FloatVector, IntVector, Sentence
from nlp.vectors import Encoder

Scope = Literal["hesitation", "all"]

_SMALLEST_THEME = 3
# In a large corpus three voices are noise: one in so many makes a theme.
_VOICES_PER_THEME = 4000
# A catalogue theme with this many distinct sentences has a centre that can draw in others.
_CENTRED_FROM = 8
_DRAWN_QUANTILE, _DRAWN_LOWEST = 0.35, 0.55
_ID_FOUNDERS = 12


@dataclass(frozen=True, slots=True)
class Theme:
    """A theme with its portrait.

    Attributes
    ----------
    id : str
        `c_` and the catalogue's key, or `d_` and a hash of the founders' words.
    cluster : Cluster or None
        Where it lies in the space; None for a catalogue theme with too few sentences to have a centre.
    """

    id: str
    title: str
    reason: str
    stage: str
    portrait: Portrait
    cluster: Cluster | None


@dataclass(frozen=True, slots=True)
class Themebook:
    """Themes found in a body of sentences, and the frozen space to place later ones.

    Attributes
    ----------
    themes : tuple of Theme
        In order of id.
    theme_ids : list of str or None
        Theme of each sentence given, None where none holds it.
    scores : list of float
        0-1, 0 where there is no theme.
    """

    space: ThemeSpace
    themes: tuple[Theme, ...]
    theme_ids: list[str | None] = field(repr=False)
    scores: list[float] = field(repr=False)


def catalogue_id(key: str) -> str:
    """Make the theme id of a catalogue key."""
    return f"c_{key}"


class ThemebookMaker:
    """Makes themebooks with one catalogue and one encoder.

    Parameters
    ----------
    catalogue : sequence of CatalogueTheme
        The starting stock.
    encoder : Encoder
        Sentence vectors that do not depend on the corpus.
    nominal : callable
        Predicate to noun, see `Tokenizer.nominal`.
    """

    def __init__(
        self, catalogue: Sequence[CatalogueTheme], encoder: Encoder, nominal: Callable[[str], str]
    ) -> None:
        self._catalogue = {catalogue_id(theme.key): theme for theme in catalogue}
        self._encoder = encoder
        self._nominal = nominal

    def make(
        self,
        sentences: Sequence[Sentence],
        counted: Sequence[bool],
        *,
        scope: Scope,
        n_themes: int | None = None,
        held: Sequence[str | None] | None = None,
    ) -> Themebook:
        """Find the themes of sentences and place every sentence.

        Parameters
        ----------
        sentences : sequence of Sentence
            All sentences, in any order.
        counted : sequence of bool
            False for sentences of copies: they are placed but found no theme.
        scope : "hesitation" or "all"
            Which sentences can have a theme: hesitations only, or all with content.
        n_themes : int, optional
            Put every sentence of the scope into exactly so many themes and leave the catalogue out.
        held : sequence of str or None, optional
            Ids of the themes that hold the sentences already, found ones included: these stay, and only the others are
            searched. Without it, what the catalogue's rules hold.
        """
        if n_themes is not None:
            return self._forced(sentences, counted, scope=scope, n_themes=n_themes)
        eligible = [bool(s.terms) and (scope == "all" or s.reading.is_hesitation) for s in sentences]
        if held is None:
            held = [
                catalogue_id(s.reading.theme) if ok and s.reading.theme else None
                for s, ok in zip(sentences, eligible, strict=True)
            ]
        body = Body(sentences, counted, eligible, held)
        space = fit_space(body.all_sentences(), self._encoder)
        vectors = space.encode(body.pool, self._encoder)
        centres = self._catalogue_centres(body, space)
        drawn, scores = assign(vectors, [cluster for _, cluster in centres])
        labels = [centres[number][0] if number != NO_THEME else None for number in drawn]
        rest = np.flatnonzero(drawn == NO_THEME)
        smallest = max(_SMALLEST_THEME, int(body.weights.sum()) // _VOICES_PER_THEME)
        found = discover(vectors[rest], body.weights[rest], min_size=smallest)
        names = [_found_id(body, rest[cluster.members]) for cluster in found]
        for row, number, score in zip(rest, *_placed(vectors[rest], found), strict=True):
            if number != NO_THEME:
                labels[row], scores[row] = names[number], score
        clusters = dict(centres) | dict(zip(names, found, strict=True))
        return self._finish(body, space, clusters, labels, scores)

    def _forced(
        self, sentences: Sequence[Sentence], counted: Sequence[bool], *, scope: Scope, n_themes: int
    ) -> Themebook:
        """Put every sentence of the scope into one of exactly `n_themes` themes."""
        eligible = [bool(s.terms) if scope == "all" else s.reading.is_hesitation for s in sentences]
        body = Body(sentences, counted, eligible, [None] * len(sentences))
        space = fit_space(body.all_sentences(), self._encoder)
        vectors = space.encode(body.pool, self._encoder)
        weights = np.maximum(body.weights, 1)
        clusters: dict[str, Cluster] = {}
        labels: list[str | None] = [None] * len(vectors)
        scores = np.zeros(len(vectors))
        groups = partition(vectors, weights, n_themes) if len(vectors) else np.zeros(0, dtype=np.int64)
        for group in np.unique(groups):
            members = np.flatnonzero(groups == group)
            name = _found_id(body, members)
            clusters[name] = centred(vectors, weights, members)
            scores[members] = np.clip(np.round(vectors[members] @ clusters[name].centroid, 6), 0.0, 1.0)
            for row in members:
                labels[row] = name
        return self._finish(body, space, clusters, labels, scores)

    def _catalogue_centres(self, body: Body, space: ThemeSpace) -> list[tuple[str, Cluster]]:
        centres = []
        for theme_id, voices in sorted(body.held_voices().items()):
            if len(voices) < _CENTRED_FROM:
                continue
            vectors = space.encode([v.sentence for v in voices], self._encoder)
            weights = np.array([v.weight for v in voices], dtype=np.int64)
            everyone = np.arange(len(voices), dtype=np.int64)
            cluster = centred(vectors, weights, everyone, quantile=_DRAWN_QUANTILE, lowest=_DRAWN_LOWEST)
            centres.append((theme_id, cluster))
        return centres

    def _finish(
        self,
        body: Body,
        space: ThemeSpace,
        clusters: Mapping[str, Cluster],
        labels: Sequence[str | None],
        scores: FloatVector,
    ) -> Themebook:
        placed = dict(zip((s.text for s in body.pool), zip(labels, scores, strict=True), strict=True))
        theme_ids, theme_scores = body.spread(placed)
        groups = body.groups(theme_ids)
        portraits = portray(
            groups,
            background=body.unheld(theme_ids),
            encode=lambda of: space.encode(of, self._encoder),
            nominal=self._nominal,
        )
        themes = tuple(self._theme(theme_id, portraits[theme_id], clusters.get(theme_id)) for theme_id in sorted(groups))
        return Themebook(space, themes, theme_ids, theme_scores)

    def _theme(self, theme_id: str, portrait: Portrait, cluster: Cluster | None) -> Theme:
        known = self._catalogue.get(theme_id)
        if known is None:
            return Theme(theme_id, portrait.title, portrait.reason, portrait.stage, portrait, cluster)
        stage = known.stage if known.stage != "none" else portrait.stage
        return Theme(theme_id, known.title, known.reason, stage, portrait, cluster)


def _placed(vectors: FloatMatrix, found: Sequence[Cluster]) -> tuple[IntVector, FloatVector]:
    """Place sentences in found themes; founders stay with theirs, however far out."""
    placed, scores = assign(vectors, found)
    for number, cluster in enumerate(found):
        placed[cluster.members] = number
        scores[cluster.members] = np.clip(np.round(vectors[cluster.members] @ cluster.centroid, 6), 0.0, 1.0)
    return placed, scores


def _found_id(body: Body, rows: IntVector) -> str:
    """Name a found theme by a hash of what its founders say."""
    texts = sorted(body.pool[row].text for row in rows)[:_ID_FOUNDERS]
    return f"d_{blake2b(chr(31).join(texts).encode(), digest_size=6).hexdigest()}"
