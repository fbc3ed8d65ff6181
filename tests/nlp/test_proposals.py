import random

import numpy as np
import pytest

from nlp.proposals import Proposer, Told
from nlp.titles import Namer
from nlp.types import Reading, Sentence, Term, UnitRows

READING = Reading(
    "complaint", 1.0, is_hesitation=True, reason="defect", reason_score=1.0, stage="usage", stage_score=1.0
)
# A word's direction: a sentence points to the mean of its words.
SPACE = {
    "위젯": (1, 0, 0, 0),
    "느리다": (0.9, 0.4, 0, 0),
    "쿠폰": (0, 0, 1, 0),
    "오류": (0, 0, 0.9, 0.4),
    "가": (0, 0, 0, 1),
}


def encode(sentences: list[Sentence]) -> UnitRows:
    rows = np.array([np.mean([SPACE.get(t.lemma, (0, 0, 0, 1)) for t in s.terms], axis=0) for s in sentences])
    return (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)


@pytest.fixture
def proposer() -> Proposer:
    namer = Namer(
        lambda lemma: {"느리다": "느림"}.get(lemma, lemma), {"느리다": (-1, "problem"), "오류": (-1, "problem")}
    )
    return Proposer(encode, namer)


def told(words: str, document: str) -> Told:
    terms, at = [], 0
    for word in words.split():
        terms.append(Term(word, word, False, at, at + len(word)))  # noqa: FBT003 - not negated
        at += len(word) + 1
    return Told(document, Sentence(0, len(words), words, tuple(terms), READING))


def many(words: str, n: int, prefix: str) -> list[Told]:
    """Make n sentences that differ in a mark of no meaning."""
    return [told(f"{words} {'가' if i % 5 == 0 else words.split(maxsplit=1)[0]}", f"{prefix}{i}") for i in range(n)]


def test_themes_that_say_the_same_are_to_be_merged_into_the_larger(proposer: Proposer) -> None:
    themes = {"a": many("위젯 느리다", 6, "a"), "b": many("위젯 느리다", 9, "b"), "c": many("쿠폰 오류", 7, "c")}
    merges, splits = proposer.ideas(themes)
    assert [(idea.into, idea.source) for idea in merges] == [("b", "a")]
    # The same words in the same proportions lie at one place; no document holds both: 0.5 + 0.35, less a little.
    assert merges[0].score == pytest.approx(0.85, abs=0.03)
    assert merges[0].words[0] == "위젯"
    assert splits == []


def test_saying_both_in_one_document_makes_a_merge_surer(proposer: Proposer) -> None:
    apart = proposer.ideas({"a": many("위젯 느리다", 6, "a"), "b": many("위젯 느리다", 6, "b")})[0][0]
    together = proposer.ideas({"a": many("위젯 느리다", 6, "d"), "b": many("위젯 느리다", 6, "d")})[0][0]
    assert together.score == pytest.approx(apart.score + 0.15)


def test_a_theme_of_two_things_is_to_be_split(proposer: Proposer) -> None:
    widget = [told(f"위젯 {'위젯 ' * i}느리다", f"w{i}") for i in range(17)]
    coupon = [told(f"쿠폰 {'쿠폰 ' * i}오류", f"c{i}") for i in range(9)]
    _, splits = proposer.ideas({"mixed": widget + coupon, "whole": widget, "small": widget[:4] + coupon[:4]})
    (idea,) = splits
    assert (idea.theme, idea.title, idea.stays) == ("mixed", "쿠폰 오류", "위젯 느림")
    assert idea.texts == tuple(sorted(one.sentence.text for one in coupon))
    assert idea.score > 0.55


def test_a_handful_is_no_part(proposer: Proposer) -> None:
    """Four of twenty-eight voices lie apart, and are too few to be a theme."""
    widget = [told(f"위젯 {'위젯 ' * i}느리다", f"w{i}") for i in range(24)]
    coupon = [told(f"쿠폰 {'쿠폰 ' * i}오류", f"c{i}") for i in range(4)]
    assert proposer.ideas({"mixed": widget + coupon})[1] == []


def test_the_order_of_sentences_changes_nothing(proposer: Proposer) -> None:
    themes = {
        "a": many("위젯 느리다", 8, "a"),
        "b": many("위젯 느리다", 7, "b"),
        "c": [told(f"{word} {f'{word} ' * i}오류", f"{word}{i}") for word in ("쿠폰", "위젯") for i in range(14)],
    }
    shuffle = random.Random(3).sample  # noqa: S311 - no secrets here
    mixed = {key: shuffle(themes[key], len(themes[key])) for key in sorted(themes, reverse=True)}
    assert proposer.ideas(mixed) == proposer.ideas(themes)


def test_nothing_gives_no_ideas(proposer: Proposer) -> None:
    assert proposer.ideas({}) == ([], [])
    assert proposer.ideas({"a": [], "b": many("위젯 느리다", 2, "b")}) == ([], [])
