from dataclasses import dataclass

import pytest

from nlp.acts import ActReading
from nlp.types import Term
from nlp.usual import Usual

USUAL = Usual(["defect", "missing", "understanding", "delay"], ["usage", "fulfilment"])


@dataclass(frozen=True)
class Said:
    terms: list[Term]
    text: str = ""


def said(words: str) -> Said:
    return Said([Term(word, word, negated=False, start=0, end=1) for word in words.split()])


@pytest.mark.parametrize(
    ("act", "reason"),
    [
        (ActReading("complaint", problem="안 눌리다"), "defect"),
        (ActReading("complaint", problem="없다"), "missing"),
        (ActReading("complaint", doubt="모르다"), "understanding"),
        (ActReading("request", wishing=True), "missing"),
        # 안 좋다 says nothing of what fails, and cost is no reason of this configuration.
        (ActReading("complaint", problem="안 좋다"), "other"),
        (ActReading("complaint", problem="비싸다"), "other"),
        (ActReading("complaint"), "other"),
    ],
)
def test_the_failing_word_suggests_a_configured_reason(act: ActReading, reason: str) -> None:
    assert USUAL.reason(act, said("배너 옮기다 하단"))[0] == reason


def test_a_stage_that_is_not_configured_is_not_suggested() -> None:
    assert USUAL.stage("defect") == ("usage", "usual for defect")
    assert USUAL.stage("delay")[0] == "fulfilment"
    assert USUAL.stage("cost")[0] == "none"
    assert Usual(["other"], ["loyalty"]).stage("other")[0] == "none"


def test_what_nothing_places_happens_in_everyday_use() -> None:
    assert USUAL.stage("other") == ("usage", "usual for other")


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        ("배너 하단 옮기다", "missing"),
        # Two words may only point, and a remedy is asked for a failing that stands elsewhere.
        ("하단 옮기다", "other"),
        ("다른 분 조치", "other"),
    ],
)
def test_a_request_asks_for_what_is_not_there(words: str, reason: str) -> None:
    assert USUAL.reason(ActReading("request"), said(words))[0] == reason
    assert USUAL.reason(ActReading("complaint"), said(words))[0] == "other"
