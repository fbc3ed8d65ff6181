"""Sentences as people correct them: what is shown, what the machine read, where the same words stand."""

from collections.abc import Callable
from datetime import timedelta

from voc.store import LedgerEntry, Store, enter, sentence_fingerprint
from voc.store.corrections import (
    documents_starting,
    machine_readings,
    places_of_words,
    sentences_now,
    texts_before,
)


def test_a_sentence_shows_the_correction_and_keeps_what_the_machine_read(
    store: Store, make: Callable, fill: Callable, days: Callable
) -> None:
    document = make("a", "인증이 안 돼요\n편하고 좋아요")
    fill(document)
    name = sentence_fingerprint("인증이 안 돼요")
    entry = LedgerEntry(
        0, days(1), "민지", "correct", document.id, {"fingerprint": name, "labels": {"reason": "cost"}}, ""
    )
    with store.begin() as connection:
        enter(connection, entry)
    with store.read() as connection:
        first, second = sentences_now(connection, document.id)
        machine = machine_readings(connection, [(document.id, name), ("gone", name)])
    assert (first.text, first.sentence_index, first.fingerprint) == ("인증이 안 돼요", 0, name)
    assert (first.shown["reason"], first.machine["reason"], first.why) == ("cost", "defect", ("rule",))
    assert (second.text, second.shown) == ("편하고 좋아요", second.machine)
    assert list(machine) == [(document.id, name)]
    assert machine[document.id, name]["reason"] == "defect"


def test_the_same_words_are_found_wherever_they_stand(store: Store, make: Callable, fill: Callable) -> None:
    documents = [make("a", "인증이 안 돼요"), make("b", "좋아요\n인증이 안 돼요"), make("c", "인증은 돼요")]
    fill(*documents)
    name = sentence_fingerprint("인증이 안 돼요")
    with store.read() as connection:
        found = places_of_words(connection, [name, "0" * 32])
    assert found == sorted((document.id, name) for document in documents[:2])


def test_documents_are_found_by_the_start_of_their_id(store: Store, make: Callable, fill: Callable) -> None:
    documents = [make(str(number)) for number in range(20)]
    fill(*documents)
    with store.read() as connection:
        for document in documents:
            assert documents_starting(connection, document.id[:8]) == [document.id]
            assert documents_starting(connection, document.id) == [document.id]
        assert documents_starting(connection, "zz") == []
        first = sorted(one.id for one in documents if one.id[0] == documents[0].id[0])
        assert documents_starting(connection, documents[0].id[0], limit=50) == first


def test_texts_from_before_a_week_leave_newer_ones_and_empty_ones_out(
    store: Store, make: Callable, fill: Callable, days: Callable
) -> None:
    old, new = make("a", "옛날 글"), make("b", "새 글", created_at=days(0) + timedelta(days=7))
    fill(old, new, make("c", ""))
    with store.read() as connection:
        assert texts_before(connection, str(new.week), limit=10) == ["옛날 글"]
        assert texts_before(connection, str(old.week), limit=10) == []
