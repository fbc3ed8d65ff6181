"""`voc audit`: who erased, cleared, handed out or edited what; never a word of what customers wrote."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import update

from voc.records import document_id
from voc.steps.audit_log import acting, note_export, quoted_documents
from voc.store import Store, read_audit, write_audit
from voc.store.audit import exports_holding
from voc.store.schema import runs

Call = Callable[..., Any]
A1, A2 = (document_id("shop_reviews", name) for name in ("a1", "a2"))


@pytest.fixture(autouse=True)
def _who(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VOC_USER", "한별")


def rows(text: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in text.splitlines()]


@pytest.mark.usefixtures("filled")
def test_everything_is_listed_in_order_and_by_kind(call: Call, tmp_path: Path) -> None:
    assert call("theme", "rename", "t_auth", "본인 인증 막힘", "--why", "짧게").code == 0
    assert call("rejects", "export", "--out", tmp_path / "rejects.csv").code == 0
    assert call("purge", "--before", "2026-11-16", "--yes").code == 0
    assert call("forget", "--document", A2, "--yes").code == 0
    listed = rows(call("audit", "--json").out)
    assert [(row["action"], row["who"]) for row in listed] == [
        (action, "한별") for action in ("edit", "export", "purge", "forget")
    ]
    edit, export, purge, forget = listed
    assert (edit["said"], edit["why"]) == ("‘인증 실패’의 이름을 ‘본인 인증 막힘’으로 바꿈", "짧게")
    assert export["said"] == f"따로 둔 줄 → {tmp_path / 'rejects.csv'} (따로 둔 줄 1개)"
    assert purge["said"] == "글 비움: shop_reviews 2026-W46 4건"
    assert forget["said"] == "글 1건 지움 (문장 2개, 인용 0곳)"
    for action in ("forget", "purge", "export", "edit"):
        assert {row["action"] for row in rows(call("audit", "--action", action, "--json").out)} == {action}
    assert "상담원" not in json.dumps(listed, ensure_ascii=False)


def test_only_what_happened_since_a_day(filled: Store, call: Call) -> None:
    with filled.begin() as connection:
        note_export(connection, "brief", "old.html", [A1])
    assert len(rows(call("audit", "--since", "2020-01-01", "--json").out)) == 1
    assert call("audit", "--since", "2999-01-01").err == "Nothing was erased, cleared, exported or edited yet.\n"


def test_who_is_forgotten_is_told_which_files_hold_the_words(filled: Store, call: Call, tmp_path: Path) -> None:
    file = tmp_path / "w47.html"
    # A theme of few voices stands in the brief, with quotes, only where somebody has pinned it.
    assert call("theme", "pin", "t_auth").code == 0
    assert call("brief", "--week", "2026-W47", "--out", file).code == 0
    assert call("rejects", "export", "--out", tmp_path / "rejects.csv").code == 0
    with filled.read() as connection:
        brief, rejects = read_audit(connection, action="export")
    assert (brief.details["kind"], brief.details["target"], brief.details["week"]) == ("brief", str(file), "2026-W47")
    assert A1 in brief.details["documents"]
    assert (rejects.details["documents"], len(rejects.details["rejects"])) == ([], 1)
    dry = call("forget", "--document", A1, "--dry-run", "--json")
    (told,) = rows(dry.out)[0]["exports"]
    assert (told["kind"], told["target"], told["who"]) == ("brief", str(file), "한별")
    done = call("forget", "--document", A1, "--yes")
    assert f"as brief to {file} by 한별" in done.err
    # A document that no brief quoted is in no file.
    assert (
        rows(call("forget", "--document", "w4", "--source", "shop_reviews", "--yes", "--json").out)[0]["exports"] == []
    )


def test_what_is_kept_of_a_person_can_be_shown_to_them(filled: Store, call: Call) -> None:
    asked = ("forget", "--author", "손님a2", "--source", "shop_reviews", "--list")
    (row,) = rows(call(*asked, "--json").out)
    assert (row["document_id"], row["text"], row["week"]) == (A2, "인증이 또 안 되네요\n상담원도 안 받아요", "2026-W47")
    assert call(*asked[:-1], "--yes").code == 0
    assert "Nothing found" in call(*asked).err
    with filled.read() as connection:
        assert [one.action for one in read_audit(connection)] == ["forget"]


def test_a_brief_that_cannot_be_written_is_no_export(filled: Store, call: Call, tmp_path: Path) -> None:
    result = call("rejects", "export", "--out", tmp_path / "nowhere" / "rejects.csv")
    assert result.code == 1
    with filled.read() as connection:
        assert read_audit(connection) == []


def came_in(store: Store, at: datetime, *, attempt: int = 1) -> None:
    """Says when the run began that brought everything; the store's own lies ahead of the clock."""
    with store.begin() as connection:
        connection.execute(update(runs).values(started_at=at, attempt=attempt))


def test_what_is_asked_for_is_found_by_document_and_by_row(filled: Store) -> None:
    came_in(filled, datetime(2020, 1, 1, tzinfo=UTC))
    with filled.begin() as connection:
        note_export(connection, "brief", "one.html", [A1], week="2026-W47")
        note_export(connection, "backup", "all.db", None, who="야간")
        note_export(connection, "rejects", "rows.csv", (), rejects=["r1"])
        assert [one.target for one in exports_holding(connection, [A1])] == ["one.html", "all.db"]
        assert [one.target for one in exports_holding(connection, [A2])] == ["all.db"]
        assert {one.target for one in exports_holding(connection, [A2], ["r1"])} == {"all.db", "rows.csv"}
        assert exports_holding(connection, []) == []
        assert [(one.who, one.details["documents"]) for one in read_audit(connection)][1] == ("야간", None)


def test_documents_are_found_wherever_a_brief_names_them() -> None:
    brief = {"largest": [{"quotes": [{"doc_id": "x", "text": "말"}]}], "words": {"theirs": [{"doc_id": "y"}]}, "n": 1}
    assert quoted_documents(brief) == {"x", "y"}


def test_who_works_here_is_named_even_without_the_variable(monkeypatch: pytest.MonkeyPatch) -> None:
    assert acting() == "한별"
    monkeypatch.delenv("VOC_USER")
    monkeypatch.setenv("LOGNAME", "batch")
    assert acting() == "batch"


def test_what_held_everything_before_somebody_came_in_holds_nothing_of_them(filled: Store) -> None:
    with filled.begin() as connection:
        note_export(connection, "backup", "early.db", None)
        note_export(connection, "brief", "w47.html", [A2])
    came_in(filled, datetime(2999, 1, 1, tzinfo=UTC))
    with filled.read() as connection:
        assert [one.target for one in exports_holding(connection, [A2])] == ["w47.html"]
        # Of what the store has no more nobody knows when it came in.
        assert [one.target for one in exports_holding(connection, [A1, "0" * 32])] == ["early.db"]
    # A run that was taken up again tells its last beginning, not its first.
    came_in(filled, datetime(2999, 1, 1, tzinfo=UTC), attempt=2)
    with filled.read() as connection:
        assert [one.target for one in exports_holding(connection, [A2])] == ["early.db", "w47.html"]


def test_days_are_those_of_seoul(filled: Store, call: Call) -> None:
    with filled.begin() as connection:
        details = {"kind": "brief", "target": "late.html", "documents": [A2]}
        write_audit(connection, "export", details, at=datetime(2026, 11, 21, 16, 30, tzinfo=UTC), who="한별")
    assert "on 2026-11-22 as brief to late.html by 한별" in call("forget", "--document", A2, "--dry-run").err


def test_a_backup_holds_everybody(filled: Store, call: Call, tmp_path: Path) -> None:
    came_in(filled, datetime(2020, 1, 1, tzinfo=UTC))
    file = tmp_path / "all.db"
    assert call("store", "backup", file).code == 0
    (row,) = rows(call("audit", "--json").out)
    assert (row["action"], row["said"]) == ("export", f"백업 → {file} (전부)")
    (export,) = rows(call("forget", "--document", A2, "--yes", "--json").out)[0]["exports"]
    assert (export["kind"], export["target"]) == ("backup", str(file))
    with filled.read() as connection:
        assert [one.details.get("n_exports") for one in read_audit(connection, action="forget")] == [1]
