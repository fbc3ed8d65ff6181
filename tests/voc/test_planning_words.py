"""Customers' words against ours, counted by hand."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from planted import Said, planted, sentence

from nlp.types import Sentence, Term
from voc.planning.words import contrast_words

WEEK, BEFORE = "2026-W47", "2026-W46"
# As Kiwi numbers words: the higher, the rarer in Korean at large.
NUMBERS = {
    "번호": 3_059,
    "보이스피싱": 32_514,
    "찜찜해다": 18_264,
    "떼이다": 20_776,
    "인증": 15_000,
    "나와다": 197,
    "환급": 16_713,
}


def _contrast(folder: Path, voices: Sequence[Said], ours: Sequence[str]) -> dict[str, Any]:
    texts: list[Sentence] = [sentence(text, NUMBERS) for text in ours]
    with planted(folder, voices, NUMBERS) as store, store.read() as connection:
        return contrast_words(connection, WEEK, lambda: texts)


def _theirs(folder: Path, voices: Sequence[Said], ours: Sequence[str] = ("고객님께 알려 드립니다",)) -> list[str]:
    return [word["surface"] for word in _contrast(folder, voices, ours)["theirs"]]


def test_rare_words_count_and_common_ones_do_not(tmp_path: Path) -> None:
    """번호 is said most, but by everybody everywhere (0.8 % of the way from common to rare)."""
    said = [
        *[Said(WEEK, "번호가 나와요")] * 9,
        *[Said(BEFORE, "보이스피싱이 무서워요")] * 4,
        *[Said(WEEK, "보이스피싱")] * 2,
    ]
    assert _theirs(tmp_path, said) == ["보이스피싱", "번호"]


def test_a_word_comes_with_its_people_and_an_example(tmp_path: Path) -> None:
    said = [
        *[Said(BEFORE, "이거 정말 보이스피싱이 아니라는 건지")] * 3,
        *[Said(WEEK, "혹시 보이스피싱을 당하는 건지 걱정")] * 2,
    ]
    (word,) = [one for one in _contrast(tmp_path, said, ["안내"])["theirs"] if one["surface"] == "보이스피싱"]
    assert (word["n"], word["n_week"]) == (5, 2)
    assert "보이스피싱" in word["example"]


def test_our_own_words_are_not_theirs_in_any_spacing(tmp_path: Path) -> None:
    said = [Said(WEEK, "간편인증이 무서워요")] * 5
    assert "간편인증" not in _theirs(tmp_path, said, ["간편 인증 한 번으로 끝"])


def test_a_slip_of_three_people_is_no_word_of_all(tmp_path: Path) -> None:
    assert "보이스피싱" not in _theirs(tmp_path, [Said(WEEK, "보이스피싱이 무서워요")] * 3)
    assert "보이스피싱" in _theirs(tmp_path / "four", [Said(WEEK, "보이스피싱이 무서워요")] * 4)


def test_negated_words_and_furniture_are_left_out(tmp_path: Path) -> None:
    said = [*[Said(WEEK, "로그인이 안 찜찜해요")] * 6, *[Said(BEFORE, "업데이트가 안 찜찜해요")] * 6]
    assert _theirs(tmp_path, said) == []


def test_those_who_do_not_hesitate_lend_no_words(tmp_path: Path) -> None:
    assert _theirs(tmp_path, [Said(WEEK, "보이스피싱이 아니라서 좋아요", hesitates=False)] * 9) == []


def test_feelings_stand_before_things_said_as_often(tmp_path: Path) -> None:
    """찜찜하다: 0.78 x 1.5; 환급: 0.75; both of five people."""
    assert _theirs(tmp_path, [Said(WEEK, "환급이 찜찜해요")] * 5)[:2] == ["찜찜해요", "환급"]


def test_our_phrases_that_nobody_says_are_ours_alone(tmp_path: Path) -> None:
    ours = ["처리 현황을 보세요", "처리 현황을 알려", "환급이 끝", "환급은 시작"]
    found = _contrast(tmp_path, [Said(WEEK, "환급이 언제 오나요")] * 4, ours)["ours"]
    assert found == [{"surface": "처리 현황", "n": 2}]


def test_halves_of_predicates_are_no_words_of_ours(tmp_path: Path) -> None:
    """해임 stands once by itself and once in 해임됩니다."""
    cut = sentence("수임은 해임됩니다")
    half = replace(cut, terms=(Term("해임", "해임", negated=False, start=4, end=6),))
    with planted(tmp_path, [Said(WEEK, "환급이 언제 오나요")] * 4, NUMBERS) as store, store.read() as connection:
        found = contrast_words(connection, WEEK, lambda: [half, sentence("해임")])
    assert found["ours"] == []


def test_what_a_happy_customer_says_is_not_ours_alone(tmp_path: Path) -> None:
    said = [*[Said(WEEK, "환급이 언제 오나요")] * 4, Said(WEEK, "현황이 잘 보여요", hesitates=False)]
    assert _contrast(tmp_path, said, ["현황은 여기", "현황을 봄"])["ours"] == []


def test_without_texts_of_ours_there_is_nothing_to_compare(tmp_path: Path) -> None:
    said = [Said(WEEK, "보이스피싱이 무서워요")] * 9
    assert _contrast(tmp_path, said, []) == {"theirs": [], "ours": []}
    assert _contrast(tmp_path / "empty", [], ["안내"]) == {"theirs": [], "ours": []}
