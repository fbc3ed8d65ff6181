"""A small home with invented customers: what runs are killed, repeated and compared on. Same bytes every time."""

import csv
import io
import json
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path

from voc.config.scaffold import plan_scaffold, write_scaffold

# Monday after the last of eight weeks, 2026-W40 to 2026-W47.
UNTIL = date(2026, 11, 23)
LAST_WEEK = "2026-W47"
_FIRST_DAY = date(2026, 9, 28)
_N_WEEKS = 8

_TICKET_HEAD = (
    "티켓번호", "접수일시", "작성자구분", "고객번호", "문의유형", "제목", "내용", "앱버전", "가입구분", "회원등급",
)  # fmt: skip
_REVIEW_HEAD = ("review_id", "date", "rating", "title", "text", "nickname", "version", "country")

_TICKETS = (
    "신분증 촬영이 자꾸 실패해요. 밝은 데서 찍어도 안 돼요.",
    "환급금이 언제 들어오는지 알 수가 없네요. 상담원 연결도 안 됩니다.",
    "수수료가 왜 이렇게 비싼가요? 미리 알려 주지도 않고요.",
    "주민등록번호를 꼭 넣어야 하나요? 개인정보가 걱정돼서 멈췄어요.",
    "서류를 어디에 올려야 하는지 모르겠습니다.",
)
_REVIEWS = (
    ("5", "좋아요", "생각보다 금방 끝나서 좋았어요."),
    ("1", "느려요", "조회 화면이 너무 느리고 자꾸 멈춰요."),
    ("2", "복잡", "입력할 게 너무 많아서 하다가 포기했어요."),
    ("3", "", "알림이 너무 자주 와요. 끄는 방법을 모르겠어요."),
)
_POSTS = (
    "다들 환급 신청하셨나요? 사기 아닌지 의심돼서 망설이고 있어요.",
    "후기 보니까 홈택스에서 직접 하면 공짜라던데 굳이 돈 내고 해야 하나 싶네요.",
)
_EVENT = (
    "달구름 로그인이 업데이트하고 나서 계속 튕겨요.",
    "어제부터 달구름 로그인 화면에서 넘어가지 않아요.",
    "달구름 로그인 오류 때문에 신청을 못 하고 있습니다.",
    "달구름 로그인만 하면 앱이 꺼져요. 언제 고쳐지나요?",
    "업데이트 후 달구름 로그인이 안 돼서 답답해요.",
    "달구름 로그인 오류 좀 빨리 고쳐 주세요.",
    "새 버전 깔았더니 달구름 로그인이 튕기네요.",
)
# Long enough to be one voice under two names.
_COPIED = "회원가입을 다섯 번이나 다시 했는데도 인증번호가 오지 않아서 결국 신청을 포기하고 다른 곳에서 했습니다."


def write_home(home: Path) -> Path:
    """Write a configuration and an inbox of some ninety documents; return the configuration folder."""
    write_scaffold(plan_scaffold(), home)
    write_tickets(home / "inbox" / "cs_tickets" / "tickets.csv")
    write_reviews(home / "inbox" / "app_reviews" / "reviews.csv")
    write_posts(home / "inbox" / "community" / "posts.jsonl")
    return home / "config"


def write_tickets(path: Path) -> None:
    """Five tickets a week, an agent's line, an event in the last week; one row whose date is none. In cp949."""
    rows = []
    for number, (at, text) in enumerate(_ticket_texts()):
        rows.append((f"T{number:03}", f"{at:%Y-%m-%d %H:%M}", "고객", f"u{number % 17}", "일반", "", text, "", "", ""))
    rows.insert(3, ("T900", "2026-09-29 10:00", "상담원", "a1", "일반", "", "확인해 드리겠습니다.", "", "", ""))
    # The same ticket once more, pages later, with another fact.
    rows.insert(25, (*rows[1][:-1], "VIP"))
    rows.append(("T901", "2026-13-45", "고객", "u3", "일반", "", "날짜가 이상한 줄이에요.", "", "", ""))
    path.write_bytes(_table(_TICKET_HEAD, rows).encode("cp949"))


def write_reviews(path: Path) -> None:
    """Four reviews a week, and one text under two names."""
    rows = []
    for week in range(_N_WEEKS):
        for place, (rating, title, text) in enumerate(_REVIEWS):
            at = _moment(week, place)
            rows.append(
                (
                    f"R{week}{place}",
                    f"{at:%Y-%m-%d %H:%M:%S}",
                    rating,
                    title,
                    _varied(text, week),
                    f"n{week}",
                    "3.1",
                    "KR",
                )
            )
    rows.append(("R90", "2026-10-06 09:00:00", "1", "", _COPIED, "가람", "3.1", "KR"))
    rows.append(("R91", "2026-10-14 09:00:00", "1", "", _COPIED, "나루", "3.1", "KR"))
    path.write_bytes(_table(_REVIEW_HEAD, rows).encode("utf-8-sig"))


def write_posts(path: Path) -> None:
    """Two posts a week as JSON Lines."""
    lines = []
    for week in range(_N_WEEKS):
        for place, text in enumerate(_POSTS):
            post = {
                "url": f"https://board.example.com/{week}/{place}",
                "title": "환급 이야기",
                "body": _varied(text, week),
                "author": f"w{week}{place}",
                "posted_at": f"{_moment(week, place):%Y-%m-%d %H:%M}",
                "board": "자유",
            }
            lines.append(json.dumps(post, ensure_ascii=False))
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def _ticket_texts() -> Iterator[tuple[datetime, str]]:
    for week in range(_N_WEEKS):
        for place, text in enumerate(_TICKETS):
            yield _moment(week, place), _varied(text, week)
    for place, text in enumerate(_EVENT):
        yield _moment(_N_WEEKS - 1, place), text


def _varied(text: str, week: int) -> str:
    """Say it a little differently each week, so that sentences are distinct."""
    opening = ("", "안녕하세요. ", "정말 ", "솔직히 ", "저는 ", "오늘도 ", "제 경우엔 ", "역시 ")[week]
    return f"{opening}{text}"


def _moment(week: int, place: int) -> datetime:
    day = _FIRST_DAY + timedelta(days=7 * week + place % 7)
    return datetime(day.year, day.month, day.day, 9 + place, 0)  # noqa: DTZ001 - files carry Seoul's clock, no offset


def _table(head: tuple[str, ...], rows: list[tuple[str, ...]]) -> str:
    out = io.StringIO()
    csv.writer(out).writerows([head, *rows])
    return out.getvalue()


def file_rows() -> list[tuple[str, str, str, str, str]]:
    """The same voices as one table: id, text, date, rating, channel; `R91` repeats `R90`."""
    rows = [(f"T{n:03}", text, f"{at:%Y-%m-%d}", "", "상담") for n, (at, text) in enumerate(_ticket_texts())]
    for week in range(_N_WEEKS):
        for place, (rating, _, text) in enumerate(_REVIEWS):
            rows.append((f"R{week}{place}", _varied(text, week), f"{_moment(week, place):%Y-%m-%d}", rating, "앱"))
    return [*rows, ("R90", _COPIED, "2026-10-06", "1", "앱"), ("R91", _COPIED, "2026-10-14", "1", "앱")]
