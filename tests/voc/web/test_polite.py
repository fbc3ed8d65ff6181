"""Pages asked for politely, from a real server on this machine."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from wire.faults import cut_in_hangul, maintenance_page, server_error, too_many
from wire.server import Reply, Request, WireServer, text_reply

from voc.config.families import TistorySettings
from voc.errors import SourceError
from voc.sources.answers import HttpError, UnreachableError
from voc.sources.http import no_waiting
from voc.sources.pace import Pacer
from voc.sources.surroundings import Surroundings
from voc.sources.web.polite import NOT_MODIFIED, BarredError, PoliteReader, charset_of, open_polite, validators

ROBOTS = "/robots.txt"
START = datetime(2026, 9, 14, 3, 0, tzinfo=UTC)


@dataclass
class Site:
    """A site with rules and a feed that can be recognised by its mark."""

    rules: str = ""
    rules_status: int = 200
    mark: str = '"v1"'
    pages: dict[str, Reply] = field(default_factory=dict)

    def answer(self, request: Request) -> Reply:
        if request.path == ROBOTS:
            return text_reply(self.rules, self.rules_status, "text/plain")
        if request.path in self.pages:
            return self.pages[request.path]
        if request.path == "/missing":
            return text_reply("없음", 404)
        if request.headers.get("if-none-match") == self.mark:
            return Reply(304, b"", {"ETag": self.mark})
        headers = {"Content-Type": 'text/html; charset="euc-kr"', "ETag": self.mark, "Last-Modified": "yesterday"}
        return Reply(200, "<p>배송이 늦어요</p>".encode("cp949"), headers)


@dataclass
class Visit:
    site: Site
    server: WireServer
    reader: PoliteReader
    slept: list[float]
    now: list[datetime]

    def asked(self) -> list[str]:
        return [request.path for request in self.server.requests]


@pytest.fixture
def visit(tmp_path: Path) -> Iterator[Callable[..., Visit]]:
    closing: list[Callable[[], object]] = []

    def start(rules: str = "", delay_s: float = 3.0, status: int = 200) -> Visit:
        site = Site(rules, status)
        server = WireServer(site.answer)
        slept: list[float] = []
        now = [START]
        clock = [0.0]

        def sleep(seconds: float) -> None:
            slept.append(seconds)
            clock[0] += seconds

        pacer = Pacer(sleep=sleep, clock=lambda: clock[0])
        around = Surroundings(tmp_path, "voc@shop.example", now=lambda: now[0], pacer=pacer, timeout_s=0.5)
        settings = TistorySettings(
            name="blog", family="tistory", blogs=(server.url,), delay_s=delay_s, allow_private=True
        )
        opened = open_polite(around, settings)
        testing = no_waiting()
        testing.__enter__()
        reader = opened.__enter__()
        closing.extend(
            (lambda: opened.__exit__(None, None, None), lambda: testing.__exit__(None, None, None), server.close)
        )
        return Visit(site, server, reader, slept, now)

    yield start
    for close in closing:
        close()


def test_rules_come_before_the_first_page_and_once(visit: Callable[..., Visit]) -> None:
    here = visit("User-agent: *\nDisallow: /secret")
    for path in ("/a", "/b", "/c"):
        here.reader.read(here.server.url + path)
    assert here.asked() == [ROBOTS, "/a", "/b", "/c"]
    assert {request.headers["user-agent"].split("/")[0] for request in here.server.requests} == {"malgwi"}
    assert "voc@shop.example" in here.server.requests[0].headers["user-agent"]


def test_a_barred_page_is_not_asked_for(visit: Callable[..., Visit]) -> None:
    here = visit("User-agent: malgwi\nDisallow: /secret")
    assert not here.reader.allows(f"{here.server.url}/secret/1")
    with pytest.raises(
        BarredError, match=r"robots.txt of 127.0.0.1 does not let 'malgwi' read /secret/1. Ask its owner"
    ):
        here.reader.read(f"{here.server.url}/secret/1?token=x")
    assert here.asked() == [ROBOTS]


def test_rules_are_asked_for_again_after_a_day(visit: Callable[..., Visit]) -> None:
    here = visit("User-agent: *\nAllow: /")
    here.reader.read(f"{here.server.url}/a")
    here.now[0] = START + timedelta(hours=23, minutes=59)
    here.reader.read(f"{here.server.url}/b")
    here.site.rules = "User-agent: *\nDisallow: /"
    here.now[0] = START + timedelta(hours=24)
    with pytest.raises(BarredError):
        here.reader.read(f"{here.server.url}/c")
    assert here.asked() == [ROBOTS, "/a", "/b", ROBOTS]


@pytest.mark.parametrize("status", [401, 403, 404, 410])
def test_without_rules_everything_may_be_read(visit: Callable[..., Visit], status: int) -> None:
    here = visit("User-agent: *\nDisallow: /", status=status)
    assert here.reader.read(f"{here.server.url}/a").status == 200


def test_rules_that_cannot_be_had_bar_the_host(visit: Callable[..., Visit]) -> None:
    here = visit()
    here.server.misbehave(server_error(503), on=ROBOTS, times=100)
    for _ in range(2):
        with pytest.raises(UnreachableError, match="cannot be had now, so nothing of the host is read"):
            here.reader.read(f"{here.server.url}/a")
    assert here.asked() == [ROBOTS] * 5


def test_rules_that_come_at_the_second_asking_count(visit: Callable[..., Visit]) -> None:
    here = visit("User-agent: *\nDisallow: /a")
    here.server.misbehave(server_error(500), on=ROBOTS)
    with pytest.raises(BarredError):
        here.reader.read(f"{here.server.url}/a")


@pytest.mark.parametrize(
    ("rules", "delay_s", "gaps"),
    [
        ("", 3.0, [3.0, 3.0]),
        ("User-agent: *\nCrawl-delay: 10", 3.0, [3.0, 10.0]),
        ("User-agent: *\nCrawl-delay: 1", 3.0, [3.0, 3.0]),
        ("User-agent: yeti\nCrawl-delay: 60", 3.0, [3.0, 3.0]),
    ],
)
def test_the_larger_delay_counts(visit: Callable[..., Visit], rules: str, delay_s: float, gaps: list[float]) -> None:
    here = visit(rules, delay_s)
    here.reader.read(f"{here.server.url}/a")
    here.reader.read(f"{here.server.url}/b")
    assert here.slept == gaps


def test_a_host_that_wants_an_hour_between_pages_is_left(visit: Callable[..., Visit]) -> None:
    here = visit("User-agent: *\nCrawl-delay: 3600")
    with pytest.raises(BarredError, match="asks for 3,600 s between two requests"):
        here.reader.read(f"{here.server.url}/a")
    assert here.asked() == [ROBOTS]


def test_an_unchanged_page_is_recognised(visit: Callable[..., Visit]) -> None:
    here = visit()
    first = here.reader.read(f"{here.server.url}/feed")
    assert validators(first) == {"etag": '"v1"', "modified": "yesterday"}
    assert charset_of(first) == "euc-kr"
    again = here.reader.read(f"{here.server.url}/feed", known=validators(first))
    assert again.status == NOT_MODIFIED
    assert here.server.requests[-1].headers["if-modified-since"] == "yesterday"
    here.site.mark = '"v2"'
    assert here.reader.read(f"{here.server.url}/feed", known=validators(first)).status == 200


@pytest.mark.parametrize("fault", [too_many(0), server_error(502), cut_in_hangul, maintenance_page])
def test_what_passes_is_asked_for_again(visit: Callable[..., Visit], fault: Callable[[Reply], Reply]) -> None:
    here = visit()
    here.server.misbehave(fault, on="/feed")
    assert here.reader.read(f"{here.server.url}/feed").content.decode("cp949") == "<p>배송이 늦어요</p>"


def test_a_list_that_speaks_of_maintenance_is_no_notice(visit: Callable[..., Visit]) -> None:
    here = visit()
    links = "".join(f'<a href="/{number}">서비스 점검 중이래요 {number}</a>' for number in range(5))
    here.site.pages["/list"] = text_reply(f"<html><body>{links}</body></html>")
    assert here.reader.read(f"{here.server.url}/list").status == 200
    assert here.asked() == [ROBOTS, "/list"]


def test_a_missing_page_says_what_to_do(visit: Callable[..., Visit]) -> None:
    here = visit()
    with pytest.raises(HttpError, match=r"answered 404. There is no such page: the board or blog was moved"):
        here.reader.read(f"{here.server.url}/missing")
    assert here.reader.read(f"{here.server.url}/missing", accept={404}).status == 404


def test_a_move_to_another_host_is_told(visit: Callable[..., Visit]) -> None:
    here = visit()
    here.site.pages["/old"] = Reply(301, b"", {"Location": "https://elsewhere.example/new"})
    with pytest.raises(Exception, match=r"was led to https://elsewhere.example.*correct the address in sources.yaml"):
        here.reader.read(f"{here.server.url}/old")


def moved(to: str) -> Reply:
    return Reply(302, b"", {"Location": to})


def test_a_page_that_leads_on_is_followed_at_the_host_s_pace(visit: Callable[..., Visit]) -> None:
    here = visit("User-agent: *\nDisallow: /secret")
    here.site.pages |= {"/old": moved("/blog/../next?a=1"), "/next": moved(f"{here.server.url}/page")}
    answer = here.reader.read(f"{here.server.url}/old")
    assert (answer.status, answer.url) == (200, f"{here.server.url}/page")
    assert here.asked() == [ROBOTS, "/old", "/next", "/page"]
    assert here.slept == [3.0, 3.0, 3.0]


def test_a_barred_page_is_not_reached_by_a_detour(visit: Callable[..., Visit]) -> None:
    here = visit("User-agent: malgwi\nDisallow: /secret")
    here.site.pages["/open"] = moved("/secret/1?token=x")
    with pytest.raises(BarredError, match=r"does not let 'malgwi' read /secret/1\. Ask its owner"):
        here.reader.read(f"{here.server.url}/open")
    assert here.asked() == [ROBOTS, "/open"]


def test_an_unchanged_page_is_recognised_behind_a_detour(visit: Callable[..., Visit]) -> None:
    here = visit()
    here.site.pages["/old"] = moved("/feed")
    first = here.reader.read(f"{here.server.url}/old")
    assert here.reader.read(f"{here.server.url}/old", known=validators(first)).status == NOT_MODIFIED


def test_a_page_that_leads_round_in_circles_is_left(visit: Callable[..., Visit]) -> None:
    here = visit()
    here.site.pages |= {"/a": moved("/b"), "/b": moved("/a")}
    with pytest.raises(SourceError, match=r"/a leads round in circles\. Check the address in sources.yaml"):
        here.reader.read(f"{here.server.url}/a")
    assert here.asked() == [ROBOTS, *["/a", "/b"] * 3]


def test_a_page_that_leads_nowhere_is_named(visit: Callable[..., Visit]) -> None:
    here = visit()
    here.site.pages["/a"] = Reply(302, b"", {})
    with pytest.raises(HttpError, match=r"127\.0\.0\.1 answered 302 without saying where to go"):
        here.reader.read(f"{here.server.url}/a")
