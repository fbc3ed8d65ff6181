"""A night and a week leave the same on PostgreSQL as on SQLite, whatever language the server sorts by."""

import csv
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date, timedelta
from pathlib import Path

import pytest
from postgres_server import Server
from small_home import LAST_WEEK, UNTIL

from voc.steps.night import NIGHTLY, WEEKLY, RunOutcome, logged
from voc.steps.plan import plan_night, plan_week
from voc.steps.workplace import Workplace, night_window
from voc.store import Store
from voc.store.backups import copy_store

pytestmark = pytest.mark.slow

AtWork = Callable[..., AbstractContextManager[Workplace]]
Content = Callable[[Store], dict[str, list[str]]]
NEXT = UNTIL + timedelta(days=7)
LATER = (
    "신분증 촬영이 또 실패해요.",
    "수수료가 비싸서 망설여져요.",
    "달구름 로그인이 아직도 안 돼요.",
    "빠르고 좋아요.",
)


@pytest.fixture(autouse=True)
def _one_key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VOC_AUTHOR_KEY", "an invented key of the tests")


def night(place: Workplace, until: date = UNTIL) -> None:
    outcome = RunOutcome(NIGHTLY)
    window = night_window(until, None)  # type: ignore[arg-type] - a day is named, so the clock is not asked
    with logged(place, outcome, window):
        for step in plan_night(place, outcome, window):
            step.work()


def week(place: Workplace, name: str = LAST_WEEK) -> None:
    outcome = RunOutcome(WEEKLY, week=name)
    with logged(place, outcome, name):
        for step in plan_week(place, outcome):
            step.work()


def another_week_arrives(home: Path) -> None:
    """New tickets, and one that was edited."""
    file = home / "inbox" / "cs_tickets" / "tickets.csv"
    head, *rows = csv.reader(file.read_text(encoding="cp949").splitlines())
    place = head.index("내용")
    edited = ["환급금이 드디어 들어왔어요. 감사합니다." if at == place else cell for at, cell in enumerate(rows[0])]
    new = [
        [f"T8{number}", f"2026-11-{24 + number} 10:00", "고객", f"u{number}", "일반", "", text, "", "", ""]
        for number, text in enumerate(LATER)
    ]
    with (home / "inbox" / "cs_tickets" / "later.csv").open("w", encoding="cp949", newline="") as later:
        csv.writer(later).writerows([head, edited, *new])


def test_a_night_and_a_week_leave_the_same_on_both(
    own_home: Path, at_work: AtWork, content: Content, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = []
    for address in (f"sqlite:///{own_home}/store/voc.db", server.new_database()):
        monkeypatch.setenv("VOC_STORE_URL", address)
        with at_work(own_home) as place:
            night(place)
            week(place)
            found.append(content(place.store))
    assert len(found[0]["findings"]) > 90
    assert found[1] == found[0]


def test_a_copied_store_goes_on_as_the_one_it_was_copied_from(
    own_home: Path, at_work: AtWork, content: Content, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = server.new_database()
    with at_work(own_home) as place:
        night(place)
        week(place)
        copy_store(place.store, target, lambda *_: None)
    another_week_arrives(own_home)
    found = []
    for address in (f"sqlite:///{own_home}/store/voc.db", target):
        monkeypatch.setenv("VOC_STORE_URL", address)
        with at_work(own_home) as place:
            night(place, NEXT)
            week(place, "2026-W48")
            found.append(content(place.store))
    assert len(found[0]["revisions"]) == 1
    assert found[1] == found[0]
