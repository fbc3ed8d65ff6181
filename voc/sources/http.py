"""The one way out of this machine: every request of every source.

Connections are pooled, answers bounded in size and time. What may pass by itself is asked again (time-outs, cut
bodies, 429, 5xx, truncated JSON, a web page where JSON was due), after the time that the host asks for or else after a
growing, jittered one. Only hosts that the configuration names are asked, redirects included; credentials go nowhere
else. Neither errors nor the log hold a query, a header or a body.
"""

import logging
import time
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.cookiejar import CookieJar, DefaultCookiePolicy
from typing import Any, Self
from urllib.parse import urljoin, urlsplit

import httpx
import stamina

from voc.errors import SourceError, TransientSourceError
from voc.sources.answers import Again, Answer, HttpError, Stop, UnreachableError
from voc.sources.credentials import Credentials, FixedHeaders
from voc.sources.guard import Guard, origin_of
from voc.sources.limits import allowance_pause, retry_after
from voc.sources.pace import Pacer

_log = logging.getLogger("voc.http")
# Their own lines would name addresses with their queries, and headers.
for _name in ("httpx", "httpcore"):
    logging.getLogger(_name).setLevel(logging.WARNING)

_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_PASSING = frozenset({408, 409, 425, 429, 500, 502, 503, 504, 520, 521, 522, 523, 524})
_UNAUTHORIZED = 401
_MAX_REDIRECTS = 5
_CHUNK = 65_536
_NO_CREDENTIALS = FixedHeaders({})


@dataclass(frozen=True, slots=True, kw_only=True)
class HttpRules:
    """How one source uses the network.

    Attributes
    ----------
    source : str
        The source's name, for messages.
    origins : frozenset of str
        Scheme, host and port that may be asked.
    every_s : float
        Gap between two requests to a host.
    max_bytes : int
        Largest answer, unpacked.
    timeout_s, longest_answer_s : float
        For each single wait on the network, and for an answer as a whole.
    attempts : int
        Requests for one answer at most.
    longest_wait_s : float
        A host that asks to wait longer ends the source's run; the next one goes on from there.
    hints : mapping of status to sentence
        What to do about a refusal.
    judge : callable
        What an answer means beyond its status; None leaves it to the status.
    """

    source: str
    origins: frozenset[str]
    user_agent: str
    allow_private: bool = False
    every_s: float = 0.0
    max_bytes: int = 64 * 1024 * 1024
    timeout_s: float = 30.0
    longest_answer_s: float = 180.0
    attempts: int = 5
    longest_wait_s: float = 300.0
    hints: Mapping[int, str] = field(default_factory=dict)
    judge: Callable[[Answer], Again | Stop | None] = lambda _: None


class _AgainError(TransientSourceError):
    """One attempt gave nothing; another may."""

    def __init__(self, what: str, wait_s: float | None = None) -> None:
        super().__init__(what)
        self.what = what
        self.wait_s = wait_s


@dataclass(frozen=True, slots=True)
class _Request:
    """One request, the same at every attempt."""

    method: str
    url: str
    headers: Mapping[str, str]
    form: Mapping[str, str] | None = None
    with_credentials: bool = True
    wants_json: bool = False
    accept: frozenset[int] = frozenset()
    pace: tuple[str, float] | None = None

    @property
    def place(self) -> str:
        """Method, host and path: what may be shown."""
        parts = urlsplit(self.url)
        return f"{self.method} {parts.hostname}{parts.path}"


class HttpClient:
    """Asks the hosts of one source.

    Parameters
    ----------
    rules : HttpRules
        What may be asked, how fast, how often.
    credentials : Credentials
        Shown to the named hosts only.
    pacer : Pacer
        Shared by the sources of a run.
    now : callable
        The time; for `Retry-After` as a date and for times that count back.
    """

    def __init__(
        self,
        rules: HttpRules,
        *,
        credentials: Credentials = _NO_CREDENTIALS,
        pacer: Pacer | None = None,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self.rules = rules
        self._credentials = credentials
        self._pacer = pacer or Pacer()
        self._now = now
        self._guard = Guard(rules.source, rules.origins, rules.allow_private)
        self._client = httpx.Client(
            timeout=httpx.Timeout(rules.timeout_s),
            headers={"User-Agent": rules.user_agent},
            # No site is to recognise us by what it gave us before.
            cookies=CookieJar(DefaultCookiePolicy(allowed_domains=[])),
            follow_redirects=False,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        self._client.close()

    def get(
        self,
        url: str,
        params: Mapping[str, str | int] | None = None,
        *,
        headers: Mapping[str, str] | None = None,
        accept: Collection[int] = (),
        pace: tuple[str, float] | None = None,
    ) -> Answer:
        """Ask for an address.

        Parameters
        ----------
        params : mapping
            Put into the query, replacing what the address holds.
        accept : collection of int
            Statuses beside 2xx that are answers and no errors, such as 304 or 404.
        pace : (str, float) or None
            Another key and gap than those of the host, where one kind of request has a limit of its own.

        Raises
        ------
        HttpError
            The host refused for good.
        UnreachableError
            No usable answer came, however often it was asked.
        SourceError
            The address may not be asked, or its answer is too large.
        """
        return self._ask(_Request("GET", _with(url, params), headers or {}, accept=frozenset(accept), pace=pace))

    def get_json(
        self,
        url: str,
        params: Mapping[str, str | int] | None = None,
        *,
        headers: Mapping[str, str] | None = None,
        accept: Collection[int] = (),
        pace: tuple[str, float] | None = None,
    ) -> Answer:
        """Do as `get`; an answer of 2xx whose body is no JSON counts as none and is asked for again."""
        headers = {"Accept": "application/json", **(headers or {})}
        request = _Request("GET", _with(url, params), headers, wants_json=True, accept=frozenset(accept), pace=pace)
        return self._ask(request)

    def _post_for_token(self, url: str, form: Mapping[str, str]) -> Any:  # noqa: ANN401 - JSON
        headers = {"Accept": "application/json"}
        request = _Request("POST", url, headers, form=form, with_credentials=False, wants_json=True)
        return self._ask(request).json()

    def _ask(self, request: _Request) -> Answer:
        """Ask until there is an answer; a refusal of the credentials is answered once, by new ones."""
        answer = self._ask_often(request)
        if answer.status == _UNAUTHORIZED and request.with_credentials and self._credentials.renew():
            answer = self._ask_often(request)
        if answer.status in request.accept or 200 <= answer.status < 300:  # noqa: PLR2004 - HTTP's own
            return answer
        raise HttpError(self._refusal(request, answer), status=answer.status)

    def _ask_often(self, request: _Request) -> Answer:
        started = time.monotonic()
        n_asked = 0
        try:
            for attempt in stamina.retry_context(
                on=self._wait_for,
                attempts=self.rules.attempts,
                timeout=None,
                wait_initial=1.0,
                wait_max=60.0,
                wait_jitter=2.0,
            ):
                with attempt:
                    n_asked += 1
                    return self._ask_once(request)
        except _AgainError as error:
            raise self._gave_up(request, error, n_asked, time.monotonic() - started) from error
        raise AssertionError("the loop returns or raises")  # pragma: no cover

    def _wait_for(self, error: Exception) -> bool | float:
        """Tell whether to ask again, and after how many seconds where the host said so."""
        if not isinstance(error, _AgainError):
            return False
        if error.wait_s is None:
            return True
        if error.wait_s > self.rules.longest_wait_s:
            return False
        self._pacer.tell(f"{self.rules.source}: {error.what}; waiting {error.wait_s:.0f} s as it asks")
        return error.wait_s

    def _ask_once(self, request: _Request) -> Answer:
        url, method, form = request.url, request.method, request.form
        for _ in range(_MAX_REDIRECTS + 1):
            self._guard.check(url)
            self._pacer.take_turn(*(request.pace or (urlsplit(url).netloc, self.rules.every_s)))
            answer = self._send(method, url, form, self._headers(request, url))
            if answer.status not in _REDIRECTS or "location" not in answer.headers:
                return self._judged(request, answer)
            url = urljoin(url, answer.headers["location"])
            method, form = ("GET", None) if answer.status == 303 else (method, form)  # noqa: PLR2004 - see other
        message = f"Source '{self.rules.source}': {request.place} leads round in circles. Check the address."
        raise SourceError(message)

    def _headers(self, request: _Request, url: str) -> dict[str, str]:
        headers = dict(request.headers)
        # The origin was checked; a redirect from https to http of the same host is another origin.
        if request.with_credentials and origin_of(url) == origin_of(request.url):
            headers |= self._credentials.headers(self._post_for_token)
        return headers

    def _send(self, method: str, url: str, form: Mapping[str, str] | None, headers: Mapping[str, str]) -> Answer:
        started = time.monotonic()
        try:
            with self._client.stream(method, url, data=form, headers=dict(headers)) as response:
                stream = response.extensions.get("network_stream")
                self._guard.check_peer(response.url.host, stream.get_extra_info("server_addr") if stream else None)
                content = self._read(response, started)
        except httpx.TimeoutException as error:
            raise _AgainError("did not answer in time") from error
        except (httpx.TransportError, httpx.DecodingError) as error:
            raise _AgainError(f"broke off ({type(error).__name__})") from error
        except httpx.InvalidURL as error:
            raise SourceError(f"Source '{self.rules.source}' was led to an address that is none.") from error
        answer = Answer(str(response.url), response.status_code, response.headers, content, self._now())
        _log.info(
            "%s %s %s%s -> %d, %d bytes, %.2f s",
            self.rules.source,
            method,
            response.url.host,
            response.url.path,
            answer.status,
            len(content),
            time.monotonic() - started,
        )
        return answer

    def _read(self, response: httpx.Response, started: float) -> bytes:
        parts: list[bytes] = []
        n_bytes = 0
        for chunk in response.iter_bytes(_CHUNK):
            n_bytes += len(chunk)
            if n_bytes > self.rules.max_bytes:
                message = (
                    f"Source '{self.rules.source}': {response.url.host}{response.url.path} answered with more than "
                    f"{self.rules.max_bytes:,} bytes, which is not read. Check the address."
                )
                raise SourceError(message)
            if time.monotonic() - started > self.rules.longest_answer_s:
                raise _AgainError("answered too slowly")
            parts.append(chunk)
        return b"".join(parts)

    def _judged(self, request: _Request, answer: Answer) -> Answer:
        """Return an answer that stands; raise for one that is to be asked for again."""
        verdict = self.rules.judge(answer)
        if isinstance(verdict, Stop):
            raise UnreachableError(f"Source '{self.rules.source}': {request.place} says: {verdict.reason}.")
        if answer.status in request.accept:
            return answer
        if isinstance(verdict, Again) or answer.status in _PASSING:
            wait_s = verdict.wait_s if isinstance(verdict, Again) else None
            asked_s = wait_s if wait_s is not None else retry_after(answer.headers, answer.at)
            raise _AgainError(f"answered {answer.status}", asked_s)
        pause_s = allowance_pause(answer.headers, answer.at)
        if pause_s:
            self._pacer.hold(urlsplit(answer.url).netloc, min(pause_s, self.rules.longest_wait_s))
        if request.wants_json and 200 <= answer.status < 300:  # noqa: PLR2004 - HTTP's own
            _check_json(answer)
        return answer

    def _refusal(self, request: _Request, answer: Answer) -> str:
        hint = self.rules.hints.get(answer.status, "Check the address in sources.yaml and the rights at the service.")
        return f"Source '{self.rules.source}': {request.place} answered {answer.status}. {hint}"

    def _gave_up(self, request: _Request, error: _AgainError, n_asked: int, seconds: float) -> UnreachableError:
        start = f"Source '{self.rules.source}': {request.place} {error.what}"
        kept = "What came before is stored; the next run goes on from there."
        if error.wait_s is not None and error.wait_s > self.rules.longest_wait_s:
            return UnreachableError(f"{start} and asks to wait {error.wait_s:,.0f} s. {kept}", wait_s=error.wait_s)
        return UnreachableError(f"{start}, asked {n_asked} times in {seconds:.0f} s. {kept}", wait_s=error.wait_s)


def _check_json(answer: Answer) -> None:
    try:
        answer.json()
    except ValueError as error:
        what = "answered with a web page instead of data (maintenance, or the address is wrong)"
        raise _AgainError(what if answer.is_page else "answered with broken JSON") from error


def _with(url: str, params: Mapping[str, str | int] | None) -> str:
    """Put parameters into the query of an address, in the place of those of the same name."""
    if not params:
        return url
    return str(httpx.URL(url).copy_merge_params({name: str(value) for name, value in params.items()}))


@contextmanager
def no_waiting(attempts: int = 5) -> Iterator[None]:
    """Ask again at once within this block: for tests."""
    with stamina.set_testing(True, attempts=attempts, cap=True):
        yield
