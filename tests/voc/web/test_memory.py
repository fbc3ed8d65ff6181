"""What boards and lists are remembered by, and how the cursor carries it."""

import pytest
from bs4 import BeautifulSoup

from voc.errors import SourceError
from voc.records import Cursor
from voc.sources.web.board_memory import Memory
from voc.sources.web.elements import has_later_page, link_of, number_at, page_number
from voc.sources.web.site_memory import ListMemory, SiteMemory


def test_a_cursor_carries_a_board_and_back() -> None:
    memory = Memory("cafe")
    board = memory.board("free")
    board.note(1042, "4:ab12")
    board.is_whole = False
    board.feed = {"etag": '"1"'}
    again = Memory.load(memory.cursor(), "cafe").board("free")
    assert again == board
    assert again.knows(1042)
    assert not again.knows(1041)


def test_old_posts_are_remembered_as_a_floor() -> None:
    memory = Memory("cafe")
    board = memory.board("free")
    for number in range(1, 701):
        board.note(number, "0:")
    again = Memory.load(memory.cursor(), "cafe").board("free")
    assert (again.floor, len(again.marks), min(again.marks)) == (200, 500, 201)
    assert again.knows(1)
    assert again.knows(200)
    again.note(150, "0:")
    assert 150 not in again.marks


def test_a_cursor_carries_a_list_and_back() -> None:
    memory = SiteMemory("shop")
    one = memory.list("https://shop.example/talk")
    one.note("https://shop.example/가", "ab")
    one.note("b", "cd")
    one.note("https://shop.example/가", "ef")
    again = SiteMemory.load(memory.cursor(), "shop").list("https://shop.example/talk")
    assert again.marks == {"https://shop.example/가": (1, "ef"), "b": (2, "cd")}
    assert not again.is_news("b", "cd")
    assert again.is_news("b", "xx")
    assert again.is_news("c", "cd")


def test_what_has_left_a_list_is_told_by_what_is_still_on_it() -> None:
    known = ListMemory()
    for key in "abcdefgh":
        known.note(key, "")
    # Newest first, down to c; d is gone, and a and b lie further down.
    assert known.left("hgfec") == ["d"]
    # The old a is pinned to the top and says nothing.
    assert known.left("ahgfec") == ["d"]
    assert known.left("hgfedcba") == []
    assert known.left([]) == []
    assert known.left("xyz") == []


@pytest.mark.parametrize(
    "value", ["", "{}", '{"after": "c1"}', '{"boards": 3}', '{"lists": {"x": {"posts": {"a": 1}}}}']
)
def test_a_cursor_of_another_family_is_named(value: str) -> None:
    for memory in (Memory, SiteMemory):
        with pytest.raises(SourceError, match="voc collect cafe --anew"):
            memory.load(Cursor("cafe", value), "cafe")


def test_links_and_numbers_of_a_page() -> None:
    page = BeautifulSoup(
        '<a href="?page=12&amp;amp;x=1">12</a><a href="/free/page/7">7</a><a href="?cpage=99">9</a><b>조회 1,204회</b>',
        "html.parser",
    )
    links = page.select("a")
    assert [page_number(link) for link in links] == [12, 7, 0]
    assert page_number(links[2], name="cpage") == 99
    assert has_later_page(page, "a", 11)
    assert not has_later_page(page, "a", 12)
    assert number_at(page, "b") == 1204
    assert link_of(links[1], "https://x.example/free?page=2") == "https://x.example/free/page/7"
