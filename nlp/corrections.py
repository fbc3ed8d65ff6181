"""People's corrections as material to learn from: in canonical order, each distinct sentence once, with its traits."""

from collections import Counter
from collections.abc import Collection, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import blake2b

import numpy as np

from nlp.context import resolve
from nlp.drafts import Draft
from nlp.labelling import values_of
from nlp.learned import Learned
from nlp.traits import proposed, traits_of
from nlp.types import NO_REASON, FloatVector, Reading, Sentence

# A trait that a single sentence or customer has may be a name, and says nothing about others.
_LEAST_SPEAKERS = 2
# Confirmed sentences count at least so much for each changed one, since the rules are mostly right; none above the cap.
_RIGHT_FOR_WRONG, _HEAVIEST = 2.0, 5.0


@dataclass(frozen=True, slots=True)
class Studied:
    """A sentence with what the rules saw in it (`draft`) and what they made of it, its neighbours left aside."""

    draft: Draft
    sentence: Sentence


@dataclass(frozen=True, slots=True)
class Correction:
    """A sentence that a person labelled.

    Attributes
    ----------
    document : sequence of Studied
        All sentences of its document, in order.
    index : int
        Which of them.
    labels : mapping of str to str
        What the person said of it: hesitation (yes, no), reason, stage, act; some or all.
    """

    document: Sequence[Studied]
    index: int
    labels: Mapping[str, str]

    @property
    def studied(self) -> Studied:
        """The sentence itself."""
        return self.document[self.index]


@dataclass(frozen=True, slots=True)
class Row:
    """A correction ready for training.

    Attributes
    ----------
    group : str
        Sentences of the same words share it, however they are spaced and marked.
    shown, alone : mapping of str to str
        What the rules made of each label beside the neighbours, and of the sentence by itself.
    """

    correction: Correction
    group: str
    traits: Sequence[str]
    shown: Mapping[str, str]
    alone: Mapping[str, str]

    def gives(self, label: str) -> bool:
        """Tell whether the person gave this label."""
        return label in self.correction.labels

    def given(self, label: str) -> str:
        """Return the person's value."""
        return self.correction.labels[label]

    def confirms(self, label: str) -> bool:
        """Tell whether the person found the rules right."""
        return self.given(label) == self.shown[label]

    def target(self, label: str) -> str:
        """Return what the sentence by itself should be read as: what its neighbours explain is none of its own."""
        return self.alone[label] if self.confirms(label) else self.given(label)

    def teaches(self, label: str) -> bool:
        """Tell whether a model of the label learns from it: a reason is learned where there is one."""
        return self.gives(label) and not (label == "reason" and self.given(label) == NO_REASON)


def rows_of(corrections: Sequence[Correction], rules: Learned) -> list[Row]:
    """Put corrections in canonical order; the same words with the same labels count once.

    Parameters
    ----------
    rules : Learned
        Without models.
    """
    distinct = {_name(one): one for one in sorted(corrections, key=_surroundings, reverse=True)}
    ordered = [distinct[name] for name in sorted(distinct)]
    shown = read_with([one.document for one in ordered], rules)
    return [_row(one, readings[one.index]) for one, readings in zip(ordered, shown, strict=True)]


def quiet_rows(uncorrected: Sequence[Studied], corrected: Sequence[Row], rules: Learned) -> list[Row]:
    """Make rows of sentences that nobody corrected, each as the rules read it, in canonical order that looks random."""
    known = {row.correction.studied.draft.text for row in corrected}
    quiet = [
        Correction((one,), 0, values_of(one.sentence.reading)) for one in uncorrected if one.draft.text not in known
    ]
    return sorted(rows_of(quiet, rules), key=lambda row: blake2b(row.correction.studied.draft.text.encode()).digest())


def read_with(documents: Sequence[Sequence[Studied]], learned: Learned) -> list[list[Reading]]:
    """Read studied documents with some models on top of the rules, neighbours included, as a night would."""
    flat = [one for document in documents for one in document]
    readings = iter(learned.revise([one.draft for one in flat], [one.sentence.reading for one in flat]))
    return [
        [sentence.reading for sentence in resolve([replace(one.sentence, reading=next(readings)) for one in document])]
        for document in documents
    ]


def weights_of(rows: Sequence[Row], label: str) -> FloatVector:
    """Weigh sentences: where people mostly changed what the rules had read, those where they did not count more.

    People are drawn to what is wrong. Taken as they come, corrections would teach that the rules are mostly wrong. Each
    value that the rules give is weighed by itself: a confirmed praise says nothing about the statements they misread.
    """
    n_confirmed = Counter(row.shown[label] for row in rows if row.confirms(label))
    n_changed = Counter(row.shown[label] for row in rows if not row.confirms(label))
    heavier = {
        value: float(np.clip(_RIGHT_FOR_WRONG * n_changed[value] / n, 1.0, _HEAVIEST))
        for value, n in n_confirmed.items()
    }
    return np.array([heavier[row.shown[label]] if row.confirms(label) else 1.0 for row in rows], dtype=np.float64)


def common_traits(rows: Sequence[Row]) -> list[str]:
    """List the traits that differently worded sentences of two documents have, sorted."""
    worded = _spread({(row.group, trait) for row in rows for trait in row.traits})
    voiced = _spread({(_words_of(row.correction), trait) for row in rows for trait in row.traits})
    return sorted(worded & voiced)


def folds(rows: Sequence[Row], n: int, repeat: int) -> Iterator[tuple[list[Row], list[Row]]]:
    """Cut rows into parts of equal make-up and yield each as (all others, the part); a group is never cut.

    Parameters
    ----------
    n : int
        Number of parts.
    repeat : int
        Another one deals the groups out differently.
    """
    labels = {row.group: sorted(row.correction.labels.items()) for row in rows}
    salt = str(repeat).encode()
    dealt = sorted(labels, key=lambda group: (labels[group], blake2b(group.encode(), salt=salt).digest()))
    part = {group: place % n for place, group in enumerate(dealt)}
    for number in range(n):
        yield [row for row in rows if part[row.group] != number], [row for row in rows if part[row.group] == number]


def _spread(places: Collection[tuple[Hashable, str]]) -> set[str]:
    """List what stands in enough places."""
    n_places = Counter(trait for _, trait in places)
    return {trait for trait, n in n_places.items() if n >= _LEAST_SPEAKERS}


def _words_of(one: Correction) -> tuple[str, ...]:
    """Name a document by its words: a copy is no other voice."""
    return tuple(other.draft.text for other in one.document)


def _row(correction: Correction, shown: Reading) -> Row:
    draft, reading = correction.studied.draft, correction.studied.sentence.reading
    group = " ".join(sorted({term.shown for term in draft.terms})) or draft.text
    return Row(correction, group, traits_of(draft, reading), values_of(shown), proposed(draft, reading))


def _name(one: Correction) -> tuple[str, tuple[tuple[str, str], ...]]:
    return one.studied.draft.text, tuple(sorted(one.labels.items()))


def _surroundings(one: Correction) -> tuple[tuple[str, ...], int]:
    return _words_of(one), one.index
