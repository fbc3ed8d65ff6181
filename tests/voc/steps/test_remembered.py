"""Sentences that one night has read are not read again by the next."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from pathlib import Path

import pytest

from nlp.reader import Reader
from nlp.types import Token
from voc.privacy.documents import to_document
from voc.records import Record
from voc.steps.analyse import analyse
from voc.steps.workplace import Workplace
from voc.store import Selection, save_page, verbatims

AtWork = Callable[..., AbstractContextManager[Workplace]]
NOW = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)
KNOWN, NEW = "인증번호가 안 와요.", "입금이 너무 늦어요."


def store_review(place: Workplace, key: str, body: str) -> None:
    record = Record("told", key, "review", "app_store", body, created_at=NOW)
    document = to_document(record, place.masker, place.author_key)
    with place.store.begin() as connection:
        save_page(connection, [document])


@pytest.fixture
def cut(packaged_reader: Reader, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The texts that reach the analyser, as they come."""
    seen: list[str] = []
    tokenize = packaged_reader._tokenizer.tokenize_mended

    def noted(texts: Iterable[str]) -> Iterator[list[Token]]:
        given = list(texts)
        seen.extend(given)
        return tokenize(given)

    monkeypatch.setattr(packaged_reader._tokenizer, "tokenize_mended", noted)
    return seen


def test_a_sentence_of_an_earlier_night_is_not_cut_again(at_work: AtWork, own_home: Path, cut: list[str]) -> None:
    with at_work(own_home) as place:
        store_review(place, "1", KNOWN)
        analyse(place)
        assert cut == [KNOWN]
        cut.clear()
        store_review(place, "2", f"{KNOWN} {NEW}")
        assert analyse(place) == 1
        assert cut == [NEW]
        with place.store.read() as connection:
            found = verbatims(connection, Selection())
    first, second = (next(one for one in found if one.text == KNOWN and one.document_id == i) for i in
                     sorted({one.document_id for one in found}))  # fmt: skip
    assert (first.act, first.hesitation, first.reason, first.stage, first.theme_id, first.why) == (
        second.act,
        second.hesitation,
        second.reason,
        second.stage,
        second.theme_id,
        second.why,
    )
    assert first.is_hesitation


def test_a_sentence_from_the_middle_of_a_passage_is_no_memory(at_work: AtWork, own_home: Path, cut: list[str]) -> None:
    """Without a break between them the analyser heard both at once, and alone it might hear otherwise."""
    together = "인증번호가 안 와요 입금이 너무 늦어요"
    with at_work(own_home) as place:
        store_review(place, "1", together)
        analyse(place)
        cut.clear()
        store_review(place, "2", "입금이 너무 늦어요")
        analyse(place)
        assert cut == ["입금이 너무 늦어요"]


def test_what_a_neighbour_said_is_not_remembered(at_work: AtWork, own_home: Path) -> None:
    """Beside its neighbour the sentence is a hesitation, alone it names no cause: another document must not know."""
    pointing = "재설치해도 같아요."
    with at_work(own_home) as place:
        store_review(place, "1", f"{KNOWN} {pointing}")
        analyse(place)
        store_review(place, "2", pointing)
        analyse(place)
        with place.store.read() as connection:
            found = [one for one in verbatims(connection, Selection()) if one.text == pointing]
    assert sorted(one.is_hesitation for one in found) == [False, True]
