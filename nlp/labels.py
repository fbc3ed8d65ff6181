"""Reasons, stages and catalogue themes of a sentence: word rules first, nearness to seed sentences for the unseen.

All evidence is gathered in one pass. A rule that asks for more at once counts more; a matching theme speaks for its own
reason and stage; what no rule knows goes to the nearest seeds, if they are near enough.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

import numpy as np

from nlp.rules import Places, Rule, RuleIndex, parse_rule
from nlp.types import NO_STAGE, CatalogueTheme, FloatMatrix, FloatVector, IntMatrix, Label, Term
from nlp.vectors import on_grid

Kind = Literal["reason", "stage", "theme"]

# Belief after one matching rule that asks for 1, 2, 3 or more things at once.
_RULE_BELIEF = (0.45, 0.7, 0.82, 0.88)
# A theme's rule is narrow, so it outweighs a family's rule of the same size.
_THEME_BELIEF = (0.6, 0.8, 0.9, 0.93)
# A loose rule says little, however much it asks for.
_LOOSE_BELIEF = 0.4
# The nearer the words of a rule stand, the surer they belong together: a little per step, more from step to step
# beyond a clause's length, until it is chance.
_CLOSE_STEP, _CLAUSE, _FAR_STEP, _CHANCE = 0.98, 4, 0.92, 12
# Cosines to seeds of morpheme-mean vectors: unrelated sentences lie below the first, paraphrases above the second.
_SEED_FAR, _SEED_NEAR = 0.42, 0.85
_N_NEAREST = 3
# A sentence is this much nearer to a label's seeds than another label's seeds are.
_CLEARLY = 0.05


@dataclass(frozen=True, slots=True)
class Evidence:
    """What the rules say about one sentence.

    Attributes
    ----------
    reasons, stages : mapping of str to float
        Belief 0-1 by key, rules and themes together.
    themes : mapping of str to float
        Belief 0-1 by theme key: that of its strongest rule, for many rules of one theme are one hint in many forms.
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

    def __init__(
        self,
        reasons: Sequence[Label],
        stages: Sequence[Label],
        themes: Sequence[CatalogueTheme],
        synonyms: Mapping[str, str] | None = None,
    ) -> None:
        self._themes = {theme.key: theme for theme in themes}
        self._index = RuleIndex(
            [
                *_keyed("reason", reasons, synonyms),
                *_keyed("stage", stages, synonyms),
                *_keyed("theme", themes, synonyms),
            ]
        )

    def weigh(self, features: set[str], terms: Sequence[Term] = ()) -> Evidence:
        """Gather what the rules say about a sentence with these features.

        Parameters
        ----------
        terms : sequence of Term, optional
            The terms of the sentence in order: a rule whose words stand far apart counts less, or not at all.
        """
        matches = self._index.matches(features)
        if not matches:
            return _NOTHING
        places = Places(terms) if any(rule.specificity > 1 for _, rule in matches) else None
        themes: dict[str, tuple[float, str]] = {}
        gathered = _Gathered()
        for (kind, key), rule in matches:
            belief = _belief_in(kind, rule, places)
            if belief and kind != "theme":
                gathered.note(f"{kind}:{key}", belief, rule.text)
            elif belief > themes.get(key, (0.0, ""))[0]:
                themes[key] = (belief, rule.text)
        for key, (belief, text) in themes.items():
            theme = self._themes[key]
            gathered.note(f"theme:{key}", belief, text)
            gathered.note(f"reason:{theme.reason}", belief, text)
            if theme.stage != NO_STAGE:
                gathered.note(f"stage:{theme.stage}", belief, text)
        return gathered.evidence()


class _Gathered:
    """Hints by `kind:key`, independent of one another: what is left of the doubt shrinks with each."""

    def __init__(self) -> None:
        self._doubt: dict[str, float] = {}
        self._strongest: dict[str, tuple[float, str]] = {}

    def note(self, name: str, belief: float, rule: str) -> None:
        self._doubt[name] = self._doubt.get(name, 1.0) * (1.0 - belief)
        if belief > self._strongest.get(name, (0.0, ""))[0]:
            self._strongest[name] = (belief, rule)

    def evidence(self) -> Evidence:
        believed: dict[str, dict[str, float]] = {"reason": {}, "stage": {}, "theme": {}}
        for name, left in self._doubt.items():
            kind, _, key = name.partition(":")
            believed[kind][key] = 1.0 - left
        rules = {name: rule for name, (_, rule) in self._strongest.items()}
        return Evidence(believed["reason"], believed["stage"], believed["theme"], rules)


def _belief_in(kind: Kind, rule: Rule, places: Places | None) -> float:
    """Return the belief that a matching rule means what it says, 0 where its words meet by chance."""
    beliefs = _THEME_BELIEF if kind == "theme" else _RULE_BELIEF
    belief = _LOOSE_BELIEF if rule.loose else beliefs[min(rule.specificity, len(beliefs)) - 1]
    distance = 0 if places is None or rule.specificity == 1 else places.distance(rule)
    if distance > _CHANCE:
        return 0.0
    return belief * _CLOSE_STEP ** min(distance, _CLAUSE) * _FAR_STEP ** max(0, distance - _CLAUSE)


def _keyed(
    kind: Kind, labels: Iterable[Label | CatalogueTheme], synonyms: Mapping[str, str] | None
) -> list[tuple[tuple[Kind, str], Rule]]:
    return [((kind, label.key), parse_rule(text, synonyms)) for label in labels for text in label.words]


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

    def clear_from(self, floor: float) -> FloatVector:
        """Return the belief from which a sentence clearly is each label's, and no other's that sounds like it.

        Parameters
        ----------
        floor : float
            Least belief for any label, 0-1.

        Returns
        -------
        float array, shape (n_labels,)
            A little above what the seeds of other labels reach, the nearest of them set aside: two labels may share
            a wording.
        """
        beliefs, _ = self.nearness(self._vectors)
        for row, key in enumerate(self._keys):
            beliefs[row, self.labels.index(key)] = 0.0
        if len(beliefs) < 2:  # noqa: PLR2004 - no other seeds
            return np.full(len(self.labels), floor)
        others = np.sort(beliefs, axis=0)[-2]
        return np.asarray(np.clip(np.round(others + _CLEARLY, 6), floor, 1.0), dtype=np.float64)

    def seed_text(self, position: int) -> str:
        """Return the seed sentence at a position that `nearness` gave."""
        return self._texts[position]


def _belief(cosines: FloatMatrix) -> FloatVector:
    """Turn the cosines to one label's seeds into 0-1: mostly the nearest seed, a little the next ones."""
    n = min(_N_NEAREST, cosines.shape[1])
    top = np.partition(cosines, -n, axis=1)[:, -n:]
    blended = 0.7 * top.max(axis=1) + 0.3 * np.sort(top, axis=1).mean(axis=1)
    return np.asarray(np.clip((blended - _SEED_FAR) / (_SEED_NEAR - _SEED_FAR), 0.0, 1.0), dtype=np.float64)
