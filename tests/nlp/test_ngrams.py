"""Sequences of neighbouring terms, counted by hand and against a plain loop."""

from collections import Counter
from math import log

import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import term_lists

from nlp.ngrams import frequent_grams, lay_out


def test_runs_are_laid_out_with_a_break_around_each() -> None:
    layout = lay_out([["나", "가"], [], ["가"]])
    assert layout.terms == ["가", "나"]
    assert layout.flat.tolist() == [-1, 1, 0, -1, 0, -1]
    assert layout.n_tokens == 3
    assert lay_out([]).flat.tolist() == [-1]


def test_entropy_counts_neighbours_and_takes_every_end_of_a_run_as_another() -> None:
    """가나 occurs four times; on its right 다 twice and two ends.

    Shares 1/2, 1/4, 1/4: entropy ln(2)/2 + 2 ln(4)/4 = 1.5 ln 2. On its left four beginnings: ln 4.
    """
    runs = [["가", "나", "다"], ["가", "나", "다"], ["가", "나"], ["가", "나"]]
    pairs = {grams.size: grams for grams in frequent_grams(lay_out(runs), 4, longest=2)}[2]
    assert pairs.parts == [("가", "나")]
    assert pairs.n.tolist() == [4]
    assert pairs.right_entropy[0] == pytest.approx(1.5 * log(2))
    assert pairs.left_entropy[0] == pytest.approx(log(4))


@given(term_lists(), st.integers(1, 3))
def test_counts_equal_those_of_a_plain_loop(runs: list[list[str]], min_n: int) -> None:
    for grams in frequent_grams(lay_out(runs), min_n, longest=3):
        counted = Counter(
            tuple(run[start : start + grams.size]) for run in runs for start in range(len(run) - grams.size + 1)
        )
        wanted = {parts: n for parts, n in counted.items() if grams.size == 1 or n >= min_n}
        assert dict(zip(grams.parts, grams.n.tolist(), strict=True)) == wanted
        assert grams.parts == sorted(wanted)
