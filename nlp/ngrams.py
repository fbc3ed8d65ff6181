"""Sequences of neighbouring terms: how often each occurs, and how freely its neighbours change."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain

import numpy as np

from nlp.types import FloatVector, IntVector

_BREAK = -1


@dataclass(frozen=True, slots=True)
class Layout:
    """A corpus of runs as one array of numbers.

    Attributes
    ----------
    terms : list of str
        Sorted; a number is a place in it.
    flat : int array
        All runs one after another, -1 before, between and after them.
    """

    terms: list[str]
    flat: IntVector

    @property
    def n_tokens(self) -> int:
        """Terms in all runs."""
        return int((self.flat != _BREAK).sum())


@dataclass(frozen=True, slots=True)
class Grams:
    """The frequent sequences of one length.

    Attributes
    ----------
    size : int
        Terms per sequence.
    parts : list of tuple of str
        The sequences, sorted.
    n : int array, shape (n_sequences,)
    left_entropy, right_entropy : float array, shape (n_sequences,)
        Of the neighbours on that side, in nats; every end of a run is a neighbour of its own.
    """

    size: int
    parts: list[tuple[str, ...]]
    n: IntVector
    left_entropy: FloatVector
    right_entropy: FloatVector


def lay_out(runs: Iterable[Sequence[str]]) -> Layout:
    """Write runs of terms as one array of numbers.

    Examples
    --------
    >>> lay_out([["나", "가"], ["가"]]).flat.tolist()
    [-1, 1, 0, -1, 0, -1]
    """
    stretches = [run for run in runs if run]
    terms = sorted(set(chain.from_iterable(stretches)))
    code_of = {term: code for code, term in enumerate(terms)}
    lengths = np.fromiter(map(len, stretches), dtype=np.int64, count=len(stretches))
    ends = np.cumsum(lengths + 1)
    flat = np.full(int(ends[-1]) + 1 if ends.size else 1, _BREAK, dtype=np.int64)
    inside = np.ones(flat.size, dtype=np.bool_)
    inside[0] = False
    inside[ends] = False
    tokens = chain.from_iterable(stretches)
    flat[inside] = np.fromiter(map(code_of.__getitem__, tokens), dtype=np.int64, count=int(lengths.sum()))
    return Layout(terms, flat)


def frequent_grams(layout: Layout, min_n: int, *, longest: int) -> Iterator[Grams]:
    """Count sequences of 1, 2 ... `longest` terms, those inside a run only.

    Parameters
    ----------
    min_n : int
        Leave out longer sequences that occur less often; single terms are all given.

    Examples
    --------
    >>> for grams in frequent_grams(lay_out([["가", "나"], ["가", "나"], ["나"]]), 2, longest=3):
    ...     print(grams.parts, grams.n, grams.right_entropy.round(3))
    [('가',), ('나',)] [2 3] [0.    1.099]
    [('가', '나')] [2] [0.693]
    """
    flat, n_terms = layout.flat, len(layout.terms)
    starts = np.flatnonzero(flat != _BREAK)
    parts: list[tuple[str, ...]] = [()]
    gram_at = np.zeros(starts.size, dtype=np.int64)
    for size in range(1, longest + 1):
        last = flat[starts + size - 1]
        inside = last != _BREAK
        starts, gram_at, last = starts[inside], gram_at[inside], last[inside]
        keys, gram_at, n = np.unique(gram_at * n_terms + last, return_inverse=True, return_counts=True)
        # A sequence can be frequent only if its beginning is: the others go before the next length.
        frequent = n >= (1 if size == 1 else min_n)
        parts = [(*parts[key // n_terms], layout.terms[key % n_terms]) for key in keys[frequent].tolist()]
        if not parts:
            return
        kept = frequent[gram_at]
        starts, gram_at = starts[kept], (np.cumsum(frequent) - 1)[gram_at[kept]]
        left = _branching_entropy(gram_at, flat[starts - 1], len(parts))
        right = _branching_entropy(gram_at, flat[starts + size], len(parts))
        yield Grams(size, parts, n[frequent], left, right)


def _branching_entropy(gram_at: IntVector, neighbours: IntVector, n_grams: int) -> FloatVector:
    """Compute the entropy of each sequence's neighbours on one side."""
    n = np.bincount(gram_at, minlength=n_grams).astype(np.float64)
    at_break = neighbours == _BREAK
    breaks = np.bincount(gram_at[at_break], minlength=n_grams)
    n_codes = neighbours.max(initial=0) + 1
    pairs, n_pairs = np.unique(gram_at[~at_break] * n_codes + neighbours[~at_break], return_counts=True)
    share = n_pairs / n[pairs // n_codes]
    entropy = np.bincount(pairs // n_codes, weights=-share * np.log(share), minlength=n_grams)
    return np.asarray(entropy + breaks / n * np.log(n))
