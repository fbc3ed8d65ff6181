"""The sample's posts: what a monitoring tool collects as JSON Lines, and a board's pages saved by hand as HTML."""

import json
from html import escape
from pathlib import Path

from voc.sample.exports import broken_rows
from voc.sample.master import moment, read_rows

_BOARDS = {
    "rider": "라이더 자유게시판",
    "free": "프리랜서 라운지",
    "alba": "알바 수다방",
    "money": "생활 재테크",
    "blog": "블로그",
}
# The board whose pages were saved by hand; the others come from the monitoring tool.
_SAVED_BOARD = "mom"
_N_POSTS_ON_PAGE = 12
_N_SENTENCES = 2
_QUOTES = ("저도 궁금했는데 글 올려주셔서 감사해요.", "지난번에 올리신 글 보고 왔어요!")
_SIGNS = ("오늘도 육아 화이팅 ♡", "가온동 7년차 주민입니다", "댓글은 사랑입니다")

_PAGE = """<!DOCTYPE html>
<html lang="ko">
<head><meta charset="utf-8"><title>가온맘 이야기방 - {page}쪽</title></head>
<body>
<header><a href="/">가온맘</a></header>
<nav><a href="/notice">공지</a> <a href="/talk">이야기방</a> <a href="/market">나눔장터</a></nav>
<div class="notice">[공지] 이야기방 이용 규칙을 꼭 읽어 주세요. 광고 글은 지워집니다.</div>
<aside class="ad">[광고] 겨울맞이 놀이매트 특가! 지금 바로 확인하세요</aside>
<main>
{posts}
</main>
<footer>이전 {page} 다음 · 개인정보 처리방침 · 가온맘은 회원이 함께 만듭니다.</footer>
</body>
</html>
"""


def write_community(folder: Path) -> int:
    """Write one file a board, a post a line."""
    posts = [post for post in read_rows("community") if post["site"] != _SAVED_BOARD]
    by_file: dict[str, list[str]] = {}
    for post in posts:
        # Boards deliver under their address without `www.` or `m.`; the blog's name would say nothing.
        name = post["key"].removeprefix("https://").removeprefix("m.").partition(".")[0]
        by_file.setdefault(name, []).append(_line(post))
    for name, lines in by_file.items():
        third = len(lines) // 3
        rows = lines[:third] + broken_rows(f"community/{name}.jsonl") + lines[third:]
        (folder / f"{name}.jsonl").write_bytes("".join(row + "\n" for row in rows).encode())
    return len(posts)


def write_community_pages(folder: Path) -> int:
    """Write the saved pages of one board, with quotes, signatures, notices and an advertisement around the posts."""
    posts = [post for post in read_rows("community") if post["site"] == _SAVED_BOARD]
    for page, first in enumerate(range(0, len(posts), _N_POSTS_ON_PAGE), start=1):
        name = f"gaonmom_{page}.html"
        articles = [_article(post, first + i) for i, post in enumerate(posts[first : first + _N_POSTS_ON_PAGE])]
        html = _PAGE.format(page=page, posts="\n".join(articles + broken_rows(f"community_pages/{name}")))
        (folder / name).write_bytes(html.encode())
    return len(posts)


def _line(post: dict[str, str]) -> str:
    row = {
        "url": post["key"],
        "board": _BOARDS[post["site"]],
        "title": post["title"],
        "body": post["text"],
        "author": post["author"],
        "posted_at": moment(post["at"]).isoformat(),
    }
    return json.dumps(row, ensure_ascii=False)


def _article(post: dict[str, str], number: int) -> str:
    at = moment(post["at"])
    quote = f"<blockquote>{_QUOTES[number % len(_QUOTES)]}</blockquote>" if number % 4 == 1 else ""
    sign = f'<div class="sign">{_SIGNS[number % len(_SIGNS)]}</div>' if number % 3 == 0 else ""
    paragraphs = "".join(f"<p>{escape(part, quote=False)}</p>" for part in _paragraphs(post["text"]))
    return (
        f'<article class="post" data-id="{post["key"]}"><h2 class="title">{escape(post["title"], quote=False)}</h2>'
        f'<p class="meta"><span class="nick">{post["author"]}</span> '
        f'<time datetime="{at.isoformat()}">{at:%Y.%m.%d. %H:%M}</time></p>'
        f'<div class="body">{quote}{paragraphs}{sign}</div></article>'
    )


def _paragraphs(text: str) -> list[str]:
    """Break a post into paragraphs of two sentences, as a board's editor shows it."""
    sentences = text.replace("? ", "?\n").replace(". ", ".\n").replace("! ", "!\n").splitlines()
    return [" ".join(sentences[i : i + _N_SENTENCES]) for i in range(0, len(sentences), _N_SENTENCES)]
