"""Plays App Store Connect: reviews with the newest first, replies beside them, versions with their own lists."""

from datetime import datetime, timedelta, timezone
from typing import Any, ClassVar

import jwt

from wire.case import Voice, Wire
from wire.keys import apple_keys
from wire.server import Reply, Request, json_reply

APP, ISSUER, KEY_ID = "1234567890", "0a1b2c3d-0000-4000-8000-000000000abc", "TESTKEY001"
_PER_PAGE = 3
_PACIFIC = timezone(timedelta(hours=-7))
_REPLY = "답글: 이용에 불편을 드려 죄송합니다."


class AppStoreConnectWire(Wire):
    """Each voice is a review; every third has a published reply."""

    family = "app_store_connect"
    secrets: ClassVar[dict[str, str]] = {"VOC_APP_STORE_CONNECT_KEY": apple_keys()[0]}
    listing = f"/v1/apps/{APP}/customerReviews"
    abilities = frozenset({"edit", "stick", "strange", "secrets", "json", "late", "expire"})

    def __init__(self, n_voices: int = 0) -> None:
        self.created: dict[int, datetime] = {}
        self.pending: set[int] = set()
        self.titles: dict[int, str | None] = {}
        self.territories: dict[int, str] = {}
        self.versions: dict[str, set[int]] = {}
        super().__init__(n_voices)

    def entry(self, url: str) -> dict[str, Any]:
        return {
            "family": "app_store_connect",
            "app_id": APP,
            "issuer_id": ISSUER,
            "key_id": KEY_ID,
            "base_url": url,
            "requests_per_minute": 100_000,
        }

    def external_id(self, one: Voice) -> str:
        return f"00000041-a1b2-0014-729e-{one.number:012}"

    def add(self, one: Voice) -> None:
        super().add(one)
        self.created[one.number] = one.at

    def edit(self, number: int, words: str) -> None:
        """Rewrite a review in its place: nothing but its words tells."""
        self.voices[number] = Voice(number, words, self.voices[number].at)

    def answer(self, request: Request) -> Reply:
        if not _is_known(request):
            return _refusal(401, "NOT_AUTHORIZED", "Authentication credentials are missing or invalid.")
        parts = request.path.removeprefix("/v1/").split("/")
        if request.path == f"/v1/apps/{APP}/appStoreVersions":
            return _page(request, [_object("appStoreVersions", f"v-{n}", versionString=n) for n in self.versions], [])
        if parts[0] == "appStoreVersions" and parts[1].removeprefix("v-") in self.versions:
            return self._reviews(request, self.versions[parts[1].removeprefix("v-")])
        if request.path != f"/v1/apps/{APP}/customerReviews":
            return _refusal(404, "NOT_FOUND", "There is no resource of type 'apps' with this id.")
        return self._reviews(request, set(self.voices))

    def _reviews(self, request: Request, numbers: set[int]) -> Reply:
        asked = request.query
        if len(asked.get("filter[territory]", "KOR")) != 3 or asked.get("sort") != "-createdDate":
            return _refusal(400, "PARAMETER_ERROR.INVALID", "A parameter has an invalid value")
        wanted = [
            one for one in numbers if self._territory(one) == asked.get("filter[territory]", self._territory(one))
        ]
        newest = sorted(wanted, key=lambda number: (self.created[number], number), reverse=True)
        reviews = [self._review(number) for number in newest]
        if self.is_strange:
            reviews.insert(0, _object("customerReviews", None, body="무엇인지 모를 줄", rating=3))
        return _page(request, reviews, [self._reply(number) for number in newest], is_stuck=self.is_stuck)

    def _territory(self, number: int) -> str:
        return self.territories.get(number, "KOR")

    def _review(self, number: int) -> dict[str, Any]:
        one = self.voices[number]
        made = _object(
            "customerReviews",
            self.external_id(one),
            rating=1 + number % 5,
            title=None if self.is_strange else self.titles.get(number, "로그인 이야기"),
            body=one.words,
            reviewerNickname=None if self.is_strange else f"달빛고양이{number}",
            createdDate=self.created[number].astimezone(_PACIFIC).isoformat(),
            territory=self._territory(number),
        )
        data = {"data": {"type": "customerReviewResponses", "id": f"r-{number}"}} if number % 3 == 0 else {}
        made["relationships"] = {"response": {**data, "links": {"related": "https://api.example/never-asked"}}}
        return made

    def _reply(self, number: int) -> dict[str, Any]:
        state = "PENDING_PUBLISH" if number in self.pending else "PUBLISHED"
        return _object("customerReviewResponses", f"r-{number}", responseBody=_REPLY, state=state)


def _is_known(request: Request) -> bool:
    token = request.headers.get("authorization", "").removeprefix("Bearer ")
    try:
        head = jwt.get_unverified_header(token)
        claims = jwt.decode(token, apple_keys()[1], ["ES256"], audience="appstoreconnect-v1", issuer=ISSUER)
    except jwt.PyJWTError:
        return False
    return head["kid"] == KEY_ID and claims["exp"] - claims["iat"] <= 1200


def _page(
    request: Request, objects: list[dict[str, Any]], included: list[dict[str, Any]], *, is_stuck: bool = False
) -> Reply:
    start = int(request.query.get("cursor", "c0").removeprefix("c"))
    some = objects[start : start + _PER_PAGE]
    kept = "&".join(f"{name}={value}" for name, value in request.query.items() if name != "cursor")
    following = 0 if is_stuck else start + _PER_PAGE
    has_more = is_stuck or following < len(objects)
    here = f"http://{request.headers['host']}{request.path}?"
    links = {"self": f"{here}{kept}", **({"next": f"{here}{kept}&cursor=c{following}"} if has_more else {})}
    related = {one["relationships"]["response"]["data"]["id"] for one in some if _has_reply(one)}
    content = {
        "data": some,
        "links": links,
        "included": [one for one in included if one["id"] in related],
        "meta": {"paging": {"total": len(objects), "limit": int(request.query["limit"])}},
    }
    return json_reply(content, headers={"X-Rate-Limit": "user-hour-lim:3500;user-hour-rem:3400;"})


def _has_reply(one: dict[str, Any]) -> bool:
    return "data" in one.get("relationships", {}).get("response", {})


def _object(kind: str, number: str | None, **attributes: Any) -> dict[str, Any]:  # noqa: ANN401 - JSON
    return {"type": kind, "id": number, "attributes": attributes}


def _refusal(status: int, code: str, detail: str) -> Reply:
    error = {"id": "d1a9c1b2-0000-4000-8000-000000000001", "status": str(status), "code": code, "detail": detail}
    return json_reply({"errors": [error]}, status)
