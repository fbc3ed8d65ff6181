"""`voc messages voices|confirm|deny`: what customers said about a message, and what a person says to that."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from sent_messages import message, message_id, put_messages

from voc.records import document_id
from voc.store import Store
from voc.store.message_voices import MessageVoice, save_voices

Call = Callable[..., Any]
SENT = message_id("sent")
DOCUMENT = document_id("shop_reviews", "a2")


@pytest.fixture
def linked(filled: Store) -> Store:
    """A voice of the last week quotes a message."""
    put_messages(
        filled,
        [
            message("sent", "인증 한 번이면 끝나요", datetime(2026, 11, 15, 1, tzinfo=UTC), external_id="CRM-1"),
            message("other", "다른 소식", datetime(2026, 11, 15, 1, tzinfo=UTC)),
        ],
    )
    with filled.begin() as connection:
        save_voices(connection, [DOCUMENT], [MessageVoice(DOCUMENT, SENT, "quoted", 0.8, 0, 3, "인증 한 번이면")])
    return filled


@pytest.mark.usefixtures("linked")
def test_lists_what_customers_said(call: Call) -> None:
    """By message and by week, with the hesitation and the phrase; data on stdout."""
    done = call("messages", "voices", "CRM-1", "--week", "2026-W47", "--json")
    (row,) = map(json.loads, done.out.splitlines())
    assert (done.code, row["document_id"], row["message_id"]) == (0, DOCUMENT, SENT)
    assert (row["text"], row["said"], row["phrase"], row["theme"]) == (
        "인증이 또 안 되네요",
        "인증이",
        "인증 한 번이면",
        "인증 실패",
    )
    assert row["sent_at"] == "2026-11-15T01:00:00+00:00"
    assert "인증이 또 안 되네요" in call("messages", "voices").out
    empty = call("messages", "voices", "--week", "2026-W46")
    assert (empty.code, empty.out) == (0, "")
    assert "voc import messages" in empty.err


@pytest.mark.usefixtures("linked")
def test_a_person_denies_and_confirms(call: Call) -> None:
    """A dry run changes nothing; what is denied is listed no more; a link may be made where none was found."""
    assert "찾음 → 아님" in call("messages", "deny", DOCUMENT[:8], SENT[:8], "--dry-run").out
    assert call("messages", "voices", "--json").out
    assert call("messages", "deny", "shop_reviews:a2", "CRM-1", "--who", "한별").code == 0
    assert call("messages", "voices", "--json").out == ""
    done = call(
        "messages", "confirm", document_id("shop_reviews", "a3"), message_id("other"), "--json", "--who", "한별"
    )
    assert json.loads(done.out) | {"document_id": "", "message_id": ""} == {
        "dry_run": False,
        "document_id": "",
        "message_id": "",
        "before": None,
        "state": "confirmed",
        "who": "한별",
    }
    assert [json.loads(line)["state"] for line in call("messages", "voices", "--json").out.splitlines()] == [
        "confirmed"
    ]


@pytest.mark.usefixtures("linked")
@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("deny", DOCUMENT, "nothing"), "There is no message 'nothing'"),
        (("deny", DOCUMENT, message_id("other")), "there is nothing to deny"),
        (("confirm", "zzz", SENT), "names no document"),
        (("voices", "--week", "2026-W10"), "2026-W10"),
    ],
)
def test_what_is_not_there_is_said(call: Call, arguments: tuple[str, ...], said: str) -> None:
    """Wrong names end with 2 and a sentence."""
    done = call("messages", *arguments)
    assert done.code == 2
    assert said in done.err
