from dataclasses import dataclass
from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from nlp.sentences import LONGEST_PASSAGE, MASK, has_words, passages, split_passage


@dataclass
class FakeToken:
    form: str
    start: int
    end: int
    sent_position: int
    tag: str = "NNG"
    lemma: str = ""
    id: int = 500


TEXTS = st.text(
    st.characters(exclude_categories=["Cs"]) | st.sampled_from("가나다ㅋㅠ.!? \n<>PHONE👨\u200d"), max_size=60
)


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("좋아요. 근데 느려요", ["좋아요.", "근데 느려요"]),
        ("버전 2.0이 느려요", ["버전 2.0이 느려요"]),
        ("가나\n\n다라", ["가나", "다라"]),
        ("안돼요ㅠㅠ\n왜죠", ["안돼요ㅠㅠ", "왜죠"]),
        ("이어서\n쓴 글", ["이어서\n쓴 글"]),
        ("문제점\n- 로그인 오류\n- 결제 오류", ["문제점", "- 로그인 오류", "- 결제 오류"]),
        ("불편한 점\n1. 느림\n2) 멈춤", ["불편한 점", "1. 느림", "2) 멈춤"]),
        ("  ", []),
    ],
)
def test_plain_breaks(text: str, parts: list[str]) -> None:
    assert [text[start:end] for start, end in passages(text)] == parts


@given(TEXTS)
@example("가" * 2000)
@example("ㅋ" * 700 + " " + "가" * 700)
def test_passages_cover_all_but_white_space_and_never_overlap(text: str) -> None:
    spans = passages(text)
    covered = "".join(text[start:end] for start, end in spans)
    assert [c for c in covered if not c.isspace()] == [c for c in text if not c.isspace()]
    assert all(a[1] <= b[0] for a, b in pairwise(spans))
    assert all(0 < end - start <= LONGEST_PASSAGE for start, end in spans)


@pytest.mark.parametrize("at", range(LONGEST_PASSAGE - 8, LONGEST_PASSAGE + 2))
def test_a_long_stretch_is_never_cut_inside_a_mask(at: int) -> None:
    text = "가" * at + "<PHONE>" + "나" * 900
    masks = [m.span() for m in MASK.finditer(text)]
    borders = {border for span in passages(text) for border in span}
    assert not any(start < border < end for border in borders for start, end in masks)


def test_a_long_stretch_is_never_cut_inside_a_picture() -> None:
    text = "가" * (LONGEST_PASSAGE - 2) + "👨\u200d👩\u200d👧" + "나" * 50
    assert [start for start, _ in passages(text)][1] == LONGEST_PASSAGE - 2


def test_long_stretches_are_cut_at_white_space() -> None:
    text = "가나다 " * 300
    assert all(text[start:end].strip() == text[start:end] for start, end in passages(text))


def test_sentences_follow_the_analyser() -> None:
    text = "안돼요 느려요"
    tokens = [FakeToken("안돼요", 0, 3, 0), FakeToken("느려요", 4, 7, 1)]
    assert split_passage(text, tokens) == [(0, 3, 0, 1), (4, 7, 1, 2)]


def test_what_holds_no_word_belongs_to_what_was_said_before() -> None:
    text = "안돼요 ㅠㅠ 느려요"
    tokens = [FakeToken("안돼요", 0, 3, 0), FakeToken("ㅠㅠ", 4, 6, 1), FakeToken("느려요", 7, 10, 2)]
    assert split_passage(text, tokens) == [(0, 6, 0, 2), (7, 10, 2, 3)]


def test_no_border_falls_inside_a_mask() -> None:
    text = "번호 <PHONE> 로"
    tokens = [
        FakeToken("번호", 0, 2, 0),
        FakeToken("<", 3, 4, 0),
        FakeToken("PHONE", 4, 9, 1),
        FakeToken("로", 11, 12, 1),
    ]
    assert split_passage(text, tokens) == [(0, 12, 0, 4)]


def test_a_text_without_morphemes_is_one_sentence() -> None:
    assert split_passage("😂😂", []) == [(0, 2, 0, 0)]


@given(st.lists(st.tuples(st.integers(0, 8), st.integers(0, 1)), max_size=8))
@example([(0, 0), (2, 1), (3, 1)])  # a morpheme that spans nothing but the space between two words
@example([(2, 0), (2, 1), (3, 1)])
def test_any_morphemes_give_spans_that_cover_the_passage(steps: list[tuple[int, int]]) -> None:
    """Spans of morphemes may overlap or stand out of order in contractions."""
    text = "가나 다라마 바사"
    position = 0
    tokens = []
    for start, step in steps:
        position += step
        tokens.append(FakeToken("x", start, start + 1, position))
    pieces = split_passage(text, tokens)
    covered = "".join(text[start:end] for start, end, _, _ in pieces)
    assert covered.replace(" ", "") == text.replace(" ", "")
    assert all(a[1] <= b[0] for a, b in pairwise(pieces))
    assert [i for _, _, first, last in pieces for i in range(first, last)] == list(range(len(tokens)))


@pytest.mark.parametrize(("text", "expected"), [("ㅠㅠ 😂", False), ("네", True), ("?!", False), ("A", True)])
def test_words_are_syllables_letters_or_digits(text: str, expected: bool) -> None:  # noqa: FBT001
    assert has_words(text) is expected
