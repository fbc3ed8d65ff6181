"""Credentials that are fetched, refused, renewed; keys that cannot be a header."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import pytest
from wire.client import client_of
from wire.faults import maintenance_page, server_error
from wire.server import Reply, Request, WireServer, json_reply, text_reply

from voc.errors import SourceError
from voc.sources.answers import HttpError, UnreachableError
from voc.sources.credentials import FixedHeaders, basic, bearer, client_credentials
from voc.sources.http import no_waiting

SECRET = "cs-8f11d2"


@dataclass
class Service:
    """Gives out `at-1`, `at-2` and so on, and takes those in `good` only; all where it is None."""

    good: set[str] | None = None
    n_tokens: int = 0
    shown: list[str] = field(default_factory=list)

    def __call__(self, request: Request) -> Reply:
        if request.path == "/token":
            self.n_tokens += 1
            return json_reply({"access_token": f"at-{self.n_tokens}", "expires_in": 3600})
        self.shown.append(request.headers.get("authorization", "").removeprefix("Bearer "))
        is_good = self.good is None or self.shown[-1] in self.good
        return json_reply({"ok": True}) if is_good else json_reply({"error": "expired"}, 401)


@pytest.fixture
def service() -> Service:
    return Service()


@pytest.fixture
def server(service: Service) -> Iterator[WireServer]:
    with WireServer(service) as one:
        yield one


def test_a_token_is_fetched_once_for_many_requests(server: WireServer, service: Service) -> None:
    with client_of(server, credentials=client_credentials(f"{server.url}/token", "voc", SECRET, "read")) as http:
        for _ in range(3):
            http.get(server.url)
    assert (service.n_tokens, service.shown) == (1, ["at-1"] * 3)


def test_a_token_that_ends_under_way_is_renewed_exactly_once(server: WireServer, service: Service) -> None:
    with client_of(server, credentials=client_credentials(f"{server.url}/token", "voc", SECRET, "read")) as http:
        http.get(server.url)
        service.good = {"at-2"}
        assert http.get_json(server.url).json() == {"ok": True}
        service.good = {"at-3"}
        assert http.get_json(server.url).json() == {"ok": True}
    assert (service.n_tokens, service.shown) == (3, ["at-1", "at-1", "at-2", "at-2", "at-3"])


def test_whoever_refuses_new_credentials_too_is_not_asked_twice_again(server: WireServer, service: Service) -> None:
    service.good = set()
    with client_of(server, credentials=client_credentials(f"{server.url}/token", "voc", SECRET, "read")) as http:
        for _ in range(3):
            with pytest.raises(HttpError, match="answered 401"):
                http.get(server.url)
        assert service.shown == ["at-1", "at-2", "at-2", "at-2"]


def test_a_key_that_never_changes_is_refused_once(server: WireServer, service: Service) -> None:
    service.good = set()
    with client_of(server, credentials=bearer(SECRET)) as http, pytest.raises(HttpError, match="answered 401"):
        http.get(server.url)
    assert service.shown == [SECRET]


def test_an_accepted_401_is_renewed_once_before_it_is_an_answer(server: WireServer, service: Service) -> None:
    service.good = set()
    with client_of(server, credentials=client_credentials(f"{server.url}/token", "voc", SECRET, "read")) as http:
        assert http.get(server.url, accept={401}).status == 401
    assert service.shown == ["at-1", "at-2"]


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ({"error": "invalid_client"}, r"It gave no token \(invalid_client\)\. Check the credentials"),
        ({"error": f"bad secret {SECRET}"}, r"It gave no token\. Check the credentials"),
        ({"error": {"code": 7}}, r"It gave no token\. Check the credentials"),
        ([], r"It gave no token\. Check the credentials"),
        ("<html>", r"It gave no token\. Check the credentials"),
    ],
)
@pytest.mark.parametrize("status", [400, 401, 403])
def test_an_endpoint_that_refuses_is_named_and_its_words_are_not(
    status: int, said: object, told: str, server: WireServer
) -> None:
    refusal = text_reply(said, status) if isinstance(said, str) else json_reply(said, status)
    server.misbehave(lambda _: refusal, on="/token", times=9)
    credentials = client_credentials(f"{server.url}/token", "voc", SECRET, "read")
    with client_of(server, credentials=credentials) as http, pytest.raises(HttpError, match=told) as caught:
        http.get(f"{server.url}/v1")
    assert f"POST 127.0.0.1/token answered {status}" in str(caught.value)
    assert SECRET not in str(caught.value)
    assert [one.path for one in server.requests] == ["/token"]


def test_an_endpoint_that_is_down_is_asked_so_often_and_no_oftener(server: WireServer) -> None:
    """The attempts at a token do not multiply with those at what it is for."""
    credentials = client_credentials(f"{server.url}/token", "voc", SECRET, "read")
    for fault, told in ((server_error(503), "answered 503"), (maintenance_page, "a web page instead of data")):
        server.requests.clear()
        server.misbehave(fault, on="/token", times=99)
        gave_up = pytest.raises(UnreachableError, match=rf"POST 127.0.0.1/token .*{told}")
        with no_waiting(), client_of(server, credentials=credentials) as http, gave_up:
            http.get(server.url)
        assert len(server.requests) == 5
        server.behave()


def test_an_endpoint_that_recovers_gives_its_token(server: WireServer, service: Service) -> None:
    server.misbehave(server_error(503), on="/token")
    credentials = client_credentials(f"{server.url}/token", "voc", SECRET, "read")
    with no_waiting(), client_of(server, credentials=credentials) as http:
        http.get(server.url)
    # The first one was lost on its way.
    assert service.shown == ["at-2"]


def test_a_token_is_asked_of_named_hosts_only(server: WireServer) -> None:
    credentials = client_credentials("https://elsewhere.example/token", "voc", SECRET, "read")
    with client_of(server, credentials=credentials) as http, pytest.raises(SourceError, match="does not name"):
        http.get(server.url)
    assert server.requests == []


@pytest.mark.parametrize(
    "value", [f"{SECRET}\nX-Evil: 1", f"{SECRET}\r", f"{SECRET}\x00", f"{SECRET} 키", f"{SECRET}é"]
)
@pytest.mark.parametrize("make", [bearer, lambda value: FixedHeaders({"x-access-key": value})])
def test_a_key_that_no_header_can_hold_is_said_without_being_shown(
    make: object, value: str, server: WireServer
) -> None:
    credentials = make(value)  # type: ignore[operator]
    with client_of(server, credentials=credentials) as http, pytest.raises(SourceError) as caught:
        http.get(server.url)
    assert str(caught.value).startswith("Source 'played': what is to be sent as '")
    assert SECRET not in str(caught.value)
    assert server.requests == []


def test_a_password_may_hold_anything(server: WireServer) -> None:
    with client_of(server, credentials=basic("키\n", "비밀")) as http:
        http.get(server.url)
    assert len(server.requests) == 1


@pytest.mark.parametrize("headers", [{"X-Form": "설문"}, {"X-Form": "a\r\nX-Evil: 1"}, {"X-Form": " a"}])
def test_no_value_becomes_a_header_of_its_own(headers: Mapping[str, str], server: WireServer) -> None:
    with client_of(server) as http, pytest.raises(SourceError, match="'X-Form' holds a line break or a letter"):
        http.get(server.url, headers=headers)
    assert server.requests == []


@pytest.mark.parametrize("value", ["a\r\nX-Evil: 1", "a b", "a#b?c", "../admin", "달빛\x00"])
def test_no_value_of_the_query_becomes_anything_else(value: str, server: WireServer) -> None:
    with client_of(server) as http:
        http.get(f"{server.url}/v1", {"form": value})
    [request] = server.requests
    assert (request.path, request.query, request.method) == ("/v1", {"form": value}, "GET")
    assert "x-evil" not in request.headers
