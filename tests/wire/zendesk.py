"""Plays Zendesk: the incremental export in the order in which tickets were touched, and the comments of each."""

from datetime import datetime, timedelta
from typing import Any, ClassVar

from wire.case import NOW, Voice, Wire
from wire.server import Reply, Request, json_reply

_CLIENT, _SECRET = "malgwi_collects", "zd-secret-1b7f0c29e4"
CUSTOMER, AGENT, CC = 5001, 7001, 6001
_TICKETS, _COMMENTS = 3, 2


class ZendeskWire(Wire):
    """Each voice is a ticket whose first comment is the customer's, followed by an agent's reply and a private note.

    Attributes
    ----------
    facts : dict of number to fields
        What the export says of a ticket beside what it says of all.
    comments : dict of number to comments
        Other comments than those; each needs an id and an author.
    refusals : dict of number to status
        Tickets whose comments are not shown.
    n_empty : int
        Pages of the export without a ticket, before the others.
    n_tokens : int
        How often a token was asked for.
    """

    family = "zendesk"
    secrets: ClassVar[dict[str, str]] = {"VOC_ZENDESK_CLIENT_SECRET": _SECRET}
    listing = "/incremental/tickets/cursor"
    abilities = frozenset({"edit", "remove", "stick", "strange", "secrets", "json", "late", "expire"})

    def __init__(self, n_voices: int = 0) -> None:
        self.touched: list[tuple[int, datetime]] = []
        self.deleted: set[int] = set()
        self.facts: dict[int, dict[str, Any]] = {}
        self.comments: dict[int, list[dict[str, Any]]] = {}
        self.refusals: dict[int, int] = {}
        self.n_empty = 0
        self.n_tokens = 0
        super().__init__(n_voices)

    @property
    def token(self) -> str:
        """The token that is good now; another one after each expiry."""
        return f"zd-token-{self.n_tokens}"

    def entry(self, url: str) -> dict[str, Any]:
        return {
            "family": "zendesk",
            "subdomain": "haneulmart",
            "base_url": url,
            "client_id": _CLIENT,
            "exports_per_minute": 100_000,
            "requests_per_minute": 100_000,
            "app_version_field": 900001,
        }

    def external_id(self, one: Voice) -> str:
        return f"zendesk:haneulmart:{1000 + one.number}:{10 * (1000 + one.number)}"

    def add(self, one: Voice) -> None:
        super().add(one)
        self.touched.append((one.number, one.at))

    def edit(self, number: int, words: str) -> None:
        """Redact: the comment keeps its id and time, and the ticket is touched."""
        self.voices[number] = Voice(number, words, self.voices[number].at)
        self.touch(number)

    def remove(self, number: int) -> None:
        del self.voices[number]
        self.deleted.add(number)
        self.touch(number)

    def restore(self, one: Voice) -> None:
        """Take a ticket out of the bin again."""
        self.deleted.discard(one.number)
        self.voices[one.number] = one
        self.touch(one.number)

    def touch(self, number: int) -> None:
        """Change something of a ticket: the stream is append-only, the ticket comes again at its end."""
        self.touched.append((number, self.now))

    def answer(self, request: Request) -> Reply:
        if request.path == "/oauth/tokens":
            return self._give_token(request)
        if request.headers.get("authorization") != f"Bearer {self.token}" or not self.n_tokens:
            return json_reply({"error": "Couldn't authenticate you"}, 401)
        parts = request.path.split("/")
        if request.path == "/api/v2/incremental/tickets/cursor":
            return self._export(request)
        if request.path.startswith("/api/v2/tickets/") and parts[-1] == "comments":
            return self._comments(int(parts[4]), request)
        if request.path.startswith("/api/v2/tickets/"):
            at = dict(self.touched)[int(parts[4]) - 1000]
            return json_reply(
                {"ticket": self._ticket(int(parts[4]) - 1000, at), "users": self._users(int(parts[4]) - 1000)}
            )
        return json_reply({"error": "InvalidEndpoint", "description": "Not found"}, 404)

    def _give_token(self, request: Request) -> Reply:
        wanted = {
            "grant_type": "client_credentials",
            "client_id": _CLIENT,
            "client_secret": _SECRET,
            "scope": "read",
        }
        if request.method != "POST" or request.form != wanted:
            return json_reply({"error": "invalid_client"}, 401)
        self.n_tokens += 1
        return json_reply({"access_token": self.token, "token_type": "bearer", "scope": "read", "expires_in": 7200})

    def _export(self, request: Request) -> Reply:
        if "cursor" not in request.query:
            refusal = self._start_refusal(request.query.get("start_time", ""))
            if refusal:
                return refusal
        start = int(request.query.get("cursor", f"c-{self.n_empty}").removeprefix("c"))
        stretch = self.touched[max(start, 0) : max(start, 0) + _TICKETS] if start >= 0 else []
        after = start + (len(stretch) if start >= 0 else 1)
        tickets = [self._ticket(*one) for one in stretch]
        if self.is_strange and start == 0:
            tickets.append({"id": None, "subject": "무엇인지 모를 줄", "status": "open"})
        content = {
            "tickets": tickets,
            "users": self._users(*(number for number, _ in stretch)),
            "after_cursor": "c0" if self.is_stuck else f"c{after}",
            "end_of_stream": after >= len(self.touched) and after >= 0 and not self.is_stuck,
        }
        return json_reply(content)

    def _start_refusal(self, start: str) -> Reply | None:
        if not start.isdigit():
            return json_reply({"error": "InvalidValue", "description": "start_time is required"}, 400)
        if int(start) > (self.now - timedelta(minutes=5)).timestamp():
            words = "Too recent start_time. Use a start_time older than 5 minutes"
            return json_reply({"error": "InvalidValue", "description": words}, 422)
        return None

    def _users(self, *numbers: int) -> list[dict[str, Any]]:
        if self.is_strange:
            return [{"id": AGENT, "role": "agent", "name": None}]
        customers = [
            {"id": CUSTOMER + n, "role": "end-user", "name": "서다온", "external_id": f"hm-{n}"}
            for n in dict.fromkeys(numbers)
        ]
        return [{"id": AGENT, "role": "agent", "name": "박로운"}, *customers]

    def _ticket(self, number: int, at: datetime) -> dict[str, Any]:
        is_deleted = number in self.deleted
        one = self.voices.get(number)
        return {
            "id": 1000 + number,
            "subject": "SCRUBBED" if is_deleted else "문의드립니다",
            "status": "deleted" if is_deleted else "open",
            "created_at": one.at.isoformat() if one else NOW.isoformat(),
            "updated_at": (one.at if one else NOW).strftime("%Y-%m-%dT%H:%M:%SZ"),
            "generated_timestamp": None if self.is_strange else int(at.timestamp()),
            "requester_id": CUSTOMER + number,
            "submitter_id": None if self.is_strange else CUSTOMER + number,
            "via": None if self.is_strange else {"channel": "web", "source": {"from": {}, "to": {}}},
            "tags": None if self.is_strange else ["앱문의"],
            "custom_fields": None if self.is_strange else [{"id": 900001, "value": "5.12.0"}],
            "satisfaction_rating": None if self.is_strange else {"id": 1, "score": "offered"},
            **self.facts.get(number, {}),
        }

    def _comments(self, ticket_id: int, request: Request) -> Reply:
        number = ticket_id - 1000
        one = self.voices.get(number)
        if number in self.refusals:
            words = {"title": "Forbidden", "message": "You do not have access to this page."}
            return json_reply({"error": words}, self.refusals[number])
        if one is None:
            return json_reply({"error": "RecordNotFound", "description": "Not found"}, 404)
        start = int(request.query.get("page[after]", "k0").removeprefix("k"))
        comments = self.comments.get(number) or self._usual(ticket_id, one)
        content = {
            "comments": [self._comment(one, comment) for comment in comments[start : start + _COMMENTS]],
            "users": [*self._users(number), {"id": CC, "role": "end-user", "name": "이도담"}],
            "meta": {"has_more": start + _COMMENTS < len(comments), "after_cursor": f"k{start + _COMMENTS}"},
        }
        return json_reply(content)

    def _usual(self, ticket_id: int, one: Voice) -> list[dict[str, Any]]:
        return [
            {"id": 10 * ticket_id, "author_id": CUSTOMER + one.number, "plain_body": one.words, "public": True},
            {"id": 10 * ticket_id + 1, "author_id": AGENT, "plain_body": "확인해 드리겠습니다.", "public": True},
            {"id": 10 * ticket_id + 2, "author_id": AGENT, "plain_body": "개발팀 확인 중", "public": False},
        ]

    def _comment(self, one: Voice, comment: dict[str, Any]) -> dict[str, Any]:
        common = {
            "type": "Comment",
            "created_at": one.at.strftime("%Y-%m-%dT%H:%M:%SZ"),
            "metadata": {"system": {"ip_address": "203.0.113.7", "location": "Seoul, 11, South Korea"}},
        }
        return {**common, **comment}
