"""Small homes for runs as processes, with or without a Prefect server."""

import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from home_process import PATIENCE_SECONDS, Home, Server, plain_environment
from small_home import write_home


@pytest.fixture(scope="session")
def written_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("written") / "home"
    write_home(home)
    return home


@pytest.fixture
def home(written_home: Path, tmp_path: Path) -> Home:
    """A small home whose runs start a scheduler of their own."""
    (tmp_path / "temporary").mkdir()
    return Home(Path(shutil.copytree(written_home, tmp_path / "home")), tmp_path / "temporary")


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A Prefect server on a free port, with a home of its own; stopped at the end."""
    folder = tmp_path_factory.mktemp("prefect")
    with closing(socket.socket()) as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = plain_environment() | {
        "HOME": str(folder),
        "PREFECT_HOME": str(folder),
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
        "DO_NOT_TRACK": "1",
        "PREFECT_UI_ENABLED": "false",
    }
    command = [sys.executable, "-m", "prefect", "server", "start", "--host", "127.0.0.1", "--port", str(port)]
    with (folder / "log").open("w") as log:
        process = subprocess.Popen(command, env=environment, stdout=log, stderr=log)
    try:
        url = f"http://127.0.0.1:{port}/api"
        deadline = time.monotonic() + PATIENCE_SECONDS
        while not _answers(f"{url}/health"):
            assert process.poll() is None, (folder / "log").read_text()
            assert time.monotonic() < deadline, "the server did not start"
            time.sleep(0.2)
        yield Server(url, folder / "prefect.db")
    finally:
        process.terminate()
        process.wait(30)


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=2) as answer:  # noqa: S310 - our own server
            return bool(answer.status == 200)
    except OSError:
        return False


@pytest.fixture
def served_home(home: Home, server: Server) -> Home:
    """A small home whose runs use the server, which saves each of them the start of their own."""
    home.settings = {"PREFECT_API_URL": server.url}
    return home
