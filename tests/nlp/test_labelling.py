"""What people can say of a sentence, and how much is needed to learn from it."""

from nlp.labelling import configured_values, still_missing
from nlp.types import Knowledge, Label


def test_nothing_is_missing_with_forty_of_which_ten_confirm_and_five_differ() -> None:
    assert still_missing(["a"] * 35 + ["b"] * 5, n_confirmed=10) == {}


def test_each_need_is_counted() -> None:
    assert still_missing(["a"] * 35 + ["b"] * 4, n_confirmed=9) == {"corrected": 1, "confirmed": 1, "varied": 1}
    assert still_missing([], n_confirmed=0) == {"corrected": 40, "confirmed": 10, "varied": 5}
    assert still_missing(["a"] * 50, n_confirmed=50) == {"varied": 5}


def test_values_are_the_configured_ones_and_only_a_stage_may_be_none() -> None:
    values = configured_values(Knowledge((Label("usage", "이용"),), (Label("cost", "비용"),), ()))
    assert values["hesitation"] == ("no", "yes")
    assert values["reason"] == ("cost",)
    assert values["stage"] == ("none", "usage")
    assert "complaint" in values["act"]
