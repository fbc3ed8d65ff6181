"""A whole night and week as the log has it: every step is told, and not a word of a customer."""

import json
import re
import shutil
from dataclasses import replace
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from small_home import LAST_WEEK, UNTIL

from voc import logs
from voc.cli.run import describe
from voc.config import load_settings
from voc.logs.events import EVENTS, FIELDS
from voc.steps.night import NIGHTLY, WEEKLY, RunOutcome, logged
from voc.steps.plan import plan_night, plan_week
from voc.steps.progress import silent, telling
from voc.steps.workplace import Workplace, night_window, open_workplace

Events = tuple[str, list[dict[str, Any]], str]
NOW = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)
# English, which no filter for Korean letters would stop: in a text, in a date, and in the first row of a file.
ENGLISH = ("The refund button swallowed my zebra", "yesterday around teatime")
HEADLESS = "Gwendolyn cannot log in,since the harvest festival"
SECRET = "tulip-42-correct-horse-battery"


@pytest.fixture(scope="module")
def events(packaged_reader: object, written_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Events:
    """The log of a night and a week, as text and line by line, and all that lay in the inbox."""
    home = Path(shutil.copytree(written_home, tmp_path_factory.mktemp("told") / "home"))
    inbox = home / "inbox"
    rows = "review_id,date,rating,title,text,nickname\nX1,2026-11-17,1,,{},Zebulon\nX2,{},2,,느려요,나래\n"
    (inbox / "app_reviews" / "안나의 리뷰.csv").write_text(rows.format(*ENGLISH), encoding="utf-8")
    (inbox / "cs_tickets" / "headless.csv").write_text(f"{HEADLESS}\n" * 3, encoding="utf-8")
    log = home / "log.jsonl"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("VOC_AUTHOR_KEY", SECRET)
        logs.begin(as_json=True, file=log)
        try:
            with open_workplace(load_settings(home / "config")) as opened:
                place = replace(opened, report=telling(silent))
                place.__dict__["reader"] = packaged_reader
                _run(place)
        finally:
            logs.end()
    written = log.read_text("utf-8")
    everything = " ".join(path.read_bytes().decode("utf-8", "ignore") for path in inbox.rglob("*.*"))
    everything += (inbox / "cs_tickets" / "tickets.csv").read_bytes().decode("cp949")
    return written, [json.loads(line) for line in written.splitlines()], everything


def _run(place: Workplace) -> None:
    night, week = RunOutcome(NIGHTLY), RunOutcome(WEEKLY, week=LAST_WEEK)
    with logged(place, night, night_window(UNTIL, NOW)):
        for step in plan_night(place, night, night_window(UNTIL, NOW)):
            step.work()
    describe(night)
    with logged(place, week, week.week):
        for step in plan_week(place, week):
            step.work()
    describe(week)


def test_every_step_is_told_with_its_run(events: Events) -> None:
    ended = [line for line in events[1] if line["event"] == "step_ended"]
    assert [(line["flow"], line["step"]) for line in ended if "source" not in line] == [
        ("nightly", "analyse"),
        ("nightly", "summarise"),
        ("weekly", "analyse"),
        ("weekly", "discover"),
        ("weekly", "summarise"),
        ("weekly", "brief"),
        ("weekly", "learn"),
    ]
    assert {line["source"] for line in ended if line["step"] == "collect"} >= {"cs_tickets", "app_reviews", "community"}
    assert all(re.fullmatch(r"[0-9a-f]{32}", line["run_id"]) for line in ended)
    assert all(line["seconds"] >= 0 and line["peak_mb"] > 50 for line in ended)
    assert len({line["run_id"] for line in ended}) == 2


def test_pages_and_strange_sources_carry_the_source(events: Events) -> None:
    pages = [line for line in events[1] if line["event"] == "page_stored"]
    assert {line["source"] for line in pages} >= {"cs_tickets", "app_reviews"}
    assert sum(line["n_rows"] for line in pages if line["source"] == "cs_tickets") == 49
    assert "cs_tickets" in {line["source"] for line in events[1] if line["event"] == "source_strange"}
    assert [line["state"] for line in events[1] if line["event"] == "run_ended"] == ["partly", "done"]


def test_every_line_keeps_to_the_list_of_events_and_facts(events: Events) -> None:
    for line in events[1]:
        assert line["event"] in EVENTS, line
        assert "refused" not in line, line
        assert set(line) <= {"ts", "level", "event", *FIELDS}
        assert line["level"] == EVENTS[line["event"]].level


def test_not_a_word_of_a_customer_and_no_secret_is_in_it(events: Events) -> None:
    log, _, everything = events
    assert log.replace("…", "").isascii(), "all that customers wrote in Korean is out"
    assert SECRET not in log
    for sentence in (*ENGLISH, *HEADLESS.split(",")):
        words = sentence.split()
        for first, second in pairwise(words):
            assert f"{first} {second}" not in log
    assert "Zebulon" not in log
    assert "zebra" in everything, "it was there to be read"
    assert "신분증" in everything
    (reviews,) = (line for line in events[1] if line["event"] == "step_ended" and line.get("source") == "app_reviews")
    assert (reviews["n_rows"], reviews["n_rejects"]) == (36, 1), "and it was read, and its row set aside"


def test_what_people_are_told_stands_in_it_without_what_it_quotes(events: Events) -> None:
    said = [line["sentence"] for line in events[1] if line["event"] == "message"]
    assert any(re.match(r"cs_tickets: \d+ rows, stored \d+ new", sentence) for sentence in said)
    assert any("not taken" in sentence for sentence in said)
