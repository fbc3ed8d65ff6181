"""Plays SurveyMonkey: the details of a survey, and its responses in the order in which they were last touched."""

from datetime import UTC, datetime, timedelta
from typing import Any, ClassVar

from wire.case import FIRST, Voice, Wire
from wire.server import Reply, Request, json_reply

_TOKEN = "sm-zQ81kd0-haneulmart"
_PER_PAGE = 3
SURVEY = "430000777"
DETAILS: dict[str, Any] = {
    "id": SURVEY,
    "title": "하늘마트 앱 설문",
    "pages": [
        {
            "id": "1",
            "questions": [
                {
                    "id": "101",
                    "family": "matrix",
                    "subtype": "rating",
                    "headings": [{"heading": "하늘마트를 <strong>추천</strong>하시겠어요?"}],
                    "answers": {
                        "rows": [{"id": "1011", "text": ""}],
                        "choices": [
                            {"id": f"{1020 + step}", "text": str(step), "weight": weight}
                            for step, weight in enumerate([-100] * 7 + [0] * 2 + [100] * 2)
                        ],
                    },
                },
                {
                    "id": "102",
                    "family": "open_ended",
                    "subtype": "essay",
                    "headings": [{"heading": "그렇게 답하신 이유를 적어주세요"}],
                },
                {
                    "id": "103",
                    "family": "multiple_choice",
                    "subtype": "vertical",
                    "headings": [{"heading": "어떤 기능을 쓰시나요?"}],
                    "answers": {
                        "choices": [{"id": "1031", "text": "주문"}, {"id": "1032", "text": "쿠폰"}],
                        "other": {"id": "1033", "text": "기타 (직접 입력)", "is_answer_choice": True},
                    },
                },
            ],
        },
        {
            "id": "2",
            "questions": [
                {
                    "id": "104",
                    "family": "demographic",
                    "subtype": "international",
                    "headings": [{"heading": "경품 받으실 곳"}],
                    "answers": {"rows": [{"id": "1041", "text": "Name"}, {"id": "1042", "text": "Email"}]},
                }
            ],
        },
    ],
}


class SurveyMonkeyWire(Wire):
    """Each voice is a completed response; one person was turned away and one did not reach the end."""

    family = "surveymonkey"
    secrets: ClassVar[dict[str, str]] = {"VOC_SURVEYMONKEY_TOKEN": _TOKEN}
    listing = "/responses/bulk"
    abilities = frozenset({"edit", "stick", "strange", "secrets", "json", "late"})

    def __init__(self, n_voices: int = 0) -> None:
        self.touched: dict[int, datetime] = {}
        self.more: list[dict[str, Any]] = []
        self.per_page = _PER_PAGE
        self.left_today = 500
        super().__init__(n_voices)

    def entry(self, url: str) -> dict[str, Any]:
        return {
            "family": "surveymonkey",
            "survey_id": SURVEY,
            "base_url": url,
            "respondent": "user_key",
            "requests_per_minute": 100_000,
        }

    def external_id(self, one: Voice) -> str:
        return f"{118000000000 + one.number}:102"

    def add(self, one: Voice) -> None:
        super().add(one)
        self.touched[one.number] = one.at

    def edit(self, number: int, words: str) -> None:
        self.voices[number] = Voice(number, words, self.voices[number].at)
        self.touched[number] = self.now

    def answer(self, request: Request) -> Reply:
        if request.headers.get("authorization") != f"Bearer {_TOKEN}":
            return _error("1011", "Authorization Error", 401)
        self.left_today -= 1
        headers = {
            "X-Ratelimit-App-Global-Day-Limit": "500",
            "X-Ratelimit-App-Global-Day-Remaining": str(max(self.left_today, 0)),
            "X-Ratelimit-App-Global-Day-Reset": "30000",
            "X-Ratelimit-App-Global-Minute-Limit": "120",
            "X-Ratelimit-App-Global-Minute-Remaining": "119",
            "X-Ratelimit-App-Global-Minute-Reset": "30",
        }
        if self.left_today < 0:
            return _error("1040", "Rate limit reached", 429, headers)
        if request.path == f"/v3/surveys/{SURVEY}/details":
            return json_reply(DETAILS, headers=headers)
        if request.path == f"/v3/surveys/{SURVEY}/responses/bulk":
            return self._bulk(request, headers)
        return _error("1020", "Resource Not Found", 404, headers)

    def _bulk(self, request: Request, headers: dict[str, str]) -> Reply:
        query = request.query
        assert (query["sort_by"], query["sort_order"]) == ("date_modified", "ASC")
        since = datetime.fromisoformat(query["start_modified_at"]).replace(tzinfo=UTC)
        found = [self._item(one) for one in self.voices.values()] + self.more
        # Exclusive, as the worse of both ways to read the documentation.
        found = [one for one in found if datetime.fromisoformat(one["date_modified"]) > since]
        found.sort(key=lambda one: (one["date_modified"], one["id"]))
        number = 1 if self.is_stuck else int(query["page"])
        if self.is_stuck:
            found = [self._item(one) for one in self.voices.values()]
        page = found[(number - 1) * self.per_page : number * self.per_page]
        links = {"self": request.path}
        if self.is_stuck or number * self.per_page < len(found):
            links["next"] = f"https://api.surveymonkey.example{request.path}?page={number + 1}"
        if self.is_strange and number == 1 and since < FIRST:
            page = [{"id": None, "date_modified": None, "response_status": None, "pages": None}, *page]
        content = {"data": page, "total": len(found), "page": number, "per_page": self.per_page, "links": links}
        return json_reply(content, headers=headers)

    def _item(self, one: Voice) -> dict[str, Any]:
        return response(
            118000000000 + one.number,
            one.at - timedelta(minutes=3),
            self.touched[one.number],
            [
                {"id": "101", "answers": [{"row_id": "1011", "choice_id": "1023"}]},
                {"id": "102", "answers": [{"text": one.words}]},
                {"id": "103", "answers": [{"choice_id": "1031"}, {"other_id": "1033", "text": "선물하기"}]},
                {
                    "id": "104",
                    "answers": [{"row_id": "1041", "text": "한바다"}, {"row_id": "1042", "text": "sea@example.kr"}],
                },
            ],
            custom_variables=None if self.is_strange else {"user_key": f"u-{one.number}", "app_version": "5.12.0"},
        )


def response(number: int, created: datetime, touched: datetime, questions: list[Any], **more: object) -> dict[str, Any]:
    return {
        "id": str(number),
        "survey_id": SURVEY,
        "collector_id": "430000001",
        "recipient_id": "",
        "response_status": "completed",
        "date_created": created.isoformat(),
        "date_modified": touched.isoformat(),
        "ip_address": "203.0.113.7",
        "pages": [{"id": "1", "questions": questions}],
        **more,
    }


def _error(key: str, name: str, status: int, headers: dict[str, str] | None = None) -> Reply:
    error = {"id": key, "name": name, "http_status_code": status, "message": name}
    return json_reply({"error": error}, status, headers)
