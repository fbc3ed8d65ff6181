"""A night links its texts to messages; killed and repeated it leaves the same rows."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sample_home import arrive
from sent_messages import message, message_id, put_messages
from small_home import UNTIL

from nlp.tokenize import load_tokenizer
from voc.planning.draft_check import Draft, check_drafts
from voc.steps import message_voices as step
from voc.steps.analyse import analyse
from voc.steps.collect import collect
from voc.steps.draft_check import draft_evidence
from voc.steps.message_voices import link_messages, link_waiting
from voc.steps.messages.reading import read_messages
from voc.steps.summarise import summarise
from voc.steps.workplace import Workplace, night_window
from voc.store.message_voices import judge_voice, voices_of_messages
from voc.store.voices_on import voices_on

Content = dict[str, list[str]]
AtWork = Callable[..., AbstractContextManager[Workplace]]

SENT = datetime(2026, 11, 23, 1, tzinfo=UTC)
BODY = "(광고)환급나래\n#{이름}님의 숨은 세금이 기다리고 있어요. 사흘 안에 찾아가세요."
TEXTS = (
    "<NAME>님의 숨은세금이 기다리고 있어요. 사흘안에 찾아가세요\n이런 문자가 왔는데 사기 아닌지 걱정돼요",
    "'사흘 안에 찾아가세요'라는 문자를 받았는데 믿어도 되나요?",
    "세금 조회가 느려요",
)
M = message_id("hidden")


@pytest.fixture
def waiting(own_home: Path, at_work: AtWork) -> Path:
    """A home whose last night is read and not yet linked nor counted."""
    with at_work(own_home) as place:
        for source in place.sources(("cs_tickets",)):
            collect(place, source, night_window(UNTIL, datetime.now(UTC)), run_id="night")
        arrive(place, TEXTS)
        put_messages(place.store, [message("hidden", BODY, SENT)])
        analyse(place)
    return own_home


def test_a_night_links_what_it_brought(
    waiting: Path, at_work: AtWork, content: Callable[..., Content], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Paste and quotation are linked, each with its doubt; a run broken off between batches is simply done again."""
    with at_work(waiting) as place:
        monkeypatch.setattr(step, "_AT_ONCE", 1)
        kept = step.save_voices
        monkeypatch.setattr(step, "save_voices", _breaking(kept, after=2))
        with pytest.raises(KeyboardInterrupt):
            link_waiting(place)
        monkeypatch.undo()
        assert link_waiting(place) == 2
        found = content(place.store)["message_voices"]
        assert link_waiting(place) == 2
        assert content(place.store)["message_voices"] == found
        summarise(place)
        assert link_waiting(place) == 0
        with place.store.read() as connection:
            shown = voices_on(connection, [M])
    assert {one.how for one in shown} == {"pasted", "quoted"}
    assert {one.text for one in shown if one.is_hesitation} >= {"이런 문자가 왔는데 사기 아닌지 걱정돼요"}
    assert {one.phrase for one in shown} == {
        "사흘 안에 찾아가세요",
        "님의 숨은 세금이 기다리고 있어요. 사흘 안에 찾아가세요",
    }


def _breaking(save: Callable[..., None], *, after: int) -> Callable[..., None]:
    left = iter(range(after))

    def saving(*given: object) -> None:
        if next(left, None) is None:
            raise KeyboardInterrupt
        save(*given)

    return saving


def test_an_import_of_messages_looks_through_what_is_there(waiting: Path, at_work: AtWork) -> None:
    """The weeks after the sending are looked through again, and a person's no stays."""
    with at_work(waiting) as place:
        summarise(place)
        assert link_messages(place, [M]) == 2
        with place.store.begin() as connection:
            first, second = voices_of_messages(connection, [M])
            judge_voice(connection, type(first)(first.document_id, M, "pasted", 1.0, 0, 1, "", "denied", "한별", SENT))
        link_messages(place, [M])
        with place.store.read() as connection:
            assert [one.state for one in voices_of_messages(connection, [M])] == ["denied", "found"]
            assert [one.document_id for one in voices_on(connection, [M])] == [second.document_id]


def test_a_draft_like_a_doubted_message_is_told_so(waiting: Path, at_work: AtWork) -> None:
    """The archive stands beside a draft: the message like it with its result, and what customers said about it."""
    with at_work(waiting) as place:
        link_waiting(place)
        summarise(place)
        read_messages(place)
        evidence = draft_evidence(place, None)
        assert evidence is not None
        drafts = [
            Draft(channel="sms", is_ad=False, body=body)
            for body in ("숨은 세금이 기다려요. 사흘 안에 찾아가세요.", "안녕하세요")
        ]
        analyse_text = load_tokenizer(place.settings.knowledge().brand_words).tokenize_mended
        alike, other = check_drafts(drafts, place.settings.channels, analyse_text, evidence)
    found = {one.code: one for one in alike}
    assert found["near_message"].span == BODY
    assert "2026-11-23, 문자(SMS)" in found["near_message"].advice
    assert found["near_doubted"].level == "warning"
    assert "이런 문자가 왔는데 사기 아닌지 걱정돼요" in found["near_doubted"].advice + found["phrase_doubted"].advice
    assert found["phrase_doubted"].span.endswith("사흘 안에 찾아가세요")
    assert {one.code for one in other} <= {"hesitations_open"}
