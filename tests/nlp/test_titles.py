from collections.abc import Sequence

import pytest

from nlp.titles import Member, Namer
from nlp.types import Act, Term

POLARITY = {
    "느리다": (-1, "problem"), "오류": (-2, "problem"), "짜증": (-1, "outburst"), "좋다": (1, "praise"),
    "걱정": (-1, "doubt"), "불편하다": (-1, "problem"),
}  # fmt: skip
NOUNS = {
    "느리다": "느림",
    "보이다": "보임",
    "되다": "됨",
    "불편하다": "불편함",
    "하다": "함",
    "쓰다": "씀",
    "찾다": "찾음",
}


@pytest.fixture
def namer() -> Namer:
    return Namer(lambda lemma: NOUNS.get(lemma, lemma), POLARITY)


def member(text: str, *, act: Act = "complaint", reason: str = "other", weight: int = 1) -> Member:
    """Make a sentence of words: those in -다 are predicates, a mark `!` denies, `+` joins without a space."""
    terms: list[Term] = []
    at = 0
    for word in text.split():
        joined = word.startswith("+")
        lemma = word.strip("+!")
        start = at if joined or not terms else at + 1
        at = start + len(lemma)
        terms.append(Term(lemma, lemma, word.endswith("!"), start, at))
    return Member(text, terms, weight, act, reason)


def title(namer: Namer, members: Sequence[Member], **scores: float) -> str:
    words = {term.shown for m in members for term in m.terms} | {term.lemma for m in members for term in m.terms}
    return namer.name(members, {word: scores.get(word, 0.5) for word in words})


def test_what_fails_is_said_of_what_it_is_about(namer: Namer) -> None:
    members = [member("차트 보이다!"), member("오늘 차트 보이다!"), member("차트 자꾸 보이다!")]
    assert title(namer, members) == "차트 안 보임"


def test_compounds_are_spelled_as_typed_most(namer: Namer) -> None:
    members = [member("고객 +센터 느리다", weight=2), member("고객 센터 느리다"), member("고객 +센터 느리다")]
    assert title(namer, members) == "고객센터 느림"
    assert title(namer, [member("고객 센터 느리다"), member("고객 센터 느리다")]) == "고객 센터 느림"


def test_a_mood_or_a_word_that_fits_everything_names_nothing(namer: Namer) -> None:
    assert title(namer, [member("짜증"), member("짜증 느리다")]) == ""
    assert title(namer, [member("걱정"), member("걱정")]) == ""
    assert title(namer, [member("앱 불편하다"), member("앱 불편하다")]) == ""
    assert title(namer, [member("은행"), member("은행 돈")]) == ""
    assert title(namer, [member("불편하다"), member("불편하다")]) == ""
    assert title(namer, [member("하다!"), member("그러다!")]) == ""


def test_a_lone_noun_gets_what_most_voices_do(namer: Namer) -> None:
    assert title(namer, [member("쿠폰", act="question"), member("쿠폰 쓰다", act="question")]) == "쿠폰 문의"
    assert title(namer, [member("위젯", act="request"), member("위젯 있다", act="request")]) == "위젯 요청"
    assert title(namer, [member("차트", reason="missing"), member("차트 나오다", reason="missing")]) == "차트 지원 부족"
    assert title(namer, [member("쿠폰", reason="cost"), member("쿠폰", reason="trust")]) == "쿠폰 관련 의견"


def test_a_lone_noun_must_be_in_nearly_half_of_the_voices(namer: Namer) -> None:
    rest = [member(f"가{i}나", act="question") for i in range(8)]
    assert title(namer, [member("쿠폰", act="question"), member("쿠폰", act="question"), *rest]) == ""


def test_a_failing_noun_needs_no_more(namer: Namer) -> None:
    assert title(namer, [member("결제 오류"), member("결제 오류")]) == "결제 오류"


def test_not_being_able_is_said_so(namer: Namer) -> None:
    assert title(namer, [member("이체 하다!"), member("이체 하다!")]) == "이체 못 함"


def test_the_order_of_members_changes_nothing(namer: Namer) -> None:
    members = [member("차트 보이다!"), member("차트 색 느리다"), member("봉 차트 느리다"), member("색 차트 보이다!")]
    assert title(namer, members) == title(namer, members[::-1])


def test_what_somebody_does_customers_cannot_do(namer: Namer) -> None:
    """안 뜸 happens by itself; nobody refuses to use a coupon, it cannot be used."""
    assert title(namer, [member("쿠폰 쓰다!"), member("쿠폰 쓰다!")]) == "쿠폰 못 씀"
    assert title(namer, [member("메뉴 찾다!"), member("메뉴 찾다!")]) == "메뉴 못 찾음"


def test_what_the_noun_says_is_not_said_again(namer: Namer) -> None:
    members = [member("인증 단계", reason="access"), member("인증 단계 들다", reason="access")]
    assert title(namer, members) == "인증 단계 오류"


def test_a_few_voices_must_share_more(namer: Namer) -> None:
    """Three of five do, two of five are chance; of twenty voices four are enough."""
    rest = [member(f"가{i}나 느리다") for i in range(3)]
    assert title(namer, [member("쿠폰 느리다"), member("쿠폰 느리다"), *rest]) == ""
    assert title(namer, [member("쿠폰 느리다"), member("쿠폰 느리다"), member("쿠폰 느리다"), *rest[:2]]) == "쿠폰 느림"
    many = [member("쿠폰 느리다", weight=4), *(member(f"가{i}나 느리다") for i in range(16))]
    assert title(namer, many) == "쿠폰 느림"


def test_a_topic_is_made_of_common_nouns_and_what_most_voices_do(namer: Namer) -> None:
    members = [member("쿠폰 할인 좋다", act="praise", weight=9), member("봉 좋다", act="praise")]
    assert namer.topic(members, ["할인", "쿠폰", "봉"]) == "할인·쿠폰 칭찬"
    # A phrase and its part say one thing; one voice in twenty is no topic.
    assert namer.topic(members, ["쿠폰 할인", "쿠폰"]) == "쿠폰 할인 칭찬"
    assert namer.topic([*members, member("차트", act="praise", weight=10)], ["봉", "쿠폰"]) == "쿠폰 칭찬"


def test_a_topic_without_a_noun_is_what_is_said(namer: Namer) -> None:
    assert namer.topic([member("좋다", act="praise"), member("정말 좋다", act="praise")], ["좋다"]) == "좋다는 칭찬"
    assert namer.topic([member("느리다"), member("느리다 하다")], ["하다", "느리다"]) == "느림"
    assert namer.topic([member("하다"), member("하다")], ["하다"]) == ""
    assert namer.topic([member("하다")], []) == ""


def test_a_failing_that_most_share_takes_the_noun_that_most_of_them_add(namer: Namer) -> None:
    beside = [member(f"{day} 차트 쓰다 보이다!") for day in ("월요일", "화요일", "수요일")]
    others = [member(f"{word} 찾다") for word in ("지점", "공지", "버튼", "설정")]
    assert title(namer, [*beside, *others], 차트=0.0) == "차트 안 보임"
    # A failing alone does not say what of.
    assert title(namer, [member("차트 보이다!"), member("잔액 보이다!"), member("오전 보이다!")]) == ""
