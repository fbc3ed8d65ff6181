"""A store that is away is waited for, with growing pauses and not for ever; what never passes is not waited for."""

import sqlite3
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from sqlalchemy import create_engine, make_url
from sqlalchemy.exc import DBAPIError

from voc.errors import StoreAwayError, StoreError
from voc.store import open_store
from voc.store.away import is_away
from voc.store.patience import Patience, look


@dataclass
class Hours:
    """A clock that only pauses move."""

    now: float = 1000.0
    pauses: list[float] = field(default_factory=list)
    told: int = 0

    def pause(self, seconds: float) -> None:
        self.pauses.append(seconds)
        self.now += seconds

    def tell(self) -> None:
        self.told += 1

    def patience(self, seconds: float) -> Patience:
        return Patience(seconds, self.tell, self.pause, lambda: self.now)


@dataclass
class Store:
    """One that is away until a moment, and breaks work off so many times."""

    hours: Hours
    back_at: float = 0.0
    breaks: int = 0
    done: int = 0

    def look(self) -> None:
        if self.hours.now < self.back_at:
            raise StoreAwayError("still away")

    def work(self) -> str:
        self.done += 1
        if self.done <= self.breaks:
            raise StoreAwayError("broken off")
        return "finished"


def test_work_is_done_again_once_the_store_is_back_and_pauses_grow() -> None:
    hours = Hours()
    store = Store(hours, back_at=1020.0, breaks=1)
    assert hours.patience(120).insist(store.work, back=store.look) == "finished"
    assert store.done == 2
    assert hours.pauses == [0.5, 1.0, 2.0, 4.0, 8.0, 10.0]
    assert hours.told == len(hours.pauses)


def test_patience_ends_to_the_second_and_work_is_not_begun_again() -> None:
    hours = Hours()
    store = Store(hours, back_at=2000.0, breaks=1)
    with pytest.raises(StoreAwayError, match="still away"):
        hours.patience(30).insist(store.work, back=store.look)
    assert (sum(hours.pauses), store.done) == (30.0, 1)


def test_without_patience_it_gives_up_at_once() -> None:
    hours = Hours()
    store = Store(hours, breaks=1)
    with pytest.raises(StoreAwayError, match="broken off"):
        hours.patience(0).insist(store.work)
    assert (hours.pauses, store.done) == ([], 1)


def test_work_that_breaks_the_store_each_time_is_not_done_for_ever() -> None:
    hours = Hours()
    store = Store(hours, breaks=99)
    with pytest.raises(StoreAwayError, match="broken off"):
        hours.patience(120).insist(store.work)
    assert store.done == 6


def test_another_error_is_not_waited_for() -> None:
    hours = Hours()

    def work() -> None:
        raise StoreError("The disk is full.")

    with pytest.raises(StoreError, match="The disk is full"):
        hours.patience(120).insist(work)
    assert hours.pauses == []


def test_a_file_that_another_program_writes_is_away_and_a_damaged_one_is_not(tmp_path: Path) -> None:
    url = make_url(f"sqlite:///{tmp_path}/voc.db")
    for code, expected in ((sqlite3.SQLITE_BUSY, True), (sqlite3.SQLITE_FULL, False), (sqlite3.SQLITE_CORRUPT, False)):
        original = sqlite3.OperationalError("told")
        original.sqlite_errorcode = code
        assert is_away(url, DBAPIError("SELECT 1", {}, original)) is expected


@pytest.mark.slow
def test_a_server_that_does_not_answer_is_away_and_a_wrong_database_is_not(postgres: str, tmp_path: Path) -> None:
    for address, expected in (
        (postgres.replace(make_url(postgres).database or "", "no_such_database"), False),
        (f"postgresql+psycopg://voc@/voc?host={tmp_path}", True),
    ):
        engine = create_engine(address)
        with pytest.raises(DBAPIError) as raised:
            engine.connect()
        assert is_away(engine.url, raised.value) is expected
        with pytest.raises(StoreError) as told:
            open_store(address)
        assert isinstance(told.value, StoreAwayError) is expected
        engine.dispose()
    with open_store(postgres) as store:
        look(store)
