"""Watches: themes before and after a change, on stores whose every voice is known."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from planted import plant, weeks_of
from sqlalchemy import Connection, insert

from voc.config import Settings, load_settings
from voc.config.sections import CalendarSection, Period
from voc.planning.watch import Watch, changes_on, is_watched, span_of, watches
from voc.planning.watch_rows import NOTE, rows_of, watch_rows
from voc.store import LedgerEntry, Store, enter, open_store
from voc.store.changes import StoredChange, load_changes, new_change, save_change, undo_change
from voc.store.schema import message_imports, message_sentences, messages

AT = datetime(2026, 11, 20, 3, tzinfo=UTC)
# W39 to W47, a change on the Wednesday of W43: the weeks before are W39 to W42, those since W44 to W47.
DAY, LAST = "2026-10-21", "2026-W47"


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """Nine weeks of 100 voices: `falls` from 20 a week to 4, `stays` at 10, `rare` once in all."""
    falls = weeks_of([20, 20, 20, 20, 20, 4, 4, 4, 4], theme="falls")
    stays = weeks_of([10] * 9, theme="stays")
    rare = weeks_of([1, 0, 0, 0, 0, 0, 0, 0, 0], theme="rare")
    rest = weeks_of([69, 70, 70, 70, 70, 86, 86, 86, 86], hesitates=False)
    with open_store(f"sqlite:///{tmp_path_factory.mktemp('watch')}/voc.db") as opened:
        plant(opened, [*falls, *stays, *rare, *rest])
        yield opened


@pytest.fixture(scope="module")
def settings() -> Settings:
    calendar = CalendarSection(campaigns=(Period(name="가을 행사", start=date(2026, 10, 30)),))
    return replace(load_settings(Path(__file__).parents[2] / "config"), calendar=calendar)


def change(*themes: str, day: str = DAY, what: str = "예상 날짜를 표시") -> StoredChange:
    return new_change(day, "screen", what, themes, who="한별", at=AT)


def watched(store: Store, one: StoredChange, week: str = LAST) -> list[Watch]:
    with store.read() as connection:
        return watches(connection, [one], week)


def test_a_change_within_a_week_leaves_that_week_out() -> None:
    wednesday, monday = span_of(DAY), span_of("2026-10-19")
    assert (wednesday.before, wednesday.since) == (
        ("2026-W39", "2026-W40", "2026-W41", "2026-W42"),
        ("2026-W44", "2026-W45", "2026-W46", "2026-W47"),
    )
    assert monday.since[0] == "2026-W43"
    assert [week for week in ("2026-W42", "2026-W43", "2026-W47", "2026-W48") if is_watched(change("x"), week)] == [
        "2026-W43",
        "2026-W47",
    ]


def test_what_fell_and_what_stayed_are_told_apart(store: Store) -> None:
    """80 of 400 voices before are 200 in 1,000; 16 of 400 since are 40."""
    falls, stays = watched(store, change("falls", "stays"))
    assert (falls.state, stays.state) == ("fell", "same")
    assert (falls.before.n, falls.before.n_voices, falls.before.rate) == (80, 400, 200.0)
    assert (falls.since.n, falls.since.n_voices, falls.since.rate) == (16, 400, 40.0)
    assert falls.expected is not None
    assert falls.expected[0] > 40
    assert next((one.week, one.n, one.rate) for one in falls.weeks) == ("2026-W44", 4, 40.0)


def test_a_change_is_watched_until_its_four_weeks_are_over(store: Store) -> None:
    (running,) = watched(store, change("falls"), "2026-W45")
    assert (running.state, len(running.weeks), running.since.n) == ("watching", 2, 8)
    (begun,) = watched(store, change("falls"), "2026-W43")
    assert (begun.state, begun.weeks, begun.before.n) == ("watching", (), 80)


def test_nothing_is_said_without_weeks_to_compare_or_with_too_few_voices(store: Store) -> None:
    early, rare = watched(store, change("falls", day="2026-10-07"))[0], watched(store, change("rare"))[0]
    assert (early.state, early.held) == ("held", ("no_base", None))
    assert (rare.state, rare.held) == ("held", ("few", None))


def test_a_row_says_what_came_what_else_happened_and_that_it_is_no_proof(store: Store, settings: Settings) -> None:
    other = change("stays", day="2026-11-03", what="문구를 바꿈")
    with store.begin() as connection:
        _message(connection, "m1", "falls")
        save_change(connection, other)
        (row,) = rows_of(connection, [change("falls")], LAST, settings)
        connection.rollback()
    assert row["said"] == (
        f"뚜렷하게 줄었습니다. 바꾸기 전 4주에는 1,000건당 200건, 그 뒤에는 40건이었고, "
        f"달라진 것이 없다면 {row['expected'][0]:g}~{row['expected'][1]:g}건입니다."
    )
    assert row["note"] == NOTE
    assert [(one["on"], one["text"]) for one in row["beside"]] == [
        ("2026-10-30", "캠페인: 가을 행사"),
        ("2026-11-03", "다른 변경(화면): 문구를 바꿈"),
        ("2026-11-05", "보낸 메시지(앱 푸시): 입금 예정일을 알려 드려요"),
    ]


def test_a_merged_theme_is_watched_where_it_went(store: Store, settings: Settings) -> None:
    with store.begin() as connection:
        save_change(connection, change("falls"))
        enter(connection, LedgerEntry(0, AT, "한별", "merge", "stays", {"themes": ["falls"], "into": "stays"}, ""))
        (row,) = rows_of(connection, load_changes(connection), "2026-W43", settings)
        assert [one.day for one in changes_on(connection, "stays")] == [DAY]
        connection.rollback()
    assert (row["theme_id"], row["title"]) == ("stays", "stays")


def test_only_what_is_watched_in_a_week_stands_in_its_brief(store: Store, settings: Settings) -> None:
    with store.begin() as connection:
        kept, undone = change("falls"), change("stays")
        save_change(connection, kept)
        save_change(connection, undone)
        undo_change(connection, undone, who="한별", at=AT)
        assert [row["title"] for row in watch_rows(connection, LAST, settings)] == ["falls"]
        assert watch_rows(connection, "2026-W48", settings) == []
        assert [one.undone_by for one in load_changes(connection, undone=True) if one.undone_at] == ["한별"]
        connection.rollback()


def _message(connection: Connection, key: str, theme: str) -> None:
    sent = datetime(2026, 11, 5, 1, tzinfo=UTC)
    held = {"import_id": "i", "seq": 1, "file": "f", "at": sent, "who": "한별", "mapping": {}, "counts": {}}
    connection.execute(insert(message_imports).values(held))
    row = {"message_id": key, "import_id": "i", "sent_at": sent, "sent_precision": "minute", "week": "2026-W45"}
    body = {"channel": "app_push", "title": "입금 예정일을 알려 드려요", "body": "확인하세요", "fingerprint": "f"}
    connection.execute(insert(messages).values({**row, **body}))
    place = {"message_id": key, "sentence_index": 0, "start": 0, "end": 5, "placed_theme_id": theme}
    connection.execute(insert(message_sentences).values(place))
