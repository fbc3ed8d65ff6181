"""The brief as Prefect may show it: figures and titles, and customers' sentences only where that is wanted."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from pathlib import Path

from small_home import LAST_WEEK, UNTIL

from voc.planning.markdown import escape
from voc.steps.brief import brief_of
from voc.steps.night import NIGHTLY, WEEKLY, NightRequest, RunOutcome, logged
from voc.steps.plan import PlannedStep, plan_night, plan_week
from voc.steps.telling.digest import figures_only, shown_brief
from voc.steps.workplace import Workplace

AtWork = Callable[..., AbstractContextManager[Workplace]]
NOW = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)


def run(place: Workplace, outcome: RunOutcome, steps: list[PlannedStep]) -> None:
    with logged(place, outcome, outcome.week):
        for step in steps:
            step.work()


def test_a_brief_is_shown_whole_in_figures_or_not_at_all(own_home: Path, at_work: AtWork) -> None:
    with at_work(own_home) as place:
        assert shown_brief(place, "full") is None
        night = RunOutcome(NIGHTLY)
        run(place, night, plan_night(place, night, NightRequest(UNTIL).window(NOW)))
        # Nothing was handed out yet: the last week that was counted.
        assert (shown_brief(place, "figures") or ("", ""))[0].startswith(f"{LAST_WEEK} · ")
        outcome = RunOutcome(WEEKLY, week=LAST_WEEK)
        run(place, outcome, plan_week(place, outcome))
        brief = brief_of(place, LAST_WEEK)
        assert brief is not None
        (_, full), (_, figures) = (shown_brief(place, how, LAST_WEEK) or ("", "") for how in ("full", "figures"))
        assert shown_brief(place, "none", LAST_WEEK) is None
    themes = [*brief["moved"], *brief["largest"]]
    quotes = [quote["text"] for theme in themes for quote in theme["quotes"]]
    examples = [word["example"] for word in brief["words"]["theirs"]]
    assert quotes
    assert all(escape(text) in full for text in [*quotes, *examples])
    assert not any(escape(text) in figures for text in [*quotes, *examples])
    assert all(escape(theme["title"]) in figures for theme in themes)
    assert f"{brief['voices'][0]:,}건" in figures
    # The brief itself stays as it was handed out.
    assert figures_only(brief) is not brief
    assert brief["moved"][0]["quotes"]
