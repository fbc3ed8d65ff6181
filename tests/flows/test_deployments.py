"""What a server is told to run, when, how often at a time; no server needed."""

import asyncio
from datetime import UTC, date, datetime, timedelta
from importlib import import_module
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from prefect.client.schemas.schedules import CronSchedule
from prefect.flows import Flow
from prefect.server.schemas.schedules import CronSchedule as ServerSchedule
from ruamel.yaml import YAML

from flows import deployed
from flows.artifacts import described
from flows.deployments import POOL, deployments, schedule_values
from flows.progress import ProgressArtifacts
from flows.tasks import ending_of
from voc.config import Settings, load_settings
from voc.config.cron import next_runs
from voc.sources import Problem
from voc.steps.collect import Collected
from voc.steps.night import RunOutcome
from voc.steps.verdicts import Verdict
from voc.store import SaveCounts

ROOT = Path(__file__).parents[2]


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """A configuration whose nightly run begins at 1:30."""
    for name in ("VOC_CONFIG", "VOC_SCHEDULES_NIGHTLY", "VOC_SCHEDULES_WEEKLY", "VOC_SCHEDULES_TIMEZONE"):
        monkeypatch.delenv(name, raising=False)
    config = tmp_path / "home" / "config"
    config.mkdir(parents=True)
    (config / "schedules.yaml").write_text('nightly: "30 1 * * *"\n', encoding="utf-8")
    return load_settings(config)


def test_three_deployments_of_which_two_have_the_schedule_of_the_configuration(settings: Settings) -> None:
    found = {one.full_name: one.schedules for one in deployments(settings, pool=POOL)}
    crons = {
        name: [(one.schedule.cron, one.schedule.timezone) for one in schedules or []]  # type: ignore[union-attr]
        for name, schedules in found.items()
    }
    assert crons == {
        "nightly/nightly": [("30 1 * * *", "Asia/Seoul")],
        "weekly/weekly": [("0 5 * * mon", "Asia/Seoul")],
        "survey-import/survey-import": [],
    }


def test_each_runs_once_at_a_time_and_a_second_one_waits(settings: Settings) -> None:
    for one in deployments(settings, pool=POOL):
        assert one.concurrency_limit == 1
        assert one.concurrency_options is not None
        assert one.concurrency_options.collision_strategy.value == "ENQUEUE"


def test_a_deployment_runs_the_installed_package_in_the_home_folder(settings: Settings, tmp_path: Path) -> None:
    for one in deployments(settings, pool=POOL):
        module, _, name = str(one.entrypoint).rpartition(".")
        assert isinstance(getattr(import_module(module), name), Flow)
        assert one.parameters == {"config": str(tmp_path / "home" / "config")}
        assert one.job_variables["working_dir"] == str(tmp_path / "home")
        assert one.storage is not None
        assert one.storage.to_pull_step() == {
            "prefect.deployments.steps.set_working_directory": {"directory": str(tmp_path / "home")}
        }


def test_no_secret_and_no_address_of_the_store_goes_to_the_server(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VOC_STORE_URL", "postgresql://voc:hidden@db.example/voc")
    monkeypatch.setenv("VOC_AUTHOR_KEY", "hidden")
    for one in deployments(load_settings(settings.location.path), pool=POOL):
        assert "hidden" not in one.model_dump_json(exclude={"storage"}) + repr(one)
        assert set(one.job_variables["env"]) == {"DO_NOT_TRACK", "PREFECT_SERVER_ANALYTICS_ENABLED"}


def test_the_parameters_are_days_names_and_files() -> None:
    given = {flow.name: set(flow.parameters.properties) for flow in (deployed.nightly, deployed.weekly)}
    assert given == {"nightly": {"since", "until", "sources", "config"}, "weekly": {"until", "config"}}
    asked = deployed.nightly.validate_parameters({"since": "2026-10-01", "sources": ["desk"]})
    assert (asked["since"], asked["sources"]) == (date(2026, 10, 1), ["desk"])
    assert deployed.survey_import.parameters.required == ["path"]
    assert all(one.get("description") for one in deployed.nightly.parameters.properties.values())


def test_the_file_of_the_repository_says_the_same(settings: Settings) -> None:
    """`prefect deploy` fills the braces from the build step."""
    file: dict[str, Any] = YAML(typ="safe").load((ROOT / "prefect.yaml").read_text(encoding="utf-8"))
    (step,) = file["build"]
    assert getattr(import_module("flows.deployments"), next(iter(step)).rpartition(".")[2]) is schedule_values
    values = schedule_values(str(settings.location.path))
    from_file = [
        (one["name"], one["entrypoint"], [{k: filled(v, values) for k, v in s.items()} for s in one["schedules"]])
        for one in file["deployments"]
    ]
    built = [
        (
            one.name,
            one.entrypoint,
            [{"cron": s.schedule.cron, "timezone": s.schedule.timezone} for s in one.schedules or []],
        )  # type: ignore[union-attr]
        for one in deployments(settings, pool=POOL)
    ]
    assert from_file == built
    for one, deployment in zip(file["deployments"], deployments(settings, pool=POOL), strict=True):
        assert one["concurrency_limit"] == {"limit": 1, "collision_strategy": "ENQUEUE"}
        assert (one["description"], one["tags"]) == (deployment.description, deployment.tags)
        assert {k: filled(v, values) for k, v in one["parameters"].items()} == deployment.parameters
        assert one["work_pool"]["name"] == POOL
        variables = one["work_pool"]["job_variables"]
        assert {
            "working_dir": filled(variables["working_dir"], values),
            "env": variables["env"],
        } == deployment.job_variables


def filled(text: str, values: dict[str, str]) -> str:
    """Fill in what prefect.yaml takes from its build step."""
    name = text.removeprefix("{{ schedules.").removesuffix(" }}")
    return values[name] if name != text else text


async def _next_of_prefect(cron: str, after: datetime) -> list[datetime]:
    return await ServerSchedule(cron=cron, timezone="Asia/Seoul").get_dates(5, start=after)


@pytest.mark.parametrize(
    "cron",
    [
        "0 2 * * *",
        "0 5 * * mon",
        "30 1 * * 1-5",
        "*/17 3,15 * * *",
        "15 4 1,15 * fri",
        "5 5 * * 7",
        "0 2 */7 * 1-5",
        "0 2 * * 0-6",
    ],
)
@pytest.mark.parametrize(
    "after", [datetime(2026, 11, 22, 3, 7, tzinfo=UTC), datetime(2027, 12, 31, 14, 59, tzinfo=UTC)]
)
def test_what_is_shown_as_the_next_runs_is_what_prefect_schedules(cron: str, after: datetime) -> None:
    assert CronSchedule(cron=cron, timezone="Asia/Seoul").cron == cron
    # Prefect's own begins with the moment itself.
    expected = asyncio.run(_next_of_prefect(cron, after + timedelta(seconds=1)))
    assert next_runs(cron, "Asia/Seoul", after, 5) == expected


class Artifacts:
    """Stands for the server: notes what is created and updated."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.told: list[tuple[str, float, str]] = []
        self.is_broken = False
        monkeypatch.setattr("flows.progress.create_progress_artifact", self.create)
        monkeypatch.setattr("flows.progress.update_progress_artifact", self.update)

    def create(self, progress: float, *, key: str, description: str) -> UUID:
        if self.is_broken:
            raise ConnectionError
        assert key == "progress"
        self.told.append(("create", progress, description))
        return uuid4()

    def update(self, _artifact: UUID, progress: float, *, description: str) -> None:
        self.told.append(("update", progress, description))


def test_progress_is_shown_every_ten_seconds_and_at_the_end(monkeypatch: pytest.MonkeyPatch) -> None:
    artifacts, now = Artifacts(monkeypatch), [0.0]
    report = ProgressArtifacts(clock=lambda: now[0])
    for at, done in ((0.0, 0), (4.0, 200), (10.0, 400), (12.0, 600), (20.5, 800), (21.0, 1000)):
        now[0] = at
        report("reading Korean", done, 1000)
    assert artifacts.told == [
        ("create", 40.0, "reading Korean: 400 / 1,000"),
        ("update", 80.0, "reading Korean: 800 / 1,000"),
        ("update", 100.0, "reading Korean: 1,000 / 1,000"),
    ]


def test_workers_that_come_and_go_do_not_begin_the_work_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    artifacts, now = Artifacts(monkeypatch), [0.0]
    report = ProgressArtifacts(clock=lambda: now[0])
    for at, label in (
        (0.0, "reading Korean"),
        (10.0, "reading Korean (2 workers)"),
        (20.0, "reading Korean (3 workers)"),
    ):
        now[0] = at
        report(label, int(at) * 10, 1000)
    assert artifacts.told == [
        ("create", 10.0, "reading Korean (2 workers): 100 / 1,000"),
        ("update", 20.0, "reading Korean (3 workers): 200 / 1,000"),
    ]


def test_short_work_and_work_without_a_known_end_leave_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    artifacts, now = Artifacts(monkeypatch), [0.0]
    report = ProgressArtifacts(clock=lambda: now[0])
    report("counting the weeks", 0, 9)
    now[0] = 3.0
    report("counting the weeks", 9, 9)
    report("collecting desk", 0, None)
    now[0] = 60.0
    report("collecting desk", 5_000, None)
    assert artifacts.told == []


def test_a_server_that_takes_no_progress_does_not_break_the_work(monkeypatch: pytest.MonkeyPatch) -> None:
    artifacts, now = Artifacts(monkeypatch), [0.0]
    artifacts.is_broken = True
    report = ProgressArtifacts(clock=lambda: now[0])
    report("reading Korean", 0, 10)
    now[0] = 30.0
    report("reading Korean", 5, 10)


def test_a_run_partly_done_has_a_state_of_its_own_name() -> None:
    aside = Collected("desk", saved=SaveCounts(n_new=3, n_rejects=1))
    whole = Collected("desk", saved=SaveCounts(n_new=3))
    states = [ending_of(RunOutcome("nightly", collected=[one])) for one in (whole, aside)]
    assert [(state.type.value, state.name) for state in states] == [("COMPLETED", "Completed"), ("COMPLETED", "Partly")]
    assert states[1].message == "Partly done: desk. Why stands in the run log: voc show runs"


def test_what_is_strange_is_said_above_the_table_without_a_word_of_an_error() -> None:
    strange = [
        Collected("desk", problems=[Problem("a.csv", "It has no column '내용'.")]),
        Collected("board", error="The board answered 503."),
        Collected("reviews", verdicts=[Verdict("amber", "amount", "2 rows came, usually 40.")]),
        Collected("survey"),
    ]
    assert described(RunOutcome("nightly", run_id="0123456789abcdef", collected=strange)) == (
        "nightly 01234567 · voc show runs\n\n"
        "- desk: 1 of its parts could not be taken; why stands in the run log.\n"
        "- board: It failed; why stands in the run log.\n"
        "- reviews: 2 rows came, usually 40."
    )
    assert described(RunOutcome("nightly", run_id="0123456789abcdef")) == "nightly 01234567 · voc show runs"
