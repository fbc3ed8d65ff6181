"""The command line as a process of its own, in a small home."""

import os
import sqlite3
import subprocess
import sys
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import create_engine, select

from voc.store.schema import metadata

PATIENCE_SECONDS = 180


def plain_environment() -> dict[str, str]:
    """Return the environment without anything that steers Prefect or us."""
    return {name: value for name, value in os.environ.items() if not name.startswith(("PREFECT_", "VOC_"))}


@dataclass
class Home:
    """A small home in which `voc` is run.

    Attributes
    ----------
    temporary : Path
        Where the command's temporary folders go.
    """

    path: Path
    temporary: Path
    settings: Mapping[str, str] = field(default_factory=dict)

    @property
    def store(self) -> Path:
        return self.path / "store" / "voc.db"

    def environment(self) -> dict[str, str]:
        own = {
            "HOME": str(self.temporary),
            "TMPDIR": str(self.temporary),
            "PREFECT_HOME": str(self.temporary / ".prefect"),
            "VOC_AUTHOR_KEY": "an invented key of the tests",
            "NO_COLOR": "1",
        }
        return {name: value for name, value in (plain_environment() | own | dict(self.settings)).items() if value}

    def start(self, *arguments: str) -> subprocess.Popen[str]:
        command = [sys.executable, "-c", "from voc.cli import main; main()", *arguments]
        return subprocess.Popen(
            command, cwd=self.path, env=self.environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )

    def run(self, *arguments: str) -> tuple[int, str, str]:
        process = self.start(*arguments)
        out, err = process.communicate(timeout=PATIENCE_SECONDS)
        return process.returncode, out, err

    def count(self, table: str) -> int:
        """Count rows from outside, as long as the table may not be there yet."""
        if not self.store.exists():
            return 0
        try:
            with closing(sqlite3.connect(f"file:{self.store}?mode=ro", uri=True, timeout=5)) as connection:
                return int(connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0])  # noqa: S608 - our names
        except sqlite3.OperationalError:
            return 0

    def content(self) -> dict[str, list[str]]:
        engine = create_engine(f"sqlite:///{self.store}")
        held = {}
        with engine.connect() as connection:
            for table in metadata.sorted_tables:
                columns = [column for column in table.columns if column.name not in {"saved_at", "frozen_at"}]
                if table.name not in {"runs", "run_steps"}:
                    held[table.name] = sorted(map(repr, connection.execute(select(*columns))))
        engine.dispose()
        return held

    def runs(self) -> list[tuple[str, str, str | None]]:
        """Flow, state and error of each run, in the order of their beginnings."""
        runs = metadata.tables["runs"]
        engine = create_engine(f"sqlite:///{self.store}")
        with engine.connect() as connection:
            rows = connection.execute(select(runs.c.flow, runs.c.state, runs.c.error).order_by(runs.c.started_at)).all()
        engine.dispose()
        return [tuple(row) for row in rows]  # type: ignore[misc]


@dataclass(frozen=True)
class Server:
    """A Prefect server in a process of its own."""

    url: str
    database: Path
