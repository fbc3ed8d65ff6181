"""No secret, no query, no header and no body in what is logged, raised, printed or written down."""

import logging
import pickle
import subprocess
import sys
import traceback
from collections.abc import Callable, Iterator

import pytest
from wire.client import client_of
from wire.faults import MAINTENANCE, cut_in_hangul, server_error, too_many
from wire.server import Fault, Reply, Request, WireServer, json_reply, text_reply

from voc.errors import VocError
from voc.sources.credentials import FixedHeaders, client_credentials
from voc.sources.http import no_waiting
from voc.sources.request import Request as AskedFor

KEY, SECRET, TOKEN, QUERY, WORDS = "ak-31f7c9", "cs-8f11d2", "at-90aa41", "q-5522ee", "배송 기사님이 친절했어요"
HIDDEN = (KEY, SECRET, TOKEN, QUERY, WORDS)
FAULTS: dict[str, Fault] = {
    "none": lambda reply: reply,
    "refused": lambda _: json_reply({"error": f"{TOKEN} {QUERY} {WORDS}"}, 403),
    "unavailable": server_error(503),
    "too many": too_many(9999),
    "cut": cut_in_hangul,
    "moved": lambda _: Reply(302, b"", {"Location": f"https://elsewhere.example/{QUERY}?t={TOKEN}"}),
    "maintenance": lambda _: text_reply(f"{MAINTENANCE}{WORDS}"),
    "broken JSON": lambda _: text_reply(f'{{"token": "{TOKEN}", "body": "{WORDS}', kind="application/json"),
    "too large": lambda _: Reply(200, WORDS.encode() * 100_000),
    "broken header": lambda _: Reply(200, b"{}", {"X-Odd": f"\x01{TOKEN}"}),
    "broken gzip": lambda _: Reply(200, WORDS.encode(), {"Content-Encoding": "gzip"}),
}


@pytest.fixture
def server() -> Iterator[WireServer]:
    def answer(request: Request) -> Reply:
        return json_reply({"access_token": TOKEN} if request.path == "/token" else {"body": WORDS, "more": WORDS})

    with WireServer(answer) as one:
        yield one


@pytest.fixture
def loud(caplog: pytest.LogCaptureFixture) -> Iterator[pytest.LogCaptureFixture]:
    """Every logger says all it has to say."""
    names = [
        name for name in logging.root.manager.loggerDict if name.startswith(("httpx", "httpcore", "stamina", "voc"))
    ]
    assert {"httpx", "httpcore.http11", "httpcore.connection"} <= set(names)
    before = {name: logging.getLogger(name).level for name in (*names, "stamina")}
    for name in before:
        logging.getLogger(name).setLevel(logging.DEBUG)
    with caplog.at_level(logging.DEBUG):
        yield caplog
    for name, level in before.items():
        logging.getLogger(name).setLevel(level)


def ask(server: WireServer) -> VocError | None:
    credentials = client_credentials(f"{server.url}/token", "voc", SECRET, "read")
    with no_waiting(), client_of(server, credentials=credentials, max_bytes=1_000_000) as http:
        try:
            http.get_json(f"{server.url}/v1/reviews", {"secret": QUERY}, headers={"X-Own": KEY})
        except VocError as error:
            return error
    return None


def held(error: BaseException | None) -> Iterator[object]:
    """Everything that hangs on an error."""
    while error is not None:
        yield from (*error.args, *vars(error).values(), str(error), repr(error))
        error = error.__cause__


@pytest.mark.parametrize("fault", sorted(FAULTS))
def test_nothing_hidden_is_raised_or_printed(fault: str, server: WireServer, capfd: pytest.CaptureFixture) -> None:
    server.misbehave(FAULTS[fault], on="/v1", times=99)
    error = ask(server)
    assert (error is None) == (fault in {"none", "broken header"})
    if error is not None:
        shown = "".join(traceback.format_exception(error)) + repr(list(held(error)))
        assert not [one for one in HIDDEN if one in shown]
        assert not [one for one in HIDDEN if one.encode() in pickle.dumps(error)]
    assert "".join(capfd.readouterr()) == ""


@pytest.mark.parametrize("fault", sorted(set(FAULTS) - {"too large"}))
def test_our_log_names_the_place_and_nothing_hidden(
    fault: str, server: WireServer, caplog: pytest.LogCaptureFixture
) -> None:
    server.misbehave(FAULTS[fault], on="/v1", times=99)
    with caplog.at_level(logging.DEBUG):
        ask(server)
    assert "GET 127.0.0.1/v1/reviews" in caplog.text
    assert not [one for one in HIDDEN if one in caplog.text]
    assert not [one for one in caplog.records if one.name.startswith(("httpx", "httpcore", "stamina"))]


@pytest.mark.parametrize("fault", sorted(set(FAULTS) - {"moved", "broken header"}))
def test_somebody_who_turns_everything_on_sees_no_credentials(
    fault: str, server: WireServer, loud: pytest.LogCaptureFixture
) -> None:
    """Queries and answers' headers are the library's to tell then; what we show of ourselves is not."""
    server.misbehave(FAULTS[fault], on="/v1", times=99)
    ask(server)
    assert "receive_response_headers" in loud.text
    assert not [one for one in (KEY, SECRET, TOKEN, WORDS) if one in loud.text]


def test_nothing_that_is_kept_shows_or_gives_away_its_secret(server: WireServer) -> None:
    client = client_of(server, credentials=FixedHeaders({"X-Key": KEY}))
    with client as http:
        answer = http.get(server.url, {"secret": QUERY})
    asked = AskedFor("POST", f"{server.url}?{QUERY}", {"X-Key": KEY}, form={"client_secret": SECRET})
    for one in (client, client._credentials, answer, client.rules, client._exchange, asked):
        assert not [hidden for hidden in HIDDEN if hidden in f"{one!r} {one}"]
    for one in (client, client._credentials):
        with pytest.raises((TypeError, pickle.PicklingError)):
            pickle.dumps(one)


SCRIPT = """
import logging, sys
{setup}
from wire.client import client_of
from voc.sources.credentials import FixedHeaders
from voc.sources.http import no_waiting
url = sys.argv[1]
with no_waiting(), client_of(url, credentials=FixedHeaders({{"X-Key": sys.stdin.read()}})) as http:
    http.get(url + "/v1/reviews", {{"secret": "q-5522ee"}})
"""


@pytest.fixture
def run_alone(server: WireServer) -> Callable[..., str]:
    """Ask in a process of its own, which nothing prepares; returns what it prints to stderr."""

    def run(setup: str = "") -> str:
        command = [sys.executable, "-c", SCRIPT.format(setup=setup), server.url]
        tests = {"PYTHONPATH": "tests"}
        done = subprocess.run(command, input=KEY, capture_output=True, text=True, env=tests, timeout=60, check=False)
        assert done.stdout == ""
        return done.stderr

    return run


def test_a_retry_prints_nothing_and_a_traceback_no_values(server: WireServer, run_alone: Callable[..., str]) -> None:
    server.misbehave(server_error(503))
    server.misbehave(too_many(9999))
    printed = run_alone()
    assert len(server.requests) == 2
    assert printed.startswith("Traceback (most recent call last):\n")
    assert "UnreachableError: Source 'played': GET 127.0.0.1/v1/reviews answered 429 and asks to wait" in printed
    assert not [one for one in HIDDEN if one in printed]


def test_a_process_that_logs_all_it_can_prints_no_credentials(
    server: WireServer, run_alone: Callable[..., str]
) -> None:
    server.misbehave(server_error(503))
    printed = run_alone("logging.basicConfig(level=logging.DEBUG)")
    assert "voc.http" in printed
    assert not [one for one in HIDDEN if one in printed]
