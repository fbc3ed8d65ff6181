"""`voc rejects`: nothing is lost, nothing is doubled, and no spreadsheet runs what a customer wrote."""

import csv
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from voc.config import Settings
from voc.records import Window, document_id
from voc.steps.collect import collect
from voc.steps.handout import as_csv
from voc.steps.workplace import Workplace, open_workplace
from voc.store import Store, load_documents, load_rejects, load_runs, status

Call = Callable[..., Any]
GOOD = "번호,작성일,작성자,내용\n1,2026-11-17,가람,앱이 편해요\n"
BAD = "2,2026-13-41,나래,010-1234-5678로 전화 주세요\n"
MENDED = "2,2026-11-18,나래,010-1234-5678로 전화 주세요\n"


def rows(text: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in text.splitlines()]


@pytest.fixture
def unread(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Leaves out the analyser, and notes that it was asked for."""
    asked: list[str] = []

    def analyse(place: Workplace, *, unreadable: dict[str, str]) -> int:
        assert unreadable == {}
        asked.append(place.store.address)
        return 1

    monkeypatch.setattr("voc.steps.retry.analyse", analyse)
    return asked


@pytest.fixture
def collected(settings: Settings, home: Path, empty_store: Store) -> Path:
    """A file with a good and a bad row, collected; its path."""
    file = home / "inbox" / "shop" / "a [1].csv"
    file.write_text(GOOD + BAD, encoding="utf-8")
    (home / "inbox" / "shop" / "b.csv").write_text(
        "번호,작성일,작성자,내용\n9,2026-11-17,다온,좋아요\n", encoding="utf-8"
    )
    with open_workplace(settings) as place:
        (source,) = place.sources()
        collect(place, source, Window(), run_id="r")
    assert status(empty_store).n_documents == 2
    return file


def test_a_list_has_places_and_reasons(collected: Path, call: Call) -> None:
    result = call("rejects", "list", "--json")
    (row,) = rows(result.out)
    assert (row["file"], row["line"], row["state"]) == (collected.name, 3, "open")
    assert "전화" not in result.out
    assert rows(call("rejects", "list", "--state", "replayed", "--json").out) == []
    assert "No row is set aside." in call("rejects", "list", "--source", "desk").err
    assert call("rejects", "list", "--source", "dsk").code == 2


def test_an_export_holds_masked_cells_and_opens_in_a_spreadsheet(collected: Path, call: Call, home: Path) -> None:
    assert collected.is_file()
    assert call("rejects", "export", "--out", "r.csv").code == 0
    content = (home / "r.csv").read_bytes()
    assert content.startswith(b"\xef\xbb\xbf")
    (row,) = csv.DictReader(content.decode("utf-8-sig").splitlines())
    assert (row["file"], row["line"], row["작성일"], row["작성자"]) == ("a [1].csv", "3", "2026-13-41", "<NAME>")
    assert row["내용"] == "<PHONE>로 전화 주세요"
    call("rejects", "export", "--out", "r.jsonl")
    (line,) = rows((home / "r.jsonl").read_text(encoding="utf-8"))
    assert line["content"]["내용"] == "<PHONE>로 전화 주세요"
    assert call("rejects", "export", "--out", "-").out.encode().startswith(b"\xef\xbb\xbfreject_id,")
    assert call("rejects", "export", "--out", "r.xlsx").code == 2


def test_formulas_are_made_harmless_in_cells_and_headings() -> None:
    cells = ["=1+1", "+82", "-1", "@x", "\tx", "\rx", "1=1", 5]
    (row,) = list(csv.reader(as_csv(["=a"] * len(cells), [cells]).decode("utf-8-sig").splitlines(keepends=True)))[1:]
    assert row == ["'=1+1", "'+82", "'-1", "'@x", "'\tx", "'\rx", "1=1", "5"]
    assert as_csv(["=a"], []).decode("utf-8-sig") == "'=a\r\n"


def test_a_retry_of_an_unchanged_file_changes_nothing(
    collected: Path, call: Call, empty_store: Store, unread: list[str]
) -> None:
    assert collected.is_file()
    for _ in range(2):
        result = call("rejects", "retry", "--json")
        assert result.code == 3
        assert [row["outcome"] for row in rows(result.out)] == ["rejected"]
    assert status(empty_store).n_documents == 2
    assert status(empty_store).n_rejects == {"shop_reviews": 1}
    assert unread == []


def test_a_mended_row_comes_in_once_and_its_reject_is_closed(
    collected: Path, call: Call, empty_store: Store, unread: list[str]
) -> None:
    collected.write_text(GOOD + MENDED, encoding="utf-8")
    dry = call("rejects", "retry", "--dry-run", "--json")
    assert (dry.code, rows(dry.out)[0]["outcome"]) == (0, "read")
    assert status(empty_store).n_rejects == {"shop_reviews": 1}
    result = call("rejects", "retry", "--json")
    assert (result.code, rows(result.out)[0]["outcome"]) == (0, "read")
    found = status(empty_store)
    assert (found.n_documents, dict(found.n_rejects)) == (3, {})
    assert len(unread) == 1
    with empty_store.read() as connection:
        assert [one.state for one in load_rejects(connection, state=None)] == ["replayed"]
        (run,) = load_runs(connection, flow="rejects-retry")
        assert (run.state, run.counts["replayed"]) == ("done", 1)
    assert "No row is set aside." in call("rejects", "retry").err


def test_another_fault_in_the_same_row_replaces_the_reject(
    collected: Path, call: Call, empty_store: Store, unread: list[str]
) -> None:
    collected.write_text(GOOD + "2,내일,나래,전화 주세요\n", encoding="utf-8")
    result = call("rejects", "retry", "--json")
    assert (result.code, [row["outcome"] for row in rows(result.out)]) == (3, ["replaced"])
    with empty_store.read() as connection:
        assert [one.reject.content["작성일"] for one in load_rejects(connection)] == ["내일"]
    assert unread == []


def test_what_cannot_be_read_again_stays_open(
    collected: Path, call: Call, empty_store: Store, unread: list[str]
) -> None:
    collected.write_text("아무 표도 아닌 글", encoding="utf-8")
    assert [row["outcome"] for row in rows(call("rejects", "retry", "--json").out)] == ["refused"]
    collected.unlink()
    assert [row["outcome"] for row in rows(call("rejects", "retry", "--json").out)] == ["gone"]
    assert status(empty_store).n_rejects == {"shop_reviews": 1}
    assert unread == []


def test_what_came_over_the_network_is_asked_for_again_and_not_read_again(
    collected: Path, call: Call, settings: Settings, empty_store: Store, unread: list[str]
) -> None:
    """The source of the reject has become one that asks a service; its record is nowhere on this machine."""
    entry = "sources:\n  - {name: shop_reviews, family: zendesk, subdomain: haneulmart}\n"
    (settings.location.path / "sources.yaml").write_text(entry, encoding="utf-8")
    result = call("rejects", "retry")
    assert (result.code, status(empty_store).n_rejects) == (3, {"shop_reviews": 1})
    assert "voc collect SOURCE --since DAY" in result.out
    assert (collected.exists(), unread) == (True, [])


def test_the_other_files_stay_remembered(
    collected: Path, call: Call, settings: Settings, empty_store: Store, unread: list[str]
) -> None:
    collected.write_text(GOOD + MENDED, encoding="utf-8")
    assert call("rejects", "retry").code == 0
    with open_workplace(settings) as place:
        (source,) = place.sources()
        assert collect(place, source, Window()).n_rows == 0
        with empty_store.read() as connection:
            (mended,) = load_documents(connection, [document_id("shop_reviews", "2")])
    assert mended.text == "<PHONE>로 전화 주세요"
    assert len(unread) == 1
