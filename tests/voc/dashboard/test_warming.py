"""First screens that are ready before anybody asks, and made anew once the store has changed."""

import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from planted import Said, plant
from starlette.applications import Starlette

from voc.dashboard import warming
from voc.dashboard.filters import Filters, Known
from voc.dashboard.period import Period
from voc.dashboard.warming import first_screens, kept_warm
from voc.store import LedgerEntry, Store, append_ledger, open_store
from voc.store.sqlite_file import bound_caches

LAST = Period("2026-W47", "2026-W47")


def test_people_first_open_the_last_week_the_one_before_four_weeks_and_each_source() -> None:
    known = Known(["2026-W40", "2026-W47"], {"app": "앱", "cs": "상담"}, {}, {})
    assert list(first_screens(known)) == [
        Filters(LAST),
        Filters(Period("2026-W46", "2026-W46")),
        Filters(Period("2026-W44", "2026-W47")),
        Filters(LAST, source="app"),
        Filters(LAST, source="cs"),
    ]


def _until(is_so: Callable[[], bool]) -> None:
    for _ in range(200):
        if is_so():
            return
        time.sleep(0.02)
    pytest.fail("it did not happen within four seconds")


def _briefs(app: Starlette) -> int:
    return len(app.state.kept._kinds["brief"])


def test_first_screens_are_made_at_the_start_and_after_every_change(
    open_app: Callable[..., Starlette], empty_store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(warming, "_EVERY_S", 0.02)
    plant(empty_store, [Said("2026-W47", theme="slow")])
    app = open_app()
    with kept_warm(app):
        n = 3 + len(app.state.place.settings.sources)
        _until(lambda: _briefs(app) == n)
        state = app.state.kept._state
        with empty_store.begin() as connection:
            moment = datetime(2026, 11, 22, 14, 30, tzinfo=UTC)
            append_ledger(connection, LedgerEntry(0, moment, "김", "rename", "slow", {"title": "새 이름"}, ""))
        _until(lambda: app.state.kept._state != state and _briefs(app) == n)


def test_a_store_that_fails_is_tried_again(
    open_app: Callable[..., Starlette], empty_store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(warming, "_EVERY_S", 0.02)
    real, failed = warming.standing, []

    def failing(connection: object) -> str:
        failed.append(1)
        if len(failed) < 3:
            raise OSError
        return real(connection)  # type: ignore[arg-type]

    monkeypatch.setattr(warming, "standing", failing)
    plant(empty_store, [Said("2026-W47", theme="slow")])
    app = open_app()
    with kept_warm(app):
        _until(lambda: _briefs(app) >= 3)


def test_connections_keep_as_little_of_the_file_as_they_are_told(tmp_path: Path) -> None:
    with open_store(f"sqlite:///{tmp_path}/voc.db") as store:
        bound_caches(store.engine, 3)
        with store.read() as connection:
            assert connection.exec_driver_sql("PRAGMA cache_size").scalar() == -3072
