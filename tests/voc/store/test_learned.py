"""Learned models in the store: the last training counts, of those before only the figures stay."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from sqlalchemy import select

from voc.store import Store
from voc.store.learned import StoredModel, load_models, save_models
from voc.store.schema import learned

AT = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)
STAGE = StoredModel("stage", "v1", AT, 60, 0.41, 0.52, is_used=True, payload=b"one")
REASON = StoredModel("reason", "v1", AT, 80, 0.58, 0.57, is_used=False, payload=b"two")


def test_what_is_saved_is_loaded_by_label(store: Store) -> None:
    with store.begin() as connection:
        save_models(connection, [STAGE, REASON])
    with store.read() as connection:
        assert load_models(connection) == [REASON, STAGE]


def test_a_new_training_takes_the_place_of_all_models_before(store: Store) -> None:
    later = replace(STAGE, version="v2", trained_at=AT + timedelta(days=7), payload=b"three")
    with store.begin() as connection:
        save_models(connection, [STAGE, REASON])
        save_models(connection, [later])
    with store.read() as connection:
        assert load_models(connection) == [later]
        old = connection.execute(select(learned).where(learned.c.version == "v1").order_by(learned.c.label)).all()
    assert [(row.label, row.n_corrections, row.is_used, row.payload) for row in old] == [
        ("reason", 80, False, b""),
        ("stage", 60, False, b""),
    ]


def test_the_same_model_again_keeps_the_moment_when_it_was_first_trained(store: Store) -> None:
    with store.begin() as connection:
        save_models(connection, [STAGE])
        save_models(connection, [replace(STAGE, trained_at=AT + timedelta(days=7))])
    with store.read() as connection:
        assert load_models(connection) == [STAGE]


def test_without_models_none_is_in_use(store: Store) -> None:
    with store.begin() as connection:
        save_models(connection, [STAGE])
        save_models(connection, [])
    with store.read() as connection:
        assert load_models(connection) == []
