"""`voc correct` and `voc show learning` as people call them."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from voc.records import document_id
from voc.store import Store

A1 = document_id("shop_reviews", "a1")
FIELDS = [
    "dry_run", "document_id", "sentence_index", "text", "labels", "implied", "confirmed", "before", "now", "machine",
    "why", "n_sentences", "step", "weeks", "learning",
]  # fmt: skip


@pytest.fixture(autouse=True)
def _signed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("USER", "민지")


@pytest.mark.usefixtures("filled")
def test_people_see_what_it_was_what_it_is_and_why(call: Callable) -> None:
    done = call("correct", "shop_reviews:a1", 0, "--reason", "cost", "--stage", "conversion", "--act", "complaint")
    assert done.code == 0
    said, heading, *rows = done.out.splitlines()
    assert heading.split("  ")[0] == "항목"
    assert [row.split()[0] for row in rows] == ["망설임", "이유", "단계", "말의"]
    assert "가입·인증·로그인" in rows[1]
    assert "수수료·비용" in rows[1]
    assert (said, "인증이" in done.err) == ("“인증이 안 돼요”", False)
    assert "Confirmed as the machine had read it: hesitation, act." in done.err
    assert "Step 1 is done; counted anew: 2026-W47. To take it back: voc theme undo 1" in done.err
    assert (
        "reason: 1 corrections (0 confirm) - learning starts after 39 more corrections, 10 more of them confirmations, "
        "5 more with a second value." in done.err
    )


@pytest.mark.usefixtures("filled")
def test_json_has_every_promised_field(call: Callable) -> None:
    done = call("correct", A1[:8], 0, "--hesitation", "no", "--dry-run", "--json")
    row = json.loads(done.out)
    assert list(row) == FIELDS
    assert (row["dry_run"], row["document_id"], row["sentence_index"], row["text"]) == (True, A1, 0, "인증이 안 돼요")
    assert (row["labels"], row["implied"]) == ({"hesitation": "no", "reason": "none"}, ["reason"])
    assert (row["before"]["reason"], row["now"]["reason"], row["weeks"]) == ("access", "none", [])
    assert row["learning"][0] == {
        "label": "hesitation", "n_corrections": 0, "n_confirmed": 0,
        "missing": {"corrected": 40, "confirmed": 10, "varied": 5},
    }  # fmt: skip


@pytest.mark.usefixtures("filled")
def test_a_dry_run_changes_nothing(call: Callable) -> None:
    planned = call("correct", A1, 0, "--reason", "cost", "--dry-run")
    assert planned.code == 0
    assert "Nothing was changed." in planned.err
    assert json.loads(call("show", "learning", "--json").out.splitlines()[1])["n_corrections"] == 0


@pytest.mark.usefixtures("filled")
def test_an_implied_label_is_named_where_it_changes_something(call: Callable) -> None:
    assert "reason is 'none' too: the labels given imply it." in call("correct", A1, 0, "--hesitation", "no").err
    assert "imply" not in call("correct", document_id("shop_reviews", "w2"), 0, "--reason", "delay").err


@pytest.mark.usefixtures("filled")
def test_all_sentences_of_the_same_words_at_once(call: Callable) -> None:
    done = call("correct", A1, 0, "--reason", "cost", "--everywhere", "--json")
    assert json.loads(done.out)["n_sentences"] == 2
    undone = call("theme", "undo", 1)
    assert undone.code == 0
    assert json.loads(call("correct", A1, 0, "--act", "request", "--json").out)["before"]["reason"] == "access"


@pytest.mark.usefixtures("filled")
@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ((A1, 3, "--reason", "cost"), "has 1 sentence, and 3 was asked for"),
        ((A1, 0), "Say what is to be read"),
        ((A1, 0, "--reason", "price"), "There is no reason 'price'"),
        ((A1, 0, "--hesitation", "perhaps"), "'perhaps' is not one of 'yes', 'no'"),
        ((A1, 0, "--reason", "cost", "--who", " "), "Nobody signs"),
    ],
)
def test_wrong_usage_is_told_and_ends_with_2(call: Callable, arguments: tuple[object, ...], says: str) -> None:
    done = call("correct", *arguments)
    assert done.code == 2
    assert says in done.err


def test_without_a_store_it_says_how_to_begin(call: Callable, home: Path) -> None:
    assert home.exists()
    done = call("correct", A1, 0, "--reason", "cost")
    assert done.code == 1
    assert "voc demo" in done.err


def test_learning_is_shown_in_words_and_as_json(call: Callable, filled: Store) -> None:
    assert filled.path is not None
    call("correct", A1, 0, "--reason", "access")
    shown = call("show", "learning")
    assert [line.split()[0] for line in shown.out.splitlines()] == ["항목", "망설임", "이유", "단계", "말의"]
    assert "고친 문장 39, 확인한 문장 9, 둘째로 많은 값의 문장 5" in shown.out
    rows = [json.loads(line) for line in call("show", "learning", "--json").out.splitlines()]
    assert [(row["label"], row["n_corrections"], row["n_confirmed"], row["is_used"]) for row in rows] == [
        ("hesitation", 1, 1, False), ("reason", 1, 1, False), ("stage", 0, 0, False), ("act", 0, 0, False),
    ]  # fmt: skip
    assert set(rows[0]) == {
        "label", "n_corrections", "n_confirmed", "missing", "kappa_rules", "kappa_learned", "is_used", "trained_at",
        "version",
    }  # fmt: skip


@pytest.mark.usefixtures("filled")
def test_learning_is_not_about_a_week(call: Callable) -> None:
    assert call("show", "learning", "--week", "2026-W47").code == 2
