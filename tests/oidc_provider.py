"""A small OpenID provider on this machine: real requests, real signatures, and faults on demand."""

import base64
import hashlib
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

import uvicorn
from joserfc import jwt
from joserfc.jwk import OctKey, RSAKey
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

CLIENT_ID, CLIENT_SECRET = "malgwi", "an invented secret"


@dataclass
class OidcProvider:
    """What the provider knows and how it behaves.

    Attributes
    ----------
    person : mapping
        Claims about whoever signs in.
    described : mapping
        Replaces entries of its description of itself.
    claimed : mapping
        Replaces claims of the tokens that it signs; None leaves one out.
    key : RSAKey
        Signs; another one than that it publishes makes signatures wrong.
    asked : list of str
        Paths that were asked for.
    """

    issuer: str
    published: RSAKey | OctKey
    key: Any
    algorithm: str = "RS256"
    person: dict[str, Any] = field(default_factory=lambda: {"sub": "u-1", "preferred_username": "하나"})
    described: dict[str, Any] = field(default_factory=dict)
    claimed: dict[str, Any] = field(default_factory=dict)
    codes: dict[str, dict[str, str]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    def app(self) -> Starlette:
        """The provider as an application."""
        return Starlette(
            routes=[
                Route("/.well-known/openid-configuration", self._describe),
                Route("/authorize", self._authorize),
                Route("/token", self._token, methods=["POST"]),
                Route("/keys", self._keys),
            ]
        )

    async def _describe(self, request: Request) -> Response:
        self.asked.append(request.url.path)
        return JSONResponse(
            {
                "issuer": self.issuer,
                "authorization_endpoint": f"{self.issuer}/authorize",
                "token_endpoint": f"{self.issuer}/token",
                "jwks_uri": f"{self.issuer}/keys",
                "end_session_endpoint": f"{self.issuer}/leave",
                "id_token_signing_alg_values_supported": ["RS256"],
                **self.described,
            }
        )

    async def _authorize(self, request: Request) -> Response:
        """Take everybody for the person, and send them back with a code."""
        self.asked.append(request.url.path)
        query = dict(request.query_params)
        if query.get("client_id") != CLIENT_ID or query.get("response_type") != "code":
            return Response(status_code=400)
        code = f"code-{len(self.codes)}"
        self.codes[code] = query
        brought = urlencode({"code": code, "state": query["state"]})
        return RedirectResponse(f"{query['redirect_uri']}?{brought}", 302)

    async def _token(self, request: Request) -> Response:
        """Give a token for a code, once, to the client that began, with the proof that it was the one."""
        self.asked.append(request.url.path)
        form = await request.form()
        started = self.codes.pop(str(form.get("code")), None)
        credentials = base64.b64encode(f"{CLIENT_ID}:{CLIENT_SECRET}".encode()).decode()
        proof = hashlib.sha256(str(form.get("code_verifier")).encode()).digest()
        if (
            started is None
            or request.headers.get("authorization") != f"Basic {credentials}"
            or started.get("code_challenge_method") != "S256"
            or started["code_challenge"] != base64.urlsafe_b64encode(proof).decode().rstrip("=")
            or started["redirect_uri"] != form.get("redirect_uri")
        ):
            return JSONResponse({"error": "invalid_grant"}, 400)
        now = int(time.time())
        claims = {
            "iss": self.issuer,
            "aud": CLIENT_ID,
            "iat": now,
            "exp": now + 300,
            "nonce": started["nonce"],
            **self.person,
            **self.claimed,
        }
        signed = jwt.encode(
            {"alg": self.algorithm},
            {name: value for name, value in claims.items() if value is not None},
            self.key,
            algorithms=[self.algorithm],
        )
        return JSONResponse({"access_token": "a", "token_type": "Bearer", "expires_in": 300, "id_token": signed})

    async def _keys(self, request: Request) -> Response:
        self.asked.append(request.url.path)
        return JSONResponse({"keys": [self.published.as_dict(private=isinstance(self.published, OctKey))]})


@contextmanager
def provided(**how: Any) -> Iterator[OidcProvider]:  # noqa: ANN401 - any of the provider's attributes
    """Run a provider at a free port of this machine."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        key = RSAKey.generate_key(2048, private=True)
        port = listening.getsockname()[1]
        provider = OidcProvider(f"http://127.0.0.1:{port}", key, key, **how)
        config = uvicorn.Config(provider.app(), log_level="critical", lifespan="off", ws="none")
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
        thread.start()
        while not server.started:
            time.sleep(0.01)
        yield provider
        server.should_exit = True
        thread.join()


def shared_secret_key() -> OctKey:
    """Return the client's secret as a signing key, which anybody who knows it could sign with."""
    return OctKey.import_key(CLIENT_SECRET * 4)
