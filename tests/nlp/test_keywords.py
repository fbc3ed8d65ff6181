"""Keywords against cases worked out by hand, and what must hold for any counts."""

from math import log, log1p, sqrt

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy.sparse import csr_matrix
from strategies import count_matrices, two_sides

from nlp.counts import Vocabulary, count_terms, term_totals
from nlp.errors import CountsError
from nlp.keywords import ctfidf, group_terms, informative_prior, log_odds, rank_keywords

WORDS = Vocabulary.of(["수수료", "앱", "인증"])


def test_log_odds_of_three_terms_by_hand() -> None:
    """Target 30/5/65 of 100, rest 10/20/170 of 200, prior 4/2.5/23.5 of 30.

    First term: with the prior 34 against 96 others in the target, 14 against 216 in the rest.
    Its log-odds ratio is ln(34/96) - ln(14/216) = -1.0380 + 2.7362 = 1.6982.
    Its variance is 1/34 + 1/96 + 1/14 + 1/216 = 0.02941 + 0.01042 + 0.07143 + 0.00463 = 0.11589.
    1.6982 / sqrt(0.11589) = 4.989.
    """
    scores = log_odds([30, 5, 65], [10, 20, 170], prior=[4.0, 2.5, 23.5])
    assert scores[0] == pytest.approx((log(34 / 96) - log(14 / 216)) / sqrt(1 / 34 + 1 / 96 + 1 / 14 + 1 / 216))
    assert scores[1] == pytest.approx(
        (log(7.5 / 122.5) - log(22.5 / 207.5)) / sqrt(2 / 15 + 2 / 245 + 2 / 45 + 2 / 415)
    )
    assert scores.round(2).tolist() == [4.99, -1.31, -3.49]


def test_log_odds_keeps_all_four_variance_terms() -> None:
    """The two-term form would give 1.6982 / sqrt(1/34 + 1/14) = 5.35 for the first term."""
    assert log_odds([30, 5, 65], [10, 20, 170], prior=[4.0, 2.5, 23.5])[0] < 5.0


@given(two_sides())
def test_swapping_the_sides_flips_the_sign(sides: tuple[np.ndarray, np.ndarray]) -> None:
    target, rest = sides
    prior = informative_prior(target + rest, strength=10)
    np.testing.assert_allclose(log_odds(target, rest, prior), -log_odds(rest, target, prior), atol=1e-9)


@given(two_sides(), st.randoms(use_true_random=False))
def test_term_order_moves_scores_along(sides: tuple[np.ndarray, np.ndarray], random: st.DataObject) -> None:
    target, rest = sides
    order = list(range(len(target)))
    random.shuffle(order)
    prior = informative_prior(target + rest, strength=10)
    scores = log_odds(target, rest, prior)
    np.testing.assert_allclose(log_odds(target[order], rest[order], prior[order]), scores[order], atol=1e-9)


@given(two_sides())
def test_ten_times_the_evidence_never_weakens_a_verdict(sides: tuple[np.ndarray, np.ndarray]) -> None:
    target, rest = sides
    assume(target.sum() and rest.sum())
    prior = informative_prior(target + rest, strength=5)
    more = log_odds(10 * target, 10 * rest, 10 * prior)
    # Everything ten-fold: the same log-odds, a tenth of the variance.
    np.testing.assert_allclose(more, sqrt(10) * log_odds(target, rest, prior), atol=1e-9)


def test_equal_shares_lean_nowhere_and_one_term_cannot_lean() -> None:
    assert log_odds([10, 20], [10, 20], [1.0, 2.0]).tolist() == [0.0, 0.0]
    assert log_odds([10], [3], [1.0]).tolist() == [0.0]
    assert log_odds([], [], []).tolist() == []


@pytest.mark.parametrize(
    ("target", "rest", "prior", "said"),
    [
        ([1, 2], [1], [1.0, 1.0], "target has 2 terms, rest has 1"),
        ([1, 2], [1, 2], [1.0], "prior has 1"),
        ([1, -2], [1, 2], [1.0, 1.0], "target holds -2 in column 1"),
        ([1, 2], [-1, 2], [1.0, 1.0], "rest holds -1 in column 0"),
        ([1, 2], [1, 2], [1.0, 0.0], "prior holds 0.0 in column 1"),
        ([1, 2], [1, 2], [-1.0, 1.0], "prior holds -1.0"),
        ([1, 2], [1, 2], [float("nan"), 1.0], "prior holds nan"),
        ([[1, 2]], [[1, 2]], [1.0, 1.0], "dimensions"),
    ],
)
def test_counts_that_do_not_fit_are_refused(target: list, rest: list, prior: list, said: str) -> None:
    with pytest.raises(CountsError, match=said):
        log_odds(target, rest, prior)


def test_the_prior_follows_the_background_and_gives_unseen_terms_half_a_token() -> None:
    assert informative_prior([40, 25, 235], strength=30).tolist() == [4.0, 2.5, 23.5]
    # 0.5 of 10.5 tokens, times a strength of 21.
    assert informative_prior([10, 0], strength=21).tolist() == [20.0, 1.0]
    with pytest.raises(CountsError, match="strength is 0"):
        informative_prior([1, 2], strength=0)


def test_ctfidf_by_hand_keeps_fractions() -> None:
    """Group sizes 4 and 3, so 3.5 tokens a group on average; totals 4, 1, 2.

    Term 0 in group 0: share 3/4, weight ln(1 + 3.5/4); term 2 in group 1: share 2/3, weight ln(1 + 3.5/2).
    With the average cut to 3 the first would be 0.75 ln 1.75 = 0.42 instead of 0.47.
    """
    scores = ctfidf(csr_matrix([[3, 1, 0], [1, 0, 2]])).toarray()
    expected = [[0.75 * log1p(3.5 / 4), 0.25 * log1p(3.5), 0.0], [log1p(3.5 / 4) / 3, 0.0, 2 / 3 * log1p(3.5 / 2)]]
    np.testing.assert_allclose(scores, expected)
    assert scores.dtype == np.float64


@given(count_matrices())
def test_ctfidf_is_never_negative_and_zero_only_where_a_group_lacks_the_term(counts: np.ndarray) -> None:
    scores = ctfidf(csr_matrix(counts)).toarray()
    assert np.isfinite(scores).all()
    assert ((scores > 0) == (counts > 0)).all()


def test_ctfidf_refuses_negative_counts_and_leaves_its_input_alone() -> None:
    counts = csr_matrix(np.array([[2, 1]]))
    ctfidf(counts)
    assert counts.toarray().tolist() == [[2, 1]]
    with pytest.raises(CountsError, match="-1"):
        ctfidf(csr_matrix([[2, -1]]))


def test_keywords_are_the_overused_terms_with_the_form_customers_typed() -> None:
    rows = rank_keywords([30, 5, 65], [10, 20, 70], vocabulary=WORDS, surfaces={"수수료": "수수료가"})
    assert [(row.term, row.surface, row.n_target, row.n_rest) for row in rows] == [("수수료", "수수료가", 30, 10)]
    assert rows[0].log_odds == round(rows[0].log_odds, 4) > 0


def test_keywords_stand_by_score_then_term_and_rare_ones_are_left_out() -> None:
    """나 and 가 have equal counts, hence equal scores; 라 occurs twice only."""
    words = Vocabulary.of(["가", "나", "다", "라"])
    rows = rank_keywords([5, 5, 9, 2], [1, 1, 1, 0], vocabulary=words, surfaces={}, min_count=3)
    everything = rank_keywords([5, 5, 9, 2], [90, 90, 90, 90], vocabulary=words, surfaces={}, min_count=0)
    assert "라" not in [row.term for row in rows]
    assert [row.term for row in everything] == ["다"]
    rows = rank_keywords([5, 5, 1, 2], [1, 1, 90, 90], vocabulary=words, surfaces={})
    assert [row.term for row in rows] == ["가", "나"]
    assert rank_keywords([5, 5, 1, 2], [1, 1, 90, 90], vocabulary=words, surfaces={}, limit=1) == rows[:1]


def test_many_equal_keywords_stand_in_order_of_terms() -> None:
    words = Vocabulary.of(f"말{place:02}" for place in range(60))
    here, there = [5, 9, 4] * 20, [1, 1, 99] * 20
    rows = rank_keywords(here, there, vocabulary=words, surfaces={}, limit=None)
    assert [row.term for row in rows] == [*words.terms[1::3], *words.terms[0::3]]


def test_keywords_of_nothing_are_none_and_a_foreign_vocabulary_is_refused() -> None:
    assert rank_keywords([0, 0, 0], [0, 0, 0], vocabulary=WORDS, surfaces={}) == []
    with pytest.raises(CountsError, match="the vocabulary has 3"):
        rank_keywords([1, 2], [1, 2], vocabulary=WORDS, surfaces={})


def test_keywords_of_a_small_corpus_do_not_depend_on_document_order() -> None:
    here = [["신분증", "촬영", "오류"], ["신분증", "오류"], ["신분증", "앱"]]
    there = [["수수료", "앱"], ["수수료", "환급"], ["앱", "환급"], ["환급"]]

    def ranked(documents: list[list[str]]) -> list:
        dtm, words = count_terms(documents)
        is_here = np.array([document in here for document in documents])
        sides = term_totals(dtm, is_here), term_totals(dtm, ~is_here)
        return rank_keywords(*sides, vocabulary=words, surfaces={}, min_count=2)

    rows = ranked([*here, *there])
    assert [row.term for row in rows] == ["신분증", "오류"]
    assert ranked([*there[::-1], *here[::-1]]) == rows


def test_group_terms_are_shares_of_the_best_in_order() -> None:
    words = Vocabulary.of(["가", "나", "다"])
    first, second = group_terms(csr_matrix([[0.2, 0.8, 0.2], [0, 0, 0]]), vocabulary=words, surfaces={"나": "나는"})
    assert [(row.term, row.surface, row.score) for row in first] == [
        ("나", "나는", 1.0),
        ("가", "가", 0.25),
        ("다", "다", 0.25),
    ]
    assert second == []
    assert len(group_terms(csr_matrix([[0.2, 0.8, 0.2]]), vocabulary=words, surfaces={}, limit=2)[0]) == 2
    with pytest.raises(CountsError, match="scores has 1"):
        group_terms(csr_matrix([[0.5]]), vocabulary=words, surfaces={})
