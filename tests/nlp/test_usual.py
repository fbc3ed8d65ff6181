import pytest

from nlp.acts import ActReading
from nlp.usual import Usual

USUAL = Usual(["defect", "missing", "understanding", "delay"], ["usage", "fulfilment"])


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
    assert USUAL.reason(act)[0] == reason


def test_a_stage_that_is_not_configured_is_not_suggested() -> None:
    assert USUAL.stage("defect") == ("usage", "usual for defect")
    assert USUAL.stage("delay")[0] == "fulfilment"
    assert USUAL.stage("cost")[0] == "none"
    assert USUAL.stage("other")[0] == "none"
