"""The sample's CSV exports: CS tickets (cp949), Play Console's monthly reports (UTF-16), other reviews (UTF-8, BOM)."""

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import quote

from voc.sample.master import moment, read_rows

_TICKET_COLUMNS = (
    "티켓번호", "접수일시", "작성자구분", "고객번호", "문의유형", "제목", "내용", "앱버전", "가입구분", "회원등급",
)  # fmt: skip
_PLAY_COLUMNS = (
    "Package Name", "App Version Code", "App Version Name", "Reviewer Language", "Device",
    "Review Submit Date and Time", "Review Submit Millis Since Epoch",
    "Review Last Update Date and Time", "Review Last Update Millis Since Epoch",
    "Star Rating", "Review Title", "Review Text",
    "Developer Reply Date and Time", "Developer Reply Millis Since Epoch", "Developer Reply Text", "Review Link",
)  # fmt: skip
_APP_COLUMNS = ("review_id", "date", "rating", "title", "text", "nickname", "version", "country")
_PACKAGE = "kr.example.narae"
_REVIEW_PAGE = "https://play.google.com/console/developers/000/app/111/user-feedback/review-details?reviewId="
# An export is made by hand from the last days of the one before.
_N_OVERLAP = 2

Row = Sequence[str]


def write_tickets(folder: Path) -> int:
    """Write one export a month, staff's and the system's lines among the customers'; exports overlap a little."""
    replies: dict[str, list[dict[str, str]]] = {}
    for reply in read_rows("replies"):
        replies.setdefault(reply["key"], []).append(reply)
    months: dict[str, list[tuple[str, Row]]] = {}
    tickets = read_rows("tickets")
    for ticket in tickets:
        # The last day of August came with September's export.
        month = months.setdefault(max(ticket["at"][:7], "2026-09"), [])
        month.append((ticket["at"], _ticket(ticket, "고객", ticket["at"], ticket["text"])))
        month.extend(
            (reply["at"], _ticket(ticket, reply["role"], reply["at"], reply["text"]))
            for reply in replies.get(ticket["key"], ())
        )
    overlap: list[tuple[str, Row]] = []
    for month_name, lines in months.items():
        lines.sort(key=lambda line: line[0])
        rows = [row for _, row in overlap + lines]
        overlap = [line for line in lines if line[1][2] == "고객"][-_N_OVERLAP:]
        name = f"tickets_{month_name}.csv"
        (folder / name).write_bytes(_csv(_TICKET_COLUMNS, rows, broken_rows(f"cs_tickets/{name}")).encode("cp949"))
    return len(tickets)


def write_play_reviews(folder: Path) -> int:
    """Write Play Console's file of each month; an edited review stands in two of them, ratings have no words."""
    replies = {reply["key"]: reply for reply in read_rows("replies")}
    months: dict[str, list[tuple[datetime, Row]]] = {}
    reviews = read_rows("play_reviews")
    for review in reviews + [{**rating, "updated": ""} for rating in read_rows("play_ratings")]:
        updated = moment(review["updated"] or review["at"])
        month = f"{updated.astimezone(UTC):%Y%m}"
        months.setdefault(month, []).append((updated, _play(review, replies.get(review.get("key", "")))))
    for month, lines in months.items():
        lines.sort(key=lambda line: line[0])
        name = f"reviews_{_PACKAGE}_{month}.csv"
        text = _csv(_PLAY_COLUMNS, [row for _, row in lines], broken_rows(f"play_reviews/{name}"))
        (folder / name).write_bytes(b"\xff\xfe" + text.encode("utf-16-le"))
    return sum(not review["note"].startswith("edit=") for review in reviews)


def write_app_reviews(folder: Path) -> int:
    """Write one file of all reviews; the last row was exported twice."""
    rows: list[Row] = [
        (r["key"], r["at"], r["rating"], r["title"], r["text"], r["author"], r["version"], "KR")
        for r in read_rows("app_reviews")
    ]
    text = _csv(_APP_COLUMNS, [*rows, rows[-1]], broken_rows("app_reviews/app_reviews.csv"))
    (folder / "app_reviews.csv").write_bytes(text.encode("utf-8-sig"))
    return len(rows)


def broken_rows(file: str) -> list[str]:
    """Return the rows of a file that are broken on purpose, as they stand in it."""
    return [row["raw"] for row in read_rows("broken") if row["file"] == file]


def _ticket(ticket: dict[str, str], role: str, at: str, text: str) -> Row:
    return (
        ticket["key"],
        at[:16].replace("T", " "),
        role,
        ticket["author"],
        ticket["kind"],
        ticket["title"],
        text,
        ticket["version"],
        ticket["joined"],
        ticket["grade"],
    )


def _play(review: dict[str, str], reply: dict[str, str] | None) -> Row:
    version = review["version"]
    major, minor, patch = version.split(".")
    # A later version of a review keeps its id; a rating without words has no page of its own.
    key = review.get("key", "").partition("+")[0]
    return (
        _PACKAGE,
        f"{major}{minor:0>2}{patch:0>2}",
        version,
        "ko",
        review["device"],
        *_instant(review["at"]),
        *_instant(review["updated"] or review["at"]),
        review["rating"],
        review.get("title", ""),
        review.get("text", ""),
        *(_instant(reply["at"]) if reply else ("", "")),
        reply["text"] if reply else "",
        _REVIEW_PAGE + quote(key, safe="") if key else "",
    )


def _instant(text: str) -> tuple[str, str]:
    at = moment(text).astimezone(UTC)
    return f"{at:%Y-%m-%dT%H:%M:%SZ}", str(int(at.timestamp()) * 1000)


def _csv(header: Row, rows: Sequence[Row], broken: Iterable[str]) -> str:
    """Write a table with the broken rows one third down, where nobody looks."""
    third = len(rows) // 3
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, lineterminator="\r\n")
    writer.writerow(header)
    writer.writerows(rows[:third])
    for line in broken:
        buffer.write(line + "\r\n")
    writer.writerows(rows[third:])
    return buffer.getvalue()
