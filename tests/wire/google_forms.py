"""Plays Google Forms: tokens, the items of a form, and its responses by page token."""

import json
from datetime import datetime, timedelta
from typing import Any, ClassVar

from wire.case import Voice, Wire
from wire.server import Reply, Request, json_reply

_PER_PAGE = 3
FORM = "1xHaneulMartFormForEditors"
_USER = {
    "type": "authorized_user",
    "client_id": "123-haneul.apps.example",
    "client_secret": "GOCSPX-invented-31",
    "refresh_token": "1//0e-invented-refresh",
}
ITEMS: list[dict[str, Any]] = [
    {"itemId": "00", "title": "하늘마트 설문", "textItem": {}},
    {
        "itemId": "01",
        "title": "전반적으로 얼마나 만족하시나요?",
        "questionItem": {"question": {"questionId": "q-scale", "scaleQuestion": {"low": 1, "high": 5}}},
    },
    {
        "itemId": "02",
        "title": "불편했던 점을 적어주세요",
        "questionItem": {"question": {"questionId": "q-why", "textQuestion": {"paragraph": True}}},
    },
    {
        "itemId": "03",
        "title": "자주 쓰는 기능",
        "questionItem": {
            "question": {
                "questionId": "q-use",
                "choiceQuestion": {
                    "type": "CHECKBOX",
                    "options": [{"value": "주문"}, {"value": "쿠폰"}, {"isOther": True}],
                },
            }
        },
    },
    {
        "itemId": "04",
        "title": "연락처를 남겨 주세요",
        "questionItem": {"question": {"questionId": "q-tel", "textQuestion": {}}},
    },
]


class GoogleFormsWire(Wire):
    """Each voice is a response; who edits keeps the id and moves the time of the last submission."""

    family = "google_forms"
    secrets: ClassVar[dict[str, str]] = {"VOC_GOOGLE_FORMS_CREDENTIALS": json.dumps(_USER)}
    listing = "/responses"
    abilities = frozenset({"edit", "stick", "strange", "secrets", "json", "late", "expire"})

    def __init__(self, n_voices: int = 0) -> None:
        self.touched: dict[int, datetime] = {}
        self.items = ITEMS
        self.more: list[dict[str, Any]] = []
        self.n_tokens = 0
        super().__init__(n_voices)

    def entry(self, url: str) -> dict[str, Any]:
        return {
            "family": "google_forms",
            "form_id": FORM,
            "base_url": url,
            "token_url": f"{url}/token",
            "respondent": "respondentEmail",
            "requests_per_minute": 100_000,
        }

    def external_id(self, one: Voice) -> str:
        return f"ACYDB-{one.number:04d}:q-why"

    def add(self, one: Voice) -> None:
        super().add(one)
        self.touched[one.number] = one.at

    def edit(self, number: int, words: str) -> None:
        self.voices[number] = Voice(number, words, self.voices[number].at)
        self.touched[number] = self.now

    def answer(self, request: Request) -> Reply:
        if request.path == "/token":
            return self._token(request)
        if request.headers.get("authorization") != f"Bearer ya29.invented-{self.n_tokens}":
            return _error(401, "UNAUTHENTICATED")
        if request.path == f"/v1/forms/{FORM}":
            return json_reply({"formId": FORM, "info": {"title": "하늘마트 설문"}, "items": self.items})
        if request.path == f"/v1/forms/{FORM}/responses":
            return self._responses(request)
        return _error(404, "NOT_FOUND")

    def _token(self, request: Request) -> Reply:
        wanted = {"grant_type": "refresh_token", **{name: value for name, value in _USER.items() if name != "type"}}
        if request.form != wanted:
            return json_reply({"error": "invalid_grant"}, 400)
        self.n_tokens += 1
        return json_reply(
            {"access_token": f"ya29.invented-{self.n_tokens}", "expires_in": 3599, "token_type": "Bearer"}
        )

    def _responses(self, request: Request) -> Reply:
        word, _, since = request.query["filter"].partition(" >= ")
        first, asked = 0, request.query["filter"]
        if "pageToken" in request.query:
            place, _, asked = request.query["pageToken"].partition("|")
            first = int(place)
        if word != "timestamp" or asked != request.query["filter"]:
            return _error(400, "INVALID_ARGUMENT")
        found = [self._item(one) for one in self.voices.values()] + self.more
        found = [
            one for one in found if datetime.fromisoformat(one["lastSubmittedTime"]) >= datetime.fromisoformat(since)
        ]
        page = found[first : first + min(_PER_PAGE, int(request.query["pageSize"]))]
        content: dict[str, Any] = {"responses": page} if page else {}
        if self.is_strange and first == 0:
            content["responses"] = [{"responseId": None, "createTime": "언젠가", "answers": None}, *page]
        if self.is_stuck or first + _PER_PAGE < len(found):
            content["nextPageToken"] = f"{0 if self.is_stuck else first + _PER_PAGE}|{asked}"
        return json_reply(content)

    def _item(self, one: Voice) -> dict[str, Any]:
        answers = {"q-scale": ["2"], "q-why": [one.words], "q-use": ["주문", "선물하기"], "q-tel": ["010-1234-5678"]}
        return response(
            f"ACYDB-{one.number:04d}",
            one.at - timedelta(seconds=20),
            self.touched[one.number],
            answers,
            None if self.is_strange else f"user{one.number}@haneulmart.example",
        )


def response(
    key: str, created: datetime, touched: datetime, answers: dict[str, list[str]], email: str | None = None
) -> dict[str, Any]:
    return {
        "responseId": key,
        "createTime": created.strftime("%Y-%m-%dT%H:%M:%S.118Z"),
        "lastSubmittedTime": touched.strftime("%Y-%m-%dT%H:%M:%S.305221Z"),
        "respondentEmail": email,
        "answers": {
            name: {"questionId": name, "textAnswers": {"answers": [{"value": value} for value in values]}}
            for name, values in answers.items()
        },
    }


def _error(status: int, name: str) -> Reply:
    return json_reply({"error": {"code": status, "message": name, "status": name}}, status)
