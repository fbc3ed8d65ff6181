"""`voc --log json`: everything on stderr is JSON then, errors too; stdout and exit codes stay what they are."""

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from voc.cli import demo as demo_module
from voc.cli import main

pytestmark = pytest.mark.usefixtures("closed", "home")
Ended = tuple[int, str, list[dict[str, Any]]]
Call = Callable[..., Ended]


@pytest.fixture
def voc(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Call:
    """Calls the command line as the shell would; every line of stderr has to be JSON."""

    def called(*arguments: str) -> Ended:
        monkeypatch.setattr(sys, "argv", ["voc", *arguments])
        with pytest.raises(SystemExit) as ended:
            main()
        captured = capsys.readouterr()
        return int(ended.value.code or 0), captured.out, [json.loads(line) for line in captured.err.splitlines()]

    return called


def test_a_command_is_told_from_its_beginning_to_its_exit_code(voc: Call) -> None:
    code, out, lines = voc("--log", "json", "check", "config", "--json")
    assert code == 0
    assert all(json.loads(line)["section"] for line in out.splitlines()), "the data stay what they are"
    assert [line["event"] for line in lines] == ["command_started", "config_loaded", "message", "command_ended"]
    assert lines[0]["verb"] == "check"
    assert lines[-1]["exit_code"] == 0
    assert 0 <= lines[-1]["seconds"] < 60


def test_the_environment_may_ask_for_it(voc: Call, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("VOC_LOG", "json")
    monkeypatch.setenv("VOC_LOG_FILE", str(tmp_path / "voc.log"))
    code, _, lines = voc("show", "runs")
    assert code == 1
    assert [json.loads(line) for line in (tmp_path / "voc.log").read_text().splitlines()] == lines


@pytest.mark.parametrize(
    ("arguments", "code", "kind"),
    [
        (("shwo",), 2, "UsageError"),
        (("show", "themse"), 2, "BadParameter"),
        (("show", "runs", "--nope"), 2, "NoSuchOption"),
        (("show", "runs"), 1, "StoreError"),
        (("show", "themes", "--config", "nowhere"), 2, "ConfigError"),
        (("brief", "--week", "someday", "--out", "x.md"), 1, "StoreError"),
    ],
)
def test_an_error_is_one_event_with_its_exit_code(voc: Call, arguments: tuple[str, ...], code: int, kind: str) -> None:
    ended, out, lines = voc("--log", "json", *arguments)
    assert (ended, out) == (code, "")
    (error,) = [line for line in lines if line["event"] == "error"]
    assert (error["level"], error["kind"], error["exit_code"]) == ("error", kind, code)
    assert error["sentence"]
    assert lines[-1]["exit_code"] == code
    assert "message" not in {line["event"] for line in lines}, "it is said once"


@pytest.mark.parametrize(
    ("raised", "code"), [(KeyError("환급이 안 돼요"), 1), (KeyboardInterrupt(), 130), (OSError(28, "No space"), 1)]
)
def test_whatever_is_raised_is_told_without_its_words(
    voc: Call, monkeypatch: pytest.MonkeyPatch, raised: BaseException, code: int
) -> None:
    def fail(*_: object) -> None:
        raise raised

    monkeypatch.setattr(demo_module, "load_flow", fail)
    ended, _, lines = voc("--log", "json", "demo", "here")
    assert ended == code
    assert [line["exit_code"] for line in lines if line["event"] == "error"] == [code]
    assert "환급" not in json.dumps(lines, ensure_ascii=False)


def test_a_form_that_does_not_exist_is_a_wrong_call(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["voc", "--log", "xml", "show", "runs"])
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == 2
    assert "'xml' is not one of 'text', 'json'" in capsys.readouterr().err


def test_a_log_file_that_cannot_be_written_is_a_wrong_call_and_nothing_is_done(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    monkeypatch.setattr(
        sys, "argv", ["voc", "--log-file", str(tmp_path / "no" / "voc.log"), "init", str(tmp_path / "new")]
    )
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == 2
    assert "Name a file in a folder of yours" in capsys.readouterr().err
    assert not (tmp_path / "new").exists()


def test_neither_variable_is_taken_for_a_mistake(voc: Call, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("VOC_LOG", "json")
    monkeypatch.setenv("VOC_LOG_FILE", str(tmp_path / "voc.log"))
    _, _, lines = voc("check", "config")
    assert [line["sentence"] for line in lines if "nothing reads it" in line.get("sentence", "")] == []
