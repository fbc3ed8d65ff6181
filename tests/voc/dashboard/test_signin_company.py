"""Signing in at the company, against a provider that runs on this machine."""

from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from joserfc.jwk import RSAKey
from oidc_provider import CLIENT_ID, CLIENT_SECRET, OidcProvider, provided, shared_secret_key
from starlette.applications import Starlette
from visitor import Clock, Visitor

from voc.errors import ConfigError

Opened = Callable[..., Starlette]


@pytest.fixture
def provider() -> Iterator[OidcProvider]:
    with provided() as running:
        yield running


@pytest.fixture
def company(open_app: Opened, provider: OidcProvider, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Starlette]:
    """Builds a dashboard whose people sign in at the provider."""
    monkeypatch.setenv("VOC_OIDC_SECRET", CLIENT_SECRET)

    def opened(more: str = "groups: {crm: editor, data: admin}\n", oidc: str = "") -> Starlette:
        return open_app(
            "sign_in: oidc\npublic_url: http://127.0.0.1:8765\n"
            f"{more}oidc:\n  issuer: {provider.issuer}\n  client_id: {CLIENT_ID}\n{oidc}"
        )

    return opened


def go_there(visitor: Visitor, next_path: str = "/tried") -> str:
    """Start here, sign in there; return the address that leads back."""
    sent = visitor.get(f"/signin/start?next={next_path}")
    assert sent.status_code == 302
    back = httpx.get(sent.headers["location"], follow_redirects=False)
    assert back.status_code == 302
    return back.headers["location"].removeprefix("http://127.0.0.1:8765")


def test_the_whole_way_there_and_back(company: Opened, provider: OidcProvider) -> None:
    provider.person["groups"] = ["crm", "everybody"]
    visitor = Visitor(company())
    assert visitor.get("/tried").headers["location"] == "/signin?next=%2Ftried"
    assert 'href="/signin/start?next=/tried"' in visitor.get("/signin?next=/tried").text
    arrived = visitor.get(go_there(visitor, "/tried?week=2026-W47"))
    assert (arrived.status_code, arrived.headers["location"]) == (303, "/tried?week=2026-W47")
    assert visitor.get("/tried").text.startswith("하나 editor")
    assert provider.asked == ["/.well-known/openid-configuration", "/authorize", "/token", "/keys"]


def test_it_asks_with_code_proof_and_nonce(company: Opened) -> None:
    sent = Visitor(company()).get("/signin/start").headers["location"]
    asked = {name: value for name, (value,) in parse_qs(urlsplit(sent).query).items()}
    assert (asked["response_type"], asked["code_challenge_method"]) == ("code", "S256")
    assert asked["redirect_uri"] == "http://127.0.0.1:8765/signin/callback"
    assert set(asked["scope"].split()) == {"openid", "profile", "email"}
    assert min(len(asked[name]) for name in ("state", "nonce", "code_challenge")) >= 20
    assert CLIENT_SECRET not in sent


def test_a_forged_state_is_refused(company: Opened, provider: OidcProvider) -> None:
    provider.person["groups"] = ["crm"]
    app = company()
    visitor = Visitor(app)
    back = go_there(visitor)
    forged = back.replace(parse_qs(urlsplit(back).query)["state"][0], "forged")
    for answer in (visitor.get(forged), Visitor(app).get(back), visitor.get("/signin/callback?code=x")):
        assert answer.status_code == 400
        assert "로그인을 마치지 못했습니다" in answer.text
        assert 'href="/signin"' in answer.text
    assert "/token" not in provider.asked
    assert visitor.get(back).status_code == 303, "the right one still works"


def test_what_was_brought_back_counts_once_and_not_for_long(
    company: Opened, provider: OidcProvider, clock: Clock
) -> None:
    provider.person["groups"] = ["crm"]
    app = company()
    visitor = Visitor(app)
    back = go_there(visitor)
    assert visitor.get(back).status_code == 303
    assert visitor.get(back).status_code == 400
    late = Visitor(app)
    back = go_there(late)
    clock.now += 601
    assert late.get(back).status_code == 400


@pytest.mark.parametrize(
    "claimed",
    [
        {"nonce": "another"},
        {"nonce": None},
        {"aud": "another-client"},
        {"aud": ["another-client"]},
        {"aud": "another-client", "azp": CLIENT_ID},
        {"iss": "https://evil.example"},
        {"exp": 1_600_000_000},
        {"sub": None},
        {"iat": None},
        {"azp": "another-client"},
    ],
)
def test_a_token_for_somebody_or_something_else_lets_nobody_in(
    company: Opened, provider: OidcProvider, claimed: dict[str, Any]
) -> None:
    provider.person["groups"] = ["crm"]
    provider.claimed = claimed
    visitor = Visitor(company())
    assert visitor.get(go_there(visitor)).status_code == 502
    assert visitor.get("/tried").status_code == 303


def test_a_token_that_somebody_else_has_signed_lets_nobody_in(company: Opened, provider: OidcProvider) -> None:
    provider.person["groups"] = ["crm"]
    provider.key = RSAKey.generate_key(2048, private=True)
    visitor = Visitor(company())
    assert visitor.get(go_there(visitor)).status_code == 502
    assert visitor.get("/tried").status_code == 303


@pytest.mark.parametrize("algorithm", ["HS256", "none"])
def test_a_signature_that_others_could_make_counts_for_nothing_even_where_the_provider_offers_it(
    company: Opened, provider: OidcProvider, algorithm: str
) -> None:
    provider.person["groups"] = ["crm"]
    provider.algorithm, provider.key = algorithm, shared_secret_key()
    provider.published = provider.key
    provider.described["id_token_signing_alg_values_supported"] = ["RS256", algorithm]
    visitor = Visitor(company())
    assert visitor.get(go_there(visitor)).status_code == 502
    assert visitor.get("/tried").status_code == 303


@pytest.mark.parametrize(
    "described",
    [
        {"issuer": "https://evil.example"},
        {"token_endpoint": "https://evil.example/token"},
        {"jwks_uri": "http://127.0.0.1:1/keys"},
        {"authorization_endpoint": "javascript:alert(1)"},
        {"token_endpoint": None},
    ],
)
def test_only_the_configured_provider_is_asked(
    company: Opened, provider: OidcProvider, described: dict[str, Any]
) -> None:
    provider.described = described
    answer = Visitor(company()).get("/signin/start")
    assert answer.status_code == 502
    assert "location" not in answer.headers
    assert provider.asked == ["/.well-known/openid-configuration"]


def test_addresses_on_other_hosts_have_to_be_configured(company: Opened, provider: OidcProvider) -> None:
    provider.described = {"jwks_uri": "https://keys.example/keys"}
    visitor = Visitor(company(oidc="  other_hosts: [keys.example]\n"))
    assert visitor.get("/signin/start").status_code == 302


def test_a_provider_that_is_away_is_said_so_and_asked_again_later(company: Opened, provider: OidcProvider) -> None:
    provider.described = {"issuer": "https://elsewhere.example"}
    visitor = Visitor(company())
    assert visitor.get("/signin/start").status_code == 502
    provider.described = {}
    assert visitor.get("/signin/start").status_code == 302


def test_a_refusal_of_the_provider_is_passed_on(company: Opened, provider: OidcProvider) -> None:
    visitor = Visitor(company())
    state = parse_qs(urlsplit(go_there(visitor)).query)["state"][0]
    answer = visitor.get(f"/signin/callback?error=access_denied&error_description=%3Cb%3E&state={state}")
    assert answer.status_code == 403
    assert "회사 로그인에서 허락하지 않았습니다" in answer.text
    assert "<b>" not in answer.text
    assert "/token" not in provider.asked


@pytest.mark.parametrize(
    ("groups", "more", "status", "role"),
    [
        (["crm", "data"], "groups: {crm: editor, data: admin}\n", 303, "admin"),
        ("crm", "groups: {crm: editor}\n", 303, "editor"),
        (["other"], "groups: {crm: editor}\n", 403, None),
        (["other"], "groups: {crm: editor}\ndefault_role: reader\n", 303, "reader"),
        (None, "default_role: reader\n", 303, "reader"),
        ([{"name": "crm"}, 5], "groups: {crm: editor}\n", 403, None),
    ],
)
def test_groups_make_the_role(
    company: Opened, provider: OidcProvider, groups: object, more: str, status: int, role: str | None
) -> None:
    provider.person["groups"] = groups
    visitor = Visitor(company(more))
    assert visitor.get(go_there(visitor)).status_code == status
    answer = visitor.get("/tried")
    assert (answer.status_code == 200) == (role is not None)
    assert role is None or answer.text.startswith(f"하나 {role}")


def test_groups_may_lie_within_a_claim(company: Opened, provider: OidcProvider) -> None:
    provider.person["realm_access"] = {"roles": ["crm"]}
    visitor = Visitor(company(oidc="  groups_claim: realm_access.roles\n"))
    visitor.get(go_there(visitor))
    assert visitor.get("/tried").text.startswith("하나 editor")


@pytest.mark.parametrize(
    ("claims", "oidc", "name"),
    [
        ({"preferred_username": None, "email": "hana@example.kr"}, "", "hana@example.kr"),
        ({"preferred_username": None, "email": "ceo@example.kr", "email_verified": False}, "", "u-1"),
        ({"department": "CRM"}, "  name_claim: department\n", "CRM"),
    ],
)
def test_who_it_is(company: Opened, provider: OidcProvider, claims: dict[str, Any], oidc: str, name: str) -> None:
    provider.person |= {"groups": ["crm"], **claims}
    visitor = Visitor(company(oidc=oidc))
    visitor.get(go_there(visitor))
    assert visitor.get("/tried").text.startswith(f"{name} editor")


def test_leaving_here_offers_leaving_there(company: Opened, provider: OidcProvider) -> None:
    provider.person["groups"] = ["crm"]
    visitor = Visitor(company())
    visitor.get(go_there(visitor))
    assert visitor.post("/signout", {"csrf": visitor.token_on("/tried")}).headers["location"] == "/signin?out=1"
    assert visitor.get("/tried").status_code == 303
    assert 'href="/signin/out"' in visitor.get("/signin?out=1").text
    there = urlsplit(visitor.get("/signin/out").headers["location"])
    assert f"{there.scheme}://{there.netloc}{there.path}" == f"{provider.issuer}/leave"
    asked = parse_qs(there.query)
    assert asked["client_id"] == [CLIENT_ID]
    assert asked["post_logout_redirect_uri"] == ["http://127.0.0.1:8765/signin?out=1"]


def test_a_password_opens_nothing_here(company: Opened) -> None:
    visitor = Visitor(company())
    assert visitor.sign_in("editor", "아무 비밀번호나 하나").status_code == 403
    assert visitor.get("/tried").status_code == 303


def test_without_the_secret_it_says_where_it_belongs(company: Opened, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("VOC_OIDC_SECRET")
    with pytest.raises(ConfigError, match="environment variable VOC_OIDC_SECRET, which is not set"):
        company()


def test_other_ways_have_no_such_addresses(open_app: Opened) -> None:
    visitor = Visitor(open_app())
    for path in ("/signin/start", "/signin/callback", "/signin/out"):
        assert visitor.get(path).status_code == 404
