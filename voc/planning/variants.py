"""The dictionary between our words and customers': for each word of ours, what they write or say instead."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from sqlalchemy import Connection

from nlp.phrases import noun_grams
from nlp.types import Knowledge, Readable
from nlp.variants import Use, Variant, word_uses
from voc.planning.figures import HISTORY_WEEKS
from voc.store import Condition, Selection, passages
from voc.weeks import shift_week

Row: TypeAlias = dict[str, Any]
FindVariants: TypeAlias = Callable[..., list[Variant]]

# Sentences to look at, the newest first.
_ENOUGH = 40_000
_LEAST_PEOPLE = 2
_USUAL_EXAMPLE = 28
_SUGGESTED, _ACCEPTED = "suggested", "accepted"


@dataclass(frozen=True, slots=True)
class OurWords:
    """What the company says.

    Attributes
    ----------
    texts : sequence of Readable
        Its own texts, read.
    knowledge : Knowledge
        For its brand words, and the variants that are known already.
    """

    texts: Sequence[Readable]
    knowledge: Knowledge

    @property
    def words(self) -> set[str]:
        """Nouns of the texts, neighbouring two as one word, brand words, and what known variants stand for."""
        texts, knowledge = self.texts, self.knowledge
        found = {term.surface for one in texts for term in one.terms if not term.lemma.endswith("다")}
        pairs = (gram for one in texts for gram in noun_grams(one.text, one.terms) if gram.lemma.count(" ") == 1)
        found.update("".join(gram.surface.split()) for gram in pairs)
        found.update(form for form, _ in knowledge.brand_words)
        found.update(lemma for lemma in knowledge.synonyms.values() if not lemma.endswith("다"))
        return {word.lower() for word in found} - set(knowledge.synonyms)


def list_variants(connection: Connection, week: str, ours: OurWords, find: FindVariants) -> list[Row]:
    """List what customers said for our words in the last twelve weeks, the accepted variants first, then suggestions.

    Parameters
    ----------
    find : callable
        `nlp.variants.find_variants` with the analyser and its vectors filled in.

    Returns
    -------
    list of dict
        `ours`, `theirs`, `n` and `n_ours` (people who say either), `kind`, `reason` (Korean), `score` (0-1), `state`
        (accepted or suggested), `document_id`, `example`, and the lines that accept a suggestion: `synonyms_line` and,
        where the analyser takes the word apart, `brand_line`.
    """
    said = _said(connection, week)
    theirs = word_uses(said)
    if not theirs or not ours.texts:
        return []
    words = ours.words
    accepted = [
        _accepted(variant, lemma, theirs)
        for variant, lemma in sorted(ours.knowledge.synonyms.items())
        if lemma in words and variant in theirs and len(theirs[variant].people) >= _LEAST_PEOPLE
    ]
    known = set(ours.knowledge.synonyms)
    free = {word: use for word, use in theirs.items() if word not in known}
    found = find(words, free, word_uses(ours.texts), least_people=_LEAST_PEOPLE)
    by_number = sorted(accepted, key=lambda row: (-row["n"], row["ours"], row["theirs"]))
    return [*by_number, *(_suggested(one, theirs) for one in found)]


def _said(connection: Connection, week: str) -> Sequence[Readable]:
    weeks = (Condition("week", ">=", shift_week(week, 1 - HISTORY_WEEKS)), Condition("week", "<=", week))
    return passages(connection, Selection(weeks), limit=_ENOUGH)


def _accepted(variant: str, lemma: str, theirs: Mapping[str, Use]) -> Row:
    return {
        **_facts(lemma, variant, theirs),
        "kind": "synonym",
        "reason": "synonyms.tsv에 있음",
        "score": 1.0,
        "state": _ACCEPTED,
        **_example(theirs[variant]),
        "synonyms_line": None,
        "brand_line": None,
    }


def _suggested(one: Variant, theirs: Mapping[str, Use]) -> Row:
    return {
        **_facts(one.ours, one.theirs, theirs),
        "kind": one.kind,
        "reason": reason_of(one),
        "score": one.score,
        "state": _SUGGESTED,
        **_example(theirs[one.theirs]),
        "synonyms_line": f"{one.theirs}\t{one.ours}",
        "brand_line": f"{one.theirs}\tNNG\t{one.ours}" if one.is_cut else None,
    }


def reason_of(one: Variant) -> str:
    """Say in Korean what speaks for a pair.

    Examples
    --------
    >>> reason_of(Variant("로그인", "로그잉", "slip", 1, 0.0, 0.62, 0.74))
    '자모 1개 다름 · 쓰이는 자리 0.62'
    """
    said = {
        "slip": f"자모 {one.slips}개 다름",
        "short": "줄인 말",
        "sound": "소리가 같음",
        "ending": f"끝 글자만 다름({one.ours[-1]}·{one.theirs[-1]})",
        "meaning": f"뜻이 가까움 {one.alike:.2f}",
    }[one.kind]
    return f"{said} · 쓰이는 자리 {one.company:.2f}"


def _facts(ours: str, theirs: str, uses: Mapping[str, Use]) -> Row:
    people = uses[ours].people if ours in uses else ()
    return {"ours": ours, "theirs": theirs, "n": len(uses[theirs].people), "n_ours": len(people)}


def _example(use: Use) -> Row:
    """Choose the sentence nearest to a line's length, the first in order of words among equals."""
    document_id, text = min(use.examples, key=lambda one: (abs(len(one[1]) - _USUAL_EXAMPLE), one[1], one[0]))
    return {"document_id": document_id, "example": " ".join(text.split())}
