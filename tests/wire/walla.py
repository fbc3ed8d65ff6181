"""Plays Walla: all responses of a form by page number, oldest first, their questions by number only."""

from typing import TYPE_CHECKING, Any, ClassVar

from wire.case import Voice, Wire
from wire.server import Reply, Request, json_reply

if TYPE_CHECKING:
    from collections.abc import Callable

_KEY = "walla-8f21-haneulmart"
_PER_PAGE = 3
FORM = "f-20391"
QUESTIONS = {"question_1": "open_text", "question_2": "rating:1-5", "question_3": "choice", "question_4": "drop"}


class WallaWire(Wire):
    """Each voice is a response."""

    family = "walla"
    secrets: ClassVar[dict[str, str]] = {"VOC_WALLA_KEY": _KEY}
    listing = "/responses"
    abilities = frozenset({"stick", "strange", "secrets", "json", "late"})

    def __init__(self, n_voices: int = 0) -> None:
        self.before_page: dict[int, Callable[[], None]] = {}
        self.more: list[dict[str, Any]] = []
        super().__init__(n_voices)

    def entry(self, url: str) -> dict[str, Any]:
        return {
            "family": "walla",
            "form_id": FORM,
            "base_url": url,
            "requests_per_minute": 100_000,
            "questions": QUESTIONS,
            "titles": {"question_1": "불편한 점을 적어주세요", "question_3": "자주 쓰는 기능"},
            "choices": {"question_3": ["주문", "쿠폰"]},
        }

    def external_id(self, one: Voice) -> str:
        return f"resp_{one.number:04d}:question_1"

    def answer(self, request: Request) -> Reply:
        if request.headers.get("x-walla-api-key") != _KEY:
            return json_reply({"success": False, "message": "Unauthorized"}, 401)
        if request.path != f"/open-api/v1/forms/{FORM}/responses":
            return json_reply({"success": False, "message": "Not found"}, 404)
        number = int(request.query["page"])
        self.before_page.pop(number, lambda: None)()
        found = [self._item(one) for one in self.voices.values()] + self.more
        limit = min(_PER_PAGE, int(request.query["limit"]))
        first = 0 if self.is_stuck else (number - 1) * limit
        page = found[first : first + limit]
        if self.is_strange and number == 1:
            page = [{"responseId": None, "submittedAt": "그저께", "question_1": None}, *page]
        n_pages = number + 1 if self.is_stuck else -(-len(found) // limit)
        pagination = {"page": number, "limit": limit, "totalCount": len(found), "totalPages": n_pages}
        return json_reply({"success": True, "data": {"responses": page, "pagination": pagination}})

    def _item(self, one: Voice) -> dict[str, Any]:
        return {
            "responseId": f"resp_{one.number:04d}",
            "customerKey": None if self.is_strange else f"u-{one.number}",
            "submittedAt": one.at.strftime("%Y-%m-%dT%H:%M:%S.000Z"),
            "question_1": one.words,
            "question_2": 3,
            "question_3": None if self.is_strange else ["주문", "선물하기"],
            "question_4": "010-1234-5678",
        }
