"""Keeping periods: how they are written, from which day and week on they keep, and what is refused."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voc.config import load_settings
from voc.config.keeping import Keeping, parse_keeping
from voc.errors import ConfigError
from voc.steps.keeping import first_kept_week, week_from
from voc.weeks import monday_of, week_of

WEDNESDAY = date(2026, 11, 25)


@pytest.mark.parametrize(
    ("text", "period"),
    [
        ("24 months", Keeping(24, "months")),
        ("24m", Keeping(24, "months")),
        ("1 month", Keeping(1, "months")),
        ("2Y", Keeping(2, "years")),
        ("52 w", Keeping(52, "weeks")),
        (" 400 days ", Keeping(400, "days")),
        ("24개월", Keeping(24, "months")),
        ("2년", Keeping(2, "years")),
        ("3 주", Keeping(3, "weeks")),
        ("90일", Keeping(90, "days")),
    ],
)
def test_periods_are_read_however_they_are_written(text: str, period: Keeping) -> None:
    assert parse_keeping(text) == period
    assert parse_keeping(str(period)) == period


@pytest.mark.parametrize("text", ["", "2", "months", "0 days", "-1d", "1.5y", "2 fortnights", "2달반", "9999999d"])
def test_what_is_no_period_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="is no period"):
        parse_keeping(text)


@pytest.mark.parametrize("text", ["100 years", "1200m", "5217w", "36525 days"])
def test_a_century_is_the_longest_period(text: str) -> None:
    assert first_kept_week_of(text).startswith("1926-W4")
    number = int("".join(letter for letter in text if letter.isdigit()))
    with pytest.raises(ValueError, match="is too long; expected 100 years or less"):
        parse_keeping(text.replace(str(number), str(number + 1)))


def first_kept_week_of(text: str) -> str:
    return week_from(parse_keeping(text).first_day(WEDNESDAY))


@pytest.mark.parametrize(
    ("period", "today", "first"),
    [
        (Keeping(14, "days"), WEDNESDAY, date(2026, 11, 11)),
        (Keeping(2, "weeks"), WEDNESDAY, date(2026, 11, 11)),
        (Keeping(24, "months"), WEDNESDAY, date(2024, 11, 25)),
        # The last of November to February, and a leap day to a year without one.
        (Keeping(3, "months"), date(2026, 5, 31), date(2026, 2, 28)),
        (Keeping(1, "years"), date(2028, 2, 29), date(2027, 2, 28)),
        (Keeping(11, "months"), date(2026, 11, 25), date(2025, 12, 25)),
        (Keeping(100, "years"), WEDNESDAY, date(1926, 11, 25)),
    ],
)
def test_the_first_day_that_is_kept(period: Keeping, today: date, first: date) -> None:
    assert period.first_day(today) == first


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)), st.integers(14, 4000))
def test_no_text_stays_longer_than_its_period_and_none_goes_a_week_too_soon(today: date, n_days: int) -> None:
    first = Keeping(n_days, "days").first_day(today)
    kept = monday_of(week_from(first))
    assert (today - kept).days <= n_days
    assert 0 <= (kept - first).days < 7
    assert week_of(kept) <= week_of(today)


@pytest.fixture
def configured(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str, str], Path]:
    """Writes a configuration with a period for all, and for one source; empty leaves the key out."""
    monkeypatch.delenv("VOC_CONFIG", raising=False)

    def written(of_all: str, of_one: str) -> Path:
        entry = (
            "  - {name: posts, format: community_jsonl, path: inbox, channel: web, kind: post, columns: {text: body}"
        )
        own = f", keep_texts: {of_one}" if of_one else ""
        (tmp_path / "sources.yaml").write_text(f"sources:\n{entry}{own}}}\n", encoding="utf-8")
        (tmp_path / "privacy.yaml").write_text(f"keep_texts: {of_all}\n" if of_all else "{}\n", encoding="utf-8")
        return tmp_path

    return written


@pytest.mark.parametrize(
    ("of_all", "of_one", "posts", "others"),
    [
        ("", "", None, None),
        ("forever", "", None, None),
        ("2 weeks", "", "2026-W47", "2026-W47"),
        ("2 weeks", "3 weeks", "2026-W46", "2026-W47"),
        ("2 weeks", "Forever", None, "2026-W47"),
        ("", "2주", "2026-W47", None),
    ],
)
def test_a_source_may_keep_longer_or_shorter_than_the_others(
    configured: Callable[[str, str], Path], of_all: str, of_one: str, posts: str | None, others: str | None
) -> None:
    settings = load_settings(configured(of_all, of_one))
    assert first_kept_week(settings, "posts", today=WEDNESDAY) == posts
    assert first_kept_week(settings, "gone_long_ago", today=WEDNESDAY) == others


def test_a_period_that_leaves_no_time_for_a_brief_is_refused(configured: Callable[[str, str], Path]) -> None:
    with pytest.raises(ConfigError) as raised:
        load_settings(configured("13 days", "lange"))
    first, second = raised.value.problems
    assert "keep_texts: 'lange' is no period" in f"{first}{second}"
    assert "'13 days' is too short" in f"{first}{second}"
    with pytest.raises(ConfigError, match="'3000 years' is too long; expected 100 years or less, or 'forever'"):
        load_settings(configured("3000 years", ""))
