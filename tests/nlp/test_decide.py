from collections.abc import Callable
from dataclasses import dataclass, field

import pytest

from nlp.acts import ActReading
from nlp.decide import weigh_hesitation
from nlp.labels import Evidence
from nlp.types import Sentence, Term

Read = Callable[[str], list[Sentence]]


@dataclass
class Case:
    act: ActReading
    text: str = ""
    terms: list[Term] = field(default_factory=lambda: [Term("수수료", "수수료", negated=False, start=0, end=3)])
    evidence: Evidence = field(default_factory=Evidence)


@pytest.mark.parametrize(
    ("act", "cause", "theme", "score"),
    [
        (ActReading("praise"), 0.9, "fee", 0.05),
        (ActReading("other"), 0.9, None, 0.05),
        (ActReading("statement"), 0.0, None, 0.1),
        (ActReading("statement"), 0.9, None, 0.5),
        (ActReading("statement"), 0.9, "fee", 0.55),
        (ActReading("question"), 0.0, None, 0.5),
        (ActReading("question", problem="오류"), 0.25, None, 0.75),
        (ActReading("request"), 0.3, None, 0.25),
        (ActReading("request"), 0.5, None, 0.65),
        (ActReading("request", wishing=True), 0.0, None, 0.6),
        (ActReading("complaint", problem="오류"), 0.0, None, 0.6),
        (ActReading("complaint"), 0.3, None, 0.62),
        (ActReading("complaint"), 0.2, None, 0.34),
        (ActReading("complaint", outburst=True), 0.9, None, 0.3),
        (ActReading("complaint", avoiding=True), 0.9, None, 0.2),
        (ActReading("complaint", avoiding=True, problem="사기"), 0.0, None, 0.6),
        (ActReading("complaint", leaving=True), 0.0, None, 0.75),
        (ActReading("complaint", problem="안 좋다"), 0.9, None, 0.3),
    ],
)
def test_hesitation_by_act_cause_and_theme(act: ActReading, cause: float, theme: str | None, score: float) -> None:
    assert weigh_hesitation(Case(act), cause=cause, theme=theme)[0] == pytest.approx(score)


def test_a_statement_that_only_sounds_like_a_theme_is_no_hesitation() -> None:
    told = Case(ActReading("statement"))
    assert weigh_hesitation(told, cause=0.9, theme="fee", theme_score=0.4)[0] < 0.5
    assert weigh_hesitation(told, cause=0.9, theme="fee", theme_score=0.6)[0] == pytest.approx(0.55)


@pytest.mark.parametrize(("text", "hesitates"), [("표를 메일로 보내주세요", True), ("표를 메일로 챙기자", False)])
def test_a_request_that_names_its_object_is_a_hesitation(text: str, hesitates: bool) -> None:  # noqa: FBT001
    named = [Term(word, word, negated=False, start=0, end=1) for word in ("표", "메일")]
    score, _ = weigh_hesitation(Case(ActReading("request"), text=text, terms=named), cause=0.0, theme=None)
    assert (score >= 0.5) is hesitates


def test_a_request_of_repair_words_alone_names_nothing() -> None:
    bare = Case(
        ActReading("request", problem="오류"),
        terms=[
            Term("오류", "오류", negated=False, start=0, end=2),
            Term("수정", "수정", negated=False, start=3, end=5),
        ],
    )
    assert weigh_hesitation(bare, cause=0.9, theme="bugs")[0] < 0.5


@pytest.mark.parametrize(
    ("text", "hesitates", "reason"),
    [
        ("사기 같아서 멈췄어요", True, "trust"),
        ("사기는 아닌 것 같아요", False, "none"),
        ("수수료가 비싸요", True, "cost"),
        ("수수료 아깝지 않아요", False, "none"),
        ("본인 인증이 안 됩니다", True, "access"),
        ("앱이 자꾸 튕겨요", True, "defect"),
        ("오류 없이 잘 됩니다", False, "none"),
        ("지문 로그인 넣어주세요", True, "missing"),
        ("고쳐주세요", False, "none"),
        ("오류 좀 수정해주세요", False, "none"),
        ("최악이에요", False, "none"),
        ("쓰레기", False, "none"),
        ("다른 은행 쓰세요", False, "none"),
        ("탈퇴합니다", True, "other"),
        ("어제 앱을 새로 깔았습니다", False, "none"),
        ("최고예요", False, "none"),
    ],
)
def test_readings_follow_the_rulings(read: Read, text: str, hesitates: bool, reason: str) -> None:  # noqa: FBT001
    (sentence,) = read(text)
    assert (sentence.reading.is_hesitation, sentence.reading.reason) == (hesitates, reason), sentence.reading.why


def test_a_theme_brings_its_reason_and_stage(read: Read) -> None:
    reading = read("신분증 인식이 안 돼요")[0].reading
    assert (reading.theme, reading.reason, reading.stage) == ("id_photo", "access", "onboarding")
    assert reading.theme_score > 0.5


def test_an_unseen_wording_lands_by_its_seeds(read: Read) -> None:
    """No rule of the fixture knows these words; a seed sentence is near."""
    reading = read("상담원이랑 통화 한번 하기 너무 힘들어요")[0].reading
    assert reading.theme == "support_phone"
    assert "like '" in reading.why[4]


@pytest.mark.parametrize(
    ("text", "stage"),
    [
        ("화면이 편하고 좋아요", "usage"),
        ("좋아요", "none"),
        ("최고예요", "none"),
        ("회원가입이 빨라요", "onboarding"),
        ("최악이에요", "none"),
        ("고쳐주세요", "none"),
        # Two rules that agree place a mere outburst, one does not.
        ("짜증나는 회원가입 인증", "onboarding"),
        ("짜증나는 회원가입", "none"),
    ],
)
def test_without_a_hesitation_only_what_names_something_has_a_stage(read: Read, text: str, stage: str) -> None:
    assert read(text)[0].reading.stage == stage


def test_the_why_of_a_rule_names_the_words_that_met_it(read: Read) -> None:
    why = read("신분증 인식이 안 돼요")[0].reading.why
    assert "rule '신분증 + 인식 + 안 되다'" in why[4]
    assert all(len(one) < 120 for one in why)


def test_calls_to_keep_away_and_farewells_belong_to_loyalty(read: Read) -> None:
    assert read("절대 깔지 마세요")[0].reading.stage == "loyalty"
    assert read("이제 안 씁니다")[0].reading.stage == "loyalty"


def test_scores_lie_in_their_range_and_every_decision_has_a_why(read: Read) -> None:
    for text in ("신분증 인식이 안 돼요", "좋아요", "사기 같아요", "ㅋㅋ", "언제 되나요"):
        reading = read(text)[0].reading
        for score in (reading.hesitation, reading.reason_score, reading.stage_score, reading.theme_score):
            assert 0.0 <= score <= 1.0
            assert score == round(score, 4)
        assert len(reading.why) == 5
        assert all(reading.why)
        assert (reading.reason == "none") is not reading.is_hesitation
