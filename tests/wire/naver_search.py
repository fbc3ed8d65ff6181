"""Plays the Naver search, at its old host and at its new one."""

from html import escape
from typing import Any, ClassVar

from wire.case import Voice, Wire
from wire.server import Reply, Request, json_reply

_ID, _SECRET = "nv-Client_7Hq2", "nv-s3cr3t-Zp"
_HEADERS = {
    "developers": ("x-naver-client-id", "x-naver-client-secret"),
    "hub": ("x-ncp-apigw-api-key-id", "x-ncp-apigw-api-key"),
}
_SERVICES = ("blog", "cafearticle", "kin")
_QUERY = "새벽장터"


class NaverSearchWire(Wire):
    """The voices take turns as blog posts, cafe articles and questions.

    Attributes
    ----------
    only : dict of str to set of int
        Voices that a query finds; one that is not named finds all.
    calls_allowed : int
        Calls of the day, after which the service says that they are used up.
    """

    family = "naver_search"
    secrets: ClassVar[dict[str, str]] = {"VOC_NAVER_CLIENT_ID": _ID, "VOC_NAVER_CLIENT_SECRET": _SECRET}
    listing = "/search/"
    abilities = frozenset({"edit", "stick", "strange", "secrets", "json"})

    def __init__(self, n_voices: int = 0) -> None:
        self.only: dict[str, set[int]] = {}
        self.calls_allowed = 25_000
        super().__init__(n_voices)

    def entry(self, url: str) -> dict[str, Any]:
        return {
            "family": "naver_search",
            "base_url": f"{url}/v1/search",
            "queries": [_QUERY],
            "requests_per_second": 10_000.0,
        }

    def external_id(self, one: Voice) -> str:
        service = service_of(one.number)
        # What is stored does not name the blog, for that names its author.
        start = {"blog": "naver_blog:-", "cafearticle": "naver_cafe:jangbogi_maeul", "kin": "kin"}[service]
        return f"{start}:{number_of(one)}"

    def edit(self, number: int, words: str) -> None:
        self.voices[number] = Voice(number, words, self.voices[number].at)

    def answer(self, request: Request) -> Reply:
        host, service = _place(request.path)
        if tuple(request.headers.get(name) for name in _HEADERS[host]) != (_ID, _SECRET):
            return _refusal(host, 401, "024", "Authentication failed (인증에 실패하였습니다.)")
        if service not in _SERVICES:
            return _refusal(host, 404, "SE05", "Invalid search api (존재하지 않는 검색 api 입니다.)")
        if self.calls_allowed <= 0:
            return _refusal(host, 429, "010", "Query limit exceeded (쿼리 한도를 초과했습니다.)")
        self.calls_allowed -= 1
        query, start = request.query["query"], int(request.query["start"])
        display = int(request.query["display"])
        if not (query and 1 <= start <= 1000 and 1 <= display <= 100 and request.query["sort"] == "date"):
            return _refusal(host, 400, "SE03", "Invalid start value (부적절한 start 값입니다.)")
        if host == "hub" and request.query.get("format") != "json":
            return _refusal(host, 400, "SE01", "Incorrect query request (잘못된 쿼리요청입니다.)")
        found = self._found(service, query)
        first = 0 if self.is_stuck else start - 1
        items = [self._item(service, one, query) for one in found[first : first + display]]
        if self.is_strange and start == 1 and service == "blog":
            items.insert(0, {"title": None, "link": None, "description": "무엇인지 모를 줄", "postdate": "20260910"})
        # An estimate that changes from page to page.
        total = len(found) + start % 7
        content = {"lastBuildDate": "Mon, 14 Sep 2026 12:00:00 +0900", "total": total, "start": start}
        return json_reply({**content, "display": len(items), "items": items})

    def _found(self, service: str, query: str) -> list[Voice]:
        """Newest first."""
        wanted = self.only.get(query)
        found = [one for one in self.voices.values() if service_of(one.number) == service]
        return sorted((one for one in found if wanted is None or one.number in wanted), key=lambda one: -one.number)

    def _item(self, service: str, one: Voice, query: str) -> dict[str, Any]:
        words = escape(self.snippet(one, query))
        first, _, rest = words.partition(" ")
        title = f"<b>{escape(query)}</b> 써 본 이야기 {one.number}"
        item = {"title": title, "link": link_of(one), "description": f"<b>{first}</b> {rest}" if rest else words}
        if service == "blog":
            home = f"blog.naver.com/{blogger(one)}"
            name = None if self.is_strange else "저녁 장바구니"
            return {**item, "bloggername": name, "bloggerlink": home, "postdate": f"{one.at:%Y%m%d}"}
        if service == "cafearticle":
            cafe = None if self.is_strange else "장보기 마을"
            return {**item, "cafename": cafe, "cafeurl": "https://cafe.naver.com/jangbogi_maeul"}
        return item

    def snippet(self, one: Voice, query: str) -> str:
        """Return the words around the hit; here they are the same for every query."""
        return one.words if query else ""


def service_of(number: int) -> str:
    return _SERVICES[number % len(_SERVICES)]


def blogger(one: Voice) -> str:
    return f"solip_{one.number:03d}"


def number_of(one: Voice) -> int:
    """Return the number of a voice's post."""
    return {"blog": 223_000_000_000, "cafearticle": 1_200_000, "kin": 470_000_000}[service_of(one.number)] + one.number


def link_of(one: Voice) -> str:
    service, number = service_of(one.number), number_of(one)
    if service == "blog":
        return f"https://blog.naver.com/{blogger(one)}/{number}"
    if service == "cafearticle":
        return f"http://cafe.naver.com/jangbogi_maeul/{number}"
    return f"https://kin.naver.com/qna/detail.naver?d1id=8&dirId=80501&docId={number}&qb=x&enc=utf8&section=kin&rank=1"


def _place(path: str) -> tuple[str, str]:
    """Tell host and service by the path."""
    if path.startswith("/search/v1/"):
        return "hub", path.removeprefix("/search/v1/")
    service = path.removeprefix("/v1/search/")
    return "developers", service.removesuffix(".json") if service.endswith(".json") else ""


def _refusal(host: str, status: int, code: str, message: str) -> Reply:
    content: dict[str, Any] = {"errorMessage": message, "errorCode": code}
    if host == "hub":
        gateway = {401: "210", 404: "300", 429: "400"}.get(status, code)
        content = {"error": {"errorCode": gateway, "message": "Permission Denied", "details": "API subscription"}}
    return json_reply(content, status)
