"""Trends over weeks whose texts were cleared: what was not counted in them, or otherwise, makes no change."""

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest
from planted import VERSION, Said, planted, weeks_of
from sqlalchemy import select, update

from voc.planning.cleared import as_grid, not_counted_yet, read_otherwise
from voc.planning.figures import ThemeFigures, WeekFigures, week_figures
from voc.planning.last_year import LastYear, last_year_of
from voc.store import LedgerEntry, Mark, Store, StoredTheme, ThemeChoice, count_weeks, enter, save_themes, set_themes
from voc.store.purge import Limit, begin_cell, clear_some, due_cells
from voc.store.purged import Purged, cleared_weeks
from voc.store.schema import documents, findings, readings
from voc.weeks import shift_week

WEEK = "2026-W47"
# A year in which texts are kept for five weeks: cleared a week after they were old enough.
CLEARED_AT = datetime(2026, 10, 19, tzinfo=UTC)
SHOP = "앱리뷰"


def clear(store: Store, before: str, source: str = SHOP, at: datetime = CLEARED_AT) -> None:
    limit = Limit(before)
    with store.begin() as connection:
        for cell in due_cells(connection, source, limit):
            begin_cell(connection, cell, at=at)
            while clear_some(connection, cell, limit):
                pass


def figures(store: Store) -> WeekFigures:
    with store.read() as connection:
        return week_figures(connection, WEEK, ["fulfilment"])


def theme(store: Store, theme_id: str) -> ThemeFigures:
    return next(one for one in figures(store).themes if one.theme.theme_id == theme_id)


def discover(store: Store, theme_id: str, source: str = SHOP) -> None:
    """Find a theme in every hesitation that has none; of cleared weeks there are none left."""
    with store.begin() as connection:
        free = select(findings.c.document_id).join(documents, documents.c.id == findings.c.document_id)
        free = free.where(
            findings.c.theme_id.is_(None), findings.c.is_hesitation.is_(True), documents.c.source == source
        )
        save_themes(connection, [StoredTheme(theme_id, theme_id, "delay", "fulfilment", origin="discovered")])
        chosen = list(connection.scalars(free))
        set_themes(connection, [ThemeChoice(document, 0, theme_id, 0.9, "s2") for document in chosen])
        count_weeks(connection)


@pytest.mark.parametrize("sources", [(SHOP,), (SHOP, "카페")])
def test_a_theme_found_after_a_purge_is_compared_with_the_weeks_since(tmp_path: Path, sources: Sequence[str]) -> None:
    """Twenty of a hundred voices a week say it all along; seven of the twelve weeks before were cleared."""
    said = [
        one
        for source in sources
        for one in (
            *weeks_of([20] * 13, source=source),
            *weeks_of([5] * 13, source=source, theme="t1"),
            *weeks_of([75] * 13, source=source, hesitates=False),
        )
    ]
    with planted(tmp_path, said) as store:
        clear(store, shift_week(WEEK, -5))
        for source in sources:
            discover(store, f"d_{source}", source)
        found = theme(store, f"d_{SHOP}")
        assert found.series == (0,) * 7 + (20,) * 6
        assert (found.trend.state, found.held) == ("steady", None)
        # What was known then is compared with all twelve weeks.
        assert (theme(store, "t1").trend.state, sum(theme(store, "t1").series)) == ("steady", 65 * len(sources))


def test_a_theme_that_really_grows_is_told_of_after_a_purge(tmp_path: Path) -> None:
    said = [*weeks_of([5] * 12 + [30]), *weeks_of([95] * 12 + [70], hesitates=False)]
    with planted(tmp_path, said) as store:
        clear(store, shift_week(WEEK, -5))
        discover(store, "d_new")
        found = theme(store, "d_new")
    assert (found.trend.state, found.held) == ("burst", None)


def test_themes_merged_after_a_purge_make_no_jump(tmp_path: Path) -> None:
    said = [*weeks_of([4] * 13, theme="t1"), *weeks_of([16] * 13, theme="t2"), *weeks_of([80] * 13, hesitates=False)]
    with planted(tmp_path, said) as store:
        clear(store, shift_week(WEEK, -5))
        with store.begin() as connection:
            at = datetime(2026, 11, 20, tzinfo=UTC)
            enter(connection, LedgerEntry(0, at, "마케터", "merge", "t1", {"themes": ["t2"]}, "같은 말"))
            count_weeks(connection)
        found = theme(store, "t1")
    assert found.series == (4,) * 7 + (20,) * 6
    assert (found.trend.state, found.held) == ("steady", None)


def read_anew(store: Store, stage: str) -> None:
    """Read everything that is left with a new version, which hears another stage in it."""
    with store.begin() as connection:
        for table in (documents, findings, readings):
            held = table.c.analysis_version
            connection.execute(update(table).where(held == VERSION).values(analysis_version="v2"))
        connection.execute(update(findings).where(findings.c.is_hesitation.is_(True)).values(stage=stage))
        weeks = [shift_week(WEEK, -n) for n in range(13)]
        count_weeks(connection, weeks)


def test_weeks_read_by_an_older_version_are_not_compared_once_they_are_cleared(tmp_path: Path) -> None:
    """Seven weeks say `usage`, as the version of then heard it; the others, read anew, say `fulfilment`."""
    said = [*weeks_of([20] * 13, stage="usage"), *weeks_of([80] * 13, hesitates=False)]
    with planted(tmp_path, said) as store:
        clear(store, shift_week(WEEK, -5))
        read_anew(store, "fulfilment")
        (fulfilment, _) = figures(store).stages
    assert fulfilment.series == (0,) * 7 + (20,) * 6
    assert (fulfilment.trend.state, fulfilment.held) == ("steady", None)


def test_a_cleared_week_is_compared_with_what_was_read_like_it(tmp_path: Path) -> None:
    """An old week is looked at after the rest of the store was read anew: before it lies what was read like it."""
    said = [*weeks_of([20] * 13, stage="usage"), *weeks_of([80] * 13, hesitates=False)]
    said += weeks_of([10] * 13, source="카페", stage="usage")
    with planted(tmp_path, said) as store:
        clear(store, shift_week(WEEK, 1))
        clear(store, shift_week(WEEK, -5), source="카페")
        assert figures(store).hesitating.held is None
        read_anew(store, "fulfilment")
        by_stage = {one.key: one for one in figures(store).stages}
    # Of the week itself, most was read as then; the weeks of the other source that were read anew differ.
    assert by_stage["fulfilment"].series == (0,) * 7 + (10,) * 6
    assert {one.trend.state for one in by_stage.values()} == {"steady"}


def test_last_year_is_silent_on_themes_that_were_not_known_then(tmp_path: Path) -> None:
    then = shift_week(WEEK, -52)
    said = [Said(shift_week(WEEK, -weeks), hesitates=False) for weeks in range(60)]
    said += [*[Said(then, theme="t1")] * 3, *[Said(WEEK)] * 3]
    with planted(tmp_path, said) as store:
        clear(store, shift_week(WEEK, -40))
        discover(store, "d_new")
        with store.read() as connection:
            found = last_year_of(connection, WEEK, ["t1", "d_new"])
    assert found == {"t1": LastYear(then, 3, 750.0, (0,) * 12 + (3,))}


def test_a_cleared_week_knows_what_its_counts_were_made_of(tmp_path: Path) -> None:
    with planted(tmp_path, [*weeks_of([2] * 2, theme="t1"), *weeks_of([3] * 2, hesitates=False)]) as store:
        clear(store, WEEK)
        with store.read() as connection:
            (found,) = cleared_weeks(connection, [WEEK, shift_week(WEEK, -1)])
    assert found == Purged(shift_week(WEEK, -1), SHOP, 5, CLEARED_AT, {VERSION: 5}, frozenset({"t1"}))


def test_cells_are_told_apart() -> None:
    old = Purged("2026-W40", SHOP, 9, CLEARED_AT, {"v1": 9}, frozenset({"t1"}))
    new = Purged("2026-W41", SHOP, 9, datetime(2026, 11, 9, tzinfo=UTC), {"v2": 9}, frozenset({"t1", "t2"}))
    assert read_otherwise([old, new], {"v2": 50, "v1": 1}) == [old]
    assert not_counted_yet([old, new], "t2", ()) == [old]
    # Week 44 lies behind the first purge and before the second.
    assert not_counted_yet([old, new], "t1", [Mark("t1", "2026-W44", "merge", "t2")]) == [old]
    assert as_grid([old, new], ["카페", SHOP], ["2026-W40", "2026-W41"]).tolist() == [[False, False], [True, False]]
