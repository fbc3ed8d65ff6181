"""Plays a board of gnuboard5: RSS without guids and with links escaped twice, lists without years, posts, comments."""

from dataclasses import dataclass, field
from datetime import datetime
from html import escape
from typing import Any, ClassVar

from voc.weeks import SEOUL
from wire.case import Voice, Wire
from wire.server import Reply, Request, text_reply

_PER_PAGE = 6
_FIRST_ID = 1000
# Beyond every voice's number.
STRANGE = 900
ROBOTS = "User-agent: *\nDisallow: /adm/\nCrawl-delay: 0\n"


@dataclass
class Reader:
    """Who writes below a post; `state` is `said`, `removed` or `hidden`."""

    number: int
    words: str
    at: datetime
    name: str = "지나가는이"
    state: str = "said"


@dataclass
class BoardState:
    """What a test may change about a board."""

    comments: dict[int, list[Reader]] = field(default_factory=dict)
    secret: set[int] = field(default_factory=set)
    robots: str = ROBOTS
    feed: str = "offered"
    lists: str = "offered"
    views: str = "offered"
    meta: str = ""
    titles: dict[int, str] = field(default_factory=dict)


class GnuboardWire(Wire):
    """Each voice is a post of the board `free`; a notice, a post of the staff and a secret one stand among them."""

    family = "gnuboard"
    listing = "&page="
    abilities = frozenset({"edit", "remove", "stick", "strange", "late"})
    secrets: ClassVar[dict[str, str]] = {}

    def __init__(self, n_voices: int = 0) -> None:
        self.state = BoardState()
        super().__init__(n_voices)

    def entry(self, url: str) -> dict[str, Any]:
        return {"family": "gnuboard", "address": f"{url}/bbs", "boards": ["free"], "delay_s": 0, "reread_days": 30}

    def external_id(self, one: Voice) -> str:
        return f"gnuboard:127.0.0.1:free:{_FIRST_ID + one.number}"

    def edit(self, number: int, words: str) -> None:
        self.voices[number] = Voice(number, words, self.voices[number].at)

    def remove(self, number: int) -> None:
        del self.voices[number]

    def title(self, number: int) -> str:
        return self.state.titles.get(number, f"문의 드려요 {number}")

    def answer(self, request: Request) -> Reply:
        if request.path == "/robots.txt":
            return text_reply(self.state.robots, kind="text/plain")
        if request.query.get("bo_table") != "free":
            return _alert("존재하지 않는 게시판입니다.")
        if request.path == "/bbs/rss.php":
            return self._rss()
        if request.path == "/bbs/board.php" and "wr_id" in request.query:
            return self._view(int(request.query["wr_id"]) - _FIRST_ID)
        if request.path == "/bbs/board.php":
            return self._list(int(request.query.get("page", "1")))
        return text_reply("<html><body>Not Found</body></html>", 404)

    def _newest(self) -> list[int]:
        return sorted((number for number in self.voices if number not in self.state.secret), reverse=True)

    def _rss(self) -> Reply:
        refusals = {
            "off": "RSS 보기가 금지되어 있습니다.",
            "members": "비회원 읽기가 가능한 게시판만 RSS 지원합니다.",
        }
        if self.state.feed in refusals:
            return text_reply(refusals[self.state.feed])
        items = [self._item(number, self.voices[number].words, self._written(number)) for number in self._newest()]
        if self.is_strange:
            items.insert(0, self._item(STRANGE, "언제 썼는지 모를 글", "언젠가"))
        channel = "<title>보름달마켓 &amp;gt; 자유게시판</title><link>https://forum.example.kr/</link>"
        text = (
            '<?xml version="1.0" encoding="utf-8" ?>\n<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/">'
            f"<channel>{channel}{''.join(items[:_PER_PAGE])}</channel></rss>"
        )
        return text_reply(text, kind="text/xml; charset=utf-8")

    def _written(self, number: int) -> str:
        return self.voices[number].at.astimezone(SEOUL).isoformat()

    def _item(self, number: int, words: str, written: str) -> str:
        link = f"https://127.0.0.1/bbs/board.php?bo_table=free&amp;amp;wr_id={_FIRST_ID + number}"
        return (
            f"<item><title>{escape(escape(self.title(number)))}</title><link>{link}</link>"
            f"<description><![CDATA[{escape(words)}<br/>]]></description>"
            f"<dc:creator>손님{number}</dc:creator><dc:date>{written}</dc:date></item>"
        )

    def _list(self, page: int) -> Reply:
        if self.state.lists == "members":
            return _alert("목록을 볼 권한이 없습니다.\\n\\n회원이시라면 로그인 후 이용해 보십시오.")
        if self.state.lists == "other":
            return text_reply("<html><body><ul class='cards'><li>다른 모양의 목록</li></ul></body></html>")
        numbers = sorted(self.voices, reverse=True)
        last = max(1, -(-len(numbers) // _PER_PAGE))
        at_page = 1 if self.is_stuck else page
        rows = [self._row(number) for number in numbers[(at_page - 1) * _PER_PAGE : at_page * _PER_PAGE]]
        if self.is_strange and page == 1:
            rows.insert(0, self._row(STRANGE))
        further = page + 1 if self.is_stuck else last
        return text_reply(_LIST.format(rows="".join(rows), page=page, further=further, meta=self.state.meta))

    def _row(self, number: int) -> str:
        at = self.voices[number].at.astimezone(SEOUL) if number in self.voices else self.now.astimezone(SEOUL)
        is_today = at.date() == self.now.astimezone(SEOUL).date()
        lock = '<i class="fa fa-lock" aria-hidden="true"></i>' if number in self.state.secret else ""
        n_comments = len(self.state.comments.get(number, []))
        shown = f'<span class="sound_only">댓글</span><span class="cnt_cmt">{n_comments}</span>' if n_comments else ""
        return _ROW.format(
            number=_FIRST_ID + number,
            title=f"{lock}{escape(self.title(number))}",
            shown=shown,
            author=f"손님{number}",
            written=f"{at:%H:%M}" if is_today else f"{at:%m-%d}",
        )

    def _view(self, number: int) -> Reply:
        if self.state.views == "members":
            return _alert("글을 읽을 권한이 없습니다.\\n\\n회원이시라면 로그인 후 이용해 보십시오.")
        if number in self.state.secret:
            return text_reply(_PASSWORD)
        if number == STRANGE and self.is_strange:
            return text_reply(self._post(number, "언제 썼는지 모를 글", "언젠가"))
        if number not in self.voices:
            return _alert("글이 존재하지 않습니다.\\n\\n글이 삭제되었거나 이동된 경우입니다.")
        one = self.voices[number]
        return text_reply(self._post(number, one.words, f"{one.at.astimezone(SEOUL):%y-%m-%d %H:%M}"))

    def _post(self, number: int, words: str, written: str) -> str:
        title = self.title(number)
        return _VIEW.format(
            title=escape(title if len(title) <= 30 else f"{title[:30]}…"),
            whole=escape(title),
            author=f"손님{number}",
            written=written,
            body=escape(words),
            comments="".join(_comment(one) for one in self.state.comments.get(number, [])),
            meta=self.state.meta,
        )


def _comment(one: Reader) -> str:
    words = {"hidden": "비밀글 입니다.", "removed": "삭제된 댓글입니다."}.get(one.state, escape(one.words))
    at = one.at.astimezone(SEOUL)
    return (
        f'<article id="c_{one.number}"><div class="cm_wrap"><header><h2>{one.name}님의 댓글</h2>'
        f'<span class="member">{one.name}</span><span class="bo_vc_hdinfo"><time datetime="{at.isoformat()}">'
        f'{at:%y-%m-%d %H:%M}</time></span></header><div class="cmt_contents"><p>{words}</p></div>'
        f'<textarea id="save_comment_{one.number}" style="display:none">{words}</textarea></div></article>'
    )


def _alert(words: str) -> Reply:
    """The error page, which comes with 200."""
    shown = words.replace("\\n", " ")
    return text_reply(
        f'<html><head><title>오류안내 페이지</title></head><body><script>alert("{words}");history.back();</script>'
        f'<noscript><div id="validation_check"><h1>다음 항목에 오류가 있습니다.</h1><p class="cbg">{shown}</p></div>'
        "</noscript></body></html>"
    )


_LIST = """<!DOCTYPE html><html lang="ko"><head><meta charset="utf-8"><title>자유게시판</title>{meta}</head><body>
<div id="bo_list"><form name="fboardlist" id="fboardlist"><table><caption>자유게시판 목록</caption><tbody>
<tr class="bo_notice even"><td class="td_num2"><strong class="notice_icon">공지</strong></td><td class="td_subject">
<div class="bo_tit"><a href="./board.php?bo_table=free&amp;wr_id=3">이용 안내</a></div></td>
<td class="td_name sv_use"><span class="sv_member">운영자</span></td><td class="td_datetime">01-02</td></tr>
<tr class=""><td class="td_num2">9</td><td class="td_subject"><div class="bo_tit">
<a href="./board.php?bo_table=free&amp;wr_id=2999">점검 결과 알려 드립니다</a></div></td>
<td class="td_name sv_use"><span class="sv_member">최고관리자</span></td><td class="td_datetime">09-13</td></tr>
{rows}</tbody></table>
<nav class="pg_wrap"><span class="pg"><strong class="pg_current">{page}</strong>
<a href="./board.php?bo_table=free&amp;page=1" class="pg_page">1</a>
<a href="./board.php?bo_table=free&amp;page={further}" class="pg_page pg_end">맨끝</a></span></nav></form></div>
</body></html>"""

_ROW = """<tr class=" "><td class="td_num2">1</td><td class="td_subject">
<a href="./board.php?bo_table=free&amp;sca=%EC%95%B1" class="bo_cate_link">앱</a>
<div class="bo_tit"><a href="./board.php?bo_table=free&amp;wr_id={number}">{title}</a>{shown}</div></td>
<td class="td_name sv_use"><span class="sv_guest">{author}</span></td><td class="td_num">37</td>
<td class="td_datetime">{written}</td></tr>"""

_VIEW = """<!DOCTYPE html><html lang="ko"><head><meta charset="utf-8">
<title>{whole} &gt; 자유게시판 | 보름달마켓</title>{meta}</head><body>
<article id="bo_v"><header><h2 id="bo_v_title"><span class="bo_v_cate">앱</span>
<span class="bo_v_tit">{title}</span></h2></header>
<section id="bo_v_info"><h2>페이지 정보</h2><span class="sound_only">작성자</span>
<strong><span class="sv_guest">{author}</span>&nbsp;(203.♡.113.7)</strong><br>
<span class="sound_only">댓글</span><strong><a href="#bo_vc">4건</a></strong>
<strong class="if_date"><span class="sound_only">작성일</span><i class="fa fa-clock-o"></i> {written}</strong></section>
<section id="bo_v_atc"><h2 id="bo_v_atc_title">본문</h2><ul id="bo_v_share"><li>트위터로 공유</li></ul>
<div id="bo_v_con">{body}<blockquote>남이 한 말</blockquote></div></section>
<section id="bo_vc"><h2>댓글목록</h2>{comments}</section></article></body></html>"""

_PASSWORD = """<!DOCTYPE html><html><head><title>비밀번호 입력</title></head><body><form action="./password_check.php">
<p>비밀글 기능으로 보호된 글입니다. 작성자와 관리자만 열람하실 수 있습니다.</p>
<input type="password" name="wr_password"><button>확인</button></form></body></html>"""
