"""A run on a terminal, with a scheduler of its own: what it draws, whom it calls, what it leaves."""

import os
import pty
import subprocess
import sys
import time
from pathlib import Path

import pytest
from home_process import PATIENCE_SECONDS, Home
from prefect_process import children_of

pytestmark = pytest.mark.slow

# Notes every address that the process looks up or connects to, then runs the command line.
WATCHED = """
import socket, sys
seen = open(sys.argv.pop(1), "a", buffering=1)
def watched(name):
    original = getattr(socket.socket, name)
    def call(self, address, *rest):
        seen.write(f"{address[0] if isinstance(address, tuple) else 'unix'}\\n")
        return original(self, address, *rest)
    return call
class Socket(socket.socket):
    connect, connect_ex, sendto = watched("connect"), watched("connect_ex"), socket.socket.sendto
socket.socket = Socket
look_up = socket.getaddrinfo
def getaddrinfo(host, *rest, **named):
    seen.write(f"{host}\\n")
    return look_up(host, *rest, **named)
socket.getaddrinfo = getaddrinfo
from voc.cli import main
main()
"""
OWN = {"127.0.0.1", "localhost", "::1", "unix", "None", "0.0.0.0", "::"}  # noqa: S104 - compared, not bound


def on_a_terminal(home: Home, *arguments: str) -> tuple[int, str, str]:
    """Run with stderr on a terminal; return exit code, stdout and what was drawn."""
    parent, child = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-c", *arguments],
        cwd=home.path,
        env=home.environment() | {"TERM": "xterm", "COLUMNS": "100"},
        stdout=subprocess.PIPE,
        stderr=child,
    )
    os.close(child)
    drawn = b""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline:
        try:
            piece = os.read(parent, 65536)
        except OSError:
            break
        if not piece:
            break
        drawn += piece
    out, _ = process.communicate(timeout=PATIENCE_SECONDS)
    os.close(parent)
    return process.returncode, out.decode(), drawn.decode(errors="replace")


@pytest.mark.long
def test_a_night_on_a_terminal_shows_its_progress_calls_nobody_and_cleans_up(home: Home, tmp_path: Path) -> None:
    seen = tmp_path / "seen"
    code, out, drawn = on_a_terminal(home, WATCHED, str(seen), "run", "nightly", "--until", "2026-11-23")
    assert (code, out) == (3, "")
    for label in ("starting the scheduler", "collecting cs_tickets", "reading Korean", "nightly: 97 read, 8 weeks"):
        assert label in drawn
    assert "Traceback" not in drawn
    addresses = set(seen.read_text(encoding="utf-8").split())
    assert "127.0.0.1" in addresses
    assert addresses <= OWN
    # Neither a folder of ours is left, nor has Prefect begun a database in the user's home.
    assert not list(home.temporary.glob("voc-*"))
    assert not list(home.temporary.rglob("prefect.db"))
    assert home.runs() == [("nightly", "partly", None)]


@pytest.mark.long
def test_a_killed_run_leaves_no_process_and_a_folder_that_the_next_sweeps(home: Home) -> None:
    process = home.start("run", "nightly", "--until", "2026-11-23")
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not (left := list(home.temporary.glob("voc-files-*/voc-scheduler-*"))):
        assert time.monotonic() < deadline
        time.sleep(0.05)
    while not (left[0] / "prefect.db").exists():
        assert time.monotonic() < deadline
        time.sleep(0.05)
    # The server is a thread: there is no child to be left behind.
    assert children_of(process.pid) == []
    process.kill()
    process.communicate(timeout=PATIENCE_SECONDS)
    # As if it had been there for hours.
    os.utime(left[0].parent, (0, 0))
    assert home.run("run", "nightly", "--until", "2026-11-23")[0] == 3
    assert not list(home.temporary.glob("voc-*"))
