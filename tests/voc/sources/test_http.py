"""Asking again: what for, how often, after how long. Against real servers; only the waiting is played."""

import signal
import time
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from wire.client import client_of
from wire.faults import MAINTENANCE, no_answer, too_many, too_many_until
from wire.server import Fault, Reply, Request, WireServer, json_reply, text_reply

from voc.errors import SourceError, TransientSourceError
from voc.sources.answers import Again, Answer, HttpError, Stop, UnreachableError
from voc.sources.http import no_waiting
from voc.sources.pace import Pacer

REVIEWS = {"reviews": [{"id": 1, "body": "결제창이 두 번 떠요"}]}


@pytest.fixture
def server() -> Iterator[WireServer]:
    with WireServer(lambda _: json_reply(REVIEWS)) as one:
        yield one


@pytest.fixture
def slept(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Seconds between attempts; none of them is waited for."""
    seconds: list[float] = []
    monkeypatch.setattr("tenacity.nap.time.sleep", seconds.append)
    return seconds


def refusal(status: int, **headers: str) -> Fault:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return lambda _: Reply(status, "점검 중입니다".encode(), named)


@pytest.mark.parametrize("status", [408, 409, 425, 429, 500, 502, 503, 504, 520, 524])
def test_what_may_pass_is_asked_again(status: int, server: WireServer) -> None:
    server.misbehave(refusal(status), times=2)
    with no_waiting(), client_of(server) as http:
        assert http.get_json(server.url).json() == REVIEWS
    assert len(server.requests) == 3


@pytest.mark.parametrize("status", [400, 401, 402, 403, 404, 405, 410, 422, 451, 501, 505])
def test_a_refusal_is_asked_once(status: int, server: WireServer) -> None:
    server.misbehave(refusal(status), times=9)
    with (
        no_waiting(),
        client_of(server, hints={403: "Ask for the right 'reviews'."}) as http,
        pytest.raises(HttpError, match=rf"^Source 'played': GET 127.0.0.1/v1/reviews answered {status}\. ") as caught,
    ):
        http.get(f"{server.url}/v1/reviews")
    assert caught.value.status == status
    assert not isinstance(caught.value, TransientSourceError)
    hint = "Ask for the right 'reviews'." if status == 403 else "Check the address in sources.yaml"
    assert hint in str(caught.value)
    assert len(server.requests) == 1


@pytest.mark.parametrize("status", [304, 404, 422, 429, 503])
def test_an_accepted_status_is_an_answer(status: int, server: WireServer) -> None:
    server.misbehave(refusal(status))
    with client_of(server) as http:
        assert http.get_json(server.url, accept={status}).status == status
    assert len(server.requests) == 1


@pytest.mark.parametrize("attempts", [1, 2, 5])
def test_a_fault_that_stays_ends_after_so_many_attempts(attempts: int, server: WireServer) -> None:
    server.misbehave(refusal(503), times=99)
    told = rf"GET 127.0.0.1/ answered 503, asked {attempts} times in 0 s. What came before is stored"
    with no_waiting(), client_of(server, attempts=attempts) as http, pytest.raises(UnreachableError, match=told):
        http.get(server.url)
    assert len(server.requests) == attempts


def test_waits_grow_with_jitter_up_to_a_minute(server: WireServer, slept: list[float]) -> None:
    server.misbehave(refusal(500), times=99)
    with client_of(server, attempts=9) as http, pytest.raises(UnreachableError):
        http.get(server.url)
    # 1, 2, 4, ... seconds and up to 2 more, at most 60.
    assert len(slept) == 8
    for number, seconds in enumerate(slept):
        assert min(2.0**number, 60) <= seconds <= min(2.0**number + 2, 60)
    assert any(seconds % 1 for seconds in slept)


def test_it_really_waits(server: WireServer) -> None:
    at: list[float] = []

    def answer(_: Request) -> Reply:
        at.append(time.monotonic())
        return json_reply(REVIEWS)

    server.answer = answer
    server.misbehave(too_many(1))
    with client_of(server) as http:
        http.get(server.url)
    assert 1.0 <= at[1] - at[0] < 2.0


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"Retry_After": "7"}, 7.0),
        ({"Retry_After": "0"}, 1.0),
        ({"Retry_After": "300"}, 300.0),
        ({"RateLimit_Remaining": "0", "RateLimit_Reset": "21"}, 21.0),
        ({"X_RateLimit_Remaining": "0", "X_RateLimit_Reset": "21"}, 21.0),
        ({"X_Ratelimit_App_Global_Minute_Remaining": "0", "X_Ratelimit_App_Global_Minute_Reset": "21"}, 21.0),
    ],
)
@pytest.mark.parametrize("status", [429, 503])
def test_a_host_is_left_alone_for_as_long_as_it_asks(
    status: int, headers: dict[str, str], seconds: float, server: WireServer, slept: list[float]
) -> None:
    server.misbehave(refusal(status, **headers))
    with client_of(server) as http:
        http.get(server.url)
    assert slept == [seconds]


def test_a_host_may_ask_by_a_date(server: WireServer, slept: list[float]) -> None:
    server.misbehave(too_many_until(timedelta(seconds=40)))
    with client_of(server) as http:
        http.get(server.url)
    # Dates have whole seconds.
    assert slept[0] in {39.0, 40.0}


def test_the_headers_of_an_allowance_that_is_left_are_nothing_to_wait_for(
    server: WireServer, slept: list[float]
) -> None:
    server.misbehave(refusal(500, X_RateLimit_Remaining="180", X_RateLimit_Reset="2900"))
    with client_of(server) as http:
        http.get(server.url)
    assert slept[0] <= 3.0


@pytest.mark.parametrize("fault", [too_many(3600), too_many_until(timedelta(hours=1))])
def test_a_host_that_asks_for_an_hour_ends_the_run_at_once(
    fault: Fault, server: WireServer, slept: list[float]
) -> None:
    server.misbehave(fault, times=9)
    told = r"answered 429 and asks to wait 3,(600|599) s. What came before is stored; the next run goes on from there"
    with client_of(server) as http, pytest.raises(UnreachableError, match=told) as caught:
        http.get(server.url)
    assert caught.value.wait_s in {3599.0, 3600.0}
    assert slept == []
    assert len(server.requests) == 1


def pacer_that_tells(told: list[str]) -> Pacer:
    return Pacer(sleep=lambda _: None, tell=told.append)


def test_a_long_wait_is_told_and_a_last_attempt_is_not_waited_for(server: WireServer, slept: list[float]) -> None:
    told: list[str] = []
    server.misbehave(refusal(429, Retry_After="20"), times=9)
    with client_of(server, attempts=3, pacer=pacer_that_tells(told)) as http, pytest.raises(UnreachableError):
        http.get(f"{server.url}/v1/reviews", {"token": "tk-1"})
    assert slept == [20.0, 20.0]
    assert told == ["played: GET 127.0.0.1/v1/reviews answered 429; waiting 20 s as it asks"] * 2


def held(server: WireServer, headers: dict[str, str], pacer: Pacer) -> None:
    with client_of(server, pacer=pacer) as http:
        server.misbehave(lambda reply: Reply(200, reply.body, headers))
        http.get(server.url)
        http.get(server.url)


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"x-ratelimit-remaining": "0", "x-ratelimit-reset": "20"}, 20.0),
        ({"ratelimit-remaining": "0", "ratelimit-reset": "20"}, 20.0),
        ({"x-ratelimit-will-be-throttled": "true"}, 1.0),
        ({"x-rate-limit": "user-hour-lim:3500;user-hour-rem:0;"}, 60.0),
        ({"x-ratelimit-remaining": "3", "x-ratelimit-reset": "20"}, 0.0),
    ],
)
def test_a_used_up_allowance_is_waited_for_before_the_next_request(
    headers: dict[str, str], seconds: float, server: WireServer
) -> None:
    slept: list[float] = []
    held(server, headers, Pacer(sleep=slept.append, clock=lambda: 0.0))
    assert slept == ([seconds] if seconds else [])
    assert len(server.requests) == 2


def test_a_reset_may_be_a_moment(server: WireServer) -> None:
    slept: list[float] = []
    reset = str(int(time.time()) + 30)
    held(server, {"x-ratelimit-remaining": "0", "x-ratelimit-reset": reset}, Pacer(slept.append, lambda: 0.0))
    assert 28.0 <= slept[0] <= 30.0


def test_an_allowance_that_is_used_up_for_the_day_ends_the_run_before_the_next_request(server: WireServer) -> None:
    headers = {"x-ratelimit-app-global-day-remaining": "0", "x-ratelimit-app-global-day-reset": "40000"}
    pacer = Pacer(sleep=lambda _: pytest.fail("waited"), clock=lambda: 0.0)
    with pytest.raises(UnreachableError, match=r"its allowance is used up for another 40,000 s. What came before"):
        held(server, headers, pacer)
    assert len(server.requests) == 1
    # The allowance is that of a key: another source of the host goes on.
    with client_of(server, pacer=pacer, source="other") as http:
        http.get(server.url)
    assert len(server.requests) == 2


def test_requests_of_a_run_keep_their_gap_across_its_sources(server: WireServer) -> None:
    slept: list[float] = []
    pacer = Pacer(sleep=slept.append, clock=lambda: 0.0)
    for source in ("one", "two"):
        with client_of(server, pacer=pacer, source=source, every_s=4.0) as http:
            http.get(server.url)
    assert slept == [4.0]


def test_a_limit_of_its_own_keeps_its_own_gap(server: WireServer) -> None:
    slept: list[float] = []
    with client_of(server, pacer=Pacer(sleep=slept.append, clock=lambda: 0.0), every_s=1.0) as http:
        http.get(f"{server.url}/export", pace=("export", 6.0))
        http.get(f"{server.url}/comments")
        http.get(f"{server.url}/export", pace=("export", 6.0))
    assert slept == [6.0]


def test_attempts_and_redirects_take_turns_too(server: WireServer) -> None:
    slept: list[float] = []
    server.misbehave(refusal(503))
    server.misbehave(refusal(302, Location="/elsewhere"))
    with no_waiting(), client_of(server, pacer=Pacer(sleep=slept.append, clock=lambda: 0.0), every_s=2.0) as http:
        http.get(server.url)
    assert len(server.requests) == 3
    assert slept == [2.0, 2.0]


def test_a_family_may_know_better_than_the_status(server: WireServer, slept: list[float]) -> None:
    def judge(answer: Answer) -> Again | Stop | None:
        return Again(5.0) if b"busy" in answer.content else None

    server.misbehave(lambda _: text_reply("busy", 403))
    with client_of(server, judge=judge) as http:
        assert http.get_json(server.url).json() == REVIEWS
    assert slept == [5.0]


def test_a_family_may_end_a_run(server: WireServer) -> None:
    told = "GET 127.0.0.1/ says: the day's 25,000 requests are used up."
    stop = Stop("the day's 25,000 requests are used up")
    with client_of(server, judge=lambda _: stop) as http, pytest.raises(UnreachableError, match=told):
        http.get(server.url)
    assert len(server.requests) == 1


def test_a_web_page_where_data_was_due_is_asked_for_again_and_named(server: WireServer) -> None:
    server.misbehave(lambda _: text_reply(MAINTENANCE), times=9)
    with no_waiting(), client_of(server) as http:
        with pytest.raises(UnreachableError, match="a web page instead of data"):
            http.get_json(server.url)
        server.behave()
        assert http.get_json(server.url).json() == REVIEWS
    assert len(server.requests) == 6


def test_a_host_that_says_nothing_is_asked_again(server: WireServer) -> None:
    server.misbehave(no_answer())
    with no_waiting(), client_of(server, timeout_s=0.2) as http:
        assert http.get_json(server.url).json() == REVIEWS
    server.misbehave(no_answer(), times=9)
    told = "did not answer in time, asked 2 times"
    with (
        no_waiting(),
        client_of(server, timeout_s=0.1, attempts=2) as http,
        pytest.raises(UnreachableError, match=told),
    ):
        http.get(server.url)


def test_a_host_that_is_not_there_is_said_to_be_so() -> None:
    with WireServer(lambda _: Reply()) as gone:
        url = gone.url
    with no_waiting(), client_of(url) as http, pytest.raises(UnreachableError, match="could not be reached, asked 5"):
        http.get(url)


def test_an_interruption_passes_at_once(server: WireServer) -> None:
    def interrupt(_: Answer) -> None:
        raise KeyboardInterrupt

    with client_of(server, judge=interrupt) as http, pytest.raises(KeyboardInterrupt):
        http.get(server.url)
    assert len(server.requests) == 1


@pytest.mark.skipif(not hasattr(signal, "setitimer"), reason="needs a timer that interrupts")
def test_an_interruption_ends_a_long_wait(server: WireServer, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGALRM, interrupt)
    monkeypatch.setattr(server, "answer", lambda _: Reply(429, b"", {"Retry-After": "120"}))
    started = time.monotonic()
    signal.setitimer(signal.ITIMER_REAL, 0.3)
    try:
        with client_of(server) as http, pytest.raises(KeyboardInterrupt):
            http.get(server.url)
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
    assert time.monotonic() - started < 5
    assert len(server.requests) == 1


@pytest.mark.parametrize(
    ("url", "params", "target"),
    [
        ("/v1", {"page": 2}, "/v1?page=2"),
        ("/v1?page=1&size=50", {"page": 2}, "/v1?size=50&page=2"),
        ("/v1?page%5Bafter%5D=a", {"page[after]": "b=&c"}, "/v1?page%5Bafter%5D=b%3D%26c"),
        ("/v1?q=%C1%A6%BD%BA&a=1+2#top", {"page": 2}, "/v1?q=%C1%A6%BD%BA&a=1+2&page=2"),
        ("/v1?flag", {}, "/v1?flag"),
        ("/v1", {"q": "달빛 이불"}, "/v1?q=%EB%8B%AC%EB%B9%9B+%EC%9D%B4%EB%B6%88"),
    ],
)
def test_parameters_take_the_place_of_their_namesakes_and_leave_the_rest(
    url: str, params: dict[str, str | int], target: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    targets: list[str] = []
    with WireServer(lambda _: json_reply({})) as server:
        reply_to = server.reply_to
        monkeypatch.setattr(server, "reply_to", lambda request, raw: targets.append(raw) or reply_to(request, raw))
        with client_of(server) as http:
            http.get(f"{server.url}{url}", params)
    assert targets == [target]


def test_connections_are_used_again_and_closed_at_the_end(server: WireServer) -> None:
    with client_of(server) as http:
        for _ in range(20):
            http.get(server.url)
        assert server.n_connections == 1
    wait_until(lambda: server.n_open == 0)


def test_a_fetch_that_is_abandoned_closes_its_connections(server: WireServer) -> None:
    def fetch() -> Iterator[Answer]:
        with client_of(server) as http:
            while True:
                yield http.get(server.url)

    pages = fetch()
    next(pages)
    assert server.n_open == 1
    del pages
    wait_until(lambda: server.n_open == 0)


def wait_until(is_so: Callable[[], bool]) -> None:
    """A server notices a closed connection a moment later."""
    ends_at = time.monotonic() + 5
    while not is_so():
        assert time.monotonic() < ends_at
        time.sleep(0.005)


@pytest.mark.parametrize("url", ["http://[::1", "http://exa\tmple.kr", "no address", "http://달빛..kr/"])
def test_what_is_no_address_is_not_asked(url: str, server: WireServer) -> None:
    with client_of(server) as http, pytest.raises(SourceError, match="was led to no web address"):
        http.get(url, {"page": 1})
