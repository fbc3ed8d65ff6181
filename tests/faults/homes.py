"""Homes on either store, as the faults find them: new, read for a night, or read by an older version."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import small_home
from home_process import Home
from postgres_server import Server
from sqlalchemy import make_url

from faults.content import content, states

TESTS = Path(small_home.__file__).parent
UNTIL = ("--until", "2026-11-23")
# As a form on the web gives it out.
_SURVEY = """응답일시,응답번호,만족도,불편했던 점을 적어 주세요
2026-11-17 10:00:00,S1,2,본인 인증 문자가 오지 않아서 세 번이나 다시 했어요
2026-11-18 11:30:00,S2,1,예상 환급액이 자꾸 바뀌어서 믿어도 되는지 모르겠어요
2026-11-19 09:20:00,S3,5,별로 없었어요
"""
NIGHT, WEEK = ("run", "nightly", *UNTIL), ("run", "weekly", *UNTIL)
FORGET = ("forget", "--author", "u1", "--source", "cs_tickets", "--yes")
BACKUP, RESTORE = ("store", "backup", "before.db"), ("store", "restore", "before.db")


class FaultyHome(Home):
    """A small home on a store of either kind, in which `voc` runs under the eyes of a watch."""

    address: str

    def environment(self) -> dict[str, str]:
        return {
            **super().environment(),
            "VOC_STORE_URL": self.address,
            "PYTHONPATH": os.pathsep.join([str(TESTS.parent), str(TESTS)]),
        }

    def start(self, *arguments: str, fault: Mapping[str, str] | None = None) -> subprocess.Popen[str]:
        command = [sys.executable, "-m", "faults.driver", *arguments]
        environment = self.environment() | dict(fault or {})
        pipe = subprocess.PIPE
        return subprocess.Popen(command, cwd=self.path, env=environment, stdout=pipe, stderr=pipe, text=True)

    @property
    def database(self) -> str:
        """The name of its database on the server."""
        return str(make_url(self.address).database)

    def held(self, aside: Collection[str] = ()) -> dict[str, list[str]]:
        # The log of what was handed out names files of this home.
        found = content(self.address, aside)
        return {name: sorted(row.replace(str(self.path), "HOME") for row in rows) for name, rows in found.items()}

    def states(self) -> list[str]:
        return states(self.address)


@dataclass
class Homes:
    """Makes homes below a folder; each state is made once for each store and copied.

    Attributes
    ----------
    server : callable
        Gives a PostgreSQL server that faults may stop and start.
    """

    folder: Path
    server: Callable[[], Server]
    n_made: int = 0

    def make(self, store: str) -> FaultyHome:
        """Make a home with a full inbox and no store."""
        self.n_made += 1
        folder = self.folder / f"{store}-{self.n_made}"
        (folder / "temporary").mkdir(parents=True)
        home = FaultyHome(Path(shutil.copytree(self._written, folder / "home")), folder / "temporary")
        (home.path / "small").mkdir()
        home.address = f"sqlite:///{home.store}" if store == "sqlite" else self.server().new_database()
        return home

    def copy(self, home: FaultyHome) -> FaultyHome:
        """Copy a home with its store."""
        other = self.make("sqlite" if home.address.startswith("sqlite") else "postgresql")
        shutil.copytree(home.path, other.path, dirs_exist_ok=True)
        if not home.address.startswith("sqlite"):
            self.server().execute(f"DROP DATABASE {other.database}")
            self.server().execute(f"CREATE DATABASE {other.database} TEMPLATE {home.database}")
        return other

    @cached_property
    def _written(self) -> Path:
        home = self.folder / "written"
        small_home.write_home(home)
        (home / "form.csv").write_text(_SURVEY, encoding="utf-8")
        sources = home / "config" / "sources.yaml"
        text = sources.read_text(encoding="utf-8")
        # Small pages, so that there are many transactions to die at.
        sources.write_text(
            text.replace("    family: file\n", "    family: file\n    page_size: 20\n"), encoding="utf-8"
        )
        return home
