"""Runs as processes with a log for machines: every line is JSON, and tells of the run what the run log says."""

import json
import re
from typing import Any

import pytest
from home_process import Home

pytestmark = pytest.mark.slow

UNTIL = ("--until", "2026-11-23")


def lines(text: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in text.splitlines()]


@pytest.mark.long
def test_a_night_and_a_week_write_nothing_but_json_and_not_a_word_of_a_customer(served_home: Home) -> None:
    home = served_home
    home.settings = {**home.settings, "VOC_LOG": "json", "VOC_LOG_FILE": str(home.path / "voc.log")}
    code, out, night = home.run("run", "nightly", *UNTIL)
    assert (code, out) == (3, ""), night
    code, out, week = home.run("run", "weekly", *UNTIL)
    assert (code, out) == (0, ""), week
    told = lines(night) + lines(week)
    assert lines((home.path / "voc.log").read_text("utf-8")) == told
    assert (night + week).replace("…", "").isascii()
    assert "an invented key of the tests" not in night + week
    ended = [line for line in told if line["event"] == "step_ended"]
    assert {line["step"] for line in ended} >= {"collect", "analyse", "summarise", "discover", "brief", "learn"}
    assert all(re.fullmatch("[0-9a-f]{32}", line["run_id"]) for line in ended)
    assert [line for line in told if "refused" in line] == []
    assert [line["state"] for line in told if line["event"] == "run_ended"] == ["partly", "done"]


@pytest.mark.long
def test_the_run_log_of_real_runs_is_shown_as_steps_and_as_figures(served_home: Home) -> None:
    code, _, err = served_home.run("run", "nightly", *UNTIL)
    assert code == 3, err
    code, out, err = served_home.run("show", "steps", "--json")
    assert code == 0, err
    rows = {(row["step"], row["source"]): row for row in map(json.loads, out.splitlines())}
    assert rows["collect", "cs_tickets"]["rows"] == 49
    assert rows["analyse", None]["rows"] > 80
    # The analyser and its model alone take half a gigabyte.
    assert 300 < rows["analyse", None]["peak_mb"] < 3000
    assert rows["analyse", None]["seconds"] > 0
    code, out, err = served_home.run("metrics")
    assert code == 0, err
    assert 'voc_step_rows{flow="nightly",step="collect",source="cs_tickets"} 49\n' in out
