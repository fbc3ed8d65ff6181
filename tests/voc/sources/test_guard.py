"""Which addresses may be asked."""

import socket
from collections.abc import Callable

import pytest

from voc.errors import SourceError, TransientSourceError
from voc.sources.guard import Guard, origin_of
from voc.sources.proxies import proxy_of

FORUM = "https://forum.example.kr"
PROXIES = ("http_proxy", "https_proxy", "all_proxy", "no_proxy")
PRIVATE = (
    "127.0.0.1",
    "10.20.30.40",
    "172.16.0.1",
    "192.168.0.7",
    "169.254.169.254",
    "100.64.0.1",
    "0.0.0.0",  # noqa: S104 - asked of the guard, not listened on
    "224.0.0.1",
    "255.255.255.255",
    "::1",
    "::",
    "fe80::1%eth0",
    "fd12:3456::1",
    "fec0::1",
    "ff02::1",
    "::ffff:127.0.0.1",
    "::ffff:10.0.0.1",
    "::127.0.0.1",
    "64:ff9b::10.0.0.1",
    "2002:7f00:1::",
)
PUBLIC = ("93.184.216.34", "2606:2800:220:1:248:1893:25c8:1946", "::ffff:93.184.216.34", "64:ff9b::93.184.216.34")
# All of these are 127.0.0.1 to the resolver.
SPELLINGS = ("127.0.0.1", "127.1", "2130706433", "0177.0.0.1", "0x7f.0.0.1", "0x7f000001", "localhost", "a.localhost")


@pytest.fixture(autouse=True)
def _no_proxies(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in PROXIES:
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)


@pytest.fixture
def resolve(monkeypatch: pytest.MonkeyPatch) -> Callable[..., list[str]]:
    """Let names lead to addresses: `resolve("10.0.0.1")`; returns the names that are looked up."""
    asked: list[str] = []

    def set_to(*addresses: str) -> list[str]:
        def found(host: str, *_: object, **__: object) -> list[object]:
            asked.append(host)
            return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, 0)) for address in addresses]

        monkeypatch.setattr(socket, "getaddrinfo", found)
        return asked

    return set_to


@pytest.mark.parametrize("address", PRIVATE)
def test_a_name_that_leads_into_a_private_network_is_refused(address: str, resolve: Callable) -> None:
    resolve(address)
    with pytest.raises(SourceError, match=r"forum.example.kr lies in a private network .*allow_private: true"):
        Guard("forum", frozenset({FORUM})).check(f"{FORUM}/bbs")
    Guard("forum", frozenset({FORUM}), allow_private=True).check(f"{FORUM}/bbs")


@pytest.mark.parametrize("address", PUBLIC)
def test_a_name_that_leads_anywhere_else_is_asked(address: str, resolve: Callable) -> None:
    resolve(address)
    Guard("forum", frozenset({FORUM})).check(f"{FORUM}/bbs")


def test_one_private_address_among_public_ones_is_enough(resolve: Callable) -> None:
    resolve("93.184.216.34", "127.0.0.1")
    with pytest.raises(SourceError, match="private"):
        Guard("forum", frozenset({FORUM})).check(FORUM)


@pytest.mark.parametrize("host", [*SPELLINGS, "[::1]", "[::ffff:7f00:1]"])
@pytest.mark.parametrize("proxy", ["", "http://proxy.example.kr:3128"])
def test_every_spelling_of_this_machine_is_refused_with_a_proxy_too(
    host: str, proxy: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    if proxy:
        monkeypatch.setenv("HTTP_PROXY", proxy)
    # The parser takes 0177.0.0.1 for no address at all.
    with pytest.raises(SourceError, match=r"private network|no web address"):
        Guard("forum", frozenset({f"http://{host}"})).check(f"http://{host}/")


def test_a_connection_is_judged_by_where_it_really_leads() -> None:
    guard = Guard("forum", frozenset({FORUM}))
    guard.check_peer("forum.example.kr", ("93.184.216.34", 443))
    guard.check_peer("forum.example.kr", None)
    with pytest.raises(SourceError, match="private"):
        guard.check_peer("forum.example.kr", ("192.168.0.7", 443))
    Guard("forum", frozenset({FORUM}), allow_private=True).check_peer("forum.example.kr", ("192.168.0.7", 443))


def test_a_host_is_looked_up_once(resolve: Callable) -> None:
    asked = resolve("93.184.216.34")
    guard = Guard("forum", frozenset({FORUM}))
    for _ in range(3):
        guard.check(FORUM)
    assert asked == ["forum.example.kr"]


@pytest.mark.parametrize(
    "url",
    [
        "https://elsewhere.example/",
        "http://forum.example.kr/",
        "https://forum.example.kr:8443/",
        "https://forum.example.kr.elsewhere.example/",
        "https://elsewhere.example/https://forum.example.kr/",
        "https://user:pw@forum.example.kr/",
        "https://forum.example.kr@elsewhere.example/",
        "https://forum.example.kr\\@elsewhere.example/",
        "https://elsewhere.example#@forum.example.kr/",
        "https://forum.exam\nple.kr/",
        "//forum.example.kr/",
        "file:///etc/passwd",
        "gopher://forum.example.kr/",
        "forum.example.kr",
        "https://",
        "",
    ],
)
def test_what_the_configuration_does_not_name_is_refused(url: str, resolve: Callable) -> None:
    asked = resolve("93.184.216.34")
    with pytest.raises(SourceError, match=r"was led to .* \(named: https://forum.example.kr\)") as caught:
        Guard("forum", frozenset({FORUM})).check(url)
    assert "pw" not in str(caught.value)
    assert asked == []


@pytest.mark.parametrize(
    ("url", "origin"),
    [
        ("https://Forum.Example.KR/bbs?x=1#y", FORUM),
        ("https://forum.example.kr:443", FORUM),
        ("http://forum.example.kr:80/", "http://forum.example.kr"),
        ("http://forum.example.kr:8080/", "http://forum.example.kr:8080"),
        ("http://달빛.example/", "http://xn--bk1bw0t.example"),
        ("http://[2606:2800::1]:8080/", "http://[2606:2800::1]:8080"),
    ],
)
def test_spellings_of_one_origin_are_one(url: str, origin: str) -> None:
    assert origin_of(url) == origin
    assert origin_of(origin) == origin


def test_a_name_that_is_none_is_no_reason_to_wait_and_a_silent_resolver_is(monkeypatch: pytest.MonkeyPatch) -> None:
    for errno, may_pass in ((socket.EAI_NONAME, False), (socket.EAI_AGAIN, True)):

        def fail(*_: object, errno: int = errno, **__: object) -> None:
            raise socket.gaierror(errno, "invented")

        monkeypatch.setattr(socket, "getaddrinfo", fail)
        with pytest.raises(
            TransientSourceError, match=r"host forum.example.kr cannot be found. Check its spelling"
        ) as caught:
            Guard("forum", frozenset({FORUM})).check(FORUM)
        assert caught.value.may_pass is may_pass  # type: ignore[attr-defined]


def test_a_name_too_long_for_any_resolver_is_not_found() -> None:
    host = "https://" + ".".join(["a" * 70] * 2)
    with pytest.raises(TransientSourceError, match="cannot be found"):
        Guard("forum", frozenset({host})).check(host)


def test_behind_a_proxy_names_are_the_proxys_business(resolve: Callable, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = resolve("10.0.0.1")
    monkeypatch.setenv("HTTPS_PROXY", "http://proxy.example.kr:3128")
    Guard("forum", frozenset({FORUM})).check(FORUM)
    assert asked == []
    monkeypatch.setenv("NO_PROXY", "example.kr")
    with pytest.raises(SourceError, match="private"):
        Guard("forum", frozenset({FORUM})).check(FORUM)


@pytest.mark.parametrize(
    ("settings", "origin", "proxy"),
    [
        ({}, FORUM, None),
        ({"HTTPS_PROXY": "http://p.example:3128"}, FORUM, "http://p.example:3128"),
        ({"https_proxy": "p.example:3128"}, FORUM, "http://p.example:3128"),
        ({"HTTP_PROXY": "http://p.example:3128"}, FORUM, None),
        ({"ALL_PROXY": "http://p.example:3128"}, FORUM, "http://p.example:3128"),
        ({"HTTPS_PROXY": "http://p.example:3128", "NO_PROXY": "*"}, FORUM, None),
        ({"HTTPS_PROXY": "http://p.example:3128", "NO_PROXY": "other.kr,.example.kr"}, FORUM, None),
        ({"HTTPS_PROXY": "http://p.example:3128", "NO_PROXY": "ample.kr"}, FORUM, "http://p.example:3128"),
        ({"HTTPS_PROXY": "http://p.example:3128", "NO_PROXY": "forum.example.kr:8443"}, f"{FORUM}:8443", None),
        ({"HTTPS_PROXY": ""}, FORUM, None),
    ],
)
def test_proxies_are_those_of_the_environment(
    settings: dict[str, str], origin: str, proxy: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in settings.items():
        monkeypatch.setenv(name, value)
    assert proxy_of(origin) == proxy
