"""A Prefect server asked over its own interface, and a worker of its pool as a process."""

import json
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from home_process import PATIENCE_SECONDS, Home

TERMINAL = {"COMPLETED", "FAILED", "CRASHED", "CANCELLED"}


def wait_for(told: Callable[[], object], seconds: float = PATIENCE_SECONDS) -> None:
    """Wait until something is so."""
    deadline = time.monotonic() + seconds
    while not told():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.1)


@dataclass(frozen=True)
class Api:
    """The interface of a server.

    Attributes
    ----------
    url : str
        Ends with `/api`.
    """

    url: str

    def post(self, path: str, body: object = None) -> Any:  # noqa: ANN401 - JSON
        """Send JSON and return the JSON of the answer."""
        return self._ask(path, json.dumps(body or {}).encode())

    def get(self, path: str) -> Any:  # noqa: ANN401 - JSON
        """Return the JSON of an answer."""
        return self._ask(path, None)

    def _ask(self, path: str, content: bytes | None) -> Any:  # noqa: ANN401 - JSON
        headers = {"Content-Type": "application/json"}
        asked = urllib.request.Request(f"{self.url}{path}", data=content, headers=headers)  # noqa: S310 - our own server
        deadline = time.monotonic() + PATIENCE_SECONDS
        while True:
            try:
                with urllib.request.urlopen(asked, timeout=60) as answer:  # noqa: S310 - as above
                    return json.load(answer)
            except urllib.error.HTTPError as error:
                # On a loaded machine its SQLite is locked at times.
                if error.code != HTTPStatus.SERVICE_UNAVAILABLE or time.monotonic() > deadline:
                    raise
            time.sleep(0.5)

    def deployment(self, name: str) -> dict[str, Any]:
        """Return a deployment whose flow has the same name."""
        return dict(self.get(f"/deployments/name/{name}/{name}"))

    def trigger(self, name: str, **parameters: object) -> str:
        """Ask for a run of a deployment now; return its id."""
        made = self.post(f"/deployments/{self.deployment(name)['id']}/create_flow_run", {"parameters": parameters})
        return str(made["id"])

    def run(self, run_id: str) -> dict[str, Any]:
        """Return what is known of a run."""
        return dict(self.get(f"/flow_runs/{run_id}"))

    def ended(self, run_id: str) -> dict[str, Any]:
        """Wait until a run has ended and return what is known of it."""
        wait_for(lambda: self.run(run_id)["state_type"] in TERMINAL)
        return self.run(run_id)

    def tasks(self, run_id: str) -> dict[str, str]:
        """Return how each task of a run ended, by name."""
        found = self.post("/task_runs/filter", {"flow_runs": {"id": {"any_": [run_id]}}})
        return {one["name"]: one["state"]["name"] for one in found}

    def artifacts(self, run_id: str) -> dict[str, dict[str, Any]]:
        """Return the artifacts of a run by key."""
        found = self.post("/artifacts/filter", {"flow_runs": {"id": {"any_": [run_id]}}})
        return {one["key"]: one for one in found}


@contextmanager
def working(home: Home, pool: str = "malgwi") -> Iterator[subprocess.Popen[bytes]]:
    """Run a worker of a pool as long as the block lasts."""
    settings = {"PREFECT_WORKER_QUERY_SECONDS": "1", "PREFECT_WORKER_PREFETCH_SECONDS": "1"}
    command = [sys.executable, "-m", "prefect", "worker", "start", "--pool", pool]
    with (home.temporary / "worker.log").open("ab") as log:
        process = subprocess.Popen(
            command,
            cwd=home.temporary,
            env=home.environment() | settings,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
    try:
        yield process
    finally:
        process.terminate()
        try:
            process.wait(30)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait(30)


def children_of(parent: int) -> list[int]:
    """List the processes directly below one."""
    listed = subprocess.run(["ps", "-e", "-o", "pid=,ppid="], capture_output=True, text=True, check=True).stdout  # noqa: S607 - ps is everywhere
    pairs = [tuple(map(int, line.split())) for line in listed.splitlines()]
    return [pid for pid, above in pairs if above == parent]
