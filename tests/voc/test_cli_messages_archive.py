"""`voc messages response`, `tests`, `timeline`, `fatigue`, `after`: tables and JSON lines over a small archive."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from sent_archive import put_archive, small_archive
from sent_messages import message_id

from voc.store import Store

Call = Callable[..., Any]
TESTED = {message_id("t-a"), message_id("t-b")}


@pytest.fixture
def archived(filled: Store) -> Store:
    """A store with nine voices of two weeks and an archive of eight."""
    put_archive(filled, small_archive(), TESTED)
    return filled


def rows(called: Any) -> list[dict[str, Any]]:  # noqa: ANN401 - how a call ended
    assert called.code == 0, called.err
    return [json.loads(line) for line in called.out.splitlines()]


@pytest.mark.usefixtures("archived")
def test_response_claims_what_differs_within_bands(call: Call) -> None:
    found = rows(call("messages", "response", "--channel", "sms", "--json"))
    (image,) = [one for one in found if one["kind"] == "within" and one["trait"] == "image"]
    assert image["is_claimed"]
    assert image["difference"] == pytest.approx(0.003, abs=0.0004)
    assert {"model", "note"} <= {one["kind"] for one in found}


@pytest.mark.usefixtures("archived")
def test_response_is_drawn_with_footnotes(call: Call) -> None:
    called = call("messages", "response", "--channel", "문자(SMS)")
    assert "이미지: 있음 (기준 없음)" in called.out
    assert "차이 있음" in called.out
    assert "· 메시지를 고른 사람이 알고 있던 다른 까닭은 이 표에 없습니다." in called.out


@pytest.mark.usefixtures("archived")
def test_a_channel_that_nothing_was_sent_on_is_named_with_those_that_are(call: Call) -> None:
    called = call("messages", "response", "--channel", "lms")
    assert (called.code, called.out) == (2, "")
    assert called.err == "Nothing was sent on a channel 'lms'. Channels of the archive: app_push, sms."


@pytest.mark.usefixtures("archived")
def test_tests_are_judged_recipient_by_recipient(call: Call) -> None:
    (found,) = rows(call("messages", "tests", "--json"))
    assert (found["test"], found["variant"], found["against"], found["is_claimed"]) == ("이미지", "B", "A", True)
    assert found["difference"] == pytest.approx(0.02)
    assert "차이 있음" in call("messages", "tests").out


@pytest.mark.usefixtures("archived")
def test_the_timeline_stands_beside_the_theme_s_voices(call: Call) -> None:
    found = {one["week"]: one for one in rows(call("messages", "timeline", "--theme", "인증 실패", "--json"))}
    assert found["2026-W45"]["n"] == 2
    assert found["2026-W45"]["clicked"] == pytest.approx(0.05)
    assert (found["2026-W47"]["n"], found["2026-W47"]["n_voices"], found["2026-W47"]["n_all"]) == (0, 2, 5)
    assert sum(one["n"] for one in rows(call("messages", "timeline", "--json"))) == len(small_archive())


@pytest.mark.usefixtures("archived")
def test_fatigue_is_said_of_one_segment_and_not_of_the_other(call: Call) -> None:
    """기존 gets 2 to 9 messages a week and opts out 10 by 10,000 for each of them; of 신규 nothing is known."""
    lines = {one["segment"]: one for one in rows(call("messages", "fatigue", "--json")) if one["kind"] == "segment"}
    assert lines["기존"]["is_claimed"]
    assert lines["기존"]["low"] < lines["기존"]["each"] < lines["기존"]["high"]
    assert (lines["신규"]["is_claimed"], lines["신규"]["each"]) == (False, None)
    assert lines["신규"]["said"][0].startswith("신규: 아직 말할 수 없습니다.")
    assert (lines["모든 세그먼트"]["each"], lines["모든 세그먼트"]["said"]) == (None, [])
    weeks = [one for one in rows(call("messages", "fatigue", "--segment", "기존", "--json")) if one["kind"] == "week"]
    assert [one["n"] for one in weeks] == [2, 3, 4, 5, 6, 7, 8, 9]
    assert weeks[0]["opted_out"] is None
    assert weeks[-1]["opted_out"] == pytest.approx(0.009)
    assert call("messages", "fatigue", "--segment", "없음").code == 2


@pytest.mark.usefixtures("archived")
def test_what_followed_is_said_with_the_note_that_it_is_no_proof(call: Call) -> None:
    (found,) = rows(call("messages", "after", "t_auth", "--json"))
    assert (found["theme"], found["week"], len(found["messages"])) == ("인증 실패", "2026-W45", 2)
    assert found["said"][-1] == "이것은 증거가 아닙니다. 같은 때 다른 일도 있었을 수 있습니다."
    assert rows(call("messages", "after", "--message", message_id("t-a")[:8], "--json")) == [found]
    assert call("messages", "after").code == 2
    assert call("messages", "after", "t_auth", "--message", "x").code == 2


@pytest.mark.usefixtures("filled")
@pytest.mark.parametrize("command", ["response", "tests", "timeline", "fatigue"])
def test_without_an_archive_it_says_what_to_do(call: Call, command: str) -> None:
    called = call("messages", command)
    assert (called.code, called.out) == (0, "")
    assert "voc import messages FILE" in called.err
