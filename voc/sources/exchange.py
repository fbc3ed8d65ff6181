"""One request and its answer: sent over a pooled connection, read to its end, bounded in size and time."""

import logging
import ssl
import time
from collections.abc import Callable, Mapping
from datetime import datetime

import httpx

from voc.errors import SourceError, TransientSourceError
from voc.sources.answers import Answer
from voc.sources.guard import Guard
from voc.sources.request import HttpRules, Request
from voc.sources.transport import Deadline, open_client
from voc.sources.unpacking import PackingError, unpacked

_log = logging.getLogger("voc.http")
# Their own lines would name addresses with their queries.
for _name in ("httpx", "httpcore"):
    logging.getLogger(_name).setLevel(logging.WARNING)


class AgainError(TransientSourceError):
    """One attempt gave nothing; another may.

    Attributes
    ----------
    what : str
        Continues a sentence that begins with what was asked.
    wait_s : float or None
        Seconds that the host asked to wait.
    status : int or None
        What it answered; None where no whole answer came.
    """

    def __init__(self, what: str, wait_s: float | None = None, *, status: int | None = None) -> None:
        super().__init__(what)
        self.what = what
        self.wait_s = wait_s
        self.status = status


class Exchange:
    """Sends requests of one source, one after the other.

    Parameters
    ----------
    guard : Guard
        Sees every new connection before anything is sent.
    now : callable
        The time of an answer.

    Raises
    ------
    SourceError
        The proxy or the certificates that the environment names cannot be used.
    """

    def __init__(self, rules: HttpRules, guard: Guard, now: Callable[[], datetime]) -> None:
        self._rules = rules
        self._now = now
        self._deadline = Deadline(rules.longest_answer_s)
        self._client = open_client(guard, self._deadline, user_agent=rules.user_agent, timeout_s=rules.timeout_s)

    def close(self) -> None:
        """Hang up."""
        self._client.close()

    def send(self, request: Request, headers: Mapping[str, str]) -> Answer:
        """Ask once.

        Raises
        ------
        AgainError
            No whole answer came.
        SourceError
            The answer is too large, the host's certificate is not trusted, or the address is none.
        """
        started = time.monotonic()
        self._deadline.start()
        # The errors of the library may hold headers: they are not kept as causes.
        try:
            with self._client.stream(
                request.method, request.url, data=request.form, content=request.body, headers=dict(headers)
            ) as response:
                content = self._read(response, request)
        except httpx.TimeoutException:
            is_slow = self._deadline.left_s <= 0
            raise AgainError("answered too slowly" if is_slow else "did not answer in time") from None
        except httpx.ConnectError as error:
            self._refuse_certificate(request, error)
            raise AgainError("could not be reached") from None
        except (httpx.TransportError, PackingError) as error:
            raise AgainError(f"broke off ({type(error).__name__})") from None
        except httpx.InvalidURL:
            raise SourceError(f"{self._rules.named} was led to an address that is none.") from None
        _log.info(
            "%s %s -> %d, %d bytes, %.2f s",
            self._rules.source,
            request.place,
            response.status_code,
            len(content),
            time.monotonic() - started,
        )
        return Answer(str(response.url), response.status_code, response.headers, content, self._now())

    def _read(self, response: httpx.Response, request: Request) -> bytes:
        parts: list[bytes] = []
        n_bytes = 0
        for piece in unpacked(response.iter_raw(), response.headers.get("content-encoding", "")):
            n_bytes += len(piece)
            if n_bytes > self._rules.max_bytes:
                message = (
                    f"{self._rules.named}: {request.place} answered with more than "
                    f"{self._rules.max_bytes:,} bytes, which is not read. Check the address."
                )
                raise SourceError(message)
            parts.append(piece)
        return b"".join(parts)

    def _refuse_certificate(self, request: Request, error: BaseException | None) -> None:
        """Say what is wrong with a certificate, which no waiting mends."""
        while error is not None:
            if isinstance(error, ssl.SSLCertVerificationError):
                message = (
                    f"{self._rules.named}: the certificate of {httpx.URL(request.url).host} is not trusted "
                    f"({error.verify_message}). Behind a company's proxy, name its certificates in SSL_CERT_FILE."
                )
                raise SourceError(message) from None
            error = error.__cause__ or error.__context__
