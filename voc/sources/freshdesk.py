"""Freshdesk tickets: those changed since the last run, with the answers of their customers and their ratings."""

from collections.abc import Iterable, Iterator
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
from voc.sources.freshdesk_ratings import CustomerRating, Ratings, with_ratings
from voc.sources.freshdesk_tickets import Ticket, answer_record, first_record, read_ticket, thread_id
from voc.sources.http import HttpClient
from voc.sources.owed import Owed, PutOffError, is_gone
from voc.sources.secrets import read_secrets
from voc.sources.surroundings import Surroundings
from voc.sources.threads import Basket, is_behind
from voc.sources.walk import Gate
from voc.sources.whose import read_signed, signed

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
_FAMILY = "freshdesk"
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
            gate = Gate(window, self.surroundings.now())
            # A walk that begins where somebody says must not move the cursor past what lies between.
            moves = cursor is None or window.start is None
            yield from _Walk(self, http, gate, _Place.load(cursor, self.settings), moves=moves).pages()


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
    def load(cls, cursor: Cursor | None, settings: FreshdeskSettings) -> "_Place":
        try:
            saved = read_signed(cursor, _FAMILY, settings.domain)
            if saved is None:
                return cls()
            moments = {name: datetime.fromisoformat(saved[name]).astimezone(UTC) for name in _MOMENTS if name in saved}
            return cls(owed=Owed.load("ticket", saved["owed"]), **moments)
        except (ValueError, KeyError, TypeError) as error:
            source = settings.name
            message = f"The cursor of source '{source}' is none of Freshdesk's. Start anew: voc collect {source} --anew"
            raise SourceError(message) from error

    def cursor(self, settings: FreshdeskSettings) -> Cursor:
        moments = {name: moment.isoformat() for name in _MOMENTS if (moment := getattr(self, name)) is not None}
        place = {**moments, "owed": self.owed.dump()}
        return Cursor(settings.name, signed(_FAMILY, settings.domain, place))


_MOMENTS = ("since", "rated", "swept", "swept_whole")


class _Walk:
    """One walk along the changed tickets."""

    def __init__(self, source: FreshdeskSource, http: HttpClient, gate: Gate, place: _Place, *, moves: bool) -> None:
        self.source = source
        self.settings = source.settings
        self.http = http
        self.gate = gate
        self.place = place
        self.started_at = gate.now
        # Where the window ends before now, what is read is read up to there.
        self.until = min(self.started_at, gate.window.end or self.started_at)
        self.moves = moves
        self.ratings = Ratings(http, self.settings, window=gate.window, now=self.started_at)
        self.read_numbers: set[str] = set()

    def pages(self) -> Iterator[Page]:
        earliest = self.source.surroundings.first_moment(self.settings)
        self.place.swept = self.place.swept or self.started_at
        self.place.swept_whole = self.place.swept_whole or self.started_at
        self.ratings.load(self.place.rated, earliest=earliest)
        if self.ratings.problems:
            yield Page(problems=self.ratings.problems)
        yield from self._owed_pages()
        yield from self._changed_pages(self._start(earliest))
        yield from self._rated_pages(sorted(self.ratings.fresh - self.read_numbers))
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
        return Page(cursor=self.place.cursor(self.settings))

    def _changed_pages(self, start: datetime) -> Iterator[Page]:
        url = f"{self.settings.address}/api/v2/tickets"
        for listed in walk_tickets(self.http, url, {"include": _INCLUDED}, since=start, source=self.source.name):
            for at in range(0, len(listed.tickets), _TOGETHER):
                yield self._read_together(listed.tickets[at : at + _TOGETHER])
                yield from self._end_where_all_fail()
            read_to = min(listed.ends_at or start, self.until)
            self.place.since = max(self.place.since or read_to, read_to)
            if self.moves:
                yield self._cursor_page()

    def _end_where_all_fail(self) -> Iterator[Page]:
        if self.place.owed.failure is None:
            return
        if self.moves:
            # What is owed is remembered, so that the next run comes past it.
            yield self._cursor_page()
        raise self.place.owed.failure

    def _read_together(self, tickets: list[object]) -> Page:
        basket = Basket("list of tickets", _KEPT)
        for raw in tickets:
            try:
                ticket = self._ticket(Facts.of(raw))
                if not self._is_settled(ticket, basket):
                    self.place.owed.attempt(ticket.number, partial(self._read, ticket, basket))
            except RecordError as error:
                basket.set_aside(raw, error.reason)
        return basket.page(self.place.owed.take_problems())

    def _owed_pages(self) -> Iterator[Page]:
        """Deliver tickets that earlier runs could not read."""
        for number in self.place.owed.earlier():
            basket = Basket("list of tickets", _KEPT)
            self.place.owed.retry(number, partial(self._read_single, number, basket))
            yield basket.page(self.place.owed.take_problems())

    def _rated_pages(self, numbers: Iterable[str]) -> Iterator[Page]:
        """Deliver tickets that were rated, which is no news to the list."""
        for number in numbers:
            basket = Basket("list of tickets", _KEPT)
            self.place.owed.attempt(number, partial(self._read_single, number, basket))
            yield basket.page(self.place.owed.take_problems())
            yield from self._end_where_all_fail()

    def _ticket(self, facts: Facts) -> Ticket:
        ticket = read_ticket(facts, self.settings, now=self.started_at)
        self.read_numbers.add(ticket.number)
        return ticket

    def _read_single(self, number: str, basket: Basket) -> None:
        """Read a single ticket into a basket; nothing of one that the account has no more."""
        url = f"{self.settings.address}/api/v2/tickets/{number}"
        try:
            facts = Facts.of(self.http.get_json(url, {"include": "stats"}).json())
        except HttpError as error:
            if is_gone(error):
                return
            raise
        except RecordError as error:
            message = f"Source '{self.source.name}': ticket {number} has another form than expected: {error.reason}."
            raise SourceError(message) from error
        try:
            ticket = self._ticket(facts)
            if not self._is_settled(ticket, basket):
                self._read(ticket, basket)
            elif not ticket.is_gone:
                raise PutOffError("It lies behind the window.")
        except RecordError as error:
            basket.set_aside(facts.raw, error.reason)

    def _is_settled(self, ticket: Ticket, basket: Basket) -> bool:
        """Tell whether nothing more is to be asked of a ticket: it was taken back, or lies behind the window."""
        if ticket.is_gone:
            self.place.owed.forget(ticket.number)
            basket.removals.append(Removal(ticket.template.external_id, ticket.version))
        # Behind the window the cursor does not go.
        return ticket.is_gone or is_behind(ticket.facts.moment("created_at"), self.gate)

    def _ratings_of(self, ticket: Ticket) -> list[CustomerRating]:
        """Return the ratings of a ticket; where they are not to be had for long, its words come without."""
        try:
            return self.ratings.of(ticket)
        except (HttpError, PutOffError) as error:
            is_refused = isinstance(error, HttpError) and error.status == _UNAUTHORIZED
            if is_refused or not self.place.owed.is_last_try(ticket.number):
                raise
            return []

    def _read(self, ticket: Ticket, basket: Basket) -> None:
        """Read a ticket, its conversations and its ratings into a basket."""
        ratings = self._ratings_of(ticket)
        url = f"{self.settings.address}/api/v2/tickets/{ticket.number}/conversations"
        what = f"the conversations of ticket {ticket.number}"
        answers = list(walk_list(self.http, url, {}, source=self.source.name, what=what))
        found = Basket(f"ticket {ticket.number}", _KEPT)
        found.put([ticket.facts.raw], lambda _, __: first_record(ticket))
        found.put(answers, lambda _, answer: answer_record(ticket, answer))
        found.records = with_ratings(found.records, ratings, ticket.template)
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
