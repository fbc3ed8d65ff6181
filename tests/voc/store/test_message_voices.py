"""Links between texts and messages: kept, judged by people, shown with their hesitation, gone with the words."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from sent_messages import message, message_id, put_messages
from sqlalchemy import select

from voc.records import Document
from voc.store import Store, StoredTheme, ThemeChoice, forget_document, save_page, save_themes, set_themes
from voc.store.message_voices import (
    MessageVoice,
    drop_voices_of_messages,
    find_voice,
    judge_voice,
    save_voices,
    voices_of_documents,
    voices_of_messages,
)
from voc.store.purge import Cell, Limit, begin_cell, clear_some
from voc.store.schema import message_voices
from voc.store.voices_on import voices_about, voices_in, voices_on

Make = Callable[..., Document]
Fill = Callable[..., None]
Days = Callable[[int], datetime]

SENT, LATER = message_id("sent"), message_id("later")
AT = datetime(2026, 11, 22, tzinfo=UTC)
TEXT = "오늘까지 확인하세요\n이게 안 믿겨요\n고마워요"


@pytest.fixture
def linked(store: Store, make: Make, fill: Fill) -> Document:
    """A document that pastes a message and doubts it; its doubt has a theme."""
    document = make("a", TEXT)
    fill(document)
    put_messages(store, [message("sent", "오늘까지 확인하세요", AT), message("later", "다른 소식", AT)])
    with store.begin() as connection:
        save_themes(connection, [StoredTheme("t_doubt", "못 믿음", "trust", "onboarding")])
        set_themes(connection, [ThemeChoice(document.id, 1, "t_doubt", 0.9, "s1")])
        save_voices(connection, [document.id], [_voice(document)])
    return document


def _voice(document: Document, message: str = SENT, **facts: object) -> MessageVoice:
    made = MessageVoice(document.id, message, "pasted", 0.9, 0, 10, "오늘까지 확인하세요")
    return replace(made, **facts)  # type: ignore[arg-type]


def _rows(store: Store) -> list[tuple[str, str, str]]:
    held = message_voices.c
    with store.read() as connection:
        return sorted(map(tuple, connection.execute(select(held.message_id, held.state, held.phrase))))


def test_a_voice_is_shown_with_its_hesitation_and_the_phrase(store: Store, linked: Document) -> None:
    """Of a paste, what the customer says beside it is shown: the sentence that hesitates."""
    with store.read() as connection:
        (shown,) = voices_on(connection, [SENT])
        assert voices_in(connection, [linked.id]) == voices_about(connection, "t_doubt") == [shown]
        assert voices_on(connection, [LATER]) == voices_about(connection, "t_else") == []
    assert (shown.text, shown.said, shown.phrase) == ("이게 안 믿겨요", "오늘까지 확인하세요", "오늘까지 확인하세요")
    assert (shown.theme_id, shown.theme, shown.reason, shown.is_hesitation) == ("t_doubt", "못 믿음", "defect", True)
    assert (shown.document_id, shown.sentence_index, shown.source) == (linked.id, 1, linked.source)


def test_finding_again_replaces_what_was_found_and_leaves_what_people_said(store: Store, linked: Document) -> None:
    """What the machine finds anew stands instead of what it found; a denied link is not found again."""
    with store.begin() as connection:
        judge_voice(connection, _voice(linked, state="denied", who="한별", at=AT))
        save_voices(connection, [linked.id], [_voice(linked), _voice(linked, LATER, how="quoted", phrase="다른")])
        save_voices(connection, [linked.id], [_voice(linked), _voice(linked, LATER, how="quoted", phrase="다른")])
        assert [one.message_id for one in voices_on(connection, [SENT, LATER])] == [LATER]
        assert len(voices_on(connection, [SENT, LATER], with_denied=True)) == 2
        assert [one.state for one in voices_of_messages(connection, [SENT])] == ["denied"]
        save_voices(connection, [linked.id], [])
        kept = find_voice(connection, linked.id, SENT)
        assert voices_of_documents(connection, [linked.id]) == [kept]
    assert kept is not None
    assert (kept.who, kept.at) == ("한별", AT)


def test_a_forgotten_document_leaves_neither_row_nor_phrase(store: Store, linked: Document) -> None:
    """Also where a person had confirmed the link."""
    with store.begin() as connection:
        judge_voice(connection, _voice(linked, state="confirmed", who="한별", at=AT))
        forget_document(connection, linked.id)
        assert voices_on(connection, [SENT], with_denied=True) == []
    assert _rows(store) == []


def test_a_cleared_week_leaves_no_row(store: Store, linked: Document) -> None:
    """When the keeping period of its source ends, the text goes with its links."""
    assert linked.week is not None
    cell = Cell(linked.week, linked.source, 1)
    with store.begin() as connection:
        judge_voice(connection, _voice(linked, state="confirmed", who="한별", at=AT))
        begin_cell(connection, cell, at=AT)
        assert clear_some(connection, cell, Limit()) == 1
    assert _rows(store) == []


def test_an_edit_drops_what_was_found_and_a_removal_everything(store: Store, linked: Document) -> None:
    """Where the words change they are looked through again; where the source takes them back nothing is left."""
    with store.begin() as connection:
        judge_voice(connection, _voice(linked, LATER, state="confirmed", who="한별", at=AT))
        save_page(connection, [replace(linked, text="다 고쳤어요", fingerprint="edited")], run_id="run")
    assert _rows(store) == [(LATER, "confirmed", "오늘까지 확인하세요")]
    with store.begin() as connection:
        save_page(connection, [replace(linked, text="", removed_at=AT, fingerprint="gone")], run_id="run")
    assert _rows(store) == []


def test_a_message_that_leaves_the_archive_takes_its_links_along(store: Store, linked: Document) -> None:
    """Links of other messages stay."""
    with store.begin() as connection:
        judge_voice(connection, _voice(linked, LATER, state="confirmed"))
        drop_voices_of_messages(connection, [SENT])
    assert [row[0] for row in _rows(store)] == [LATER]
