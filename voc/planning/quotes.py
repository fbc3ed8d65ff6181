"""Choose verbatims that speak for a theme: typical, readable, from different people and channels."""

from collections.abc import Collection, Sequence

from voc.store import Verbatim

# A quote says something by itself and fits into two lines.
_SHORTEST, _LONGEST = 12, 110
_SAME_WORDS = 0.5


def choose_quotes(found: Sequence[Verbatim], n: int, *, already: Collection[str] = ()) -> list[Verbatim]:
    """Choose up to `n` sentences: surely of the theme, of readable length, not saying the same thing twice.

    Parameters
    ----------
    already : collection of str
        Texts quoted elsewhere in the same brief; used again only where nothing else is left.
    """
    ranked = sorted(found, key=lambda one: (one.text in already, *_rank(one)))
    chosen: list[Verbatim] = []
    for relaxed in (False, True):
        for one in ranked:
            if len(chosen) == n:
                return chosen
            if one in chosen or any(one.text == other.text for other in chosen):
                continue
            if relaxed or not any(_alike(one, other) for other in chosen):
                chosen.append(one)
    return chosen


def _rank(one: Verbatim) -> tuple[bool, float, str, int]:
    fits = _SHORTEST <= len(one.text) <= _LONGEST
    sure = round((one.theme_score or 0.0) + one.hesitation, 1)
    return (not fits, -sure, one.document_id, one.sentence_index)


def _alike(one: Verbatim, other: Verbatim) -> bool:
    """Tell whether two quotes come from one text or share most of their letter pairs."""
    if one.document_id == other.document_id:
        return True
    mine, theirs = _pairs(one.text), _pairs(other.text)
    return len(mine & theirs) > _SAME_WORDS * min(len(mine), len(theirs))


def _pairs(text: str) -> set[str]:
    letters = "".join(text.split())
    return {letters[i : i + 2] for i in range(len(letters) - 1)}
