"""Times of pages, read at 10:30 on Saturday, 23 May 2026 in Seoul unless said otherwise."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voc.errors import RecordError
from voc.sources.web.dates import resolve_date
from voc.tables import VagueDateError
from voc.weeks import SEOUL

AT = datetime(2026, 5, 23, 10, 30, 44, 123, tzinfo=SEOUL)


def seoul(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SEOUL)


@pytest.mark.parametrize(
    ("text", "local", "precision", "tz_assumed"),
    [
        ("방금", "2026-05-23 10:30", "minute", False),
        ("방금 전", "2026-05-23 10:30", "minute", False),
        ("44초 전", "2026-05-23 10:30", "minute", False),
        ("50초 전", "2026-05-23 10:29", "minute", False),
        ("3분 전", "2026-05-23 10:27", "minute", False),
        ("3분전", "2026-05-23 10:27", "minute", False),
        ("약 3시간 전", "2026-05-23 07:00", "hour", False),
        ("11시간 전", "2026-05-22 23:00", "hour", False),
        ("오늘", "2026-05-23", "day", True),
        ("어제", "2026-05-22", "day", True),
        ("그저께", "2026-05-21", "day", True),
        ("2일 전", "2026-05-21", "day", True),
        ("30일전", "2026-04-23", "day", True),
        ("어제 21:03", "2026-05-22 21:03", "minute", True),
        ("오늘 오전 9:03", "2026-05-23 09:03", "minute", True),
        # A bare clock is today's, or yesterday's where that is still to come.
        ("07:21", "2026-05-23 07:21", "minute", True),
        ("07:21:09", "2026-05-23 07:21:09", "second", True),
        ("오후 11:58", "2026-05-22 23:58", "minute", True),
        ("오전 12:05", "2026-05-23 00:05", "minute", True),
        # The board's clock may run a little ahead of ours.
        ("10:33", "2026-05-23 10:33", "minute", True),
        ("10:46", "2026-05-22 10:46", "minute", True),
        # A day without a year is the last such day.
        ("05-23", "2026-05-23", "day", True),
        ("05-24", "2025-05-24", "day", True),
        ("05.12", "2026-05-12", "day", True),
        ("12/31", "2025-12-31", "day", True),
        ("5월 2일", "2026-05-02", "day", True),
        ("02-29", "2024-02-29", "day", True),
        ("05-22 07:21", "2026-05-22 07:21", "minute", True),
        ("05.22. (금) 07:21", "2026-05-22 07:21", "minute", True),
        # Forms of boards, blogs and cafes with a year.
        ("24-05-23 07:21", "2024-05-23 07:21", "minute", True),
        ("2024. 5. 23. 7:21", "2024-05-23 07:21", "minute", True),
        ("2024.05.23. 07:21", "2024-05-23 07:21", "minute", True),
        ("2024.05.23 07:21", "2024-05-23 07:21", "minute", True),
        ("2024년 5월 23일", "2024-05-23", "day", True),
        ("2024.05.23", "2024-05-23", "day", True),
        ("작성일 24-05-23 07:21", "2024-05-23 07:21", "minute", True),
        ("등록일시 : 2024.05.23 07:21", "2024-05-23 07:21", "minute", True),
        ("2026.05.20 10:22 조회 31 추천 2", "2026-05-20 10:22", "minute", True),
        ("26-05-20 10:22 (수정 26-05-21 09:00)", "2026-05-20 10:22", "minute", True),
        ("등록: 2026년 5월 2일 (토) | 조회 7", "2026-05-02", "day", True),
        ("작성 3분 전", "2026-05-23 10:27", "minute", False),
    ],
)
def test_a_time_means_what_its_reader_takes_it_for(text: str, local: str, precision: str, *, tz_assumed: bool) -> None:
    read = resolve_date(text, at=AT)
    assert (read.moment, read.precision, read.tz_assumed) == (seoul(local), precision, tz_assumed)
    assert read.moment.tzinfo is UTC


def test_an_offset_that_is_shown_is_kept() -> None:
    read = resolve_date("2024-05-23T08:02:11+09:00", at=AT)
    assert (read.moment, read.precision, read.tz_assumed) == (seoul("2024-05-23 08:02:11"), "second", False)
    assert resolve_date("작성일: 2024-05-23T08:02:11Z", at=AT).moment == datetime(2024, 5, 23, 8, 2, 11, tzinfo=UTC)


def test_midnight_of_seoul_decides_what_yesterday_is() -> None:
    """At 00:05 in Seoul it is still the day before in UTC."""
    at = datetime(2026, 1, 1, 15, 5, tzinfo=UTC)
    assert resolve_date("어제", at=at).moment == seoul("2026-01-01")
    assert resolve_date("23:58", at=at).moment == seoul("2026-01-01 23:58")
    assert resolve_date("01-02", at=at).moment == seoul("2026-01-02")
    assert resolve_date("12-31", at=at).moment == seoul("2025-12-31")


@pytest.mark.parametrize("text", ["2주 전", "약 3개월 전", "1년 전"])
def test_weeks_ago_tell_no_day(text: str) -> None:
    with pytest.raises(VagueDateError, match="tells no day"):
        resolve_date(text, at=AT)


@pytest.mark.parametrize(
    "text",
    ["", "언젠가", "25:99", "02-30", "13-45", "조회 37", "2024-13-40", "문의 02-1234-5678", "1.2.3 버전", "1" * 80],
)
def test_what_is_no_time_is_refused(text: str) -> None:
    with pytest.raises(RecordError):
        resolve_date(text, at=AT)


@given(at=st.datetimes(datetime(2000, 1, 1), datetime(2090, 1, 1)), minutes=st.integers(0, 500_000))  # noqa: DTZ001 - bounds of a generator
def test_what_a_board_shows_leads_back_to_its_day(at: datetime, minutes: int) -> None:
    """gnuboard shows a clock for today's posts and month and day for others."""
    now = at.replace(tzinfo=SEOUL)
    written = now - timedelta(minutes=minutes)
    shown = f"{written:%H:%M}" if written.date() == now.date() else f"{written:%m-%d}"
    assert resolve_date(shown, at=now).moment.astimezone(SEOUL).date() == written.date()


@given(text=st.text(max_size=80))
def test_any_text_is_a_time_or_refused(text: str) -> None:
    try:
        read = resolve_date(text, at=AT)
    except RecordError:
        return
    assert read.moment.tzinfo is UTC
