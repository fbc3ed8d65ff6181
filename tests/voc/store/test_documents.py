import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from itertools import permutations
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, func, select

from voc.records import Cursor, Document, Rating, Reject, document_id
from voc.store import (
    ReadDocument,
    SaveCounts,
    Store,
    documents_to_read,
    iterate_documents,
    load_cursor,
    load_documents,
    load_rejects,
    marked_weeks,
    open_store,
    save_page,
    save_readings,
    search,
)
from voc.store.schema import documents as table
from voc.store.schema import findings, readings, revisions, sentences

Make = Callable[..., Document]
Days = Callable[[int], datetime]
Fill = Callable[..., None]
Read = Callable[..., ReadDocument]

_words = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=30)
_moments = st.datetimes(datetime(1999, 1, 1), datetime(2060, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - bounds are naive
_ratings = st.builds(Rating, st.floats(-10, 10), st.just(-10.0), st.just(10.0))


@st.composite
def _documents(draw: st.DrawFn) -> Document:
    source, key = draw(_words), draw(_words)
    optional = {
        name: draw(st.none() | _words)
        for name in ("title", "author_hash", "parent_id", "url", "language", "product", "app_version")
    }
    return Document(
        id=document_id(source, key),
        source=source,
        external_id=key,
        kind=draw(st.sampled_from(["review", "post", "survey_answer"])),
        channel=draw(_words),
        text=draw(_words),
        created_at=draw(st.none() | _moments),
        created_precision=draw(st.sampled_from(["second", "minute", "day"])),
        tz_assumed=draw(st.booleans()),
        updated_at=draw(st.none() | _moments),
        week=draw(st.none() | st.just("2026-W46")),
        completeness=draw(st.sampled_from(["full", "snippet"])),
        rating=draw(st.none() | _ratings),
        tags=tuple(draw(st.lists(_words, max_size=3))),
        segment=draw(st.dictionaries(_words, _words, max_size=3)),
        removed_at=None,
        fingerprint=draw(st.text("0123456789abcdef", min_size=1, max_size=32)),
        **optional,
    )


def _save(store: Store, *documents: Document) -> SaveCounts:
    with store.begin() as connection:
        return save_page(connection, documents, run_id="run")


def _load(store: Store, *ids: str) -> list[Document]:
    with store.read() as connection:
        return load_documents(connection, ids)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(found=st.lists(_documents(), max_size=5, unique_by=lambda one: one.id))
def test_what_is_loaded_is_what_was_saved(store: Store, found: list[Document]) -> None:
    with store.begin() as connection:
        connection.execute(delete(table))
        counts = save_page(connection, found, run_id="run")
        assert counts == SaveCounts(n_new=len(found))
        assert load_documents(connection, [one.id for one in found]) == sorted(found, key=lambda one: one.id)


def test_the_same_page_again_changes_nothing(store: Store, make: Make, dump: Callable[[], object]) -> None:
    page = [make("a"), make("b")]
    assert _save(store, *page) == SaveCounts(n_new=2)
    before = dump()
    assert _save(store, *page) == SaveCounts(n_unchanged=2)
    assert dump() == before


def test_an_edit_keeps_the_old_words_as_a_revision(store: Store, make: Make, days: Days) -> None:
    _save(store, make("a", "처음 쓴 글", updated_at=days(0)))
    edited = make("a", "고쳐 쓴 글", updated_at=days(1))
    assert _save(store, edited) == SaveCounts(n_revised=1)
    assert _load(store, edited.id) == [edited]
    with store.read() as connection:
        old = connection.execute(select(revisions.c.document_id, revisions.c.revision, revisions.c.text)).all()
        assert connection.scalar(select(table.c.revision)) == 2
    assert old == [(edited.id, 1, "처음 쓴 글")]


def test_an_edit_is_read_again(store: Store, make: Make, days: Days, fill: Fill, read: Read) -> None:
    fill(make("a", "인증이 안 돼요\n도와주세요"))
    edited = make("a", "이제 인증이 됩니다", updated_at=days(1))
    _save(store, edited)
    with store.begin() as connection:
        for gone in (sentences, findings, readings):
            assert connection.scalar(select(func.count()).select_from(gone)) == 0
        assert [one.text for one in documents_to_read(connection, "v1", 10)] == ["이제 인증이 됩니다"]
        assert search(connection, "도와") == []
        save_readings(connection, [read(edited)], analysis_version="v1")
        assert [hit.document_id for hit in search(connection, "됩니다")] == [edited.id]


def test_an_older_version_is_left_out(store: Store, make: Make, days: Days) -> None:
    newer = make("a", "새 글", updated_at=days(2))
    _save(store, newer)
    assert _save(store, make("a", "옛 글", updated_at=days(1))) == SaveCounts(n_stale=1)
    assert _load(store, newer.id) == [newer]


def test_a_change_without_a_date_is_a_revision(store: Store, make: Make, days: Days) -> None:
    """A source that never says when something changed still has its edits taken."""
    _save(store, make("a", "옛 글", updated_at=days(1)))
    assert _save(store, make("a", "새 글")) == SaveCounts(n_revised=1)


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_the_latest_of_a_page_counts(store: Store, make: Make, days: Days, order: tuple[int, ...]) -> None:
    versions = [make("a", f"글 {number}", updated_at=days(number)) for number in range(3)]
    assert _save(store, *(versions[place] for place in order)) == SaveCounts(n_new=1, n_repeats=2)
    assert _load(store, versions[2].id) == [versions[2]]


def test_equal_moments_in_a_page_give_one_outcome(store: Store, make: Make, dump: Callable[[], object]) -> None:
    one, other = make("a", "하나"), make("a", "다른 하나")
    _save(store, one, other)
    first = dump()
    with store.begin() as connection:
        connection.execute(delete(table))
    _save(store, other, one)
    assert dump() == first


def test_a_removal_takes_the_words_everywhere(store: Store, make: Make, days: Days, fill: Fill) -> None:
    fill(make("a", "비밀스러운 첫 글", updated_at=days(0)))
    fill(make("a", "비밀스러운 둘째 글", updated_at=days(1)))
    removed = make("a", "비밀스러운 둘째 글", updated_at=days(1), removed_at=days(2))
    assert _save(store, removed) == SaveCounts(n_removed=1)
    assert _load(store, removed.id) == [replace(removed, text="")]
    with store.read() as connection:
        assert connection.scalars(select(revisions.c.text)).all() == [None, None]
        assert search(connection, "비밀") == []
        assert documents_to_read(connection, "v2", 10) == []
        for gone in (sentences, findings, readings):
            assert connection.scalar(select(func.count()).select_from(gone)) == 0


def test_a_removed_document_can_arrive_first(store: Store, make: Make, days: Days) -> None:
    removed = make("a", "지워진 글", removed_at=days(1))
    assert _save(store, removed) == SaveCounts(n_removed=1)
    assert _save(store, removed) == SaveCounts(n_unchanged=1)
    assert _load(store, removed.id)[0].text == ""


def test_only_a_later_edit_brings_a_removed_document_back(store: Store, make: Make, days: Days) -> None:
    _save(store, make("a", "글", removed_at=days(2)))
    assert _save(store, make("a", "글")) == SaveCounts(n_stale=1)
    assert _save(store, make("a", "글", updated_at=days(1))) == SaveCounts(n_stale=1)
    assert _save(store, make("a", "다시 올린 글", updated_at=days(3))) == SaveCounts(n_revised=1)


def test_a_page_comes_with_its_rejects_and_cursor(store: Store, make: Make) -> None:
    rejects = [Reject("앱리뷰", "a.csv", 7, "날짜가 아님", {"written": "어제"})]
    with store.begin() as connection:
        counts = save_page(connection, [make("a")], rejects, Cursor("앱리뷰", "a.csv:7"), "run")
    assert counts == SaveCounts(n_new=1, n_rejects=1)
    with store.read() as connection:
        assert load_cursor(connection, "앱리뷰") == Cursor("앱리뷰", "a.csv:7")
        assert load_cursor(connection, "다른 곳") is None
        assert [(one.reject, one.run_id) for one in load_rejects(connection)] == [(rejects[0], "run")]


def test_a_broken_page_leaves_documents_and_cursor_as_they_were(
    store: Store, make: Make, dump: Callable[[], object]
) -> None:
    with store.begin() as connection:
        save_page(connection, [make("a")], (), Cursor("앱리뷰", "1"), "run")
    before = dump()

    def break_off() -> None:
        with store.begin() as connection:
            save_page(connection, [make("b")], [Reject("앱리뷰", "f", 1, "?")], Cursor("앱리뷰", "2"), "run")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        break_off()
    assert dump() == before


_WRITER = """
import sys
from datetime import UTC, datetime
from voc.records import Cursor, Document, document_id
from voc.store import open_store, save_page

def made(key):
    return Document(document_id("s", key), "s", key, "review", "c", None, f"글 {key}", None, "day", False, None, None,
                    None, None, "full", None, None, None, None, None, (), {}, None, key)

with open_store(sys.argv[1]) as store:
    for page in range(1, 100_000):
        with store.begin() as connection:
            save_page(connection, [made(f"{page}-{row}") for row in range(10)], (), Cursor("s", str(page)), "run")
        print(page, flush=True)
"""


@pytest.mark.slow
def test_a_killed_writer_leaves_whole_pages(store: Store, address: str) -> None:
    """Whatever the moment, the cursor stands behind exactly the pages that are stored."""
    with subprocess.Popen([sys.executable, "-c", _WRITER, address], stdout=subprocess.PIPE) as writer:
        assert writer.stdout is not None
        for _ in range(20):
            writer.stdout.readline()
        writer.kill()
    with store.read() as connection:
        cursor = load_cursor(connection, "s")
        assert cursor is not None
        assert connection.scalar(select(func.count()).select_from(table)) == 10 * int(cursor.value)
        assert int(cursor.value) >= 20


def test_a_repeated_run_ends_like_an_unbroken_one(
    store: Store, make: Make, dump: Callable[[], object], tmp_path: Path
) -> None:
    pages = [[make("a", "글 하나"), make("b")], [make("a", "글 둘"), make("c")], [make("d")]]
    for page in pages[:2]:
        _save(store, *page)
    for page in pages[1:]:
        _save(store, *page)
    repeated = dump()
    with open_store(f"sqlite:///{tmp_path}/whole.db") as whole:
        for page in pages:
            _save(whole, *page)
        with whole.read() as connection:
            rows = sorted(map(repr, connection.execute(select(*table.columns))))
    assert repeated["documents"] == rows


def test_changed_weeks_are_noted(store: Store, make: Make, days: Days) -> None:
    _save(store, make("a"), make("b", created_at=None))
    _save(store, make("a", "옮겨진 글", created_at=days(7)))
    with store.read() as connection:
        assert marked_weeks(connection) == ["2026-W47", "2026-W48"]


def test_all_documents_come_in_batches(store: Store, make: Make) -> None:
    documents = sorted((make(str(number)) for number in range(7)), key=lambda one: one.id)
    _save(store, *documents)
    with store.read() as connection:
        found = list(iterate_documents(connection, size=3))
    assert [len(some) for some in found] == [3, 3, 1]
    assert [one for some in found for one in some] == documents
