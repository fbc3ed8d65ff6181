"""The log in a file: private, whole lines, put aside when it has grown."""

import json
import stat
import threading
from pathlib import Path

import pytest

from voc import logs
from voc.logs.outlets import LogFile

pytestmark = pytest.mark.usefixtures("closed")


def test_lines_are_appended_and_only_the_owner_reads_them(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "voc.log"
    for _ in range(2):
        logs.begin(file=file)
        logs.tell("run_started", attempt=1)
        logs.end()
    assert [json.loads(line)["event"] for line in file.read_text().splitlines()] == ["run_started"] * 2
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert capsys.readouterr().err == "", "people are told in sentences, as ever"


def test_a_file_that_has_grown_is_put_aside_and_the_oldest_goes(tmp_path: Path) -> None:
    file = LogFile(tmp_path / "voc.log", max_bytes=20)
    for n in range(9):
        file.write(f"line number {n:02}")  # 15 bytes: two lines to a file
    file.close()
    kept = {path.name: path.read_text().split("\n")[0] for path in tmp_path.iterdir()}
    assert kept == {
        "voc.log": "line number 08",
        "voc.log.1": "line number 06",
        "voc.log.2": "line number 04",
        "voc.log.3": "line number 02",
    }


def test_two_writers_put_a_file_aside_once(tmp_path: Path) -> None:
    one, other = (LogFile(tmp_path / "voc.log", max_bytes=10) for _ in range(2))
    one.write("first, long enough")
    one.write("second")  # puts the first aside
    other.write("third")  # holds the file that was put aside, and must not put the new one aside
    assert (tmp_path / "voc.log").read_text() == "second\nthird\n"
    assert (tmp_path / "voc.log.1").read_text() == "first, long enough\n"
    one.close()
    other.close()


def test_lines_of_many_threads_stay_whole(tmp_path: Path) -> None:
    logs.begin(file=tmp_path / "voc.log")
    threads = [
        threading.Thread(target=lambda n=n: [logs.tell("progress", done=n * 100 + i) for i in range(50)])
        for n in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    done = [json.loads(line)["done"] for line in (tmp_path / "voc.log").read_text().splitlines()]
    assert sorted(done) == [n * 100 + i for n in range(4) for i in range(50)]


def test_a_file_that_can_be_written_no_more_is_said_once_and_stops_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_self: LogFile, _line: str) -> None:
        raise OSError(28, "No space left on device")

    logs.begin(file=tmp_path / "voc.log")
    monkeypatch.setattr(LogFile, "write", full)
    logs.tell("run_started")
    logs.tell("run_ended")
    said = capsys.readouterr().err
    assert said.count("cannot be written (No space left on device); the work goes on.") == 1


def test_a_place_that_cannot_be_written_is_refused_at_once(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="No such file"):
        logs.begin(file=tmp_path / "nowhere" / "voc.log")


def test_runs_that_no_command_line_starts_heed_the_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with logs.as_environment_asks():
        assert not logs.is_asked()
    monkeypatch.setenv("VOC_LOG_FILE", str(tmp_path / "voc.log"))
    with logs.as_environment_asks():
        logs.tell("run_started")
        with logs.as_environment_asks():
            logs.tell("run_ended")
        assert logs.is_asked(), "the outer one closes it"
    assert not logs.is_asked()
    assert len((tmp_path / "voc.log").read_text().splitlines()) == 2
    monkeypatch.setenv("VOC_LOG_FILE", str(tmp_path / "nowhere" / "voc.log"))
    monkeypatch.setenv("VOC_LOG", "json")
    with logs.as_environment_asks():
        logs.tell("run_started")
    said, told = capsys.readouterr().err.splitlines()
    assert "cannot be written (No such file or directory); the work goes on." in json.loads(said)["sentence"]
    assert json.loads(told)["event"] == "run_started"


def test_a_file_that_may_not_be_moved_grows_on_and_loses_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Windows moves no file that another process holds open."""
    file = LogFile(tmp_path / "voc.log", max_bytes=10)
    file.write("put aside first")
    file.write("first")

    def refused(_self: Path, _target: Path) -> Path:
        raise PermissionError(13, "The process cannot access the file because it is being used by another process")

    with monkeypatch.context() as held_open:
        held_open.setattr(Path, "replace", refused)
        file.write("second")
        file.write("third")
    file.write("fourth")
    file.close()
    kept = {path.name: path.read_text().split() for path in tmp_path.iterdir()}
    assert kept == {
        "voc.log": ["fourth"],
        "voc.log.1": ["first", "second", "third"],
        "voc.log.2": ["put", "aside", "first"],
    }
