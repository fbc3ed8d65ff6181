"""`voc forget` where texts are not all: rows that were set aside, older versions, documents that are gone already."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from voc.records import Reject, document_id
from voc.steps.audit_log import note_export
from voc.store import Store, load_documents, load_rejects, read_audit, save_page, status

Call = Callable[..., Any]
A1, A2 = (document_id("shop_reviews", name) for name in ("a1", "a2"))
ROWS = [
    Reject("shop_reviews", "new.csv", 2, "no date", {"회원": "C-2044", "내용": "두 번 결제됐는데 답이 없어요"}),
    Reject("shop_reviews", "new.csv", 3, "no date", {"회원": "C-2045", "내용": "포장이 찢어져서 왔어요"}),
    Reject("shop_reviews", "new.csv", 5, "no date", {"회원": "7", "내용": "배송비 7"}),
]


def numbers(text: str) -> dict[str, Any]:
    return dict(json.loads(text))


def rows(text: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in text.splitlines()]


def contents(store: Store) -> dict[int, dict[str, str]]:
    with store.read() as connection:
        return {one.reject.line: dict(one.reject.content) for one in load_rejects(connection, state=None)}


@pytest.fixture
def rejected(filled: Store) -> Store:
    """The store with rows of people of whom nothing else is known."""
    with filled.begin() as connection:
        save_page(connection, [], ROWS)
    return filled


def test_somebody_of_whom_only_rejected_rows_are_kept_is_forgotten(rejected: Store, call: Call) -> None:
    asked = ("forget", "--author", "C-2044", "--source", "shop_reviews")
    (row,) = rows(call(*asked, "--list", "--json").out)
    assert (row["document_id"], row["kind"], row["line"], row["cells"]) == (None, "rejected_row", 2, ROWS[0].content)
    assert "두 번 결제됐는데" in call(*asked, "--list").out
    dry = call(*asked, "--dry-run")
    assert (dry.code, "the content of 1 rejected row" in dry.out) == (0, True)
    assert contents(rejected)[2] == ROWS[0].content
    refused = call(*asked)
    assert (refused.code, "the content of 1 rejected row would be erased" in refused.err) == (2, True)
    done = numbers(call(*asked, "--yes", "--json").out)
    assert (done["n_documents"], done["n_rejects"]) == (0, 1)
    assert {line: bool(content) for line, content in contents(rejected).items()} == {
        2: False,
        3: True,
        4: True,
        5: True,
    }
    with rejected.read() as connection:
        assert [one.action for one in read_audit(connection)] == ["forget"]
    # A number that anybody's cell may hold names nobody.
    assert "Nothing found" in call("forget", "--author", "7", "--source", "shop_reviews", "--yes").err
    assert contents(rejected)[5] == ROWS[2].content


def test_older_versions_and_answers_about_oneself_are_shown(filled: Store, call: Call) -> None:
    with filled.begin() as connection:
        (held,) = load_documents(connection, [A2])
        edited = replace(held, text="이제 인증이 돼요", fingerprint="f2", updated_at=held.created_at)
        save_page(connection, [replace(edited, segment={"요금제": "무료"}, tags=("환불",))])
    (row,) = rows(call("forget", "--document", A2, "--list", "--json").out)
    assert (row["text"], row["segment"], row["tags"]) == ("이제 인증이 돼요", {"요금제": "무료"}, ["환불"])
    assert row["revisions"] == [{"revision": 1, "title": None, "text": held.text}]
    shown = call("forget", "--document", A2, "--list")
    assert "1 older version of them: --json shows what they said." in shown.err


def test_of_a_document_that_was_cleared_the_exports_are_named(
    filled: Store, call: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("voc.steps.rights.purge_plan.seoul_today", lambda: date(2026, 11, 30))
    with filled.begin() as connection:
        note_export(connection, "brief", "old.html", [A1])
        note_export(connection, "brief", "other.html", [A2])
    assert call("purge", "--before", "2026-11-30", "--yes").code == 0
    assert status(filled).n_documents == 0
    done = call("forget", "--document", "a1", "--source", "shop_reviews", "--yes", "--json")
    assert [one["target"] for one in numbers(done.out)["exports"]] == ["old.html"]
    assert "Nothing found" in done.err
    assert "These may hold it" in done.err
    assert "as brief to old.html" in call("forget", "--document", A1).err
    with filled.read() as connection:
        assert read_audit(connection, action="forget") == []


@pytest.mark.usefixtures("filled")
def test_counting_what_would_go_rewrites_no_index(call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    merged: list[object] = []
    monkeypatch.setattr("voc.store.forget.merge_index", merged.append)
    assert numbers(call("forget", "--document", A2, "--dry-run", "--json").out)["n_documents"] == 1
    assert call("forget", "--document", A2).code == 2
    assert merged == []
    assert call("forget", "--document", A2, "--yes").code == 0
    assert len(merged) == 1
