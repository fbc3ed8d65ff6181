import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp.errors import RuleError
from nlp.rules import WORD_CLASSES, Places, RuleIndex, parse_rule
from nlp.types import Term

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


@pytest.mark.parametrize(
    "text", ["", "  ", "+", "- 가", "가 +", "가 + + 나", "가 나", "가|", "가 + |나", "!", "가 -", "~", "가 + @나"]
)
def test_what_cannot_be_understood_is_refused_with_the_rule_named(text: str) -> None:
    with pytest.raises(RuleError) as caught:
        parse_rule(text)
    assert caught.value.rule == text
    assert f"'{text}'" in str(caught.value)


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("느리다+로딩", "느리다 + 로딩"),
        ("느리다-배송 + 앱", "느리다 - 배송 + 앱"),
        ("느리다,로딩", "느리다|로딩"),
        ("~느리다", "~ 느리다"),
        ("로딩 + ~느리다", "~ 로딩 + 느리다"),
        ("~ 로딩 + ~느리다", "~ 로딩 + 느리다"),
        ("!느리다", "느리다!"),
        ("느리다!!", "느리다!"),
        ("되다!+로딩", "되다! + 로딩"),
        ("앱|로그인@안됨", "앱|로그인 + @안됨"),
        ("로딩 - 느!리다", "로딩 - 느리다!"),
        ("+로딩", "로딩"),
        ("e-mail-오류", "e-mail - 오류"),
    ],
)
def test_a_sign_within_a_word_is_refused_with_the_right_spelling(text: str, right: str) -> None:
    with pytest.raises(RuleError, match="could never match") as caught:
        parse_rule(text)
    assert str(caught.value).startswith(f"rule '{text}': ")
    assert str(caught.value).endswith(f"probably: '{right}'")
    assert parse_rule(right)


def test_names_may_hold_a_hyphen_or_end_in_a_plus_and_numbers_hold_a_comma() -> None:
    rule = parse_rule("T-money|U+|U+! + #시간|1,000원 - 디즈니+")
    assert rule.groups == (frozenset({"T-money", "U+", "U+!"}), frozenset({"#시간", "1,000원"}))
    assert rule.excluded == {"디즈니+"}


@given(st.lists(RULES, max_size=8), st.sets(WORDS))
def test_the_index_finds_what_each_rule_says_by_itself(texts: list[str], features: set[str]) -> None:
    rules = [(i, parse_rule(text)) for i, text in enumerate(texts)]
    expected = [(i, rule) for i, rule in rules if rule.matches(features)]
    assert RuleIndex(rules).matches(features) == expected


def test_a_class_stands_for_its_words() -> None:
    rule = parse_rule("로그인 + @안됨|느리다 - @불안")
    assert rule.groups[1] == WORD_CLASSES["@안됨"] | {"느리다"}
    assert rule.excluded == WORD_CLASSES["@불안"]
    assert rule.matches({"로그인", "되다!"})
    assert not rule.matches({"로그인", "되다!", "걱정"})
    assert rule.text == "로그인 + @안됨|느리다 - @불안"


def test_a_tilde_makes_a_rule_loose() -> None:
    rule = parse_rule("~ 오류 + 나다")
    assert rule.loose
    assert rule.groups == (frozenset({"오류"}), frozenset({"나다"}))
    assert not parse_rule("오류 + 나다").loose


def test_a_rule_finds_what_sentences_say_whichever_spelling_it_names() -> None:
    rule = parse_rule("업뎃 + 되다! - 어플!", {"업뎃": "업데이트", "어플": "앱"})
    assert rule.groups[0] == {"업데이트"}
    assert rule.excluded == {"앱!"}


def placed(words: str) -> Places:
    """Make places of words: those in -다 are predicates, a mark `!` denies."""
    terms = [Term(word.strip("!"), word.strip("!"), word.endswith("!"), 0, 0) for word in words.split()]
    return Places(terms)


@pytest.mark.parametrize(
    ("words", "distance"),
    [
        ("로그인 되다!", 0),
        ("로그인 화면 되다!", 1),
        # A predicate between them ends a clause, so it counts twice.
        ("로그인 쉽다 송금 되다!", 3),
        # The nearest pair counts, in either order.
        ("로그인 쉽다 송금 되다! 로그인", 0),
        # 로그인하지 못해요: what is denied is the noun itself.
        ("로그인! 화면", 0),
        # An adverb stands nowhere, so nothing is known.
        ("되다! 화면", 0),
    ],
)
def test_distance_counts_what_stands_between(words: str, distance: int) -> None:
    assert placed(words).distance(parse_rule("로그인 + 되다!")) == distance


def test_neighbouring_nouns_are_one_place() -> None:
    assert placed("고객 센터 연결 되다!").distance(parse_rule("고객센터 + 되다!")) == 2
    assert placed("고객 쉽다 센터 되다!").distance(parse_rule("고객센터 + 되다!")) == 0
