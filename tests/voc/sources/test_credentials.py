"""How a source shows who it is."""

import json
import pickle
from base64 import b64decode, urlsafe_b64decode
from collections.abc import Mapping
from dataclasses import dataclass, field

import jwt
import pytest
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

from voc.errors import SourceError
from voc.sources.credentials import (
    AppleToken,
    Credentials,
    FetchedToken,
    FixedHeaders,
    basic,
    bearer,
    client_credentials,
    google_credentials,
)

TOKEN_URL = "https://tokens.example.kr/oauth/token"
GOOGLE = "https://oauth2.googleapis.com/token"
SCOPE = "https://www.googleapis.com/auth/androidpublisher"
NO_KEY = "-----BEGIN PRIVATE KEY-----\nsk77\n-----END PRIVATE KEY-----"
APPLE_KEY = ec.generate_private_key(ec.SECP256R1())


def pem(key: ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey) -> str:
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    ).decode()


@pytest.fixture(scope="module")
def google_key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(65537, 2048)


@pytest.fixture
def service_account(google_key: rsa.RSAPrivateKey) -> dict[str, str]:
    return {
        "type": "service_account",
        "client_email": "voc@haneulmart.iam.example",
        "private_key_id": "k1",
        "private_key": pem(google_key),
        "token_uri": "https://elsewhere.example/token",
    }


@dataclass
class Clock:
    seconds: float = 1_789_000_200.0

    def __call__(self) -> float:
        return self.seconds


@dataclass
class Endpoint:
    """Gives out `token-1`, `token-2` and so on."""

    answer: object = None
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)

    def __call__(self, url: str, form: Mapping[str, str]) -> object:
        self.asked.append((url, dict(form)))
        return self.answer if self.answer is not None else {"access_token": f"token-{len(self.asked)}"}


def no_endpoint(_url: str, _form: Mapping[str, str]) -> object:
    raise AssertionError("nothing is to be asked")


def test_plain_headers_are_shown_as_they_are() -> None:
    assert bearer("zd-1").headers(no_endpoint) == {"Authorization": "Bearer zd-1"}
    shown = basic("fd-key", "X").headers(no_endpoint)["Authorization"]
    assert b64decode(shown.removeprefix("Basic ")) == b"fd-key:X"
    assert FixedHeaders({"X-WALLA-API-KEY": "w"}).headers(no_endpoint) == {"X-WALLA-API-KEY": "w"}
    assert not bearer("zd-1").renew()


def test_a_token_is_fetched_once_and_again_a_minute_before_it_ends() -> None:
    clock, endpoint = Clock(), Endpoint()
    endpoint.answer = {"access_token": "t", "expires_in": 3600}
    token = FetchedToken(TOKEN_URL, dict, clock)
    for later, n_asked in ((0, 1), (3539, 1), (3540, 2), (3541, 2)):
        clock.seconds = 1_789_000_200.0 + later
        assert token.headers(endpoint) == {"Authorization": "Bearer t"}
        assert len(endpoint.asked) == n_asked


@pytest.mark.parametrize(
    ("said", "renewed_after_s"),
    [("3600", 3540), (100, 50), (None, 540), (0, 540), (-1, 540), ("soon", 540), ("nan", 540), ([], 540), (1e999, 540)],
)
def test_whatever_is_said_of_its_life_a_token_is_used_for_a_while(said: object, renewed_after_s: int) -> None:
    clock, endpoint = Clock(), Endpoint({"access_token": "t", "expires_in": said})
    token = FetchedToken(TOKEN_URL, dict, clock)
    token.headers(endpoint)
    clock.seconds += renewed_after_s - 1
    token.headers(endpoint)
    assert len(endpoint.asked) == 1
    clock.seconds += 1
    token.headers(endpoint)
    assert len(endpoint.asked) == 2


def test_a_token_that_was_refused_is_fetched_anew_and_nothing_is_renewed_that_was_never_had() -> None:
    endpoint = Endpoint()
    token = FetchedToken(TOKEN_URL, dict)
    assert not token.renew()
    assert token.headers(endpoint) == {"Authorization": "Bearer token-1"}
    assert token.renew()
    assert token.headers(endpoint) == {"Authorization": "Bearer token-2"}


@pytest.mark.parametrize("answer", [{}, [], "token", {"access_token": None}, {"access_token": ""}, {"access_token": 7}])
def test_an_endpoint_without_a_token_is_an_error(answer: object) -> None:
    with pytest.raises(SourceError, match="without an access token"):
        FetchedToken(TOKEN_URL, dict).headers(Endpoint(answer))


def test_an_oauth_client_sends_what_the_standard_asks_for() -> None:
    endpoint = Endpoint()
    client_credentials(TOKEN_URL, "voc", "s3cret", "read").headers(endpoint)
    form = {"grant_type": "client_credentials", "client_id": "voc", "client_secret": "s3cret", "scope": "read"}
    assert endpoint.asked == [(TOKEN_URL, form)]


@pytest.mark.parametrize("url", [GOOGLE, "http://127.0.0.1:8000/token"])
def test_a_google_account_signs_for_google_wherever_the_token_is_asked_for(
    url: str, service_account: dict[str, str], google_key: rsa.RSAPrivateKey
) -> None:
    endpoint = Endpoint()
    google_credentials(json.dumps(service_account), url, SCOPE, variable="VOC_G").headers(endpoint)
    [(asked, form)] = endpoint.asked
    assert asked == url
    assert form["grant_type"] == "urn:ietf:params:oauth:grant-type:jwt-bearer"
    claims = jwt.decode(form["assertion"], google_key.public_key(), algorithms=["RS256"], audience=GOOGLE)
    assert claims["iss"] == "voc@haneulmart.iam.example"
    assert claims["scope"] == SCOPE
    assert claims["exp"] - claims["iat"] == 3600
    assert jwt.get_unverified_header(form["assertion"]) == {"alg": "RS256", "kid": "k1", "typ": "JWT"}


def test_line_breaks_may_be_spelled_out_twice(service_account: dict[str, str]) -> None:
    service_account["private_key"] = service_account["private_key"].replace("\n", "\\n")
    endpoint = Endpoint()
    google_credentials(json.dumps(service_account), GOOGLE, SCOPE, variable="VOC_G").headers(endpoint)
    assert len(endpoint.asked) == 1


def test_a_user_who_has_allowed_it_is_refreshed() -> None:
    user = {"type": "authorized_user", "client_id": "c", "client_secret": "s", "refresh_token": "r"}
    endpoint = Endpoint()
    google_credentials(json.dumps(user), GOOGLE, SCOPE, variable="VOC_G").headers(endpoint)
    form = {"grant_type": "refresh_token", "client_id": "c", "client_secret": "s", "refresh_token": "r"}
    assert endpoint.asked == [(GOOGLE, form)]


@pytest.mark.parametrize(
    "content",
    [
        "",
        "sk-not-json-77",
        "[]",
        "null",
        '"sk-77"',
        "{}",
        '{"type": "service_account"}',
        '{"type": "authorized_user", "client_id": "sk-77"}',
        '{"type": "service_account", "client_email": "a", "private_key": "sk-77"}',
        json.dumps({"type": "service_account", "client_email": "a", "private_key": NO_KEY}),
    ],
)
def test_what_is_no_google_account_is_said_without_being_shown(content: str) -> None:
    with pytest.raises(SourceError, match="VOC_G holds no service account key") as caught:
        google_credentials(content, GOOGLE, SCOPE, variable="VOC_G")
    assert "77" not in str(caught.value)
    # The parser's own error holds the whole content.
    assert caught.value.__cause__ is None
    assert caught.value.__suppress_context__


def test_a_google_account_with_a_key_of_another_kind_is_refused(service_account: dict[str, str]) -> None:
    service_account["private_key"] = pem(APPLE_KEY)
    with pytest.raises(SourceError, match="holds no service account key"):
        google_credentials(json.dumps(service_account), GOOGLE, SCOPE, variable="VOC_G")


def apple(clock: Clock, key: str = "") -> AppleToken:
    return AppleToken("57246542-96fe", "2X9R4HXF34", key or pem(APPLE_KEY), "VOC_APPLE", clock)


def token_of(credentials: Credentials) -> str:
    return credentials.headers(no_endpoint)["Authorization"].removeprefix("Bearer ")


def test_an_apple_token_says_what_apple_asks_for() -> None:
    clock = Clock()
    token = token_of(apple(clock))
    assert jwt.get_unverified_header(token) == {"alg": "ES256", "kid": "2X9R4HXF34", "typ": "JWT"}
    claims = jwt.decode(token, options={"verify_signature": False})
    assert claims == {"iss": "57246542-96fe", "iat": 1_789_000_200, "exp": 1_789_001_100, "aud": "appstoreconnect-v1"}
    # Apple refuses a life above 20 minutes.
    assert claims["exp"] - claims["iat"] <= 20 * 60


def test_an_apple_signature_is_the_two_numbers_themselves() -> None:
    """ES256 wants 32 + 32 bytes (RFC 7518, section 3.4), not the DER form that signing libraries give."""
    signed, _, signature = token_of(apple(Clock())).rpartition(".")
    raw = urlsafe_b64decode(signature + "==")
    assert len(raw) == 64
    der = encode_dss_signature(int.from_bytes(raw[:32], "big"), int.from_bytes(raw[32:], "big"))
    APPLE_KEY.public_key().verify(der, signed.encode(), ec.ECDSA(hashes.SHA256()))


def test_an_apple_token_is_kept_until_a_minute_before_it_ends_or_is_refused() -> None:
    clock = Clock()
    credentials = apple(clock)
    first = token_of(credentials)
    clock.seconds += 839
    assert token_of(credentials) == first
    clock.seconds += 1
    second = token_of(credentials)
    assert second != first
    assert credentials.renew()
    clock.seconds += 1
    assert token_of(credentials) != second


def test_an_apple_key_may_have_its_line_breaks_spelled_out() -> None:
    assert token_of(apple(Clock(), pem(APPLE_KEY).replace("\n", "\\n")))


@pytest.mark.parametrize("key", ["p8-77", NO_KEY])
def test_what_is_no_apple_key_is_said_without_being_shown(key: str) -> None:
    with pytest.raises(SourceError, match="VOC_APPLE holds no private key") as caught:
        token_of(apple(Clock(), key))
    assert "77" not in str(caught.value)
    assert caught.value.__cause__ is None
    assert caught.value.__suppress_context__


def test_no_secret_is_shown_or_written_down(service_account: dict[str, str]) -> None:
    google = google_credentials(json.dumps(service_account), GOOGLE, SCOPE, variable="VOC_G")
    google.headers(Endpoint({"access_token": "tok-77"}))
    everything: list[Credentials] = [bearer("sec-77"), client_credentials(TOKEN_URL, "voc", "sec-77", "read")]
    everything += [google, apple(Clock())]
    token_of(everything[-1])
    for one in everything:
        shown = f"{one!r} {one}"
        assert "-77" not in shown
        assert "PRIVATE" not in shown
        assert "eyJ" not in shown
        with pytest.raises(TypeError, match="never written down"):
            pickle.dumps(one)
