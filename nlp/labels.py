"""Reasons, stages and catalogue themes of a sentence: word rules first, nearness to seed sentences for the unseen.

All evidence is gathered in one pass. A rule that asks for more at once counts more; a matching theme speaks for its own
reason and stage; what no rule knows goes to the nearest seeds, if they are near enough.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

import numpy as np

from nlp.rules import Rule, RuleIndex, parse_rule
from nlp.types import CatalogueTheme, FloatMatrix, FloatVector, IntMatrix, Label
from nlp.vectors import on_grid

Kind = Literal["reason", "stage", "theme"]

# Belief after one matching rule that asks for 1, 2, 3 or more things at once.
_RULE_BELIEF = (0.45, 0.7, 0.82, 0.88)
# A theme's rule is narrow, so it outweighs a family's rule of the same size.
_THEME_BELIEF = (0.6, 0.8, 0.9, 0.93)
# Cosines to seeds of morpheme-mean vectors: unrelated sentences lie below the first, paraphrases above the second.
_SEED_FAR, _SEED_NEAR = 0.42, 0.85
_N_NEAREST = 3


@dataclass(frozen=True, slots=True)
class Evidence:
    """What the rules say about one sentence.

    Attributes
    ----------
    reasons, stages : mapping of str to float
        Belief 0-1 by key, rules and themes together.
    themes : mapping of str to float
        Belief 0-1 by theme key.
    rules : mapping of str to str
        `kind:key` to the strongest rule, for explanations.
    """

    reasons: Mapping[str, float] = field(default_factory=dict)
    stages: Mapping[str, float] = field(default_factory=dict)
    themes: Mapping[str, float] = field(default_factory=dict)
    rules: Mapping[str, str] = field(default_factory=dict)


_NOTHING = Evidence()


class LabelRules:
    """The word rules of all reasons, stages and themes, matched in one pass.

    Raises
    ------
    RuleError
        A rule cannot be understood.
    """

    def __init__(self, reasons: Sequence[Label], stages: Sequence[Label], themes: Sequence[CatalogueTheme]) -> None:
        self._themes = {theme.key: theme for theme in themes}
        self._index = RuleIndex(
            [
                *_keyed("reason", reasons),
                *_keyed("stage", stages),
                *_keyed("theme", themes),
            ]
        )

    def weigh(self, features: set[str]) -> Evidence:
        """Gather what the rules say about a sentence with these features."""
        matches = self._index.matches(features)
        if not matches:
            return _NOTHING
        doubt: dict[Kind, dict[str, float]] = {"reason": {}, "stage": {}, "theme": {}}
        strongest: dict[str, tuple[float, str]] = {}
        for (kind, key), rule in matches:
            beliefs = _THEME_BELIEF if kind == "theme" else _RULE_BELIEF
            belief = beliefs[min(rule.specificity, len(beliefs)) - 1]
            self._note(kind, key, belief, doubt=doubt, strongest=strongest, rule=rule.text)
            if kind == "theme":
                theme = self._themes[key]
                self._note("reason", theme.reason, belief, doubt=doubt, strongest=strongest, rule=rule.text)
                if theme.stage != "none":
                    self._note("stage", theme.stage, belief, doubt=doubt, strongest=strongest, rule=rule.text)
        believed = {kind: {key: 1.0 - left for key, left in by_key.items()} for kind, by_key in doubt.items()}
        return Evidence(
            believed["reason"],
            believed["stage"],
            believed["theme"],
            {key: rule for key, (_, rule) in strongest.items()},
        )

    @staticmethod
    def _note(
        kind: Kind,
        key: str,
        belief: float,
        *,
        doubt: dict[Kind, dict[str, float]],
        strongest: dict[str, tuple[float, str]],
        rule: str,
    ) -> None:
        # Independent hints: what is left of the doubt shrinks with each.
        doubt[kind][key] = doubt[kind].get(key, 1.0) * (1.0 - belief)
        name = f"{kind}:{key}"
        if belief > strongest.get(name, (0.0, ""))[0]:
            strongest[name] = (belief, rule)


def _keyed(kind: Kind, labels: Iterable[Label | CatalogueTheme]) -> list[tuple[tuple[Kind, str], Rule]]:
    return [((kind, label.key), parse_rule(text)) for label in labels for text in label.words]


class SeedSpace:
    """Seed sentences as vectors; tells how near a sentence is to each label.

    Parameters
    ----------
    keys : sequence of str
        Label of each seed.
    texts : sequence of str
        The seeds.
    vectors : float array, shape (n_seeds, n_dimensions)
        Their unit vectors.
    """

    def __init__(self, keys: Sequence[str], texts: Sequence[str], vectors: FloatMatrix) -> None:
        order = sorted(range(len(keys)), key=lambda i: (keys[i], texts[i]))
        self._keys = [keys[i] for i in order]
        self._texts = [texts[i] for i in order]
        self._vectors = on_grid(vectors[order] if order else vectors)
        self.labels = tuple(sorted(set(keys)))
        self._spans = {
            key: (self._keys.index(key), self._keys.index(key) + self._keys.count(key)) for key in self.labels
        }

    def nearness(self, vectors: FloatMatrix) -> tuple[FloatMatrix, IntMatrix]:
        """Rate each sentence against each label.

        Returns
        -------
        beliefs : float array, shape (n_sentences, n_labels)
            0 unrelated, 1 a paraphrase of a seed; columns as in `labels`.
        nearest : int array, shape (n_sentences, n_labels)
            Position of the nearest seed of each label, for `seed_text`; 0 where the belief is 0.
        """
        # On the grid the product is exact, whatever else is in the batch.
        cosines = on_grid(vectors) @ self._vectors.T
        beliefs = np.zeros((len(vectors), len(self.labels)))
        nearest = np.zeros((len(vectors), len(self.labels)), dtype=np.int64)
        if not self.labels:
            return beliefs, nearest
        starts = [self._spans[label][0] for label in self.labels]
        # What no seed of a label comes near needs no closer look, and that is most.
        worth = np.maximum.reduceat(cosines, starts, axis=1) > _SEED_FAR
        for column, label in enumerate(self.labels):
            first, last = self._spans[label]
            rows = np.flatnonzero(worth[:, column])
            if len(rows):
                of_label = cosines[rows, first:last]
                beliefs[rows, column] = _belief(of_label)
                nearest[rows, column] = first + of_label.argmax(axis=1)
        return beliefs, nearest

    def seed_text(self, position: int) -> str:
        """Return the seed sentence at a position that `nearness` gave."""
        return self._texts[position]


def _belief(cosines: FloatMatrix) -> FloatVector:
    """Turn the cosines to one label's seeds into 0-1: mostly the nearest seed, a little the next ones."""
    n = min(_N_NEAREST, cosines.shape[1])
    top = np.partition(cosines, -n, axis=1)[:, -n:]
    blended = 0.7 * top.max(axis=1) + 0.3 * np.sort(top, axis=1).mean(axis=1)
    return np.asarray(np.clip((blended - _SEED_FAR) / (_SEED_NEAR - _SEED_FAR), 0.0, 1.0), dtype=np.float64)
