"""What is asked of a host, and under which rules."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from urllib.parse import unquote_plus, urlencode

import httpx

from voc.sources.answers import Again, Answer, Stop
from voc.sources.guard import origin_of
from voc.sources.wording import OF_SOURCES, Wording

_SEE_OTHER = 303
# Headers that hold no secret: all that another host is sent.
_PUBLIC_HEADERS = frozenset({"accept", "if-none-match", "if-modified-since"})


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
    wording : Wording
        How messages call whoever asks.
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
    wording: Wording = OF_SOURCES

    @property
    def named(self) -> str:
        """Who asks, as messages say it."""
        return self.wording.named(self.source)


@dataclass(frozen=True, slots=True)
class Request:
    """One request, the same at every attempt.

    Attributes
    ----------
    private_path : bool
        Whether the path is as secret as the query.
    """

    method: str
    url: str = field(repr=False)
    headers: Mapping[str, str] = field(repr=False)
    form: Mapping[str, str] | None = field(default=None, repr=False)
    with_credentials: bool = True
    wants_json: bool = False
    accept: frozenset[int] = frozenset()
    pace: tuple[str, float] | None = None
    body: bytes | None = field(default=None, repr=False)
    private_path: bool = False

    @property
    def place(self) -> str:
        """Method, host and path: what may be shown."""
        parts = httpx.URL(self.url)
        if self.private_path:
            return f"{self.method} {parts.host}"
        path = parts.raw_path.decode("ascii").partition("?")[0]
        # Escapes stay: a path may hold the title of somebody's post. Behind a semicolon stand the names of sessions.
        return f"{self.method} {parts.host}{path.partition(';')[0]}"

    def led_to(self, url: str, status: int) -> "Request":
        """Return the request that follows a redirect: at another host without anything that is secret."""
        if origin_of(url) == origin_of(self.url):
            again = replace(self, url=url)
            return replace(again, method="GET", form=None, body=None) if status == _SEE_OTHER else again
        public = {name: value for name, value in self.headers.items() if name.lower() in _PUBLIC_HEADERS}
        # Nor is the gap that of the host that was asked.
        return replace(
            self, url=url, headers=public, with_credentials=False, method="GET", form=None, body=None, pace=None
        )


def with_params(url: str, params: Mapping[str, str | int] | None) -> str:
    """Put parameters into the query of an address, in the place of those of the same name.

    The rest of the query stays as it is: it may be spelled in an encoding other than UTF-8.
    """
    if not params:
        return url
    address, mark, fragment = url.partition("#")
    start, _, query = address.partition("?")
    kept = [one for one in query.split("&") if one and unquote_plus(one.partition("=")[0]) not in params]
    return f"{start}?{'&'.join([*kept, urlencode(params)])}{mark}{fragment}"
