"""Plays Zendesk: the incremental export in the order in which tickets were touched, and the comments of each."""

from typing import Any, ClassVar

from wire.case import NOW, Voice, Wire
from wire.server import Reply, Request, json_reply

_TOKEN = "zd-oauth-1b7f0c29e4"
_CUSTOMER, _AGENT = 5001, 7001
_PER_PAGE = 3


class ZendeskWire(Wire):
    """Each voice is a ticket whose first comment is the customer's, followed by an agent's reply and a private note."""

    family = "zendesk"
    secrets: ClassVar[dict[str, str]] = {"VOC_ZENDESK_TOKEN": _TOKEN}
    listing = "/incremental/tickets/cursor"
    abilities = frozenset({"edit", "remove", "stick", "strange", "secrets", "json", "late"})

    def __init__(self, n_voices: int = 0) -> None:
        self.touched: list[int] = []
        self.deleted: set[int] = set()
        super().__init__(n_voices)

    def entry(self, url: str) -> dict[str, Any]:
        return {
            "family": "zendesk",
            "subdomain": "haneulmart",
            "base_url": url,
            "exports_per_minute": 100_000,
            "requests_per_minute": 100_000,
            "app_version_field": 900001,
        }

    def external_id(self, one: Voice) -> str:
        return f"zendesk:haneulmart:{1000 + one.number}:{10 * (1000 + one.number)}"

    def add(self, one: Voice) -> None:
        super().add(one)
        self.touched.append(one.number)

    def edit(self, number: int, words: str) -> None:
        """Redact: the comment keeps its id and time, and the ticket is touched."""
        self.voices[number] = Voice(number, words, self.voices[number].at)
        self._touch(number)

    def remove(self, number: int) -> None:
        del self.voices[number]
        self.deleted.add(number)
        self._touch(number)

    def _touch(self, number: int) -> None:
        # The stream is append-only: a ticket comes again at its end.
        self.touched.append(number)

    def answer(self, request: Request) -> Reply:
        if request.headers.get("authorization") != f"Bearer {_TOKEN}":
            return json_reply({"error": "Couldn't authenticate you"}, 401)
        if request.path == "/api/v2/incremental/tickets/cursor":
            return self._export(request)
        if request.path.startswith("/api/v2/tickets/") and request.path.endswith("/comments"):
            return self._comments(int(request.path.split("/")[4]))
        return json_reply({"error": "InvalidEndpoint", "description": "Not found"}, 404)

    def _export(self, request: Request) -> Reply:
        start = int(request.query.get("cursor", "0").removeprefix("c"))
        numbers = self.touched[start : start + _PER_PAGE]
        after = start + len(numbers)
        if "cursor" not in request.query and not request.query.get("start_time", "").isdigit():
            return json_reply({"error": "InvalidValue", "description": "start_time is required"}, 400)
        tickets = [self._ticket(number) for number in numbers]
        if self.is_strange and start == 0:
            tickets.append({"id": None, "subject": "무엇인지 모를 줄", "status": "open"})
        content = {
            "tickets": tickets,
            "users": [{"id": _AGENT, "role": "agent"}],
            "after_cursor": "c0" if self.is_stuck else f"c{after}",
            "end_of_stream": after >= len(self.touched) and not self.is_stuck,
        }
        return json_reply(content)

    def _ticket(self, number: int) -> dict[str, Any]:
        is_deleted = number in self.deleted
        one = self.voices.get(number)
        return {
            "id": 1000 + number,
            "subject": "SCRUBBED" if is_deleted else "문의드립니다",
            "status": "deleted" if is_deleted else "open",
            "created_at": one.at.isoformat() if one else NOW.isoformat(),
            "updated_at": (one.at if one else NOW).strftime("%Y-%m-%dT%H:%M:%SZ"),
            "requester_id": _CUSTOMER + number,
            "tags": None if self.is_strange else ["앱문의"],
            "custom_fields": None if self.is_strange else [{"id": 900001, "value": "5.12.0"}],
            "satisfaction_rating": None if self.is_strange else {"id": 1, "score": "offered"},
        }

    def _comments(self, ticket_id: int) -> Reply:
        one = self.voices.get(ticket_id - 1000)
        if one is None:
            return json_reply({"error": "RecordNotFound", "description": "Not found"}, 404)
        at = one.at.strftime("%Y-%m-%dT%H:%M:%SZ")
        common = {"type": "Comment", "created_at": at, "metadata": {"system": {"ip_address": "203.0.113.7"}}}
        comments = [
            {"id": 10 * ticket_id, "author_id": _CUSTOMER + one.number, "plain_body": one.words, "public": True},
            {"id": 10 * ticket_id + 1, "author_id": _AGENT, "plain_body": "확인해 드리겠습니다.", "public": True},
            {"id": 10 * ticket_id + 2, "author_id": _AGENT, "plain_body": "개발팀 확인 중", "public": False},
        ]
        content = {
            "comments": [{**common, **comment} for comment in comments],
            "meta": {"has_more": False, "after_cursor": "x"},
        }
        return json_reply(content)
