"""Runs take turns on a store, on both databases."""

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager

import pytest
from sqlalchemy import create_engine, text

from voc.errors import StoreAwayError, StoreError
from voc.records import Cursor
from voc.store import Store, one_at_a_time, open_store
from voc.store.cursors import load_cursor, save_cursor
from voc.store.turn import Turn


def test_the_turn_belongs_to_one_run_until_it_is_given_back(store: Store, address: str) -> None:
    waited: list[str] = []
    with open_store(address) as other:
        with one_at_a_time(store, patience_s=0.0, waiting=lambda: waited.append("first")):  # noqa: SIM117 - one inside the other
            with pytest.raises(StoreError, match="Another run is working on the store") as raised:
                with one_at_a_time(other, patience_s=0.7, waiting=lambda: waited.append("second")):
                    pass
        assert "did not end within 1 s" in str(raised.value)
        assert set(waited) == {"second"}
        with one_at_a_time(other, patience_s=0.0, waiting=lambda: waited.append("late")):
            pass
    assert "late" not in waited


def test_the_turn_is_given_back_after_an_error(store: Store) -> None:
    with pytest.raises(KeyError), one_at_a_time(store, patience_s=0.0, waiting=lambda: None):
        raise KeyError
    with one_at_a_time(store, patience_s=0.0, waiting=lambda: None):
        pass


def test_a_store_in_memory_needs_no_turns() -> None:
    def turn(store: Store) -> AbstractContextManager[None]:
        return one_at_a_time(store, patience_s=0.0, waiting=lambda: None)

    with open_store("sqlite://") as store, turn(store), turn(store):
        pass


def cut_the_turn(address: str) -> None:
    """End the connections that hold turns on a database, as a server does that restarts."""
    engine = create_engine(address)
    with engine.begin() as connection:
        connection.execute(
            text(
                "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND objid = :turn "
                "AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
            ),
            {"turn": 0x6D616C68},
        )
    engine.dispose()


def wait_for_writers(address: str) -> None:
    """Wait until somebody waits for the lock of those who write."""
    engine = create_engine(address, isolation_level="AUTOCOMMIT")
    asked = text("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted")
    with engine.connect() as connection:
        while not connection.scalar(asked):
            time.sleep(0.01)
    engine.dispose()


def write(store: Store) -> None:
    with store.begin() as connection:
        save_cursor(connection, Cursor("desk", "here"))


@pytest.mark.slow
def test_a_run_that_lost_its_turn_writes_nothing_until_it_has_taken_it_again(new_address: Callable[[str], str]) -> None:
    address = new_address("postgresql")
    with open_store(address) as store:
        turn = Turn(store, 0.0, lambda: None)
        with turn.held():
            write(store)
            cut_the_turn(address)
            with pytest.raises(StoreAwayError, match="this run has lost its turn on it"):
                write(store)
            turn.take_again()
            write(store)
        # Given back: nobody's turn is checked any more.
        write(store)


@pytest.mark.slow
def test_a_turn_that_is_lost_while_a_writer_waits_is_noticed(new_address: Callable[[str], str]) -> None:
    """Another transaction writes; until it ends the turn may have gone to somebody else."""
    address = new_address("postgresql")
    with open_store(address) as store, open_store(address) as other, ThreadPoolExecutor(1) as pool:
        with Turn(store, 0.0, lambda: None).held():
            with other.begin():
                waiting = pool.submit(write, store)
                wait_for_writers(address)
                cut_the_turn(address)
            with pytest.raises(StoreAwayError, match="this run has lost its turn on it"):
                waiting.result(timeout=30)
        with other.read() as connection:
            assert load_cursor(connection, "desk") is None


@pytest.mark.slow
def test_a_lost_turn_that_another_run_has_taken_is_waited_for(new_address: Callable[[str], str]) -> None:
    address, waited = new_address("postgresql"), []
    with open_store(address) as store, open_store(address) as other_store:
        other = Turn(other_store, 0.0, lambda: None)

        def waiting() -> None:
            waited.append("first")
            other.give_back()

        turn = Turn(store, 60.0, waiting)
        with turn.held():
            cut_the_turn(address)
            other.take()
            with pytest.raises(StoreAwayError):
                write(store)
            turn.take_again()
            write(store)
    assert waited == ["first"]


@pytest.mark.slow
def test_a_server_that_goes_away_does_not_hide_why_a_run_failed(new_address: Callable[[str], str]) -> None:
    address = new_address("postgresql")

    def run(store: Store) -> None:
        with one_at_a_time(store, patience_s=0.0, waiting=lambda: None):
            cut_the_turn(address)
            raise KeyError

    with open_store(address) as store, pytest.raises(KeyError):
        run(store)
