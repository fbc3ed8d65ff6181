"""Signing in by the word of a proxy: believed from where it is trusted, ignored from anywhere else."""

from collections.abc import Callable

import pytest
from starlette.applications import Starlette
from visitor import PASSWORD, Visitor

Opened = Callable[..., Starlette]
PROXY = "10.0.0.7"
CONFIGURATION = """\
sign_in: proxy
public_url: https://voc.example.kr
groups: {crm: editor, data: admin}
proxy:
  trusted: [10.0.0.7, 172.16.0.0/24]
"""


@pytest.fixture
def coming(open_app: Opened) -> Callable[..., Visitor]:
    """Opens a browser behind a proxy at an address."""
    app = open_app(CONFIGURATION)
    return lambda peer=PROXY: Visitor(app, origin="https://voc.example.kr", peer=peer)


@pytest.mark.parametrize("peer", ["10.0.0.7", "172.16.0.200", "::ffff:10.0.0.7"])
def test_a_trusted_proxy_says_who_it_is_and_in_which_groups(coming: Callable[..., Visitor], peer: str) -> None:
    said = {"X-Forwarded-User": "하나".encode(), "X-Forwarded-Groups": "everybody, crm"}
    assert coming(peer).ask("GET", "/tried", said).text.startswith("하나 editor")


@pytest.mark.parametrize("peer", ["10.0.0.8", "127.0.0.1", "172.16.1.1", "2001:db8::7", ""])
def test_from_anybody_else_the_header_counts_for_nothing(coming: Callable[..., Visitor], peer: str) -> None:
    answer = coming(peer).get("/tried", X_Forwarded_User="admin", X_Forwarded_Groups="data")
    assert answer.status_code == 403
    assert "누구인지 알 수 없거나" in answer.text


def test_a_forwarded_address_makes_nobody_trusted(coming: Callable[..., Visitor]) -> None:
    said = {"X-Forwarded-User": "admin", "X-Forwarded-Groups": "data", "X-Forwarded-For": PROXY}
    assert coming("203.0.113.9").ask("GET", "/tried", said).status_code == 403


def test_a_name_beside_the_proxys_own_counts_for_nothing(coming: Callable[..., Visitor]) -> None:
    twice = [("X-Forwarded-User", "admin"), ("X-Forwarded-Groups", "data"), ("X-Forwarded-User", "hana")]
    visitor = coming()
    assert visitor.ask("GET", "/tried", twice).status_code == 403


@pytest.mark.parametrize(
    "said", [{}, {"X-Forwarded-User": ""}, {"X-Forwarded-User": "  "}, {"X-Forwarded-User": "x" * 201}]
)
def test_without_a_name_nobody_comes_in(coming: Callable[..., Visitor], said: dict[str, str]) -> None:
    assert coming().ask("GET", "/tried", {**said, "X-Forwarded-Groups": "crm"}).status_code == 403


def test_without_a_group_of_ours_nobody_comes_in(coming: Callable[..., Visitor]) -> None:
    assert coming().get("/tried", X_Forwarded_User="hana", X_Forwarded_Groups="CRM").status_code == 403


def test_who_it_is_is_asked_with_every_request(coming: Callable[..., Visitor]) -> None:
    visitor = coming()
    assert visitor.get("/tried", X_Forwarded_User="hana", X_Forwarded_Groups="crm").text.startswith("hana editor")
    assert visitor.get("/tried").status_code == 403
    assert visitor.get("/tried", X_Forwarded_User="bora", X_Forwarded_Groups="data").text.startswith("bora admin")


def test_forms_need_their_token_here_too(coming: Callable[..., Visitor]) -> None:
    visitor = coming()
    said = {"X-Forwarded-User": "hana", "X-Forwarded-Groups": "crm"}
    token = visitor.ask("GET", "/tried", said).text.partition('value="')[2].partition('"')[0]
    own = {**said, "Origin": visitor.origin}
    assert visitor.ask("POST", "/tried/edit", own, data={"csrf": token, "title": "새"}).text == "hana wrote 새"
    assert visitor.ask("POST", "/tried/edit", own, data={"csrf": "x"}).status_code == 403
    foreign = {**said, "Origin": "https://evil.example"}
    assert visitor.ask("POST", "/tried/edit", foreign, data={"csrf": token}).status_code == 403


def test_a_proxy_may_write_to_us_by_our_local_name(coming: Callable[..., Visitor]) -> None:
    """The browser's origin is the public one, while the proxy asks 127.0.0.1."""
    visitor = coming()
    said = {"X-Forwarded-User": "hana", "X-Forwarded-Groups": "crm", "Host": "127.0.0.1:8765"}
    token = visitor.ask("GET", "/tried", said).text.partition('value="')[2].partition('"')[0]
    own = {**said, "Origin": "https://voc.example.kr"}
    assert visitor.ask("POST", "/tried/edit", own, data={"csrf": token}).status_code == 200


def test_behind_a_trusted_proxy_attempts_count_for_whom_it_forwards(open_app: Opened, people: object) -> None:
    assert people
    app = open_app("sign_in: password\npublic_url: https://voc.example.kr\nproxy: {trusted: [10.0.0.7]}\n")

    def tried(name: str, client: str, peer: str) -> int:
        visitor = Visitor(app, origin="https://voc.example.kr", peer=peer)
        form = {"name": name, "password": PASSWORD if name == "editor" else "열 글자가 넘는 것"}
        return visitor.post("/signin", form, X_Forwarded_For=client).status_code

    assert {tried(f"user{n}", "203.0.113.9", PROXY) for n in range(30)} == {403}
    assert tried("editor", "203.0.113.9", PROXY) == 429
    assert tried("editor", "198.51.100.1", PROXY) == 303
    assert tried("editor", "203.0.113.9", "10.0.0.8") == 303, "an untrusted peer speaks for itself only"
