"""What others try: each attempt is stopped, and the person whom it was aimed at loses nothing."""

import base64
import json
import re
from collections.abc import AsyncIterator, Callable, Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles
from visitor import PASSWORD, Clock, Visitor

from voc.config.dashboard import DashboardSection
from voc.dashboard.access.addresses import host_name, local_path
from voc.dashboard.access.guard import guarded
from voc.dashboard.access.sessions import Sessions

Visit = Callable[..., Visitor]
OpenApp = Callable[..., Starlette]
FORGED = "이 화면에서 보낸 요청인지 확인할 수 없습니다"


@pytest.mark.parametrize(
    "said",
    [
        {"Sec-Fetch-Site": "cross-site", "Origin": "https://evil.example"},
        {"Sec-Fetch-Site": "same-site", "Origin": "http://127.0.0.1:9999"},
        {"Sec-Fetch-Site": "none"},
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://127.0.0.1:9999"},
        {"Origin": "http://127.0.0.1:8765.evil.example"},
        {"Origin": "ftp://127.0.0.1:8765"},
    ],
)
def test_another_site_cannot_send_in_somebodys_name_even_with_their_token(visit: Visit, said: dict[str, str]) -> None:
    visitor = visit("editor")
    form = {"csrf": visitor.token_on("/tried"), "title": "몰래"}
    answer = visitor.ask("POST", "/tried/edit", said, data=form)
    assert answer.status_code == 403
    assert FORGED in answer.text


@pytest.mark.parametrize("token", ["", "x" * 32, "토큰"])
def test_without_the_token_of_the_session_nothing_changes(visit: Visit, token: str) -> None:
    answer = visit("editor").post("/tried/edit", {"csrf": token})
    assert answer.status_code == 403
    assert FORGED in answer.text


def test_the_token_of_another_person_is_of_no_use(visit: Visit) -> None:
    foreign = visit("admin").token_on("/tried")
    assert visit("editor").post("/tried/edit", {"csrf": foreign}).status_code == 403


def test_the_token_may_come_as_a_header(visit: Visit) -> None:
    visitor = visit("editor")
    said = {"Origin": visitor.origin, "X-CSRF-Token": visitor.token_on("/tried")}
    assert visitor.ask("POST", "/tried/edit", said, data={"title": "새 이름"}).text == "editor wrote 새 이름"
    assert visitor.ask("POST", "/tried/edit", {"X-CSRF-Token": "x"}).status_code == 403


def test_nobody_can_be_signed_in_by_another_site(visit: Visit) -> None:
    visitor = visit()
    form = {"csrf": visitor.token, "name": "admin", "password": PASSWORD}
    assert visitor.ask("POST", "/signin", {"Origin": "https://evil.example"}, data=form).status_code == 403
    assert visitor.ask("POST", "/signin", data={**form, "csrf": ""}).status_code == 403
    assert visitor.get("/tried").status_code == 303


def test_on_one_machine_too_nothing_can_be_sent_by_another_site(open_app: OpenApp) -> None:
    visitor = Visitor(open_app())
    form = {"csrf": visitor.token_on("/tried"), "title": "새 이름"}
    assert visitor.ask("POST", "/tried/edit", {"Origin": "https://evil.example"}, data=form).status_code == 403
    assert visitor.ask("POST", "/tried/edit", {"Origin": visitor.origin}, data={"title": "x"}).status_code == 403
    assert visitor.ask("POST", "/tried/edit", {"Origin": visitor.origin}, data=form).text == "한별 wrote 새 이름"


@pytest.mark.parametrize(
    ("name", "page", "editing", "managing"),
    [("reader", 200, 403, 403), ("editor", 200, 200, 403), ("admin", 200, 200, 200)],
)
def test_each_role_does_what_it_may_and_no_more(
    visit: Visit, name: str, page: int, editing: int, managing: int
) -> None:
    visitor = visit(name)
    form = {"csrf": visitor.token_on("/tried")}
    assert visitor.get("/tried").status_code == page
    assert visitor.post("/tried/edit", form).status_code == editing
    assert visitor.post("/tried/manage", form).status_code == managing
    refused = visitor.get("/tried/manage")
    assert refused.status_code == managing
    assert managing == 200 or "권한이 없습니다" in refused.text


@pytest.mark.parametrize(
    "asked",
    [
        "https://evil.example/",
        "//evil.example/",
        "/\\evil.example",
        "\\\\evil.example",
        "/\t/evil.example",
        " //evil.example",
        "javascript:alert(1)",
        "/\n/evil.example",
        "evil.example",
        "",
    ],
)
def test_signing_in_leads_to_no_other_site(visit: Visit, asked: str) -> None:
    answer = visit().post("/signin", {"name": "editor", "password": PASSWORD, "next": asked})
    assert (answer.status_code, answer.headers["location"]) == (303, "/")


@given(st.text())
def test_wherever_it_leads_it_is_a_path_of_ours(asked: str) -> None:
    path = local_path(asked)
    assert path.startswith("/")
    assert not path.startswith(("//", "/\\"))
    assert path in {asked, "/"}


def test_a_session_that_others_have_planted_is_not_the_one_that_is_signed_in(visit: Visit) -> None:
    planted = visit()
    planted.get("/signin")
    victim = visit()
    victim.cookies = dict(planted.cookies)
    token = victim.token
    assert victim.sign_in("editor", PASSWORD).status_code == 303
    assert victim.cookies != planted.cookies
    assert planted.get("/tried").status_code == 303, "whoever planted it is signed in with it"
    assert victim.token_on("/tried") != token, "its token is known to whoever planted it"


def _changed(cookie: str) -> Iterator[str]:
    content, _, signature = cookie.rpartition(".")
    yield f"{content}.{'B' if signature[0] == 'A' else 'A'}{signature[1:]}"
    yield content
    yield f"{content}."
    yield "x" + cookie
    claimed = {"token": "x", "until": 9999999999.0, "name": "admin", "role": "admin", "since": None}
    yield base64.urlsafe_b64encode(json.dumps(claimed).encode()).decode().rstrip("=") + f".{signature}"
    yield json.dumps(claimed)
    yield "null"


def test_a_cookie_that_was_changed_counts_for_nothing(visit: Visit) -> None:
    visitor = visit("editor")
    ((name, cookie),) = visitor.cookies.items()
    for changed in _changed(cookie):
        visitor.cookies = {name: changed}
        assert visitor.get("/tried").status_code == 303, changed
    visitor.cookies = {name: cookie}
    assert visitor.get("/tried").status_code == 200


def test_a_cookie_of_another_key_or_another_purpose_counts_for_nothing() -> None:
    clock = Clock(0.0)
    ours, theirs = (Sessions(key * 32, hours=1, is_encrypted=False, clock=clock) for key in (b"a", b"b"))
    theirs_cookie = theirs.header(theirs.new("admin")).partition(";")[0].partition("=")[2]
    own_name, _, own_cookie = ours.header(ours.new("admin")).partition(";")[0].partition("=")
    assert ours.read({own_name: theirs_cookie}) is None
    assert ours.read({own_name.replace("session", "signin"): own_cookie}) is None
    found = ours.read({own_name: own_cookie})
    assert found is not None
    assert found.name == "admin"


@pytest.mark.parametrize(("address", "secure"), [("https://voc.example.kr", True), ("http://127.0.0.1:8765", False)])
def test_the_cookie_is_kept_from_scripts_other_sites_and_open_lines(
    open_app: OpenApp, address: str, *, secure: bool
) -> None:
    app = open_app(f"sign_in: password\npublic_url: {address}\n")
    said = Visitor(app).get("/signin").headers["set-cookie"].lower()
    assert "httponly" in said
    assert "samesite=lax" in said
    assert "path=/" in said
    assert "domain" not in said
    assert ("; secure" in said, said.startswith("__host-")) == (secure, secure)


def test_guessing_a_password_ends_soon(visit: Visit, clock: Clock) -> None:
    peers = (f"203.0.113.{n}" for n in range(1, 20))
    answers = [visit(peer=next(peers)).sign_in("editor", f"열 글자가 넘는 {n}") for n in range(9)]
    assert [one.status_code for one in answers] == [403] * 8 + [429]
    assert answers[-1].headers["retry-after"] == "900"
    assert "15분 뒤에 다시" in answers[-1].text
    assert visit(peer="198.51.100.1").sign_in("editor", PASSWORD).status_code == 429, (
        "the right one tells nothing either"
    )
    assert visit().sign_in("reader", PASSWORD).status_code == 303, "others are not locked out"
    clock.now += 900
    assert visit().sign_in("editor", PASSWORD).status_code == 303


def test_guessing_one_password_for_many_people_ends_too(visit: Visit, clock: Clock) -> None:
    visitor = visit(peer="203.0.113.9")
    answers = [visitor.sign_in(f"user{n}", "열 글자가 넘는 것").status_code for n in range(31)]
    assert answers == [403] * 30 + [429]
    assert visit(peer="203.0.113.9").sign_in("editor", PASSWORD).status_code == 429
    assert visit(peer="203.0.113.10").sign_in("editor", PASSWORD).status_code == 303
    clock.now += 900
    assert visitor.sign_in("editor", PASSWORD).status_code == 303


def test_whoever_is_stopped_cannot_go_on_to_lock_out_others(visit: Visit) -> None:
    guessing = visit(peer="203.0.113.9")
    for n in range(30):
        guessing.sign_in(f"user{n}", "열 글자가 넘는 것")
    for _ in range(10):
        assert guessing.sign_in("editor", "열 글자가 넘는 것").status_code == 429
    assert visit().sign_in("editor", PASSWORD).status_code == 303


def test_whoever_mistypes_and_then_gets_it_right_starts_afresh(visit: Visit) -> None:
    for _ in range(3):
        for _ in range(7):
            assert visit().sign_in("editor", "열 글자가 넘는 것").status_code == 403
        assert visit().sign_in("editor", PASSWORD).status_code == 303


@pytest.mark.parametrize(
    "host",
    ["evil.example", "127.0.0.1.evil.example", "evil.example:8765", "voc.example.kr@evil.example", "", "[::2]", "a b"],
)
def test_under_a_name_that_is_not_ours_nothing_answers(open_app: OpenApp, host: str) -> None:
    """A page of evil.example that lets its name point to this machine would else read everything."""
    app = open_app("public_url: https://voc.example.kr\n")
    answer = Visitor(app).get("/tried", Host=host)
    assert answer.status_code == 400
    assert "이 주소로는 열 수 없습니다" in answer.text
    assert "set-cookie" not in answer.headers


@pytest.mark.parametrize("host", ["voc.example.kr", "VOC.example.kr:443", "localhost:8765", "127.0.0.1", "[::1]:8765"])
def test_our_own_names_answer(open_app: OpenApp, host: str) -> None:
    app = open_app("public_url: https://voc.example.kr\n")
    assert Visitor(app).get("/tried", Host=host).status_code == 200


@given(st.text(max_size=30))
def test_any_host_header_can_be_read(header: str) -> None:
    assert host_name(header) != ""


@pytest.mark.parametrize("peer", ["10.0.0.7", "2001:db8::7", ""])
def test_without_sign_in_nobody_comes_in_over_a_network(open_app: OpenApp, peer: str) -> None:
    answer = Visitor(open_app(), peer=peer).get("/tried")
    assert answer.status_code == 403
    assert "이 컴퓨터에서만 열 수 있습니다" in answer.text


@pytest.mark.parametrize("header", ["X-Forwarded-For", "Forwarded"])
def test_without_sign_in_nobody_comes_in_through_a_proxy_on_this_machine(open_app: OpenApp, header: str) -> None:
    assert Visitor(open_app()).get("/tried", **{header: "for=127.0.0.1"}).status_code == 403


def test_what_is_too_large_is_stopped_in_words(visit: Visit) -> None:
    visitor = visit("editor")
    form = {"csrf": visitor.token_on("/tried"), "title": "가" * 400_000}
    answer = visitor.post("/tried/edit", form)
    assert answer.status_code == 413
    assert "50MB까지 올릴 수 있습니다" in answer.text
    assert visitor.post("/tried/edit", {**form, "title": "가" * 1000}).status_code == 200


def test_what_does_not_say_how_large_it_is_is_stopped_as_it_comes(visit: Visit) -> None:
    visitor, sent = visit("editor"), []

    async def endless() -> AsyncIterator[bytes]:
        for _ in range(100_000):
            sent.append(1)
            yield b"x" * 10_000

    said = {"Origin": visitor.origin, "Content-Type": "application/x-www-form-urlencoded"}
    answer = visitor.ask("POST", "/tried/edit", said, content=endless())
    assert answer.status_code == 413
    assert len(sent) < 5200, "a little is let go by, so that a browser shows the answer, and no more"


@pytest.mark.usefixtures("people")
def test_files_may_be_larger_where_a_page_takes_files(open_app: OpenApp) -> None:
    visitor = Visitor(open_app("sign_in: password\nupload_mb: 2\n"))
    visitor.sign_in("editor", PASSWORD)
    said, form = {"Origin": visitor.origin}, {"csrf": visitor.token_on("/tried")}

    def handed_in(n: int, path: str = "/tried/file") -> Response:
        return visitor.ask("POST", path, said, data=form, files={"file": ("설문.csv", b"x" * n)})

    assert handed_in(2_000_000).text == "2000000 bytes"
    assert handed_in(3_100_000).status_code == 413
    assert handed_in(1_100_000, "/tried/edit").status_code == 413


def test_a_reader_hands_nothing_in_and_nothing_of_it_is_read(visit: Visit) -> None:
    visitor, read = visit("reader"), []

    async def file() -> AsyncIterator[bytes]:
        read.append(1)
        yield b"x"

    assert visitor.ask("POST", "/tried/file", {"Origin": visitor.origin}, content=file()).status_code == 403
    assert read == []


def test_a_page_that_takes_something_has_to_say_from_whom() -> None:
    def takes(_request: Request) -> Response:
        return PlainTextResponse("")

    with pytest.raises(TypeError, match=r"The page /x takes POST and must say @needs\(role\)"):
        guarded([Route("/x", takes, methods=["POST"])], DashboardSection())
    with pytest.raises(TypeError, match="no page that the guard knows"):
        guarded([Mount("/x", Starlette())], DashboardSection())


def test_every_address_of_the_dashboard_is_guarded(open_app: OpenApp) -> None:
    app = open_app("sign_in: password\n")
    for route in app.routes:
        if isinstance(route, Mount):
            assert isinstance(route.app, StaticFiles)
            continue
        assert isinstance(route, Route)
        if route.path.startswith("/signin") or route.path == "/signout":
            continue
        path = re.sub(r"\{[^}]*\}", "1", route.path)
        for method in route.methods or ():
            if method != "HEAD":
                assert Visitor(app).ask(method, path).status_code == 303, (method, path)
