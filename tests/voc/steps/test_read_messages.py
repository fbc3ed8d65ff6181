"""Messages are read as customers' texts are, once, and again when the analysis has changed."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection

from voc.steps.curation import decisions
from voc.steps.curation.curate import Signature, decide
from voc.steps.messages.import_messages import import_messages
from voc.steps.messages.listing import message_rows
from voc.steps.messages.reading import read_messages
from voc.steps.own_text import OwnTextPlacer, PlacedSentence
from voc.steps.refresh import refresh
from voc.steps.workplace import Workplace
from voc.store.messages import load_messages, sentences_of_messages

PHOTO = "c_id_photo_recognition"
MOMENT = datetime(2026, 11, 23, tzinfo=UTC)
AtWork = Callable[..., AbstractContextManager[Workplace]]
SENT = (
    "발송일시,채널,제목,본문,도달수\n"
    "2026-11-03 10:00,푸시,(광고)환급나래,신분증 촬영이 자꾸 실패하나요? 벌써 1만 명이 성공했어요.,1000\n"
    "2026-11-04 10:00,문자,,오늘까지만 수수료를 깎아 드립니다,500\n"
)


def test_wording_lemmas_and_themes_are_stored(own_home: Path, at_work: AtWork) -> None:
    path = own_home / "sent.csv"
    path.write_text(SENT, encoding="utf-8")
    with at_work(own_home) as place:
        assert import_messages(place, path).n_new == 2
        with place.store.read() as connection:
            first, second = load_messages(connection)
            placed = sentences_of_messages(connection)
            shown = [[theme["title"] for theme in row["themes"]] for row in _rows(place, connection)]
        assert first.traits is not None
        assert second.traits is not None
        assert (first.traits["question"], first.traits["social_proof"], first.traits["urgency"]) == (True, True, False)
        assert (second.traits["urgency"], second.traits["register"]) == (True, "hapnida")
        assert {"신분증", "촬영", "실패"} <= set(first.terms or ())
        assert "수수료" in (second.terms or ())
        said = [first.text[one.start : one.end] for one in placed if one.message_id == first.message_id]
        assert [text.split()[-1] for text in said] == ["실패하나요?", "성공했어요."]
        assert shown[0][:1] == ["신분증 촬영 인식 실패"]
        # Nothing waits any more.
        assert read_messages(place) == 0


def test_what_people_decide_about_themes_is_applied_when_messages_are_shown(own_home: Path, at_work: AtWork) -> None:
    path = own_home / "sent.csv"
    path.write_text(SENT, encoding="utf-8")
    with at_work(own_home) as place:
        import_messages(place, path)
        decide(place, decisions.merge([PHOTO], "c_scam_doubt"), Signature("하나", MOMENT))
        with place.store.read() as connection:
            first, *_ = _rows(place, connection)
            placed = {one.placed_theme_id for one in sentences_of_messages(connection)}
    assert "c_scam_doubt" in [theme["id"] for theme in first["themes"]]
    # What the machine said stays as it was.
    assert PHOTO in placed


def test_refresh_reads_what_an_older_analysis_had_read(
    own_home: Path, at_work: AtWork, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = own_home / "sent.csv"
    path.write_text(SENT, encoding="utf-8")
    with at_work(own_home) as place:
        with monkeypatch.context() as older:
            older.setattr("voc.steps.own_text.OwnTextPlacer.version", "an older one")
            import_messages(place, path)
        with place.store.read() as connection:
            assert {one.analysis_version for one in load_messages(connection)} == {"an older one"}
        refresh(place)
        with place.store.read() as connection:
            assert "an older one" not in {one.analysis_version for one in load_messages(connection)}
            assert len({one.analysis_version for one in load_messages(connection)}) == 1


def test_a_message_at_which_the_analyser_fails_keeps_no_other_from_being_read(
    own_home: Path, at_work: AtWork, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = own_home / "sent.csv"
    path.write_text(SENT, encoding="utf-8")
    whole = OwnTextPlacer.place

    def failing(self: OwnTextPlacer, texts: Iterable[str]) -> Iterator[list[PlacedSentence]]:
        listed = list(texts)
        if any("수수료" in text for text in listed):
            raise ValueError
        return whole(self, listed)

    with at_work(own_home) as place:
        monkeypatch.setattr(OwnTextPlacer, "place", failing)
        import_messages(place, path)
        with place.store.read() as connection:
            first, second = load_messages(connection)
        assert first.traits is not None
        assert (second.traits, second.terms) == (None, [])
        assert read_messages(place) == 0


def _rows(place: Workplace, connection: Connection) -> list[dict[str, Any]]:
    return message_rows(connection, place.settings, load_messages(connection))
