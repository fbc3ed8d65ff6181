"""Threads that a source takes back, words that it redacts, and records whose time of writing it does not tell."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from sqlalchemy import select

from voc.records import Document, document_id
from voc.store import (
    SaveCounts,
    Store,
    StoredTheme,
    TakenBack,
    load_documents,
    look_at_page,
    save_page,
    save_themes,
    search,
)
from voc.store.schema import revisions, themes

NIGHT = datetime(2026, 11, 20, 3, tzinfo=UTC)
Make = Callable[..., Document]


def save(store: Store, *documents: Document, back: tuple[TakenBack, ...] = ()) -> SaveCounts:
    with store.begin() as connection:
        return save_page(connection, documents, run_id="run", taken_back=back)


def held(store: Store, key: str) -> Document:
    with store.read() as connection:
        return load_documents(connection, [document_id("앱리뷰", key)])[0]


def thread(number: str, at: datetime = NIGHT) -> TakenBack:
    return TakenBack("앱리뷰", document_id("앱리뷰", number), number, at)


def test_a_thread_taken_back_takes_all_its_messages_and_no_others(store: Store, make: Make) -> None:
    mine = [make(f"7:{i}", f"환급이 아직 안 왔어요 {i}", parent_id="7") for i in range(3)]
    other = make("8:0", "서류가 안 올라가요", parent_id="8")
    namesake = make("7:0", "같은 번호의 다른 출처예요", source="카페", parent_id="7")
    save(store, *mine, other, namesake)
    assert save(store, back=(thread("7"),)) == SaveCounts(n_removed=3)
    for i in range(3):
        gone = held(store, f"7:{i}")
        assert (gone.text, gone.title, gone.removed_at) == ("", None, NIGHT)
    assert held(store, "8:0") == other
    with store.read() as connection:
        assert load_documents(connection, [namesake.id]) == [namesake]
        assert search(connection, "환급이") == []


def test_a_record_taken_back_by_its_own_id_goes_alone(store: Store, make: Make) -> None:
    save(store, make("a", "알림이 너무 많아요"), make("b", "화면이 느려요"))
    assert save(store, back=(thread("a"),)).n_removed == 1
    assert (held(store, "a").text, held(store, "b").text) == ("", "화면이 느려요")


def test_taking_back_twice_or_what_was_never_stored_changes_nothing(store: Store, make: Make) -> None:
    save(store, make("7:0", "환급이 아직 안 왔어요", parent_id="7"))
    save(store, back=(thread("7"),))
    before = held(store, "7:0")
    assert save(store, back=(thread("7", NIGHT + timedelta(days=1)), thread("99"))) == SaveCounts()
    assert held(store, "7:0") == before


def test_what_was_taken_back_does_not_return_with_an_old_delivery(store: Store, make: Make) -> None:
    first = make("7:0", "환급이 아직 안 왔어요", parent_id="7")
    save(store, first)
    save(store, back=(thread("7"),))
    assert save(store, first).n_stale == 1
    again = replace(first, text="다시 문의드려요", updated_at=NIGHT + timedelta(hours=1), fingerprint="f" * 32)
    assert save(store, again).n_revised == 1
    assert held(store, "7:0").text == "다시 문의드려요"


def test_a_record_and_its_removal_on_one_page_end_as_removed(store: Store, make: Make) -> None:
    counts = save(store, make("7:0", "환급이 아직 안 왔어요", parent_id="7"), back=(thread("7"),))
    assert (counts.n_new, counts.n_removed, held(store, "7:0").text) == (1, 1, "")


def test_redacted_words_are_erased_everywhere_and_not_kept_as_a_revision(store: Store, make: Make) -> None:
    secret = "제 이름은 나래환급이고 계좌는 적어 둔 그대로예요"
    first = make("7:0", secret, is_redacted=True)
    save(store, first)
    with store.begin() as connection:
        exemplar = {"document_id": first.id, "text": secret}
        save_themes(connection, [StoredTheme("d_1", "계좌", "other", "none", exemplars=(exemplar,))])
    redacted = make("7:0", "제 이름은 ▇▇▇▇이고 계좌는 적어 둔 그대로예요", is_redacted=True)
    assert save(store, redacted).n_revised == 1
    with store.read() as connection:
        assert connection.execute(select(revisions.c.title, revisions.c.text)).all() == [(None, None)]
        assert connection.scalar(select(themes.c.exemplars)) == []
    assert held(store, "7:0").text == redacted.text


def test_another_rating_of_redactable_words_keeps_the_words_of_the_revision(store: Store, make: Make) -> None:
    save(store, make("7:0", "상담이 느려요", is_redacted=True))
    save(store, make("7:0", "상담이 느려요", is_redacted=True, tags=("재문의",), fingerprint="e" * 32))
    with store.read() as connection:
        assert connection.scalars(select(revisions.c.text)).all() == ["상담이 느려요"]


def test_where_no_time_of_writing_is_told_the_first_seen_one_stays(store: Store, make: Make) -> None:
    seen = make("r1", "결제가 자꾸 실패해요", created_at=NIGHT, created_precision="seen", fingerprint="1" * 32)
    save(store, seen)
    later = replace(seen, created_at=NIGHT + timedelta(days=8), week="2026-W48", fingerprint="2" * 32)
    assert save(store, later) == SaveCounts(n_unchanged=1)
    edited = replace(later, text="이제 결제가 돼요", fingerprint="3" * 32)
    assert save(store, edited).n_revised == 1
    kept = held(store, "r1")
    assert (kept.text, kept.created_at, kept.week) == ("이제 결제가 돼요", NIGHT, seen.week)


def test_a_told_time_replaces_a_seen_one_and_is_not_overwritten_by_it_again(store: Store, make: Make) -> None:
    """Two ways to one review: an interface without times of writing, and a monthly report with them."""
    seen = make("r1", "결제가 자꾸 실패해요", created_at=NIGHT, created_precision="seen", fingerprint="1" * 32)
    told = make("r1", "결제가 자꾸 실패해요", created_at=NIGHT - timedelta(days=40), fingerprint="2" * 32)
    assert [save(store, one).n_revised for one in (seen, told, seen, told, seen)] == [0, 1, 0, 0, 0]
    assert held(store, "r1").created_at == NIGHT - timedelta(days=40)


def test_looking_at_a_page_tells_what_saving_it_does_and_writes_nothing(store: Store, make: Make) -> None:
    seen = make("r1", "결제가 자꾸 실패해요", created_precision="seen", fingerprint="1" * 32)
    save(store, seen, make("7:0", "환급이 아직 안 왔어요", parent_id="7"))
    page = [replace(seen, fingerprint="2" * 32), make("r2", "새로 온 글이에요"), make("r2", "새로 온 글이에요")]
    with store.read() as connection:
        looked = look_at_page(connection, page, taken_back=[thread("7")])
    assert looked == SaveCounts(n_new=1, n_unchanged=1, n_removed=1, n_repeats=1)
    assert held(store, "7:0").text == "환급이 아직 안 왔어요"
    assert save(store, *page, back=(thread("7"),)) == looked
