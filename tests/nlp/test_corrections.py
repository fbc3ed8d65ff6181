"""Corrections as rows: each sentence once, groups whole, what neighbours explain left to them."""

from collections.abc import Callable

import numpy as np
import pytest

from nlp.corrections import Correction, Row, Studied, common_traits, folds, quiet_rows, rows_of, weights_of
from nlp.learned import Learned
from nlp.reader import Reader


@pytest.fixture(scope="module")
def study(reader: Reader) -> Callable[[str], list[Studied]]:
    return lambda text: next(reader.study([text]))


@pytest.fixture(scope="module")
def rows(reader: Reader, study: Callable[[str], list[Studied]]) -> Callable[..., list[Row]]:
    """Return a function that makes rows of (text, labels) pairs, the first sentence of each text."""

    def made(*pairs: tuple[str, dict[str, str]]) -> list[Row]:
        corrections = [Correction(study(text), 0, labels) for text, labels in pairs]
        return rows_of(corrections, Learned((), reader.encoder))

    return made


def test_a_study_is_what_the_rules_read_each_sentence_in_its_place(reader: Reader) -> None:
    text = "로그인이 안 돼요\n화면은 편하고 좋아요"
    studied = next(reader.study([text]))
    assert [text[one.sentence.start : one.sentence.end] for one in studied] == text.split("\n")
    assert [one.draft.text for one in studied] == text.split("\n")
    assert [one.sentence for one in studied] == next(reader.read([text]))


def test_equal_words_with_equal_labels_count_once_and_in_any_order_alike(rows: Callable[..., list[Row]]) -> None:
    pairs = [
        ("앱이 자꾸 튕겨요", {"reason": "defect"}),
        ("수수료가 너무 비싸요", {"reason": "cost"}),
        ("앱이 자꾸 튕겨요", {"reason": "defect"}),
        ("앱이 자꾸 튕겨요", {"reason": "access"}),
    ]
    found = rows(*pairs)
    assert [(row.correction.studied.draft.text, row.given("reason")) for row in found] == [
        ("수수료가 너무 비싸요", "cost"),
        ("앱이 자꾸 튕겨요", "access"),
        ("앱이 자꾸 튕겨요", "defect"),
    ]
    assert [row.correction for row in rows(*reversed(pairs))] == [row.correction for row in found]


def test_the_same_words_in_other_marks_are_one_group(rows: Callable[..., list[Row]]) -> None:
    found = rows(("앱이 자꾸 튕겨요", {"act": "complaint"}), ("앱이 자꾸 튕겨요!!", {"act": "complaint"}))
    assert len({row.group for row in found}) == 1


def test_what_a_neighbour_explains_is_not_taught_to_the_sentence(
    reader: Reader, study: Callable[[str], list[Studied]]
) -> None:
    document = study("신분증 촬영이 실패해요\n이러니 탈퇴합니다")
    alone = document[1].sentence.reading
    (confirmed,) = rows_of([Correction(document, 1, {"reason": "access"})], Learned((), reader.encoder))
    assert confirmed.shown["reason"] == "access" != alone.reason
    assert confirmed.confirms("reason")
    assert confirmed.target("reason") == confirmed.alone["reason"] != "access"
    (changed,) = rows_of([Correction(document, 1, {"reason": "trust"})], Learned((), reader.encoder))
    assert (changed.confirms("reason"), changed.target("reason")) == (False, "trust")


def test_a_reason_of_none_is_given_but_teaches_no_reason(rows: Callable[..., list[Row]]) -> None:
    (row,) = rows(("앱이 자꾸 튕겨요", {"hesitation": "no", "reason": "none"}))
    assert (row.gives("reason"), row.teaches("reason"), row.teaches("hesitation"), row.gives("act")) == (
        True, False, True, False,
    )  # fmt: skip


def test_confirmed_sentences_weigh_more_where_most_of_what_was_read_alike_was_changed(
    rows: Callable[..., list[Row]],
) -> None:
    sorted_texts = ["앱이 자꾸 튕겨요", "창이 튕겨요", "화면이 튕겨요", "화면이 편하고 좋아요"]

    def weights(*given: str) -> list[float]:
        pairs = [(text, {"hesitation": value}) for text, value in zip(sorted_texts, given, strict=True)]
        return weights_of(rows(*pairs), "hesitation").tolist()

    # The rules hear three hesitations and, last, none.
    assert weights("yes", "yes", "yes", "no") == [1.0, 1.0, 1.0, 1.0]
    # 2 x 1 / 2 and 2 x 2 / 1; the confirmed praise is about another value.
    assert weights("no", "yes", "yes", "no") == [1.0, 1.0, 1.0, 1.0]
    assert weights("no", "no", "yes", "no") == [1.0, 1.0, 4.0, 1.0]


def test_no_confirmed_sentence_weighs_more_than_five(rows: Callable[..., list[Row]]) -> None:
    nouns = ("앱", "화면", "창", "메뉴", "지도")
    pairs = [(f"{noun} 튕겨요", {"hesitation": "yes" if noun == "앱" else "no"}) for noun in nouns]
    assert sorted(weights_of(rows(*pairs), "hesitation").tolist()) == [1.0, 1.0, 1.0, 1.0, 5.0]


def test_sentences_that_nobody_corrected_are_taken_as_read(reader: Reader, rows: Callable[..., list[Row]]) -> None:
    corrected = rows(("앱이 자꾸 튕겨요", {"hesitation": "no"}))
    texts = ["앱이 자꾸 튕겨요", "수수료가 비싸요", "오늘 가입했습니다", "수수료가 비싸요"]
    uncorrected = [one for document in reader.study(texts) for one in document]
    rules = Learned((), reader.encoder)
    quiet = quiet_rows(uncorrected, corrected, rules)
    assert sorted(row.correction.studied.draft.text for row in quiet) == ["수수료가 비싸요", "오늘 가입했습니다"]
    assert all(row.target(label) == row.alone[label] for row in quiet for label in ("hesitation", "stage", "act"))
    assert [row.correction for row in quiet_rows(uncorrected[::-1], corrected, rules)] == [
        row.correction for row in quiet
    ]
    assert [row.teaches("reason") for row in quiet] == [row.shown["hesitation"] == "yes" for row in quiet]


def test_a_trait_of_one_sentence_alone_is_left_out(rows: Callable[..., list[Row]]) -> None:
    found = rows(
        *[(text, {"act": "complaint"}) for text in ("앱이 튕겨요", "화면이 튕겨요", "화면이 튕겨요!", "김별님 메롱")]
    )
    names = common_traits(found)
    assert "word 튕기다" in names
    # Twice, but in the same words.
    assert "word 화면" not in names
    assert not any("김별" in name for name in names)


def test_a_trait_of_one_document_alone_is_left_out(reader: Reader, study: Callable[[str], list[Studied]]) -> None:
    """However many of its sentences, or copies of it, say so: it may be the customer's own name."""
    document = study("모래별 앱이 튕겨요\n모래별 화면이 멈춰요\n창이 튕겨요")
    other = study("메뉴가 튕겨요")
    given = [Correction(document, place, {"act": "complaint"}) for place in range(3)]
    copied = [Correction(study("모래별 앱이 튕겨요\n모래별 화면이 멈춰요\n창이 튕겨요"), 1, {"act": "request"})]
    found = rows_of([*given, *copied, Correction(other, 0, {"act": "complaint"})], Learned((), reader.encoder))
    names = common_traits(found)
    assert sum("word 모래별" in row.traits for row in found) >= 2
    assert "word 모래별" not in names
    assert "word 튕기다" in names


def test_folds_hold_every_row_once_and_never_cut_a_group(rows: Callable[..., list[Row]]) -> None:
    texts = [
        f"{noun}{mark} 튕겨요{end}"
        for noun in ("앱", "화면", "창", "메뉴", "지도", "사진")
        for mark in "이"
        for end in ("", "!")
    ]
    found = rows(*[(text, {"act": "complaint"}) for text in texts])
    for repeat in range(2):
        parts = list(folds(found, 3, repeat))
        assert sorted(id(row) for _, part in parts for row in part) == sorted(map(id, found))
        for rest, part in parts:
            assert {row.group for row in rest}.isdisjoint({row.group for row in part})
            assert len(rest) + len(part) == len(found)
    first, second = ([[row.group for row in part] for _, part in folds(found, 3, repeat)] for repeat in (0, 1))
    assert first != second


def test_folds_share_values_out_evenly(rows: Callable[..., list[Row]]) -> None:
    nouns = ("앱", "화면", "창", "메뉴", "지도", "사진", "글씨", "단추", "목록", "달력")
    found = rows(*[(f"{noun} 튕겨요", {"act": "complaint" if i < 5 else "praise"}) for i, noun in enumerate(nouns)])
    for _, part in folds(found, 5, 0):
        assert sorted(row.given("act") for row in part) == ["complaint", "praise"]
    assert np.mean([len(part) for _, part in folds(found, 5, 0)]) == 2
