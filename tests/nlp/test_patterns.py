"""Quick patterns find what plain ones find."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp.patterns import first_letters, quick

SYLLABLES = "가나다라마 "
PIECES = ("가나", "[나다]라?", "(?<=가)다", "(?:가|나)+마", "라?마", r"\S다", "가?", "[가-힣]라")


@pytest.mark.parametrize(
    ("pattern", "letters"),
    [
        ("가나|다", "가다"),
        ("[가나]다", "가나"),
        # What may be missing leaves its place to what follows.
        ("가?나", "가나"),
        ("(?:가|나)?다|라", "가나다라"),
        # What stands before is no part of the match.
        ("(?<=가)나", "나"),
        (r"(?!가)나|^다", "나다"),
        # No list holds any letter, all but one, or none.
        (r"\w가", ""),
        ("[^가]나", ""),
        ("가?", ""),
        ("[가-힣]나", ""),
        ("(?i:a)", ""),
    ],
)
def test_first_letters_are_those_that_a_match_may_begin_with(pattern: str, letters: str) -> None:
    assert first_letters(pattern) == letters


@given(st.lists(st.sampled_from(PIECES), min_size=1, max_size=4), st.text(SYLLABLES, max_size=12))
def test_quick_patterns_find_the_same(alternatives: list[str], text: str) -> None:
    found, plain = quick(*alternatives).search(text), re.search("|".join(alternatives), text)
    assert (found and found.span()) == (plain and plain.span())


def test_letters_that_mean_something_inside_brackets_are_plain_letters() -> None:
    assert quick(r"\]가|\^나|-다").findall("]가 ^나 -다 가") == ["]가", "^나", "-다"]
