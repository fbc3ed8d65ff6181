"""Runs take turns on a store, on both databases."""

from contextlib import AbstractContextManager

import pytest

from voc.errors import StoreError
from voc.store import Store, one_at_a_time, open_store


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
