"""Periods of several weeks, counted from weekly counts alone."""

from collections import Counter
from pathlib import Path

from planted import Said, planted, weeks_of

from voc.planning.figures import week_figures
from voc.planning.periods import Periods, periods_up_to
from voc.store import WeekVoices
from voc.store.ailments import Ailments

STAGES = ["onboarding", "fulfilment"]


def test_periods_end_with_the_week_and_begin_no_earlier_than_the_voices() -> None:
    """From W40 to W47 there are eight weeks: two periods of three, and two weeks that fill none."""
    assert periods_up_to("2026-W47", 12, first="2026-W40", length=3).names == ("2026-W44", "2026-W47")
    assert periods_up_to("2026-W47", 12, first="2026-W40", length=3).weeks[0] == "2026-W42"
    assert periods_up_to("2026-W47", 3, first="2026-W40").weeks == ("2026-W44", "2026-W45", "2026-W46", "2026-W47")
    assert periods_up_to("2026-W47", 12, first="2026-W46", length=4).weeks[0] == "2026-W44"


def test_a_period_runs_over_the_turn_of_the_year() -> None:
    """2026 has 53 weeks."""
    periods = periods_up_to("2027-W01", 1, first="2026-W01", length=2)
    assert periods.weeks == ("2026-W51", "2026-W52", "2026-W53", "2027-W01")
    assert periods.names == ("2026-W52", "2027-W01")
    assert (periods.name("2026-W53"), periods.name("2026-W50")) == ("2027-W01", "2026-W50")


def test_what_is_known_of_weeks_is_summed_up() -> None:
    periods = Periods(("2026-W44", "2026-W45", "2026-W46", "2026-W47"), 2)
    heard = [WeekVoices(week, "app", 2, 1, 1, 4.0) for week in periods.weeks]
    assert periods.voices(heard) == [
        WeekVoices("2026-W45", "app", 4, 2, 2, 8.0),
        WeekVoices("2026-W47", "app", 4, 2, 2, 8.0),
    ]
    assert periods.ailments({"app": Ailments({"2026-W44"}, {"2026-W47"})})["app"] == Ailments(
        {"2026-W45"}, {"2026-W47"}
    )
    versions = {"2026-W46": Counter(a=2), "2026-W47": Counter(a=1, b=3)}
    assert periods.versions(versions) == {"2026-W47": Counter(a=3, b=3)}


def test_two_weeks_are_compared_with_the_two_before(tmp_path: Path) -> None:
    """W44-W45: 10 voices, 3 of t1. W46-W47: 12 voices, 5 of t1 with a mean rating."""
    said = [
        *[Said("2026-W44", theme="t1")] * 2,
        Said("2026-W45", theme="t1"),
        *[Said("2026-W45")] * 7,
        *[Said("2026-W46", theme="t1")] * 4,
        Said("2026-W47", theme="t1", stage="onboarding"),
        *[Said("2026-W47")] * 7,
    ]
    with planted(tmp_path, said) as store, store.read() as connection:
        figures = week_figures(connection, "2026-W47", STAGES, n_weeks=2)
    theme = next(one for one in figures.themes if one.theme.theme_id == "t1")
    assert (figures.weeks, figures.n_weeks_before) == (("2026-W45", "2026-W47"), 1)
    assert (figures.n_voices, figures.n_voices_before) == (12, 10)
    assert (theme.n_documents, theme.n_before, theme.series) == (5, 3, (3, 5))
    assert (theme.rate, theme.rate_before) == (416.7, 300.0)
    assert (figures.n_sentences, figures.n_covered) == (12, 5)
    stages = {one.key: (one.n_documents, one.n_before) for one in figures.stages}
    assert stages == {"onboarding": (1, 0), "fulfilment": (11, 10), "none": (0, 0)}


def test_a_change_of_several_weeks_is_judged_against_periods_as_long(tmp_path: Path) -> None:
    """Ten periods of two weeks with some three voices of thirty, then one with twenty-four."""
    quiet, loud = [1, 2] * 10, [12, 12]
    said = [*weeks_of([*quiet, *loud]), *weeks_of([14, 13] * 10 + [3, 3], hesitates=False)]
    with planted(tmp_path, said) as store, store.read() as connection:
        figures = week_figures(connection, "2026-W47", STAGES, n_weeks=2)
    assert figures.hesitating.series[-2:] == (3, 24)
    assert figures.hesitating.trend.state in {"rising", "burst"}
