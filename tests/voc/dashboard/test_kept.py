"""What is kept between requests: made once, never of an earlier state of the store, and never without bound."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from threading import Thread

import pytest
from planted import Said, planted
from sqlalchemy import Connection

from voc.dashboard.kept import Kept
from voc.store import LedgerEntry, append_ledger, start_run
from voc.store.audit import EXPORT, FORGET, close_audit, write_audit
from voc.store.marks import note_weeks
from voc.store.standing import standing, texts_standing

AT = datetime(2026, 11, 22, 14, 30, tzinfo=UTC)


def test_a_view_is_made_once_for_all_who_ask_at_once() -> None:
    kept, made = Kept(), []

    def make() -> str:
        made.append("x")
        return "그림"

    threads = [Thread(target=lambda: kept.get(("view", "s", "key"), make)) for _ in range(8)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert (made, kept.get(("view", "s", "key"), make), kept.get(("view", "s", "other"), lambda: 2)) == (
        ["x"],
        "그림",
        2,
    )


def test_only_the_last_views_are_kept() -> None:
    kept, made = Kept(2), []
    for key in ("a", "b", "a", "c", "a", "b"):
        kept.get(("view", "s", key), lambda key=key: made.append(key) or key)
        # Others do not push them out.
        kept.get(("search", "s", key), str)
    assert made == ["a", "b", "c", "b"]


def test_nothing_of_an_earlier_state_stays_in_memory() -> None:
    kept = Kept()
    for kind in ("view", "search"):
        kept.get((kind, "before", "a"), lambda: "지운 말")
    kept.get(("view", "after", "a"), lambda: "남은 말")
    assert [[*one] for one in kept._kinds.values()] == [[("view", "after", "a")]]


def test_what_failed_is_tried_again() -> None:
    kept = Kept()
    with pytest.raises(ZeroDivisionError):
        kept.get(("view", "s", "a"), lambda: 1 // 0)
    assert kept.get(("view", "s", "a"), lambda: 1) == 1


def _edit(connection: Connection) -> None:
    append_ledger(connection, LedgerEntry(0, AT, "김", "rename", "t1", {"title": "새 이름"}, ""))


def _run(connection: Connection) -> None:
    start_run(connection, "nightly", "..2026-11-24T15:00:00+00:00", at=AT)


@pytest.mark.parametrize("change", [_edit, _run, lambda connection: note_weeks(connection, ["2026-W47"])])
def test_a_store_stands_elsewhere_after_every_change(tmp_path: Path, change: Callable[[Connection], None]) -> None:
    with planted(tmp_path, [Said("2026-W47", theme="t1")]) as store:
        with store.read() as connection:
            before = standing(connection)
            assert standing(connection) == before
        with store.begin() as connection:
            change(connection)
        with store.read() as connection:
            assert standing(connection) != before


@pytest.mark.parametrize("spell", [standing, texts_standing])
def test_what_was_kept_while_an_erasure_went_on_is_handed_out_no_more(
    tmp_path: Path, spell: Callable[[Connection], str]
) -> None:
    with planted(tmp_path, [Said("2026-W47", theme="t1")]) as store:
        with store.begin() as connection:
            line = write_audit(connection, FORGET, {}, at=AT, is_open=True)
        with store.begin() as connection:
            meanwhile = spell(connection)
            close_audit(connection, line)
        with store.read() as connection:
            assert spell(connection) != meanwhile


def test_texts_stand_elsewhere_after_an_erasure_but_not_after_an_edit_or_a_download(tmp_path: Path) -> None:
    with planted(tmp_path, [Said("2026-W47", theme="t1")]) as store, store.begin() as connection:
        before = texts_standing(connection)
        _edit(connection)
        state = standing(connection)
        write_audit(connection, EXPORT, {}, at=AT)
        assert (texts_standing(connection), standing(connection)) == (before, state)
        write_audit(connection, FORGET, {}, at=AT)
        assert texts_standing(connection) != before
