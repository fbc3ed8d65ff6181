"""A draft beside what was sent before: like messages, what customers said about them, words that made them doubt."""

from collections.abc import Sequence

import pytest

from voc.planning.draft_check import DoubtedPhrase, Draft, Finding, PastMessage, PastVoice, Subject
from voc.planning.draft_check.past import check_past

_DOUBT = PastVoice("이거 사기 아닌가요?", "숨은 돈이 기다려요", "c_trust", "사기 의심", is_doubt=True)
_THANKS = PastVoice("덕분에 찾았어요", "숨은 돈이 기다려요", None, None, is_doubt=False)


class _Past:
    def __init__(self, *messages: PastMessage) -> None:
        self._messages = messages

    def nearest(self, text: str, n: int) -> Sequence[PastMessage]:
        assert text
        return self._messages[:n]


def _check(body: str, *messages: PastMessage, doubted: Sequence[DoubtedPhrase] = ()) -> list[Finding]:
    return list(check_past(Draft(body=body), _Past(*messages), doubted))


def _sent(*voices: PastVoice, is_alike: bool = True) -> PastMessage:
    return PastMessage("2026-10-02", "문자", "숨은 돈이 기다려요", "1,200명에게 닿았습니다.", "m1", is_alike, voices)


@pytest.mark.parametrize(("n", "level"), [(1, "info"), (2, "warning")])
def test_doubts_about_a_message_like_it_come_before_the_message(n: int, level: str) -> None:
    """One doubting customer is worth knowing, two are a warning; the quote and the words that caused it are told."""
    found = _check("숨은 돈이 있어요", _sent(*[_DOUBT] * n, _THANKS))
    assert [(one.code, one.level) for one in found] == [("near_doubted", level), ("near_message", "info")]
    assert f"고객 {n}명이 망설였습니다: “이거 사기 아닌가요?” 걸린 말은 ‘숨은 돈이 기다려요’입니다." in found[0].advice
    assert found[0].subjects == (Subject("theme", "c_trust", "사기 의심"), Subject("message", "m1", "2026-10-02"))
    assert found[1].advice == "비슷한 메시지를 보낸 적이 있습니다(2026-10-02, 문자). 1,200명에게 닿았습니다."


def test_a_message_on_the_same_theme_in_other_words_answers_for_its_own_words() -> None:
    """What customers said about its wording says nothing about this one."""
    found = _check("돈을 찾으세요", _sent(_DOUBT, _DOUBT, is_alike=False))
    assert [one.code for one in found] == ["near_message"]
    assert "같은 망설임을 다룬 메시지" in found[0].advice
    assert [one.code for one in _check("돈", _sent(_THANKS))] == ["near_message"]


@pytest.mark.parametrize(
    ("body", "span"),
    [
        ("오늘은 숨은돈이 기다려요!", "숨은돈이 기다려요"),
        ("숨은 돈을 찾아 드려요", None),
        ("기다려요", None),
        ("", None),
    ],
)
def test_words_that_made_customers_doubt_are_found_in_any_spacing(body: str, span: str | None) -> None:
    """The draft's own words are the span; a part of the phrase alone is not it."""
    doubted = DoubtedPhrase("숨은 돈이 기다려요", _DOUBT, "2026-10-02", "문자", "m1", 3)
    found = list(check_past(Draft(body=body), None, [doubted, doubted]))
    assert [(one.code, one.level, one.span) for one in found] == ([("phrase_doubted", "warning", span)] if span else [])
    assert all("고객 3명이 망설였습니다: “이거 사기 아닌가요?”" in one.advice for one in found)
