"""`voc brief` as a workbook, as pictures, and against today."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from voc.config import Settings
from voc.planning.brief import make_brief
from voc.steps.brief import brief_names
from voc.steps.workplace import Workplace
from voc.store import Store, save_snapshot
from voc.store.audit import EXPORT, read_audit

Call = Callable[..., Any]
W47 = "2026-W47"


@pytest.fixture
def frozen(filled: Store, settings: Settings) -> Store:
    with filled.begin() as connection:
        brief = make_brief(connection, W47, brief_names(Workplace(settings, filled)), list)
        save_snapshot(connection, W47, brief, frozen=True, at=datetime(2026, 11, 22, 17, 30, tzinfo=UTC))
    return filled


def test_a_workbook_is_written_and_noted_with_all_whose_words_it_holds(
    frozen: Store, call: Call, tmp_path: Path
) -> None:
    out = tmp_path / "week.xlsx"
    done = call("brief", "--week", W47, "--out", out)
    assert done.code == 0, done.err
    book = openpyxl.load_workbook(out)
    assert book.sheetnames[:4] == ["요약", "테마", "키워드", "원문"]
    with frozen.read() as connection:
        (entry,) = read_audit(connection, action=EXPORT)
    assert (entry.details["kind"], entry.details["target"], entry.details["week"]) == ("brief", str(out), W47)
    assert {row[6].value for row in book["원문"].iter_rows(min_row=2)} <= set(entry.details["documents"])


def test_the_same_frozen_brief_is_the_same_file(frozen: Store, call: Call, tmp_path: Path) -> None:  # noqa: ARG001 - frozen
    for name in ("a.xlsx", "b.xlsx", "a.html", "b.html"):
        assert call("brief", "--week", W47, "--out", tmp_path / name).code == 0
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()
    assert (tmp_path / "a.html").read_bytes() == (tmp_path / "b.html").read_bytes()


def test_comparing_prints_markdown_or_writes_it(frozen: Store, call: Call, tmp_path: Path) -> None:  # noqa: ARG001 - frozen
    done = call("brief", "--week", W47, "--compare")
    assert done.code == 0
    assert "그대로입니다." in done.out
    assert "2026-11-23 02:30 KST에 확정한 브리프입니다." in done.out
    assert call("brief", "--week", W47, "--compare", "--out", tmp_path / "c.md").code == 0
    assert "그대로입니다." in (tmp_path / "c.md").read_text(encoding="utf-8")
    assert "확정하지 않아 견줄 브리프가 없습니다" in call("brief", "--week", "2026-W46", "--compare").out


def test_pictures_are_written_into_a_folder_and_noted(frozen: Store, call: Call, tmp_path: Path) -> None:
    done = call("brief", "--week", W47, "--charts", tmp_path / "slides")
    assert (done.code, done.out) == (0, "")
    names = sorted(file.name for file in (tmp_path / "slides").iterdir())
    assert names == ["brief-2026-W47-board.svg"], "no theme has three voices, so none has a line"
    with frozen.read() as connection:
        (entry,) = read_audit(connection, action=EXPORT)
    assert entry.details["documents"] == []


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--out", "b.docx"), "does not tell the kind of file"),
        (("--compare", "--out", "b.xlsx"), "A comparison is written as Markdown"),
        (("--compare", "--charts", "slides"), "A comparison has no pictures"),
    ],
)
def test_what_cannot_be_is_said(call: Call, home: Path, arguments: tuple[str, ...], said: str) -> None:  # noqa: ARG001 - home
    done = call("brief", *arguments)
    assert done.code == 2
    assert said in done.err
