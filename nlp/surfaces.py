"""Surface forms: which spelling of a term customers typed most, so that readers see words and not dictionary forms."""

from collections import Counter
from collections.abc import Iterable, Mapping
from itertools import chain
from operator import attrgetter
from typing import TypeAlias

from nlp.types import Term

# Times that a term, as keywords count it, was typed in a form. Counters of two batches add up with `update`.
SurfaceCounts: TypeAlias = Counter[tuple[str, str]]

_AS_TYPED = attrgetter("lemma", "negated", "surface")


def count_surfaces(term_lists: Iterable[Iterable[Term]], weights: Iterable[int] | None = None) -> SurfaceCounts:
    """Count how often each term was typed in each form.

    Parameters
    ----------
    term_lists : iterable of iterables of Term
        The terms of one sentence after another.
    weights : iterable of int, optional
        How many customers wrote each sentence, where equal sentences are read once; 1 each without it.

    Returns
    -------
    Counter of (term, surface)
        `term` is `Term.shown`, the surface has single spaces.

    Examples
    --------
    >>> typed = [Term("되다", "안돼요", True, 0, 3), Term("되다", "안 되네", True, 0, 4)]
    >>> count_surfaces([typed, typed[:1]], weights=[1, 2])
    Counter({('안 되다', '안돼요'): 3, ('안 되다', '안 되네'): 1})
    """
    raw: Counter[tuple[str, bool, str]] = Counter()
    if weights is None:
        raw.update(map(_AS_TYPED, chain.from_iterable(term_lists)))
    else:
        for terms, weight in zip(term_lists, weights, strict=True):
            for term in terms:
                raw[_AS_TYPED(term)] += weight
    counts: SurfaceCounts = Counter()
    for (lemma, negated, surface), n in raw.items():
        shown = Term(lemma, surface, negated, 0, 0).shown
        counts[shown, " ".join(surface.split())] += n
    return counts


def most_typed(counts: Mapping[tuple[str, str], int]) -> dict[str, str]:
    """Choose for each term the form typed most, the first by code points among equals.

    Examples
    --------
    >>> most_typed({("느리다", "느려요"): 2, ("느리다", "느림"): 2, ("느리다", "느린"): 1})
    {'느리다': '느려요'}
    """
    ranked = sorted(counts.items(), key=lambda item: (item[0][0], -item[1], item[0][1]))
    chosen: dict[str, str] = {}
    for (term, surface), _ in ranked:
        chosen.setdefault(term, surface)
    return chosen
