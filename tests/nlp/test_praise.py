"""What sentences of praise are about, by invented sentences as the reader takes them apart."""

from collections.abc import Callable

import pytest

from nlp.praise import Feature, PraiseReader, proposed_features
from nlp.types import Sentence

Read = Callable[[str], list[Sentence]]

POLARITY = {
    "좋다": (1, "praise"),
    "편하다": (1, "praise"),
    "간편": (1, "praise"),
    "친절하다": (1, "praise"),
    "빠르다": (1, "praise"),
    "느리다": (-1, "problem"),
    "만족": (1, "praise"),
    "불편하다": (-1, "problem"),
}
FEATURES = (
    Feature("delivery", "배송", ("배송|배달",)),
    Feature("support", "상담", ("상담|고객센터", "답변 + 빠르다|친절하다")),
    Feature("login", "로그인", ("로그인|인증|비밀번호",)),
    Feature("price", "가격", ("가격|수수료!",)),
    Feature("no_ads", "광고 없음", ("광고!",)),
)


@pytest.fixture(scope="module")
def features() -> PraiseReader:
    return PraiseReader(FEATURES, POLARITY, {})


def said(read: Read, features: PraiseReader, text: str) -> set[str]:
    (sentence,) = read(text)
    return set(features.read(sentence.text, sentence.terms).features)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("배송이 빨라서 좋아요", {"delivery"}),
        ("상담도 친절하고 가격도 좋아요", {"support", "price"}),
        # A word of a rule alone is not enough where the rule asks for two.
        ("답변이 빨라요", {"support"}),
        ("답변이 좋아요", set()),
        # What gives way to the praise is not praised.
        ("배송은 느리지만 상담이 친절해요", {"support"}),
        ("배송은 느린데 가격이 좋아요", {"price"}),
        # What leads up to the praise is, where nothing else is named.
        ("배송 받았는데 좋아요", {"delivery"}),
        ("인증했는데 가격이 좋아요", {"price"}),
        # Exceptions and comparisons.
        ("배송만 빼고 상담이 친절해요", {"support"}),
        ("로그인보다 인증이 편해요", {"login"}),
        # Negated, a word praises only where the rule says so.
        ("광고가 없어서 좋아요", {"no_ads"}),
        ("수수료가 따로 없으니 좋네요", {"price"}),
        # Wishes, duties, grudging praise, and what was before.
        ("배송이 빠르면 좋겠어요", set()),
        ("고객센터는 더 신경 써야 해요", set()),
        ("그나마 배송은 빨라요", set()),
        ("예전 버전 배송이 좋았어요", set()),
        ("배송이 편했는데 이제는 느려요", set()),
        ("다 좋은데 배송이 흠", set()),
        # A name is no praise.
        ("간편 비밀번호 로그인 화면이 떠요", set()),
    ],
)
def test_what_a_sentence_praises(read: Read, features: PraiseReader, text: str, expected: set[str]) -> None:
    assert said(read, features, text) == expected


def test_neighbouring_nouns_are_one_word_of_a_rule(read: Read) -> None:
    features = PraiseReader([Feature("chat", "채팅 상담", ("채팅상담",))], POLARITY, {})
    assert said(read, features, "채팅 상담이 친절해요") == {"chat"}


def test_nouns_that_no_feature_names_are_candidates(read: Read, features: PraiseReader) -> None:
    (sentence,) = read("포장 상자가 좋고 배송도 빨라요")
    praised = features.read(sentence.text, sentence.terms)
    assert praised.nouns == {"포장", "상자", "포장 상자"}
    assert praised.features == {"delivery"}


def test_a_sentence_that_only_sounds_like_praise_is_none(read: Read, features: PraiseReader) -> None:
    (sentence,) = read("배송이 빠르면 좋겠어요")
    assert not features.read(sentence.text, sentence.terms).is_praise
    assert features.read("", ()).is_praise


def test_only_nouns_that_lean_to_praise_are_proposed() -> None:
    """포장 stands in 30 of 100 sentences of praise and in 10 of 900 others; 은행 in a tenth of both."""
    voices = {"포장": 30, "은행": 10, "상자": 4}
    in_all = {"포장": 40, "은행": 100, "상자": 4}
    assert proposed_features(voices, voices, in_all, n_praise=100, n_all=1000) == ["포장"]


def test_a_name_stands_for_its_parts() -> None:
    voices = {"당일": 20, "당일 포장": 18, "포장": 40}
    assert proposed_features(voices, voices, voices, n_praise=200, n_all=4000) == ["포장", "당일 포장"]
