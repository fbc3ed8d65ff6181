from collections.abc import Sequence

import numpy as np
import pytest

from nlp.portraits import Voice, portray
from nlp.titles import Namer
from nlp.types import Reading, Sentence, Term, UnitRows


def voice(text: str, words: str, *, weight: int = 1, reason: str = "defect", stage: str = "usage") -> Voice:
    terms = []
    for word in words.split():
        start = text.index(word)
        terms.append(Term(word, word, negated=False, start=start, end=start + len(word)))
    reading = Reading(
        act="complaint",
        hesitation=0.8,
        is_hesitation=True,
        reason=reason,
        reason_score=0.5,
        stage=stage,
        stage_score=0.5,
    )
    return Voice(Sentence(0, len(text), text, tuple(terms), reading), weight)


def encode(sentences: Sequence[Sentence]) -> UnitRows:
    return np.array([[1.0, 0.0] if "차트" in s.text else [0.0, 1.0] for s in sentences], dtype=np.float32)


@pytest.fixture
def namer() -> Namer:
    return Namer(lambda lemma: lemma, {"오류": (-2, "problem")})


GROUPS = {
    "d_1": [voice("차트 오류가 또 났어요 정말", "차트 오류", weight=3), voice("어제 차트 오류", "차트 오류")],
    "d_2": [
        voice("쿠폰이 사라졌어요 왜죠", "쿠폰", reason="value", stage="none"),
        voice("쿠폰 돌려주세요 지금", "쿠폰", reason="value", stage="conversion"),
        voice("쿠폰이 또 없어요 어제", "쿠폰", reason="cost", stage="none"),
    ],
}
BACKGROUND = [voice("오류가 났어요 오늘", "오류", weight=9)]


def test_keywords_mark_a_theme_against_everything_else(namer: Namer) -> None:
    portraits = portray(GROUPS, background=BACKGROUND, encode=encode, namer=namer)
    assert portraits["d_1"].keywords[0].term in {"차트", "차트 오류"}
    assert portraits["d_2"].keywords[0].term == "쿠폰"
    assert portraits["d_1"].title == "차트 오류"


def test_reason_and_stage_are_what_most_voices_say(namer: Namer) -> None:
    portrait = portray(GROUPS, background=[], encode=encode, namer=namer)["d_2"]
    assert portrait.reason == "value"
    # Two voices name no stage; the one that does decides.
    assert portrait.stage == "conversion"


def test_exemplars_are_sentences_of_the_theme(namer: Namer) -> None:
    for theme_id, portrait in portray(GROUPS, background=BACKGROUND, encode=encode, namer=namer).items():
        texts = [v.sentence.text for v in GROUPS[theme_id]]
        assert portrait.exemplars
        assert len(set(portrait.exemplars)) == len(portrait.exemplars)
        assert set(portrait.exemplars) <= set(texts)


def test_no_themes_no_portraits(namer: Namer) -> None:
    assert portray({}, background=BACKGROUND, encode=encode, namer=namer) == {}
    assert portray({}, background=[], encode=encode, namer=namer) == {}


def test_a_word_of_the_app_itself_names_no_theme(namer: Namer) -> None:
    """바람 stands in all six themes as often: it is the app's name, and leaves the title to what differs."""
    things = ("차트", "쿠폰", "알림", "지도", "검색", "결제")
    groups = {
        f"d_{thing}": [voice(f"바람 {thing} 오류 {n}", f"바람 {thing} 오류") for n in "가나다"] for thing in things
    }
    portraits = portray(groups, background=[], encode=encode, namer=namer)
    assert {portrait.title for portrait in portraits.values()} == {f"{thing} 오류" for thing in things}
    # Among two themes nobody can tell what is everywhere.
    two = {key: groups[key] for key in sorted(groups)[:2]}
    assert all("바람" in p.title for p in portray(two, background=[], encode=encode, namer=namer).values())


def test_small_themes_do_not_vote_on_what_is_everywhere(namer: Namer) -> None:
    """Forty themes of three voices lack 바람 by chance; in the thirty that say much it stands everywhere."""
    things = [f"{a}{b}{c}" for a in "너더러" for b in "비지" for c in "구누두루무"]
    large = {f"d_{one}": [voice(f"바람 {one} 오류 {n}", f"바람 {one} 오류") for n in range(65)] for one in things}
    rest = [f"{a}{b}" for a in "소조초코" for b in "가나다라마바사아자차"]
    small = {f"d_{one}": [voice(f"{one} 오류 {n}", f"{one} 오류") for n in range(3)] for one in rest}
    portraits = portray({**large, **small}, background=[], encode=encode, namer=namer)
    assert {portraits[f"d_{one}"].title for one in things} == {f"{one} 오류" for one in things}
    # Of fewer talkative themes all are asked, and most lack it.
    few = dict(list(large.items())[:20])
    portraits = portray({**few, **small}, background=[], encode=encode, namer=namer)
    assert all("바람" in portraits[key].title for key in few)


def test_what_shares_no_name_has_a_topic(namer: Namer) -> None:
    groups = {
        "d_1": [voice("쿠폰 가격", "쿠폰 가격"), voice("차트 색깔", "차트 색깔"), voice("지도 크기", "지도 크기")]
    }
    portrait = portray(groups, background=[], encode=encode, namer=namer)["d_1"]
    assert portrait.title == ""
    assert portrait.topic.count("·") == 1
