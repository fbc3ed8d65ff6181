"""Plays a board of Rhymix: Atom with pages, lists whose columns go by class, comments on pages of their own."""

from dataclasses import dataclass, field
from datetime import timedelta
from html import escape
from typing import Any, ClassVar

from voc.weeks import SEOUL
from wire.case import Voice, Wire
from wire.gnuboard import ROBOTS, STRANGE, Reader
from wire.server import Reply, Request, text_reply

_PER_PAGE = 5
_COMMENTS_PER_PAGE = 2
_FIRST_ID = 20_000


@dataclass
class XeState:
    """What a test may change about a board; `feed` is `offered`, `short` (summaries) or `off`."""

    comments: dict[int, list[Reader]] = field(default_factory=dict)
    secret: set[int] = field(default_factory=set)
    touched: dict[int, timedelta] = field(default_factory=dict)
    feed: str = "offered"
    lists: str = "offered"
    meta: str = ""


class XeWire(Wire):
    """Each voice is a post of the board `suggest`; a notice and a secret post may stand among them."""

    family = "xe"
    listing = "mid=suggest&page="
    abilities = frozenset({"edit", "remove", "stick", "strange", "late"})
    secrets: ClassVar[dict[str, str]] = {}

    def __init__(self, n_voices: int = 0) -> None:
        self.state = XeState()
        super().__init__(n_voices)

    def entry(self, url: str) -> dict[str, Any]:
        return {"family": "xe", "address": url, "boards": ["suggest"], "delay_s": 0, "reread_days": 30}

    def external_id(self, one: Voice) -> str:
        return f"xe:127.0.0.1:{_FIRST_ID + one.number}"

    def edit(self, number: int, words: str) -> None:
        self.voices[number] = Voice(number, words, self.voices[number].at)
        self.state.touched[number] = timedelta(days=1)

    def remove(self, number: int) -> None:
        del self.voices[number]

    def answer(self, request: Request) -> Reply:
        query = request.query
        if request.path == "/robots.txt":
            return text_reply(ROBOTS, kind="text/plain")
        path = request.path.strip("/").split("/")
        if path[0] == "suggest" and len(path) == 2 and path[1].isdecimal():
            return self._post(int(path[1]) - _FIRST_ID, int(query.get("cpage", "0")))
        if "document_srl" in query:
            return self._post(int(query["document_srl"]) - _FIRST_ID, int(query.get("cpage", "0")))
        if query.get("mid") != "suggest":
            return _message("요청하신 페이지를 찾을 수 없습니다.", 404)
        if query.get("act") == "atom":
            return self._atom(int(query.get("page", "1")))
        return self._list(int(query.get("page", "1")))

    def _open(self) -> list[int]:
        return sorted((number for number in self.voices if number not in self.state.secret), reverse=True)

    def _atom(self, page: int) -> Reply:
        if self.state.feed == "off":
            return _message("피드를 제공하지 않는 게시판입니다.", 403)
        numbers = self._open()[(page - 1) * _PER_PAGE : page * _PER_PAGE]
        entries = [self._entry(number) for number in numbers]
        if self.is_strange and page == 1:
            strange = {"number": _FIRST_ID + STRANGE, "title": "이상한 글", "content": "<content>?</content>"}
            entries.insert(0, _ATOM_ENTRY.format(**strange, at="언젠가", updated="언젠가", name="누구"))
        head = '<?xml version="1.0" encoding="UTF-8" ?>\n<feed xmlns="http://www.w3.org/2005/Atom">'
        text = f"{head}{''.join(entries)}</feed>"
        return text_reply(text, kind="application/xml; charset=UTF-8")

    def _entry(self, number: int) -> str:
        one = self.voices[number]
        short = f'<summary type="text">{escape(one.words[:10])}...</summary>'
        whole = f'<content type="html">{escape(f"<p>{escape(one.words)}</p>")}</content>'
        return _ATOM_ENTRY.format(
            number=_FIRST_ID + number,
            title=f"건의 {number}",
            at=one.at.astimezone(SEOUL).isoformat(),
            updated=(one.at + self.state.touched.get(number, timedelta(0))).astimezone(SEOUL).isoformat(),
            content=short if self.state.feed == "short" else short + whole,
            name=f"회원{number}",
        )

    def _list(self, page: int) -> Reply:
        if self.state.lists == "members":
            return _message("권한이 없습니다.")
        numbers = sorted(self.voices, reverse=True)
        last = max(1, -(-len(numbers) // _PER_PAGE))
        at_page = 1 if self.is_stuck else page
        shown = numbers[(at_page - 1) * _PER_PAGE : at_page * _PER_PAGE]
        rows = [self._row(number, f"{self.voices[number].at.astimezone(SEOUL):%Y.%m.%d}") for number in shown]
        if self.is_strange and page == 1:
            rows.insert(0, self._row(STRANGE, "언젠가"))
        further = page + 1 if self.is_stuck else last
        return text_reply(_LIST.format(rows="".join(rows), further=further, meta=self.state.meta))

    def _row(self, number: int, written: str) -> str:
        n_comments = len(self.state.comments.get(number, []))
        reply = (
            f'<a href="/suggest/{_FIRST_ID + number}#comment" class="replyNum">[{n_comments}]</a>' if n_comments else ""
        )
        lock = '<i class="xi-lock"></i>' if number in self.state.secret else ""
        return (
            f'<tr><td class="no">1</td><td class="title"><a href="/suggest/category/9" class="category">앱</a>'
            f'<a href="/suggest/{_FIRST_ID + number}">건의 {number}</a> {reply}{lock}</td><td class="author">'
            f'<a href="#popup_menu_area" class="member_{700 + number}">회원{number}</a></td>'
            f'<td class="time">{written}</td><td class="readNum">45</td></tr>'
        )

    def _post(self, number: int, cpage: int) -> Reply:
        if number in self.state.secret:
            return text_reply('<div class="board_read"><form class="secretForm"><h2>비밀글입니다.</h2></form></div>')
        if number == STRANGE and self.is_strange:
            return text_reply(self._page(number, "이상한 글", "언젠가", ""))
        if number not in self.voices:
            return _message("게시물을 찾을 수 없습니다.", 404)
        one = self.voices[number]
        return text_reply(
            self._page(number, one.words, f"{one.at.astimezone(SEOUL):%Y.%m.%d %H:%M}", self._comments(number, cpage))
        )

    def _page(self, number: int, words: str, written: str, comments: str) -> str:
        return _VIEW.format(
            number=_FIRST_ID + number,
            member=700 + number,
            title=f"건의 {number}",
            name=f"회원{number}",
            written=written,
            body=escape(words),
            comments=comments,
            meta=self.state.meta,
        )

    def _comments(self, number: int, cpage: int) -> str:
        """Show one page of comments, the last where none is asked for."""
        given = self.state.comments.get(number, [])
        last = max(1, -(-len(given) // _COMMENTS_PER_PAGE))
        page = cpage or last
        shown = given[(page - 1) * _COMMENTS_PER_PAGE : page * _COMMENTS_PER_PAGE]
        links = "".join(
            f'<a href="/suggest/{_FIRST_ID + number}?cpage={other}#comment">{other}</a>'
            for other in range(1, last + 1)
            if other != page
        )
        return f'<ul class="fbList">{"".join(map(_comment, shown))}</ul><div class="pagination">{links}</div>'


def _comment(one: Reader) -> str:
    at = f"{one.at.astimezone(SEOUL):%Y.%m.%d %H:%M}"
    if one.state == "removed":
        words = '<div class="rhymix_content xe_content deleted">삭제된 댓글입니다.</div>'
    elif one.state == "hidden":
        words = '<form class="secretForm"><p>비밀글입니다.</p></form>'
    else:
        words = f'<div class="comment_{one.number}_802 rhymix_content xe_content">{escape(one.words)}</div>'
    return (
        f'<li class="fbItem" id="comment_{one.number}"><div class="fbMeta"><h3 class="author">'
        f'<a href="#popup_menu_area" class="member_802">{one.name}</a></h3><p class="time">{at}</p></div>{words}</li>'
    )


def _message(words: str, status: int = 200) -> Reply:
    return text_reply(
        f'<html><head><title>마당</title></head><body><div id="access"><h1>{words}</h1></div></body></html>',
        status,
    )


_ATOM_ENTRY = """<entry><title>{title}</title>
<link rel="alternate" type="text/html" href="https://127.0.0.1/suggest/{number}"/>
<link rel="replies" type="text/html" href="https://127.0.0.1/suggest/{number}#comment"/>
<id>https://127.0.0.1/suggest/{number}</id><published>{at}</published><updated>{updated}</updated>
<author><name>{name}</name></author>{content}<category term="장바구니"/></entry>"""

_LIST = """<!DOCTYPE html><html lang="ko"><head><meta charset="UTF-8">{meta}</head><body>
<div class="board_list" id="board_list"><table><tbody>
<tr class="notice"><td class="notice">공지</td><td class="title"><a href="/suggest/11">글쓰기 전에</a></td>
<td class="author"><a href="#popup_menu_area" class="member_4">관리자</a></td><td class="time">2024.01.02</td></tr>
{rows}</tbody></table></div><div class="pagination"><a href="/suggest?page=1">1</a>
<a href="/index.php?mid=suggest&amp;page={further}" class="direction next">끝</a></div></body></html>"""

_VIEW = """<!DOCTYPE html><html lang="ko"><head><meta charset="UTF-8">{meta}</head><body><div class="board_read">
<div class="read_header"><h1><a href="/suggest/category/9" class="category">앱</a>
<a href="https://127.0.0.1/suggest/{number}">{title}</a></h1>
<p class="meta"><span class="author"><a href="#popup_menu_area" class="member_{member} author">{name}</a></span>
<span class="time"><i class="xi-time"></i> {written}</span><span class="read_count">조회 수 : 45</span></p></div>
<div class="read_body"><!--BeforeDocument({number},{member})--><div class="document_{number} rhymix_content xe_content">
<p>{body}</p><div class="document_popup_menu"><a>이 게시물을</a></div></div></div>
<div class="read_footer"><div class="sign">건강이 최고</div><span class="tags">
<a href="#" class="tag" rel="tag">장바구니</a></span></div></div>
<div class="feedback" id="comment">{comments}</div></body></html>"""
