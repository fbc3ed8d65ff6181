"""People with a password, on both databases."""

from dataclasses import replace
from datetime import UTC, datetime

from voc.store import (
    Store,
    StoredUser,
    delete_user,
    find_user,
    load_users,
    save_user,
    set_password,
    set_role,
)

THEN, LATER = datetime(2026, 11, 20, 1, 0, tzinfo=UTC), datetime(2026, 11, 21, 1, 0, tzinfo=UTC)
HANA = StoredUser("hana", "editor", "$argon2id$invented", THEN, THEN)


def test_people_are_kept_as_they_were_saved_and_listed_by_name(store: Store) -> None:
    other = replace(HANA, name="bora", role="reader")
    with store.begin() as connection:
        save_user(connection, HANA)
        save_user(connection, other)
        save_user(connection, replace(HANA, role="admin"))
    with store.read() as connection:
        assert load_users(connection) == [other, HANA]
        assert find_user(connection, "hana") == HANA
        assert find_user(connection, "Hana") is None


def test_role_and_password_change_apart_and_removal_is_final(store: Store) -> None:
    with store.begin() as connection:
        save_user(connection, HANA)
        set_role(connection, "hana", "admin")
        set_password(connection, "hana", "$argon2id$other", LATER)
        set_role(connection, "nobody", "admin")
    with store.begin() as connection:
        assert find_user(connection, "hana") == StoredUser("hana", "admin", "$argon2id$other", THEN, LATER)
        delete_user(connection, "hana")
        assert load_users(connection) == []


def test_the_hash_is_not_shown() -> None:
    assert "argon2" not in repr(HANA)
