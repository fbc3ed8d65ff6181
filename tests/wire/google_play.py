"""Plays Google Play: the token endpoint, the review API (latest change first) and the bucket of monthly reports."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, ClassVar

import jwt

from wire.case import Voice, Wire
from wire.keys import google_keys, service_account
from wire.server import Reply, Request, json_reply, text_reply

PACKAGE, BUCKET = "kr.example.haneulmart", "pubsite_prod_rev_01234567890123456789"
EMAIL = "voc-reader@haneulmart-voc.iam.example"
API_SCOPE = "https://www.googleapis.com/auth/androidpublisher"
STORAGE_SCOPE = "https://www.googleapis.com/auth/devstorage.read_only"
_PER_PAGE = 3
_HORIZON = timedelta(days=7)
HEADER = (
    "Package Name,App Version Code,App Version Name,Reviewer Language,Device,Review Submit Date and Time,"
    "Review Submit Millis Since Epoch,Review Last Update Date and Time,Review Last Update Millis Since Epoch,"
    "Star Rating,Review Title,Review Text,Developer Reply Date and Time,Developer Reply Millis Since Epoch,"
    "Developer Reply Text,Review Link"
)


@dataclass(frozen=True)
class Row:
    """One row of a monthly report; `review_id` is empty for stars without words."""

    review_id: str
    words: str
    submitted_at: datetime
    changed_at: datetime
    stars: int = 2
    title: str = ""

    def cells(self) -> list[str]:
        submitted, changed = (
            (f"{at:%Y-%m-%dT%H:%M:%SZ}", f"{int(at.timestamp() * 1000)}") for at in (self.submitted_at, self.changed_at)
        )
        link = f"https://play.google.com/console/x/review-details?reviewId={self.review_id.replace(':', '%3A')}"
        reply = ["2026-09-12T01:05:12Z", "1789261512000", "불편을 드려 죄송합니다. 확인하겠습니다."]
        last = [*reply, link] if self.review_id else ["", "", "", ""]
        return [
            PACKAGE,
            "51200",
            "5.12.0",
            "ko",
            "a52sxq",
            *submitted,
            *changed,
            str(self.stars),
            self.title,
            self.words,
            *last,
        ]


class GooglePlayWire(Wire):
    """Each voice is a review with a reply of the developer's; the second of all has no title."""

    family = "google_play"
    secrets: ClassVar[dict[str, str]] = {"VOC_GOOGLE_PLAY_CREDENTIALS": service_account(EMAIL)}
    listing = f"/applications/{PACKAGE}/reviews"
    abilities = frozenset({"edit", "stick", "strange", "secrets", "json", "late", "expire"})

    def __init__(self, n_voices: int = 0) -> None:
        self.changed: dict[int, datetime] = {}
        self.tokens: dict[str, str] = {}
        self.reports: dict[str, tuple[int, bytes]] = {}
        super().__init__(n_voices)

    def entry(self, url: str) -> dict[str, Any]:
        return {
            "family": "google_play",
            "package": PACKAGE,
            "base_url": url,
            "storage_url": url,
            "token_url": f"{url}/token",
            "requests_per_hour": 1_000_000,
        }

    def external_id(self, one: Voice) -> str:
        return f"gp:AOqpTOE{one.number:04}"

    def add(self, one: Voice) -> None:
        super().add(one)
        self.changed[one.number] = one.at

    def edit(self, number: int, words: str) -> None:
        self.voices[number] = Voice(number, words, self.voices[number].at)
        self.changed[number] = self.now

    def write_report(self, month: str, *rows: Row, package: str = PACKAGE) -> None:
        """Put a month's report into the bucket, in the place of the one that is there."""
        name = f"reviews/reviews_{package}_{month}.csv"
        generation = self.reports.get(name, (1_790_000_000_000_000, b""))[0] + 1
        self.reports[name] = generation, report(*rows)

    def answer(self, request: Request) -> Reply:
        if request.path == "/token":
            return self._token(request)
        scope = self.tokens.get(request.headers.get("authorization", "").removeprefix("Bearer "))
        if scope is None:
            return _refusal(401, "UNAUTHENTICATED", "authError")
        if request.path.startswith("/storage/v1/b/"):
            return self._storage(request) if scope == STORAGE_SCOPE else _refusal(403, "PERMISSION_DENIED", "forbidden")
        if scope != API_SCOPE or "translationLanguage" in request.query:
            return _refusal(403, "PERMISSION_DENIED", "forbidden")
        if request.path != f"/androidpublisher/v3/applications/{PACKAGE}/reviews":
            return _refusal(404, "NOT_FOUND", "applicationNotFound")
        return self._reviews(request)

    def _token(self, request: Request) -> Reply:
        asked = request.form
        try:
            claims = jwt.decode(
                asked["assertion"],
                google_keys()[1],
                algorithms=["RS256"],
                audience="https://oauth2.googleapis.com/token",
                issuer=EMAIL,
                options={"require": ["exp", "iat", "scope"]},
            )
        except (KeyError, jwt.PyJWTError):
            return json_reply({"error": "invalid_grant", "error_description": "Invalid JWT Signature."}, 400)
        token = f"ya29.invented-{len(self.tokens)}"
        self.tokens[token] = claims["scope"]
        return json_reply({"access_token": token, "expires_in": 3599, "token_type": "Bearer"})

    def _reviews(self, request: Request) -> Reply:
        start = int(request.query.get("token", "t0").removeprefix("t"))
        recent = [number for number, at in self.changed.items() if at > self.now - _HORIZON]
        numbers = sorted(recent, key=lambda number: (self.changed[number], number), reverse=True)
        reviews: list[dict[str, Any]] = [self._review(number) for number in numbers[start : start + _PER_PAGE]]
        if self.is_strange and start == 0:
            reviews.append({"reviewId": None, "comments": [{"userComment": {"text": "무엇인지 모를 줄"}}]})
        content: dict[str, Any] = {"reviews": reviews} if reviews else {}
        following = 0 if self.is_stuck else start + _PER_PAGE
        if self.is_stuck or following < len(numbers):
            content["tokenPagination"] = {"nextPageToken": f"t{following}"}
        return json_reply(content)

    def _review(self, number: int) -> dict[str, Any]:
        one, at = self.voices[number], self.changed[number]
        own: dict[str, Any] = {
            "text": one.words if number == 1 else f"결제 이야기\t{one.words}",
            "lastModified": {"seconds": str(int(at.timestamp())), "nanos": 317_000_000},
            "starRating": 1 + number % 5,
            "reviewerLanguage": "ko",
            "appVersionCode": 51200,
            "appVersionName": None if self.is_strange else "5.12.0",
            "deviceMetadata": None if self.is_strange else {"manufacturer": "Samsung"},
        }
        reply = {"text": "불편을 드려 죄송합니다.", "lastModified": {"seconds": "1789261512", "nanos": 0}}
        comments = [{"developerComment": reply}, {"userComment": own}]
        return {"reviewId": self.external_id(one), "authorName": "" if number == 1 else "김하늘", "comments": comments}

    def _storage(self, request: Request) -> Reply:
        if not request.path.startswith(f"/storage/v1/b/{BUCKET}/o"):
            return _refusal(404, "NOT_FOUND", "notFound")
        name = request.path.removeprefix(f"/storage/v1/b/{BUCKET}/o").removeprefix("/")
        if not name:
            return self._list(request)
        if name not in self.reports or request.query.get("alt") != "media":
            return text_reply(f"No such object: {BUCKET}/{name}", 404, "text/html; charset=UTF-8")
        return Reply(200, self.reports[name][1], {"Content-Type": "text/csv; charset=utf-16le"})

    def _list(self, request: Request) -> Reply:
        start = int(request.query.get("pageToken", "p0").removeprefix("p"))
        names = sorted(name for name in self.reports if name.startswith(request.query["prefix"]))
        items = [{"name": name, "generation": str(self.reports[name][0])} for name in names[start : start + 2]]
        more = {"nextPageToken": f"p{start + 2}"} if start + 2 < len(names) else {}
        return json_reply({**({"items": items} if items else {}), **more})


def report(*rows: Row) -> bytes:
    """Write a monthly report as the console does: UTF-16 with a mark, quotes where they are needed."""
    lines = [",".join(map(_quoted, row.cells())) for row in rows]
    return "\n".join([HEADER, *lines, ""]).encode("utf-16")


def _quoted(cell: str) -> str:
    return '"' + cell.replace('"', '""') + '"' if set(cell) & set(',"\n') else cell


def _refusal(status: int, name: str, reason: str) -> Reply:
    error = {"message": "Refused", "domain": "global", "reason": reason}
    return json_reply({"error": {"code": status, "message": "Refused", "errors": [error], "status": name}}, status)
