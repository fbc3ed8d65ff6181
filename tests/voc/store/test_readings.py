from collections.abc import Callable
from dataclasses import replace

from sqlalchemy import func, select

from nlp.types import Reading, Term
from voc.records import Document
from voc.store import (
    CachedReading,
    ReadDocument,
    ReadSentence,
    Store,
    cached_readings,
    documents_to_read,
    drop_other_readings,
    save_page,
    save_readings,
    search,
    sentence_fingerprint,
)
from voc.store.schema import findings, readings, sentences

Make = Callable[..., Document]
Read = Callable[..., ReadDocument]
Fill = Callable[..., None]


def test_unread_documents_come_in_batches_until_none_is_left(store: Store, make: Make, read: Read) -> None:
    documents = {one.id: one for one in (make(str(number)) for number in range(5))}
    taken = []
    with store.begin() as connection:
        save_page(connection, list(documents.values()))
        while some := documents_to_read(connection, "v1", 2):
            taken.append([one.id for one in some])
            save_readings(connection, [read(documents[one.id]) for one in some], analysis_version="v1")
    assert [len(some) for some in taken] == [2, 2, 1]
    assert [one for some in taken for one in some] == sorted(documents)


def test_a_new_analysis_version_takes_everything_again(store: Store, make: Make, read: Read, fill: Fill) -> None:
    fill(make("a"), make("b"))
    with store.begin() as connection:
        save_page(connection, [make("c")])
        assert len(documents_to_read(connection, "v2", 10)) == 3
        assert [one.id for one in documents_to_read(connection, "v2", 10, outdated=False)] == [make("c").id]
        assert len(documents_to_read(connection, "v0", 10)) == 3
        save_readings(connection, [read(make("a"), stage="usage")], analysis_version="v2")
        held = select(findings.c.stage, findings.c.analysis_version).where(findings.c.document_id == make("a").id)
        assert connection.execute(held).all() == [("usage", "v2")]


def test_a_sentence_said_twice_is_analysed_once(store: Store, make: Make, fill: Fill) -> None:
    fill(make("a", "인증이 안 돼요"), make("b", "인증이 안 돼요"))
    name = sentence_fingerprint("인증이 안 돼요")
    with store.read() as connection:
        assert connection.scalar(select(func.count()).select_from(readings)) == 1
        assert connection.scalar(select(func.count()).select_from(sentences)) == 2
        cached = cached_readings(connection, [name, sentence_fingerprint("없는 문장")], "v1")
        assert cached_readings(connection, [name], "v2") == {}
    assert list(cached) == [name]
    assert cached[name].reading.stage == "onboarding"
    assert cached[name].terms[2] == Term("돼요", "돼요", negated=False, start=6, end=8)


def test_a_reading_comes_back_as_it_was(store: Store, make: Make) -> None:
    document = make("a", "사진이 안 찍혀요")
    reading = Reading(
        act="complaint",
        hesitation=0.93,
        is_hesitation=True,
        reason="defect",
        reason_score=0.7,
        stage="onboarding",
        stage_score=0.6,
        theme="id_photo",
        theme_score=0.55,
        why=("말", "규칙"),
    )
    cached = CachedReading(reading, (Term("찍히다", "찍혀요", negated=True, start=6, end=9, morpheme=123),))
    name = sentence_fingerprint(document.text)
    with store.begin() as connection:
        save_page(connection, [document])
        read = ReadDocument(document.id, document.fingerprint, (ReadSentence(0, 9, name, cached),))
        assert save_readings(connection, [read], analysis_version="v1") == 1
        assert cached_readings(connection, [name], "v1") == {name: cached}


def test_readings_of_words_that_changed_meanwhile_are_left_out(store: Store, make: Make, read: Read) -> None:
    old, new = make("a", "옛 글"), make("a", "새 글")
    with store.begin() as connection:
        save_page(connection, [new])
        assert save_readings(connection, [read(old), read(make("unknown"))], analysis_version="v1") == 0
        assert [one.text for one in documents_to_read(connection, "v1", 5)] == ["새 글"]
        assert connection.scalar(select(func.count()).select_from(sentences)) == 0


def test_reading_again_replaces_what_was_read(store: Store, make: Make, read: Read, fill: Fill) -> None:
    document = make("a", "인증이 안 돼요\n도와주세요")
    fill(document)
    whole = read(replace(document, text="인증이 안 돼요 도와주세요"))
    with store.begin() as connection:
        save_readings(connection, [whole], analysis_version="v2")
        assert connection.scalars(select(findings.c.sentence_index)).all() == [0]
        assert len(search(connection, "도와")) == 1
        # The first sentence is said nowhere any more, so nothing remembers it.
        assert connection.scalars(select(readings.c.analysis_version)).all() == ["v2"]


def test_a_reading_stays_while_another_document_needs_it(store: Store, make: Make, fill: Fill) -> None:
    fill(make("a", "인증이 안 돼요"), make("b", "인증이 안 돼요"))
    with store.begin() as connection:
        save_page(connection, [make("a", "잘 됩니다")])
        assert len(cached_readings(connection, [sentence_fingerprint("인증이 안 돼요")], "v1")) == 1


def test_old_versions_can_be_dropped(store: Store, make: Make, read: Read, fill: Fill) -> None:
    fill(make("a"))
    with store.begin() as connection:
        save_readings(connection, [read(make("a"))], analysis_version="v2")
        assert connection.scalar(select(func.count()).select_from(readings)) == 2
        drop_other_readings(connection, "v2")
        assert connection.scalars(select(readings.c.analysis_version)).all() == ["v2"]


def test_a_document_without_words_is_read_once(store: Store, make: Make) -> None:
    silent = make("a", "")
    with store.begin() as connection:
        save_page(connection, [silent])
        assert [one.id for one in documents_to_read(connection, "v1", 5)] == [silent.id]
        save_readings(connection, [ReadDocument(silent.id, silent.fingerprint, ())], analysis_version="v1")
        assert documents_to_read(connection, "v1", 5) == []
