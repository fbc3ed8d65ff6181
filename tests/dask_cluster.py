"""A Dask scheduler and workers as processes of their own on loopback, started the documented way."""

import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import psutil
from home_process import plain_environment

_DASK = (sys.executable, "-m", "dask")
_LOOPBACK = "127.0.0.1"
_PATIENCE_SECONDS = 60
# Whatever happens to whoever started them, neither stays for long.
_IDLE, _ORPHANED = ("--idle-timeout", "300"), ("--death-timeout", "60")


@dataclass
class Cluster:
    """A running scheduler.

    Attributes
    ----------
    log : Path
        What the scheduler and all workers write.
    """

    address: str
    folder: Path
    started: list[subprocess.Popen[bytes]] = field(default_factory=list)

    @property
    def log(self) -> Path:
        return self.folder / "log.txt"

    def start_worker(self, *options: str, environment: Mapping[str, str] | None = None) -> subprocess.Popen[bytes]:
        """Start a worker with its nanny and return at once."""
        command = ("worker", self.address, "--nthreads", "1", "--no-dashboard", *_ORPHANED, *options)
        return self._start(*command, environment=environment or {})

    def await_workers(self, n: int) -> None:
        """Wait until so many workers are connected."""
        from distributed import Client  # noqa: PLC0415 - an extra

        with Client(self.address, set_as_default=False) as client:
            client.wait_for_workers(n, timeout=_PATIENCE_SECONDS)

    def kill_reader_of(self, worker: subprocess.Popen[bytes]) -> int:
        """Kill the process that reads, the nanny's child with the most memory; return its number once it is gone."""
        children = psutil.Process(worker.pid).children(recursive=True)
        reader = max(children, key=lambda child: child.memory_info().rss)
        reader.kill()
        # Its nanny collects it, and starts another.
        reader.wait(timeout=10)
        return reader.pid

    def end(self) -> None:
        """End what was started, and whatever those processes started."""
        for process in self.started:
            ended = _tree(process.pid)
            for one in ended:
                one.kill()
            psutil.wait_procs(ended, timeout=10)
            process.wait()

    def _start(self, *arguments: str, environment: Mapping[str, str]) -> subprocess.Popen[bytes]:
        with self.log.open("ab") as log:
            process = subprocess.Popen(
                [*_DASK, *arguments],
                cwd=self.folder,
                env=plain_environment() | {"DASK_TEMPORARY_DIRECTORY": str(self.folder)} | environment,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        self.started.append(process)
        return process


def _tree(pid: int) -> list[psutil.Process]:
    try:
        top = psutil.Process(pid)
        return [*top.children(recursive=True), top]
    except psutil.NoSuchProcess:
        return []


@contextmanager
def cluster(folder: Path, *, allowed_failures: int = 3) -> Iterator[Cluster]:
    """Start a scheduler without workers, and end everything with the block.

    Parameters
    ----------
    allowed_failures : int
        How often a reader may die before the scheduler gives a batch up; 3 is Dask's own number.
    """
    port = free_port()
    running = Cluster(f"tcp://{_LOOPBACK}:{port}", folder)
    environment = {"DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES": str(allowed_failures)}
    running._start(
        "scheduler", "--host", _LOOPBACK, "--port", str(port), "--no-dashboard", *_IDLE, environment=environment
    )
    try:
        yield running
    finally:
        running.end()


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind((_LOOPBACK, 0))
        return int(probe.getsockname()[1])
