"""Sealed user ids on both databases: kept, listed, and gone when they have to be."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from reaching import AUTH, FAR, PUSH, Voiced, plant_voiced, sealer

from voc.config import load_settings
from voc.planning.audience import Asked, list_audience, list_suppressed, reach
from voc.store import Store, forget_author
from voc.store.external_users import (
    count_users,
    drop_expired,
    drop_source,
    drop_written_before,
    keep_users,
    load_users,
    sources_with_users,
)

NOW = datetime(2026, 11, 23, tzinfo=UTC)
SETTINGS = Path(__file__).parents[3] / "config"
VOICES = (
    Voiced(AUTH, "ha", "M-1", segment={"가입": "신규"}),
    Voiced(AUTH, "hb", "M-2"),
    Voiced(PUSH, "hb", "M-2"),
    Voiced(AUTH, "hc", "M-3", keep_until=NOW),
    Voiced(AUTH, "hd", "M-4", source="shop", week="2026-W46"),
)


def test_ids_are_listed_and_go_one_way_after_the_other(store: Store) -> None:
    """M-2 asked to be left alone, the time of M-3 is over at this moment; then M-4's, M-1's, and the whole source."""
    ids = plant_voiced(store, VOICES)
    settings = load_settings(SETTINGS)
    with store.read() as connection:
        listed = list_audience(connection, settings, sealer(), Asked((AUTH,)), now=NOW)
        stop = list_suppressed(connection, settings, sealer(), (), now=NOW)
        assert [user.user_id for user in listed.users] == ["M-1", "M-4"]
        assert [user.user_id for user in stop.users] == ["M-2"]
        found = reach(connection, [AUTH], ["2026-W47"], suppress={PUSH})
        assert (found.n_customers, found.n_suppressed, found.segments[0].value) == (3, 1, "신규")
        assert count_users(connection, now=NOW) == {"desk": 3, "shop": 1}
    with store.begin() as connection:
        assert drop_expired(connection, NOW) == 1
        assert drop_written_before(connection, "shop", datetime(2026, 11, 16, tzinfo=UTC)) == 1
        forget_author(connection, "desk", "ha")
        assert {one.document_id for one in load_users(connection, ids)} == {ids[1], ids[2]}
        assert sources_with_users(connection) == ["desk"]
        assert drop_source(connection, "desk") == 2
        assert load_users(connection, ids) == []


def test_what_is_kept_again_replaces_what_was_there(store: Store) -> None:
    ids = plant_voiced(store, VOICES[:1])
    with store.begin() as connection:
        (one,) = load_users(connection, ids)
        later = type(one)(one.document_id, "desk", b"other bytes", is_hashed=True, keep_until=FAR - timedelta(days=1))
        keep_users(connection, [later])
        assert load_users(connection, ids, now=NOW) == [later]
        assert load_users(connection, ids, now=FAR) == []
