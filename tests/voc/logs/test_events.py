"""What gets into a line of the log, and what does not."""

import ast
import logging
import re
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click
import pytest
from hypothesis import given
from hypothesis import strategies as st

from voc import logs
from voc.logs.events import EVENTS, FIELDS
from voc.logs.log import only_known

Speak = Callable[[], Callable[[], list[dict[str, Any]]]]
ROOT = Path(__file__).parents[3]
HEAD = {"ts": "2026-11-23T02:00:00Z", "level": "info"}


def test_a_line_says_when_what_and_about_which_run(speak: Speak) -> None:
    spoken = speak()
    with logs.about(run_id="5c" * 16, flow="nightly", step="collect", source=""):
        logs.tell("step_ended", n_rows=1204, seconds=61.23456, peak_mb=None, counts={"new themes": 2})
    logs.tell("run_ended", state="done")
    first, second = spoken()
    moment = datetime.fromisoformat(first.pop("ts"))
    assert moment.tzinfo == UTC
    assert list(first)[:2] == ["level", "event"]
    assert first == {
        "level": "info",
        "event": "step_ended",
        "run_id": "5c" * 16,
        "flow": "nightly",
        "step": "collect",
        "n_rows": 1204,
        "seconds": 61.235,
        "counts": {"new_themes": 2},
    }
    assert "run_id" not in second


def test_without_a_log_nothing_is_told_and_nothing_is_loaded(capsys: pytest.CaptureFixture[str]) -> None:
    logs.tell("run_started")
    with logs.about(flow="nightly"):
        assert not logs.is_asked()
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("source", "앱이 자꾸 꺼져요"),
        ("source", "the app keeps crashing"),
        ("run_id", "x" * 81),
        ("host", "example.com/path?token=1"),
        ("n_rows", "12"),
        ("n_rows", True),
        ("n_rows", 1.5),
        ("seconds", float("nan")),
        ("seconds", "soon"),
        ("dry_run", "yes"),
        ("window", "자막이 안 나와요"),
        ("counts", {"환불": 1}),
        ("counts", {"read": "many"}),
        ("sentence", 5),
    ],
)
def test_a_fact_that_is_not_what_it_should_be_is_named_and_left_out(name: str, value: object) -> None:
    line = only_known(None, "info", {**HEAD, "event": "progress", name: value})
    assert line == {**HEAD, "event": "progress", "refused": [name]}


def test_a_name_that_nobody_knows_is_not_even_repeated() -> None:
    line = only_known(None, "info", {**HEAD, "event": "progress", "배송이_늦어요": 1})
    assert line == {**HEAD, "event": "progress", "refused": ["?"]}
    assert only_known(None, "info", {**HEAD, "event": "고객"})["event"] == "unknown"


@given(st.dictionaries(st.sampled_from([*FIELDS, "text", "body"]), st.text() | st.integers() | st.floats() | st.none()))
def test_whatever_is_told_only_known_names_and_ascii_come_out(facts: dict[str, Any]) -> None:
    line = only_known(None, "info", {**HEAD, "event": "message", **facts})
    assert set(line) <= {*HEAD, "event", "refused", *FIELDS}
    for name, value in line.items():
        if isinstance(value, str) and name != "refused":
            assert value.replace("…", "").isascii()
            assert len(value) <= 300


@pytest.mark.parametrize("value", ["reviews_2026", "2026-W47", "0.24.1+r5", "collect", "StoreError"])
def test_names_pass(value: str) -> None:
    assert FIELDS["source"](value) == value


@pytest.mark.parametrize("value", ["..2026-11-21T15:00:00+00:00", "2026-W47", "cs_tickets 2026-11-01..2026-11-03"])
def test_windows_of_the_run_log_pass(value: str) -> None:
    assert FIELDS["window"](value) == value


def test_what_anybody_prints_to_stderr_becomes_a_line(speak: Speak) -> None:
    spoken = speak()
    click.echo("survey: 3 rows, stored 3 new", err=True)
    sys.stderr.write("half a ")
    sys.stderr.write("line\r\nand another\n")
    assert [line["sentence"] for line in spoken()] == ["survey: 3 rows, stored 3 new", "half a line", "and another"]


def test_a_library_that_warns_is_named_without_its_words(speak: Speak) -> None:
    spoken = speak()
    logging.getLogger("sqlalchemy.pool").warning("parameters: %s", "환불해 주세요")
    logging.getLogger("sqlalchemy.pool").info("quiet")
    (line,) = spoken()
    assert (line["event"], line["library"], line["what"]) == ("library", "sqlalchemy.pool", "warning")
    assert "환불" not in str(line)


def test_afterwards_stderr_is_what_it_was(capsys: pytest.CaptureFixture[str]) -> None:
    before = sys.stderr
    logs.begin(as_json=True)
    assert sys.stderr is not before
    assert not sys.stderr.isatty()
    sys.stderr.write("unended")
    logs.end()
    assert sys.stderr is before
    assert '"sentence": "unended"' in capsys.readouterr().err
    assert not logs.is_json()


def test_every_event_has_a_level_and_a_meaning() -> None:
    for name, event in EVENTS.items():
        assert name == name.lower()
        assert event.meaning
        assert not event.meaning.endswith(".")


def told_in_the_program() -> list[tuple[str, str, set[str]]]:
    """Each call of `logs.tell` in the program: where, which event, which facts."""
    found = []
    for file in sorted(path for package in ("voc", "flows") for path in (ROOT / package).rglob("*.py")):
        for call in (node for node in ast.walk(ast.parse(file.read_text("utf-8"))) if isinstance(node, ast.Call)):
            if ast.unparse(call.func) == "logs.tell":
                event = call.args[0]
                assert isinstance(event, ast.Constant), file
                found.append((f"{file.name}:{call.lineno}", str(event.value), {str(one.arg) for one in call.keywords}))
    return found


def test_the_program_tells_only_events_and_facts_that_are_listed() -> None:
    told = told_in_the_program()
    assert len(told) > 10
    for where, event, facts in told:
        assert event in EVENTS, where
        assert facts <= {*FIELDS}, where


def test_the_page_on_operation_lists_every_event_with_its_level() -> None:
    page = (ROOT / "docs" / "operation.md").read_text("utf-8")
    listed = dict(re.findall(r"^\| `(\w+)` \| (info|warning|error) \|", page, re.MULTILINE))
    assert listed == {name: event.level for name, event in EVENTS.items()}
