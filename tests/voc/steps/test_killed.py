"""A night and a week that die before or after any of their transactions and are run again: the store is the same."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest
from small_home import LAST_WEEK, UNTIL
from sqlalchemy import Connection, update

from voc.errors import UsageError
from voc.steps import analyse, refresh, summarise
from voc.steps.curation import decisions
from voc.steps.curation.curate import Signature, decide
from voc.steps.night import NIGHTLY, WEEKLY, RunOutcome, logged
from voc.steps.plan import plan_night, plan_week
from voc.steps.workplace import Workplace, night_window
from voc.store import Store, load_runs
from voc.store.schema import documents, findings, readings

pytestmark = pytest.mark.slow

BOTH_SIDES = pytest.mark.parametrize(
    "after_commit",
    [pytest.param(False, id="before the commit"), pytest.param(True, id="after the commit", marks=pytest.mark.long)],
)

MOMENT = datetime(2026, 11, 24, 3, tzinfo=UTC)
Work = Callable[[Workplace], None]


class KilledError(BaseException):
    """The process is dead: nothing that catches errors sees this, and nothing is written any more."""


class Death:
    """Counts a store's transactions and dies before or after the commit of one of them."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.at: int | None = None
        self.after_commit = False
        self.n = 0
        begin = Store.begin

        @contextmanager
        def dying(store: Store) -> Iterator[Connection]:
            if self.at is not None and self.n >= self.at:
                raise KilledError
            self.n += 1
            with begin(store) as connection:
                yield connection
                if self.n == self.at and not self.after_commit:
                    raise KilledError
            if self.n == self.at:
                raise KilledError

        monkeypatch.setattr(Store, "begin", dying)

    def comes(self, at: int | None, *, after_commit: bool = False) -> None:
        self.at, self.after_commit, self.n = at, after_commit, 0


@pytest.fixture
def death(monkeypatch: pytest.MonkeyPatch) -> Death:
    # Authors' hashes must not differ between homes.
    monkeypatch.setenv("VOC_AUTHOR_KEY", "an invented key of the tests")
    # Many small transactions, so that there are many places to die at.
    monkeypatch.setattr(analyse, "_BATCH", 25)
    monkeypatch.setattr(refresh, "_BATCH", 25)
    monkeypatch.setattr(summarise, "_WEEKS_AT_ONCE", 3)
    return Death(monkeypatch)


def night(place: Workplace) -> None:
    window = night_window(UNTIL, None)  # type: ignore[arg-type] - a day is named, so the clock is not asked
    outcome = RunOutcome(NIGHTLY)
    with logged(place, outcome, window):
        for step in plan_night(place, outcome, window):
            step.work()


def week(place: Workplace) -> None:
    outcome = RunOutcome(WEEKLY, week=LAST_WEEK)
    with logged(place, outcome, LAST_WEEK):
        for step in plan_week(place, outcome):
            step.work()


def small_pages(home: Path) -> None:
    sources = home / "config" / "sources.yaml"
    text = sources.read_text(encoding="utf-8")
    sources.write_text(text.replace("    family: file\n", "    family: file\n    page_size: 20\n"), encoding="utf-8")


@pytest.mark.long
@BOTH_SIDES
def test_a_night_killed_at_any_transaction_and_repeated_leaves_what_an_unbroken_one_leaves(
    own_home: Path, tmp_path: Path, at_work: Callable, content: Callable, death: Death, *, after_commit: bool
) -> None:
    small_pages(own_home)
    check_every_death(night, own_home, tmp_path, at_work, content, death, after_commit=after_commit)


@pytest.mark.long
@pytest.mark.parametrize("after_commit", [False, True], ids=["before the commit", "after the commit"])
def test_a_week_killed_at_any_transaction_and_repeated_leaves_what_an_unbroken_one_leaves(
    own_home: Path, tmp_path: Path, at_work: Callable, content: Callable, death: Death, *, after_commit: bool
) -> None:
    with at_work(own_home) as place:
        night(place)
    wanted = check_every_death(week, own_home, tmp_path, at_work, content, death, after_commit=after_commit)
    assert any("'discovered'" in theme for theme in wanted["themes"])
    assert len(wanted["spaces"]) == len(wanted["snapshots"]) == 1


@pytest.mark.long
@pytest.mark.parametrize("after_commit", [False, True], ids=["before the commit", "after the commit"])
def test_a_refresh_killed_at_any_transaction_and_repeated_leaves_what_an_unbroken_one_leaves(
    own_home: Path, tmp_path: Path, at_work: Callable, content: Callable, death: Death, *, after_commit: bool
) -> None:
    with at_work(own_home) as place:
        night(place)
        week(place)
        with place.store.begin() as connection:
            for table in (documents, findings, readings):
                held = table.c.analysis_version
                connection.execute(update(table).where(held == place.reader.version).values(analysis_version="older"))
            # The older version heard no requests.
            connection.execute(update(findings).where(findings.c.act == "request").values(act="statement"))

    def work(place: Workplace) -> None:
        refresh.refresh(place)

    wanted = check_every_death(work, own_home, tmp_path, at_work, content, death, after_commit=after_commit)
    assert not any("'older'" in row for name in ("documents", "findings", "readings") for row in wanted[name])
    assert any("'request'" in row for row in wanted["findings"])


@BOTH_SIDES
def test_a_decision_killed_at_any_transaction_holds_whole_or_not_at_all(
    own_home: Path, tmp_path: Path, at_work: Callable, content: Callable, death: Death, *, after_commit: bool
) -> None:
    """What was entered is there with every sentence, and the next night counts it; what was not can be repeated."""
    with at_work(own_home) as place:
        night(place)

    def work(place: Workplace) -> None:
        try:
            decide(place, decisions.merge(["scam_doubt"], "deposit_delay"), Signature("하나", MOMENT))
        except UsageError as error:
            assert "does not stand for itself" in str(error)  # noqa: PT017 - entered before it was killed
            summarise.summarise(place)

    wanted = check_every_death(work, own_home, tmp_path, at_work, content, death, after_commit=after_commit)
    assert len(wanted["ledger"]) == 1


def check_every_death(
    work: Work,
    home: Path,
    tmp_path: Path,
    at_work: Callable,
    content: Callable,
    death: Death,
    *,
    after_commit: bool,
) -> dict[str, list[str]]:
    unbroken = Path(shutil.copytree(home, tmp_path / "unbroken"))
    death.comes(None)
    with at_work(unbroken) as place:
        work(place)
        wanted = content(place.store)
    assert len(wanted["findings"]) > 90
    n_transactions = death.n
    assert n_transactions > 2
    for at in range(1, n_transactions + 1):
        broken = Path(shutil.copytree(home, tmp_path / f"broken-{at}"))
        death.comes(at, after_commit=after_commit)
        with pytest.raises(KilledError), at_work(broken) as place:
            work(place)
        death.comes(None)
        with at_work(broken) as place:
            work(place)
            found = content(place.store)
            with place.store.read() as connection:
                assert [run.state for run in load_runs(connection)].count("running") == 0
        assert found == wanted, f"killed at transaction {at} of {n_transactions}"
        shutil.rmtree(broken)
    return wanted
