"""Concordance lines: cut between eojeols, folded, sorted so that uses stand together."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import korean_text

from nlp.concordance import Line, Passage, concordance, hits_of_term, hits_of_text
from nlp.types import Term

PASSAGES = [
    Passage("b", 0, "신분증 인증이 자꾸 실패해요"),
    Passage("a", 1, "휴대폰 인증을 왜 해야 하나요"),
    Passage("a", 0, "인증하다가 포기했어요"),
]


def _lines(**settings: object) -> list[tuple[str, str]]:
    return [(line.left, line.right) for line in concordance(hits_of_text(PASSAGES, "인증"), **settings)]


def test_lines_sort_by_what_follows_what_precedes_or_where_they_stand() -> None:
    fail = ("신분증 ", "이 자꾸 실패해요")
    why = ("휴대폰 ", "을 왜 해야 하나요")
    gave_up = ("", "하다가 포기했어요")
    assert _lines() == [why, fail, gave_up]
    assert _lines(order="left") == [gave_up, fail, why]
    assert _lines(order="document") == [gave_up, why, fail]


def test_the_nearest_word_on_the_left_sorts_first() -> None:
    passages = [Passage("a", 0, "하늘 나무 인증"), Passage("b", 0, "나무 하늘 인증"), Passage("c", 0, "가지 나무 인증")]
    lines = concordance(hits_of_text(passages, "인증"), order="left")
    assert [line.left for line in lines] == ["가지 나무 ", "하늘 나무 ", "나무 하늘 "]


@pytest.mark.parametrize(
    ("width", "left", "right"),
    [
        (100, "앞 신분증 ", "이 자꾸 실패"),
        (4, "신분증 ", "이 자꾸"),
        (5, "신분증 ", "이 자꾸"),
        (3, "", "이"),
        (0, "", ""),
    ],
)
def test_contexts_are_cut_between_eojeols_and_never_longer_than_asked(width: int, left: str, right: str) -> None:
    (line,) = concordance(hits_of_text([Passage("a", 0, "앞 신분증 인증이 자꾸 실패")], "인증"), width=width)
    assert (line.left, line.right) == (left, right)


def test_equal_lines_are_folded_into_the_first_and_counted() -> None:
    passages = [
        Passage("b", 3, "로그인이  안돼요"),
        Passage("a", 5, "로그인이 안돼요 "),
        Passage("c", 0, "로그인이\n안돼요"),
    ]
    assert concordance(hits_of_text(passages, "안돼")) == [Line("a", 5, "로그인이 ", "안돼", "요", n=3)]


def test_capitals_do_not_hide_a_word_and_letters_that_grow_do_not_shift_it() -> None:
    (line,) = concordance(hits_of_text([Passage("a", 0, "İİ Otp 번호")], "oTP"))
    assert (line.left, line.hit, line.right) == ("İİ ", "Otp", " 번호")
    assert list(hits_of_text(PASSAGES, "")) == []


def test_a_term_is_found_in_all_its_forms_or_only_negated() -> None:
    terms = [
        Term("되다", "돼요", negated=False, start=0, end=2),
        Term("되다", "안돼요", negated=True, start=4, end=7),
        Term("앱", "앱", negated=False, start=8, end=9),
    ]
    passage = Passage("a", 0, "돼요? 안돼요 앱", terms)
    assert [(hit.start, hit.end) for hit in hits_of_term([passage], "되다")] == [(0, 2), (4, 7)]
    assert [(hit.start, hit.end) for hit in hits_of_term([passage], "안 되다")] == [(4, 7)]


def test_a_short_list_is_drawn_evenly_from_the_long_one() -> None:
    passages = [Passage(f"d{i}", 0, f"인증 {word}") for i, word in enumerate("가나다라마바")]
    assert [line.right for line in concordance(hits_of_text(passages, "인증"), limit=3)] == [" 가", " 다", " 마"]
    assert len(concordance(hits_of_text(passages, "인증"), limit=99)) == 6


@given(st.lists(korean_text(), max_size=6), st.integers(0, 20), st.randoms(use_true_random=False))
def test_lines_lie_in_the_text_within_the_width_in_any_order(
    texts: list[str], width: int, random: st.DataObject
) -> None:
    passages = [Passage(f"d{i}", 0, text) for i, text in enumerate(texts)]
    hits = list(hits_of_text(passages, "인증"))
    lines = concordance(hits, width=width)
    assert sum(line.n for line in lines) == len(hits) == sum(text.count("인증") for text in texts)
    for line in lines:
        text = " ".join(passages[int(line.document_id[1:])].text.split())
        assert f"{line.left}{line.hit}{line.right}".strip() in text
        assert max(len(line.left), len(line.right)) <= width
    random.shuffle(hits)
    assert concordance(hits, width=width) == lines
