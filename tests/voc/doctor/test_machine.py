"""Processors, memory, disk: what a night needs, with figures that are handed in."""

from pathlib import Path

import pytest

from voc.steps.doctor.machine import Memory, disk, free, memory, processors

GIB, MIB = 2**30, 2**20


@pytest.mark.parametrize(("n", "n_workers", "verdict"), [(2, 1, "ok"), (2, 2, "ok"), (2, 3, "note")])
def test_more_readers_than_processors_are_noted(n: int, n_workers: int, verdict: str) -> None:
    assert processors(n, n_workers).verdict == verdict


@pytest.mark.parametrize(
    ("found", "n_workers", "verdict"),
    [
        (Memory(8 * GIB, 4 * GIB), 1, "ok"),  # one reader: 523 + 700 MiB = 1.2 GiB
        (Memory(8 * GIB, 1 * GIB), 1, "note"),
        (Memory(1 * GIB, 1 * GIB), 1, "wrong"),
        (Memory(2 * GIB, 2 * GIB), 3, "wrong"),  # three readers: 2.2 GiB
        (Memory(64 * GIB, 60 * GIB, limit=1 * GIB), 1, "wrong"),
        (Memory(64 * GIB, 60 * GIB, limit=2 * GIB), 1, "ok"),
    ],
)
def test_memory_is_set_against_what_a_night_takes(found: Memory, n_workers: int, verdict: str) -> None:
    assert memory(found, n_workers).verdict == verdict


def test_a_container_s_limit_is_said() -> None:
    told = memory(Memory(64 * GIB, 60 * GIB, limit=2 * GIB), 1).what
    assert told.startswith("2.0 GiB, as the container allows, ")


@pytest.mark.parametrize(
    ("free_bytes", "wanted", "verdict", "said"),
    [
        (10 * GIB, 5 * GIB, "ok", "10.0 GiB free"),
        (4 * GIB, 5 * GIB, "note", "a backup or an upgrade needs 5.0 GiB"),
        (299 * MIB, 5 * GIB, "wrong", "a night needs 300 MiB. Free some space"),
        (0, 0, "wrong", "0.0 GiB free"),
    ],
)
def test_a_full_disk_is_wrong_and_one_without_room_for_a_backup_is_noted(
    free_bytes: int, wanted: int, verdict: str, said: str
) -> None:
    found = disk("disk: store", Path("store"), free_bytes, wanted=wanted)
    assert found.verdict == verdict
    assert said in found.what


def test_free_space_is_that_of_the_nearest_folder_that_is_there(tmp_path: Path) -> None:
    assert free(tmp_path / "not" / "yet") == free(tmp_path)
