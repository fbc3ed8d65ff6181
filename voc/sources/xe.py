"""XE and Rhymix: their Atom feeds, lists and the pages of posts, in the skins that keep the names of `xedition`."""

import re
from dataclasses import dataclass
from typing import Literal
from urllib.parse import quote

from bs4 import BeautifulSoup, Tag

from voc.config.families import XeSettings
from voc.sources.surroundings import Surroundings
from voc.sources.web.addresses import identify, site_of
from voc.sources.web.board import ListPage, PostPage, Row, Said
from voc.sources.web.board_walk import BoardSource
from voc.sources.web.elements import attribute, has_later_page, link_of, number_at, page_number, text_at, words_at
from voc.sources.web.pages import author_text

_LIST = "#board_list, .board_list, table.bd_lst, .bd_lst_wrp"
_PAGES = ".pagination a[href], .bd_pg a[href], .pagenation a[href]"
_WORDS = ".xe_content, .rhymix_content"
_COMMENTS = "#comment, .feedback, #cmtPosition"
_MEMBER = re.compile(r"member_\d{1,12}")
_REMOVED = re.compile(r"(?:관리자가 |작성자가 )?삭제(?:한|된) 댓글")
_HIDDEN = re.compile(r"비밀\s?(?:글|댓글)\s?입니다")

# The number of the post is that which was asked for.
_ASKED_FOR = 0


def open_xe(settings: XeSettings, surroundings: Surroundings) -> BoardSource:
    """Make the source of a site's boards."""
    return BoardSource(settings, surroundings, Xe(settings.address))


@dataclass(frozen=True)
class Xe:
    """How XE and Rhymix spell their boards.

    Attributes
    ----------
    address : str
        Where `index.php` lies, such as `https://forum2.example.kr`.
    """

    address: str
    software: Literal["xe"] = "xe"
    has_feed_pages: bool = True

    def list_url(self, board: str, page: int) -> str:
        """Return the address of a page of the list, from 1."""
        return f"{self.address}/index.php?mid={quote(board)}&page={page}"

    def feed_url(self, board: str, page: int) -> str:
        """Return the address of a page of the Atom feed; unlike RSS it tells when a post was changed."""
        return f"{self.address}/index.php?mid={quote(board)}&act=atom&page={page}"

    def post_url(self, board: str, number: int) -> str:
        """Return the address of a post."""
        return f"{self.address}/index.php?mid={quote(board)}&document_srl={number}"

    def post_id(self, board: str, number: int) -> str:  # noqa: ARG002 - a post that is moved keeps its number
        """Return the identity of a post; numbers count through the whole site."""
        return f"xe:{site_of(self.address)}:{number}"

    def number_of(self, board: str, url: str) -> int | None:  # noqa: ARG002 - of the whole site
        """Return the number of the post behind an address; None for what is no post of the site."""
        place, _, number = identify(url, software="xe").id.rpartition(":")
        return int(number) if place == f"xe:{site_of(self.address)}" else None

    def read_list(self, board: str, page: BeautifulSoup, *, url: str, at_page: int) -> ListPage | None:
        """Read a list; which columns it has is the owner's choice, so they are found by class."""
        shown = page.select_one(_LIST)
        if shown is None:
            return None
        rows: dict[int, Row] = {}
        for link in shown.select("td.title a[href], .title a[href], a.hx[href]"):
            address = link_of(link, url)
            number = self.number_of(board, address)
            if number is not None and number not in rows:
                rows[number] = _row(number, address.partition("#")[0], link.find_parent(["tr", "li"]) or link)
        return ListPage(tuple(rows.values()), has_later_page(page, _PAGES, at_page))

    def read_post(self, page: BeautifulSoup, *, url: str) -> PostPage | None:
        """Read a post and the comments that stand on this page; there may be more on others."""
        feedback = page.select_one(_COMMENTS)
        comments = [_comment(one) for one in feedback.select("[id^=comment_]")] if feedback else []
        more = _comment_pages(feedback, url) if feedback else ()
        if feedback:
            feedback.extract()
        head = page.select_one(".read_header, .rd_hd, .board_read")
        body = words_at(page, _WORDS)
        if head is None or body is None or page.select_one(".secretForm"):
            return None
        said = Said(
            _ASKED_FOR,
            body,
            text_at(head, ".time, .date"),
            author=_author(head),
            nickname=text_at(head, ".author, .nick"),
            title=_title(head),
            tags=tuple(dict.fromkeys(" ".join(tag.get_text().split()) for tag in page.select("a[rel=tag]"))),
        )
        return PostPage(said, tuple(one for one in comments if one is not None), more)


def _row(number: int, url: str, row: Tag) -> Row:
    is_notice = "notice" in row.get_attribute_list("class")
    is_secret = row.select_one(".xi-lock, .secret, img[alt*=secret]") is not None
    return Row(
        number,
        url,
        written=text_at(row, ".time, .date"),
        author=_author(row),
        nickname=text_at(row, ".author, .nick"),
        n_comments=number_at(row, ".replyNum"),
        state="notice" if is_notice else "secret" if is_secret else "open",
    )


def _comment(shown: Tag) -> Said | None:
    number = attribute(shown, "id").removeprefix("comment_")
    if not number.isdecimal():
        return None
    # Answers may stand inside: only the first words are this comment's own.
    words = shown.select_one(_WORDS)
    marks = set(words.get_attribute_list("class")) if words else set()
    body = author_text(words) if words else ""
    state: Literal["said", "removed", "hidden"] = "said"
    if marks & {"deleted", "deleted_by_admin"} or _REMOVED.match(body):
        state = "removed"
    elif not words or _HIDDEN.match(body):
        state = "hidden"
    return Said(
        int(number),
        body,
        text_at(shown, ".time, .date"),
        author=_author(shown),
        nickname=text_at(shown, ".author, .nick"),
        state=state,
    )


def _author(shown: Tag) -> str:
    """Return a member's number, which outlives a nickname; guests have only that."""
    for tag in shown.select(".author, .author a, .nick, a[class*=member_]"):
        for name in tag.get_attribute_list("class"):
            if isinstance(name, str) and _MEMBER.fullmatch(name):
                return name
    return text_at(shown, ".author, .nick")


def _title(head: Tag) -> str:
    """Return the title: the last link of the heading, behind that of the category."""
    links = head.select("h1 a")
    return " ".join(links[-1].get_text().split()) if links else text_at(head, "h1, .np_18px")


def _comment_pages(feedback: Tag, url: str) -> tuple[str, ...]:
    """Return the addresses of the other pages of comments; the one that is shown first is the last."""
    links = {page_number(link, name="cpage"): link_of(link, url) for link in feedback.select("a[href*=cpage]")}
    return tuple(links[page].partition("#")[0] for page in sorted(links) if page)
