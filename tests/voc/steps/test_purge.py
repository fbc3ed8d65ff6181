"""A keeping period at work: nights with real readings, a brief and a week on top; killed and repeated."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from small_home import LAST_WEEK, UNTIL
from sqlalchemy import Connection, select

from voc.errors import StoreError
from voc.records import document_id
from voc.steps.brief import brief_of
from voc.steps.night import NIGHTLY, WEEKLY, RunOutcome, logged
from voc.steps.plan import plan_night, plan_week
from voc.steps.rights import purge as purge_module
from voc.steps.rights.purge import purge
from voc.steps.rights.purge_plan import PurgeRequest, plan_purge
from voc.steps.survey.forms import FormFacts, SavedForm, forms_folder, save_form
from voc.steps.workplace import Workplace, night_window
from voc.store import Store, read_audit, search, status, tallies, voices
from voc.store.purge import Cell, Limit
from voc.store.purged import purged_weeks
from voc.store.schema import documents

AtWork = Callable[..., AbstractContextManager[Workplace]]
NOW = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)
# In no other text of the home, nor in the configuration.
MARKER = "청록달팽이"
# Four weeks before Monday the 23rd of November begins 2026-W44, which stays.
OLD_WEEKS = ["2026-W40", "2026-W41", "2026-W42", "2026-W43"]


@pytest.fixture(autouse=True)
def _clock(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in ("rights.purge", "rights.purge_plan", "keeping"):
        monkeypatch.setattr(f"voc.steps.{module}.seoul_today", lambda: UNTIL)


@pytest.fixture
def marked_home(own_home: Path) -> Path:
    """The small home with one text of the second week that says what nobody else does."""
    with (own_home / "inbox" / "app_reviews" / "reviews.csv").open("a", encoding="utf-8") as file:
        file.write(f"R95,2026-10-07 09:00:00,1,{MARKER},{MARKER} 때문에 인증이 안 돼요,{MARKER},3.1,KR\n")
    return own_home


def night(place: Workplace) -> RunOutcome:
    outcome = RunOutcome(NIGHTLY)
    window = night_window(UNTIL, NOW)
    with logged(place, outcome, window):
        for step in plan_night(place, outcome, window):
            step.work()
    return outcome


def week(place: Workplace) -> None:
    outcome = RunOutcome(WEEKLY, week=LAST_WEEK)
    with logged(place, outcome, LAST_WEEK):
        for step in plan_week(place, outcome):
            step.work()


def keep(home: Path, period: str) -> None:
    file = home / "config" / "privacy.yaml"
    file.write_text(file.read_text(encoding="utf-8").replace("keep_texts: forever", f"keep_texts: {period}"), "utf-8")


def figures(store: Store) -> object:
    with store.read() as connection:
        by = ("week", "source", "theme", "stage", "reason")
        counts = [tallies(connection, by, scope=scope) for scope in ("hesitation", "all")]
        return voices(connection), counts


def without_quotes(brief: Any) -> Any:  # noqa: ANN401 - JSON values
    """Copies a brief without what quotes a document."""
    if isinstance(brief, list):
        return [
            without_quotes(one) for one in brief if not (isinstance(one, dict) and "doc_id" in one and "text" in one)
        ]
    if not isinstance(brief, dict):
        return brief
    return {name: without_quotes(one) for name, one in brief.items() if name != "example"}


def is_in_files(home: Path) -> bool:
    return any(MARKER.encode() in file.read_bytes() for file in (home / "store").glob("voc.db*"))


def test_a_night_clears_what_is_too_old_and_every_figure_stays(marked_home: Path, at_work: AtWork) -> None:
    with at_work(marked_home) as place:
        assert [step.name for step in plan_night(place, RunOutcome(NIGHTLY), night_window(UNTIL, NOW))][
            -1
        ] == "summarise"
        night(place)
        week(place)
        before, brief = figures(place.store), brief_of(place, LAST_WEEK)
        n_before = status(place.store).n_documents
        with place.store.read() as connection:
            assert [hit.week for hit in search(connection, MARKER)] == ["2026-W41"]
            asked = select(documents.c.id, documents.c.source).where(documents.c.week < "2026-W44")
            old = {row.id: row.source for row in connection.execute(asked)}
    assert is_in_files(marked_home)
    keep(marked_home, "28 days")
    with at_work(marked_home) as place:
        outcome = night(place)
        assert outcome.counts["texts cleared"] == len(old)
        assert status(place.store).n_documents == n_before - len(old)
        assert figures(place.store) == before
        assert without_quotes(brief_of(place, LAST_WEEK)) == without_quotes(brief)
        with place.store.read() as connection:
            assert search(connection, MARKER) == []
            assert sorted({one.week for one in purged_weeks(connection)}) == OLD_WEEKS
            (entry,) = read_audit(connection, action="purge")
            assert sum(one["documents"] for one in entry.details["sources"].values()) == len(old)
        # The whole files are read again, because one has changed: nothing comes back, nothing is cleared twice.
        file = marked_home / "inbox" / "app_reviews" / "reviews.csv"
        file.write_bytes(file.read_bytes() + "R96,2026-11-20 09:00:00,5,,편해요,하루,3.1,KR\n".encode())
        again = night(place)
        (reviews,) = (one.saved for one in again.collected if one.source == "app_reviews")
        n_reviews = sum(source == "app_reviews" for source in old.values())
        assert (reviews.n_new, reviews.n_expired) == (1, n_reviews)
    assert not is_in_files(marked_home)


def test_a_purge_that_was_killed_is_finished_by_the_next(
    marked_home: Path, at_work: AtWork, monkeypatch: pytest.MonkeyPatch
) -> None:
    request = PurgeRequest(before=date(2026, 10, 26), today=UNTIL)
    real = purge_module.clear_some
    n_calls: list[Cell] = []

    def killed(connection: Connection, cell: Cell, limit: Limit) -> int:
        n_calls.append(cell)
        if len(n_calls) == 4:
            raise KeyboardInterrupt
        return real(connection, cell, limit)

    with at_work(marked_home) as place:
        night(place)
        before = figures(place.store)
        monkeypatch.setattr(purge_module, "clear_some", killed)
        with pytest.raises(KeyboardInterrupt):
            purge(place, request)
        monkeypatch.setattr(purge_module, "clear_some", real)
        assert figures(place.store) == before
        # Nobody asks for it any more: what was begun is finished all the same.
        purge(place, PurgeRequest(today=UNTIL))
        purge(place, request)
        assert figures(place.store) == before
        assert plan_purge(place, request).is_empty
        with place.store.read() as connection:
            assert sorted({one.week for one in purged_weeks(connection)}) == OLD_WEEKS
    assert not is_in_files(marked_home)


def test_who_still_reads_the_store_spoils_no_night(
    marked_home: Path, at_work: AtWork, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep(marked_home, "28 days")

    def busy(_store: Store) -> None:
        raise StoreError("another program still reads the store")

    with at_work(marked_home) as place:
        monkeypatch.setattr(purge_module, "scrub", busy)
        assert night(place).notes == ["another program still reads the store"]


def test_answers_go_when_the_consent_to_them_ends(own_home: Path, at_work: AtWork) -> None:
    with at_work(own_home) as place:
        night(place)
        with place.store.begin() as connection:
            rename = documents.update().where(documents.c.id == document_id("app_reviews", "R00"))
            connection.execute(rename.values(kind="survey_answer", external_id="nps:7:ab"))
        before = figures(place.store)
        form = SavedForm("nps", {"의견": "open_text"}, FormFacts(keep_until=date(2026, 11, 22)))
        save_form(forms_folder(place.settings), form)
        assert plan_purge(place, PurgeRequest(today=date(2026, 11, 22))).is_empty
        cleared = purge(place, PurgeRequest(today=UNTIL))
        assert [(one.form, one.n_documents) for one in cleared.consents] == [("nps", 1)]
        assert figures(place.store) == before
        assert status(place.store).n_forgotten == 1
        assert purge(place, PurgeRequest(today=UNTIL)).is_empty


def test_a_form_that_cannot_be_read_keeps_nothing_else(marked_home: Path, at_work: AtWork) -> None:
    with at_work(marked_home) as place:
        night(place)
        folder = forms_folder(place.settings)
        folder.mkdir()
        (folder / "broken.json").write_text("{", encoding="utf-8")
        keep(marked_home, "28 days")
    with at_work(marked_home) as place:
        cleared = purge(place, PurgeRequest(today=UNTIL))
        assert cleared.n_documents
        assert "broken.json cannot be read" in cleared.problems[0]
        assert night(place).notes == list(cleared.problems)
