"""Taking an import back: whatever was imported before and after, the archive is what the others say."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from voc.store import Store, open_store
from voc.store.message_readings import MessageReading, save_readings_of_messages, waiting_messages
from voc.store.message_writes import MessageImport, begin_import, load_imports, save_said, undo_import
from voc.store.messages import StoredMessage, load_messages, sentences_of_messages

AT = datetime(2026, 11, 3, 1, 0, tzinfo=UTC)
# What a file may say of one of three messages: its words, how many opened it, its segment; None says nothing.
_said = st.fixed_dictionaries(
    {
        "key": st.sampled_from("abc"),
        "body": st.sampled_from(["하나", "둘"]),
        "n_opened": st.none() | st.integers(0, 3),
        "segment": st.none() | st.sampled_from(["신규", "휴면"]),
    }
)
_file = st.lists(_said, max_size=3, unique_by=lambda one: one["key"])


@pytest.fixture(scope="module")
def archive() -> Iterator[Store]:
    with open_store("sqlite://") as store:
        yield store


def values(one: dict[str, Any]) -> dict[str, Any]:
    facts = {"sent_precision": "minute", "week": "2026-W45", "channel": "sms", "fingerprint": one["body"]}
    return {
        "message_id": (one["key"] * 32)[:32],
        "sent_at": AT,
        **facts,
        **{k: v for k, v in one.items() if k != "key"},
    }


def take(connection: Any, number: int, file: list[dict[str, Any]]) -> None:  # noqa: ANN401 - a connection
    import_id = f"{number:032}"
    at = AT + timedelta(days=number)
    begin_import(connection, MessageImport(import_id, number, f"{number}.csv", at, "who", {}, {"new": 0}))
    save_said(connection, import_id, [values(one) for one in file])


def after(store: Store, files: dict[int, list[dict[str, Any]]], undone: int | None = None) -> list[StoredMessage]:
    """Import files into an empty archive, take one back, and return what stands there; nothing is kept."""

    with store.read() as connection:
        # Rolled back at the end.
        for number, file in files.items():
            take(connection, number, file)
        if undone is not None:
            undo_import(connection, f"{undone:032}")
        return load_messages(connection)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(files=st.lists(_file, min_size=2, max_size=4), data=st.data())
def test_an_import_taken_back_never_was(archive: Store, files: list[list[dict[str, Any]]], data: st.DataObject) -> None:
    numbered = dict(enumerate(files, start=1))
    undone = data.draw(st.sampled_from(sorted(numbered)))
    others = {number: file for number, file in numbered.items() if number != undone}
    assert after(archive, numbered, undone) == after(archive, others)


def test_what_a_later_file_does_not_tell_stays(archive: Store) -> None:
    first = {"key": "a", "body": "하나", "n_opened": 5, "segment": "신규"}
    (found,) = after(archive, {1: [first], 2: [first | {"n_opened": 7, "segment": None}]})
    assert (found.n_opened, found.segment, found.import_id) == (7, "신규", f"{2:032}")


def test_many_messages_come_and_go_on_both_databases(store: Store) -> None:
    """So many that PostgreSQL takes them by COPY."""
    files = [[{"key": f"{n:032}", "body": f"글 {n}", "n_opened": n, "segment": None} for n in range(400)]]
    files += [[one | {"n_opened": 7} for one in files[0][100:300]] + [files[0][0] | {"key": "f" * 32}]]
    with store.begin() as connection:
        take(connection, 1, files[0])
        before = load_messages(connection)
        take(connection, 2, files[1])
        assert [one.n_opened for one in load_messages(connection)[100:300]] == [7] * 200
    with store.begin() as connection:
        rehearsed = undo_import(connection, f"{2:032}", dry_run=True)
        assert rehearsed == undo_import(connection, f"{2:032}", who="who")
        assert rehearsed == {"removed": 1, "restored": 200}
        assert load_messages(connection) == before
        assert [one.undone_by for one in load_imports(connection)] == [None, "who"]


def test_a_reading_stays_while_the_words_stay(store: Store) -> None:
    with store.begin() as connection:
        take(connection, 1, [{"key": "a", "body": "하나", "n_opened": 5, "segment": None}])
        read = MessageReading("a" * 32, {"emoji": False}, ["하나"], [(0, 2, None, None)])
        save_readings_of_messages(connection, [read], version="v1")
        assert waiting_messages(connection, "v1", 10) == []
        assert [key for key, *_ in waiting_messages(connection, "v2", 10)] == ["a" * 32]
        take(connection, 2, [{"key": "a", "body": "하나", "n_opened": 6, "segment": None}])
        assert waiting_messages(connection, "v1", 10) == []
        take(connection, 3, [{"key": "a", "body": "둘", "n_opened": 6, "segment": None}])
        assert [body for *_, body in waiting_messages(connection, "v1", 10)] == ["둘"]
        assert sentences_of_messages(connection) == []
        undo_import(connection, f"{3:032}")
        assert [one.body for one in load_messages(connection)] == ["하나"]
        assert len(waiting_messages(connection, "v1", 10)) == 1
        for number in (2, 1):
            undo_import(connection, f"{number:032}")
        assert load_messages(connection) == []
