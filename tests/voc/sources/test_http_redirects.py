"""Where redirects may lead, and what goes along."""

from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from wire.client import client_of
from wire.server import Fault, Reply, Request, WireServer, json_reply

from voc.errors import SourceError
from voc.sources.answers import HttpError, UnreachableError
from voc.sources.credentials import bearer, client_credentials
from voc.sources.http import no_waiting
from voc.sources.pace import Pacer

SECRET = "tk-5b1e77"
STATUSES = pytest.mark.parametrize("status", [301, 302, 303, 307, 308])


@pytest.fixture
def server() -> Iterator[WireServer]:
    with WireServer(lambda _: json_reply({})) as one:
        yield one


@pytest.fixture
def other() -> Iterator[WireServer]:
    """Another origin: another port of this machine."""
    with WireServer(lambda _: json_reply({"other": True})) as one:
        yield one


def to(location: str, status: int = 302) -> Fault:
    return lambda _: Reply(status, b"moved", {"Location": location, "Set-Cookie": "sid=1; Path=/"})


@STATUSES
@pytest.mark.parametrize("location", ["/v2/reviews?page=1", "v2/reviews?page=1", "?page=1"])
def test_a_redirect_within_a_host_keeps_the_credentials(status: int, location: str, server: WireServer) -> None:
    server.misbehave(to(location, status))
    with client_of(server, credentials=bearer(SECRET)) as http:
        answer = http.get(f"{server.url}/", headers={"X-Own": "1"})
    assert answer.url == f"{server.url}/{location.lstrip('/')}"
    assert [one.headers["authorization"] for one in server.requests] == [f"Bearer {SECRET}"] * 2
    assert server.requests[1].headers["x-own"] == "1"


@STATUSES
def test_a_redirect_to_another_named_host_carries_nothing_secret(
    status: int, server: WireServer, other: WireServer
) -> None:
    server.misbehave(to(f"{other.url}/v2", status))
    own = {"X-Own": "1", "Accept": "text/html", "If-None-Match": '"v1"'}
    with client_of(server, other, credentials=bearer(SECRET)) as http:
        assert http.get(server.url, headers=own).json() == {"other": True}
    headers = other.requests[0].headers
    assert SECRET not in str(headers)
    assert (headers["accept"], headers["if-none-match"]) == ("text/html", '"v1"')
    assert not {"x-own", "referer", "cookie", "authorization"} & set(headers)


def test_credentials_that_were_left_behind_are_not_picked_up_again(server: WireServer, other: WireServer) -> None:
    """Another host must not choose where they go."""
    server.misbehave(to(f"{other.url}/"))
    other.misbehave(to(f"{server.url}/admin"))
    with client_of(server, other, credentials=bearer(SECRET)) as http:
        http.get(server.url)
    assert [one.path for one in server.requests] == ["/", "/admin"]
    assert "authorization" not in server.requests[1].headers


@STATUSES
def test_a_redirect_to_a_host_that_is_not_named_is_refused(status: int, server: WireServer, other: WireServer) -> None:
    server.misbehave(to(f"{other.url}/?session=abc", status))
    refused = pytest.raises(SourceError, match="which the configuration does not name")
    with client_of(server, credentials=bearer(SECRET)) as http, refused as caught:
        http.get(server.url)
    assert other.url in str(caught.value)
    assert "abc" not in str(caught.value)
    assert other.requests == []


@pytest.mark.parametrize(
    "location",
    [
        "http://169.254.169.254/latest/meta-data",
        "http://127.0.0.1@elsewhere.example/",
        "file:///etc/passwd",
        "javascript:alert(1)",
        "//elsewhere.example/",
        "https://127.0.0.1/",
    ],
)
def test_a_redirect_into_nowhere_is_refused(location: str, server: WireServer) -> None:
    server.misbehave(to(location))
    with client_of(server) as http, pytest.raises(SourceError, match="was led to"):
        http.get(server.url)
    assert len(server.requests) == 1


@pytest.mark.parametrize("location", ["http://[::1", "http://exa\tmple.kr/"])
def test_a_redirect_that_cannot_be_read_is_a_broken_answer(location: str, server: WireServer) -> None:
    server.misbehave(to(location), times=9)
    with no_waiting(), client_of(server) as http, pytest.raises(UnreachableError, match="broke off"):
        http.get(server.url)


def test_a_secret_connection_is_not_left_for_an_open_one(server: WireServer) -> None:
    """The same host by http where https is named is another origin."""
    server.misbehave(to(server.url))
    named = {server.url, server.url.replace("http:", "https:")}
    with client_of(*named) as http:
        http.get(server.url)
    with client_of(server.url.replace("http:", "https:")) as http, pytest.raises(SourceError, match="does not name"):
        http.get(server.url)
    assert len(server.requests) == 2


def test_a_loop_is_ended(server: WireServer) -> None:
    server.misbehave(to("/again"), times=99)
    with client_of(server) as http, pytest.raises(SourceError, match=r"GET 127.0.0.1/ leads round in circles"):
        http.get(server.url)
    assert len(server.requests) == 6


def test_a_redirect_without_an_aim_is_a_refusal(server: WireServer) -> None:
    server.misbehave(lambda _: Reply(302))
    with client_of(server) as http, pytest.raises(HttpError, match="answered 302"):
        http.get(server.url)


def test_an_accepted_redirect_is_not_followed(server: WireServer) -> None:
    """A board that asks for a sign-in redirects to its form; whoever wants to know sees it."""
    server.misbehave(to("/bbs/login.php"))
    with client_of(server) as http:
        answer = http.get(server.url, accept={302})
    assert (answer.status, answer.headers["location"]) == (302, "/bbs/login.php")
    assert len(server.requests) == 1


def test_cookies_are_never_sent_back(server: WireServer) -> None:
    server.misbehave(to("/bbs"))
    server.misbehave(lambda reply: Reply(200, reply.body, {"Set-Cookie": "PHPSESSID=1; Path=/; Domain=127.0.0.1"}))
    with client_of(server) as http:
        for _ in range(3):
            http.get(server.url)
    assert not [one for one in server.requests if {"cookie", "referer"} & set(one.headers)]


def asked_for_a_token(server: WireServer, *named: WireServer, status: int, location: str) -> Any:  # noqa: ANN401 - either
    server.misbehave(to(location, status), on="/token")
    credentials = client_credentials(f"{server.url}/token", "voc", SECRET, "read")
    with client_of(server, *named, credentials=credentials) as http:
        return http.get(f"{server.url}/v1")


@pytest.mark.parametrize("status", [307, 308])
def test_a_token_endpoint_may_move_within_its_host(status: int) -> None:
    def answer(request: Request) -> Reply:
        return json_reply({"access_token": "at-1"} if request.path.startswith("/oauth2") else {})

    with WireServer(answer) as server:
        asked_for_a_token(server, status=status, location="/oauth2/token")
        assert [one.method for one in server.requests] == ["POST", "POST", "GET"]
        assert server.requests[1].form["client_secret"] == SECRET
        assert server.requests[2].headers["authorization"] == "Bearer at-1"


@STATUSES
def test_a_client_secret_goes_to_no_other_host(status: int, server: WireServer, other: WireServer) -> None:
    with pytest.raises(SourceError, match="without an access token"):
        asked_for_a_token(server, other, status=status, location=f"{other.url}/token")
    assert [(one.method, one.body) for one in other.requests] == [("GET", b"")]


def test_see_other_turns_a_post_into_a_question(server: WireServer) -> None:
    with pytest.raises(SourceError, match="without an access token"):
        asked_for_a_token(server, status=303, location="/elsewhere")
    assert [(one.method, bool(one.body)) for one in server.requests] == [("POST", True), ("GET", False)]


def test_another_host_has_a_gap_of_its_own(server: WireServer, other: WireServer) -> None:
    slept: list[float] = []
    server.misbehave(to(other.url), times=2)
    pacer = Pacer(sleep=slept.append, clock=lambda: 0.0)
    with client_of(server, other, pacer=pacer, every_s=3.0) as http:
        for _ in range(2):
            http.get(server.url, pace=("feeds", 7.0))
    assert slept == [7.0, 3.0]


def test_who_we_are_is_said_at_every_hop(server: WireServer, other: WireServer) -> None:
    server.misbehave(to(other.url))
    with client_of(server, other) as http:
        http.get(server.url)
    agents: list[Mapping[str, str]] = [one.headers for one in (*server.requests, *other.requests)]
    assert [one["user-agent"] for one in agents] == ["malgwi/1.0 (+voc@haneulmart.example)"] * 2
