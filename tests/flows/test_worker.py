"""Deployments on a real server with a real worker: what is scheduled, shown, kept apart, and left after a kill."""

import csv
import json
import os
import shutil
import signal
import urllib.error
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path

import pytest
from home_process import Home, Server
from prefect_process import Api, children_of, wait_for, working
from small_home import write_home
from sqlalchemy import create_engine, select

from voc.store.schema import metadata

pytestmark = [pytest.mark.slow, pytest.mark.long]

UNTIL = "2026-11-23"
POOL = "to-be-killed"
ANSWERS = """응답일시,응답번호,만족도,불편했던 점을 적어 주세요
2026-11-17 10:00:00,901,2,간편인증이 자꾸 끊겨서 가입을 그만뒀어요
2026-11-18 11:00:00,902,1,수수료가 얼마인지 알려 주지 않아서 망설였어요
"""
DASHBOARD = "https://voc.example.kr"


def new_home(folder: Path, server: Server) -> Home:
    (folder / "temporary").mkdir(parents=True)
    write_home(folder / "home")
    config = folder / "home" / "config"
    (config / "notify.yaml").write_text(f"dashboard_url: {DASHBOARD}\n", encoding="utf-8")
    home = Home(folder / "home", folder / "temporary")
    home.settings = {"PREFECT_API_URL": server.url}
    return home


def deployed(home: Home, pool: str = "malgwi") -> None:
    code, out, err = home.run("schedule", "deploy", "--replace", "--pool", pool)
    assert (code, out) == (0, ""), err


@pytest.fixture(scope="module")
def api(server: Server) -> Api:
    return Api(server.url)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory, server: Server) -> Home:
    return new_home(tmp_path_factory.mktemp("scheduled"), server)


@pytest.fixture(scope="module")
def night_and_week(home: Home, api: Api) -> Iterator[tuple[str, str]]:
    """A night and a week on a worker, undisturbed; the worker stays."""
    deployed(home)
    with working(home):
        night = api.trigger("nightly", until=UNTIL)
        api.ended(night)
        week = api.trigger("weekly", until=UNTIL)
        api.ended(week)
        yield night, week


def windows(home: Home) -> list[tuple[str, datetime, datetime]]:
    """Return flow, beginning and end of each run in the run log."""
    runs = metadata.tables["runs"]
    engine = create_engine(f"sqlite:///{home.store}")
    with engine.connect() as connection:
        asked = select(runs.c.flow, runs.c.started_at, runs.c.ended_at).order_by(runs.c.started_at)
        rows = connection.execute(asked).all()
    engine.dispose()
    return [(flow, start, end) for flow, start, end in rows]


@pytest.mark.usefixtures("night_and_week")
def test_the_server_schedules_what_the_configuration_says(api: Api) -> None:
    def planned() -> list[dict[str, str]]:
        wanted = {"flow_runs": {"state": {"type": {"any_": ["SCHEDULED"]}}}, "sort": "EXPECTED_START_TIME_ASC"}
        return [run for run in api.post("/flow_runs/filter", wanted) if run["auto_scheduled"]]

    wait_for(lambda: len({run["deployment_id"] for run in planned()}) == 2, 60)
    night = api.deployment("nightly")["id"]
    starts = [datetime.fromisoformat(run["expected_start_time"]) for run in planned() if run["deployment_id"] == night]
    # Two in the morning in Seoul.
    assert {(at.hour, at.minute) for at in starts} == {(17, 0)}


def test_a_night_shows_its_steps_and_ends_in_a_state_that_says_partly(
    night_and_week: tuple[str, str], api: Api, home: Home
) -> None:
    night, week = night_and_week
    ended = api.run(night)
    assert (ended["state_type"], ended["state"]["name"]) == ("COMPLETED", "Partly")
    tasks = api.tasks(night)
    assert (tasks["collect-cs_tickets"], tasks["collect-app_reviews"], tasks["analyse"]) == (
        "Partly",
        "Completed",
        "Completed",
    )
    assert api.run(week)["state"]["name"] == "Completed"
    assert set(api.tasks(week)) == {"analyse", "discover", "summarise", "brief", "learn"}
    assert home.runs()[:2] == [("nightly", "partly", None), ("weekly", "done", None)]


def test_the_artifacts_hold_the_sources_the_brief_and_the_dashboard(night_and_week: tuple[str, str], api: Api) -> None:
    night, week = (api.artifacts(one) for one in night_and_week)
    rows = {row["source"]: row for row in json.loads(night["sources"]["data"])}
    assert (rows["cs_tickets"]["rows"], rows["cs_tickets"]["set aside"], rows["cs_tickets"]["state"]) == (
        49,
        1,
        "partly",
    )
    assert rows["cs_tickets"]["cursor saved at"]
    assert DASHBOARD in night["dashboard"]["data"]
    for shown in (night, week):
        assert shown["brief"]["data"].startswith("# 주간 고객의 소리 · 2026-W47")
        assert "## 이유별" in shown["brief"]["data"]
        assert "> “" not in shown["brief"]["data"]


@pytest.mark.usefixtures("night_and_week")
def test_no_sentence_of_a_customer_is_in_the_database(home: Home, server: Server) -> None:
    with (home.path / "inbox" / "cs_tickets" / "tickets.csv").open(encoding="cp949", newline="") as file:
        said = {row["내용"] for row in csv.DictReader(file)}
    with (home.path / "inbox" / "app_reviews" / "reviews.csv").open(encoding="utf-8-sig", newline="") as file:
        said |= {row["text"] for row in csv.DictReader(file)}
    assert len(said) > 50
    held = b"".join(path.read_bytes() for path in server.database.parent.glob("prefect.db*"))
    assert "주간 고객의 소리".encode() in held or json.dumps("주간 고객의 소리").strip('"').encode() in held
    for text in said:
        assert text.encode() not in held
        assert json.dumps(text).strip('"').encode() not in held


@pytest.mark.usefixtures("night_and_week")
def test_runs_asked_for_at_once_never_overlap(home: Home, api: Api) -> None:
    begun_at = datetime.now(UTC)
    asked = [
        api.trigger("nightly", until=UNTIL),
        api.trigger("nightly", since="2026-10-01", until="2026-10-08", sources=["app_reviews"]),
        api.trigger("weekly", until=UNTIL),
    ]
    ended = [api.ended(one) for one in asked]
    assert [one["state_type"] for one in ended] == ["COMPLETED"] * 3, [one["state"] for one in ended]
    found = [one for one in windows(home) if one[1] >= begun_at]
    assert sorted(flow for flow, _, _ in found) == ["backfill", "nightly", "weekly"]
    assert all(one[2] <= other[1] for one, other in pairwise(found))
    # In the queue too: the second of the same deployment begins when the first has ended.
    times = sorted((one["start_time"], one["end_time"]) for one in ended[:2])
    assert times[0][1] <= times[1][0]


@pytest.mark.usefixtures("night_and_week")
def test_wrong_parameters_are_a_failure_that_says_why(api: Api) -> None:
    unknown = api.ended(api.trigger("nightly", sources=["app_review"]))
    assert unknown["state_type"] == "FAILED"
    assert "did you mean 'app_reviews'?" in unknown["state"]["message"]
    days = api.ended(api.trigger("nightly", since="2026-10-08", until="2026-10-01"))
    assert "leaves no day" in days["state"]["message"]
    missing = api.ended(api.trigger("survey-import", path="nowhere.csv"))
    assert "There is no file" in missing["state"]["message"]


@pytest.mark.usefixtures("night_and_week")
def test_a_survey_that_lies_at_the_worker_is_imported_on_demand(home: Home, api: Api) -> None:
    (home.path / "form.csv").write_text(ANSWERS, encoding="utf-8")
    before = home.count("documents")
    imported = api.trigger("survey-import", path="form.csv")
    assert api.ended(imported)["state"]["name"] == "Completed", api.run(imported)["state"]
    assert home.count("documents") == before + 2
    assert json.loads(api.artifacts(imported)["sources"]["data"])[0]["new"] == 2


def test_a_run_whose_process_is_killed_is_shown_as_crashed_and_the_next_finishes_its_work(
    tmp_path: Path, server: Server, api: Api
) -> None:
    killed, unbroken = new_home(tmp_path / "killed", server), new_home(tmp_path / "unbroken", server)
    assert unbroken.run("run", "nightly", "--until", UNTIL)[0] == 3
    # In a pool of their own: the worker of the other tests would take the runs.
    deployed(killed, POOL)
    with working(killed, POOL) as worker:
        first = api.trigger("nightly", until=UNTIL)
        wait_for(lambda: killed.count("documents") > 0)
        for child in children_of(worker.pid):
            os.kill(child, signal.SIGKILL)
        assert api.ended(first)["state_type"] == "CRASHED"
        # The slot came free at once: the worker saw its child die.
        assert api.ended(api.trigger("nightly", until=UNTIL))["state_type"] == "COMPLETED"
    assert killed.content() == unbroken.content()
    # One run, taken up again.
    assert len(killed.runs()) == 1
    assert killed.runs()[0][1] in {"done", "partly"}


def test_a_worker_that_is_killed_with_its_run_leaves_work_for_another(tmp_path: Path, server: Server, api: Api) -> None:
    killed, unbroken = new_home(tmp_path / "killed", server), new_home(tmp_path / "unbroken", server)
    assert unbroken.run("run", "nightly", "--until", UNTIL)[0] == 3
    # In a pool of their own: the worker of the other tests would take the runs.
    deployed(killed, POOL)
    with working(killed, POOL) as worker:
        first = api.trigger("nightly", until=UNTIL)
        wait_for(lambda: killed.count("documents") > 0)
        for process in (worker.pid, *children_of(worker.pid)):
            os.kill(process, signal.SIGKILL)
    assert api.run(first)["state_type"] == "RUNNING"
    # Nobody is left who could tell. A person says so, which frees the slot at once; untold it takes five minutes.
    api.post(f"/flow_runs/{first}/set_state", {"state": {"type": "CRASHED"}, "force": True})
    with working(killed, POOL):
        assert api.ended(api.trigger("nightly", until=UNTIL))["state_type"] == "COMPLETED"
    assert killed.content() == unbroken.content()


def test_one_process_serves_schedule_and_runs_and_leaves_nothing_behind(
    tmp_path: Path, server: Server, api: Api
) -> None:
    home = new_home(tmp_path, server)
    deployed(home)
    code, out, err = home.run("schedule", "serve")
    assert (code, out) == (2, "")
    assert "for workers of the pool 'malgwi'" in err
    process = home.start("schedule", "serve", "--replace")
    try:
        wait_for(lambda: process.poll() is not None or serves(api, home))
        assert process.poll() is None, process.communicate()
        ended = api.ended(api.trigger("nightly", until=UNTIL))
        assert ended["state"]["name"] == "Partly"
    finally:
        children = children_of(process.pid)
        process.terminate()
        _, err = process.communicate(timeout=60)
    assert "Traceback" not in err
    assert not [child for child in children if Path(f"/proc/{child}").exists()]
    assert api.deployment("nightly")["paused"]
    shutil.rmtree(home.path)


def serves(api: Api, home: Home) -> bool:
    """Tell whether the deployment is that of a home and of no pool."""
    try:
        found = api.deployment("nightly")
    except urllib.error.HTTPError:
        return False  # Between the old one and the new one there is none.
    return found["work_pool_name"] is None and found["parameters"]["config"].startswith(str(home.path))
