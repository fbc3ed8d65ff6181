"""Holds, temporary folders and files that appear together."""

import multiprocessing
import os
import shutil
import tempfile
from pathlib import Path

import pytest

from voc.errors import VocError
from voc.locks import hold
from voc.steps.one_file import publish
from voc.steps.one_file.publish import check_writable, published, write_lines
from voc.steps.scratch import own_temporary_files, scratch_folder, sweep

NAMES = ("rows.jsonl", "run.json")


def test_a_file_is_held_by_one_at_a_time_and_free_again_when_let_go(tmp_path: Path) -> None:
    path = tmp_path / "held"
    first = hold(path)
    assert first is not None
    assert hold(path) is None
    first.close()
    second = hold(path)
    assert second is not None
    second.close()
    assert (path.stat().st_size, path.stat().st_mode & 0o777) == (0, 0o600)


def hold_and_die(path: str) -> None:
    hold(Path(path))
    os._exit(9)


def test_a_hold_dies_with_its_process(tmp_path: Path) -> None:
    child = multiprocessing.get_context("spawn").Process(target=hold_and_die, args=(str(tmp_path / "held"),))
    child.start()
    child.join(60)
    assert child.exitcode == 9
    held = hold(tmp_path / "held")
    assert held is not None
    held.close()


def test_a_folder_that_cannot_be_locked_is_an_error_of_the_system(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="No such file"):
        hold(tmp_path / "missing" / "held")


def test_a_scratch_folder_is_gone_at_the_end_also_after_an_error(tmp_path: Path) -> None:
    with pytest.raises(KeyError), scratch_folder("voc-", tmp_path) as folder:  # noqa: PT012 - the block is what fails
        (folder / "file").write_text("x", encoding="utf-8")
        raise KeyError
    assert list(tmp_path.iterdir()) == []


def test_what_a_killed_process_left_is_swept_and_nothing_else(tmp_path: Path) -> None:
    with scratch_folder("voc-", tmp_path) as busy:
        left, young, others = (tmp_path / name for name in ("voc-left", "voc-young", "mine-left"))
        for folder in (left, young, others):
            (folder / "deep").mkdir(parents=True)
        (tmp_path / "voc-file").write_text("mine", encoding="utf-8")
        for path in (left, others, busy):
            os.utime(path, (0, 0))
        sweep("voc-", tmp_path)
        assert sorted(tmp_path.iterdir()) == sorted([busy, young, others, tmp_path / "voc-file"])


def test_temporary_files_of_the_process_lie_in_one_folder_that_goes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    with own_temporary_files():
        number, name = tempfile.mkstemp()
        os.close(number)
        (folder,) = tmp_path.iterdir()
        assert Path(name).parent == folder
    assert list(tmp_path.iterdir()) == []
    assert tempfile.gettempdir() == str(tmp_path)


def fill(folder: Path, text: str) -> None:
    for name in NAMES:
        write_lines(folder / name, [text])


def held(folder: Path) -> dict[str, str]:
    return {path.name: path.read_text(encoding="utf-8") for path in folder.iterdir()}


def test_files_appear_together_and_replace_their_like(tmp_path: Path) -> None:
    out = tmp_path / "new" / "out"
    with published(out, NAMES) as folder:
        fill(folder, "first")
        assert not any(name in held(out) for name in NAMES if (out / name).exists())
    (out / "mine.txt").write_text("mine", encoding="utf-8")
    with published(out, NAMES) as folder:
        fill(folder, "second")
        assert (out / "run.json").read_text(encoding="utf-8") == "first"
    assert held(out) == {"rows.jsonl": "second", "run.json": "second", "mine.txt": "mine"}


def test_an_error_while_writing_leaves_everything_as_it_was(tmp_path: Path) -> None:
    with published(tmp_path / "out", NAMES) as folder:
        fill(folder, "first")
    with pytest.raises(ZeroDivisionError), published(tmp_path / "out", NAMES) as folder:  # noqa: PT012 - as above
        fill(folder, "second")
        raise ZeroDivisionError
    assert held(tmp_path / "out") == {"rows.jsonl": "first", "run.json": "first"}


def test_a_file_that_cannot_be_put_into_place_brings_the_old_ones_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "out"
    with published(out, NAMES) as folder:
        fill(folder, "first")
    replace = Path.replace

    def refusing(path: Path, target: Path) -> Path:
        if target == out / "run.json" and path.parent.name != "old":
            raise PermissionError(13, "Permission denied")
        return replace(path, target)

    monkeypatch.setattr(Path, "replace", refusing)
    with pytest.raises(VocError, match=r"cannot be written \(Permission denied\)\. Nothing in it was changed"):  # noqa: SIM117
        with published(out, NAMES) as folder:
            fill(folder, "second")
    assert held(out) == {"rows.jsonl": "first", "run.json": "first"}


def test_the_last_file_never_stands_beside_those_of_another_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Killed between two moves, the folder lacks the last file rather than holding a mixture."""
    out = tmp_path / "out"
    with published(out, NAMES) as folder:
        fill(folder, "first")
    moves: list[dict[str, str]] = []
    replace = Path.replace

    def watched(path: Path, target: Path) -> Path:
        done = replace(path, target)
        moves.append({name: text for name, text in held_files(out).items() if name in NAMES})
        return done

    monkeypatch.setattr(Path, "replace", watched)
    with published(out, NAMES) as folder:
        fill(folder, "second")
    assert len(moves) == 4
    for state in moves:
        if "run.json" in state:
            assert state["rows.jsonl"] == state["run.json"]


def held_files(folder: Path) -> dict[str, str]:
    return {path.name: path.read_text(encoding="utf-8") for path in folder.iterdir() if path.is_file()}


def test_a_full_disk_is_seen_while_writing(tmp_path: Path) -> None:
    if not Path("/dev/full").exists():
        pytest.skip("this system has no /dev/full")
    with pytest.raises(VocError, match="No space left on device"), published(tmp_path / "out", NAMES):
        write_lines(Path("/dev/full"), ["x" * 100_000])
    assert not (tmp_path / "out").exists()


def test_a_folder_is_checked_without_making_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    check_writable(tmp_path / "a" / "b", NAMES)
    assert list(tmp_path.iterdir()) == []
    (tmp_path / "file").touch()
    with pytest.raises(VocError, match="is a file, so the folder"):
        check_writable(tmp_path / "file" / "out", NAMES)
    monkeypatch.setattr(publish.os, "access", lambda *_: False)
    with pytest.raises(VocError, match="may not be written"):
        check_writable(tmp_path / "out", NAMES)
    shutil.rmtree(tmp_path)
