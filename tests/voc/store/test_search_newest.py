"""Search without words: newest first, undated ones last, and whether these are all."""

from collections.abc import Iterator

import pytest
from planted import Said, plant
from sqlalchemy import select, text, update

from voc.store import Store, open_store, parse_selection, search_pages
from voc.store.schema import documents
from voc.store.search_pages import Question, look_up

W46, W47 = "2026-W46", "2026-W47"
# Later ones are newer within their week.
VOICES = [
    Said(week, f"{week} {source} {place}", source=source, theme="slow", stage="usage" if place else "fulfilment")
    for week in (W46, W47)
    for place in range(2)
    for source in ("상담", "앱리뷰")
]
NEWEST = [f"{week} {source} {place}" for week in (W47, W46) for place in (1, 0) for source in ("앱리뷰", "상담")]


@pytest.fixture
def store(address: str) -> Iterator[Store]:
    """Eight voices of two sources and two weeks."""
    with open_store(address) as filled:
        plant(filled, VOICES)
        yield filled


def _texts(store: Store, selection: str = "", page: int = 1, size: int = 30) -> list[str]:
    with store.read() as connection:
        found = look_up(connection, Question(selection=parse_selection(selection)), page=page, size=size)
    return [hit.text for hit in found.hits]


@pytest.mark.parametrize(
    ("selection", "kept"),
    [
        ("", lambda _: True),
        ("source=상담", lambda one: "상담" in one),
        (f"week>={W46},week<={W46}", lambda one: W46 in one),
        (f"week>={W47},week<={W47},source=앱리뷰,stage=usage", lambda one: one == f"{W47} 앱리뷰 1"),
        (f"theme=slow,week<={W46}", lambda one: W46 in one),
        ("theme=none", lambda _: False),
        ("source!=상담,stage=fulfilment", lambda one: "앱리뷰 0" in one),
    ],
)
def test_the_newest_that_meet_the_conditions_come_first(store: Store, selection: str, kept: object) -> None:
    assert callable(kept)
    assert _texts(store, selection) == [one for one in NEWEST if kept(one)]


def test_pages_follow_each_other(store: Store) -> None:
    assert [_texts(store, "source=상담", page, 3) for page in (1, 2)] == [
        [one for one in NEWEST if "상담" in one][:3],
        [one for one in NEWEST if "상담" in one][3:],
    ]


def test_undated_documents_come_last_and_belong_to_no_week(store: Store) -> None:
    with store.begin() as connection:
        newest = connection.scalar(select(documents.c.id).where(documents.c.text == NEWEST[0]))
        connection.execute(update(documents).where(documents.c.id == newest).values(week=None, created_at=None))
    assert _texts(store) == [*NEWEST[1:], NEWEST[0]]
    assert _texts(store, f"week>={W46}") == NEWEST[1:]


def test_copies_and_what_was_taken_back_are_left_out(store: Store) -> None:
    with store.begin() as connection:
        first, second, third = (
            connection.scalar(select(documents.c.id).where(documents.c.text == one)) for one in NEWEST[:3]
        )
        connection.execute(update(documents).where(documents.c.id == first).values(copy_of=third))
        connection.execute(update(documents).where(documents.c.id == second).values(removed_at=documents.c.created_at))
    assert _texts(store) == NEWEST[2:]


@pytest.mark.parametrize(
    ("name", "most", "n", "is_exact"),
    [("MOST_COUNTED", 3, 3, False), ("MOST_LOOKED_AT", 5, 5, False), ("MOST_LOOKED_AT", 8, 8, True)],
)
def test_what_is_left_unlooked_at_is_said(
    store: Store, monkeypatch: pytest.MonkeyPatch, *, name: str, most: int, n: int, is_exact: bool
) -> None:
    monkeypatch.setattr(search_pages, name, most)
    with store.read() as connection:
        found = look_up(connection, Question(), page=1, size=30)
    assert (found.n, found.is_exact, [hit.text for hit in found.hits]) == (n, is_exact, NEWEST[:n])


def test_the_index_of_weeks_already_has_the_order(tmp_path: object) -> None:
    asked = (
        "EXPLAIN QUERY PLAN SELECT id FROM documents WHERE copy_of IS NULL AND week IS NOT NULL "
        "AND coalesce(source, '') = '상담' AND week >= '2026-W46' ORDER BY week DESC, created_at DESC, id DESC LIMIT 9"
    )
    with open_store(f"sqlite:///{tmp_path}/voc.db") as store, store.read() as connection:
        plan = [row[-1] for row in connection.execute(text(asked))]
    assert plan == ["SEARCH documents USING INDEX ix_documents_week_created_at_id_source (week>?)"]
