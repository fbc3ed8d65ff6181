"""`voc forget`: the words go everywhere, the counts stay, and nobody comes back."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from voc.config import Settings
from voc.records import Window, document_id
from voc.steps.collect import collect
from voc.steps.workplace import open_workplace
from voc.store import (
    Store,
    load_snapshot,
    load_themes,
    marked_weeks,
    read_audit,
    save_snapshot,
    save_themes,
    search,
    status,
    voices,
)

Call = Callable[..., Any]
A2 = document_id("shop_reviews", "a2")


def numbers(text: str) -> dict[str, Any]:
    return dict(json.loads(text))


def test_an_author_is_erased_by_handle(filled: Store, call: Call) -> None:
    with filled.read() as connection:
        before = voices(connection)
    result = call("forget", "--author", "손님a2", "--source", "shop_reviews", "--yes", "--json")
    assert result.code == 0
    assert numbers(result.out) == {
        "dry_run": False,
        "n_documents": 1,
        "n_revisions": 0,
        "n_sentences": 2,
        "n_quoting": 0,
        "n_rejects": 0,
        "weeks": ["2026-W47"],
        "exports": [],
    }
    with filled.read() as connection:
        assert search(connection, "상담원도") == []
        assert voices(connection) == before
        assert marked_weeks(connection) == []
        assert [entry.action for entry in read_audit(connection)] == ["forget"]
    again = call("forget", "--author", "손님a2", "--source", "shop_reviews", "--yes", "--json")
    assert (again.code, numbers(again.out)["n_documents"]) == (0, 0)
    assert "Nothing found" in again.err


def test_exemplars_and_frozen_briefs_lose_their_quotes(filled: Store, call: Call) -> None:
    quote = {"doc_id": A2, "sentence_index": 1, "text": "상담원도 안 받아요"}
    with filled.begin() as connection:
        (theme,) = load_themes(connection)
        save_themes(connection, [type(theme)(theme.theme_id, theme.title, "access", "onboarding", exemplars=(quote,))])
        save_snapshot(connection, "2026-W47", {"moved": [{"quotes": [quote]}]}, frozen=True)
    result = call("forget", "--document", "a2", "--source", "shop_reviews", "--yes", "--json")
    assert numbers(result.out)["n_quoting"] == 2
    with filled.read() as connection:
        assert load_themes(connection)[0].exemplars == ()
        assert load_snapshot(connection, "2026-W47") == {"moved": [{"quotes": []}]}


def test_a_dry_run_counts_the_same_and_erases_nothing(filled: Store, call: Call) -> None:
    dry = numbers(call("forget", "--document", A2, "--dry-run", "--json").out)
    assert (dry.pop("dry_run"), dry.pop("weeks")) == (True, [])
    with filled.read() as connection:
        assert len(search(connection, "상담원도")) == 1
        assert read_audit(connection) == []
    done = numbers(call("forget", "--document", A2, "--yes", "--json").out)
    assert {name: done[name] for name in dry} == dry


def test_nothing_is_erased_unasked(filled: Store, call: Call) -> None:
    result = call("forget", "--document", A2)
    assert (result.code, result.out) == (2, "")
    assert "--yes" in result.err
    with filled.read() as connection:
        assert len(search(connection, "상담원도")) == 1


@pytest.mark.parametrize(("answer", "left"), [("n\n", 1), ("y\n", 0)])
def test_a_person_is_asked(filled: Store, call: Call, monkeypatch: pytest.MonkeyPatch, answer: str, left: int) -> None:
    monkeypatch.setattr("voc.cli.forget.is_person", lambda: True)
    result = call("forget", "--document", A2, stdin=answer)
    assert "Erase 1 document, 2 sentences" in result.err
    assert result.code == (0 if answer == "y\n" else 130)
    with filled.read() as connection:
        assert len(search(connection, "상담원도")) == left


def test_the_forgotten_stay_forgotten_when_delivered_again(
    home: Path, settings: Settings, empty_store: Store, call: Call
) -> None:
    text = "번호,작성일,작성자,내용\n1,2026-11-17,가람,앱이 편해요\n2,2026-11-17,나래,느려요\n"
    file = home / "inbox" / "shop" / "a.csv"
    file.write_text(text, encoding="utf-8")
    with open_workplace(settings) as place:
        (source,) = place.sources()
        assert collect(place, source, Window()).saved.n_new == 2
    assert call("forget", "--author", "가람", "--source", "shop_reviews", "--yes").code == 0
    file.write_text(text + "3,2026-11-18,다온,좋아요\n", encoding="utf-8")
    with open_workplace(settings) as place:
        saved = collect(place, source, Window()).saved
    assert (saved.n_new, saved.n_unchanged, saved.n_forgotten) == (1, 1, 1)
    assert status(empty_store).n_forgotten == 1


def test_without_the_key_no_author_is_claimed_to_be_unknown(
    filled: Store, call: Call, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("VOC_AUTHOR_KEY")
    result = call("forget", "--author", "손님a2", "--source", "shop_reviews", "--dry-run")
    assert result.code == 1
    assert "VOC_AUTHOR_KEY is not set" in result.err
    assert not (home / "store" / "author.key").exists()
    assert status(filled).n_forgotten == 0


def test_whom_to_forget_must_be_said_clearly(filled: Store, call: Call) -> None:
    for arguments, said in {
        (): "Name either --author",
        ("--author", "x"): "--source NAME",
        ("--author", "x", "--source", "shop_reviews", "--document", A2): "Name either --author",
        ("--document", "a2"): "no id of the store",
        ("--author", "x", "--source", "shop"): "There is no source 'shop'",
    }.items():
        result = call("forget", *arguments, "--yes")
        assert result.code == 2, arguments
        assert said in result.err
    assert status(filled).n_forgotten == 0
