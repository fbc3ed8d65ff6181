"""What a whole process takes, its children included: seconds and peak memory."""

import contextlib
import os
import subprocess
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

_EVERY_S = 0.1
_PROC = Path("/proc")
_SHOWN = 2000
# What a shell says of a program that is not there.
_MISSING = 127


@dataclass(frozen=True, slots=True)
class Spent:
    """What one process took.

    Attributes
    ----------
    cpu_s : float
        Of the process and of those it started and waited for; unlike the wall time not stretched by other work.
    peak_mb : float
        Most memory held at one moment by the process and its descendants, in MiB, pages they share counted once; read
        from Linux every 0.1 s, 0 elsewhere.
    complaint : str
        The end of what it wrote to stderr.
    """

    exit_code: int
    wall_s: float
    cpu_s: float
    peak_mb: float
    complaint: str


def spend(command: Sequence[str | Path], environment: Mapping[str, str] | None = None) -> Spent:
    """Run a command to its end and tell what it took; its output is dropped. A program that is missing ends with 127.

    Notes
    -----
    The `ru_maxrss` of a child begins at the size of the process that started it, so it says nothing about a small child
    of a large parent. The high-water mark in /proc does not.
    """
    started = time.perf_counter()
    own = None if environment is None else {**environment}
    try:
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, env=own)
    except FileNotFoundError as error:
        return Spent(_MISSING, 0.0, 0.0, 0.0, str(error))
    watch = _Watch(process.pid)
    watch.start()
    with process.stderr or contextlib.nullcontext() as complaints:
        said = complaints.read() if complaints else b""
    _, status, used = os.wait4(process.pid, 0)
    wall_s = time.perf_counter() - started
    watch.stop()
    process.returncode = os.waitstatus_to_exitcode(status)
    cpu_s = used.ru_utime + used.ru_stime
    return Spent(process.returncode, wall_s, cpu_s, watch.peak_kb / 1024, said.decode(errors="replace")[-_SHOWN:])


class _Watch(threading.Thread):
    """Looks at a process and its descendants until told to stop."""

    def __init__(self, pid: int) -> None:
        super().__init__(daemon=True)
        self._pid = pid
        self._ended = threading.Event()
        self.peak_kb = 0

    def run(self) -> None:
        while not self._ended.wait(_EVERY_S):
            family = descendants(self._pid)
            held = _field(self._pid, "status", "VmHWM:") if len(family) == 1 else sum(map(_shared_once, family))
            self.peak_kb = max(self.peak_kb, held)

    def stop(self) -> None:
        self._ended.set()
        self.join()


def descendants(pid: int) -> list[int]:
    """List a process and all that it started, directly or not."""
    found = [pid]
    for one in found:
        with contextlib.suppress(OSError):
            for thread in (_PROC / str(one) / "task").iterdir():
                found += [int(child) for child in (thread / "children").read_text().split()]
    return found


def _shared_once(pid: int) -> int:
    return _field(pid, "smaps_rollup", "Pss:")


def _field(pid: int, file: str, name: str) -> int:
    """Read a figure in kB; 0 where the process has ended or the system tells nothing."""
    with contextlib.suppress(OSError):
        for line in (_PROC / str(pid) / file).read_text().splitlines():
            if line.startswith(name):
                return int(line.split()[1])
    return 0


def memory_mb(pid: int, *, peak: bool = False) -> float:
    """Return what a process holds now, or held at most, in MiB, without those it started; 0 where nothing tells."""
    return _field(pid, "status", "VmHWM:" if peak else "VmRSS:") / 1024
