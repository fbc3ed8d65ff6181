"""Choose verbatims that speak for a theme: they show it in its own words, are readable, and come from many places."""

from collections.abc import Collection, Iterable, Sequence
from typing import NamedTuple

from voc.planning.vocabulary import compact
from voc.store import Verbatim

# A quote says something by itself and fits into two lines.
_SHORTEST, _LONGEST = 12, 90
_SAME_WORDS = 0.5
# Words of the theme beyond these make a quote no better.
_ENOUGH_WORDS = 2
# Fewer letters stand in any sentence.
_SHORTEST_WORD = 2


class _Rank(NamedTuple):
    """Lower is better; the last two only make the order definite."""

    quoted: bool
    n_words_missing: int
    is_unreadable: bool
    unsure: float
    document_id: str
    sentence_index: int


def choose_quotes(
    found: Sequence[Verbatim], n: int, *, words: Collection[str] = (), already: Collection[str] = ()
) -> list[Verbatim]:
    """Choose up to `n` sentences that show the theme, not two of one person, nor two that say the same.

    Each next one comes from a channel that has spoken least so far, as long as there is one that shows the theme.

    Parameters
    ----------
    words : collection of str
        The theme's title and keywords: a quote should hold some of them.
    already : collection of str
        Texts quoted elsewhere in the same brief; used again only where nothing else is left.
    """
    looked_for = _looked_for(words)
    ranks = {id(one): _rank(one, looked_for, already) for one in found}
    left = sorted(found, key=lambda one: ranks[id(one)])
    chosen: list[Verbatim] = []
    for relaxed in (False, True):
        while len(chosen) < n:
            fitting = [one for one in left if not _is_said(one, chosen, relaxed=relaxed)]
            if not fitting:
                break
            spoken = [one.source for one in chosen]
            best = min(fitting, key=lambda one: (*ranks[id(one)][:3], spoken.count(one.source), ranks[id(one)]))
            chosen.append(best)
    return chosen


def _looked_for(words: Iterable[str]) -> list[str]:
    """Spell the theme's words without spaces, predicates by their stem, phrases and their parts."""
    parts = {_stem(part) for word in words for part in (word, *word.split())}
    return sorted({compact(part) for part in parts if len(compact(part)) >= _SHORTEST_WORD})


def _stem(word: str) -> str:
    """Cut a predicate back to what its endings leave alone: 찜찜하다 to 찜찜, 기다리다 to 기다."""
    if not word.endswith("다"):
        return word
    stem = word.removesuffix("하다") if word.endswith("하다") else word[:-1]
    return stem[:-1] if len(stem) > _SHORTEST_WORD and not word.endswith("하다") else stem


def _rank(one: Verbatim, looked_for: Sequence[str], already: Collection[str]) -> _Rank:
    letters = compact(one.text)
    held = [word for word in looked_for if word in letters]
    # A phrase and its parts are one finding.
    n_held = len([word for word in held if not any(word != other and word in other for other in held)])
    return _Rank(
        quoted=one.text in already,
        n_words_missing=max(0, _ENOUGH_WORDS - n_held) if looked_for else 0,
        is_unreadable=not _SHORTEST <= len(one.text) <= _LONGEST or "<" in one.text,
        unsure=-round((one.theme_score or 0.0) + one.hesitation, 1),
        document_id=one.document_id,
        sentence_index=one.sentence_index,
    )


def _is_said(one: Verbatim, chosen: Sequence[Verbatim], *, relaxed: bool) -> bool:
    """Tell whether a sentence adds nothing to those chosen."""
    if relaxed:
        return any(one is other or one.text == other.text for other in chosen)
    return any(_alike(one, other) for other in chosen)


def _alike(one: Verbatim, other: Verbatim) -> bool:
    """Tell whether two quotes come from one text or share most of their letter pairs."""
    if one.document_id == other.document_id:
        return True
    mine, theirs = _pairs(one.text), _pairs(other.text)
    return len(mine & theirs) >= _SAME_WORDS * min(len(mine), len(theirs))


def _pairs(text: str) -> set[str]:
    letters = compact(text)
    return {letters[i : i + 2] for i in range(len(letters) - 1)}
