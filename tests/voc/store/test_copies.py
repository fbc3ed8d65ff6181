from collections.abc import Callable, Sequence
from datetime import datetime

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, select

from voc.dedupe import candidate, find_copies
from voc.records import Document
from voc.store import Store, count_weeks, forget_document, link_copies, marked_weeks, save_page, voices
from voc.store.schema import copy_keys, revisions
from voc.store.schema import documents as table

Make = Callable[..., Document]
Days = Callable[[int], datetime]
Fill = Callable[..., None]

LONG = "환급 신청을 지난주에 했는데 아직도 심사 중이라고만 나오고 아무 연락이 없어서 너무 답답합니다"
TEXTS = ("로그인이 안돼요", "로그인이 안 돼요!", LONG, LONG + "ㅠ", LONG[:-8] + "속상하네요 정말로", "다른 이야기")


def _links(store: Store) -> dict[str, str]:
    with store.begin() as connection:
        while link_copies(connection, limit=2):
            pass
        asked = select(table.c.id, table.c.copy_of).where(table.c.copy_of.is_not(None))
        return {row.id: row.copy_of for row in connection.execute(asked)}


def _night(store: Store, *documents: Document) -> dict[str, str]:
    with store.begin() as connection:
        save_page(connection, documents)
    return _links(store)


@st.composite
def _nights(draw: st.DrawFn) -> Sequence[Sequence[tuple[int, int, int, int, bool]]]:
    row = st.tuples(st.integers(0, 7), st.integers(0, 5), st.integers(0, 2), st.integers(0, 4), st.booleans())
    return draw(st.lists(st.lists(row, min_size=1, max_size=5), min_size=1, max_size=4))


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(nights=_nights())
def test_night_by_night_ends_like_all_at_once(
    store: Store, make: Make, days: Days, nights: Sequence[Sequence[tuple[int, int, int, int, bool]]]
) -> None:
    """New documents, edits and removals in any order leave the links that the whole would have."""
    with store.begin() as connection:
        for emptied in (revisions, copy_keys, table):
            connection.execute(delete(emptied))
    links: dict[str, str] = {}
    for number, night in enumerate(nights):
        links = _night(
            store,
            *(
                make(
                    str(key),
                    TEXTS[words],
                    author_hash=(None, "kim", "lee")[author],
                    created_at=days(day),
                    updated_at=days(number + 10),
                    removed_at=days(number + 10) if removed else None,
                )
                for key, words, author, day, removed in night
            ),
        )
    with store.read() as connection:
        rows = connection.execute(select(table).where(table.c.removed_at.is_(None))).mappings().all()
    whole = [
        candidate(make(row["external_id"], row["text"], author_hash=row["author_hash"], created_at=row["created_at"]))
        for row in rows
    ]
    assert links == find_copies(whole)


def test_an_earlier_original_that_comes_later_takes_over(store: Store, make: Make, days: Days) -> None:
    first, second, third = (make(key, LONG, created_at=days(day)) for key, day in (("a", 0), ("b", 1), ("c", 2)))
    assert _night(store, third) == {}
    assert _night(store, second) == {third.id: second.id}
    assert _night(store, first) == {second.id: first.id, third.id: first.id}


def test_a_removed_original_leaves_its_place_to_the_next(store: Store, make: Make, days: Days) -> None:
    first, second, third = (make(key, LONG, created_at=days(day)) for key, day in (("a", 0), ("b", 1), ("c", 2)))
    _night(store, first, second, third)
    removed = make("a", LONG, created_at=days(0), removed_at=days(5))
    assert _night(store, removed) == {third.id: second.id}


def test_an_edited_copy_becomes_a_voice(store: Store, make: Make, days: Days) -> None:
    _night(store, make("a", LONG), make("b", LONG, created_at=days(1)))
    assert _night(store, make("b", "이제 해결됐어요", created_at=days(1))) == {}


def test_copies_are_no_voices(store: Store, make: Make, days: Days) -> None:
    _night(store, make("a", LONG), make("b", LONG, created_at=days(1)))
    with store.begin() as connection:
        count_weeks(connection)
        assert [(one.n_documents, one.n_copies) for one in voices(connection)] == [(1, 1)]
        save_page(connection, [make("b", "이제 해결됐어요", created_at=days(1))])
    _links(store)
    with store.begin() as connection:
        assert count_weeks(connection) == ["2026-W47"]
        assert [(one.n_documents, one.n_copies) for one in voices(connection)] == [(2, 0)]


def test_a_link_that_moves_has_its_weeks_counted_again(store: Store, make: Make, days: Days) -> None:
    _night(store, make("b", LONG, created_at=days(7)))
    with store.begin() as connection:
        count_weeks(connection)
    _night(store, make("a", LONG, created_at=days(0)))
    with store.read() as connection:
        assert marked_weeks(connection) == ["2026-W47", "2026-W48"]


def test_forgetting_an_original_keeps_the_number_of_voices(store: Store, make: Make, days: Days) -> None:
    first, second = make("a", LONG), make("b", LONG, created_at=days(1))
    _night(store, first, second)
    with store.begin() as connection:
        forget_document(connection, first.id)
    assert _links(store) == {first.id: second.id}
    with store.begin() as connection:
        forget_document(connection, second.id)
    assert len(_links(store)) == 1
