"""Zendesk tickets: the cursor-based export, and the comments of each changed ticket that a customer wrote."""

from collections.abc import Iterator
from dataclasses import KW_ONLY, dataclass, field, replace
from datetime import timedelta
from functools import partial

from voc.config.families import ZendeskSettings
from voc.errors import RecordError, SourceError
from voc.records import Cursor, Window
from voc.sources.answers import Answer, HttpError
from voc.sources.base import Page, Removal
from voc.sources.credentials import Credentials, bearer, client_credentials
from voc.sources.facts import Facts
from voc.sources.http import HttpClient
from voc.sources.owed import Owed, PutOffError, is_gone
from voc.sources.secrets import read_secrets
from voc.sources.surroundings import Surroundings
from voc.sources.threads import Basket, is_behind
from voc.sources.walk import Gate, Progress
from voc.sources.whose import read_signed, signed
from voc.sources.zendesk_tickets import (
    Ticket,
    comment_record,
    last_moment,
    rating_record,
    read_roles,
    read_ticket,
    read_user_ids,
)

# Tickets on a page of the export, and those whose comments are read before they are stored.
_PER_PAGE, _TOGETHER = 100, 10
# The export refuses to begin later than a minute ago; older accounts, than five.
_NOT_BEFORE = timedelta(minutes=6)
_TOO_RECENT = 422
_HINTS = {
    401: "The token was refused: it is wrong, has ended or was switched off. Make a new one (OAuth; API tokens end).",
    403: "The export needs a token of an admin with the scope 'read'.",
    404: "No such account: check `subdomain` in sources.yaml.",
}
_FAMILY = "zendesk"
_KEPT = ("id", "ticket_id", "created_at", "subject", "plain_body", "body")


@dataclass(frozen=True)
class ZendeskSource:
    """Tickets of one account.

    The cursor is the export's own. Tickets come in the order in which the system touched them; a ticket that was
    touched is read again as a whole, so that replies, redactions and ratings given later arrive.
    """

    settings: ZendeskSettings
    surroundings: Surroundings

    @property
    def name(self) -> str:
        """The source's name in sources.yaml."""
        return self.settings.name

    def fetch(self, window: Window, cursor: Cursor | None) -> Iterator[Page]:
        """Deliver the customer's comments of all tickets touched since the cursor, or since the window's start."""
        with self.surroundings.client(
            self.settings,
            credentials=self._credentials(),
            every_s=60 / self.settings.requests_per_minute,
            hints=_HINTS,
        ) as http:
            gate = Gate(window, self.surroundings.now())
            # A walk that begins where somebody says must not move the cursor past what lies between.
            moves = cursor is None or window.start is None
            yield from _Walk(self, http, gate, _Place.load(cursor, self.settings), moves=moves).pages()

    def _credentials(self) -> Credentials:
        settings = self.settings
        secrets = read_secrets(self.name, settings.secrets)
        if settings.client_id:
            secret = secrets[settings.client_secret_env]
            return client_credentials(f"{settings.address}/oauth/tokens", settings.client_id, secret, "read")
        return bearer(secrets[settings.token_env])


@dataclass
class _Place:
    """Where a walk is: the export's own cursor, and tickets whose comments are still to be had."""

    after: str = ""
    owed: Owed = field(default_factory=lambda: Owed("ticket"))

    @classmethod
    def load(cls, cursor: Cursor | None, settings: ZendeskSettings) -> "_Place":
        try:
            saved = read_signed(cursor, _FAMILY, settings.subdomain)
            return cls() if saved is None else cls(str(saved["after"]), Owed.load("ticket", saved["owed"]))
        except (ValueError, KeyError, TypeError) as error:
            name = settings.name
            message = f"The cursor of source '{name}' is none of Zendesk's. Start anew: voc collect {name} --anew"
            raise SourceError(message) from error

    def cursor(self, settings: ZendeskSettings) -> Cursor:
        place = {"after": self.after, "owed": self.owed.dump()}
        return Cursor(settings.name, signed(_FAMILY, settings.subdomain, place))


@dataclass
class _Walk:
    """One walk along the export."""

    source: ZendeskSource
    http: HttpClient
    gate: Gate
    place: _Place
    _: KW_ONLY
    moves: bool

    def pages(self) -> Iterator[Page]:
        after = self.place.after if self.moves else ""
        progress = Progress(self.source.name, "the ticket export")
        yield from self._owed_pages()
        while True:
            answer = self._export(after)
            if answer is None:
                return
            yield from self._ticket_pages(answer)
            after = self._following(answer, after)
            if after and self.moves and not self.gate.is_late:
                self.place.after = after
                yield self._cursor_page()
            if answer.flag("end_of_stream", default=False):
                return
            progress.step(after)

    def _cursor_page(self) -> Page:
        return Page(cursor=self.place.cursor(self.source.settings))

    def _following(self, answer: Facts, after: str) -> str:
        """Return where the next page begins; at the end of the stream the last cursor holds where none comes."""
        following = answer.text("after_cursor")
        if following or answer.flag("end_of_stream", default=False):
            return following or after
        message = f"Source '{self.source.name}': the ticket export tells neither an end nor where it goes on."
        raise SourceError(message)

    def _export(self, after: str) -> Facts | None:
        """Ask for the next page; None where there is nothing newer than a moment ago."""
        settings = self.source.settings
        place: dict[str, str | int] = {"cursor": after} if after else {"start_time": self._start_time()}
        answer = self.http.get_json(
            f"{settings.address}/api/v2/incremental/tickets/cursor",
            {
                **place,
                "per_page": _PER_PAGE,
                "include": "users",
                **({"support_type_scope": "all"} if settings.with_automated else {}),
            },
            accept=() if after else {_TOO_RECENT},
            pace=(f"{settings.address} export", 60 / settings.exports_per_minute),
        )
        if answer.status == _TOO_RECENT:
            self._check_too_recent(answer)
            return None
        try:
            facts = Facts.of(answer.json())
            facts.items("tickets")
            facts.text("after_cursor")
            facts.flag("end_of_stream", default=False)
            facts.items("users")
        except RecordError as error:
            raise self._odd("the ticket export", error) from error
        return facts

    def _odd(self, what: str, error: RecordError) -> SourceError:
        return SourceError(f"Source '{self.source.name}': {what} has another form than expected: {error.reason}.")

    def _start_time(self) -> int:
        surroundings = self.source.surroundings
        start = self.gate.window.start or surroundings.first_moment(self.source.settings)
        return int(min(start, surroundings.now() - _NOT_BEFORE).timestamp())

    def _check_too_recent(self, answer: Answer) -> None:
        if b"recent" not in answer.content.lower():
            message = (
                f"Source '{self.source.name}': the ticket export refused where it was to begin (422). Check `since` in "
                "sources.yaml."
            )
            raise SourceError(message)

    def _owed_pages(self) -> Iterator[Page]:
        """Deliver tickets that earlier runs could not read."""
        for number in self.place.owed.earlier():
            # What lies behind the window in it comes again in the stream: the cursor need not wait for it.
            aside = replace(self, gate=replace(self.gate))
            basket = Basket("ticket export", _KEPT)
            self.place.owed.retry(number, partial(aside.read_again, number, basket))
            yield basket.page(self.place.owed.take_problems())

    def read_again(self, number: str, basket: Basket) -> None:
        """Read a single ticket into a basket; nothing of one that the account has no more."""
        url = f"{self.source.settings.address}/api/v2/tickets/{number}"
        try:
            answer = Facts.of(self.http.get_json(url, {"include": "users"}).json())
            facts, roles = Facts.of(answer.raw.get("ticket")), read_roles(answer)
            user_ids = read_user_ids(answer, self.source.settings)
        except HttpError as error:
            if is_gone(error):
                return
            raise
        except RecordError as error:
            raise self._odd(f"ticket {number}", error) from error
        try:
            ticket = replace(self._ticket(facts, roles), user_ids=user_ids)
            if not self._is_settled(ticket, basket):
                self._read(ticket, basket)
            elif self.gate.is_late:
                raise PutOffError("It lies behind the window.")
        except RecordError as error:
            basket.set_aside(facts.raw, error.reason)

    def _ticket_pages(self, answer: Facts) -> Iterator[Page]:
        """Deliver the tickets of a page, some at a time, so that little is read again after a break."""
        roles, user_ids = read_roles(answer), read_user_ids(answer, self.source.settings)
        tickets = _latest(answer.items("tickets"))
        for start in range(0, len(tickets), _TOGETHER):
            basket = Basket("ticket export", _KEPT)
            for raw in tickets[start : start + _TOGETHER]:
                try:
                    ticket = replace(self._ticket(Facts.of(raw), roles), user_ids=user_ids)
                    if not self._is_settled(ticket, basket):
                        self.place.owed.attempt(ticket.id, partial(self._read, ticket, basket))
                except RecordError as error:
                    basket.set_aside(raw, error.reason)
            yield basket.page(self.place.owed.take_problems())
            yield from self._end_where_all_fail()

    def _end_where_all_fail(self) -> Iterator[Page]:
        if self.place.owed.failure is None:
            return
        if self.moves:
            # What is owed is remembered, so that the next run comes past it.
            yield self._cursor_page()
        raise self.place.owed.failure

    def _ticket(self, facts: Facts, roles: dict[str, str]) -> Ticket:
        return read_ticket(facts, self.source.settings, roles=roles, now=self.gate.now)

    def _is_settled(self, ticket: Ticket, basket: Basket) -> bool:
        """Tell whether nothing more is to be asked of a ticket: it was taken back, or lies behind the window."""
        if ticket.is_deleted:
            self.place.owed.forget(ticket.id)
            basket.removals.append(Removal(ticket.template.external_id, ticket.version))
            return True
        is_late = is_behind(ticket.facts.moment("created_at"), self.gate)
        self.gate.is_late = self.gate.is_late or is_late
        return is_late

    def _read(self, ticket: Ticket, basket: Basket) -> None:
        """Read a ticket and its comments into a basket."""
        comments = list(self._comments(ticket))
        found = Basket(f"comments of ticket {ticket.id}", _KEPT)
        found.put(comments, lambda place, comment: comment_record(ticket, place, comment))
        said_at = last_moment(comments) or ticket.facts.moment("created_at")
        found.put([ticket.facts.raw], lambda _, __: rating_record(ticket, said_at, self.gate.window))
        basket.merge(found, self.gate, version=ticket.version)

    def _comments(self, ticket: Ticket) -> Iterator[object]:
        url = f"{self.source.settings.address}/api/v2/tickets/{ticket.id}/comments"
        progress = Progress(self.source.name, f"the comments of ticket {ticket.id}")
        params: dict[str, str | int] = {"page[size]": 100, "include": "users"}
        while True:
            answer = self.http.get_json(url, params).json()
            try:
                comments, following = _comment_page(answer, ticket, self.source.settings)
            except RecordError as error:
                # The answer, not the ticket: another day it may be well again.
                raise self._odd(f"the list of comments of ticket {ticket.id}", error) from error
            yield from comments
            if not following:
                return
            params["page[after]"] = following
            progress.step(following)


def _comment_page(answer: object, ticket: Ticket, settings: ZendeskSettings) -> tuple[list[object], str]:
    """Return the comments of a page and where the next one is; who takes part is noted in the ticket."""
    facts = Facts.of(answer)
    ticket.roles.update(read_roles(facts))
    ticket.user_ids.update(read_user_ids(facts, settings))
    meta = facts.inner("meta")
    following = meta.needed("after_cursor") if meta.flag("has_more", default=False) else ""
    return facts.items("comments"), following


def _latest(tickets: list[object]) -> list[object]:
    """Keep the last of a ticket that a page holds more than once."""
    found: dict[str, object] = {}
    for place, raw in enumerate(tickets):
        number = raw.get("id") if isinstance(raw, dict) else None
        key = f"place {place}" if number is None else str(number)
        found.pop(key, None)
        found[key] = raw
    return list(found.values())
