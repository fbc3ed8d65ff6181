"""Public pages and feeds, asked for as a guest should: by robots.txt, at the host's pace, only when they changed."""

from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from voc.config.families import WebSettings
from voc.errors import SourceError
from voc.sources.answers import Again, Answer, HttpError, UnreachableError
from voc.sources.guard import origin_of
from voc.sources.http import HttpClient
from voc.sources.surroundings import Surroundings
from voc.sources.web.decoding import decode
from voc.sources.web.pages import PageError, parse_page
from voc.sources.web.redirects import MOST_REDIRECTS, REDIRECTS, target_of
from voc.sources.web.refusals import is_maintenance, may_be_maintenance
from voc.sources.web.robots import TOKEN, RobotsRules, read_robots

NOT_MODIFIED = 304
# RFC 9309, 2.4.
_RULES_KEPT = timedelta(hours=24)
# A host that wants more than this between two requests does not want to be walked over.
_LONGEST_DELAY_S = 300.0
# A maintenance notice is short.
_NOTICE_BYTES = 20_000
_HINTS = {
    401: "It asks for a sign-in, and nothing behind one is collected. Ask its owner, or take it out of sources.yaml.",
    403: "The site refuses us. Ask its owner for leave, telling the user agent 'malgwi'; we never pose as a browser.",
    404: "There is no such page: the board or blog was moved, renamed or closed. Correct its address in sources.yaml.",
    410: "The page was taken down for good. Take it out of sources.yaml.",
}

# What a host told to recognise an unchanged page by: `etag` and `modified`. Fit for a cursor.
Validators = Mapping[str, str]


class BarredError(SourceError):
    """The host's robots.txt forbids the page; the message says what to do."""


@dataclass
class PoliteReader:
    """Reads pages of the hosts of one source.

    Attributes
    ----------
    http : HttpClient
        With the source's rules.
    delay_s : float
        Seconds between requests to a host; its `Crawl-delay` may ask for more.
    now : callable
        The time, aware.
    """

    http: HttpClient
    delay_s: float
    now: Callable[[], datetime]
    _rules: dict[str, tuple[datetime, RobotsRules]] = field(default_factory=dict)

    def read(self, url: str, *, known: Validators | None = None, accept: Collection[int] = ()) -> Answer:
        """Ask for a page, once robots.txt allows it, and each address that it leads on to.

        Parameters
        ----------
        known : mapping or None
            What `validators` gave for the last answer; an unchanged page then comes with status `NOT_MODIFIED` and
            without a body.
        accept : collection of int
            Further statuses that are answers and no errors.

        Raises
        ------
        BarredError
            It may not be asked for.
        UnreachableError
            Neither rules nor page could be had, however often they were asked for.
        HttpError, SourceError
            As `HttpClient.get`.
        """
        headers, accepted = _conditions(known or {}), {*accept, NOT_MODIFIED, *REDIRECTS}
        here = url
        for _ in range(MOST_REDIRECTS + 1):
            pace = (urlsplit(here).netloc, self._checked(here))
            answer = self.http.get(here, headers=headers, accept=accepted, pace=pace)
            here = target_of(answer, source=self.http.rules.source)
            if not here:
                return answer
        message = (
            f"Source '{self.http.rules.source}': {urlsplit(url).hostname}{urlsplit(url).path} leads round in circles. "
            "Check the address in sources.yaml."
        )
        raise SourceError(message)

    def allows(self, url: str) -> bool:
        """Tell whether robots.txt allows a page."""
        return self._rules_of(url).allows(url)

    def _rules_of(self, url: str) -> RobotsRules:
        """Return the rules of a page's host, asked for again after a day."""
        origin, now = origin_of(url), self.now()
        asked_at, rules = self._rules.get(origin, (now, None))
        if rules is None or now - asked_at >= _RULES_KEPT:
            rules = self._asked(origin)
            self._rules[origin] = (now, rules)
        return rules

    def _asked(self, origin: str) -> RobotsRules:
        try:
            answer = self.http.get(f"{origin}/robots.txt", pace=(urlsplit(origin).netloc, self.delay_s))
        except HttpError as error:
            return read_robots(error.status)
        except UnreachableError:
            return read_robots(None)
        return read_robots(answer.status, answer.content)

    def _checked(self, url: str) -> float:
        """Return the seconds to leave between two requests to the page's host."""
        parts, rules = urlsplit(url), self._rules_of(url)
        start = f"Source '{self.http.rules.source}': robots.txt of {parts.hostname}"
        if rules.is_unreachable:
            message = f"{start} cannot be had now, so nothing of the host is read. The next run tries again."
            raise UnreachableError(message)
        if not rules.allows(url):
            message = (
                f"{start} does not let '{TOKEN}' read {parts.path}. Ask its owner for leave or for an export, or take "
                "it out of sources.yaml."
            )
            raise BarredError(message)
        delay_s = max(self.delay_s, rules.delay_s or 0.0)
        if delay_s > _LONGEST_DELAY_S and delay_s > self.delay_s:
            message = (
                f"{start} asks for {delay_s:,.0f} s between two requests; more than {_LONGEST_DELAY_S:,.0f} s are not "
                "waited for. Ask its owner for a feed, or set delay_s that high to wait all the same."
            )
            raise BarredError(message)
        return delay_s


@contextmanager
def open_polite(surroundings: Surroundings, settings: WebSettings) -> Iterator[PoliteReader]:
    """Open a reader for the hosts of a source."""
    hints = dict(_HINTS)
    with surroundings.client(settings, every_s=settings.delay_s, hints=hints, judge=_judge) as http:
        yield PoliteReader(http, settings.delay_s, surroundings.now)


def validators(answer: Answer) -> dict[str, str]:
    """Return by what an answer's host would recognise it; empty where the host tells nothing."""
    given = {"etag": answer.headers.get("etag", ""), "modified": answer.headers.get("last-modified", "")}
    return {name: value for name, value in given.items() if value}


def charset_of(answer: Answer) -> str | None:
    """Return the encoding that the answer's header names."""
    return (
        answer.headers.get("content-type", "").lower().partition("charset=")[2].partition(";")[0].strip("\"' ") or None
    )


def _conditions(known: Validators) -> dict[str, str]:
    names = {"etag": "If-None-Match", "modified": "If-Modified-Since"}
    return {header: known[name] for name, header in names.items() if known.get(name)}


def _judge(answer: Answer) -> Again | None:
    """Ask again where a maintenance notice came in place of the page."""
    if not answer.is_page or len(answer.content) > _NOTICE_BYTES:
        return None
    if not may_be_maintenance(decode(answer.content, charset=charset_of(answer)).text):
        return None
    try:
        page = parse_page(answer.content, charset=charset_of(answer))
    except PageError:
        return None
    return Again() if is_maintenance(page) else None
