"""`voc lesson`: written down, masked, linked to what exists, found again, never lost."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import insert

from voc.planning.lessons import lesson_rows
from voc.store import Store, StoredTheme, save_themes
from voc.store.schema import message_imports, messages

Call = Callable[..., Any]
WHO = ("--who", "한별")


@pytest.fixture(autouse=True)
def archive(filled: Store) -> None:
    """A second theme, and a message with a test."""
    sent = datetime(2026, 11, 5, 1, tzinfo=UTC)
    held = {"import_id": "i", "seq": 1, "file": "f", "at": sent, "who": "한별", "mapping": {}, "counts": {}}
    row = {"message_id": "0a1b2c3d", "import_id": "i", "sent_at": sent, "sent_precision": "minute", "week": "2026-W45"}
    about = {"channel": "app_push", "body": "오늘 안에 확인하세요", "external_id": "캠페인-7", "test": "제목 실험"}
    with filled.begin() as connection:
        save_themes(connection, [StoredTheme("c_refund", "환급 지연", "delay", "fulfilment")])
        connection.execute(insert(message_imports).values(held))
        connection.execute(insert(messages).values({**row, **about, "fingerprint": "f"}))


def added(call: Call, *how: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(call("lesson", "add", "--json", *WHO, *how).out)
    return found


def listed(call: Call, *how: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in call("lesson", "list", "--json", *how).out.splitlines()]


def test_a_lesson_is_kept_with_its_links(call: Call) -> None:
    links = (
        "--theme",
        "refund",
        "--theme",
        "인증 실패",
        "--sent",
        "캠페인-7",
        "--sent",
        "0a1b2c",
        "--test",
        "제목 실험",
    )
    row = added(call, "--hypothesis", "언제 오는지 모른다", "--lesson", "날짜를 먼저", *links)
    assert (row["themes"], row["messages"], row["tests"]) == (["c_refund", "t_auth"], ["0a1b2c3d"], ["제목 실험"])
    (kept,) = listed(call)
    assert (kept["lesson_id"], kept["revision"], kept["who"]) == (row["lesson_id"], 1, "한별")
    assert kept["themes"] == [{"id": "c_refund", "title": "환급 지연"}, {"id": "t_auth", "title": "인증 실패"}]


def test_personal_data_is_masked_and_a_dry_run_keeps_nothing(call: Call) -> None:
    assert added(call, "--lesson", "적지 않음", "--dry-run")["dry_run"]
    assert listed(call) == []
    called = call("lesson", "add", *WHO, "--result", "담당자 010-1234-5678")
    assert "<PHONE>" in called.out
    assert "masked" in called.err
    assert "010-1234" not in json.dumps(listed(call), ensure_ascii=False)


def test_an_edit_is_a_revision_and_the_history_stays(call: Call) -> None:
    key = added(call, "--hypothesis", "처음 생각", "--theme", "t_auth")["lesson_id"]
    call("lesson", "edit", key, *WHO, "--lesson", "나중에 배움", "--expect", "1")
    (row,) = listed(call)
    assert (row["revision"], row["hypothesis"], row["lesson"], row["themes"][0]["id"]) == (
        2,
        "처음 생각",
        "나중에 배움",
        "t_auth",
    )
    shown = [json.loads(line) for line in call("lesson", "show", key, "--json").out.splitlines()]
    assert [(one["revision"], one["lesson"]) for one in shown] == [(2, "나중에 배움"), (1, "")]
    late = call("lesson", "edit", key, *WHO, "--lesson", "또", "--expect", "1")
    assert late.code == 1
    assert "stands at revision 2, not 1" in late.err


def test_a_removed_lesson_leaves_the_lists_and_keeps_its_history(call: Call) -> None:
    key = added(call, "--lesson", "지울 것")["lesson_id"]
    assert call("lesson", "remove", key, *WHO).code == 0
    assert listed(call) == []
    assert [json.loads(line)["is_removed"] for line in call("lesson", "show", key, "--json").out.splitlines()] == [
        True,
        False,
    ]
    assert call("lesson", "edit", key, *WHO, "--lesson", "다시").code == 2


def test_what_cannot_be_kept_is_refused_and_named(call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    for how, said in (
        (("--lesson", "x", "--theme", "refun"), "Did you mean 'c_refund'"),
        (("--lesson", "x", "--sent", "캠페인-8"), "Did you mean '캠페인-7'"),
        (("--lesson", "x", "--test", "제목 시험"), "Did you mean '제목 실험'"),
        (("--theme", "t_auth"), "says nothing"),
        (("--lesson", "가" * 2001), "2,001 characters; expected 2,000 at most"),
    ):
        called = call("lesson", "add", *WHO, *how)
        assert (called.code, said in called.err) == (2, True), called.err
    key = added(call, "--lesson", "x")["lesson_id"]
    assert f"Did you mean '{key}'" in call("lesson", "show", f"{key[:-1]}z").err
    monkeypatch.delenv("VOC_USER", raising=False)
    monkeypatch.delenv("USER", raising=False)
    assert "Nobody signs" in call("lesson", "add", "--lesson", "x").err


def test_lessons_are_found_by_words_and_theme(call: Call) -> None:
    added(call, "--lesson", "날짜를 먼저 말한다", "--theme", "c_refund")
    added(call, "--lesson", "짧게 말한다", "--theme", "t_auth")
    assert [row["lesson"] for row in listed(call, "말한다 날짜")] == ["날짜를 먼저 말한다"]
    assert [row["lesson"] for row in listed(call, "말한다", "--theme", "t_auth")] == ["짧게 말한다"]
    assert call("lesson", "list", "--theme", "nowhere").code == 2


def test_a_lesson_on_a_merged_theme_stands_with_the_one_it_went_into(call: Call, filled: Store) -> None:
    added(call, "--lesson", "x", "--theme", "c_refund")
    call("theme", "merge", "c_refund", "--into", "t_auth", *WHO)
    with filled.read() as connection:
        rows = lesson_rows(connection, ["t_auth"])
        assert [row["themes"] for row in rows] == [[{"id": "t_auth", "title": "인증 실패"}]]
        assert lesson_rows(connection, ["c_refund"]) == rows
        assert lesson_rows(connection, ["other"]) == []
