import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp.errors import RuleError
from nlp.rules import RuleIndex, parse_rule

WORDS = st.sampled_from(["가", "나", "다", "라", "가!", "나!"])
RULES = st.builds(
    lambda groups, excluded: " + ".join("|".join(g) for g in groups) + "".join(f" - {w}" for w in excluded),
    st.lists(st.lists(WORDS, min_size=1, max_size=3), min_size=1, max_size=3),
    st.lists(WORDS, max_size=2),
)


@pytest.mark.parametrize(
    ("features", "expected"),
    [
        ({"신분증", "인식"}, True),
        ({"민증", "촬영"}, True),
        ({"신분증"}, False),
        ({"신분증", "인식", "견본"}, False),
    ],
)
def test_all_groups_must_occur_and_no_exclusion(features: set[str], expected: bool) -> None:  # noqa: FBT001
    assert parse_rule("신분증|민증 + 인식|촬영 - 견본").matches(features) is expected


def test_a_mark_asks_for_the_negation() -> None:
    rule = parse_rule("전화 + 받다!")
    assert rule.matches({"전화", "받다", "받다!"})
    assert not rule.matches({"전화", "받다"})


def test_specificity_counts_groups() -> None:
    assert parse_rule("가|나 + 다 - 라").specificity == 2


def test_spaces_do_not_matter() -> None:
    assert parse_rule("  가|나   +  다 ").text == "가|나 + 다"


@pytest.mark.parametrize("text", ["", "  ", "+", "- 가", "가 +", "가 + + 나", "가 나", "가|", "가 + |나", "!", "가 -"])
def test_what_cannot_be_understood_is_refused_with_the_rule_named(text: str) -> None:
    with pytest.raises(RuleError) as caught:
        parse_rule(text)
    assert caught.value.rule == text
    assert f"'{text}'" in str(caught.value)


@given(st.lists(RULES, max_size=8), st.sets(WORDS))
def test_the_index_finds_what_each_rule_says_by_itself(texts: list[str], features: set[str]) -> None:
    rules = [(i, parse_rule(text)) for i, text in enumerate(texts)]
    expected = [(i, rule) for i, rule in rules if rule.matches(features)]
    assert RuleIndex(rules).matches(features) == expected
