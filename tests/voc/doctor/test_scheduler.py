"""The Prefect server that is named: by what, and whether it answers."""

import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread

import pytest

from voc.steps.doctor.scheduler import Named, named_server, scheduler, status_of

ADDRESS = "http://worker:tulip42@prefect.example.com:4200/api"
NAMED = Named(ADDRESS, "PREFECT_API_URL")


@pytest.mark.parametrize(
    ("status", "verdict", "said"),
    [
        (200, "ok", "answers"),
        (401, "note", "wants to know who asks (401). Runs need PREFECT_API_AUTH_STRING"),
        (403, "note", "wants to know who asks (403)"),
        (307, "note", "sends elsewhere (307), which was not followed"),
        (404, "wrong", "answers 404, which Prefect's would not"),
        (502, "wrong", "answers 502"),
        (None, "wrong", "does not answer. Start it (prefect server start), or take it out of PREFECT_API_URL"),
    ],
)
def test_every_answer_is_judged_and_no_password_shown(status: int | None, verdict: str, said: str) -> None:
    found = scheduler(NAMED, lambda _: status)
    assert found.verdict == verdict
    assert found.what.startswith("Prefect's server at prefect.example.com:4200/api (named by PREFECT_API_URL) ")
    assert said in found.what
    assert "tulip42" not in found.what


def test_none_has_to_be_named_and_a_file_is_no_server() -> None:
    assert scheduler(None, lambda _: None).verdict == "ok"
    assert scheduler(Named("file:///etc/passwd", "PREFECT_API_URL"), lambda _: 200).verdict == "wrong"


def test_the_variable_names_it_or_else_the_profile_that_is_switched_on(tmp_path: Path) -> None:
    assert named_server({"PREFECT_HOME": str(tmp_path)}) is None
    (tmp_path / "profiles.toml").write_text(
        'active = "team"\n[profiles.team]\nPREFECT_API_URL = "http://team:4200/api"\n[profiles.alone]\n'
        '[profiles.own]\nPREFECT_API_URL = "http://own:4200/api"\n',
        encoding="utf-8",
    )
    home = {"PREFECT_HOME": str(tmp_path)}
    assert named_server(home) == Named("http://team:4200/api", "Prefect's profile 'team'")
    assert named_server({**home, "PREFECT_PROFILE": "own"}) == Named("http://own:4200/api", "Prefect's profile 'own'")
    assert named_server({**home, "PREFECT_PROFILE": "alone"}) is None
    assert named_server({**home, "PREFECT_API_URL": ADDRESS}) == NAMED
    (tmp_path / "profiles.toml").write_text("active = [", encoding="utf-8")
    assert named_server(home) is None


@pytest.mark.parametrize(
    ("answer", "status"),
    [
        (b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\ntrue", 200),
        (b"HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\n\r\n", 401),
        (b"HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:9/\r\nContent-Length: 0\r\n\r\n", 302),
        (b"SSH-2.0-OpenSSH_9.2\r\n", None),  # Not HTTP at all
        (b"", None),
    ],
)
def test_a_server_is_asked_once_and_followed_nowhere(answer: bytes, status: int | None) -> None:
    with answering(answer) as (address, asked):
        assert status_of(address.replace("//", "//worker:tulip42@")) == status
    (request,) = asked
    assert request.startswith(b"GET /api/health HTTP/1.1\r\n")


@contextmanager
def answering(answer: bytes) -> Iterator[tuple[str, list[bytes]]]:
    """Answer one request in a thread, whatever it is."""
    asked: list[bytes] = []
    with socket.create_server(("127.0.0.1", 0)) as listening:
        listening.settimeout(5)
        thread = Thread(target=_answer, args=(listening, answer, asked.append))
        thread.start()
        yield f"http://127.0.0.1:{listening.getsockname()[1]}/api/", asked
        thread.join()


def _answer(listening: socket.socket, answer: bytes, note: Callable[[bytes], None]) -> None:
    connection, _ = listening.accept()
    with connection:
        note(connection.recv(4096))
        connection.sendall(answer)
