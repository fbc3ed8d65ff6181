"""Half a year of nights on a real store: does any old sentence change its theme?

usage: nights.py REVIEWS.csv[.gz] [--where COLUMN=VALUE] [--from DAY] [--nights N] [--every DAYS] [--keep DIR]

REVIEWS needs the columns doc_id, date, rating, text. Every night the reviews of the days since the last one arrive as
files and the steps of `voc run nightly` are done; every Monday those of `voc run weekly`. Nobody edits anything. After
each run all sentences that were there before are compared: a night may change nothing at all; a week may give a theme
to sentences that had none, and an event of the week may move sentences whose week has not been handed out yet. The
exit code is 1 if anything else changed. Times are of the steps alone: a process of its own also loads the analyser.
"""

import argparse
import statistics
import sys
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from lines import table
from nights_home import Row, deliver, reviews_by_day, write_home
from placements import Placements, changes, placements

from voc.config import load_settings
from voc.steps.night import NIGHTLY, WEEKLY, RunOutcome, logged, turn
from voc.steps.plan import PlannedStep, plan_night, plan_week
from voc.steps.workplace import Workplace, last_full_week, night_window, open_workplace

HEAD = (
    "month", "nights", "new reviews", "reviews", "hesitations", "coverage", "themes", "night s", "slowest", "week s",
    "placed by week", "moved, week open", "themes renamed", "changed",
)  # fmt: skip
# What nobody but a person may do.
FORBIDDEN = {
    NIGHTLY: ("placed", "moved open", "moved frozen", "lost", "gone"),
    WEEKLY: ("moved frozen", "lost", "gone"),
}
_HALF_A_YEAR = 182


@dataclass
class Month:
    """What the runs of a month did, and how the store stood after the last of them."""

    n_new: int = 0
    night_s: list[float] = field(default_factory=list)
    week_s: list[float] = field(default_factory=list)
    by_week: Counter[str] = field(default_factory=Counter)
    n_changed: int = 0
    stand: Placements | None = None
    n_reviews: int = 0


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("reviews", type=Path)
    parser.add_argument("--where", metavar="COLUMN=VALUE", help="keep only these reviews, such as app=NAME")
    parser.add_argument(
        "--from", dest="first", type=date.fromisoformat, metavar="DAY", help="half a year before the last"
    )
    parser.add_argument("--nights", type=int, default=_HALF_A_YEAR, metavar="N", help="days to go through; the last N")
    parser.add_argument("--every", type=int, default=1, metavar="DAYS", help="days from one nightly run to the next")
    parser.add_argument("--keep", type=Path, metavar="DIR", help="leave the home there")
    options = parser.parse_args()
    days = reviews_by_day(options.reviews, options.where)
    if not days:
        parser.error(f"'{options.reviews}' holds no reviews with {options.where or 'text'}")
    first = options.first or max(days) + timedelta(days=1 - options.nights)
    with TemporaryDirectory() as folder:
        home = options.keep or Path(folder) / "home"
        months = live(home, days, mornings(first, options.nights, options.every))
    print(table(HEAD, [_cells(name, month) for name, month in months.items()]))
    sys.exit(any(month.n_changed for month in months.values()))


def mornings(first: date, n_days: int, every: int) -> list[tuple[date, date]]:
    """List the nightly runs as half-open ranges of days; a Monday always ends one, for the week is run on it."""
    ends = [first + timedelta(days=n) for n in range(1, n_days + 1)]
    ends = [day for n, day in enumerate(ends, 1) if n % every == 0 or n == n_days or day.weekday() == 0]
    return list(zip([first, *ends[:-1]], ends, strict=True))


def live(home: Path, days: Mapping[date, Sequence[Row]], nights: Sequence[tuple[date, date]]) -> dict[str, Month]:
    """Go through the nights and count, by month of the night."""
    months: dict[str, Month] = {}
    with open_workplace(load_settings(write_home(home))) as place:
        print(f"reading with version {place.reader.version}", file=sys.stderr, flush=True)
        seen = _look(place)
        for first, until in nights:
            month = months.setdefault(f"{until - timedelta(days=1):%Y-%m}", Month())
            month.n_new += deliver(home, days, first, until)
            for flow, seconds in runs(place, until):
                now = _look(place)
                _count(month, flow, seconds, changes(seen, now))
                seen = now
            month.stand, month.n_reviews = seen, _n_reviews(months)
            print(f"{until} {len(seen.theme_of):,} hesitations, {month.n_changed} changed", file=sys.stderr, flush=True)
    return months


def runs(place: Workplace, until: date) -> Iterator[tuple[str, float]]:
    """Do the night before a day, and on Mondays the week; tell after each which it was and how long it took."""
    now = datetime.now(UTC)
    night = RunOutcome(NIGHTLY)
    window = night_window(until, now)
    started = time.perf_counter()
    with turn(place), logged(place, night, window):
        _do(plan_night(place, night, window))
    yield NIGHTLY, time.perf_counter() - started
    if until.weekday() == 0:
        week = RunOutcome(WEEKLY, week=last_full_week(until, now))
        started = time.perf_counter()
        with turn(place), logged(place, week, week.week):
            _do(plan_week(place, week))
        yield WEEKLY, time.perf_counter() - started


def _do(steps: Sequence[PlannedStep]) -> None:
    for step in steps:
        step.work()


def _look(place: Workplace) -> Placements:
    with place.store.read() as connection:
        return placements(connection)


def _count(month: Month, flow: str, seconds: float, counted: Counter[str]) -> None:
    (month.night_s if flow == NIGHTLY else month.week_s).append(seconds)
    month.n_changed += sum(counted[name] for name in FORBIDDEN[flow])
    if flow == WEEKLY:
        month.by_week += counted


def _n_reviews(months: Mapping[str, Month]) -> int:
    return sum(month.n_new for month in months.values())


def _cells(name: str, month: Month) -> list[str]:
    stand = month.stand
    if stand is None:
        return [name]
    return [
        name,
        str(len(month.night_s)),
        f"{month.n_new:,}",
        f"{month.n_reviews:,}",
        f"{len(stand.theme_of):,}",
        f"{stand.coverage:.1%}",
        str(len(stand.titles)),
        f"{statistics.median(month.night_s):.2f}",
        f"{max(month.night_s):.2f}",
        f"{statistics.median(month.week_s):.2f}" if month.week_s else "",
        *(str(month.by_week[kind]) for kind in ("placed", "moved open", "renamed")),
        str(month.n_changed),
    ]


if __name__ == "__main__":
    main()
