"""`voc serve`: where it listens, what it refuses, what it says and what it keeps to itself."""

import asyncio
import json
import re
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from visitor import PASSWORD, Visitor

from voc import logs
from voc.config.dashboard import DashboardSection, SignIn
from voc.config.load import load_settings
from voc.dashboard.serving import _Quiet as Quiet
from voc.dashboard.serving import address_of, check_open, needs_encryption, serve
from voc.errors import UsageError
from voc.steps.workplace import open_workplace

Call = Callable[..., Any]


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "10.0.0.7", "voc.example.kr"])  # noqa: S104 - refused
def test_without_sign_in_it_listens_at_this_machine_only(filled: object, call: Call, host: str) -> None:
    assert filled
    refused = call("serve", "--host", host, "--port", "0")
    assert refused.code == 2
    assert f"At {host} everybody who reaches this machine could read and change everything" in refused.err
    assert "Set sign_in to password, oidc or proxy (docs/dashboard.md)" in refused.err


@pytest.mark.parametrize("host", ["127.0.0.1", "::1", "localhost", "127.8.9.1"])
def test_this_machine_is_let_in(host: str) -> None:
    check_open(DashboardSection(), host)


def test_beyond_this_machine_it_has_to_know_its_name() -> None:
    with pytest.raises(UsageError, match="does not say under which address"):
        check_open(DashboardSection(sign_in="password"), "0.0.0.0")  # noqa: S104 - refused
    check_open(DashboardSection(sign_in="password", public_url="https://voc.example.kr"), "0.0.0.0")  # noqa: S104 - with sign-in


def test_a_port_that_is_taken_is_said(filled: object, call: Call) -> None:
    assert filled
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        refused = call("serve", "--port", port)
    assert refused.code == 2
    assert f"It cannot listen at 127.0.0.1, port {port}" in refused.err


def test_it_says_the_address_that_people_open() -> None:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        port = listening.getsockname()[1]
        assert address_of(DashboardSection(), listening) == f"http://127.0.0.1:{port}"
        public = DashboardSection(public_url="https://voc.example.kr/")
        assert address_of(public, listening) == "https://voc.example.kr"


@pytest.mark.parametrize(
    ("sign_in", "url", "expected"),
    [
        ("password", "http://voc.example.kr", True),
        ("password", "https://voc.example.kr", False),
        ("password", "http://localhost:8765", False),
        ("none", "http://voc.example.kr", False),
        ("password", None, False),
    ],
)
def test_passwords_that_would_travel_in_the_open_are_pointed_out(
    sign_in: SignIn,
    url: str | None,
    *,
    expected: bool,
) -> None:
    assert needs_encryption(DashboardSection(sign_in=sign_in, public_url=url)) is expected


def _broken(_request: Request) -> Response:
    raise KeyError("환불이 안 돼요")


def test_a_page_that_fails_says_so_without_what_it_quotes(open_app: Callable[..., Starlette], tmp_path: Path) -> None:
    said: list[str] = []
    app = open_app()
    app.router.routes.insert(0, Route("/broken/{term}", _broken))
    logs.begin(file=tmp_path / "log")
    try:
        answer = Visitor(Quiet(app, said.append)).get("/broken/%ED%99%98%EB%B6%88")
    finally:
        logs.end()
    assert answer.status_code == 500
    assert "화면을 만들지 못했습니다" in answer.text
    (sentence,) = said
    assert sentence.startswith("A page failed: KeyError in ")
    assert "환불" not in sentence + answer.text
    told = [json.loads(line) for line in (tmp_path / "log").read_text("utf-8").splitlines()]
    assert [(line["event"], line["path"], line.get("kind")) for line in told] == [
        ("request", "/broken/{term}", None),
        ("request_failed", "/broken/{term}", "KeyError"),
    ]


def test_the_log_tells_of_requests_without_words_and_names(visit: Callable[..., Visitor], tmp_path: Path) -> None:
    logs.begin(file=tmp_path / "log")
    try:
        visitor = visit("editor", peer="203.0.113.9")
        visitor.get("/tried?q=%ED%99%98%EB%B6%88&week=2026-W47", Referer="http://127.0.0.1:8765/?q=%ED%99%98%EB%B6%88")
        visitor.get("/%ED%99%98%EB%B6%88/010-1234-5678")
        visitor.get("/static/malgwi.css")
        visit(peer="203.0.113.9").sign_in("editor", "열 글자가 넘는 것")
    finally:
        logs.end()
    text = (tmp_path / "log").read_text("utf-8")
    told = [json.loads(line) for line in text.splitlines()]
    requests = [line for line in told if line["event"] == "request"]
    assert [(line["method"], line.get("path"), line["status"]) for line in requests] == [
        ("GET", "/signin", 200),
        ("POST", "/signin", 303),
        ("GET", "/tried", 200),
        ("GET", None, 404),
        ("GET", "/signin", 200),
        ("POST", "/signin", 403),
    ]
    assert [line["event"] for line in told if "peer" in line] == ["signed_in", "sign_in_refused"]
    assert {line["peer"] for line in told if "peer" in line} == {"203.0.113.9"}
    marks = {line["user"] for line in told if "user" in line}
    assert len(marks) == 1
    assert re.fullmatch("[0-9a-f]{12}", marks.pop())
    for secret in ("%ED", "환불", "010", "editor", "2026-W47", PASSWORD):
        assert secret not in text


def test_whoever_opens_the_address_once_it_is_told_is_not_refused(filled: object, home: Path) -> None:
    assert filled

    class OpenedError(Exception): ...

    def open_at_once(sentence: str) -> None:
        host, port = re.findall(r"http://([\d.]+):(\d+)", sentence)[0]
        socket.create_connection((host, int(port)), timeout=5).close()
        raise OpenedError

    with open_workplace(load_settings(home / "config")) as place, pytest.raises(OpenedError):
        serve(place, "127.0.0.1", 0, open_at_once)


@pytest.mark.slow
def test_it_serves_until_it_is_told_to_stop(filled: object, home: Path) -> None:
    assert filled
    command = [sys.executable, "-c", "from voc.cli import main; main()", "serve", "--port", "0"]
    with subprocess.Popen(command, cwd=home, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        watchdog = threading.Timer(90, process.kill)
        watchdog.start()
        first = process.stderr.readline()
        found = re.fullmatch(
            r"The dashboard is at (http://127\.0\.0\.1:\d+) \(sign_in: none\)\. Ctrl-C stops it\.\n", first
        )
        assert found, first
        answer = httpx.get(found[1])
        assert (answer.status_code, "server" in answer.headers) == (200, False)
        assert "2026-W47" in answer.text
        assert asyncio.run(_sent(found[1], 100)).startswith(b"HTTP/1.1 413 ")
        assert asyncio.run(_sent(found[1], 5000))[:12] in {b"", b"HTTP/1.1 413"}
        assert httpx.get(found[1]).status_code == 200
        process.send_signal(signal.SIGINT)
        rest = process.stderr.read()
        watchdog.cancel()
    assert (process.returncode, rest) == (0, "The dashboard has stopped.\n")
    assert (home / "store" / "session.key").stat().st_mode & 0o777 == 0o600


async def _sent(address: str, n: int) -> bytes:
    """Send a body of so many times 64 KB that does not say how large it is; return the first line of the answer."""
    host, _, port = address.removeprefix("http://").partition(":")
    reading, writing = await asyncio.open_connection(host, int(port))
    writing.write(
        f"POST /signin HTTP/1.1\r\nHost: {host}:{port}\r\nOrigin: {address}\r\nTransfer-Encoding: chunked\r\n"
        "Content-Type: application/x-www-form-urlencoded\r\n\r\n".encode()
    )
    try:
        for _ in range(n):
            writing.write(b"10000\r\n" + b"x" * 0x10000 + b"\r\n")
            await writing.drain()
        writing.write(b"0\r\n\r\n")
        return await reading.readline()
    except ConnectionError:
        return b""
    finally:
        writing.close()
