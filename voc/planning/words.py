"""Customers' words against ours: what they say and we never do, what we say and they never do.

A word is worth taking over when several hesitating customers use it, our own texts never do, and Korean at large does
not use it all the time: 찜찜하다 and 떼인 세금, not 번호 or 나오다.
"""

from collections.abc import Callable, Sequence
from functools import lru_cache
from importlib.resources import files
from math import ceil, log, sqrt
from typing import Any, TypeAlias

from sqlalchemy import Connection

from nlp.phrases import find_phrases, lemma_runs
from nlp.types import Readable
from voc.planning.figures import HISTORY_WEEKS
from voc.planning.vocabulary import Entry, Vocabulary, compact, count_words
from voc.store import Condition, HeldSentence, Selection, hesitations, term_counts
from voc.weeks import shift_week, weeks_between

# The company's own texts, read; asked for only when a new brief is made.
OurTexts: TypeAlias = Callable[[], Sequence[Readable]]

_N_WORDS = 12
# Said by this many people in twelve weeks, and by this share of all, a word is theirs and no slip of one of them.
_LEAST_PEOPLE, _LEAST_SHARE = 4, 0.003
_LEAST_OURS = 2
_SHORTEST = 2
# A part of one of our phrases that customers use hardly ever makes the whole phrase ours.
_HARDLY = 2
# Enough sentences to compare with; older weeks are left out once there are so many.
_ENOUGH = 20_000
# Kiwi numbers the morphemes of Korean from the most frequent on: below the first number a word is everybody's
# (하다, 번호), from the second on it is rare (보이스피싱).
_COMMON, _RARE = 3_000, 30_000
# What a word unknown to Kiwi, and a phrase of common words, count for.
_UNKNOWN, _OF_PHRASE = 0.5, 0.35
# How something feels is worth more than what it is called.
_FEELING = 1.5


def contrast_words(connection: Connection, week: str, our_texts: OurTexts) -> dict[str, Any]:
    """Compare the words of hesitating customers in the last twelve weeks with the company's own.

    Returns
    -------
    dict
        `theirs`: words that customers use and the company never, the most telling first, each with the number of
        people who used it, in all and in the week, and a sentence as example; `ours`: nouns and phrases of the company
        that no customer used. Both empty where the company gave no texts: then every word would be "theirs".
    """
    ours = our_texts()
    told = _told(connection, week)
    if not ours or not told:
        return {"theirs": [], "ours": []}
    theirs = count_words(told, find_phrases(lemma_runs(told)))
    own = count_words(ours, find_phrases(lemma_runs(ours), min_n=_LEAST_OURS, min_entropy=0.0))
    last = {one.document_id for one in told if one.week == week}
    return {
        "theirs": [_described(entry, last) for entry in _worth_taking(theirs, own)],
        "ours": [
            {"surface": entry.surface, "n": entry.n} for entry in _ours_alone(own, theirs, _used(connection, week))
        ],
    }


def rarity(morpheme: int) -> float:
    """Rate how rare a word is in Korean at large, 0 (everybody's) to 1, from Kiwi's number for it.

    Examples
    --------
    >>> rarity(3_000), rarity(30_000), round(rarity(9_487), 2), rarity(-1)
    (0.0, 1.0, 0.5, 0.5)
    """
    if morpheme < 0:
        return _UNKNOWN
    return min(1.0, max(0.0, log(max(morpheme, 1) / _COMMON) / log(_RARE / _COMMON)))


def _told(connection: Connection, week: str) -> list[HeldSentence]:
    found: list[HeldSentence] = []
    for one in reversed(weeks_between(shift_week(week, 1 - HISTORY_WEEKS), week)):
        found += hesitations(connection, [one])
        if len(found) >= _ENOUGH:
            break
    return found


def _used(connection: Connection, week: str) -> dict[str, int]:
    """Count what customers said at all in the last twelve weeks, hesitating or not."""
    conditions = (Condition("week", ">=", shift_week(week, 1 - HISTORY_WEEKS)), Condition("week", "<=", week))
    used: dict[str, int] = {}
    for tally in term_counts(connection, Selection(conditions)):
        used[tally.lemma.removeprefix("안 ")] = used.get(tally.lemma.removeprefix("안 "), 0) + tally.n
    return used


def _worth_taking(theirs: Vocabulary, own: Vocabulary) -> list[Entry]:
    least = max(_LEAST_PEOPLE, ceil(_LEAST_SHARE * theirs.n_people))
    worth = {
        entry.term: (round(_worth(entry, theirs), 6), entry)
        for entry in theirs.entries
        if len(entry.people) >= least and not entry.negated and not _is_known(entry, own)
    }
    phrases = [entry for score, entry in worth.values() if entry.is_phrase and score > 0]
    chosen: list[Entry] = []
    for score, entry in sorted(worth.values(), key=lambda one: (-one[0], one[1].term)):
        if score <= 0 or len(chosen) == _N_WORDS:
            break
        if not any(_is_mostly(entry, phrase) for phrase in phrases) and not any(_overlap(entry, one) for one in chosen):
            chosen.append(entry)
    return chosen


def _worth(entry: Entry, theirs: Vocabulary) -> float:
    if len(entry.term) < _SHORTEST or set(entry.term.split()) <= _furniture():
        return 0.0
    if entry.is_phrase:
        parts = [rarity(theirs.morpheme_of(part)) for part in entry.term.split()]
        rare = max(_OF_PHRASE, sum(parts) / len(parts))
    else:
        rare = rarity(entry.morpheme)
    return rare * sqrt(len(entry.people)) * (_FEELING if entry.is_predicate else 1.0)


@lru_cache(maxsize=1)
def _furniture() -> frozenset[str]:
    lines = files("voc.planning").joinpath("furniture.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(word for line in lines if not line.startswith("#") for word in line.split())


def _is_known(entry: Entry, own: Vocabulary) -> bool:
    """Tell whether our texts have the word, in whatever spacing or form."""
    if entry.is_predicate:
        return own.has(entry.term) or own.has(entry.term.removesuffix("하다").removesuffix("되다"))
    return own.has(entry.term) or compact(entry.term) in own.letters


def _is_mostly(entry: Entry, phrase: Entry) -> bool:
    """Tell whether a third of those who use a word use it in one phrase, which then says more."""
    return not entry.is_phrase and entry.term in phrase.term.split() and 3 * len(phrase.people) >= len(entry.people)


def _overlap(entry: Entry, other: Entry) -> bool:
    """Tell whether two phrases share a word and mostly the same people."""
    if not set(entry.term.split()) & set(other.term.split()):
        return False
    return 2 * len(entry.people & other.people) >= min(len(entry.people), len(other.people))


def _ours_alone(own: Vocabulary, theirs: Vocabulary, used: dict[str, int]) -> list[Entry]:
    nouns = [entry for entry in own.entries if not entry.is_predicate and entry.n_free >= _LEAST_OURS]
    found = [
        entry
        for entry in sorted(nouns, key=lambda one: (-one.is_phrase, -one.n, one.term))
        if len(compact(entry.term)) >= _SHORTEST
        and compact(entry.term) not in theirs.letters
        and any(used.get(part, 0) <= (_HARDLY if entry.is_phrase else 0) for part in entry.term.split())
    ]
    shown: set[str] = set()
    kept = []
    for entry in found:
        if entry.term not in shown:
            kept.append(entry)
            shown.update(entry.term.split())
    return sorted(kept, key=lambda one: (-one.n, one.term))[:_N_WORDS]


def _described(entry: Entry, last: set[str]) -> dict[str, Any]:
    document_id, text = entry.example()
    return {
        "term": entry.term,
        "surface": entry.surface,
        "n": len(entry.people),
        "n_week": len(entry.people & last),
        "doc_id": document_id,
        "example": text,
    }
