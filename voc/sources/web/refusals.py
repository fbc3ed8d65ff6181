"""What sites say, with HTTP 200, instead of the page that was asked for."""

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Literal

from bs4 import Tag

from voc.sources.web.pages import clean_text
from voc.tables.markup import visible_text

Refusal = Literal["removed", "no_board", "feed_off", "members_only", "password", "captcha", "maintenance"]

# What to do about each; a source puts its own name and the address before it.
ADVICE: Mapping[Refusal, str] = MappingProxyType(
    {
        "removed": "The post was deleted or moved.",
        "no_board": "No such board: it was renamed, moved or closed. Look its short name up in its address and correct "
        "sources.yaml.",
        "feed_off": "The site offers no feed for this board; its list pages are read instead where robots.txt allows.",
        "members_only": "Only members may read it. Nothing behind a sign-in is collected; ask the owner to open the "
        "board or to hand over an export, or take it out of sources.yaml.",
        "password": "It asks for a password. Nothing behind one is collected; the author or owner can open it.",
        "captcha": "The site wants proof of a human reader. Stop here and ask its owner for leave or for a feed.",
        "maintenance": "The site is being worked on. The next run tries again.",
    }
)

# In the order in which they are looked for: what tells more comes first.
_PHRASES: Mapping[Refusal, str] = MappingProxyType(
    {
        "captcha": r"자동\s?등록\s?방지|자동\s?입력\s?방지|로봇이\s?아닙니다|captcha|비정상적인\s?접근",
        "feed_off": r"rss\s?보기가\s?금지|rss를?\s?지원하지|피드를?\s?(?:제공|공개)하지",
        "no_board": r"(?:존재하지\s?않|찾을\s?수\s?없)는\s?게시판|게시판이\s?존재하지|모듈을\s?찾을\s?수\s?없",
        "password": r"비밀번호를?\s?(?:입력|확인)|패스워드를?\s?입력|보호되어\s?있는\s?글|보호글"
        r"|비밀글\s?(?:입니다|로)",
        "members_only": r"비회원\s?읽기가\s?가능한|로그인\s?(?:후|이\s?필요|하세요|해\s?주)|회원만|회원이시라면"
        r"|권한이\s?없|이웃(?:에게만)?\s?공개|비공개\s?(?:글|블로그|게시)|멤버만|가입\s?후",
        "removed": r"(?:글|문서|게시물|포스트|페이지|대상)[이가을를]?\s?(?:존재하지\s?않|찾을\s?수\s?없|삭제되)"
        r"|삭제\s?되었거나|(?:존재하지\s?않는|삭제된)\s?(?:글|문서|게시물|게시글|포스트|페이지)",
        "maintenance": r"점검\s?(?:중|안내|시간)|일시적(?:으로|인)\s?.{0,20}(?:오류|장애|중단|지연)|maintenance",
    }
)
_KNOWN = tuple((kind, re.compile(pattern, re.IGNORECASE)) for kind, pattern in _PHRASES.items())
# A customer's post can say the same words, but not in so few.
_SHORT = 600
# Pages of a board link to its posts, notices at most to the start page and a telephone number.
_FEW_LINKS = 4
_ALERT = re.compile(r"alert\(\s{0,9}(?:\"([^\"\n]{1,300})\"|'([^'\n]{1,300})')")
# Boxes that only pages without content have: gnuboard's and XE's messages.
_MESSAGES = "#validation_check, .message, #access, .error_content"
# The sign-in and password pages of gnuboard and XE; a box to sign in stands beside many lists as well.
_SIGN_INS = "#mb_login, form[name=flogin], form[action*=login_check]"
_PASSWORDS = "#pw_confirm, form[name=fboardpassword], form[action*=password_check], .secretForm"


def text_refusal(text: str) -> Refusal | None:
    """Tell what a short text in place of a feed or a page means; None where it means nothing known.

    Examples
    --------
    >>> text_refusal("비회원 읽기가 가능한 게시판만 RSS 지원합니다.")
    'members_only'
    """
    short = " ".join(clean_text(text[: 4 * _SHORT]).split())
    if not short or len(short) > _SHORT:
        return None
    return next((kind for kind, phrase in _KNOWN if phrase.search(short)), None)


def page_refusal(page: Tag) -> Refusal | None:
    """Tell what a page means that lacks what it should hold; None where it means nothing known.

    It is read only where an error page speaks: in boxes for messages and forms for a password; short pages also by
    their alerts, fields and words.
    """
    for box in page.select(_MESSAGES):
        if found := text_refusal(visible_text(box)):
            return found
    if page.select_one(_PASSWORDS):
        return "password"
    if page.select_one(_SIGN_INS):
        return "members_only"
    words = visible_text(page)
    return None if len(words) > _SHORT else _short_refusal(page, words)


def _short_refusal(page: Tag, words: str) -> Refusal | None:
    for said in _alerts(page):
        if found := text_refusal(said):
            return found
    if page.select_one('input[type="password"]'):
        is_sign_in = page.select_one('input[name*="id"], input[type="email"]') is not None
        return "members_only" if is_sign_in else "password"
    return text_refusal(f"{_title(page)}\n{words}")


def may_be_maintenance(text: str) -> bool:
    """Tell at a glance whether the source of a page holds such words at all."""
    return dict(_KNOWN)["maintenance"].search(text) is not None


def is_maintenance(page: Tag) -> bool:
    """Tell whether a page is a notice that the whole site is being worked on, rather than a post about one."""
    if len(page.find_all("a", limit=_FEW_LINKS)) >= _FEW_LINKS:
        return False
    headings = (tag.get_text() for tag in page.find_all(["title", "h1", "h2"], limit=9))
    return any(text_refusal(words) == "maintenance" for words in headings)


def _alerts(page: Tag) -> list[str]:
    scripts = (tag.get_text() for tag in page.find_all("script"))
    return [match[1] or match[2] for script in scripts for match in _ALERT.finditer(script[: 1 << 16])]


def _title(page: Tag) -> str:
    found = page.find("title")
    return found.get_text() if isinstance(found, Tag) else ""
