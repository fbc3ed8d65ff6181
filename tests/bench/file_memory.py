"""Peak memory of collecting one large file into a new store: does it stay flat however many rows there are?

usage: file_memory.py [--sizes N ...] [--format reviews|community_jsonl] [--page N] [--keep DIR]

For each size a file of so many invented records is written and collected by `voc collect` in a process of its own into
a temporary SQLite store. The table has its peak memory (pages that are shared counted once, read from Linux every
0.1 s), its seconds, and how large file and store are.
"""

import argparse
import csv
import json
import shutil
import sys
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from itertools import product
from pathlib import Path
from tempfile import TemporaryDirectory

from lines import table
from processes import spend

HEAD = ("records", "file MB", "store MB", "peak MB", "s", "records/s", "exit")
SIZES = (100_000, 300_000, 1_000_000)
_SOURCES = """\
sources:
  - name: large
    family: file
    format: {format}
    path: inbox
    channel: reviews
    kind: {kind}
    page_size: {page}
    columns: {{id: [id], created_at: [at], text: [text], rating: [rating], author: [author]}}
"""
_WHAT = ("앱", "결제창", "배송 조회", "쿠폰함", "상담 창", "장바구니", "알림", "로그인 화면")
_HOW = ("느려서", "자꾸 꺼져서", "글씨가 작아서", "깔끔해서", "설명이 없어서", "두 번 떠서", "찾기 쉬워서")
_SO = ("답답했어요", "다시 설치했습니다", "그냥 닫았네요", "잘 쓰고 있어요", "문의를 남겼어요", "지인에게 권했습니다")
_MIB = 2**20


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES, metavar="N", help="records in the file")
    parser.add_argument("--format", choices=sorted(WRITERS), default="reviews", help="of the file")
    parser.add_argument("--page", type=int, default=1000, metavar="N", help="records that are stored at once")
    parser.add_argument("--keep", type=Path, metavar="DIR", help="work there and leave the last home behind")
    options = parser.parse_args()
    rows = []
    for size in options.sizes:
        with TemporaryDirectory() as folder:
            home = options.keep or Path(folder)
            rows.append(measure(home, size, options.format, options.page))
            print(table(HEAD, rows), flush=True)


def measure(home: Path, size: int, file_format: str, page: int) -> tuple[str, ...]:
    """Write a home with one file, collect it, and tell what that took."""
    shutil.rmtree(home, ignore_errors=True)
    for folder in ("config", "inbox"):
        (home / folder).mkdir(parents=True)
    kind, write = WRITERS[file_format]
    sources = _SOURCES.format(format=file_format, kind=kind, page=page)
    (home / "config" / "sources.yaml").write_text(sources, encoding="utf-8")
    file = home / "inbox" / f"large.{'csv' if file_format == 'reviews' else 'jsonl'}"
    write(file, size)
    command = [sys.executable, "-c", "from voc.cli import main; main()", "collect", "large"]
    spent = spend([*command, "--config", home / "config"])
    if spent.exit_code:
        print(spent.complaint, file=sys.stderr)
    stored = sum(one.stat().st_size for one in (home / "store").glob("voc.db*"))
    return (
        f"{size:,}",
        f"{file.stat().st_size / _MIB:.0f}",
        f"{stored / _MIB:.0f}",
        f"{spent.peak_mb:.0f}",
        f"{spent.wall_s:.0f}",
        f"{size / spent.wall_s:,.0f}",
        str(spent.exit_code),
    )


def records(size: int) -> Iterator[tuple[str, str, str, int, str]]:
    """Yield id, time, text, rating and author of invented reviews; no two texts are the same."""
    sentences = [f"{what} {how} {so}." for what, how, so in product(_WHAT, _HOW, _SO)]
    first = datetime(2026, 1, 1)  # noqa: DTZ001 - as exports write it
    for number in range(size):
        other = sentences[(number // len(sentences)) % len(sentences)]
        text = f"{sentences[number % len(sentences)]} {other} ({number}번째)"
        at = first + timedelta(seconds=20 * number)
        yield f"R{number:08d}", f"{at:%Y-%m-%d %H:%M:%S}", text, 1 + number % 5, f"user{number % 50_000}"


def write_csv(file: Path, size: int) -> None:
    with file.open("w", encoding="utf-8", newline="") as opened:
        writer = csv.writer(opened)
        writer.writerow(("id", "at", "text", "rating", "author"))
        writer.writerows(records(size))


def write_jsonl(file: Path, size: int) -> None:
    with file.open("w", encoding="utf-8") as opened:
        for key, at, text, _, author in records(size):
            line = {"id": key, "at": at, "text": text, "author": author}
            opened.write(json.dumps(line, ensure_ascii=False) + "\n")


WRITERS: dict[str, tuple[str, Callable[[Path, int], None]]] = {
    "reviews": ("review", write_csv),
    "community_jsonl": ("post", write_jsonl),
}


if __name__ == "__main__":
    main()
