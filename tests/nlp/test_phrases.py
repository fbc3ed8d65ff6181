"""Phrases: names that customers use as one, found by company and by free borders."""

import re
from collections import Counter
from dataclasses import dataclass
from math import log

import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import term_lists

from nlp.phrases import (
    Phrase,
    PhraseIndex,
    find_phrases,
    is_leaning,
    is_phrase,
    join_phrases,
    least_count,
    lemma_runs,
    mend_splits,
    noun_grams,
    noun_runs,
    npmi,
    phrases_of_counts,
    with_phrases,
)
from nlp.terms import TermExtractor
from nlp.tokenize import load_tokenizer
from nlp.types import Term

# Invented. Each name occurs in changing company; its parts also occur without each other.
SENTENCES = (
    "신분증 촬영이 자꾸 실패해요",
    "신분증 촬영 화면에서 멈춰요",
    "어제부터 신분증 촬영 오류 나요",
    "신분증촬영 언제 고쳐지나요",
    "신분증이 없으면 못 하나요",
    "고객센터 전화 연결이 안 됩니다",
    "고객센터 전화를 한 시간째 안 받아요",
    "주말에는 고객센터 전화 안 되나요",
    "고객센터는 친절해요",
    "전화가 너무 자주 와요",
    "예상 환급액이 자꾸 바뀌어요",
    "예상 환급액을 먼저 보고 싶어요",
    "처음 본 예상 환급액하고 달라요",
    "환급액은 언제 들어오나요",
    "이제 할 수 있을 것 같아요",
    "저도 할 수 있을 것 같아요",
    "혼자 할 수 있을 것 같은데 어렵네요",
    "금방 끝낼 수 있을 것 같아요",
    "수수료가 비싸요",
    "화면이 복잡해요",
)


def _read(texts: tuple[str, ...]) -> list[tuple[str, list[Term]]]:
    # Kiwi reads 고객센터 as two nouns; the phrase then has three parts.
    tokenizer = load_tokenizer()
    extractor = TermExtractor({}, frozenset())
    tokens = tokenizer.tokenize(texts)
    return [(text, extractor.extract(some, text, 0).terms) for text, some in zip(texts, tokens, strict=True)]


def test_customers_names_are_found_and_grammar_is_not() -> None:
    read = _read(SENTENCES)
    known = {term.lemma for _, terms in read for term in terms}
    # Kiwi cuts 환급액 in some of these sentences and not in others.
    mended = [(text, mend_splits(terms, known)) for text, terms in read]
    runs = [[term.lemma for term in run] for text, terms in mended for run in noun_runs(text, terms)]
    found = {phrase.term: phrase.n for phrase in find_phrases(runs)}
    assert found == {"신분증 촬영": 4, "고객 센터 전화": 3, "예상 환급액": 3}


def test_npmi_by_hand() -> None:
    """Joint 10, singles 20 and 20, of 1000: ln(0.01 / 0.0004) / -ln 0.01 = ln 25 / ln 100 = 0.699."""
    assert npmi(10, 20, 20, 1000) == pytest.approx(log(25) / log(100))
    assert npmi(10, 100, 100, 1000) == pytest.approx(0.0)
    assert npmi(10, 10, 10, 1000) == pytest.approx(1.0)
    assert npmi(5, 5, 5, 5) == 1.0


def test_a_phrase_carries_its_arithmetic() -> None:
    """Runs of 2 + 3 + 3 + 1 + 2 = 11 terms: the pair 3 times, each part 3 times.

    npmi ln(11/3) / ln(11/3) = 1. Left: two beginnings and 내, right: two ends and 조회; both ln 3.
    """
    runs = [["예상", "환급액"], ["예상", "환급액", "조회"], ["내", "예상", "환급액"], ["조회"], ["내", "정보"]]
    (phrase,) = find_phrases(runs)
    assert (phrase.parts, phrase.n) == (("예상", "환급액"), 3)
    assert phrase.npmi == pytest.approx(1.0)
    assert phrase.left_entropy == pytest.approx(log(3))
    assert phrase.right_entropy == pytest.approx(log(3))


def test_half_of_a_name_is_no_phrase() -> None:
    """비대면 계좌 is always followed by 개설: right entropy 0. The whole has free borders."""
    runs = [["비대면", "계좌", "개설"]] * 3 + [["새", "비대면", "계좌", "개설"], ["앱"], ["수수료"]]
    assert [phrase.parts for phrase in find_phrases(runs)] == [("비대면", "계좌", "개설")]


def test_a_long_phrase_is_as_strong_as_its_weakest_joint() -> None:
    """가 나 다 three times, 다 on its own seven times more: 3 + 3 + 3 + 7 = 16 terms.

    가 | 나다: ln(3/16 / (3/16 * 3/16)) / ln(16/3) = 1. 가나 | 다: ln(3/16 / (3/16 * 10/16)) / ln(16/3) = 0.281.
    """
    runs = [["가", "나", "다"]] * 3 + [["다"]] * 7
    (phrase,) = find_phrases(runs)
    assert phrase.npmi == pytest.approx(log(16 / 10) / log(16 / 3))


def test_repeats_and_leaning_nouns_are_no_names() -> None:
    runs = [["최고", "최고"]] * 5 + [["업데이트", "후"]] * 5 + [["앱", "오류"]] * 5
    assert [phrase.term for phrase in find_phrases(runs)] == ["앱 오류"]


def test_the_least_count_grows_with_the_corpus() -> None:
    assert [least_count(n) for n in (0, 22_500, 22_501, 4_000_000)] == [3, 3, 4, 40]
    runs = [["가", "나"]] * 3 + [["다"]] * 30_000
    assert find_phrases(runs) == []
    assert [phrase.n for phrase in find_phrases(runs, min_n=3)] == [3]


@given(term_lists(max_size=30), st.randoms(use_true_random=False))
def test_the_order_of_runs_does_not_matter(runs: list[list[str]], random: st.DataObject) -> None:
    shuffled = list(runs)
    random.shuffle(shuffled)
    found = find_phrases(runs, min_n=2, min_npmi=-1.0, min_entropy=0.0)
    assert find_phrases(shuffled, min_n=2, min_npmi=-1.0, min_entropy=0.0) == found
    assert all(-1.0 <= phrase.npmi <= 1.0 + 1e-9 for phrase in found)


def _terms(text: str, *spans: tuple[int, int, str]) -> list[Term]:
    return [Term(lemma, text[start:end], negated=False, start=start, end=end) for start, end, lemma in spans]


def test_particles_marks_and_predicates_break_a_run() -> None:
    text = "앱 인증, 오류가 나는 화면\n조회"
    terms = _terms(
        text, (0, 1, "앱"), (2, 4, "인증"), (6, 8, "오류"), (10, 12, "나다"), (13, 15, "화면"), (16, 18, "조회")
    )
    assert [[term.lemma for term in run] for run in noun_runs(text, terms)] == [
        ["앱", "인증"],
        ["오류"],
        ["화면"],
        ["조회"],
    ]


def test_splits_are_mended_only_where_nothing_stands_between_and_the_whole_is_known() -> None:
    text = "환급액 환급 액 환급액수 조회"
    spans = (
        (0, 2, "환급"),
        (2, 3, "액"),
        (4, 6, "환급"),
        (7, 8, "액"),
        (9, 11, "환급"),
        (11, 13, "액수"),
        (14, 16, "조회"),
    )
    mended = mend_splits(_terms(text, *spans), {"환급액", "환급", "환급조회"})
    assert [(term.lemma, term.surface, term.start, term.end) for term in mended] == [
        ("환급액", "환급액", 0, 3),
        ("환급", "환급", 4, 6),
        ("액", "액", 7, 8),
        ("환급", "환급", 9, 11),
        ("액수", "액수", 11, 13),
        ("조회", "조회", 14, 16),
    ]


def test_the_longest_phrase_is_joined_first_and_carries_what_was_typed() -> None:
    text = "고객센터  전화연결 안돼요"
    spans = ((0, 4, "고객센터"), (6, 8, "전화"), (8, 10, "연결"), (11, 14, "되다"))
    terms = _terms(text, *spans)
    terms[2] = terms[2]._replace(negated=True, morpheme=7)
    index = PhraseIndex(
        Phrase(parts, 1.0, 1.0, 1.0, 5)
        for parts in (("고객센터", "전화"), ("고객센터", "전화", "연결"), ("전화", "연결"))
    )
    joined = join_phrases(text, terms, index)
    assert [(term.lemma, term.surface, term.start, term.end) for term in joined] == [
        ("고객센터 전화 연결", "고객센터  전화연결", 0, 10),
        ("되다", "안돼요", 11, 14),
    ]
    assert (joined[0].negated, joined[0].morpheme) == (True, 7)


def test_terms_stay_as_they_are_where_no_phrase_stands() -> None:
    text = "전화가 고객센터"
    terms = _terms(text, (0, 2, "전화"), (4, 8, "고객센터"))
    index = PhraseIndex([Phrase(("전화", "고객센터"), 1.0, 1.0, 1.0, 5)])
    assert join_phrases(text, terms, index) == terms
    assert join_phrases(text, terms, PhraseIndex([])) == terms


@dataclass(frozen=True)
class Words:
    """A sentence of nouns with a space between each."""

    text: str

    @property
    def terms(self) -> list[Term]:
        starts = [match.start() for match in re.finditer(r"\S+", self.text)]
        return _terms(
            self.text, *((at, at + len(word), word) for at, word in zip(starts, self.text.split(), strict=True))
        )


def test_sentences_get_the_phrases_that_they_share() -> None:
    """예상 환급액 ("expected refund") stands three times among five runs, beside different neighbours."""
    sentences = [Words(text) for text in ("예상 환급액", "예상 환급액 조회", "내 예상 환급액", "조회", "내 정보")]
    assert lemma_runs(sentences)[1:3] == [["예상", "환급액", "조회"], ["내", "예상", "환급액"]]
    assert [[term.lemma for term in terms] for terms in with_phrases(sentences)] == [
        ["예상 환급액"],
        ["예상 환급액", "조회"],
        ["내", "예상 환급액"],
        ["조회"],
        ["내", "정보"],
    ]


def test_noun_stretches_stop_at_particles_and_at_four_parts() -> None:
    text = "가 나 다라 마 바를 사 아"
    terms = _terms(
        text, (0, 1, "가"), (2, 3, "나"), (4, 6, "다라"), (7, 8, "마"), (9, 10, "바"), (12, 13, "사"), (14, 15, "아")
    )
    found = [gram.lemma for gram in noun_grams(text, terms)]
    # Five neighbours: 4 + 3 + 2 stretches of two, three and four; one more after the particle.
    assert len(found) == 10
    assert "가 나 다라 마" in found
    assert "바 사" not in found
    assert found[-1] == "사 아"


def test_a_single_letter_keeps_the_number_typed_before_it() -> None:
    text = "서울 3기 신도시"
    (gram,) = noun_grams(text, _terms(text, (0, 2, "서울"), (4, 5, "기"), (6, 9, "신도시")))
    assert (gram.lemma, gram.surface, gram.start) == ("기 신도시", "3기 신도시", 3)


def test_phrases_are_terms_with_blanks_that_are_no_predicates() -> None:
    assert [is_phrase(term) for term in ("고객 센터", "센터", "안 되다", "되다")] == [True, False, False, False]
    assert is_leaning("후")
    assert not is_leaning("환급")


def test_phrases_chosen_from_counts_are_those_found_in_the_runs() -> None:
    """The runs of `test_a_phrase_carries_its_arithmetic`, counted: npmi 1, ln 3 free on both sides."""
    counts = {"예상": 3, "환급액": 3, "조회": 2, "내": 2, "정보": 1, "예상 환급액": 3}
    counts |= {"환급액 조회": 1, "예상 환급액 조회": 1, "내 예상": 1, "내 예상 환급액": 1, "내 정보": 1}
    (phrase,) = phrases_of_counts(counts)
    assert (phrase.parts, phrase.n) == (("예상", "환급액"), 3)
    assert phrase.npmi == pytest.approx(1.0)
    assert phrase.left_entropy == pytest.approx(log(3))
    assert phrase.right_entropy == pytest.approx(log(3))


@given(st.lists(st.lists(st.sampled_from("가나라마"), min_size=1, max_size=5), max_size=25))
def test_counts_and_runs_agree_on_phrases_of_less_than_four_parts(runs: list[list[str]]) -> None:
    counts: Counter[str] = Counter()
    for run in runs:
        spans = [(a, b) for a in range(len(run)) for b in range(a + 1, min(a + 4, len(run)) + 1)]
        counts.update(" ".join(run[a:b]) for a, b in spans)
    chosen = [phrase for phrase in phrases_of_counts(counts, min_n=2) if len(phrase.parts) < 4]
    found = [phrase for phrase in find_phrases(runs, min_n=2) if len(phrase.parts) < 4]
    assert [(phrase.parts, phrase.n) for phrase in chosen] == [(phrase.parts, phrase.n) for phrase in found]
    for one, other in zip(chosen, found, strict=True):
        assert one.npmi == pytest.approx(other.npmi)
        assert (one.left_entropy, one.right_entropy) == pytest.approx((other.left_entropy, other.right_entropy))


def test_a_name_that_the_analyser_knows_with_its_blank_is_a_phrase() -> None:
    assert [phrase.term for phrase in phrases_of_counts({"달빛 정원": 1, "앱": 40})] == ["달빛 정원"]
