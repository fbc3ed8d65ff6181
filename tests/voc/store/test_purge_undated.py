"""What has no date goes again and again, and every document of it is counted once."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from voc.records import Document
from voc.store import Store, save_page, start_run
from voc.store.purge import Limit, begin_cell, clear_some, due_cells
from voc.store.purged import UNDATED, purged_weeks

Make = Callable[..., Document]
AT = datetime(2026, 11, 22, tzinfo=UTC)


def fill(store: Store, make: Make, names: str) -> None:
    with store.begin() as connection:
        run = start_run(connection, "nightly", f"..{names}", at=datetime(2026, 10, 1, tzinfo=UTC))
        undated = [make(name, f"{name} 때문에 헤맸어요", created_at=None, week=None) for name in names]
        save_page(connection, undated, run_id=run)


def clear(store: Store, *, n_times: int) -> None:
    """Clears a batch so many times and is killed then."""
    limit = Limit("2026-W48", AT)
    with store.begin() as connection:
        (cell,) = due_cells(connection, "앱리뷰", limit)
        begin_cell(connection, cell, at=AT)
        for _ in range(n_times):
            clear_some(connection, cell, limit)


def test_documents_without_a_date_are_counted_once(store: Store, make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("voc.store.purge._BATCH", 2)
    fill(store, make, "가나다라마")
    clear(store, n_times=1)
    # Killed after two of five, and finished; later more of them grow too old.
    clear(store, n_times=3)
    fill(store, make, "바사")
    clear(store, n_times=2)
    with store.read() as connection:
        assert [(one.week, one.n_documents) for one in purged_weeks(connection)] == [(UNDATED, 7)]
