"""gnuboard5 (그누보드5): its RSS, its lists and the pages of its posts, in the basic skin and those made from it."""

import re
from dataclasses import dataclass
from typing import Literal
from urllib.parse import quote

from bs4 import BeautifulSoup, Tag

from voc.config.families import GnuboardSettings
from voc.sources.surroundings import Surroundings
from voc.sources.web.addresses import identify, site_of
from voc.sources.web.board import ListPage, PostPage, Row, Said
from voc.sources.web.board_walk import BoardSource
from voc.sources.web.elements import attribute, has_later_page, link_of, number_at, text_at, words_at

_LIST = "#bo_list, #bo_gall, #bo_webzine, #fboardlist"
_PAGES = ".pg_wrap a[href], .pg a[href], .pagination a[href]"
_NAME = ".sv_member, .sv_guest"
_LOCKED = ".fa-lock, .icon_secret, img[src*='icon_secret'], img[alt='비밀글']"
# The member's id, where the site shows a menu at the name.
_MEMBER = re.compile(r"[?&]mb_id=([A-Za-z0-9_]{2,40})")
_REMOVED = re.compile(r"삭제된 (?:댓글|코멘트)")
_HIDDEN = re.compile(r"비밀글\s?입니다|댓글\s?내용\s?확인")
# Board and site stand behind the title in the head of a page.
_BEHIND_TITLE = " > "
_CUT = "…"

# The number of the post is that which was asked for.
_ASKED_FOR = 0


def open_gnuboard(settings: GnuboardSettings, surroundings: Surroundings) -> BoardSource:
    """Make the source of a site's boards."""
    return BoardSource(settings, surroundings, Gnuboard(settings.address))


@dataclass(frozen=True)
class Gnuboard:
    """How gnuboard5 spells its boards.

    Attributes
    ----------
    address : str
        Where `board.php` lies, such as `https://forum.example.kr/bbs`.
    """

    address: str
    software: Literal["gnuboard"] = "gnuboard"
    # Its RSS has as many posts as one page of the list, and no pages.
    has_feed_pages: bool = False

    def list_url(self, board: str, page: int) -> str:
        """Return the address of a page of the list, from 1."""
        return f"{self.address}/board.php?bo_table={quote(board)}&page={page}"

    def feed_url(self, board: str, page: int) -> str:  # noqa: ARG002 - a feed without pages
        """Return the address of the RSS."""
        return f"{self.address}/rss.php?bo_table={quote(board)}"

    def post_url(self, board: str, number: int) -> str:
        """Return the address of a post."""
        return f"{self.address}/board.php?bo_table={quote(board)}&wr_id={number}"

    def post_id(self, board: str, number: int) -> str:
        """Return the identity of a post; numbers count within a board."""
        return f"gnuboard:{site_of(self.address)}:{board}:{number}"

    def number_of(self, board: str, url: str) -> int | None:
        """Return the number of the post behind an address; None for what is no post of the board."""
        place, _, number = identify(url, software="gnuboard").id.rpartition(":")
        return int(number) if place == self.post_id(board, 0).rpartition(":")[0] else None

    def read_list(self, board: str, page: BeautifulSoup, *, url: str, at_page: int) -> ListPage | None:
        """Read a list in any skin that keeps the names of the basic one; columns are found by class."""
        shown = page.select_one(_LIST)
        if shown is None:
            return None
        rows: dict[int, Row] = {}
        for link in shown.select("a[href]"):
            address = link_of(link, url)
            number = self.number_of(board, address)
            if number is not None and number not in rows:
                rows[number] = _row(number, address, link.find_parent(["tr", "li"]) or link)
        return ListPage(tuple(rows.values()), has_later_page(page, _PAGES, at_page))

    def read_post(self, page: BeautifulSoup, *, url: str) -> PostPage | None:  # noqa: ARG002 - one page
        """Read a post with its comments, which all stand on its page."""
        post = page.select_one("#bo_v")
        comments = [_comment(one) for one in page.select("#bo_vc [id^=c_]")]
        # Before the words are read, which takes the comments' hidden copies away.
        body = words_at(post or page, "#bo_v_con")
        if post is None or body is None:
            return None
        info = post.select_one("#bo_v_info") or post
        category = text_at(post, ".bo_v_cate")
        said = Said(
            _ASKED_FOR,
            body,
            text_at(info, ".if_date, .bo_v_date, time"),
            author=_author(info),
            nickname=text_at(info, _NAME),
            title=_title(page, post, category),
            tags=(category,) if category else (),
        )
        return PostPage(said, tuple(one for one in comments if one is not None))


def _row(number: int, url: str, row: Tag) -> Row:
    is_notice = "bo_notice" in row.get_attribute_list("class") or row.select_one(".notice_icon, .bo_notice") is not None
    return Row(
        number,
        url,
        written=text_at(row, ".td_datetime, .gall_date, .datetime, time"),
        author=_author(row),
        nickname=text_at(row, _NAME),
        n_comments=number_at(row, ".cnt_cmt"),
        state="notice" if is_notice else "secret" if row.select_one(_LOCKED) else "open",
    )


def _comment(shown: Tag) -> Said | None:
    number = attribute(shown, "id").removeprefix("c_")
    if not number.isdecimal():
        return None
    body = words_at(shown, ".cmt_contents") or ""
    state: Literal["said", "removed", "hidden"] = "said"
    if _REMOVED.match(body):
        state = "removed"
    elif _HIDDEN.match(body):
        state = "hidden"
    moment = shown.select_one("time[datetime]")
    name = ".sv_member, .sv_guest, header .member, header .guest"
    return Said(
        int(number),
        body,
        attribute(moment, "datetime") or text_at(shown, ".bo_vc_hdinfo"),
        author=_author(shown) or text_at(shown, name),
        nickname=text_at(shown, name),
        state=state,
    )


def _author(shown: Tag) -> str:
    """Return a member's id where the site shows it, else the nickname; never the masked address behind it."""
    for link in shown.select(".sv_wrap a[href], .sv a[href], .sv_member a[href], a.sv_member[href]"):
        if member := _MEMBER.search(attribute(link, "href")):
            return member[1]
    return text_at(shown, _NAME)


def _title(page: BeautifulSoup, post: Tag, category: str) -> str:
    """Return the title; the head of the page has it whole where the skin cuts it."""
    title = text_at(post, ".bo_v_tit") or text_at(post, "#bo_v_title").removeprefix(category).strip()
    if not title.endswith(_CUT):
        return title
    whole = _head(page).rpartition(_BEHIND_TITLE)[0] or _head(page)
    return whole if whole.startswith(title.rstrip(_CUT).rstrip()) else title


def _head(page: BeautifulSoup) -> str:
    found = page.find("title")
    return " ".join(found.get_text().split()) if isinstance(found, Tag) else ""
