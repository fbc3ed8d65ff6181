"""Refreshing a store that an older version of the analysis read: themes stay, people's decisions hold, all is read."""

import shutil
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from pathlib import Path

import pytest
from small_home import UNTIL
from sqlalchemy import Connection, func, insert, select, update

from nlp.reader import Reader
from voc.config import load_settings
from voc.steps.analyse import analyse
from voc.steps.enduring import enduring
from voc.steps.mending import mend_readings
from voc.steps.night import NIGHTLY, RunOutcome, logged
from voc.steps.plan import plan_night
from voc.steps.refresh import refresh
from voc.steps.summarise import summarise
from voc.steps.workplace import Workplace, night_window, open_workplace
from voc.store import (
    LedgerEntry,
    Selection,
    StoredTheme,
    ThemeChoice,
    Verbatim,
    count_outdated,
    counted_weeks,
    enter,
    save_themes,
    set_themes,
    shown_sentences,
    verbatims,
)
from voc.store.marks import note_weeks
from voc.store.packing import DamagedReadingError
from voc.store.schema import documents, findings, readings, sentences

AtWork = Callable[..., AbstractContextManager[Workplace]]
Content = Callable[..., dict[str, list[str]]]
NOW = datetime(2026, 11, 24, tzinfo=UTC)


def night(place: Workplace) -> RunOutcome:
    outcome, window = RunOutcome(NIGHTLY), night_window(UNTIL, NOW)
    with logged(place, outcome, window):
        for step in plan_night(place, outcome, window):
            step.work()
    return outcome


def age(place: Workplace) -> None:
    """Make everything in the store the work of an older version."""
    with place.store.begin() as connection:
        for table in (documents, findings, readings):
            held = table.c.analysis_version
            connection.execute(update(table).where(held == place.reader.version).values(analysis_version="older"))


def said(place: Workplace, words: str) -> Verbatim:
    with place.store.read() as connection:
        return next(one for one in verbatims(connection, Selection(), limit=1000) if words in one.text)


def at(one: Verbatim) -> tuple[object, ...]:
    return (findings.c.document_id == one.document_id, findings.c.sentence_index == one.sentence_index)


def themes(place: Workplace) -> dict[tuple[str, int], str | None]:
    with place.store.read() as connection:
        ids = sorted(connection.scalars(select(documents.c.id)))
        found = shown_sentences(connection, of_documents=ids)
    return {(one.document_id, one.sentence_index): one.theme_id for one in found}


@pytest.fixture(scope="module")
def read_home(written_home: Path, tmp_path_factory: pytest.TempPathFactory, packaged_reader: Reader) -> Path:
    """A home whose inbox one night has read."""
    home = Path(shutil.copytree(written_home, tmp_path_factory.mktemp("read") / "home"))
    with open_workplace(load_settings(home / "config")) as place:
        place.__dict__["reader"] = packaged_reader
        night(place)
    return home


@pytest.fixture
def aged(read_home: Path, tmp_path: Path, at_work: AtWork) -> Path:
    """The same home, all of it marked as an older version's work."""
    home = Path(shutil.copytree(read_home, tmp_path / "aged"))
    with at_work(home) as place:
        age(place)
    return home


def test_a_night_leaves_what_an_older_version_read_and_says_so(aged: Path, at_work: AtWork) -> None:
    with at_work(aged) as place:
        n = count(place, "older")
        assert n > 80
        assert analyse(place) == 0
        outcome = night(place)
        assert count(place, "older") == n
    (note,) = outcome.notes
    assert note.startswith(f"{n} documents were read by an older version of the analysis and stay as they are")
    assert "`voc refresh --dry-run`" in note


def count(place: Workplace, version: str) -> int:
    with place.store.read() as connection:
        asked = select(func.count()).select_from(documents).where(documents.c.analysis_version == version)
        return connection.scalar(asked) or 0


def test_reading_the_same_again_changes_nothing_but_the_version(
    aged: Path, read_home: Path, at_work: AtWork, content: Content
) -> None:
    with at_work(read_home) as place:
        wanted = content(place.store)
    with at_work(aged) as place:
        done = refresh(place)
        assert content(place.store) == wanted
        assert (done.n_relabelled, done.n_moved, done.n_recut, done.n_stray) == (0, 0, 0, 0)
        assert done.n_documents == done.n_outdated > 80
        assert refresh(place).n_documents == 0


def test_a_dry_run_counts_and_stores_nothing(aged: Path, at_work: AtWork, content: Content) -> None:
    with at_work(aged) as place:
        before = content(place.store)
        done = refresh(place, dry_run=True)
        assert content(place.store) == before
    assert done.n_outdated > 80
    assert (done.n_documents, done.n_relabelled, done.weeks) == (done.n_outdated, 0, [])


def test_themes_stay_unless_the_new_reading_speaks_against_them(aged: Path, at_work: AtWork) -> None:
    """A found theme keeps its sentence, the catalogue only while it says the same; a new hesitation is placed."""
    with at_work(aged) as place:
        kept, moved, woken = said(place, "신분증 촬영"), said(place, "수수료가 왜"), said(place, "상담원 연결도")
        assert {kept.theme_id, moved.theme_id, woken.theme_id}.isdisjoint({None, "d_found", "c_other"})
        with place.store.begin() as connection:
            save_themes(connection, [StoredTheme("d_found", "찾은 테마", "defect", "usage", origin="discovered")])
            save_themes(connection, [StoredTheme("c_other", "다른 테마", "defect", "usage")])
            choices = [
                ThemeChoice(kept.document_id, kept.sentence_index, "d_found", 0.6, "s1"),
                ThemeChoice(moved.document_id, moved.sentence_index, "c_other", 0.6, "s1"),
            ]
            set_themes(connection, choices)
            read_otherwise(connection, moved, theme="other")
            slept = {"is_hesitation": False, "theme_id": None, "placed_theme_id": None}
            connection.execute(update(findings).where(*at(woken)).values(**slept))
        done = refresh(place)
        after = themes(place)
    assert after[kept.document_id, kept.sentence_index] == "d_found"
    assert after[moved.document_id, moved.sentence_index] == moved.theme_id
    assert after[woken.document_id, woken.sentence_index] == woken.theme_id
    assert (done.n_moved, len(done.moved), done.n_relabelled) == (2, 2, 1)


def test_a_theme_that_the_catalogue_has_no_more_keeps_no_sentence(aged: Path, at_work: AtWork) -> None:
    """Also where the new reading says the same as the old one."""
    with at_work(aged) as place:
        one = said(place, "신분증 촬영")
        with place.store.begin() as connection:
            save_themes(connection, [StoredTheme("c_gone", "옛 테마", "defect", "usage")])
            set_themes(connection, [ThemeChoice(one.document_id, one.sentence_index, "c_gone", 0.6, "s1")])
        assert refresh(place).n_moved == 1
        assert themes(place)[one.document_id, one.sentence_index] == one.theme_id


def read_otherwise(connection: Connection, one: Verbatim, *, theme: str) -> None:
    place = (sentences.c.document_id == one.document_id) & (sentences.c.sentence_index == one.sentence_index)
    fingerprint = select(sentences.c.fingerprint).where(place).scalar_subquery()
    connection.execute(update(readings).where(readings.c.fingerprint == fingerprint).values(theme=theme))


def test_decisions_of_people_hold_and_stray_ones_are_told(aged: Path, at_work: AtWork) -> None:
    with at_work(aged) as place:
        moved, denied, lost = said(place, "신분증 촬영"), said(place, "수수료가 왜"), said(place, "상담원 연결도")
        with place.store.begin() as connection:
            # As if the older version had cut this sentence otherwise.
            where = (sentences.c.document_id == lost.document_id, sentences.c.sentence_index == lost.sentence_index)
            connection.execute(update(sentences).where(*where).values(fingerprint="f" * 32))
            keys = {
                one: next(
                    s.fingerprint
                    for s in shown_sentences(connection, of_documents=[one.document_id])
                    if s.sentence_index == one.sentence_index
                )
                for one in (moved, denied, lost)
            }
            for action, subject, details in (
                ("move", "c_delay", {"to": "c_deposit_delay", "sentences": [[moved.document_id, keys[moved]]]}),
                ("correct", denied.document_id, {"fingerprint": keys[denied], "labels": {"hesitation": "no"}}),
                ("move", "none", {"to": None, "sentences": [[lost.document_id, keys[lost]]]}),
            ):
                enter(connection, LedgerEntry(0, NOW, "하나", action, subject, details, ""))
        done = refresh(place)
        after = themes(place)
        again = said(place, "수수료가 왜")
    assert after[moved.document_id, moved.sentence_index] == "c_deposit_delay"
    assert (after[denied.document_id, denied.sentence_index], again.is_hesitation) == (None, False)
    assert (done.n_stray, done.n_recut) == (1, 1)


def test_the_older_version_leaves_no_reading_behind(aged: Path, at_work: AtWork) -> None:
    with at_work(aged) as place:
        summarise(place)
        refresh(place)
        with place.store.read() as connection:
            versions = set(connection.scalars(select(readings.c.analysis_version)))
            assert count_outdated(connection, place.reader.version) == 0
    assert versions == {place.reader.version}


def damage(place: Workplace, n: int) -> None:
    """Write nonsense into readings."""
    with place.store.begin() as connection:
        keys = list(connection.scalars(select(readings.c.fingerprint).order_by(readings.c.fingerprint).limit(n)))
        broken = update(readings).where(readings.c.fingerprint.in_(keys))
        connection.execute(broken.values(terms=[["only", "two"]]))


def held_readings(place: Workplace) -> dict[str, tuple[object, ...]]:
    """What the readings say, by sentence; without the version."""
    with place.store.read() as connection:
        return {row[0]: tuple(row[2:]) for row in connection.execute(select(readings))}


def test_damaged_readings_of_an_older_version_are_made_anew(aged: Path, at_work: AtWork) -> None:
    """A run that comes across them goes on, whoever had read them; themes and labels stay."""
    with at_work(aged) as place:
        whole, before = held_readings(place), themes(place)
        damage(place, 40)
        with place.store.begin() as connection:
            note_weeks(connection, counted_weeks(connection))
        with pytest.raises(DamagedReadingError, match=r"Make them anew: voc refresh\."):
            summarise(place)
        enduring(place, lambda: summarise(place))()
        assert held_readings(place) == whole
        assert themes(place) == before
        assert count(place, "older") > 80


def test_a_refresh_makes_damaged_readings_anew(read_home: Path, tmp_path: Path, at_work: AtWork) -> None:
    with at_work(Path(shutil.copytree(read_home, tmp_path / "home"))) as place:
        whole = held_readings(place)
        damage(place, 40)
        assert refresh(place).n_outdated == 0
        assert held_readings(place) == whole


def test_a_damaged_reading_that_no_document_uses_is_dropped(read_home: Path, tmp_path: Path, at_work: AtWork) -> None:
    with at_work(Path(shutil.copytree(read_home, tmp_path / "home"))) as place:
        with place.store.begin() as connection:
            row = dict(connection.execute(select(readings).limit(1)).mappings().one())
            connection.execute(insert(readings), [{**row, "fingerprint": "f" * 32, "terms": [["one"]]}])
        assert mend_readings(place) == 1
        assert "f" * 32 not in held_readings(place)
        assert mend_readings(place) == 0
