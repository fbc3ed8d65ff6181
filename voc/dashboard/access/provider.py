"""The company's sign-in, an OpenID provider: the way there with code, PKCE and nonce, and what it vouches for."""

import warnings
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import httpx
from joserfc.errors import JoseError
from starlette.requests import Request

from voc.config.dashboard import LOOPBACK_NAMES, DashboardSection, Oidc
from voc.dashboard.access.refusals import away, not_ours, refused
from voc.dashboard.access.sessions import Clock, signed_cookie
from voc.errors import ConfigError
from voc.sources.secrets import read_secret

if TYPE_CHECKING:
    from authlib.integrations.starlette_client.apps import StarletteOAuth2App

with warnings.catch_warnings():
    from authlib.deprecate import AuthlibDeprecationWarning

    # It warns wherever httpx is installed and its successor is not.
    warnings.simplefilter("ignore", AuthlibDeprecationWarning)
    from authlib.integrations.starlette_client import OAuth, OAuthError

CALLBACK = "/signin/callback"
# Signatures that only the provider can make; with a shared secret anybody who holds it could.
_ALGORITHMS = frozenset({"RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"})
_ADDRESSES = ("authorization_endpoint", "token_endpoint", "jwks_uri")
_TIMEOUT_S = 10.0
_FLOW_LASTS_S = 600


class _ElsewhereError(Exception):
    """The provider's own description names a place that is not the provider's."""


@dataclass(frozen=True, slots=True)
class Vouched:
    """Whom the provider vouches for, and where they wanted to go."""

    name: str
    groups: tuple[str, ...]
    next_path: str


class Provider:
    """Asks the provider, and nobody else.

    Parameters
    ----------
    key : bytes
        Signs what a browser carries there and back.

    Raises
    ------
    ConfigError
        The client's secret is not in the environment.
    """

    def __init__(self, section: DashboardSection, key: bytes, clock: Clock) -> None:
        self._oidc, self._url, self._clock = section.oidc, section.public_url or "", clock
        self._flow = signed_cookie("signin", key, is_encrypted=section.is_encrypted)
        self._hosts = {urlsplit(self._oidc.issuer or "").netloc, *self._oidc.other_hosts}
        self._client: StarletteOAuth2App = OAuth().register(
            "company",
            client_id=self._oidc.client_id,
            client_secret=_secret(self._oidc),
            server_metadata_url=f"{self._oidc.issuer}/.well-known/openid-configuration",
            client_kwargs={
                "scope": "openid profile email",
                "code_challenge_method": "S256",
                "timeout": _TIMEOUT_S,
                "follow_redirects": False,
                "event_hooks": {"request": [self._only_there]},
            },
        )

    async def start(self, request: Request, next_path: str) -> tuple[str, str]:
        """Prepare the way there.

        Returns
        -------
        str, str
            The provider's address to go to; the header with what the browser has to bring back.

        Raises
        ------
        ProviderError
            The provider does not answer, or not as it should.
        """
        request.scope["session"] = {}
        try:
            await self._describe()
            answer = await self._client.authorize_redirect(request, f"{self._url}{CALLBACK}")
        except _UNUSABLE as error:
            raise away() from error
        flow = {"state": request.session, "next": next_path, "until": self._clock() + _FLOW_LASTS_S}
        return answer.headers["Location"], self._flow.header(flow, _FLOW_LASTS_S)

    async def finish(self, request: Request) -> Vouched:
        """Take in what the browser brings back, once.

        Raises
        ------
        ProviderError
            It does not belong to what was started here, the provider refuses, or its answer is not sound.
        """
        flow = self._flow.read(request.cookies)
        until = flow.get("until", 0.0)
        is_fresh = isinstance(until, float) and until > self._clock()
        request.scope["session"] = flow["state"] if is_fresh else {}
        if request.query_params.get("state") not in _states(request.session):
            raise not_ours()
        try:
            await self._describe()
            token = await self._client.authorize_access_token(
                request,
                claims_options={
                    "iss": {"essential": True, "values": [self._oidc.issuer]},
                    "aud": {"essential": True, "values": [self._oidc.client_id]},
                },
            )
        except OAuthError as error:
            raise refused() from error
        except _UNUSABLE as error:
            raise away() from error
        claims = token.get("userinfo")
        if not claims:
            raise away()
        return Vouched(_name(claims, self._oidc), _groups(claims, self._oidc.groups_claim), str(flow["next"]))

    @property
    def forget(self) -> str:
        """The header that takes out of the browser what it had to bring back."""
        return self._flow.header({}, 0)

    async def way_out(self) -> str | None:
        """Return the provider's address for signing out there too; None where it has none.

        Raises
        ------
        ProviderError
            The provider does not answer.
        """
        try:
            await self._describe()
            if "end_session_endpoint" not in self._client.server_metadata:
                return None
            # Its answer brings nothing that we have to check, so no state is kept.
            found = await self._client.create_logout_url(f"{self._url}/signin?out=1", client_id=self._oidc.client_id)
        except _UNUSABLE as error:
            raise away() from error
        return str(found["url"])

    async def _describe(self) -> None:
        """Read how the provider describes itself, once, and keep to what is the provider's."""
        described: dict[str, Any] = await self._client.load_server_metadata()
        if described.get("issuer") != self._oidc.issuer:
            described.pop("_loaded_at", None)
            raise _ElsewhereError
        for name in _ADDRESSES:
            self._check(str(described.get(name)))
        offered = described.get("id_token_signing_alg_values_supported") or ["RS256"]
        described["id_token_signing_alg_values_supported"] = [one for one in offered if one in _ALGORITHMS]

    def _check(self, address: str) -> None:
        parts = urlsplit(address)
        is_safe = parts.scheme == "https" or parts.hostname in LOOPBACK_NAMES
        if not is_safe or parts.netloc not in self._hosts:
            raise _ElsewhereError

    async def _only_there(self, asked: httpx.Request) -> None:
        self._check(str(asked.url))


# What a provider that is down, or answers nonsense, ends in; our own mistakes are no part of it.
_UNUSABLE = (_ElsewhereError, OAuthError, JoseError, httpx.HTTPError, ValueError, KeyError, TypeError, RuntimeError)


def _secret(oidc: Oidc) -> str:
    secret = read_secret(oidc.client_secret_env)
    if secret is None:
        message = (
            f"Signing in at {oidc.issuer} needs the client's secret in the environment variable "
            f"{oidc.client_secret_env}, which is not set (nor is {oidc.client_secret_env}_FILE, the path of a file "
            "with it)."
        )
        raise ConfigError(message)
    return secret


def _states(session: Mapping[str, Any]) -> set[str]:
    return {name.rpartition("_state_company_")[2] for name in session}


def _name(claims: Mapping[str, Any], oidc: Oidc) -> str:
    wanted = [oidc.name_claim] if oidc.name_claim else ["preferred_username", "email", "sub"]
    for name in wanted:
        is_claimed_only = name == "email" and claims.get("email_verified") is False
        if isinstance(claims.get(name), str) and not is_claimed_only:
            return str(claims[name])
    return ""


def _groups(claims: Mapping[str, Any], name: str) -> tuple[str, ...]:
    """Read the groups from a claim, or from within one: `realm_access.roles`."""
    found: Any = claims
    for part in [name] if name in claims else name.split("."):
        found = found.get(part) if isinstance(found, Mapping) else None
    listed = [found] if isinstance(found, str) else found if isinstance(found, list) else []
    return tuple(one for one in listed if isinstance(one, str))
