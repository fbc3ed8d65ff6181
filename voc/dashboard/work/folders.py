"""The folder of one piece of work: what was asked, how far it is, what came of it; private, and gone after a day."""

import json
import re
import secrets
import shutil
import time
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from sqlite3 import Connection
from typing import Any, Literal

from voc.config import Settings
from voc.locks import hold
from voc.steps.handout import write_whole

WorkState = Literal["waiting", "working", "done", "stopped"]
# 128 bits: nobody guesses the address of another's file.
_ID_BYTES = 16
_ID = re.compile(r"[A-Za-z0-9_-]{22}")
_KEPT_S = 24 * 3600.0
# A process needs a moment to come up before it holds its folder.
_COMING_UP_S = 60.0
_LOCK, _ASKED, _PROGRESS, _RESULT = ".held", "asked", "progress", "result"
FILE = "file"
# The first seconds say nothing about the pace.
_PACE_KNOWN_S = 2.0


@dataclass(frozen=True, slots=True)
class WorkFolder:
    """One folder; several servers on one machine see the same."""

    path: Path

    @property
    def id(self) -> str:
        """What its address ends in."""
        return self.path.name

    @property
    def asked(self) -> dict[str, Any]:
        """What is to be done, and for whom."""
        return self.read(_ASKED) or {}

    @property
    def progress(self) -> dict[str, Any]:
        """What is being done now: `label`, `done`, `total`."""
        return self.read(_PROGRESS) or {"label": "", "done": 0, "total": None}

    @property
    def result(self) -> dict[str, Any] | None:
        """What came of it; None while it is not done."""
        return self.read(_RESULT)

    @property
    def state(self) -> WorkState:
        """How it stands; `stopped` where a process has ended without a word."""
        if self.result is not None:
            return "done"
        if self.is_held:
            return "working"
        return "waiting" if time.time() - float(self.asked.get("at", 0)) < _COMING_UP_S else "stopped"

    @property
    def is_busy(self) -> bool:
        """Whether something is under way."""
        return self.state in {"waiting", "working"}

    @property
    def is_held(self) -> bool:
        """Whether a process is at it."""
        held = hold(self.path / _LOCK)
        if held is None:
            return True
        held.close()
        return False

    @property
    def holds_file(self) -> bool:
        """Whether a file that was handed in still lies there."""
        return (self.path / FILE).is_dir()

    @property
    def remaining_s(self) -> float | None:
        """How many seconds it may still take, by its pace so far; None where nobody can tell."""
        told = self.progress
        spent, total = time.time() - told.get("since", time.time()), told["total"]
        if not total or not 0 < told["done"] <= total or spent < _PACE_KNOWN_S:
            return None
        return float(spent * (total - told["done"]) / told["done"])

    def ask(self, asked: Mapping[str, Any]) -> None:
        """Write down what is to be done next; what came of the last time is forgotten."""
        (self.path / f"{_RESULT}.json").unlink(missing_ok=True)
        (self.path / f"{_PROGRESS}.json").unlink(missing_ok=True)
        self.write(_ASKED, {**asked, "at": time.time()})

    def tell(self, label: str, done: int, total: int | None, *, since: float) -> None:
        """Write down how far it is, and since when (seconds since 1970) it has been at this."""
        self.write(_PROGRESS, {"label": label, "done": done, "total": total, "since": since})

    def finish(self, result: Mapping[str, Any]) -> None:
        """Write down what came of it."""
        self.write(_RESULT, result)

    def read(self, name: str) -> dict[str, Any] | None:
        """Read one of its notes; None where there is none."""
        try:
            found: dict[str, Any] = json.loads((self.path / f"{name}.json").read_text(encoding="utf-8"))
        except FileNotFoundError:
            return None
        return found

    def write(self, name: str, content: Mapping[str, Any]) -> None:
        """Write one of its notes, whole or not at all."""
        write_whole(self.path / f"{name}.json", json.dumps(content, ensure_ascii=False).encode("utf-8", "replace"))

    def hold(self) -> Connection | None:
        """Hold it as the process that works in it; None where another one does."""
        for _ in range(20):
            held = hold(self.path / _LOCK)
            if held is not None:
                return held
            # Somebody may just be looking whether it is held.
            time.sleep(0.05)
        return None


def work_place(settings: Settings) -> Path:
    """Return the folder that holds all of them."""
    return settings.home / "store" / "uploads"


def make_folder(settings: Settings) -> WorkFolder:
    """Make a folder under a name that nobody can guess, for our own eyes only; old ones are swept first.

    Raises
    ------
    OSError
        It cannot be made.
    """
    parent = work_place(settings)
    parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    sweep_folders(settings)
    path = parent / secrets.token_urlsafe(_ID_BYTES)
    path.mkdir(mode=0o700)
    return WorkFolder(path)


def open_folder(settings: Settings, name: str) -> WorkFolder | None:
    """Find a folder by its id; None for anything that is none."""
    path = work_place(settings) / name if _ID.fullmatch(name) else None
    return WorkFolder(path) if path is not None and path.is_dir() and not path.is_symlink() else None


def all_folders(settings: Settings) -> Iterator[WorkFolder]:
    """List all that there are, in no order."""
    for path in work_place(settings).glob("*"):
        if _ID.fullmatch(path.name) and path.is_dir() and not path.is_symlink():
            yield WorkFolder(path)


def sweep_folders(settings: Settings, *, now: float | None = None) -> None:
    """Delete what is older than a day and nobody works in."""
    moment = time.time() if now is None else now
    for folder in all_folders(settings):
        # Another server may sweep at the same time.
        with suppress(OSError):
            if moment - _last_asked(folder) > _KEPT_S and not folder.is_held:
                shutil.rmtree(folder.path, ignore_errors=True)


def _last_asked(folder: WorkFolder) -> float:
    # Looking whether a folder is held writes in it, so that its own time is that of the last look.
    asked = folder.asked.get("at")
    return folder.path.stat().st_mtime if asked is None else float(asked)
