"""Titles of events: the telling nouns as sentences have them, and what fails."""

from nlp.event_titles import Wording, name_event
from nlp.types import Term


def _wording(text: str, *words: str, negated: str = "", weight: int = 1) -> Wording:
    terms, place = [], 0
    for word in words:
        start = max(text.find(word.removesuffix("다"), place), 0)
        terms.append(Term(word, word, word == negated, start, start + len(word)))
    return Wording(text, tuple(terms), weight)


def _nominal(lemma: str) -> str:
    return {"안 되다": "안 됨", "안 누르다": "안 누름"}.get(lemma, lemma)


def test_nouns_stand_as_sentences_have_them() -> None:
    members = [
        _wording("가족 합산 링크를 안 눌러요", "가족", "합산", "링크", "누르다", negated="누르다"),
        _wording("가족 합산 링크가 이상해요", "가족", "합산", "링크", "이상하다"),
    ]
    weights = {"링크": 0.9, "합산": 1.0, "가족": 0.8}
    assert name_event(members, weights, _nominal) == "가족 합산 링크 안 누름"


def test_nouns_typed_together_are_written_together() -> None:
    members = [
        _wording("간편인증이 안 돼요", "간편", "인증", "되다", negated="되다", weight=3),
        _wording("간편 인증", "간편", "인증"),
    ]
    assert name_event(members, {"간편": 1.0, "인증": 0.9}, _nominal) == "간편인증 안 됨"


def test_a_word_that_tells_little_is_left_out() -> None:
    """링크 tells 1 x 0.2 of what 합산 tells with 2 x 1.0: less than 30 %."""
    members = [_wording("합산 링크", "합산", "링크"), _wording("합산", "합산")]
    assert name_event(members, {"합산": 1.0, "링크": 0.2}, _nominal) == "합산"


def test_at_most_four_nouns_name_an_event() -> None:
    words = ("하나", "둘둘", "셋셋", "넷넷", "다섯")
    members = [_wording(" ".join(words), *words)]
    weights = {word: 1.0 - n / 10 for n, word in enumerate(words)}
    assert name_event(members, weights, _nominal) == "하나 둘둘 셋셋 넷넷"


def test_an_event_of_predicates_takes_its_newest_word() -> None:
    members = [_wording("튕겨요", "튕기다")]
    assert name_event(members, {"튕기다": 1.0}, _nominal) == "튕기다"
