"""`voc analyze` as a process of its own: the same bytes whatever the machine is like."""

import csv
import os
import random
import subprocess
import sys
from pathlib import Path

import pytest
from small_home import file_rows

pytestmark = pytest.mark.slow

CONFIG = Path(__file__).parents[3] / "config"
OPTIONS = ("--text", "내용", "--id", "번호", "--date", "작성일", "--rating", "별점", "--source", "채널")
NAMES = ("sentences.jsonl", "themes.jsonl", "keywords.jsonl", "documents.jsonl")
# Bound to one processor where the system can, before anything counts them.
RUN = """
import os, sys
if sys.argv.pop(1) == "one" and hasattr(os, "sched_setaffinity"):
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    os.cpu_count = lambda: 1
from voc.cli import main
main()
"""


def start(folder: Path, rows: list[tuple[str, ...]], *, processors: str, seed: str) -> subprocess.Popen[str]:
    folder.mkdir(exist_ok=True)
    with (folder / "in.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([("번호", "내용", "작성일", "별점", "채널"), *rows])
    options = [*OPTIONS, "--out", str(folder / "out"), "--config", str(CONFIG)]
    return subprocess.Popen(
        [sys.executable, "-c", RUN, processors, "analyze", str(folder / "in.csv"), *options],
        env=os.environ | {"PYTHONHASHSEED": seed, "NO_COLOR": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def test_row_order_hash_seed_and_number_of_processors_change_no_byte(tmp_path: Path) -> None:
    rows = file_rows()
    shuffled = list(rows)
    random.Random(3).shuffle(shuffled)  # noqa: S311 - another order
    found = []
    for name, given, processors, seed in (("a", rows, "all", "1"), ("b", shuffled, "one", "4242")):
        process = start(tmp_path / name, list(given), processors=processors, seed=seed)
        out, err = process.communicate(timeout=180)
        assert (process.returncode, out) == (0, ""), err
        # Not a terminal: one line of result, no bar.
        assert len(err.splitlines()) == 1
        found.append([(tmp_path / name / "out" / file).read_bytes() for file in NAMES])
    assert found[0] == found[1]
