"""What a Prefect server runs when: built from config/schedules.yaml, put on a server or served by one process.

Each deployment runs once at a time; a second one waits in the queue. The limit is a lease that a run has to renew: it
comes free by itself five minutes after a run was killed together with its worker. A limit on the whole work pool would
be held for ever by such a run, so different flows are kept apart by the store's own turn instead.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

from prefect.client.schemas.objects import ConcurrencyLimitConfig, ConcurrencyLimitStrategy
from prefect.deployments.runner import RunnerDeployment
from prefect.flows import Flow
from prefect.runner.storage import LocalStorage
from prefect.schedules import Cron
from prefect.types.entrypoint import EntrypointType

from flows import deployed
from voc.config import Settings, load_settings

POOL = "malgwi"
ONE_AT_A_TIME = ConcurrencyLimitConfig(limit=1, collision_strategy=ConcurrencyLimitStrategy.ENQUEUE)
# Neither Prefect nor its libraries report anything home from a run. No secret stands here: Prefect shows it.
_QUIET = {"DO_NOT_TRACK": "1", "PREFECT_SERVER_ANALYTICS_ENABLED": "false"}


@dataclass(frozen=True, slots=True)
class Planned:
    """A flow and when it runs.

    Attributes
    ----------
    what : str
        What it does, as the pages of the server show it.
    cron : str or None
        None for a flow that runs on demand.
    """

    flow: Flow[Any, Any]
    what: str
    cron: str | None = None


def planned(settings: Settings) -> list[Planned]:
    """List the flows that a server is to know."""
    schedules = settings.schedules
    return [
        Planned(deployed.nightly, "수집, 분석, 집계. `since`를 적으면 그날부터 다시 수집합니다.", schedules.nightly),
        Planned(deployed.weekly, "새 테마 찾기, 지난주 브리프 확정", schedules.weekly),
        Planned(deployed.survey_import, "설문 파일 하나 가져오기"),
    ]


def deployments(settings: Settings, *, pool: str | None = None) -> list[RunnerDeployment]:
    """Build the deployments of a configuration; they run the installed package, wherever that is.

    Parameters
    ----------
    pool : str or None
        The work pool whose workers run them; None where they are served.
    """
    return [_deployment(one, settings, pool) for one in planned(settings)]


def schedule_values(config: str) -> dict[str, str]:
    """Return what prefect.yaml takes from a configuration folder: a build step of `prefect deploy`."""
    settings = load_settings(Path(config))
    schedules = settings.schedules
    return {
        "config": str(settings.location.path),
        "home": str(settings.home),
        "timezone": schedules.timezone,
        "nightly": schedules.nightly,
        "weekly": schedules.weekly,
    }


def _deployment(one: Planned, settings: Settings, pool: str | None) -> RunnerDeployment:
    schedules = settings.schedules
    made = one.flow.to_deployment(
        name=one.flow.name,
        schedule=Cron(one.cron, timezone=schedules.timezone) if one.cron else None,
        concurrency_limit=ONE_AT_A_TIME,
        parameters={"config": str(settings.location.path)},
        tags=["malgwi"],
        work_pool_name=pool,
        description=one.what,
        job_variables={"working_dir": str(settings.home), "env": _QUIET} if pool else None,
        entrypoint_type=EntrypointType.MODULE_PATH,
    )
    # Within a loop of its own kind Prefect would return something to wait for.
    deployment = cast("RunnerDeployment", made)
    # Told where it is, Prefect goes there; untold it copies what it takes for code: the home with its store.
    deployment.storage = LocalStorage(str(settings.home))
    return deployment
