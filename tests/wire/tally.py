"""Plays Tally: the blocks of a form, and pages of submissions newest first with the questions beside them."""

from datetime import datetime
from typing import Any, ClassVar

from wire.case import Voice, Wire
from wire.server import Reply, Request, json_reply

_KEY = "tly-Xo7haneul20x"
_PER_PAGE = 3
FORM = "mHn0Lm"


def _question(key: str, kind: str, title: str | None, uuid: str) -> dict[str, Any]:
    field = {"uuid": uuid, "type": "INPUT_FIELD", "questionType": kind, "title": title}
    return {"id": key, "type": kind, "title": title, "fields": [field]}


QUESTIONS: list[dict[str, Any]] = [
    _question("qNps", "LINEAR_SCALE", "하늘마트를 추천하시겠어요?", "u-nps"),
    _question("qWhy", "TEXTAREA", "불편한 점을 적어주세요", "u-why"),
    _question("qUse", "CHECKBOXES", "자주 쓰는 기능", "g-use"),
    _question("qMail", "INPUT_EMAIL", "답변 받으실 이메일", "u-mail"),
    _question("qHid", "HIDDEN_FIELDS", "app_version", "u-hid"),
]
BLOCKS: list[dict[str, Any]] = [
    {"uuid": "b-title", "type": "FORM_TITLE", "groupUuid": "b-title", "payload": {"html": "하늘마트 설문"}},
    {"uuid": "u-nps", "type": "LINEAR_SCALE", "groupUuid": "g-nps", "payload": {"start": 0, "end": 10}},
    {"uuid": "u-why", "type": "TEXTAREA", "groupUuid": "g-why", "payload": {"isRequired": False}},
    {"uuid": "o-1", "type": "CHECKBOX", "groupUuid": "g-use", "payload": {"index": 0, "text": "주문"}},
    {"uuid": "o-2", "type": "CHECKBOX", "groupUuid": "g-use", "payload": {"index": 1, "text": "쿠폰"}},
]


class TallyWire(Wire):
    """Each voice is a completed submission."""

    family = "tally"
    secrets: ClassVar[dict[str, str]] = {"VOC_TALLY_KEY": _KEY}
    listing = "/submissions"
    abilities = frozenset({"stick", "strange", "secrets", "json", "late"})

    def __init__(self, n_voices: int = 0) -> None:
        self.questions = QUESTIONS
        self.blocks = BLOCKS
        self.more: list[dict[str, Any]] = []
        self.before_page: dict[int, Any] = {}
        super().__init__(n_voices)

    def entry(self, url: str) -> dict[str, Any]:
        return {"family": "tally", "form_id": FORM, "base_url": url, "requests_per_minute": 100_000}

    def external_id(self, one: Voice) -> str:
        return f"s{one.number:04d}:qWhy"

    def answer(self, request: Request) -> Reply:
        if request.headers.get("authorization") != f"Bearer {_KEY}":
            return json_reply({"error": {"message": "Unauthorized"}}, 401)
        if request.path == f"/forms/{FORM}":
            return json_reply({"id": FORM, "name": "하늘마트 설문", "blocks": self.blocks})
        if request.path == f"/forms/{FORM}/submissions":
            return self._submissions(request)
        return json_reply({"error": {"message": "Form not found"}}, 404)

    def _submissions(self, request: Request) -> Reply:
        query = request.query
        number = int(query.get("page", "1"))
        limit = min(_PER_PAGE, int(query.get("limit", "50")))
        if limit > 1 and number in self.before_page:
            self.before_page.pop(number)()
        everything = [self._item(one) for one in self.voices.values()] + self.more
        start = datetime.fromisoformat(query["startDate"]) if "startDate" in query else None
        wanted = [one for one in everything if start is None or datetime.fromisoformat(one["submittedAt"]) >= start]
        counts = {
            "all": len(wanted),
            "completed": sum(one["isCompleted"] for one in wanted),
            "partial": sum(not one["isCompleted"] for one in wanted),
        }
        which = query.get("filter", "all")
        wanted = [one for one in wanted if which == "all" or one["isCompleted"] == (which == "completed")]
        wanted.sort(key=lambda one: (one["submittedAt"], one["id"]), reverse=True)
        first = 0 if self.is_stuck else (number - 1) * limit
        page = wanted[first : first + limit]
        if self.is_strange and number == 1 and limit > 1:
            page = [{"id": None, "isCompleted": None, "submittedAt": "어제쯤", "responses": None}, *page]
        content = {
            "page": number,
            "limit": limit,
            "hasMore": self.is_stuck or first + limit < len(wanted),
            "totalNumberOfSubmissionsPerFilter": counts,
            "questions": self.questions,
            "submissions": page,
        }
        return json_reply(content)

    def _item(self, one: Voice) -> dict[str, Any]:
        answers: dict[str, Any] = {
            "qNps": 7,
            "qWhy": one.words,
            "qUse": ["주문", "선물하기"],
            "qMail": f"user{one.number}@haneulmart.example",
            "qHid": None if self.is_strange else {"app_version": "5.12.0"},
        }
        return submission(
            f"s{one.number:04d}", one.at, answers, respondent=None if self.is_strange else f"r{one.number}"
        )


def submission(
    key: str, at: datetime, answers: dict[str, Any], *, respondent: str | None = None, is_completed: bool = True
) -> dict[str, Any]:
    responses = [{"id": f"{key}-{name}", "questionId": name, "answer": answer} for name, answer in answers.items()]
    return {
        "id": key,
        "formId": FORM,
        "respondentId": respondent,
        "isCompleted": is_completed,
        "submittedAt": at.strftime("%Y-%m-%dT%H:%M:%S.000Z"),
        "responses": responses,
    }
