"""Naver search: snippets of blog posts, cafe articles and questions that hold certain words, newest first.

There is no cursor and no filter by date, and a search shows some 1,100 results at most. So every search is walked from
its newest result until a whole page is known, and what it found is remembered.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from voc.config.families import NaverSearchSettings
from voc.errors import RecordError, SourceError
from voc.records import Cursor, Window
from voc.sources.answers import Answer, HttpError, UnreachableError
from voc.sources.base import Page, Problem
from voc.sources.credentials import FixedHeaders
from voc.sources.facts import Facts
from voc.sources.http import HttpClient
from voc.sources.naver_limits import HINTS, REFUSED, Allowance, explain_refusal
from voc.sources.naver_memory import Memory, Search
from voc.sources.naver_results import Result, read_result
from voc.sources.secrets import read_secrets
from voc.sources.surroundings import Surroundings
from voc.sources.walk import Progress, Tray
from voc.sources.web.addresses import is_redirect
from voc.weeks import SEOUL

_DISPLAY, _LAST_START = 100, 1_000
# The cursor is large: it is rewritten after so many searches.
_SAVED_EVERY = 10
_KEPT = ("title", "description", "postdate")
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_HEADERS = {
    "developers": ("X-Naver-Client-Id", "X-Naver-Client-Secret"),
    "hub": ("X-NCP-APIGW-API-KEY-ID", "X-NCP-APIGW-API-KEY"),
}
_TOO_MANY_NEW = (
    "More than 1,000 results are new since the last run, and the service shows no more; the older ones among them are "
    "lost. Collect more often, or split the query into more specific ones."
)


class _SearchError(SourceError):
    """One search failed; the others may go on."""


class _DayIsOverError(SourceError):
    """No call is left for today."""


@dataclass(frozen=True)
class NaverSearchSource:
    """What some queries find in some services.

    The cursor holds which posts each search has found in the last `seen_days`, and how many calls the day has cost.
    A post that several queries find is one record, with the snippet of the first of them. A snippet that has changed
    is an edit, where it stands on a page that is still looked through. A result that is gone is no deletion.
    """

    settings: NaverSearchSettings
    surroundings: Surroundings

    @property
    def name(self) -> str:
        """The source's name in sources.yaml."""
        return self.settings.name

    def fetch(self, window: Window, cursor: Cursor | None) -> Iterator[Page]:
        """Deliver what each search has found since it was last walked."""
        settings = self.settings
        secrets = read_secrets(self.name, settings.secrets)
        id_header, secret_header = _HEADERS[settings.host]
        shown = {
            id_header: secrets[settings.client_id_env],
            secret_header: secrets[settings.client_secret_env],
        }
        searches = self._searches()
        memory = self._memory(window, cursor)
        allowance = Allowance()
        with self.surroundings.client(
            settings,
            credentials=FixedHeaders(shown),
            every_s=1 / settings.requests_per_second,
            hints=HINTS,
            judge=allowance.judge,
        ) as http:
            yield from _Walk(settings, self.surroundings, http, allowance, window, memory).pages(searches)

    def _searches(self) -> list[Search]:
        services, queries = dict.fromkeys(self.settings.services), dict.fromkeys(self.settings.queries)
        return [Search(service, query) for service in services for query in queries]

    def _memory(self, window: Window, cursor: Cursor | None) -> Memory:
        first = self.surroundings.first_moment(self.settings)
        if cursor is None:
            return Memory(self.name, window.start or first, self.surroundings.now().astimezone(SEOUL).date())
        memory = Memory.load(cursor, self._searches())
        if self.settings.since is not None:
            memory.since = first
        return memory


@dataclass
class _Batch:
    """What a page of results holds.

    Attributes
    ----------
    shown : list of str
        Posts that it shows.
    done : list of str
        Those of them that need not be looked at again, whether or not they gave a record.
    n_new, n_known : int
        Those that the search has not met before, and those that it has.
    """

    tray: Tray
    shown: list[str] = field(default_factory=list)
    done: list[str] = field(default_factory=list)
    n_new: int = 0
    n_known: int = 0

    @property
    def is_known(self) -> bool:
        """Whether the search was here before: all that follows is older."""
        return bool(self.done) and not self.n_new


@dataclass
class _Walk:
    """All searches of a source, one after the other."""

    settings: NaverSearchSettings
    surroundings: Surroundings
    http: HttpClient
    allowance: Allowance
    window: Window
    memory: Memory

    def pages(self, searches: Sequence[Search]) -> Iterator[Page]:
        """Walk each search to its end, and note what it found only then: half a walk is walked again."""
        for number, search in enumerate(self.memory.in_turn(searches), start=1):
            problems: list[Problem] = []
            try:
                yield from self._results(search, problems)
            except _SearchError as error:
                problems.append(Problem(_shown(search), str(error)))
            except _DayIsOverError as error:
                problems.append(Problem("searches that are left", str(error)))
                yield Page(cursor=self._saved(), problems=tuple(problems))
                return
            except SourceError:
                yield Page(cursor=self._saved())
                raise
            is_due = number % _SAVED_EVERY == 0 or number == len(searches)
            yield Page(cursor=self._saved() if is_due else None, problems=tuple(problems))

    def _saved(self) -> Cursor:
        return self.memory.save(seen_days=self.settings.seen_days)

    def _results(self, search: Search, problems: list[Problem]) -> Iterator[Page]:
        """Deliver a search from its newest result until a whole page is known, or none follows."""
        progress = Progress(self.settings.name, f"the search {_shown(search)}")
        now = self.surroundings.now()
        today = now.astimezone(SEOUL).date()
        found: list[str] = []
        start, n_known = 1, 0
        while items := self._ask(search, start):
            batch = self._read(items, search)
            yield Page(tuple(batch.tray.records), tuple(batch.tray.rejects))
            found += batch.done
            n_known += batch.n_known
            if batch.is_known:
                self.memory.keep(search, today)
                break
            if start == _LAST_START:
                if search in self.memory.walked_at and not n_known:
                    problems.append(Problem(_shown(search), _TOO_MANY_NEW))
                break
            _step(progress, batch)
            start = min(start + len(items), _LAST_START)
        self.memory.note(search, found, now, today)

    def _ask(self, search: Search, start: int) -> list[object]:
        """Return the results from a place on; an empty list behind the last."""
        url = f"{self.settings.address}/{search.service}"
        params: dict[str, str | int] = {"query": search.query, "display": _DISPLAY, "start": start, "sort": "date"}
        if self.settings.host == "hub":
            params["format"] = "json"
        else:
            url += ".json"
        self._count()
        try:
            answer = self.http.get_json(url, params, accept=REFUSED)
        except UnreachableError as error:
            if not self.allowance.is_used_up:
                raise
            self.memory.calls = self.settings.calls_per_day
            message = "The calls of the day are used up, says the service. They go on after midnight in Seoul."
            raise _DayIsOverError(message) from error
        if answer.status in REFUSED:
            raise _SearchError(explain_refusal(answer))
        return _items(answer)

    def _count(self) -> None:
        """Count a call before it is made."""
        today = self.surroundings.now().astimezone(SEOUL).date()
        if self.memory.calls_left(today, self.settings.calls_per_day) <= 0:
            message = (
                f"No call is left for today: {self.settings.calls_per_day:,} (`calls_per_day`) were made, or the "
                "service has refused more. They go on after midnight in Seoul, with what has waited longest."
            )
            raise _DayIsOverError(message)
        self.memory.count_call(today)

    def _read(self, items: Sequence[object], search: Search) -> _Batch:
        """Make records of a page of results."""
        batch = _Batch(Tray(_shown(search), _KEPT))
        for raw in items:
            try:
                self._take(self._result(raw, search), search, batch)
            except RecordError as error:
                batch.tray.set_aside(raw, error.reason)
        return batch

    def _take(self, result: Result, search: Search, batch: _Batch) -> None:
        at, window, memory = result.written_at, self.window, self.memory
        batch.shown.append(result.id)
        if at and window.end and at >= window.end:
            # It is neither taken nor remembered, so that the next run takes it.
            return
        batch.done.append(result.id)
        is_old = at is not None and at < max(memory.since, window.start or memory.since)
        is_known = memory.knows(search, result.id)
        batch.n_known += is_known
        batch.n_new += not (is_old or is_known)
        if not (is_old or result.is_company or memory.is_others(search, result.id)):
            batch.tray.records.append(result.record)

    def _result(self, raw: object, search: Search) -> Result:
        facts = Facts.of(raw)
        link = facts.needed("link")
        if is_redirect(link):
            link = self._target(link) or link
        return read_result(facts, link, search.service, self.settings, now=self.surroundings.now())

    def _target(self, link: str) -> str | None:
        """Return where an old result leads; it is not gone there."""
        api = urlsplit(self.settings.address)
        url = urlsplit(link)._replace(scheme=api.scheme, netloc=api.netloc).geturl()
        try:
            location: str | None = self.http.get(url, accept=_REDIRECTS | REFUSED).headers.get("location")
        except HttpError:
            return None
        except UnreachableError as error:
            # Not its own address: the next run may learn the right one, and then there would be two records.
            raise RecordError("where its 'link' leads to cannot be had now") from error
        return location


def _items(answer: Answer) -> list[object]:
    try:
        facts = Facts.of(answer.json())
        if "items" in facts.raw:
            return facts.items("items")
        reason = "'items' is missing"
    except RecordError as error:
        reason = error.reason
    raise _SearchError(f"The results have another form than expected: {reason}.")


def _step(progress: Progress, batch: _Batch) -> None:
    try:
        progress.step("\n".join(batch.shown))
    except SourceError as error:
        raise _SearchError(str(error)) from error


def _shown(search: Search) -> str:
    return f"{search.service} '{search.query}'"
