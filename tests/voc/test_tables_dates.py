"""Times and ratings in every form that the sources write, against values worked out by hand."""

import contextlib
import time
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voc.errors import RecordError
from voc.records import Rating
from voc.tables import parse_date, parse_rating

# 07:21 on 23 May 2024 in Seoul.
MORNING = datetime(2024, 5, 22, 22, 21, tzinfo=UTC)
# Midnight that begins the day in Seoul.
DAY = datetime(2024, 5, 22, 15, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    "text",
    [
        "2024-05-23 07:21:00",
        "2024-05-23T07:21:00",
        "2024. 5. 23 오전 7:21:00",
        "2024. 5. 23. 오전 7:21:00",
        "2024.05.23 07:21:00",
        "2024년 5월 23일 07시 21분 00초",
        "2024년 5월 23일 (목) 오전 7시 21분 0초",
        "05/23/2024 07:21:00 AM",
        "05/23/2024 7:21:00 am",
        "5/23/24 07:21:00",
        "Date(2024,4,23,7,21,0)",
        "20240523072100",
        "45435.306250",
        "  2024-05-23\u00a007:21:00 ",
    ],
)
def test_local_times_to_the_second(text: str) -> None:
    parsed = parse_date(text)
    assert (parsed.moment, parsed.precision, parsed.tz_assumed) == (MORNING, "second", True)


@pytest.mark.parametrize(
    "text",
    [
        "2024. 5. 23. 7:21",
        "2024.05.23. 07:21",
        "2024.05.23 07:21",
        "24-05-23 07:21",
        "24.05.23 07:21",
        "2024-05-23 07:21",
        "2024-05-23T07:21",
        "2024. 5. 23. (목) 오전 7:21",
        "2024/05/23 7:21 AM",
        "202405230721",
        "May 23, 2024 7:21 AM",
        "2024년 5월 23일 오전 7시 21분",
    ],
)
def test_local_times_to_the_minute(text: str) -> None:
    parsed = parse_date(text)
    assert (parsed.moment, parsed.precision, parsed.tz_assumed) == (MORNING, "minute", True)


@pytest.mark.parametrize(
    "text",
    [
        "2024-05-23", "20240523", "2024.05.23.", "2024.05.23", "2024. 5. 23", "2024. 5. 23.", "24.05.23", "24-05-23",
        "2024/5/23", "2024년 5월 23일", "2024년5월23일", "2024-05-23 (목)", "05/23/2024", "23/05/2024", "5/23/24",
        "45435", "24/05/23", "Date(2024,4,23)", "23 May 2024", "May 23, 2024",
    ],
)  # fmt: skip
def test_days(text: str) -> None:
    parsed = parse_date(text)
    assert (parsed.moment, parsed.precision, parsed.tz_assumed) == (DAY, "day", True)


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2024/05/23 7:21:00 오전 GMT+9", MORNING),
        ("2024/05/23 7:21:00 AM GMT+9", MORNING),
        ("2024-05-22T22:21:00Z", MORNING),
        ("2024-05-22T22:21:00.000Z", MORNING),
        ("2024-05-22 22:21:00 UTC", MORNING),
        ("2024-05-23T07:21:00+09:00", MORNING),
        ("2024-05-23T07:21:00+0900", MORNING),
        ("2024-05-23 07:21:00 +0900", MORNING),
        ("2024-05-23 07:21:00 KST", MORNING),
        ("2024-05-22T15:21:00-07:00", MORNING),
        ("Thu, 23 May 2024 07:21:00 +0900", MORNING),
        ("Wed, 22 May 2024 22:21:00 GMT", MORNING),
        ("22 May 2024 22:21:00 GMT", MORNING),
        ("1716416460", MORNING),
        ("1716416460000", MORNING),
        ("1716416460000000", MORNING),
        ("1716416460.25", MORNING + timedelta(milliseconds=250)),
        ("2024-05-22T22:20:41.118Z", MORNING - timedelta(seconds=18, milliseconds=882)),
    ],
)
def test_times_with_an_offset_need_no_assumption(text: str, moment: datetime) -> None:
    parsed = parse_date(text)
    assert (parsed.moment, parsed.precision, parsed.tz_assumed) == (moment, "second", False)


@pytest.mark.parametrize(
    ("text", "hour"), [("오전 12:30", 0), ("오후 12:30", 12), ("오후 1:30", 13), ("오후 13:30", 13), ("오전 11:30", 11)]
)
def test_the_twelve_hour_clock(text: str, hour: int) -> None:
    expected = datetime(2024, 5, 23, hour, 30, tzinfo=UTC)
    assert parse_date(f"2024. 5. 23. {text}", timezone=UTC).moment == expected


def test_midnight_may_end_a_day() -> None:
    assert parse_date("2024-05-22 24:00").moment == DAY


def test_slashes_are_month_first_unless_told_otherwise() -> None:
    assert parse_date("05/06/2024", timezone=UTC).moment == datetime(2024, 5, 6, tzinfo=UTC)
    assert parse_date("05/06/2024", timezone=UTC, month_first=False).moment == datetime(2024, 6, 5, tzinfo=UTC)


def test_korean_summer_time_of_1988_is_kept() -> None:
    """Seoul stood at +10:00 in the summers of 1987 and 1988; 1990 is the first year taken, at +09:00."""
    assert parse_date("1990-07-01").moment == datetime(1990, 6, 30, 15, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("2024-13-02", "'2024-13-02' is no date"),
        ("2024-02-30", "'2024-02-30' is no date"),
        ("2023.02.29.", "is no date"),
        ("", "blank"),
        ("5월 23일", "'5월 23일' has no year"),
        ("05-23", "has no year"),
        ("07:21", "has no year"),
        ("3시간 전", "counts back"),
        ("방금", "counts back"),
        ("어제", "counts back"),
        ("0001-01-01T00:00:00Z", "the year 1 is not within 1990-2100"),
        ("2024-W21-4", "no date"),
        ("2024-05-23 25:00", "no date"),
        ("2024-05-23 07:60", "no date"),
        ("05/06/24", "no date"),
        ("99999", "no date"),
        ("7", "no date"),
        ("99999999999999999999", "no date"),
        ("2024-05-23T07:21:00+99:00", "no date"),
        ("Date(2024,12,1)", "no date"),
    ],
)
def test_what_is_no_date_says_why(text: str, reason: str) -> None:
    with pytest.raises(RecordError) as caught:
        parse_date(text)
    assert reason in caught.value.reason


def test_words_in_a_date_column_are_not_repeated() -> None:
    with pytest.raises(RecordError) as caught:
        parse_date("김하늘 010-1234-5678")
    assert "김하늘" not in caught.value.reason
    assert "5678" not in caught.value.reason


@given(st.datetimes(datetime(1990, 1, 2), datetime(2100, 12, 30)))  # noqa: DTZ001 - the zone is added below
def test_every_written_form_of_a_moment_reads_the_same(local: datetime) -> None:
    local = local.replace(microsecond=0)
    half = "오전" if local.hour < 12 else "오후"
    clock = f"{(local.hour - 1) % 12 + 1}:{local:%M:%S}"
    day = f"{local.year}. {local.month}. {local.day}"
    forms = (
        local.isoformat(),
        f"{local:%Y%m%d%H%M%S}",
        f"{day} {half} {clock}",
        f"{day.replace('. ', '/')} {clock} {half} GMT+0",
        f"{local:%d} {local:%B} {local.year} {local:%H:%M:%S} +0000",
        str(int(local.replace(tzinfo=UTC).timestamp())) if local.year > 2001 else local.isoformat() + "Z",
    )
    assert {parse_date(form, timezone=UTC).moment for form in forms} == {local.replace(tzinfo=UTC)}


@given(st.text(max_size=80) | st.from_regex(r"[0-9 .:/시오전-]{1,64}", fullmatch=True))
def test_any_text_is_a_date_or_a_record_error(text: str) -> None:
    with contextlib.suppress(RecordError):
        parse_date(text)


@pytest.mark.parametrize(
    "hostile", ["1" * 60, "2024-" * 12, "1:" * 30, "오전 " * 20, " " * 100_000, "2024. 1. 1" + " (" * 25]
)
def test_hostile_texts_cost_nothing(hostile: str) -> None:
    started = time.perf_counter()
    for _ in range(200):
        with pytest.raises(RecordError):
            parse_date(hostile)
    assert time.perf_counter() - started < 1


@pytest.mark.parametrize(
    ("text", "rating"),
    [
        ("4", Rating(4, 1, 5)),
        ("4.0", Rating(4, 1, 5)),
        ("4.5", Rating(4.5, 1, 5)),
        ("★★★★☆", Rating(4, 1, 5)),
        ("★★★", Rating(3, 1, 5)),
        ("⭐⭐", Rating(2, 1, 5)),
        ("5점", Rating(5, 1, 5)),
        ("5 점", Rating(5, 1, 5)),
        ("별점 3", Rating(3, 1, 5)),
        ("4 / 10", Rating(4, 1, 10)),
        ("3/5점", Rating(3, 1, 5)),
        ("2 - 별로예요", Rating(2, 1, 5)),
        ("5점 (매우 만족)", Rating(5, 1, 5)),
    ],
)
def test_ratings(text: str, rating: Rating) -> None:
    assert parse_rating(text, minimum=1, maximum=5) == rating


def test_the_scale_of_recommendation_begins_at_zero() -> None:
    assert parse_rating("0 - 전혀 추천하지 않음", minimum=0, maximum=10) == Rating(0, 0, 10)


@pytest.mark.parametrize("text", ["", "좋음", "6", "0", "-1", "11 / 10", "1e3", "nan", "★★★★★★"])
def test_what_is_no_rating_is_refused(text: str) -> None:
    with pytest.raises(RecordError):
        parse_rating(text, minimum=1, maximum=5)
