"""`voc quote` as people call it, the brief that shows it, and that it goes with the words."""

import json
from collections.abc import Callable

import pytest

from voc.records import document_id
from voc.store import Store, forget_document
from voc.store.quote_permissions import load_permissions, permissions_of

GOOD = document_id("shop_reviews", "a5")


@pytest.fixture(autouse=True)
def _signed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VOC_USER", "민지")


def _recorded(store: Store) -> list[tuple[str, str, str]]:
    with store.read() as connection:
        return [(one.state, one.who, one.note) for one in load_permissions(connection)]


def test_permission_is_recorded_masked_and_audited(call: Callable, filled: Store) -> None:
    done = call("quote", "permit", "shop_reviews:a5", "--note", "문자로 동의 010-1234-5678", "--json")
    assert done.code == 0
    row = json.loads(done.out)
    assert list(row) == ["dry_run", "document_id", "state", "at", "who", "note"]
    assert (row["document_id"], row["state"]) == (GOOD, "granted")
    assert _recorded(filled) == [("granted", "민지", "문자로 동의 <PHONE>")]
    assert f"글 {GOOD[:8]} 인용 동의를 기록함" in call("audit", "--action", "quote").out


def test_withdrawing_stands_over_the_permission(call: Callable, filled: Store) -> None:
    call("quote", "permit", GOOD, "--note", "메일")
    assert call("quote", "withdraw", GOOD[:8]).code == 0
    assert _recorded(filled) == [("withdrawn", "민지", "")]
    (row,) = map(json.loads, call("quote", "list", "--json").out.splitlines())
    assert list(row) == ["document_id", "state", "at", "who", "note", "source", "text"]
    assert (row["state"], row["text"]) == ("withdrawn", "편하고 좋아요")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("permit", GOOD), "Say how the author agreed"),
        (("permit", "shop_reviews:zz", "--note", "x"), "There is no document 'shop_reviews:zz'"),
        (("permit", GOOD, "--note", "가" * 501), "The note has 501 characters, at most 500."),
    ],
)
def test_what_cannot_be_recorded_says_why(call: Callable, filled: Store, words: tuple[str, ...], said: str) -> None:
    done = call("quote", *words)
    assert (done.code, _recorded(filled)) == (2, [])
    assert said in done.err


def test_a_dry_run_records_nothing(call: Callable, filled: Store) -> None:
    assert "Nothing was written." in call("quote", "permit", GOOD, "--note", "메일", "--dry-run").err
    assert _recorded(filled) == []


@pytest.mark.usefixtures("filled")
def test_an_empty_list_says_what_to_do(call: Callable) -> None:
    assert "Nothing is recorded yet: voc quote permit DOC --note TEXT." in call("quote", "list").err


def test_it_goes_when_the_words_are_forgotten(call: Callable, filled: Store) -> None:
    call("quote", "permit", GOOD, "--note", "메일")
    with filled.begin() as connection:
        forget_document(connection, GOOD)
    with filled.read() as connection:
        assert permissions_of(connection, [GOOD]) == {}
    assert "The words of document" in call("quote", "permit", GOOD, "--note", "메일").err
