"""The one way out of this machine: every request of every source.

Connections are pooled, answers bounded in size and time. What may pass by itself is asked again (time-outs, cut
bodies, 429, 5xx, truncated JSON, a web page where JSON was due), after the time that the host asks for or else after a
growing, jittered one. Only hosts that the configuration names are asked, redirects included; credentials go nowhere
else. Neither errors nor the log hold a query, a header or a body.
"""

import json
import logging
import time
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any, Self
from urllib.parse import urlsplit

import httpx
import stamina
from stamina.instrumentation import set_on_retry_hooks

from voc import logs
from voc.errors import SourceError
from voc.sources.answers import Again, Answer, HttpError, Stop, UnreachableError
from voc.sources.credentials import Credentials, FixedHeaders
from voc.sources.exchange import AgainError, Exchange
from voc.sources.guard import Guard, HostNotFoundError, origin_of
from voc.sources.limits import allowance_pause, retry_after
from voc.sources.pace import Pacer
from voc.sources.request import HttpRules, Request, with_params

_log = logging.getLogger("voc.http")
# Its own would print a warning at every retry.
set_on_retry_hooks(())

_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_PASSING = frozenset({408, 409, 425, 429, 500, 502, 503, 504, 520, 521, 522, 523, 524})
_UNAUTHORIZED = 401
_MAX_REDIRECTS = 5
# A host that asks for no wait at all is left alone for a second.
_SHORTEST_WAIT_S, _WORTH_TELLING_S = 1.0, 3.0
_NO_CREDENTIALS = FixedHeaders({})
# What a token endpoint may say (RFC 6749, section 5.2); whatever else it says is not shown.
_TOKEN_ERRORS = frozenset(
    {
        "invalid_request",
        "invalid_client",
        "invalid_grant",
        "unauthorized_client",
        "unsupported_grant_type",
        "invalid_scope",
    }
)


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

    Raises
    ------
    SourceError
        The proxy or the certificates that the environment names cannot be used.
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
        self._renewed_in_vain = False
        self._pacer = pacer or Pacer()
        origins = frozenset(map(origin_of, rules.origins))
        self._guard = Guard(rules.source, origins, rules.allow_private, rules.wording)
        self._exchange = Exchange(rules, self._guard, now)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        self._exchange.close()

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
        headers : mapping
            Nothing secret: secrets are the credentials' business.
        accept : collection of int
            Statuses beside 2xx that are answers and no errors, such as 304 or 404. A redirect that is accepted is not
            followed; a 401 is answered by new credentials first, where others can be had.
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
        return self._ask(Request("GET", with_params(url, params), headers or {}, accept=frozenset(accept), pace=pace))

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
        request = Request(
            "GET", with_params(url, params), headers, wants_json=True, accept=frozenset(accept), pace=pace
        )
        return self._ask(request)

    def post_json(self, url: str, content: object, *, private_path: bool = False) -> Answer:
        """Hand something over as JSON.

        Asked again like everything else, so it may arrive twice; whoever takes it must not mind.

        Parameters
        ----------
        private_path : bool
            Whether the path of the address is a secret, as that of a webhook is; it is then not shown anywhere.

        Raises
        ------
        HttpError, UnreachableError, SourceError
            As `get`.
        """
        headers = {"Accept": "application/json, text/plain, */*", "Content-Type": "application/json; charset=utf-8"}
        body = json.dumps(content, ensure_ascii=False).encode()
        return self._ask(Request("POST", url, headers, body=body, private_path=private_path))

    def _post_for_token(self, url: str, form: Mapping[str, str]) -> Any:  # noqa: ANN401 - JSON
        headers = {"Accept": "application/json"}
        request = Request("POST", url, headers, form=form, with_credentials=False, wants_json=True)
        return self._ask(request).json()

    def _ask(self, request: Request) -> Answer:
        """Ask until there is an answer; a refusal of the credentials is answered once, by new ones."""
        answer = self._ask_often(request)
        if answer.status == _UNAUTHORIZED and request.with_credentials and self._may_renew():
            answer = self._ask_often(request)
            # Whoever refuses new ones too refuses every request: each is then sent once only.
            self._renewed_in_vain = answer.status == _UNAUTHORIZED
        if answer.status in request.accept or answer.is_good:
            return answer
        raise HttpError(self._refusal(request, answer), status=answer.status)

    def _may_renew(self) -> bool:
        return not self._renewed_in_vain and self._credentials.renew()

    def _ask_often(self, request: Request) -> Answer:
        started = time.monotonic()
        n_asked = 0

        def wait_for(error: Exception) -> bool | float:
            """Tell whether to ask again, and after how many seconds where the host said so."""
            if isinstance(error, HostNotFoundError):
                return error.may_pass
            if not isinstance(error, AgainError) or n_asked >= self.rules.attempts:
                return False
            _log.info("%s %s %s", self.rules.source, request.place, error.what)
            host = urlsplit(request.url).hostname
            logs.tell("request_again", host=host, status=error.status, attempt=n_asked, wait_s=error.wait_s)
            return True if error.wait_s is None else self._asked_to_wait(request, error, error.wait_s)

        try:
            for attempt in stamina.retry_context(
                on=wait_for,
                attempts=self.rules.attempts,
                timeout=None,
                wait_initial=1.0,
                wait_max=60.0,
                wait_jitter=2.0,
            ):
                with attempt:
                    n_asked += 1
                    return self._ask_once(request)
        except AgainError as error:
            raise self._gave_up(request, error, n_asked, time.monotonic() - started) from error
        raise AssertionError("the loop returns or raises")  # pragma: no cover

    def _asked_to_wait(self, request: Request, error: AgainError, asked_s: float) -> bool | float:
        if asked_s > self.rules.longest_wait_s:
            return False
        wait_s = max(asked_s, _SHORTEST_WAIT_S)
        if wait_s >= _WORTH_TELLING_S:
            self._pacer.tell(f"{self.rules.source}: {request.place} {error.what}; waiting {wait_s:.0f} s as it asks")
        return wait_s

    def _ask_once(self, request: Request) -> Answer:
        hop = request
        for _ in range(_MAX_REDIRECTS + 1):
            self._guard.check(hop.url)
            self._take_turn(hop)
            answer = self._exchange.send(hop, self._headers(hop))
            target = "" if answer.status in hop.accept else self._target(answer)
            if not target:
                return self._judged(request, answer)
            hop = hop.led_to(target, answer.status)
        message = f"{self.rules.named}: {request.place} leads round in circles. Check the address."
        raise SourceError(message)

    def _target(self, answer: Answer) -> str:
        """Return the address that a redirect names; "" where an answer is none."""
        location = answer.headers.get("location", "")
        if answer.status not in _REDIRECTS or not location:
            return ""
        try:
            return str(httpx.URL(answer.url).join(location))
        except (httpx.InvalidURL, ValueError):
            raise self._misled() from None

    def _take_turn(self, request: Request) -> None:
        host = urlsplit(origin_of(request.url)).netloc
        left_s = self._pacer.left_s(self._held(host))
        if left_s > self.rules.longest_wait_s:
            message = (
                f"{self.rules.named}: {host} has said that its allowance is used up for another "
                f"{left_s:,.0f} s. {self.rules.wording.kept}"
            )
            raise UnreachableError(message, wait_s=left_s)
        self._pacer.take_turn(self._held(host), 0.0)
        self._pacer.take_turn(*(request.pace or (host, self.rules.every_s)))

    def _held(self, host: str) -> str:
        # An allowance is that of a key, which another source of the same host need not share.
        return f"{self.rules.source} at {host}"

    def _headers(self, request: Request) -> dict[str, str]:
        headers = dict(request.headers)
        if request.with_credentials:
            headers |= self._credentials.headers(self._post_for_token)
        for name, value in headers.items():
            if not (value.isascii() and value.isprintable() and value == value.strip()):
                message = (
                    f"{self.rules.named}: what is to be sent as '{name}' holds a line break or a letter that "
                    "no key has (it is not shown). Set the variable anew, the key alone."
                )
                raise SourceError(message)
        return headers

    def _misled(self) -> SourceError:
        return SourceError(f"{self.rules.named} was led to an address that is none.")

    def _judged(self, request: Request, answer: Answer) -> Answer:
        """Return an answer that stands; raise for one that is to be asked for again."""
        verdict = self.rules.judge(answer)
        if isinstance(verdict, Stop):
            raise UnreachableError(f"{self.rules.named}: {request.place} says: {verdict.reason}.")
        if answer.status in request.accept:
            return answer
        if isinstance(verdict, Again) or answer.status in _PASSING:
            wait_s = verdict.wait_s if isinstance(verdict, Again) else None
            asked_s = wait_s if wait_s is not None else retry_after(answer.headers, answer.at)
            raise AgainError(f"answered {answer.status}", asked_s, status=answer.status)
        pause_s = allowance_pause(answer.headers, answer.at)
        if pause_s:
            self._pacer.hold(self._held(urlsplit(origin_of(answer.url)).netloc), pause_s)
        if request.wants_json and answer.is_good:
            _check_json(answer)
        return answer

    def _refusal(self, request: Request, answer: Answer) -> str:
        if request.form is not None:
            hint = f"It gave no token{_token_error(answer)}. Check the credentials and what they are allowed."
        else:
            check = f"Check the address in {self.rules.wording.file} and the rights at the service."
            hint = self.rules.hints.get(answer.status, check)
        return f"{self.rules.named}: {request.place} answered {answer.status}. {hint}"

    def _gave_up(self, request: Request, error: AgainError, n_asked: int, seconds: float) -> UnreachableError:
        start = f"{self.rules.named}: {request.place} {error.what}"
        if error.wait_s is not None and error.wait_s > self.rules.longest_wait_s:
            return UnreachableError(
                f"{start} and asks to wait {error.wait_s:,.0f} s. {self.rules.wording.kept}", wait_s=error.wait_s
            )
        return UnreachableError(
            f"{start}, asked {n_asked} times in {seconds:.0f} s. {self.rules.wording.kept}", wait_s=error.wait_s
        )


def _check_json(answer: Answer) -> None:
    try:
        answer.json()
    except ValueError as error:
        what = "answered with a web page instead of data (maintenance, or the address is wrong)"
        raise AgainError(what if answer.is_page else f"answered with broken JSON ({error})") from error


def _token_error(answer: Answer) -> str:
    try:
        said = answer.json()
    except ValueError:
        return ""
    error = said.get("error") if isinstance(said, dict) else None
    return f" ({error})" if isinstance(error, str) and error in _TOKEN_ERRORS else ""


@contextmanager
def no_waiting(attempts: int = 5) -> Iterator[None]:
    """Ask again at once within this block: for tests."""
    with stamina.set_testing(True, attempts=attempts, cap=True):
        yield
