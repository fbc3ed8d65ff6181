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
# Last letters of a sentence; a final ㅁ makes a noun of a predicate. Not -어 (느려), which may also lead on.
_CLOSING = frozenset("요여용염죠쥬다네까냐")
_N_FINALS, _FINAL_M, _FINAL_B = 28, 16, 17
_ASKING = len("ㅂ니까")


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
    """Choose for each term the form typed most, the shortest among equals, then the first by code points.

    Notes
    -----
    Of a predicate only forms that can end a sentence are shown (느려요, 느림): 느려서 and 느린 leave the reader
    waiting. Where nobody typed such a one, the term stands for itself.

    Examples
    --------
    >>> most_typed({("느리다", "느려요"): 3, ("느리다", "느림"): 2, ("느리다", "느린"): 5})
    {'느리다': '느려요'}
    """
    ranked = sorted(counts.items(), key=lambda item: (item[0][0], -item[1], len(item[0][1]), item[0][1]))
    chosen: dict[str, str] = {}
    for (term, surface), _ in ranked:
        if not term.endswith("다") or (can_close(surface) and surface.count(" ") <= term.count(" ")):
            chosen.setdefault(term, surface)
    return {term: chosen.get(term, term) for term, _ in counts}


def can_close(predicate: str) -> bool:
    """Tell whether a form of a predicate can end a sentence: 느려요, 느림, 느립니다, not 느려서.

    Examples
    --------
    >>> [form for form in ("안돼요", "느림", "느립니까", "느리니까", "비싸고", "느린") if can_close(form)]
    ['안돼요', '느림', '느립니까']
    """
    last = predicate[-1:]
    if predicate.endswith("니까"):
        # 합니까 asks, 하니까 ("as") leads on.
        return len(predicate) > _ASKING and (ord(predicate[-_ASKING]) - ord("가")) % _N_FINALS == _FINAL_B
    return last in _CLOSING or ("가" <= last <= "힣" and (ord(last) - ord("가")) % _N_FINALS == _FINAL_M)
