"""Where commands are run: as processes of their own, or quickly within this one, with the analyser loaded once."""

import io
import os
import signal
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Protocol
from unittest.mock import patch

from faults.homes import FaultyHome
from faults.moments import Moment, Watch, watched
from faults.plain import plain_flows
from voc.cli import main

if TYPE_CHECKING:
    import subprocess

KILLED = -int(signal.SIGKILL)
# Seconds that no command of a small home takes, however busy the machine is.
PATIENCE_S = 120.0


@dataclass(frozen=True)
class Ended:
    """How a command ended, and what it said."""

    code: int
    said: str = ""
    passed: tuple[Moment, ...] = ()

    @property
    def message(self) -> str:
        """The last line that it said."""
        return (self.said.strip().splitlines() or [""])[-1]


class KilledError(BaseException):
    """The process is dead: nothing that catches errors sees this."""


def die() -> None:
    """Be killed at once; a stage knows how."""
    raise KilledError


class Stage(Protocol):
    """Runs a command in a home; something happens when its moment has come."""

    def run(
        self,
        home: FaultyHome,
        *command: str,
        moment: Moment | None = None,
        act: Callable[[], None] = die,
        settings: Mapping[str, str] | None = None,
    ) -> Ended:
        """Run to the end."""


class AsProcess:
    """Runs every command as a process, and kills it for real."""

    def run(
        self,
        home: FaultyHome,
        *command: str,
        moment: Moment | None = None,
        act: Callable[[], None] = die,
        settings: Mapping[str, str] | None = None,
    ) -> Ended:
        fault = dict(settings or {})
        sign = home.temporary / "waits"
        if moment is not None:
            does = "kill" if act is die else "wait"
            fault |= {"FAULT_MOMENT": moment.spelled(), "FAULT_DOES": does, "FAULT_SIGN": str(sign)}
        process = home.start(*command, fault=fault)
        try:
            if moment is not None and act is not die and _waits(process, sign):
                act()
                sign.unlink()
            _, said = process.communicate(timeout=PATIENCE_S)
        finally:
            if process.poll() is None:
                process.kill()
                process.communicate()
        return Ended(process.returncode, said)


def _waits(process: "subprocess.Popen[str]", sign: Path) -> bool:
    ends_at = time.monotonic() + PATIENCE_S
    while process.poll() is None and not sign.exists():
        assert time.monotonic() < ends_at, "the moment does not come"
        time.sleep(0.02)
    return sign.exists()


@dataclass
class InProcess:
    """Runs every command in this process; the analyser of a configuration is loaded once."""

    readers: list[tuple[object, object]] = field(default_factory=list)

    def run(
        self,
        home: FaultyHome,
        *command: str,
        moment: Moment | None = None,
        act: Callable[[], None] = die,
        settings: Mapping[str, str] | None = None,
    ) -> Ended:
        watch, said = Watch(moment, act), io.StringIO()
        with ExitStack() as stack:
            stack.enter_context(self._as_if_alone(home, settings or {}))
            stack.enter_context(watched(watch))
            stack.enter_context(plain_flows(watch))
            stack.enter_context(redirect_stderr(said))
            stack.enter_context(redirect_stdout(io.StringIO()))
            stack.enter_context(patch.object(sys, "argv", ["voc", *command]))
            code = _exit_code()
        return Ended(code, said.getvalue(), tuple(watch.passed))

    @contextmanager
    def _as_if_alone(self, home: FaultyHome, settings: Mapping[str, str]) -> Iterator[None]:
        handlers = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
        folder, temporary = Path.cwd(), tempfile.tempdir
        os.chdir(home.path)
        tempfile.tempdir = str(home.temporary)
        try:
            with patch.dict(os.environ, {**home.environment(), **settings}, clear=True), self._loaded_once():
                yield
        finally:
            os.chdir(folder)
            tempfile.tempdir = temporary
            for number, handler in handlers.items():
                signal.signal(number, handler)

    @contextmanager
    def _loaded_once(self) -> Iterator[None]:
        from nlp import reader  # noqa: PLC0415 - seconds

        load = reader.Reader

        def remembered(*knowledge: object) -> object:
            for known, made in self.readers:
                if known == knowledge:
                    return made
            made = load(*knowledge)
            self.readers.append((knowledge, made))
            return made

        with patch.object(reader, "Reader", remembered):
            yield


def _exit_code() -> int:
    try:
        main()
    except KilledError:
        return KILLED
    except SystemExit as ended:
        return ended.code if isinstance(ended.code, int) else 1
    return 0
