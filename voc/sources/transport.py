"""Connections of one source: checked before the first byte leaves, and held to a deadline for the answer as a whole."""

import ssl
import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from http.cookiejar import CookieJar, DefaultCookiePolicy
from typing import Any

import httpcore
import httpx

from voc.errors import SourceError
from voc.sources.guard import Guard
from voc.sources.proxies import proxy_of
from voc.sources.unpacking import ACCEPTED


@dataclass
class Deadline:
    """When an answer must have come as a whole: the time-out of a single wait is met by a byte now and then.

    Attributes
    ----------
    longest_s : float
        From `start` to the last byte.
    """

    longest_s: float
    _ends_at: float = field(default=0.0, init=False)

    def start(self) -> None:
        """Begin to count."""
        self._ends_at = time.monotonic() + self.longest_s

    @property
    def left_s(self) -> float:
        """Seconds left; 0 or less where it is over."""
        return self._ends_at - time.monotonic()

    def cut(self, timeout: float | None) -> float:
        """Shorten the time-out of a single wait to what is left."""
        left_s = self.left_s
        if left_s <= 0:
            raise httpcore.ReadTimeout("the answer as a whole took too long")
        return left_s if timeout is None else min(timeout, left_s)


def open_client(guard: Guard, deadline: Deadline, *, user_agent: str, timeout_s: float) -> httpx.Client:
    """Open a client that keeps nothing of what a site gives it, and asks through the environment's proxies.

    Raises
    ------
    SourceError
        The proxy or the certificates that the environment names cannot be used.
    """
    try:
        context = _certificates(guard.origins)
        proxies = {origin: proxy for origin in guard.origins if (proxy := proxy_of(origin))}
        return httpx.Client(
            timeout=httpx.Timeout(timeout_s),
            headers={"User-Agent": user_agent, "Accept-Encoding": ACCEPTED},
            # No site is to recognise us by what it gave us before.
            cookies=CookieJar(DefaultCookiePolicy(allowed_domains=[])),
            transport=_Transport(context, _Backend(deadline, guard)),
            mounts={origin: _Transport(context, _Backend(deadline), proxy) for origin, proxy in proxies.items()},
            follow_redirects=False,
        )
    except (OSError, ValueError, ImportError, httpx.InvalidURL):
        # What is wrong may hold the proxy's password.
        message = (
            f"{guard.named}: the environment's proxy (HTTP_PROXY, HTTPS_PROXY, ALL_PROXY; http:// or "
            "https:// is understood) or its certificates (SSL_CERT_FILE, SSL_CERT_DIR) cannot be used. Correct them."
        )
        raise SourceError(message) from None


def _certificates(origins: frozenset[str]) -> ssl.SSLContext:
    """Load the certificates that are trusted; where nothing is asked in secret, none, for loading them takes time."""
    if any(origin.startswith("https:") for origin in origins):
        return httpx.create_ssl_context()
    return ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)


class _Transport(httpx.HTTPTransport):
    """Connects through a backend of ours; httpx itself takes none."""

    def __init__(self, context: ssl.SSLContext, backend: "_Backend", proxy: str | None = None) -> None:
        super().__init__(verify=context, proxy=proxy)
        self._pool._network_backend = backend  # noqa: SLF001 - see above; the tests of the client hold it


class _Backend(httpcore.SyncBackend):
    """Opens connections; those that no proxy opens are shown to the guard before anything is sent."""

    def __init__(self, deadline: Deadline, guard: Guard | None = None) -> None:
        self._deadline = deadline
        self._guard = guard

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        """Connect, and hang up at once on an address that may not be asked."""
        stream = super().connect_tcp(host, port, self._deadline.cut(timeout), local_address, socket_options)
        try:
            if self._guard is not None:
                self._guard.check_peer(host, stream.get_extra_info("server_addr"))
        except SourceError:
            stream.close()
            raise
        return _Stream(stream, self._deadline)


class _Stream(httpcore.NetworkStream):
    """A connection each of whose waits ends with the deadline."""

    def __init__(self, inner: httpcore.NetworkStream, deadline: Deadline) -> None:
        self._inner = inner
        self._deadline = deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """Wait for bytes."""
        return self._inner.read(max_bytes, self._deadline.cut(timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """Send bytes."""
        self._inner.write(buffer, self._deadline.cut(timeout))

    def close(self) -> None:
        """Hang up."""
        self._inner.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        """Go on in secret."""
        inner = self._inner.start_tls(ssl_context, server_hostname, self._deadline.cut(timeout))
        return _Stream(inner, self._deadline)

    def get_extra_info(self, info: str) -> Any:  # noqa: ANN401 - the base class's signature
        """Tell about the connection."""
        return self._inner.get_extra_info(info)
