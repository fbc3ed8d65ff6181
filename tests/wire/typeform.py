"""Plays Typeform: the definition of a form, and its responses newest first, walked by tokens."""

from datetime import UTC, datetime
from typing import Any, ClassVar

from wire.case import Voice, Wire
from wire.server import Reply, Request, json_reply

_TOKEN = "tfp_9c1e7d44b2_haneulmart"
_PER_PAGE = 3
FORM = "AbCdEfGh"
FIELDS: list[dict[str, Any]] = [
    {"id": "fNPS00000001", "ref": "nps", "type": "nps", "title": "하늘마트를 친구에게 추천하시겠어요?"},
    {
        "id": "fWHY00000002",
        "ref": "why",
        "type": "long_text",
        "title": "{{field:nps}}점을 주신 *이유*를 들려주세요",
        "properties": {},
    },
    {
        "id": "fUSE00000003",
        "ref": "feat",
        "type": "multiple_choice",
        "title": "자주 쓰는 기능",
        "properties": {
            "allow_other_choice": True,
            "choices": [{"id": "c1", "ref": "r1", "label": "주문"}, {"id": "c2", "ref": "r2", "label": "쿠폰"}],
        },
    },
    {"id": "fMAIL0000004", "ref": "mail", "type": "email", "title": "답변 받으실 메일"},
    {
        "id": "fGRP00000005",
        "ref": "grp",
        "type": "group",
        "title": "배송에 대해",
        "properties": {
            "fields": [
                {
                    "id": "fDLV00000006",
                    "ref": "delivery",
                    "type": "rating",
                    "title": "배송 만족도",
                    "properties": {"shape": "star", "steps": 5},
                }
            ]
        },
    },
]


class TypeformWire(Wire):
    """Each voice is a completed response; somebody else only began one."""

    family = "typeform"
    secrets: ClassVar[dict[str, str]] = {"VOC_TYPEFORM_TOKEN": _TOKEN}
    listing = "/responses"
    abilities = frozenset({"stick", "strange", "secrets", "json", "late"})

    def __init__(self, n_voices: int = 0) -> None:
        self.fields = FIELDS
        self.more: list[dict[str, Any]] = []
        super().__init__(n_voices)

    def entry(self, url: str) -> dict[str, Any]:
        return {
            "family": "typeform",
            "form_id": FORM,
            "base_url": url,
            "respondent": "user_key",
            "segments": {"가입구분": "joined"},
            "requests_per_minute": 100_000,
        }

    def external_id(self, one: Voice) -> str:
        return f"{token(one.number)}:why"

    def answer(self, request: Request) -> Reply:
        if request.headers.get("authorization") != f"Bearer {_TOKEN}":
            return json_reply(
                {"code": "AUTHENTICATION_FAILED", "description": "Authentication credentials not found"}, 401
            )
        if request.path == f"/forms/{FORM}":
            return json_reply({"id": FORM, "title": "하늘마트 이용 설문", "fields": self.fields})
        if request.path == f"/forms/{FORM}/responses":
            return self._responses(request)
        return json_reply({"code": "FORM_NOT_FOUND", "description": "form not found"}, 404)

    def _responses(self, request: Request) -> Reply:
        since = datetime.fromisoformat(request.query["since"]).replace(tzinfo=UTC)
        items = [self._item(one) for one in self.voices.values()] + self.more
        items = [one for one in items if datetime.fromisoformat(one["submitted_at"]) >= since or one in self.more]
        # Newest first, and of two at the same time the one with the larger token.
        items.sort(key=lambda one: (one["submitted_at"], one["token"]), reverse=True)
        before = "" if self.is_stuck else request.query.get("before", "")
        tokens = [one["token"] for one in items]
        start = tokens.index(before) + 1 if before in tokens else 0
        page = items[start : start + min(_PER_PAGE, int(request.query.get("page_size", "25")))]
        if self.is_strange and not before:
            page.insert(0, {"token": None, "response_id": None, "submitted_at": "언젠가", "answers": None})
        return json_reply({"total_items": len(items) - start, "page_count": 1, "items": page})

    def _item(self, one: Voice) -> dict[str, Any]:
        key = token(one.number)
        return {
            "landing_id": key,
            "token": key,
            "response_id": None if self.is_strange else key,
            "landed_at": one.at.strftime("%Y-%m-%dT%H:%M:%SZ"),
            "submitted_at": one.at.strftime("%Y-%m-%dT%H:%M:%SZ"),
            "metadata": None
            if self.is_strange
            else {"user_agent": "Mozilla/5.0", "network_id": "c0ffee", "platform": "mobile"},
            "hidden": None
            if self.is_strange
            else {"app_version": "5.12.0", "user_key": f"u-{one.number}", "joined": "신규"},
            "calculated": {"score": 0},
            "answers": [
                {"field": {"id": "fNPS00000001", "type": "nps", "ref": "nps"}, "type": "number", "number": 3},
                {"field": {"id": "fWHY00000002", "type": "long_text", "ref": "why"}, "type": "text", "text": one.words},
                {
                    "field": {"id": "fUSE00000003", "type": "multiple_choice", "ref": "feat"},
                    "type": "choices",
                    "choices": {"ids": ["c1"], "labels": ["주문"], "other": None if self.is_strange else "선물하기"},
                },
                {
                    "field": {"id": "fMAIL0000004", "type": "email", "ref": "mail"},
                    "type": "email",
                    "email": f"user{one.number}@haneulmart.example",
                },
                {"field": {"id": "fDLV00000006", "type": "rating", "ref": "delivery"}, "type": "number", "number": 4},
            ],
        }


def token(number: int) -> str:
    return f"tok{number:04d}zzzzzzzz"
