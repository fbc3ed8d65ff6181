"""Plays Freshdesk: tickets in the order of their change, conversations, ratings, and lists of what was deleted."""

from base64 import b64encode
from datetime import datetime, timedelta
from typing import Any, ClassVar

from wire.case import FIRST, Voice, Wire
from wire.server import Reply, Request, json_reply, text_reply

_KEY = "fd-key-52e7a0b1"
CUSTOMER, AGENT = 82000010000, 82000000007
_PER_PAGE, _MOST_PAGES = 3, 300


class FreshdeskWire(Wire):
    """Each voice is a ticket of that description, followed by an agent's answer and a private note.

    Attributes
    ----------
    changed : dict of number to datetime
        When each ticket was changed last.
    facts : dict of number to fields
        What the list says of a ticket beside what it says of all.
    answers : dict of number to conversations
        Other conversations than those; each needs an id and words.
    ratings : list
        What the surveys gave.
    has_surveys : bool
        Whether the plan has them.
    refusals : dict of number to status
        Tickets whose conversations are not shown.
    """

    family = "freshdesk"
    secrets: ClassVar[dict[str, str]] = {"VOC_FRESHDESK_KEY": _KEY}
    listing = "/api/v2/tickets?"
    abilities = frozenset({"edit", "remove", "stick", "strange", "secrets", "json", "late"})

    def __init__(self, n_voices: int = 0) -> None:
        self.changed: dict[int, datetime] = {}
        self.deleted: set[int] = set()
        self.spam: set[int] = set()
        self.facts: dict[int, dict[str, Any]] = {}
        self.answers: dict[int, list[dict[str, Any]]] = {}
        self.ratings: list[dict[str, Any]] = []
        self.has_surveys = True
        self.refusals: dict[int, int] = {}
        super().__init__(n_voices)

    def entry(self, url: str) -> dict[str, Any]:
        return {
            "family": "freshdesk",
            "domain": "haneulmart",
            "base_url": url,
            "requests_per_minute": 100_000,
            "app_version_field": "cf_app_version",
        }

    def external_id(self, one: Voice) -> str:
        return f"freshdesk:haneulmart:{9000 + one.number}"

    def wanted(self) -> dict[str, str]:
        gone = self.deleted | self.spam
        return {self.external_id(one): one.words for one in self.voices.values() if one.number not in gone}

    def add(self, one: Voice) -> None:
        super().add(one)
        self.changed[one.number] = one.at

    def edit(self, number: int, words: str) -> None:
        """Take something out of a description, as staff can."""
        self.voices[number] = Voice(number, words, self.voices[number].at)
        self.touch(number)

    def remove(self, number: int) -> None:
        self.deleted.add(number)
        self.touch(number)

    def touch(self, number: int) -> None:
        """Change something of a ticket."""
        self.changed[number] = self.now

    def rate(self, number: int, score: int, words: str = "") -> None:
        """Let a customer rate, which changes nothing of the ticket."""
        self.ratings.append(
            {
                "id": 700 + len(self.ratings),
                "ticket_id": 9000 + number,
                "user_id": CUSTOMER + number,
                "agent_id": AGENT,
                "feedback": words or None,
                "ratings": {"default_question": score},
                "created_at": _spell(self.now),
            }
        )

    def answer(self, request: Request) -> Reply:
        if request.headers.get("authorization") != "Basic " + b64encode(f"{_KEY}:X".encode()).decode():
            words = "You have to be logged in to perform this action."
            return json_reply({"code": "invalid_credentials", "message": words}, 401)
        parts = request.path.strip("/").split("/")[2:]
        if parts == ["tickets"]:
            return self._tickets(request)
        if parts == ["surveys", "satisfaction_ratings"]:
            since = request.query.get("created_since", "")
            return self._ratings(request, [one for one in self.ratings if one["created_at"] >= since])
        return self._of_ticket(int(parts[1]) - 9000, parts[2:], request)

    def _of_ticket(self, number: int, what: list[str], request: Request) -> Reply:
        if number not in self.voices or number in self.deleted:
            return text_reply("", 404)
        if what == ["satisfaction_ratings"]:
            return self._ratings(request, [one for one in self.ratings if one["ticket_id"] == 9000 + number])
        if what == ["conversations"]:
            return self._conversations(number, request)
        return json_reply(self._ticket(number))

    def _tickets(self, request: Request) -> Reply:
        since, kind = request.query.get("updated_since"), request.query.get("filter", "")
        if since is None:
            # Only those of the last thirty days, and the newest first.
            since = _spell(self.now - timedelta(days=30))
        listed = {"deleted": self.deleted, "spam": self.spam}.get(kind, self.voices.keys() - self.deleted - self.spam)
        found = sorted(
            (number for number in listed if _spell(self.changed[number]) >= since),
            key=lambda number: (self.changed[number], number),
        )
        tickets = [self._ticket(number) for number in found]
        if (request.query.get("order_by"), request.query.get("order_type")) != ("updated_at", "asc"):
            tickets.reverse()
        odd_at = _spell(FIRST - timedelta(hours=1))
        if self.is_strange and not kind and since <= odd_at:
            tickets.insert(0, {"id": None, "subject": "무엇인지 모를 줄", "updated_at": odd_at})
        if "description" not in request.query.get("include", ""):
            tickets = [{**ticket, "description": None, "description_text": None} for ticket in tickets]
        return self._page(request, tickets, is_stuck=self.is_stuck and not kind)

    def _ticket(self, number: int) -> dict[str, Any]:
        one = self.voices[number]
        nothing = None if self.is_strange else []
        return {
            "id": 9000 + number,
            "subject": "문의드립니다",
            "description": f"<div>{one.words}</div>",
            "description_text": one.words,
            "structured_description": None,
            "status": 2,
            "source": 2,
            "type": None if self.is_strange else "불만",
            "tags": nothing if self.is_strange else ["앱문의"],
            "requester_id": CUSTOMER + number,
            "responder_id": AGENT,
            "to_emails": None,
            "cc_emails": nothing,
            "spam": number in self.spam,
            "custom_fields": None if self.is_strange else {"cf_app_version": "5.12.0", "cf_os": "Android"},
            "stats": None if self.is_strange else {"resolved_at": None, "closed_at": None, "reopened_at": None},
            "created_at": _spell(one.at),
            "updated_at": _spell(self.changed[number]),
            **({"deleted": True} if number in self.deleted else {}),
            **self.facts.get(number, {}),
        }

    def _conversations(self, number: int, request: Request) -> Reply:
        if number in self.refusals:
            words = "You are not authorized to perform this action."
            return json_reply({"code": "access_denied", "message": words}, self.refusals[number])
        usual = [
            {"id": 1, "body": "<div>확인해 드리겠습니다.</div>", "incoming": False, "private": False, "user_id": AGENT},
            {"id": 2, "body": "<div>@개발팀 재현됨</div>", "incoming": False, "private": True, "user_id": AGENT},
        ]
        common = {
            "ticket_id": 9000 + number,
            "incoming": True,
            "private": False,
            "source": 0,
            "user_id": CUSTOMER + number,
            "to_emails": None,
            "created_at": _spell(self.voices[number].at),
        }
        answers = [{**common, **one} for one in self.answers.get(number, usual)]
        return self._page(request, answers)

    def _ratings(self, request: Request, found: list[dict[str, Any]]) -> Reply:
        if not self.has_surveys:
            return json_reply(
                {"code": "access_denied", "message": "You are not authorized to perform this action."}, 403
            )
        return self._page(request, found)

    def _page(self, request: Request, found: list[dict[str, Any]], *, is_stuck: bool = False) -> Reply:
        number = 1 if is_stuck else int(request.query.get("page", "1"))
        if number > _MOST_PAGES:
            errors = [{"field": "page", "message": "It should be less than 300", "code": "invalid_value"}]
            return json_reply({"description": "Validation failed", "errors": errors}, 400)
        headers = {"X-RateLimit-Total": "4000", "X-RateLimit-Remaining": "3990", "X-RateLimit-Used-CurrentRequest": "5"}
        if is_stuck or number * _PER_PAGE < len(found):
            headers["Link"] = f'<https://haneulmart.freshdesk.com{request.path}?page={number + 1}>; rel="next"'
        return json_reply(found[(number - 1) * _PER_PAGE : number * _PER_PAGE], headers=headers)


def _spell(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")
