"""Zendesk tickets: the cursor-based export, and the comments of each changed ticket that a customer wrote."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from voc.config.families import ZendeskSettings
from voc.errors import RecordError, SourceError
from voc.records import Cursor, Rating, Record, Window
from voc.sources.answers import HttpError
from voc.sources.base import Page, Problem, Removal
from voc.sources.credentials import Credentials, bearer, client_credentials
from voc.sources.facts import Facts
from voc.sources.http import HttpClient
from voc.sources.secrets import read_secrets
from voc.sources.surroundings import Surroundings
from voc.sources.walk import Gate, Progress, Tray

# Tickets on a page of the export, and those whose comments are read before they are stored.
_PER_PAGE, _TOGETHER = 100, 25
_TOO_RECENT, _GONE = 422, frozenset({404, 410})
_MACHINE_FLAG = 4
_SCORES = {"good": 1.0, "good_with_comment": 1.0, "bad": 0.0, "bad_with_comment": 0.0}
_HINTS = {
    401: "The token was refused: it is wrong, has ended or was switched off. Make a new one (OAuth; API tokens end).",
    403: "The export needs a token of an admin with the scope 'read'.",
    404: "No such account: check `subdomain` in sources.yaml.",
}
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
        """Deliver the customer's comments of all tickets touched since the cursor."""
        with self.surroundings.client(
            self.settings,
            credentials=self._credentials(),
            every_s=60 / self.settings.requests_per_minute,
            hints=_HINTS,
        ) as http:
            yield from _Walk(self, http, Gate(window)).pages(cursor)

    def _credentials(self) -> Credentials:
        settings = self.settings
        secrets = read_secrets(self.name, settings.secrets)
        if settings.client_id:
            secret = secrets[settings.client_secret_env]
            return client_credentials(f"{settings.address}/oauth/tokens", settings.client_id, secret, "read")
        return bearer(secrets[settings.token_env])


@dataclass
class _Walk:
    """One walk along the export."""

    source: ZendeskSource
    http: HttpClient
    gate: Gate

    def pages(self, cursor: Cursor | None) -> Iterator[Page]:
        after = _load(cursor, self.source.name)
        progress = Progress(self.source.name, "the ticket export")
        while True:
            answer = self._export(after)
            if answer is None:
                return
            is_last = answer.flag("end_of_stream", default=False)
            following = answer.text("after_cursor")
            yield from self._tickets(answer)
            if following and not self.gate.is_late:
                yield Page(cursor=Cursor(self.source.name, json.dumps({"after": following})))
            if is_last or self.gate.is_late:
                return
            progress.step(following)
            after = following

    def _export(self, after: str) -> Facts | None:
        """Ask for the next page; None where there is nothing newer than a moment ago."""
        settings = self.source.settings
        start = self.gate.window.start or self.source.surroundings.first_moment(settings)
        place = {"cursor": after} if after else {"start_time": int(start.timestamp())}
        answer = self.http.get_json(
            f"{settings.address}/api/v2/incremental/tickets/cursor",
            {**place, "per_page": _PER_PAGE, "include": "users"},
            accept={_TOO_RECENT},
            pace=(f"{settings.address} export", 60 / settings.exports_per_minute),
        )
        if answer.status == _TOO_RECENT:
            return None
        try:
            facts = Facts.of(answer.json())
            facts.items("tickets")
        except RecordError as error:
            message = f"Source '{self.source.name}': the ticket export has another form than expected: {error.reason}."
            raise SourceError(message) from error
        return facts

    def _tickets(self, answer: Facts) -> Iterator[Page]:
        """Deliver the tickets of a page, some at a time, so that little is read again after a break."""
        roles = _roles(answer)
        tickets = answer.items("tickets")
        for start in range(0, len(tickets), _TOGETHER):
            yield self._page(tickets[start : start + _TOGETHER], roles)

    def _page(self, tickets: list[object], roles: dict[str, str]) -> Page:
        tray = Tray("ticket export", _KEPT)
        problems: list[Problem] = []
        removals: list[Removal] = []
        for raw in tickets:
            try:
                ticket = Facts.of(raw)
                if ticket.text("status") == "deleted":
                    removals.append(self._removal(ticket))
                else:
                    self._read_ticket(ticket, roles, tray, problems)
            except RecordError as error:
                tray.set_aside(raw, error.reason)
        return Page(tuple(tray.records), tuple(tray.rejects), problems=tuple(problems), removals=tuple(removals))

    def _removal(self, ticket: Facts) -> Removal:
        removed_at = ticket.moment("updated_at") or self.source.surroundings.now()
        return Removal(self._thread_id(ticket), removed_at)

    def _thread_id(self, ticket: Facts) -> str:
        return f"zendesk:{self.source.settings.subdomain}:{ticket.needed('id')}"

    def _read_ticket(self, ticket: Facts, roles: dict[str, str], tray: Tray, problems: list[Problem]) -> None:
        """Read a ticket's comments into the tray."""
        template = self._template(ticket)
        try:
            comments = list(self._comments(ticket.needed("id"), roles))
        except HttpError as error:
            if error.status not in _GONE:
                problems.append(Problem(f"ticket {ticket.needed('id')}", str(error)))
            return
        found = Tray(f"comments of ticket {ticket.needed('id')}", _KEPT)
        requester = ticket.text("requester_id")
        found.add(comments, lambda comment: _record(template, comment, roles, requester))
        found.records.extend(_rating_comment(template, ticket))
        tray.records.extend(self.gate.take(found.records))
        tray.rejects.extend(found.rejects)

    def _comments(self, ticket_id: str, roles: dict[str, str]) -> Iterator[object]:
        url = f"{self.source.settings.address}/api/v2/tickets/{ticket_id}/comments"
        progress = Progress(self.source.name, f"the comments of ticket {ticket_id}")
        after = ""
        while True:
            params: dict[str, str | int] = {"page[size]": 100, "include": "users"}
            answer = Facts.of(self.http.get_json(url, {**params, "page[after]": after} if after else params).json())
            roles.update(_roles(answer))
            yield from answer.items("comments")
            meta = answer.inner("meta")
            after = meta.text("after_cursor")
            if not meta.flag("has_more", default=False) or not after:
                return
            progress.step(after)

    def _template(self, ticket: Facts) -> Record:
        """Make what the records of one ticket have in common; its id is that of the thread."""
        settings = self.source.settings
        fields = _custom_fields(ticket)
        title = ticket.text("subject")
        return Record(
            source=self.source.name,
            external_id=self._thread_id(ticket),
            kind="ticket_message",
            channel=settings.channel,
            body="",
            title=title or None,
            rating=_rating(ticket),
            parent_id=self._thread_id(ticket),
            url=f"{settings.address}/agent/tickets/{ticket.needed('id')}",
            product=settings.product,
            app_version=fields.get(str(settings.app_version_field)) or None,
            tags=ticket.texts("tags"),
            segment={
                name: fields[str(number)] for name, number in settings.segment_fields.items() if fields.get(str(number))
            },
        )


def _record(template: Record, comment: Facts, roles: Mapping[str, str], requester: str) -> Record | None:
    """Make the record of a comment; None for what is not the customer's own voice."""
    author = comment.needed("author_id")
    role = roles.get(author) or ("end-user" if author == requester else "")
    is_theirs = comment.flag("public", default=True) and comment.text("type") != "VoiceComment"
    if not is_theirs or role in {"agent", "admin"} or _MACHINE_FLAG in comment.inner("metadata").items("flags"):
        return None
    if role != "end-user":
        raise RecordError("whether its author is a customer or staff is not told")
    body = comment.text("plain_body") or comment.text("body")
    if not body.strip():
        return None
    return replace(
        template,
        external_id=f"{template.external_id}:{comment.needed('id')}",
        body=body,
        created_at=comment.moment("created_at"),
        author_handle=author,
        is_redacted=True,
    )


def _rating_comment(template: Record, ticket: Facts) -> list[Record]:
    """Make a record of what the customer wrote beside the rating."""
    if not isinstance(ticket.raw.get("satisfaction_rating"), dict):
        return []
    given = ticket.inner("satisfaction_rating")
    if not given.text("comment").strip():
        return []
    return [
        replace(
            template,
            external_id=f"{template.external_id}:rating:{given.text('id')}",
            title=None,
            body=given.text("comment"),
            created_at=ticket.moment("updated_at"),
            created_precision="seen",
            author_handle=ticket.text("requester_id") or None,
        )
    ]


def _rating(ticket: Facts) -> Rating | None:
    given = ticket.raw.get("satisfaction_rating")
    score = given.get("score") if isinstance(given, dict) else given
    value = _SCORES.get(score) if isinstance(score, str) else None
    return None if value is None else Rating(value, 0.0, 1.0)


def _roles(answer: Facts) -> dict[str, str]:
    users = [one for one in answer.items("users") if isinstance(one, dict)]
    return {str(one["id"]): str(one.get("role") or "") for one in users if one.get("id") is not None}


def _custom_fields(ticket: Facts) -> dict[str, str]:
    fields = [one for one in ticket.items("custom_fields") if isinstance(one, dict)]
    return {str(one.get("id")): str(one["value"]) for one in fields if one.get("value") not in {None, ""}}


def _load(cursor: Cursor | None, source: str) -> str:
    if cursor is None:
        return ""
    try:
        return str(json.loads(cursor.value)["after"])
    except (ValueError, KeyError, TypeError) as error:
        message = f"The cursor of source '{source}' is none of Zendesk's. Start anew: voc collect {source} --since DAY"
        raise SourceError(message) from error
