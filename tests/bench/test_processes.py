"""What a process took, its children included."""

import sys

import pytest
from processes import spend

HOLD = "import time; held = bytearray(80_000_000); held[::4096] = b'x' * len(held[::4096]); time.sleep(0.6)"
linux_only = pytest.mark.skipif(sys.platform != "linux", reason="memory is read from /proc")


@linux_only
def test_memory_is_the_childs_own_not_that_of_who_started_it() -> None:
    held = bytearray(300_000_000)
    held[::4096] = b"x" * len(held[::4096])
    spent = spend([sys.executable, "-c", "import time; time.sleep(0.5)"])
    assert 3 < spent.peak_mb < 150


@linux_only
def test_memory_of_children_counts() -> None:
    start = f"subprocess.Popen([sys.executable, '-c', {HOLD!r}])"
    family = f"import subprocess, sys; [child.wait() for child in [{start}, {start}]]"
    assert spend([sys.executable, "-c", family]).peak_mb > 150


def test_time_at_work_is_told_from_time_asleep() -> None:
    spent = spend([sys.executable, "-c", "import time; time.sleep(0.5)"])
    assert spent.wall_s > 0.5 > spent.cpu_s


def test_a_failure_keeps_its_code_and_its_last_words() -> None:
    spent = spend([sys.executable, "-c", "import sys; sys.exit('no such thing')"])
    assert (spent.exit_code, spent.complaint.strip()) == (1, "no such thing")


def test_a_program_that_is_missing_ends_with_the_code_of_a_shell() -> None:
    assert spend(["no-such-program-anywhere"]).exit_code == 127
