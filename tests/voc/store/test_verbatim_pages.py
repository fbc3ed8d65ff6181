"""Verbatims page by page: nothing twice, nothing left out."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from planted import Said, plant, planted
from sqlalchemy import select, text, update

from voc.records import Rating
from voc.store import Store, Verbatim, open_store, parse_selection, verbatim_pages
from voc.store.schema import documents
from voc.store.verbatim_pages import VerbatimPage, Wanted, verbatim_page

W45, W46, W47 = "2026-W45", "2026-W46", "2026-W47"
WEEKS = (W45, W46, W47)
BAD, GOOD = Rating(1, 1, 5), Rating(10, 0, 10)
# Later ones are newer within their week; every third is of another theme.
VOICES = [
    Said(
        week,
        f"{week} 환급이 {place}번째 안 와요",
        theme="other" if place % 3 == 2 else "slow",
        source="상담" if place == 3 else "앱리뷰",
        rating=BAD if place < 2 else GOOD if place == 4 else None,
        stage="usage" if place == 1 else "fulfilment",
    )
    for week in WEEKS
    for place in range(6)
]
NEWEST = [f"{week} 환급이 {place}번째 안 와요" for week in reversed(WEEKS) for place in (4, 3, 1, 0)]


@pytest.fixture
def store(address: str) -> Iterator[Store]:
    """A store of 18 voices."""
    with open_store(address) as filled:
        plant(filled, VOICES)
        yield filled


def _all(store: Store, wanted: Wanted, limit: int) -> list[Verbatim]:
    found: list[Verbatim] = []
    page = VerbatimPage((), after=None)
    with store.read() as connection:
        while True:
            page = verbatim_page(connection, wanted, after=page.after, limit=limit)
            found += page.verbatims
            if page.after is None:
                return found
            assert len(page.verbatims) == limit or page.searched_to


def _texts(store: Store, wanted: Wanted, limit: int = 30) -> list[str]:
    return [one.text for one in _all(store, wanted, limit)]


@pytest.mark.parametrize("limit", [1, 3, 5, 12, 30])
def test_pages_of_any_size_hold_everything_once_newest_first(store: Store, limit: int) -> None:
    assert _texts(store, Wanted("slow", WEEKS), limit) == NEWEST


def test_only_the_weeks_asked_about_are_looked_at(store: Store) -> None:
    assert _texts(store, Wanted("slow", [W46]), 3) == NEWEST[4:8]
    assert _texts(store, Wanted("slow", ["2025-W01"])) == []


@pytest.mark.parametrize(
    ("selection", "places"),
    [("source=상담", [3]), ("stage=usage", [1]), ("act=praise", []), ("source=앱리뷰,stage=fulfilment", [4, 0])],
)
def test_a_selection_leaves_what_it_meets(store: Store, selection: str, places: list[int]) -> None:
    expected = [f"{week} 환급이 {place}번째 안 와요" for week in reversed(WEEKS) for place in places]
    assert _texts(store, Wanted("slow", WEEKS, parse_selection(selection)), 2) == expected


def test_ratings_of_all_scales_are_compared_as_stars(store: Store) -> None:
    """10 of 0-10 is five stars; a voice without a rating is in no band."""
    assert _texts(store, Wanted("slow", [W47], stars=(3.5, 5.0))) == [f"{W47} 환급이 4번째 안 와요"]
    assert len(_texts(store, Wanted("slow", [W47], stars=(1.0, 2.5)))) == 2


def test_copies_and_what_was_taken_back_are_no_voices(store: Store) -> None:
    with store.begin() as connection:
        first, second = connection.scalars(
            select(documents.c.id).where(documents.c.week == W47).order_by(documents.c.created_at).limit(2)
        )
        connection.execute(update(documents).where(documents.c.id == first).values(copy_of=second))
        moment = documents.c.created_at
        connection.execute(update(documents).where(documents.c.id == second).values(removed_at=moment))
    assert _texts(store, Wanted("slow", [W47])) == NEWEST[:2]


def test_a_place_that_is_gone_ends_the_list(store: Store) -> None:
    with store.read() as connection:
        assert verbatim_page(connection, Wanted("slow", WEEKS), after=("0" * 32, 0)) == VerbatimPage(())


def test_a_rare_selection_looks_at_a_bounded_part_and_says_how_far_it_came(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The theme has four sentences in each week, and two weeks are five or more."""
    monkeypatch.setattr(verbatim_pages, "_MOST", 5)
    wanted = Wanted("slow", WEEKS, stars=(2.6, 3.4))
    with planted(tmp_path, VOICES) as store, store.read() as connection:
        page = verbatim_page(connection, wanted)
        assert (page.verbatims, page.searched_to) == ((), W46)
        assert verbatim_page(connection, wanted, after=page.after) == VerbatimPage(())
        rated = Wanted("slow", WEEKS, stars=(1.0, 2.5))
        page = verbatim_page(connection, rated)
        assert [one.text for one in page.verbatims] == [*NEWEST[2:4], *NEWEST[6:8]]
        assert [one.text for one in verbatim_page(connection, rated, after=page.after).verbatims] == NEWEST[10:]


def test_a_week_of_a_theme_is_found_by_the_index_alone(tmp_path: Path) -> None:
    asked = (
        "EXPLAIN QUERY PLAN SELECT document_id FROM findings JOIN documents ON documents.id = findings.document_id "
        "WHERE theme_id = 'slow' AND findings.week = '2026-W47' AND is_hesitation IS 1 AND copy_of IS NULL"
    )
    with planted(tmp_path, VOICES) as store, store.read() as connection:
        plan = [row[-1] for row in connection.execute(text(asked))]
    assert "ix_findings_theme_id_week_is_hesitation (theme_id=? AND week=? AND is_hesitation=?)" in plan[0]
