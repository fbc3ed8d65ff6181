"""Putting the deployments on a configured server, or serving them from one process."""

import asyncio
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from prefect.client.orchestration import SyncPrefectClient, get_client
from prefect.client.schemas.actions import WorkPoolCreate
from prefect.deployments.runner import RunnerDeployment
from prefect.exceptions import ObjectAlreadyExists, ObjectNotFound
from prefect.runner import Runner
from prefect.settings import PREFECT_LOGGING_LEVEL, get_current_settings, temporary_settings
from prefect.workers.process import ProcessWorker

from flows.deployments import POOL, deployments
from flows.server import check_server, lasting_server
from voc.config import Settings
from voc.errors import UsageError, VocError
from voc.steps.progress import Report

# A run that waits for another one on the store holds a process; more than one of each flow never run.
_MOST_PROCESSES = 3
# The command before this one has often just started it.
_SERVER_STARTS_SECONDS = 90.0


def deploy(settings: Settings, report: Report, *, pool: str = POOL, replace: bool = False) -> str:
    """Create the work pool where there is none, and the deployments or what changed in them.

    Parameters
    ----------
    replace : bool
        Take over deployments that another configuration folder has put there.

    Returns
    -------
    str
        The server's address, fit to be shown.

    Raises
    ------
    UsageError
        No server is configured, or it has the deployments of another folder.
    VocError
        The server does not answer.
    """
    address = get_current_settings().api.url
    if address is None:
        message = (
            "No Prefect server is named. Start one (prefect server start) and name it: PREFECT_API_URL="
            "http://127.0.0.1:4200/api. To run everything in one process instead: voc schedule serve"
        )
        raise UsageError(message)
    report("asking the Prefect server", 0, None)
    shown = check_server(address, patience_s=_SERVER_STARTS_SECONDS)
    with _told_plainly():
        with get_client(sync_client=True) as client:
            _take_over(client, settings, replace=replace)
            _make_pool(client, pool)
        for deployment in deployments(settings, pool=pool):
            report(f"deploying {deployment.name}", 0, None)
            deployment.apply()
    return shown


def serve(settings: Settings, report: Report, *, port: int, replace: bool = False) -> None:
    """Schedule and run the deployments from this process until it is told to end.

    Where no server is configured, one runs in this process too, with its pages at the port and its database in
    Prefect's own home folder (`~/.prefect`), so that past runs can be looked at.

    Raises
    ------
    UsageError
        The server has the deployments of another folder, or the port is taken.
    VocError
        The server does not answer.
    """
    with lasting_server(report, port) as shown, temporary_settings({PREFECT_LOGGING_LEVEL: "INFO"}):
        with _told_plainly(), get_client(sync_client=True) as client:
            _take_over(client, settings, replace=replace, served=True)
        report(f"serving at {shown}", 0, None)
        _serve_until_told(deployments(settings))


@contextmanager
def _told_plainly() -> Iterator[None]:
    """Say in a sentence that the server did not take something."""
    try:
        yield
    except VocError:
        raise
    except Exception as error:
        message = (
            f"The Prefect server did not take the deployments ({type(error).__name__}). See its own log; run "
            "this again when it answers."
        )
        raise VocError(message) from error


def _make_pool(client: SyncPrefectClient, pool: str) -> None:
    template = ProcessWorker.get_default_base_job_template()
    try:
        client.create_work_pool(WorkPoolCreate(name=pool, type=ProcessWorker.type, base_job_template=template))
    except ObjectAlreadyExists:
        found = client.read_work_pool(pool)
        if found.type != ProcessWorker.type:
            message = (
                f"The work pool '{pool}' is of type '{found.type}', expected 'process'. Name another: --pool NAME."
            )
            raise UsageError(message) from None


class _Serving(Runner):
    """A runner that ends as after Ctrl-C when it is told to: its own way leaves work of the loop undone."""

    def handle_sigterm(self, *_: Any) -> None:  # noqa: ANN401 - a signal's number and frame
        """End."""
        signal.raise_signal(signal.SIGINT)


def _serve_until_told(served: list[RunnerDeployment]) -> None:
    runner = _Serving(pause_on_shutdown=True, limit=_MOST_PROCESSES)
    for deployment in served:
        runner.add_deployment(deployment)
    # The loop cleans up after this handler, and after no other.
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        asyncio.run(runner.start())
    except KeyboardInterrupt:
        # The way in which a service ends.
        return
    finally:
        signal.signal(signal.SIGINT, before)


def _take_over(client: SyncPrefectClient, settings: Settings, *, replace: bool, served: bool = False) -> None:
    """Refuse to take over, unasked, what somebody has put on the server under the same names in another way."""
    own = str(settings.location.path)
    for deployment in deployments(settings):
        try:
            there = client.read_deployment_by_name(deployment.full_name)
        except ObjectNotFound:
            continue
        folder, pool = there.parameters.get("config"), there.work_pool_name if served else None
        if not replace and folder not in {own, None}:
            message = (
                f"The server runs '{deployment.name}' from the configuration {folder}, not from {own}. To replace it: "
                "--replace. To run both, give each a server of its own."
            )
            raise UsageError(message)
        if not replace and pool is not None:
            message = (
                f"The server has '{deployment.name}' for workers of the pool '{pool}'. To serve it from here instead: "
                "--replace."
            )
            raise UsageError(message)
        if pool is not None:
            # An update would leave it in the pool, whose workers would take its runs away.
            client.delete_deployment(there.id)
