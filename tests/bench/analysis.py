"""`voc analyze` as a process of its own."""

import json
import os
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from processes import Spent, spend
from rows import write_rows

_DONE = {0, 3}


@dataclass(frozen=True)
class Analysis:
    """What `voc analyze` wrote, and what it took."""

    sentences: list[dict[str, Any]]
    themes: list[dict[str, Any]]
    run: dict[str, Any]
    spent: Spent


def analyse(
    rows: Sequence[Mapping[str, str]], options: Sequence[str | Path], *, hash_seed: int | None = None
) -> Analysis:
    """Run the command line on some rows.

    Parameters
    ----------
    options : sequence of str or Path
        Everything behind the file's name but `--out`.
    hash_seed : int, optional
        Python's seed for the order of sets; its own choice without it.

    Raises
    ------
    SystemExit
        The command failed.
    """
    seed = {} if hash_seed is None else {"PYTHONHASHSEED": str(hash_seed)}
    with TemporaryDirectory() as folder:
        file, out = Path(folder) / "rows.csv", Path(folder) / "out"
        write_rows(file, rows)
        command = [Path(sys.executable).parent / "voc", "analyze", file, *options, "--out", out]
        spent = spend(command, {**os.environ, **seed})
        if spent.exit_code not in _DONE:
            sys.exit(f"voc analyze ended with {spent.exit_code}:\n{spent.complaint}")
        return Analysis(
            _lines(out / "sentences.jsonl"),
            _lines(out / "themes.jsonl"),
            json.loads((out / "run.json").read_text("utf-8")),
            spent,
        )


def _lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.open(encoding="utf-8")]
