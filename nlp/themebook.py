"""The themes of a body of sentences: the catalogue first, then what the data hold beyond it.

Used by the weekly discovery and by the analysis of a single file alike. Works on distinct sentences in canonical order,
so that the order of rows changes nothing; ids of found themes come from what was said, never from position.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from hashlib import blake2b
from typing import Literal

import numpy as np

from nlp.body import Body
from nlp.memory import no_collection
from nlp.partition import leading_components, partition
from nlp.portraits import Portrait, Sketch, Voice, draw, sketch
from nlp.proposals import Proposer
from nlp.smoothing import fit_smoothed
from nlp.space import ThemeSpace, fit_space, shown_terms
from nlp.themes import NO_THEME, Cluster, assign, centred, closeness, discover
from nlp.titles import Namer
from nlp.types import NO_STAGE, CatalogueTheme, FloatVector, IntVector, Readable, Sentence, UnitRows
from nlp.vectors import Encoder

Scope = Literal["hesitation", "all"]

_SMALLEST_THEME = 3
# In a large corpus three voices are noise: one in so many makes a theme.
_VOICES_PER_THEME = 4000
# A known theme with this many distinct sentences and seeds has a centre that can draw in others.
_CENTRED_FROM = 8
_DRAWN_QUANTILE, _DRAWN_LOWEST = 0.35, 0.56
# A found group whose centre is this near to a known one says the same.
_SAME_THEME = 0.7
_ID_FOUNDERS = 12
# Title of a group that had to be made and has nothing in common.
_MIXED = "기타 의견"


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
    namer : Namer
        Gives titles to found themes.
    seeds : mapping of str to sequence of Readable
        Seed sentences by catalogue key; they draw in what no rule knows, however few customers said it.
    grouping_encoder : callable, optional
        Loads the vectors by which a set number of themes is told apart; the encoder's own without it.
    """

    def __init__(
        self,
        catalogue: Sequence[CatalogueTheme],
        encoder: Encoder,
        namer: Namer,
        seeds: Mapping[str, Sequence[Readable]],
        grouping_encoder: Callable[[], Encoder] | None = None,
    ) -> None:
        self._catalogue = {catalogue_id(theme.key): theme for theme in catalogue}
        self._encoder = encoder
        self._namer = namer
        self._seeds = {catalogue_id(key): list(of_theme) for key, of_theme in seeds.items()}
        self._grouping_encoder = grouping_encoder or (lambda: encoder)

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

        Raises
        ------
        ValueError
            `n_themes` is below 1.
        """
        with no_collection():
            if n_themes is None:
                return self._free(sentences, counted, scope=scope, held=held)
            if n_themes < 1:
                raise ValueError(f"{n_themes} themes were asked for; 1 is the least")
            return self._forced(sentences, counted, scope=scope, n_themes=n_themes)

    def proposer(self, space: ThemeSpace) -> Proposer:
        """Return what looks for merges and splits in a space of this maker."""
        return Proposer(lambda sentences: space.encode(sentences, self._encoder), self._namer)

    def _free(
        self,
        sentences: Sequence[Sentence],
        counted: Sequence[bool],
        *,
        scope: Scope,
        held: Sequence[str | None] | None,
    ) -> Themebook:
        """Let the catalogue and the data decide how many themes there are."""
        eligible = [bool(s.terms) and (scope == "all" or s.reading.is_hesitation) for s in sentences]
        if held is None:
            held = [
                catalogue_id(s.reading.theme) if ok and s.reading.theme else None
                for s, ok in zip(sentences, eligible, strict=True)
            ]
        body = Body(sentences, counted, eligible, held)
        space = fit_space(body.all_sentences(), self._encoder)
        vectors = space.encode(body.pool, self._encoder)
        centres = self._known_centres(body, space)
        drawn, scores = assign(vectors, [cluster for _, cluster in centres])
        labels = [centres[number][0] if number != NO_THEME else None for number in drawn]
        rest = np.flatnonzero(drawn == NO_THEME)
        found = self._found(body, vectors, rest)
        names = [_same_theme(cluster, centres) or _found_id(body, cluster.members) for cluster in found]
        for row, number, score in zip(rest, *_placed(vectors, rest, found), strict=True):
            if number != NO_THEME:
                labels[row], scores[row] = names[number], score
        clusters = dict(zip(names, found, strict=True)) | dict(centres)
        return self._finish(body, space, clusters, labels, scores)

    def _found(self, body: Body, vectors: UnitRows, rest: IntVector) -> list[Cluster]:
        """Discover themes among the rows that no known theme drew; members are rows of the whole pool."""
        smallest = max(_SMALLEST_THEME, int(body.weights.sum()) // _VOICES_PER_THEME)
        found = discover(vectors[rest], body.weights[rest], min_size=smallest)
        return [replace(cluster, members=rest[cluster.members]) for cluster in found]

    def _forced(
        self, sentences: Sequence[Sentence], counted: Sequence[bool], *, scope: Scope, n_themes: int
    ) -> Themebook:
        """Put every sentence of the scope into one of exactly `n_themes` themes."""
        eligible = [bool(s.terms) if scope == "all" else s.reading.is_hesitation for s in sentences]
        body = Body(sentences, counted, eligible, [None] * len(sentences))
        space = fit_space(body.all_sentences(), self._encoder)
        vectors = space.encode(body.pool, self._encoder)
        founders = np.flatnonzero(body.weights)
        groups = self._grouped([body.pool[row] for row in founders], body.weights[founders], n_themes)
        clusters: dict[str, Cluster] = {}
        labels: list[str | None] = [None] * len(vectors)
        scores = np.zeros(len(vectors))
        for group in np.unique(groups):
            members = founders[groups == group]
            name = _found_id(body, members)
            clusters[name] = centred(vectors, body.weights, members)
            scores[members] = closeness(vectors[members], clusters[name])
            for row in members:
                labels[row] = name
        names = list(clusters)
        for row in np.flatnonzero(body.weights == 0) if names else ():
            near = [float(closeness(vectors[row : row + 1], clusters[name])[0]) for name in names]
            labels[row], scores[row] = names[int(np.argmax(near))], max(near)
        return self._finish(body, space, clusters, labels, scores, forced=True)

    def _grouped(self, voices: Sequence[Sentence], weights: IntVector, n_themes: int) -> IntVector:
        """Group sentences by all that their words tell: sharper than the space in which later ones are placed."""
        encoder = self._grouping_encoder()
        space = fit_smoothed(voices, encoder)
        vectors = leading_components(voices, lambda some: space.encode(some, encoder))
        return partition(vectors, weights, [shown_terms(sentence) for sentence in voices], n_themes)

    def _known_centres(self, body: Body, space: ThemeSpace) -> list[tuple[str, Cluster]]:
        """Return the centres of the themes that have enough voices and seeds to draw in other sentences."""
        centres = []
        held = body.held_voices()
        for theme_id in sorted({*held, *self._seeds}):
            voices = held.get(theme_id, [])
            seeds = self._seeds.get(theme_id, [])
            if len(voices) + len(seeds) < _CENTRED_FROM:
                continue
            vectors = space.encode([*(v.sentence for v in voices), *seeds], self._encoder)
            weights = np.array([*(v.weight for v in voices), *(1 for _ in seeds)], dtype=np.int64)
            rows = np.flatnonzero(vectors.any(axis=1))
            cluster = centred(vectors, weights, rows, quantile=_DRAWN_QUANTILE, lowest=_DRAWN_LOWEST)
            # Founders are rows of the pool, and these stand outside it.
            centres.append((theme_id, replace(cluster, members=np.zeros(0, dtype=np.int64))))
        return centres

    def _finish(
        self,
        body: Body,
        space: ThemeSpace,
        clusters: Mapping[str, Cluster],
        labels: Sequence[str | None],
        scores: FloatVector,
        *,
        forced: bool = False,
    ) -> Themebook:
        theme_ids, theme_scores = _spread(body, labels, scores)
        background = body.unheld(theme_ids)
        groups = body.groups(theme_ids)
        sketches = sketch(groups, background=background, namer=self._namer)
        again = {} if forced else self._said_again(groups, sketches, clusters)
        if again:
            labels = [again.get(label, label) if label else None for label in labels]
            theme_ids, theme_scores = _spread(body, labels, scores)
            groups = body.groups(theme_ids)
            sketches = sketch(groups, background=background, namer=self._namer)
        themes = [
            self._theme(theme_id, one, groups[theme_id], space, clusters.get(theme_id))
            for theme_id, one in sketches.items()
            if forced or self._is_shown(theme_id, one, clusters.get(theme_id))
        ]
        shown = {theme.id for theme in themes}
        # What has no name is no theme: its sentences go back to the pool.
        return Themebook(
            space,
            tuple(themes),
            [theme_id if theme_id in shown else None for theme_id in theme_ids],
            [score if theme_id in shown else 0.0 for theme_id, score in zip(theme_ids, theme_scores, strict=True)],
        )

    def _said_again(
        self, groups: Mapping[str, Sequence[Voice]], sketches: Mapping[str, Sketch], clusters: Mapping[str, Cluster]
    ) -> dict[str, str]:
        """Find new themes that carry the title of another: one wording more of the same, they go into that one."""
        size = {theme_id: sum(voice.weight for voice in voices) for theme_id, voices in groups.items()}
        holder = {theme.title: theme_id for theme_id, theme in self._catalogue.items() if theme_id in sketches}
        again: dict[str, str] = {}
        for theme_id in sorted(sketches, key=lambda key: (-size[key], key)):
            title = sketches[theme_id].title
            if title and self._is_found(theme_id, clusters.get(theme_id)):
                holder.setdefault(title, theme_id)
                if holder[title] != theme_id:
                    again[theme_id] = holder[title]
        return again

    def _is_found(self, theme_id: str, cluster: Cluster | None) -> bool:
        """Tell whether a theme was found just now: neither the catalogue's nor one that was found earlier."""
        return theme_id not in self._catalogue and cluster is not None and len(cluster.members) > 0

    def _is_shown(self, theme_id: str, one: Sketch, cluster: Cluster | None) -> bool:
        # A theme found earlier keeps its place; its title is the ledger's business.
        return bool(one.title) or not self._is_found(theme_id, cluster)

    def _theme(
        self, theme_id: str, one: Sketch, voices: Sequence[Voice], space: ThemeSpace, cluster: Cluster | None
    ) -> Theme:
        portrait = draw(one, voices, encode=lambda some: space.encode(some, self._encoder), namer=self._namer)
        known = self._catalogue.get(theme_id)
        if known is not None:
            stage = known.stage if known.stage != NO_STAGE else portrait.stage
            return Theme(theme_id, known.title, known.reason, stage, portrait, cluster)
        title = portrait.title or portrait.topic or _MIXED
        return Theme(theme_id, title, portrait.reason, portrait.stage, portrait, cluster)


def _spread(body: Body, labels: Sequence[str | None], scores: FloatVector) -> tuple[list[str | None], list[float]]:
    """Spread the labels of the pool over all sentences."""
    return body.spread(dict(zip((s.text for s in body.pool), zip(labels, scores, strict=True), strict=True)))


def _same_theme(cluster: Cluster, known: Sequence[tuple[str, Cluster]]) -> str | None:
    """Return the known theme that a found group says again, None where it is new."""
    if not known:
        return None
    near = np.round(np.stack([c.centroid for _, c in known]) @ cluster.centroid, 6)
    best = int(near.argmax())
    return known[best][0] if near[best] >= _SAME_THEME else None


def _placed(vectors: UnitRows, rows: IntVector, found: Sequence[Cluster]) -> tuple[IntVector, FloatVector]:
    """Place rows in found themes; founders stay with theirs, however far out."""
    placed, scores = assign(vectors, found)
    for number, cluster in enumerate(found):
        placed[cluster.members] = number
        scores[cluster.members] = closeness(vectors[cluster.members], cluster)
    return placed[rows], scores[rows]


def _found_id(body: Body, rows: IntVector) -> str:
    """Name a found theme by a hash of what its founders say."""
    texts = sorted(body.pool[row].text for row in rows)[:_ID_FOUNDERS]
    return f"d_{blake2b(chr(31).join(texts).encode(), digest_size=6).hexdigest()}"
