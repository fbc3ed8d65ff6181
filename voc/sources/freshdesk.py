"""Freshdesk tickets: those changed since the last run, with the answers of their customers and their ratings."""

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial

from voc.config.families import FreshdeskSettings
from voc.errors import RecordError, SourceError
from voc.records import Cursor, Window
from voc.sources.answers import Again, Answer, HttpError
from voc.sources.base import Page, Problem, Removal
from voc.sources.credentials import basic
from voc.sources.facts import Facts
from voc.sources.freshdesk_listing import walk_list, walk_tickets
from voc.sources.freshdesk_ratings import Ratings, with_ratings
from voc.sources.freshdesk_tickets import answer_record, first_record, read_ticket, thread_id
from voc.sources.http import HttpClient
from voc.sources.owed import Owed
from voc.sources.secrets import read_secrets
from voc.sources.surroundings import Surroundings
from voc.sources.threads import Basket
from voc.sources.walk import Gate

# Tickets whose conversations are read before they are stored.
_TOGETHER = 10
# The list lags behind the changes for some moments; deleted tickets are looked for a day back.
_OVERLAP, _LOOK_BACK = timedelta(minutes=5), timedelta(days=1)
_FORBIDDEN = 403
_OLD_LIMIT = b"exceeded the limit of requests"
# Not the requester: their name and mail are not wanted here.
_INCLUDED = "description,stats"
_UNAUTHORIZED = 401
_HINTS = {
    401: "The API key was refused. Copy it again from the profile settings; it changes when somebody resets it.",
    403: "The account of the key may not see this, or the plan does not have it.",
    404: "No such account: check `domain` in sources.yaml.",
}
_KEPT = ("id", "created_at", "subject", "description_text", "body_text", "feedback")


@dataclass(frozen=True)
class FreshdeskSource:
    """Tickets of one account.

    The cursor is the time up to which changes were read, never behind the end of a window: what was said later comes
    with the next run. A changed ticket is read again as a whole. Deleted tickets and spam, which leave the list, are
    looked for in lists of their own.
    """

    settings: FreshdeskSettings
    surroundings: Surroundings

    @property
    def name(self) -> str:
        """The source's name in sources.yaml."""
        return self.settings.name

    def fetch(self, window: Window, cursor: Cursor | None) -> Iterator[Page]:
        """Deliver what customers wrote in all tickets changed since the cursor, or since the window's start."""
        secrets = read_secrets(self.name, self.settings.secrets)
        with self.surroundings.client(
            self.settings,
            credentials=basic(secrets[self.settings.key_env], "X"),
            every_s=60 / self.settings.requests_per_minute,
            hints=_HINTS,
            judge=_judge,
        ) as http:
            yield from _Walk(self, http, Gate(window), _Place.load(cursor, self.name)).pages()


def _judge(answer: Answer) -> Again | None:
    """Old accounts say with 403 that too much was asked."""
    is_limit = answer.status == _FORBIDDEN and _OLD_LIMIT in answer.content
    return Again() if is_limit else None


@dataclass
class _Place:
    """Where a walk is.

    Attributes
    ----------
    since : datetime or None
        Changes before it are read.
    rated : datetime or None
        The last rating that is read.
    swept, swept_whole : datetime or None
        When deleted tickets were looked for last, and when all of them.
    """

    since: datetime | None = None
    rated: datetime | None = None
    swept: datetime | None = None
    swept_whole: datetime | None = None
    owed: Owed = field(default_factory=lambda: Owed("ticket"))

    @classmethod
    def load(cls, cursor: Cursor | None, source: str) -> "_Place":
        if cursor is None:
            return cls()
        try:
            saved = json.loads(cursor.value)
            moments = {name: datetime.fromisoformat(saved[name]).astimezone(UTC) for name in _MOMENTS if name in saved}
            return cls(since=moments.pop("since"), owed=Owed.load("ticket", saved.get("owed", {})), **moments)
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            message = f"The cursor of source '{source}' is none of Freshdesk's. Start anew: voc collect {source} --anew"
            raise SourceError(message) from error

    def cursor(self, source: str) -> Cursor:
        moments = {name: moment.isoformat() for name in _MOMENTS if (moment := getattr(self, name)) is not None}
        owed = {"owed": self.owed.dump()} if self.owed.tries else {}
        return Cursor(source, json.dumps({**moments, **owed}))


_MOMENTS = ("since", "rated", "swept", "swept_whole")


class _Walk:
    """One walk along the changed tickets."""

    def __init__(self, source: FreshdeskSource, http: HttpClient, gate: Gate, place: _Place) -> None:
        self.source = source
        self.settings = source.settings
        self.http = http
        self.gate = gate
        self.place = place
        self.started_at = source.surroundings.now()
        # Where the window ends before now, what is read is read up to there.
        self.until = min(self.started_at, gate.window.end or self.started_at)
        # A walk that begins where somebody says must not move the cursor past what lies between.
        self.moves = place.since is None or gate.window.start is None
        self.ratings = Ratings(http, self.settings, window=gate.window, now=self.started_at)
        self.read_numbers: set[str] = set()

    def pages(self) -> Iterator[Page]:
        earliest = self.source.surroundings.first_moment(self.settings)
        self.place.swept = self.place.swept or self.started_at
        self.place.swept_whole = self.place.swept_whole or self.started_at
        self.ratings.load(self.place.rated, earliest=earliest)
        yield from self._single_pages(self.place.owed.earlier())
        yield from self._changed_pages(self._start(earliest))
        yield from self._single_pages(sorted(self.ratings.fresh - self.read_numbers))
        yield self.ratings.basket.page()
        if self.moves:
            yield from self._sweep_pages(self.place.swept, earliest)
            self.place.rated = self.ratings.read_to
            yield self._cursor_page()

    def _start(self, earliest: datetime) -> datetime:
        if self.gate.window.start is not None:
            return self.gate.window.start
        return earliest if self.place.since is None else self.place.since - _OVERLAP

    def _cursor_page(self) -> Page:
        return Page(cursor=self.place.cursor(self.source.name))

    def _changed_pages(self, start: datetime) -> Iterator[Page]:
        url = f"{self.settings.address}/api/v2/tickets"
        for listed in walk_tickets(self.http, url, {"include": _INCLUDED}, since=start, source=self.source.name):
            for at in range(0, len(listed.tickets), _TOGETHER):
                yield self._read_together(listed.tickets[at : at + _TOGETHER])
            read_to = min(listed.ends_at or start, self.until)
            self.place.since = max(self.place.since or read_to, read_to)
            if self.moves:
                yield self._cursor_page()

    def _read_together(self, tickets: list[object]) -> Page:
        basket = Basket("list of tickets", _KEPT)
        for raw in tickets:
            try:
                facts = Facts.of(raw)
                self._read_or_owe(facts.needed("id"), partial(self._read, facts, basket))
            except RecordError as error:
                basket.set_aside(raw, error.reason)
        return basket.page(self.place.owed.take_problems())

    def _single_pages(self, numbers: Iterable[str]) -> Iterator[Page]:
        """Deliver tickets that are no news to the list: owed by earlier runs, or rated without another change."""
        for number in numbers:
            basket = Basket("list of tickets", _KEPT)
            self._read_or_owe(number, partial(self._read_single, number, basket))
            yield basket.page(self.place.owed.take_problems())

    def _read_or_owe(self, number: str, read: Callable[[], None]) -> None:
        self.read_numbers.add(number)
        self.place.owed.attempt(number, read)

    def _read_single(self, number: str, basket: Basket) -> None:
        url = f"{self.settings.address}/api/v2/tickets/{number}"
        raw = self.http.get_json(url, {"include": "stats"}).json()
        try:
            self._read(Facts.of(raw), basket)
        except RecordError as error:
            basket.set_aside(raw, error.reason)

    def _read(self, facts: Facts, basket: Basket) -> None:
        """Read a ticket, its conversations and its ratings into a basket."""
        ticket = read_ticket(facts, self.settings, now=self.started_at)
        if ticket.is_gone:
            basket.removals.append(Removal(ticket.template.external_id, ticket.version))
            return
        opened_at, end = facts.moment("created_at"), self.gate.window.end
        if opened_at is not None and end is not None and opened_at >= end:
            # All of it lies behind the window, and the cursor does not: not worth a request.
            return
        url = f"{self.settings.address}/api/v2/tickets/{ticket.number}/conversations"
        what = f"the conversations of ticket {ticket.number}"
        answers = list(walk_list(self.http, url, {}, source=self.source.name, what=what))
        found = Basket(f"ticket {ticket.number}", _KEPT)
        found.put([facts.raw], lambda _, __: first_record(ticket))
        found.put(answers, lambda _, answer: answer_record(ticket, answer))
        found.records = with_ratings(found.records, self.ratings.of(ticket), ticket.template)
        basket.merge(found, self.gate, version=ticket.version)

    def _sweep_pages(self, last: datetime, earliest: datetime) -> Iterator[Page]:
        """Take back what was deleted or marked as spam; now and then all of it is looked through."""
        days = timedelta(days=self.settings.full_walk_days)
        is_whole = self.place.swept_whole is None or self.started_at - self.place.swept_whole >= days
        url = f"{self.settings.address}/api/v2/tickets"
        since = earliest if is_whole else last - _LOOK_BACK
        try:
            for name in ("deleted", "spam"):
                for listed in walk_tickets(self.http, url, {"filter": name}, since=since, source=self.source.name):
                    yield Page(removals=tuple(self._removals(listed.tickets)))
        except HttpError as error:
            if error.status == _UNAUTHORIZED:
                raise
            yield Page(problems=(Problem("deleted tickets", f"{error} What was deleted stays until this is mended."),))
            return
        self.place.swept = self.started_at
        if is_whole:
            self.place.swept_whole = self.started_at

    def _removals(self, tickets: list[object]) -> Iterator[Removal]:
        for raw in tickets:
            try:
                facts = Facts.of(raw)
                number, removed_at = facts.needed("id"), facts.moment("updated_at")
            except RecordError:
                # Nothing of it is known here either.
                continue
            yield Removal(thread_id(self.settings, number), removed_at or self.started_at)
