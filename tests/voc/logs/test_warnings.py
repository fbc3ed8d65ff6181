"""Warnings while a log is kept: whose words are written where, and what people at stderr still see."""

import json
import logging
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from home_process import plain_environment

from voc import logs
from voc.logs.outlets import SpokenLines

pytestmark = pytest.mark.usefixtures("closed")
Speak = Callable[[], Callable[[], list[dict[str, Any]]]]

# A process of its own: what Prefect does to the handlers of others it does once, when it is loaded.
SCHEDULER = """
import logging, sys, warnings
from pathlib import Path
from voc import logs
logs.begin(**{how})
import flows.nightly
logging.getLogger("sqlalchemy.pool").warning("parameters: %s", "refund please")
logging.getLogger("prefect.client").critical("a run of %s", "refund please")
warnings.warn("a refund please is no number")
logs.end()
logging.getLogger("sqlalchemy.pool").warning("afterwards")
"""


def told(how: str) -> str:
    command = [sys.executable, "-c", SCHEDULER.replace("{how}", how)]
    done = subprocess.run(command, env=plain_environment(), capture_output=True, text=True, check=True, timeout=120)
    assert done.stdout == ""
    return done.stderr


def test_the_words_of_libraries_stay_out_once_the_scheduler_is_loaded() -> None:
    kept, _, afterwards = told("{'as_json': True}").partition("afterwards")
    assert "refund" not in kept
    lines = [json.loads(line) for line in kept.splitlines()]
    assert [(line["event"], line["library"]) for line in lines] == [
        ("library", "sqlalchemy.pool"),
        ("library", "prefect.client"),
        ("library", "py.warnings"),
    ]
    assert afterwards == "\n"


@pytest.mark.slow
@pytest.mark.long
def test_with_a_log_in_a_file_people_still_see_warnings(tmp_path: Path) -> None:
    file = tmp_path / "voc.log"
    said = told(f"{{'file': Path({str(file)!r})}}")
    assert "parameters: refund please" in said
    assert "refund" not in file.read_text("utf-8")
    assert json.loads(file.read_text("utf-8").splitlines()[0])["library"] == "sqlalchemy.pool"


def test_a_scheduler_that_was_there_first_writes_nothing_beside_the_json(
    capsys: pytest.CaptureFixture[str],
) -> None:
    there_first = logging.StreamHandler(sys.stderr)
    root = logging.getLogger()
    root.addHandler(there_first)
    try:
        logs.begin(as_json=True)
        logging.getLogger("sqlalchemy.pool").warning("refund please")
        logs.end()
        (line,) = capsys.readouterr().err.splitlines()
        assert json.loads(line)["event"] == "library"
        assert there_first in root.handlers, "it is given back"
    finally:
        root.removeHandler(there_first)


def test_what_the_program_itself_warns_of_is_a_sentence_of_the_log(speak: Speak) -> None:
    spoken = speak()
    logging.getLogger("voc.notify").warning("Webhook '%s': POST hooks.example.kr answered 404.", "crm_team")
    (line,) = spoken()
    assert (line["event"], line["sentence"]) == ("message", "Webhook '…': POST hooks.example.kr answered 404.")


def test_who_holds_the_log_s_stderr_longer_than_the_log_writes_to_the_real_one(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    logs.begin(as_json=True, file=tmp_path / "voc.log")
    held = sys.stderr
    assert isinstance(held, SpokenLines)
    logs.end()
    print("after the end", file=held)
    assert capsys.readouterr().err == "after the end\n"
    assert (tmp_path / "voc.log").read_text() == ""
