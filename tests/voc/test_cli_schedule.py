"""`voc schedule`: what is shown, and what the flows are asked to do."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from voc.cli import schedule as schedule_module
from voc.config import Settings


class Flows:
    """Stands for the flows: notes what they were asked."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, Path, dict[str, object]]] = []

    def load(self, name: str) -> Callable[..., str]:
        def run(settings: Settings, _report: object, **given: object) -> str:
            self.asked.append((name, settings.home, given))
            return "http://127.0.0.1:4200/api"

        return run


@pytest.fixture
def flows(monkeypatch: pytest.MonkeyPatch) -> Flows:
    stand_in = Flows()
    monkeypatch.setattr(schedule_module, "load_flow", stand_in.load)
    return stand_in


def test_the_next_three_runs_are_shown_without_a_server(home: Path, call: Callable) -> None:
    (home / "config" / "schedules.yaml").write_text('weekly: "0 7 * * mon"\n', encoding="utf-8")
    done = call("schedule", "show", "--json")
    rows = {row["deployment"]: row for row in map(json.loads, done.out.splitlines())}
    assert list(rows) == ["nightly", "weekly", "survey-import"]
    assert rows["weekly"]["cron"] == "0 7 * * mon"
    assert len(rows["weekly"]["next"]) == 3
    assert all(at.endswith("T07:00:00+09:00") for at in rows["weekly"]["next"])
    assert (rows["survey-import"]["cron"], rows["survey-import"]["next"]) == (None, [])
    table = call("schedule", "show").out
    assert "(월) 07:00" in table
    assert "필요할 때" in table


def test_deploying_names_the_server_and_what_comes_next(home: Path, call: Callable, flows: Flows) -> None:
    done = call("schedule", "deploy", "--pool", "nights")
    assert done.code == 0
    assert flows.asked == [("deploy", home, {"pool": "nights", "replace": False})]
    assert "prefect worker start -p nights" in done.err


def test_a_dry_run_deploys_nothing(home: Path, call: Callable, flows: Flows) -> None:
    done = call("schedule", "deploy", "--dry-run")
    assert (done.code, flows.asked) == (0, [])
    assert done.out.startswith("nightly: 0 2 * * *; ")
    assert done.out.endswith("\nsurvey-import: 필요할 때\n")
    assert "nightly" not in done.err
    assert home.exists()


def test_serving_hands_on_the_port(home: Path, call: Callable, flows: Flows) -> None:
    assert call("schedule", "serve", "--port", "4321", "--replace").code == 0
    assert flows.asked == [("serve", home, {"port": 4321, "replace": True})]


@pytest.mark.parametrize("verb", ["deploy", "serve"])
def test_packaged_defaults_are_no_home_for_a_service(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, call: Callable, flows: Flows, verb: str
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("VOC_CONFIG", raising=False)
    done = call("schedule", verb)
    assert (done.code, flows.asked) == (2, [])
    assert "voc init" in done.err
