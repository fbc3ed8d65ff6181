"""Plays a site of no known make: old pages in cp949, lists that link to posts or, at `/reviews`, hold them."""

from html import escape
from typing import Any, ClassVar

from voc.weeks import SEOUL
from wire.case import Voice, Wire
from wire.gnuboard import ROBOTS
from wire.server import Reply, Request, text_reply

_PER_PAGE = 3
STRANGE = 900


def cp949(text: str, status: int = 200) -> Reply:
    """The server names no encoding; the page names one that is too small for 똠."""
    page = f'<html><head><meta http-equiv="Content-Type" content="text/html; charset=euc-kr"></head>{text}</html>'
    return Reply(status, page.encode("cp949", "xmlcharrefreplace"), {"Content-Type": "text/html"})


class SiteWire(Wire):
    """Each voice is a post; its words stand in the link to it as well, cut short."""

    family = "site"
    listing = "/talk/list.php"
    abilities = frozenset({"edit", "remove", "stick", "strange", "late"})
    secrets: ClassVar[dict[str, str]] = {}

    def __init__(self, n_voices: int = 0) -> None:
        self.robots = ROBOTS
        self.comments: dict[int, list[str]] = {}
        self.locked: set[int] = set()
        self.extra = ""
        super().__init__(n_voices)

    def entry(self, url: str) -> dict[str, Any]:
        return {
            "family": "site",
            "lists": [f"{url}/talk/list.php"],
            "link": "td.subj a",
            "next": "a.next",
            "delay_s": 0,
            "reread_pages": 9,
            "html": {
                "item": ".post, .reply",
                "title": "h1",
                "body": ".text",
                "author": ".who",
                "date": ".when",
                "remove": [".notice"],
            },
        }

    def external_id(self, one: Voice) -> str:
        # As the store spells it, which hides numeric addresses of machines.
        return f"https://<IP>/talk/view.php?no={one.number}"

    def edit(self, number: int, words: str) -> None:
        self.voices[number] = Voice(number, words, self.voices[number].at)

    def remove(self, number: int) -> None:
        del self.voices[number]

    def answer(self, request: Request) -> Reply:
        if request.path == "/robots.txt":
            return text_reply(self.robots, kind="text/plain")
        if request.path == "/talk/list.php":
            return self._list(int(request.query.get("page", "1")))
        if request.path == "/talk/view.php":
            return self._view(int(request.query["no"]))
        if request.path == "/reviews":
            return self._reviews(int(request.query.get("page", "1")))
        return cp949("<body>페이지를 찾을 수 없습니다.</body>", 404)

    def _numbers(self, page: int) -> list[int]:
        newest = sorted(self.voices, reverse=True)
        return newest[(page - 1) * _PER_PAGE : page * _PER_PAGE]

    def _list(self, page: int) -> Reply:
        if not self.voices:
            return cp949("<body><table><tr><td>등록된 글이 없습니다.</td></tr></table></body>")
        numbers = self._numbers(1 if self.is_stuck else page)
        if self.is_strange and page == 1:
            numbers = [STRANGE, *numbers]
        rows = "".join(
            # Where a reader came from stands in the address.
            f'<tr><td class="subj"><a href="view.php?no={number}&amp;page={page}">{self._subject(number)}</a></td></tr>'
            for number in numbers
        )
        has_more = self.is_stuck or page * _PER_PAGE < len(self.voices)
        further = f'<a class="next" href="list.php?page={page + 1}">다음</a>' if has_more else ""
        ad = '<tr><td class="subj"><a href="https://ads.example/x">광고</a></td></tr>'
        return cp949(f"<body>{self.extra}<table>{ad}{rows}</table>{further}</body>")

    def _subject(self, number: int) -> str:
        words = self.voices[number].words if number in self.voices else "알 수 없는 글"
        return f"{escape(words[:12])}… [{len(self.comments.get(number, []))}]"

    def _view(self, number: int) -> Reply:
        if number in self.locked:
            return cp949('<body><form>비밀번호를 입력하세요 <input type="password"></form></body>')
        if number == STRANGE and self.is_strange:
            return cp949(_POST.format(number=number, words="언제 썼는지 모를 글", when="언젠가", replies=""))
        if number not in self.voices:
            return cp949("<script>alert('삭제되었거나 존재하지 않는 글입니다.');history.back();</script>")
        one = self.voices[number]
        when = f"{one.at.astimezone(SEOUL):%Y/%m/%d %H:%M}"
        replies = "".join(
            f'<div class="reply" id="r{place}"><b class="who">답글이{place}</b> <i class="when">{when}</i>'
            f'<p class="text">{escape(words)}</p></div>'
            for place, words in enumerate(self.comments.get(number, []))
        )
        return cp949(_POST.format(number=number, words=escape(one.words), when=when, replies=replies))

    def _reviews(self, page: int) -> Reply:
        """A list that holds the posts themselves, without ids or addresses, timed by how long ago."""
        items = "".join(
            f'<li class="post"><b class="who">손님{number}</b><span class="when">{self._ago(number)}</span>'
            f'<p class="text">{escape(self.voices[number].words)}</p></li>'
            for number in self._numbers(page)
        )
        has_more = page * _PER_PAGE < len(self.voices)
        further = f'<a class="next" href="?page={page + 1}">다음</a>' if has_more else ""
        return cp949(f"<body><ul>{items}</ul>{further}</body>")

    def _ago(self, number: int) -> str:
        hours = int((self.now - self.voices[number].at).total_seconds() // 3600)
        return f"{hours}시간 전" if hours < 24 else f"{hours // 24}일 전"


_POST = """<body><div class="post"><h1>글 {number}</h1><span class="who">손님{number} (203.0.*.7)</span>
<span class="when">작성일 {when}</span><div class="text">{words}<blockquote>남의 말</blockquote>
<div class="notice">게시판 이용 규칙 안내</div></div></div>{replies}</body>"""
