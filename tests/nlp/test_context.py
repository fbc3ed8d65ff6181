from collections.abc import Callable
from dataclasses import replace

import pytest

from nlp.context import resolve
from nlp.types import Reading, Sentence, Term

Read = Callable[[str], list[Sentence]]
WHY = ("act", "hesitation", "reason", "stage", "theme")


def sentence(text: str, **reading: object) -> Sentence:
    values: dict[str, object] = {
        "act": "complaint", "hesitation": 0.8, "is_hesitation": True, "reason": "other", "reason_score": 0.0,
        "stage": "none", "stage_score": 0.0, "why": WHY,
    }  # fmt: skip
    return Sentence(0, len(text), text, (), Reading(**{**values, **reading}))  # type: ignore[arg-type]


CAUSE = {
    "reason": "access",
    "reason_score": 0.9,
    "stage": "onboarding",
    "stage_score": 0.8,
    "theme": "id_photo",
    "theme_score": 0.7,
}


def test_a_pointing_sentence_takes_reason_stage_and_theme_from_the_one_before() -> None:
    _, pointing = resolve([sentence("인식이 안 돼요", **CAUSE), sentence("그래서 포기했어요")])
    reading = pointing.reading
    assert (reading.reason, reading.stage, reading.theme) == ("access", "onboarding", "id_photo")
    # 0.8 of what the neighbour is sure of.
    assert (reading.reason_score, reading.stage_score, reading.theme_score) == (0.72, 0.64, 0.56)
    assert "neighbouring" in reading.why[2]


def test_the_nearest_earlier_cause_wins_over_a_later_one() -> None:
    other = {**CAUSE, "reason": "cost", "theme": "fee"}
    middle = resolve([sentence("가", **CAUSE), sentence("그래서 포기"), sentence("나", **other)])[1]
    assert middle.reading.reason == "access"
    first = resolve([sentence("이러니 포기"), sentence("나", **other)])[0]
    assert first.reading.reason == "cost"


def test_a_cause_of_its_own_is_kept() -> None:
    own = sentence("수수료가 비싸요", reason="cost", reason_score=0.5)
    assert resolve([sentence("가", **CAUSE), own])[1] == own


@pytest.mark.parametrize(
    ("text", "reason"), [("폰을 바꿔도 또 그래요", "access"), ("폰을 바꿔도 버튼이 안 눌려요", "defect")]
)
def test_a_guessed_cause_gives_way_where_the_sentence_points(text: str, reason: str) -> None:
    terms = tuple(Term(word, word, negated=False, start=0, end=1) for word in ("폰", "버튼", "바꾸다"))
    guessed = replace(sentence(text, reason="defect", reason_score=0.3), terms=terms)
    assert resolve([sentence("가", **CAUSE), guessed])[1].reading.reason == reason


def test_a_stage_that_was_only_usual_is_taken_from_the_neighbour() -> None:
    usual = sentence("버튼이 안 눌려요", reason="access", reason_score=0.9, stage="usage", stage_score=0.3)
    assert resolve([sentence("가", **CAUSE), usual])[1].reading.stage == "onboarding"


def test_a_cause_too_far_away_does_not_count() -> None:
    fillers = [sentence("음", act="statement", is_hesitation=False, reason="none", hesitation=0.1)] * 3
    assert resolve([sentence("가", **CAUSE), *fillers, sentence("포기")])[-1].reading.reason == "other"


@pytest.mark.parametrize(("text", "hesitates"), [("몇 번을 했는지", True), ("짜증나네요", False)])
def test_a_bare_complaint_becomes_a_hesitation_only_where_it_points(text: str, hesitates: bool) -> None:  # noqa: FBT001
    bare = sentence(text, hesitation=0.3, is_hesitation=False, reason="none")
    reading = resolve([sentence("가", **CAUSE), bare])[1].reading
    assert reading.is_hesitation is hesitates
    assert reading.reason == ("access" if hesitates else "none")


def test_a_lone_sentence_stays_as_it_is() -> None:
    alone = [sentence("포기했어요")]
    assert resolve(alone) == alone
    assert resolve([]) == []


def test_documents_are_resolved_as_they_are_read(read: Read) -> None:
    sentences = read("신분증 인식이 안 돼요. 재설치해도 똑같아요.")
    assert [s.reading.theme for s in sentences] == ["id_photo", "id_photo"]


def test_a_trial_that_changed_nothing_points_though_it_complains_of_nothing() -> None:
    said = {"act": "statement", "hesitation": 0.1, "is_hesitation": False, "reason": "none"}
    for text, hesitates in (("전원을 껐다 켜도 같아요", True), ("어제 새로 깔았어요", False)):
        reading = resolve([sentence("가", **CAUSE), sentence(text, **said)])[1].reading
        assert reading.is_hesitation is hesitates
        assert reading.theme == ("id_photo" if hesitates else None)


def test_a_question_that_points_takes_the_trouble_it_points_to() -> None:
    bare = sentence("왜 이러나요", act="question", hesitation=0.3, is_hesitation=False, reason="none")
    assert resolve([sentence("가", **CAUSE), bare])[1].reading.reason == "access"


@pytest.mark.parametrize("outburst", ["뭐죠?", "어이가 없네요.", "황당하네요.", "기가 막혀요.", "이게 뭡니까?"])
def test_a_bare_outburst_inherits_nothing(read: Read, outburst: str) -> None:
    reading = read(f"신분증 인식이 안 돼요. {outburst}")[1].reading
    assert (reading.is_hesitation, reading.reason, reading.theme) == (False, "none", None)


@pytest.mark.parametrize(
    "text", ["담당 부서에서 확인한 뒤 안내드리겠습니다.", "불편을 드려 죄송합니다.", "문의 주시면 도와드리겠습니다."]
)
def test_an_answer_of_the_company_is_no_hesitation(read: Read, text: str) -> None:
    assert not read(text)[0].reading.is_hesitation
