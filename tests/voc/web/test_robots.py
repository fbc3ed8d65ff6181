"""robots.txt: the cases of RFC 9309 and the habits of Korean sites."""

import time
from urllib.parse import quote

import pytest

from voc.sources.web.robots import MAX_BYTES, read_robots

HOST = "https://forum.example.kr"


def allowed(rules: str | bytes, path: str) -> bool:
    body = rules.encode() if isinstance(rules, str) else rules
    return read_robots(200, body).allows(HOST + path)


@pytest.mark.parametrize(
    ("rules", "path", "expected"),
    [
        # RFC 9309, 2.2.2: the longest match wins.
        ("User-agent: *\nDisallow: /bbs/\nAllow: /bbs/rss", "/bbs/rss.php", True),
        ("User-agent: *\nAllow: /bbs/\nDisallow: /bbs/admin", "/bbs/admin/1", False),
        ("User-agent: *\nDisallow: /bbs/admin\nAllow: /bbs/", "/bbs/admin/1", False),
        # ... and of two equally long ones the permission.
        ("User-agent: *\nDisallow: /free\nAllow: /free", "/free/3", True),
        ("User-agent: *\nAllow: /free\nDisallow: /free", "/free/3", True),
        # 2.2.3: * is any run of characters, $ the end.
        ("User-agent: *\nDisallow: /*.xml$", "/feed/all.xml", False),
        ("User-agent: *\nDisallow: /*.xml$", "/feed/all.xml?page=2", True),
        ("User-agent: *\nDisallow: /*?page=", "/list?page=3", False),
        ("User-agent: *\nDisallow: /*?page=", "/list", True),
        ("User-agent: *\nDisallow: /a$", "/a", False),
        ("User-agent: *\nDisallow: /a$", "/ab", True),
        # Paths are told apart by case, directives are not.
        ("USER-AGENT: *\ndisallow: /Bbs", "/bbs", True),
        ("USER-AGENT: *\ndisallow: /Bbs", "/Bbs", False),
        # Nothing is barred by an empty rule, by no rule, or by a rule outside of any group.
        ("User-agent: *\nDisallow:", "/bbs", True),
        ("", "/bbs", True),
        ("Disallow: /", "/bbs", True),
        # The file itself may always be had.
        ("User-agent: *\nDisallow: /", "/robots.txt", True),
        # Comments, old line ends, a byte order mark.
        ("User-agent: * # all\nDisallow: /bbs # boards", "/bbs/1", False),
        ("User-agent: *\rDisallow: /bbs", "/bbs/1", False),
        ("\ufeffUser-agent: *\r\nDisallow: /bbs", "/bbs/1", False),
        # An error page in its place says nothing.
        ("<!DOCTYPE html><html><body>페이지를 찾을 수 없습니다</body></html>", "/bbs", True),
        # An address without a path means the root.
        ("User-agent: *\nDisallow: /", "", False),
        ("User-agent: *\nDisallow: /?", "/?", False),
    ],
)
def test_rules_are_read_as_the_standard_says(rules: str, path: str, *, expected: bool) -> None:
    assert allowed(rules, path) is expected


@pytest.mark.parametrize(
    ("rules", "expected"),
    [
        ("User-agent: *\nDisallow: /\n\nUser-agent: malgwi\nDisallow: /secret", True),
        ("User-agent: *\nDisallow:\n\nUser-agent: MalGwi\nDisallow: /", False),
        # Several lines, one group; several groups of one name are one group.
        ("User-agent: yeti\nUser-agent: malgwi\nDisallow: /bbs", False),
        ("User-agent: malgwi\nDisallow: /a\nUser-agent: yeti\nAllow: /\nUser-agent: malgwi\nDisallow: /bbs", False),
        # With a version behind it, and a comment.
        ("User-agent: *\nDisallow: /\nUser-agent: malgwi/2.0\nDisallow: /a", True),
        ("User-agent: *\nDisallow: /\nUser-agent: malgwi # welcome\nAllow: /", True),
        # Names that ours begins with, or that begin with ours, are not ours.
        ("User-agent: *\nDisallow: /\nUser-agent: mal\nAllow: /", False),
        ("User-agent: *\nDisallow: /\nUser-agent: malgwi-images\nAllow: /", False),
        ("User-agent: *\nAllow: /\nUser-agent: malgwi_images\nDisallow: /", True),
        # A group for others only leaves us free.
        ("User-agent: Yeti\nDisallow: /", True),
    ],
)
def test_the_group_of_our_name_is_taken_else_that_of_everybody(rules: str, *, expected: bool) -> None:
    assert allowed(rules, "/bbs/1") is expected


@pytest.mark.parametrize("status", [None, 500, 502, 503, 599, 429])
def test_a_server_in_trouble_bars_its_whole_site(status: int | None) -> None:
    rules = read_robots(status, b"User-agent: *\nAllow: /")
    assert not rules.allows(f"{HOST}/bbs")
    assert rules.is_unreachable


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410, 301, 304])
def test_a_missing_file_bars_nothing(status: int) -> None:
    rules = read_robots(status, b"User-agent: *\nDisallow: /")
    assert rules.allows(f"{HOST}/bbs")
    assert not rules.is_unreachable


def test_hangul_is_the_same_raw_and_escaped() -> None:
    rules = "User-agent: *\nDisallow: /게시판/\nAllow: /게시판/공개"
    assert not allowed(rules, "/게시판/7")
    assert not allowed(rules, f"/{quote('게시판')}/7")
    assert not allowed(rules, f"/{quote('게시판').lower()}/7")
    assert allowed(rules, f"/{quote('게시판/공개')}")
    escaped = f"User-agent: *\nDisallow: /{quote('게시판')}"
    assert not allowed(escaped, "/게시판")
    assert allowed(escaped, "/게시물")


def test_escapes_of_old_boards_are_told_apart() -> None:
    """Two bytes of cp949 are no UTF-8; taken for such, every syllable would be every other one."""
    free, notice = (quote(name.encode("cp949")) for name in ("자유", "공지"))
    rules = f"User-agent: *\nDisallow: /\nAllow: /{free}"
    assert allowed(rules, f"/{free}/1")
    assert not allowed(rules, f"/{notice}/1")
    in_cp949 = "User-agent: *\nDisallow: /공지".encode("cp949")
    assert not allowed(in_cp949, f"/{notice}/1")
    assert allowed(in_cp949, f"/{free}/1")


def test_a_file_in_utf16_is_read() -> None:
    assert not allowed("User-agent: *\nDisallow: /게시판".encode("utf-16"), "/게시판/1")


def test_unreserved_escapes_are_what_they_stand_for() -> None:
    rules = "User-agent: *\nDisallow: /a%2Db"
    assert not allowed(rules, "/a-b")
    assert not allowed("User-agent: *\nDisallow: /a-b", "/a%2db")
    assert allowed("User-agent: *\nDisallow: /a/b", "/a%2Fb")


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ("Crawl-delay: 10", 10.0),
        ("crawl-delay: 0.5", 0.5),
        ("Crawl-delay: soon", None),
        ("Crawl-delay: -3", None),
        ("Crawl-delay: nan", None),
        ("Disallow: /x", None),
    ],
)
def test_the_delay_asked_for_is_told(lines: str, expected: float | None) -> None:
    assert read_robots(200, f"User-agent: *\n{lines}".encode()).delay_s == expected


def test_the_delay_is_that_of_our_group() -> None:
    body = b"User-agent: *\nCrawl-delay: 30\n\nUser-agent: malgwi\nCrawl-delay: 2\nDisallow: /x"
    assert read_robots(200, body).delay_s == 2.0


def test_no_more_than_500_kib_are_read() -> None:
    filler = b"# " + b"x" * 97 + b"\n"
    body = b"User-agent: *\nDisallow: /early\n" + filler * (MAX_BYTES // 100) + b"Disallow: /late\n"
    assert not allowed(body, "/early")
    assert allowed(body, "/late")


def test_half_a_rule_is_none() -> None:
    head = b"User-agent: *\n"
    rest = b"Disallow: /admin\n"
    filler = MAX_BYTES - len(head) - len(b"Disallow: /")
    body = head + b"#" * (filler - 1) + b"\n" + rest
    assert allowed(body, "/bbs")


def test_hostile_files_take_no_time() -> None:
    started = time.perf_counter()
    for body in (
        b"User-agent:" + b" " * 400_000,
        b"User-agent: *\nDisallow: /" + b"*a" * 200_000,
        b"User-agent: *\n" + b"Disallow: /*a*b*c*d\n" * 20_000,
        b"\xff" * 400_000,
    ):
        read_robots(200, body).allows(f"{HOST}/{'a' * 2_000}")
    assert time.perf_counter() - started < 10


@pytest.mark.parametrize("url", ["https://[bad/", f"{HOST}/\ud800"])
def test_odd_addresses_end_in_an_answer(url: str) -> None:
    assert read_robots(200, b"User-agent: *\nDisallow: /").allows(url) is False
