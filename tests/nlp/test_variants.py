"""Variants: what customers write for our words, and what only looks like it."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
import pytest

from nlp.terms import TermExtractor
from nlp.tokenize import load_tokenizer
from nlp.types import FloatMatrix, Term
from nlp.variants import Variant, find_variants, word_uses
from nlp.vectors import MorphemeSpace, load_morpheme_space

# Invented.
OURS = (
    "간편 인증 한 번으로 끝",
    "고객센터 전화 상담",
    "수수료 안내",
    "환급 신청",
    "로그인 화면",
    "배달료 무료 쿠폰",
    "카카오톡 알림",
)
SAID = (
    "간편인증이 자꾸 실패해서 화면이 멈춰요",
    "간편인증에서 실패하고 멈춰요",
    "간편인층 계속 실패하고 화면이 멈춰요",
    "간편인층이 멈춰서 실패했어요",
    "고객센터 전화를 안 받고 상담도 안 돼요",
    "고객센터에 전화했는데 상담이 안 돼요",
    "고센 전화 진짜 안 받아요 상담 언제 되나요",
    "고센에 전화해도 상담이 안 돼요",
    "로그인 하면 비밀번호 틀렸다고 나와요",
    "로그인이 풀려서 비밀번호 또 입력해요",
    "login 할 때 비밀번호 틀렸다고 나와요",
    "login 풀려서 비밀번호 또 입력함",
    "카카오톡 알림 메시지가 늦게 와요",
    "카카오톡으로 알림 받고 싶어요",
    "카톡 알림 메시지가 안 와요",
    "카톡으로 알림 받게 해 주세요",
    "배달료 너무 비싸서 음식 주문 안 해요",
    "배달료가 비싸요 주문 취소해요",
    "배달비 비싸서 음식 주문 못 하겠어요",
    "배달비가 음식보다 비싸요 주문 취소",
    "환불 언제 해 주나요 돈 돌려주세요",
    "환불 신청했는데 돈이 안 들어와요",
    "환급 신청했는데 돈이 안 들어와요",
    "환급 언제 들어와요 돈 주세요",
    "간편인증 업데이트후 실패해요",
    "로그인후 화면이 멈춰요",
    "로그인후 멈추고 꺼져요",
    "날씨가 좋아서 산책 갔어요",
    "강아지 사료 맛있게 먹어요",
    "영화 재미있고 노래 좋아요",
)


@dataclass(frozen=True)
class Sentence:
    """A sentence of one customer."""

    text: str
    terms: Sequence[Term]
    document_id: str


def _read(texts: Sequence[str]) -> list[Sentence]:
    extractor = TermExtractor({}, frozenset())
    tokens = load_tokenizer().tokenize(texts)
    return [
        Sentence(text, extractor.extract(some, text, 0).terms, f"d{number}")
        for number, (text, some) in enumerate(zip(texts, tokens, strict=True))
    ]


@cache
def _found(said: tuple[str, ...] = SAID, extra: tuple[str, ...] = (), least_people: int = 2) -> dict[str, Variant]:
    ours = {"간편인증", "고객센터", "수수료", "환급", "로그인", "배달료", "카카오톡", *extra}
    found = find_variants(
        ours,
        word_uses(_read(said)),
        word_uses(_read(OURS)),
        analyse=load_tokenizer().tokenize,
        space=load_morpheme_space(),
        least_people=least_people,
    )
    return {one.theirs: one for one in found}


@pytest.mark.parametrize(
    ("theirs", "ours", "kind"),
    [
        ("간편인층", "간편인증", "slip"),
        ("고센", "고객센터", "short"),
        ("카톡", "카카오톡", "short"),
        ("login", "로그인", "sound"),
        ("배달비", "배달료", "ending"),
    ],
)
def test_each_kind_of_variant_is_found(theirs: str, ours: str, kind: str) -> None:
    found = _found()[theirs]
    assert (found.ours, found.kind) == (ours, kind)
    assert found.slips == (kind == "slip")
    assert 0 < found.score <= 1


def test_two_things_that_look_alike_stay_two() -> None:
    """환불 shares its letter, its meaning and its company with 환급, and is something else."""
    assert "환불" not in _found()


def test_our_own_words_are_nobodys_variants() -> None:
    assert "배달비" not in _found(extra=("배달비",))


def test_a_word_of_ours_with_a_leaning_noun_typed_on_is_no_variant() -> None:
    assert "로그인후" not in _found()


def test_what_one_person_writes_is_left_out() -> None:
    once = tuple(text for text in SAID if text != "고센에 전화해도 상담이 안 돼요")
    assert "고센" not in _found(once)
    assert "고센" in _found(once, least_people=1)


def test_other_company_speaks_against_a_pair() -> None:
    """Letters as before; what stands around 고센 is now a walk in the sun."""
    walks = {
        "고센 전화 진짜 안 받아요 상담 언제 되나요": "고센 날씨 좋아서 산책 갔어요",
        "고센에 전화해도 상담이 안 돼요": "고센 날씨 좋고 산책 재미있어요",
    }
    elsewhere = tuple(walks.get(text, text) for text in SAID)
    assert "고센" not in _found(elsewhere)


def test_a_word_that_the_analyser_cuts_is_marked() -> None:
    found = _found()
    assert found["간편인층"].is_cut
    assert not found["카톡"].is_cut


def test_order_and_copies_of_sentences_change_nothing() -> None:
    assert _found(SAID[::-1]) == _found()


def test_uses_count_people_and_what_stands_around() -> None:
    def term(lemma: str, surface: str, start: int, morpheme: int) -> Term:
        return Term(lemma, surface, negated=False, start=start, end=start + len(surface), morpheme=morpheme)

    twice = Sentence("앱 오류", [term("앱", "앱", 0, 100), term("오류", "오류", 2, 200)], "d1")
    once = Sentence("App느려", [term("app", "App", 0, 300), term("느리다", "느려", 3, 400)], "d2")
    uses = word_uses([twice, twice, once])
    assert sorted(uses) == ["app", "앱", "오류"]
    assert uses["앱"].people == {"d1"}
    assert uses["앱"].around == {200: 2}
    assert uses["app"].around == {400: 1}


def test_without_words_nothing_is_found() -> None:
    class Nothing:
        def vectors(self, morphemes: Sequence[int]) -> FloatMatrix:
            return np.zeros((len(morphemes), 2))

    space: MorphemeSpace | Nothing = Nothing()
    assert find_variants([], {}, {}, analyse=load_tokenizer().tokenize, space=space) == []
    uses = word_uses(_read(SAID))
    assert find_variants(["인증"], uses, {}, analyse=load_tokenizer().tokenize, space=space) == []
