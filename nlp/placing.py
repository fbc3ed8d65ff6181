"""Place new sentences in the themes that exist: frozen space, frozen anchors, so that no night moves an old one."""

import io
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from nlp.emerging import foretold
from nlp.event_themes import FOUND, telling
from nlp.space import ThemeSpace
from nlp.themebook import catalogue_id
from nlp.themes import NO_THEME, Cluster, assign, centred, closeness
from nlp.types import FloatVector, Sentence, UnitRows
from nlp.vectors import Encoder, on_grid

CATALOGUE_ONLY = "catalogue"
# A catalogue rule that asks for one thing only matches at 0.6; what matches better is the catalogue's for good.
_SURE = 0.65


@dataclass(frozen=True, slots=True)
class Anchor:
    """What holds a theme in its place.

    Attributes
    ----------
    cluster : Cluster or None
        Where it lies in the frozen space; None where it has too few sentences to have a centre.
    words : mapping of str to float
        Of a theme that began as an event: its words and how new each was, 0-1; empty for the others.
    parent : str
        Id of the theme that a person split this one off; empty for the others.
    rest : float array, shape (n_dimensions,), or None
        Of a theme that was split off: centre of what stayed with the parent, unit length.
    """

    cluster: Cluster | None = None
    words: Mapping[str, float] = field(default_factory=dict)
    parent: str = ""
    rest: FloatVector | None = None


class Placer:
    """Gives hesitation sentences their theme; the answer for one does not depend on the others.

    Parameters
    ----------
    encoder : Encoder
        Sentence vectors that do not depend on the corpus.
    space : ThemeSpace or None
        The frozen space; None before the first discovery, when only rules and event words place.
    anchors : mapping of str to Anchor
        By theme id.
    merges : mapping of str to str, optional
        Theme to the one in which a person shows it; without circles.
    """

    def __init__(
        self,
        encoder: Encoder,
        space: ThemeSpace | None,
        anchors: Mapping[str, Anchor],
        merges: Mapping[str, str] | None = None,
    ) -> None:
        self._encoder = encoder
        self._space = space
        self._events = {key: anchors[key].words for key in sorted(anchors) if anchors[key].words}
        self._parts: dict[str, list[str]] = {}
        for key in sorted(anchors):
            if space and anchors[key].parent and anchors[key].cluster:
                self._parts.setdefault(anchors[key].parent, []).append(key)
        self._anchors = anchors
        self._merges = merges or {}
        clusters = {k: a.cluster for k, a in anchors.items() if space and a.cluster and not a.parent}
        self._ids = sorted(clusters)
        self._clusters = [clusters[theme_id] for theme_id in self._ids]

    @property
    def version(self) -> str:
        """Name of what decides; a sentence that no theme held is looked at again when this changes."""
        return self._space.version if self._space else CATALOGUE_ONLY

    def place(self, sentences: Sequence[Sentence]) -> list[tuple[str | None, float]]:
        """Return theme id and score (0-1) of each sentence; None and 0 where no theme holds it.

        First the words of known events, two of them at least; then the catalogue where its rule asked for more than
        one thing; then the nearest centre that is near enough. A loose match of the catalogue gives way only to a
        found theme, and only to one that is nearer than the catalogue theme's own centre. Last, what lands in a theme
        of which a person split off a part, or in one that was merged into it, goes to that part if it is nearer to it
        than to what was left.
        """
        placed: list[tuple[str | None, float]] = [(None, 0.0)] * len(sentences)
        unsure: list[int] = []
        for row, sentence in enumerate(sentences):
            reading = sentence.reading
            if not reading.is_hesitation:
                continue
            event = self._event(sentence)
            if event:
                placed[row] = event
                continue
            if reading.theme:
                placed[row] = (catalogue_id(reading.theme), reading.theme_score)
            if sentence.terms and not (reading.theme and reading.theme_score >= _SURE):
                unsure.append(row)
        if self._space is not None and unsure and self._clusters:
            vectors = self._space.encode([sentences[row] for row in unsure], self._encoder)
            for row, nearest in zip(unsure, self._nearest(vectors, [placed[row][0] for row in unsure]), strict=True):
                placed[row] = nearest or placed[row]
        self._hand_on(sentences, placed)
        return placed

    def _hand_on(self, sentences: Sequence[Sentence], placed: list[tuple[str | None, float]]) -> None:
        rows = [
            row
            for row, (theme_id, _) in enumerate(placed)
            if theme_id is not None and not self._parts.keys().isdisjoint(shown_in(theme_id, self._merges))
        ]
        if self._space is None or not rows:
            return
        vectors = self._space.encode([sentences[row] for row in rows], self._encoder)
        for row, vector in zip(rows, vectors, strict=True):
            been: set[str] = set()
            while part := self._part(vector, placed[row][0] or "", been):
                placed[row] = part
                been.add(part[0])

    def _part(self, vector: UnitRows, theme_id: str, been: Collection[str]) -> tuple[str, float] | None:
        """Return the part to which a sentence goes: of the theme, else of the next one that shows it."""
        for holder in shown_in(theme_id, self._merges):
            # A part may be merged back into where it came from; without a look at `been` it would go round for ever.
            nearest = self._nearest_part(vector, [part for part in self._parts.get(holder, ()) if part not in been])
            if nearest:
                return nearest
        return None

    def _nearest_part(self, vector: UnitRows, parts: Sequence[str]) -> tuple[str, float] | None:
        """Return the nearest of some parts that are nearer than what was left, the first of equals."""
        nearer: list[tuple[str, float]] = []
        for part in parts:
            anchor = self._anchors[part]
            if anchor.cluster is None or anchor.rest is None:
                continue
            to_part = round(float(closeness(vector[None, :], anchor.cluster)[0]), 4)
            if to_part > round(float(np.round(on_grid(vector) @ anchor.rest, 6)), 4):
                nearer.append((part, to_part))
        return max(nearer, key=lambda one: one[1], default=None)

    def _event(self, sentence: Sentence) -> tuple[str, float] | None:
        """Return the event that a sentence clearly speaks of, the one of which it says most."""
        terms = telling(sentence.terms)
        said = {
            theme_id: round(min(1.0, sum(words[term] for term in sorted(terms & words.keys()))), 4)
            for theme_id, words in self._events.items()
            if foretold(words, terms)
        }
        best = min(said, key=lambda theme_id: (-said[theme_id], theme_id), default=None)
        return None if best is None else (best, said[best])

    def _nearest(self, vectors: UnitRows, so_far: Sequence[str | None]) -> list[tuple[str, float] | None]:
        """Return for each sentence the nearest theme that takes it; None where it stays with what placed it so far."""
        numbers, scores = assign(vectors, self._clusters)
        found: list[tuple[str, float] | None] = []
        for vector, number, score, held_by in zip(vectors, numbers, scores, so_far, strict=True):
            theme_id = self._ids[number] if number != NO_THEME else None
            takes = theme_id is not None and (
                held_by is None or (theme_id.startswith(FOUND) and float(score) > self._closeness(vector, held_by))
            )
            found.append((theme_id, round(float(score), 4)) if theme_id is not None and takes else None)
        return found

    def _closeness(self, vector: UnitRows, theme_id: str) -> float:
        if theme_id not in self._ids:
            return 0.0
        return float(closeness(vector[None, :], self._clusters[self._ids.index(theme_id)])[0])


def shown_in(theme_id: str, merges: Mapping[str, str]) -> list[str]:
    """List a theme and those in which merges show it, one after the other."""
    found = [theme_id]
    while onward := merges.get(found[-1]):
        found.append(onward)
    return found


def part_anchor(parent: str, founders: UnitRows, rest: UnitRows) -> Anchor:
    """Make the anchor of a theme that a person split off.

    Parameters
    ----------
    founders, rest : float32 array, shape (n_sentences, n_dimensions)
        Unit rows of the chosen sentences, and of those that stay with the parent, in canonical order. Rows of zeros
        say nothing; where a side has no other, the part draws in no later sentence.
    """
    sides = [np.flatnonzero(rows.any(axis=1)) for rows in (founders, rest)]
    if not all(len(side) for side in sides):
        return Anchor(parent=parent)
    part, left = (
        centred(rows, np.ones(len(rows), dtype=np.int64), side)
        for rows, side in zip((founders, rest), sides, strict=True)
    )
    return Anchor(part, {}, parent, left.centroid)


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


def anchor_to_bytes(anchor: Anchor) -> bytes:
    """Write an anchor in NumPy's own file format, without pickle; the founders of its centre stay behind."""
    buffer = io.BytesIO()
    words = sorted(anchor.words)
    cluster = anchor.cluster
    np.savez(
        buffer,
        centroid=np.zeros(0) if cluster is None else cluster.centroid.astype("<f8"),
        threshold=np.array(0.0 if cluster is None else cluster.threshold),
        words=np.array(words, dtype=np.str_),
        weights=np.array([anchor.words[word] for word in words], dtype="<f8"),
        parent=np.array(anchor.parent, dtype=np.str_),
        rest=np.zeros(0) if anchor.rest is None else anchor.rest.astype("<f8"),
    )
    return buffer.getvalue()


def anchor_from_bytes(payload: bytes) -> Anchor:
    """Read an anchor that `anchor_to_bytes` wrote."""
    with np.load(io.BytesIO(payload), allow_pickle=False) as held:
        centroid, words = held["centroid"], [str(word) for word in held["words"]]
        cluster = Cluster(centroid, float(held["threshold"]), np.zeros(0, dtype=np.int64)) if centroid.size else None
        weights = dict(zip(words, held["weights"].tolist(), strict=True))
        if "parent" not in held.files:  # Written before themes could be split.
            return Anchor(cluster, weights)
        return Anchor(cluster, weights, str(held["parent"]), held["rest"] if held["rest"].size else None)
