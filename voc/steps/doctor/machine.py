"""Processors, memory and disk, beside what a night needs of them."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import psutil

from voc.config import Settings
from voc.steps.check_store import Finding
from voc.store.engine import file_of

_MIB, _GIB = 2**20, 2**30
# The analyser with its model, per process that reads, and the rest of a night around it; see docs/measurements.md.
_READER_MB, _NIGHT_MB = 523, 700
# Less than this, and a night may not be written at all.
_LEAST_FREE = 300 * _MIB
# A backup or an upgrade writes the store once more.
_COPIES = 1.2
_CGROUP = Path("/sys/fs/cgroup/memory.max")


@dataclass(frozen=True, slots=True)
class Memory:
    """Memory in bytes.

    Attributes
    ----------
    limit : int or None
        What a container allows; None where there is no limit.
    """

    total: int
    available: int
    limit: int | None = None

    @property
    def most(self) -> int:
        """What can be had at all."""
        return min(self.total, self.limit or self.total)


def machine(settings: Settings | None) -> Iterator[Finding]:
    """Look at this machine."""
    limits = settings.schedules.limits if settings else None
    # With a Dask scheduler others read, on machines of their own.
    n_workers = limits.workers if limits and not limits.dask else 1
    yield processors(_n_processors(), n_workers)
    yield memory(_memory(), n_workers)
    store = _store_folder(settings) if settings else None
    if store is not None:
        folder, size = store
        yield disk("disk: store", folder, free(folder), wanted=int(_COPIES * size))
    temporary = Path(tempfile.gettempdir())
    yield disk("disk: temporary", temporary, free(temporary), wanted=_LEAST_FREE)
    log_file = os.environ.get("VOC_LOG_FILE")
    if log_file:
        folder = Path(log_file).absolute().parent
        yield disk("disk: log", folder, free(folder), wanted=_LEAST_FREE)


def processors(n: int, n_workers: int) -> Finding:
    """Judge the number of processors against the processes that shall read."""
    told = f"{n}; limits.workers in schedules.yaml is {n_workers}"
    if n_workers > n:
        return Finding("processors", "note", f"{told}: more readers than processors only wait. Lower it")
    return Finding("processors", "ok", told)


def memory(found: Memory, n_workers: int) -> Finding:
    """Judge memory against what a night takes."""
    needed = (n_workers * _READER_MB + _NIGHT_MB) * _MIB
    limited = ", as the container allows" if found.limit is not None and found.limit < found.total else ""
    told = (
        f"{found.most / _GIB:.1f} GiB{limited}, {found.available / _GIB:.1f} GiB free; a night takes about "
        f"{needed / _GIB:.1f} GiB"
    )
    if found.most < needed:
        return Finding("memory", "wrong", f"{told}. Lower limits.workers in schedules.yaml, or take a larger machine")
    if min(found.available, found.most) < needed:
        return Finding("memory", "note", f"{told}. End other programs before a night runs")
    return Finding("memory", "ok", told)


def disk(check: str, folder: Path, free_bytes: int, *, wanted: int) -> Finding:
    """Judge the free space of a folder.

    Parameters
    ----------
    wanted : int
        Bytes that a backup or an upgrade would take.
    """
    told = f"{folder}: {free_bytes / _GIB:.1f} GiB free"
    if free_bytes < _LEAST_FREE:
        return Finding(check, "wrong", f"{told}; a night needs {_LEAST_FREE // _MIB} MiB. Free some space")
    if free_bytes < wanted:
        return Finding(check, "note", f"{told}; a backup or an upgrade needs {wanted / _GIB:.1f} GiB")
    return Finding(check, "ok", told)


def free(folder: Path) -> int:
    """Return the free bytes where a folder lies, or will lie."""
    there = next(one for one in (folder, *folder.parents) if one.exists())
    return shutil.disk_usage(there).free


def _store_folder(settings: Settings) -> tuple[Path, int] | None:
    path = file_of(settings.store_url())
    if path is None:
        return None
    return path.parent, path.stat().st_size if path.exists() else 0


def _n_processors() -> int:
    # Not every system tells on which of them a process may run.
    allowed = getattr(os, "sched_getaffinity", None)
    return len(allowed(0)) if allowed else os.cpu_count() or 1


def _memory() -> Memory:
    found = psutil.virtual_memory()
    limit = _CGROUP.read_text(encoding="ascii").strip() if _CGROUP.is_file() else ""
    return Memory(found.total, found.available, int(limit) if limit.isdigit() else None)
