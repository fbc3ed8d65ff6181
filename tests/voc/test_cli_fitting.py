"""Tables on a terminal: nothing is broken that should not be, and a narrow one gets paragraphs."""

import io
import re
from collections.abc import Mapping

import pytest
from rich.cells import cell_len

from voc.cli import drawing

COLUMNS = {"level": "신호", "source": "소스", "last_at": "마지막 수집", "open_rejects": "따로 둔 줄", "reasons": "문제"}
ROWS: list[Mapping[str, object]] = [
    {
        "level": "● 주의",
        "source": "community_pages",
        "last_at": "2026-11-23 02:38",
        "open_rejects": 12,
        "reasons": "It brought nothing, although usually something comes. Look at it.",
    },
    {"level": "● 정상", "source": "survey", "last_at": None, "open_rejects": 0, "reasons": None},
]


class Terminal(io.StringIO):
    """Stands for stdout."""

    def isatty(self) -> bool:
        return True


def drawn(monkeypatch: pytest.MonkeyPatch, width: int) -> str:
    terminal = Terminal()
    monkeypatch.setattr("sys.stdout", terminal)
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("COLUMNS", str(width))
    drawing.show_rows(ROWS, as_json=False, columns=COLUMNS, empty="")
    return re.sub(r"\x1b\[[0-9;]*m", "", terminal.getvalue())


@pytest.mark.parametrize("width", [100, 80, 77])
def test_names_numbers_and_moments_stay_whole_in_a_table(monkeypatch: pytest.MonkeyPatch, width: int) -> None:
    lines = drawn(monkeypatch, width).splitlines()
    assert all(cell_len(line) <= width for line in lines)
    first = next(line for line in lines if "주의" in line)
    assert first.split("  ")[:3] == ["● 주의", "community_pages", "2026-11-23 02:38"]
    assert "12" in first.split()


def test_a_narrow_terminal_gets_paragraphs(monkeypatch: pytest.MonkeyPatch) -> None:
    lines = [line.rstrip() for line in drawn(monkeypatch, 40).splitlines()]
    assert "\n".join(lines) == (
        "● 주의  community_pages\n"
        "  마지막 수집 2026-11-23 02:38,\n"
        "  따로 둔 줄 12\n"
        "  문제: It brought nothing, although\n"
        "  usually something comes. Look at it.\n"
        "● 정상  survey\n"
        "  따로 둔 줄 0"
    )
