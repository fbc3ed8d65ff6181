"""Trainings on a store's own texts: one is in use, and only customers' texts teach."""

from datetime import UTC, datetime, timedelta

from voc.store import Store
from voc.store.own_words import OwnWords, count_read, load_own_words, save_own_words, texts_of_customers

AT = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)
FIRST = OwnWords("v1", AT, 480, b"one")


def test_a_training_takes_the_place_of_the_one_before(store: Store) -> None:
    later = OwnWords("v2", AT + timedelta(days=7), 900, b"two")
    with store.begin() as connection:
        assert load_own_words(connection) is None
        save_own_words(connection, FIRST)
        save_own_words(connection, later)
    with store.read() as connection:
        assert load_own_words(connection) == later


def test_the_same_training_again_is_kept_once(store: Store) -> None:
    with store.begin() as connection:
        save_own_words(connection, FIRST)
        save_own_words(connection, FIRST)
        assert load_own_words(connection) == FIRST


def test_an_empty_store_has_nothing_to_teach(store: Store) -> None:
    with store.read() as connection:
        assert texts_of_customers(connection, limit=10) == []
        assert count_read(connection) == (0, 0)
