"""`voc check store`, `voc check source` and `voc store`: is it sound, and can it be read."""

import json
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from voc.config import Settings
from voc.store import Store, open_store, status

Call = Callable[..., Any]


def rows(output: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in output.splitlines()]


def test_a_sound_store_passes(filled: Store, call: Call) -> None:
    result = call("check", "store", "--json")
    assert result.code == 0
    found = {row["check"]: row for row in rows(result.out)}
    assert found["reachable"]["what"] == filled.address
    assert found["integrity"] == {"check": "integrity", "verdict": "ok", "what": "no damage found"}
    assert found["documents"]["what"] == "9 documents, 9 of them voices"
    assert (found["reading"]["verdict"], found["counting"]["verdict"]) == ("ok", "ok")
    assert found["rejects"]["verdict"] == "note"
    assert "정상" in call("check", "store").out


def test_what_waits_is_noted(filled: Store, call: Call) -> None:
    with filled.begin() as connection:
        connection.execute(text("UPDATE documents SET analysis_version = NULL WHERE external_id = 'a1'"))
        connection.execute(text("INSERT INTO weeks_to_count VALUES ('2026-W46')"))
    found = {row["check"]: row for row in rows(call("check", "store", "--json").out)}
    assert found["reading"]["what"] == "documents that wait to be read: 1: voc run nightly"
    assert found["counting"]["what"] == "weeks that wait to be counted: 1 (2026-W46): voc run nightly"


def test_damage_is_a_failure(filled: Store, call: Call, home: Path) -> None:
    filled.close()
    with sqlite3.connect(home / "store" / "voc.db") as driver:
        driver.execute("PRAGMA foreign_keys = OFF")
        driver.execute("DELETE FROM documents WHERE external_id = 'a1'")
    driver.close()
    result = call("check", "store", "--json")
    assert result.code == 1
    assert {row["check"] for row in rows(result.out) if row["verdict"] == "wrong"} == {"integrity"}


def test_a_source_is_read_without_a_store_and_without_its_words(home: Path, call: Call) -> None:
    (home / "inbox" / "shop" / "a.csv").write_text(
        "번호,작성일,작성자,내용,메모\n1,2026-11-17,가람,앱이 편해요,\n2,2026-13-41,나래,느려요,\n", encoding="utf-8"
    )
    (home / "inbox" / "shop" / "b.csv").write_text("아무거나\n", encoding="utf-8")
    result = call("check", "source", "shop_reviews", "--json")
    assert result.code == 3
    good, bad = rows(result.out)
    assert (good["file"], good["records"], good["rejects"], good["unused"]) == ("a.csv", 1, 1, ["메모"])
    assert good["columns"] == {"id": "번호", "text": "내용", "created_at": "작성일", "author": "작성자"}
    assert list(good["reasons"].values()) == [1]
    assert bad["problem"]
    printed = call("check", "source", "shop_reviews")
    assert "  text: 내용" in printed.out
    assert "느려요" not in result.out + printed.out
    assert not (home / "store").exists()


def test_sources_that_cannot_be_checked_are_said(home: Path, call: Call) -> None:
    assert "did you mean 'shop_reviews'?" in call("check", "source", "shop_review").err
    assert call("check", "source", "desk").code == 1
    empty = call("check", "source", "shop_reviews")
    assert (empty.code, empty.out) == (0, "")
    assert f"No file in {home / 'inbox' / 'shop'}" in empty.err


def test_status_counts_what_is_there(filled: Store, call: Call) -> None:
    (row,) = rows(call("store", "status", "--json").out)
    expected = {"n_documents": 9, "n_findings": 10, "n_themes": 1, "n_unread": 0, "n_rejects": {"shop_reviews": 1}}
    assert {name: row[name] for name in expected} == expected
    assert row["n_read"] == {"v1": 9}
    assert row["address"] == filled.address


def test_a_backup_is_a_whole_store(filled: Store, call: Call, home: Path) -> None:
    assert "Would copy" in call("store", "backup", "copy.db", "--dry-run").err
    assert not (home / "copy.db").exists()
    assert call("store", "backup", "copy.db").code == 0
    with open_store(f"sqlite:///{home / 'copy.db'}") as copy:
        assert status(copy).n_documents == status(filled).n_documents
    again = call("store", "backup", "copy.db")
    assert again.code == 1
    assert "exists already" in again.err


def test_an_old_store_is_upgraded_only_on_request(filled: Store, call: Call) -> None:
    assert "up to date" in call("store", "upgrade").err
    with filled.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    assert "newer malgwi" in call("show", "themes").err
    assert call("store", "upgrade").code == 1
    assert "voc store" not in call("check", "store").out


@pytest.mark.usefixtures("home")
def test_only_what_works_is_offered(call: Call, settings: Settings) -> None:
    assert settings.home.is_dir()
    assert call("store", "restore").code == 2
