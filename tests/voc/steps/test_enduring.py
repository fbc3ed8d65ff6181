"""Steps outlast a store that is away for a while; what they tell of themselves is that of an unbroken step."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import asdict
from pathlib import Path

import pytest
from small_home import UNTIL
from sqlalchemy import Connection

from voc.errors import StoreAwayError, StoreError
from voc.steps import analyse as analyse_module
from voc.steps import workplace as workplace_module
from voc.steps.night import NIGHTLY, RunOutcome, logged
from voc.steps.plan import plan_night
from voc.steps.unpacking import unpacked
from voc.steps.workplace import Workplace, night_window
from voc.store import Store, load_runs, load_steps
from voc.store.patience import Patience
from voc.store.readings import ReadDocument

AtWork = Callable[..., AbstractContextManager[Workplace]]


@pytest.fixture
def away(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Numbers of writing transactions, from 1, at which the store is away; nobody really waits for it."""
    monkeypatch.setattr(workplace_module, "_patience", lambda *_: Patience(60.0, pause=lambda _: None))
    numbers: list[int] = []
    n_begun = 0
    begin = Store.begin

    @contextmanager
    def breaking(store: Store) -> Iterator[Connection]:
        nonlocal n_begun
        n_begun += 1
        number = n_begun
        with begin(store) as connection:
            yield connection
            if number in numbers:
                raise StoreAwayError("gone")

    monkeypatch.setattr(Store, "begin", breaking)
    return numbers


def collect_all(place: Workplace) -> RunOutcome:
    window = night_window(UNTIL, None)  # type: ignore[arg-type] - a day is named, so the clock is not asked
    outcome = RunOutcome(NIGHTLY)
    with logged(place, outcome, window):
        for step in plan_night(place, outcome, window):
            if step.name.startswith("collect-"):
                step.work()
    return outcome


def small_pages(home: Path) -> None:
    sources = home / "config" / "sources.yaml"
    text = sources.read_text(encoding="utf-8")
    sources.write_text(text.replace("    family: file\n", "    family: file\n    page_size: 20\n"), encoding="utf-8")


def test_a_source_that_the_store_broke_off_tells_all_that_it_gave_once(
    own_home: Path, at_work: AtWork, away: list[int]
) -> None:
    small_pages(own_home)
    # The run's own two, two pages, and then the third page and the fourth.
    away.extend([6, 10])
    with at_work(own_home) as place:
        outcome = collect_all(place)
        with place.store.read() as connection:
            (run,) = load_runs(connection)
            rows = {one.source: one.n_rows for one in load_steps(connection, run.run_id) if one.n_rows}
    assert rows == {one.source: sum(asdict(one.saved).values()) for one in outcome.collected if one.n_rows}
    assert [one.source for one in outcome.collected].count("cs_tickets") == 1
    assert {one.source: one.saved.n_new for one in outcome.collected if one.saved.n_new} == {
        "cs_tickets": 47,
        "app_reviews": 34,
        "community": 16,
    }
    assert (run.state, run.attempt) == ("partly", 1)


@pytest.mark.usefixtures("away")
def test_reading_that_the_store_broke_off_tells_all_that_was_read(
    own_home: Path, at_work: AtWork, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(analyse_module, "_BATCH", 30)
    window = night_window(UNTIL, None)  # type: ignore[arg-type] - as above
    outcome = RunOutcome(NIGHTLY)
    saving = analyse_module.save_readings
    n_batches = 0

    def break_once(connection: Connection, read: Sequence[ReadDocument], *, analysis_version: str) -> int:
        nonlocal n_batches
        n_batches += 1
        if n_batches == 3:
            raise StoreAwayError("gone")
        return saving(connection, read, analysis_version=analysis_version)

    monkeypatch.setattr(analyse_module, "save_readings", break_once)
    with at_work(own_home) as place, logged(place, outcome, window):
        for step in plan_night(place, outcome, window):
            step.work()
        with place.store.read() as connection:
            rows = {one.step: one.n_rows for one in load_steps(connection, outcome.run_id) if not one.source}
    assert n_batches == 5
    assert outcome.counts == {"read": 97, "weeks": 8}
    assert rows == {"analyse": 97, "summarise": 8}


def test_a_store_that_stays_away_ends_the_run(
    own_home: Path, at_work: AtWork, away: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workplace_module, "_patience", lambda *_: Patience(0.0))
    away.append(6)
    with at_work(own_home) as place, pytest.raises(StoreAwayError):
        collect_all(place)
    with at_work(own_home) as place, place.store.read() as connection:
        (run,) = load_runs(connection)
    assert (run.state, run.error) == ("failed", "gone")


def test_what_is_damaged_is_named_with_what_to_do() -> None:
    def unpack(payload: bytes) -> int:
        return int(payload.decode("ascii"))

    assert unpacked("the space of the themes", unpack, b"7") == 7
    with pytest.raises(StoreError, match=r"^In the store the space of the themes is damaged \(ValueError\)"):
        unpacked("the space of the themes", unpack, b"seven")
