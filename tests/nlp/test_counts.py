"""Counting terms: hand-counted corpora, and nothing depends on the order of documents."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.sparse import csr_matrix
from strategies import count_matrices, term_lists

from nlp.counts import Vocabulary, count_terms, document_frequency, group_counts, term_totals
from nlp.errors import CountsError

CORPUS = [["환급", "조회"], ["환급", "환급", "오류"], []]


def test_terms_are_counted_per_document_in_columns_sorted_by_code_points() -> None:
    dtm, words = count_terms(CORPUS)
    assert words.terms == ("오류", "조회", "환급")
    assert dtm.toarray().tolist() == [[0, 1, 1], [1, 0, 2], [0, 0, 0]]
    assert dtm.dtype == np.int64
    assert dtm.has_canonical_format


def test_rare_terms_are_left_out_by_the_documents_that_hold_them_not_by_tokens() -> None:
    dtm, words = count_terms([["가", "가", "나"], ["나"]], min_df=2)
    assert words.terms == ("나",)
    assert dtm.toarray().tolist() == [[1], [1]]


def test_a_given_vocabulary_is_counted_as_it_is() -> None:
    dtm, words = count_terms(CORPUS, Vocabulary(("수수료", "환급")), min_df=5)
    assert words.terms == ("수수료", "환급")
    assert dtm.toarray().tolist() == [[0, 1], [0, 2], [0, 0]]


def test_no_documents_and_documents_without_terms_count_to_nothing() -> None:
    assert count_terms([])[0].shape == (0, 0)
    assert count_terms([[], []])[0].shape == (2, 0)
    assert count_terms(iter([["가"]]))[0].toarray().tolist() == [[1]]


@given(term_lists(), st.randoms(use_true_random=False))
def test_document_order_changes_rows_only(lists: list[list[str]], random: "np.random.Generator") -> None:
    order = list(range(len(lists)))
    random.shuffle(order)
    dtm, words = count_terms(lists)
    shuffled, same_words = count_terms([lists[place] for place in order])
    assert same_words == words
    assert (shuffled.toarray() == dtm.toarray()[order]).all()
    assert dtm.sum() == sum(map(len, lists))


def test_document_frequency_counts_documents_once() -> None:
    dtm, _ = count_terms(CORPUS)
    assert document_frequency(dtm).tolist() == [1, 1, 2]
    # An entry stored as 0 is no occurrence.
    stored_zero = csr_matrix((np.array([0, 3]), np.array([0, 1]), np.array([0, 2])), shape=(1, 2))
    assert document_frequency(stored_zero).tolist() == [0, 1]


def test_term_totals_take_masks_and_row_numbers() -> None:
    dtm, _ = count_terms(CORPUS)
    assert term_totals(dtm).tolist() == [1, 1, 3]
    assert term_totals(dtm, rows=[False, True, True]).tolist() == [1, 0, 2]
    assert term_totals(dtm, rows=np.array([0])).tolist() == [0, 1, 1]


def test_groups_sum_their_documents_and_minus_one_is_no_group() -> None:
    dtm, _ = count_terms([*CORPUS, ["환급"]])
    summed = group_counts(dtm, [2, 2, 0, -1], 3)
    assert summed.toarray().tolist() == [[0, 0, 0], [0, 0, 0], [1, 1, 3]]
    assert summed.dtype == np.int64


@given(count_matrices(), st.data())
def test_groups_that_hold_every_document_add_up_to_the_totals(counts: np.ndarray, data: st.DataObject) -> None:
    groups = data.draw(st.lists(st.integers(0, 2), min_size=len(counts), max_size=len(counts)))
    dtm = csr_matrix(counts)
    assert (group_counts(dtm, groups, 3).sum(axis=0) == counts.sum(axis=0)).all()


@pytest.mark.parametrize("groups", [[0, 1], [0, 1, 3], [0, 1, -2]])
def test_groups_that_do_not_fit_are_refused(groups: list[int]) -> None:
    dtm, _ = count_terms(CORPUS)
    with pytest.raises(CountsError, match="groups"):
        group_counts(dtm, groups, 3)


def test_a_vocabulary_finds_columns_and_refuses_disorder() -> None:
    words = Vocabulary.of(["환급", "가", "환급"])
    assert list(words) == ["가", "환급"]
    assert (words.column("환급"), words.column("없는말"), len(words)) == (1, -1, 2)
    assert "가" in words
    for bad in (("나", "가"), ("가", "가")):
        with pytest.raises(CountsError, match="term 1 of 2"):
            Vocabulary(bad)
