"""The window at the gate, circles, records set aside."""

import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from voc.errors import RecordError, SourceError
from voc.records import Record, Window
from voc.sources import walk
from voc.sources.facts import Facts
from voc.sources.walk import Gate, Progress, Tray

NOON = datetime(2026, 9, 10, 12, tzinfo=UTC)
SECOND = timedelta(seconds=1)


def written(at: datetime | None, updated_at: datetime | None = None) -> Record:
    return Record("s", str(at), "post", "blog", "재입고 알림이 안 와요", created_at=at, updated_at=updated_at)


def test_a_window_is_half_open() -> None:
    gate = Gate(Window(NOON, NOON + SECOND * 10))
    moments = [NOON - SECOND, NOON, NOON + SECOND * 9, NOON + SECOND * 10]
    taken = gate.take(written(at) for at in moments)
    assert [record.created_at for record in taken] == [NOON, NOON + SECOND * 9]
    assert gate.is_late


def test_what_is_early_holds_no_cursor_back() -> None:
    gate = Gate(Window(NOON, None))
    assert gate.take([written(NOON - SECOND)]) == []
    assert not gate.is_late


def test_an_edit_counts_by_its_own_time() -> None:
    gate = Gate(Window(NOON, NOON + SECOND * 10))
    assert len(gate.take([written(NOON - SECOND * 99, NOON)])) == 1
    assert gate.take([written(NOON, NOON + SECOND * 10)]) == []
    assert gate.is_late


def test_a_time_in_the_future_is_a_clock_gone_wrong_and_holds_no_cursor_back() -> None:
    gate = Gate(Window(None, NOON), now=NOON + timedelta(hours=2))
    years_ahead = NOON + timedelta(days=1500)
    unknown, edited = gate.take([written(years_ahead), written(NOON - SECOND, years_ahead)])
    assert (unknown.created_at, unknown.created_precision) == (NOON + timedelta(hours=2), "seen")
    assert (edited.created_at, edited.created_precision, edited.updated_at) == (NOON - SECOND, "second", None)
    assert not gate.is_late


def test_a_clock_that_is_some_hours_ahead_is_believed() -> None:
    gate = Gate(Window(None, NOON), now=NOON + timedelta(hours=2))
    assert gate.take([written(NOON + timedelta(hours=20))]) == []
    assert gate.is_late


def test_what_has_no_time_always_passes() -> None:
    gate = Gate(Window(NOON, NOON))
    assert len(gate.take([written(None)])) == 1
    assert not gate.is_late


def test_a_walk_in_circles_is_ended() -> None:
    progress = Progress("cs", "the ticket export")
    for token in ("a", "b", "c"):
        progress.step(token)
    with pytest.raises(SourceError, match="'cs': the ticket export leads to the same page again and again"):
        progress.step("b")


def test_a_walk_without_end_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(walk, "_MANY_PAGES", 3)
    progress = Progress("cs", "the ticket export")
    for token in ("a", "b", "c"):
        progress.step(token)
    with pytest.raises(SourceError, match="goes on after 3 pages"):
        progress.step("d")


def test_a_hundred_thousand_pages_are_remembered_in_few_megabytes() -> None:
    progress = Progress("cs", "the ticket export")
    for number in range(100_000):
        progress.step(f"{number:>400}")
    held = sys.getsizeof(progress._seen) + sum(map(sys.getsizeof, progress._seen))
    assert held < 10_000_000


def read(facts: Facts) -> Record:
    return Record("s", facts.needed("id"), "post", "blog", facts.text("body"))


def test_good_records_are_made_and_bad_ones_set_aside_with_what_may_be_kept() -> None:
    tray = Tray("reviews of the app", ("id", "body"))
    raw = [
        {"id": 1, "body": "가격이 올랐네요"},
        {"body": "배송 조회가 안 돼요", "author": "길동이"},
        None,
        "?",
        {"id": [1]},
    ]
    tray.add(raw, read)
    assert [record.body for record in tray.records] == ["가격이 올랐네요"]
    assert [(one.file, one.line, one.reason, one.cells) for one in tray.rejects] == [
        ("reviews of the app", 0, "'id' is missing", {"body": "배송 조회가 안 돼요"}),
        ("reviews of the app", 0, "it is no object", {}),
        ("reviews of the app", 0, "it is no object", {}),
        ("reviews of the app", 0, "'id' is no text", {"id": "[1]"}),
    ]


def test_what_no_customer_wrote_is_left_out() -> None:
    tray = Tray("comments", ("id",))
    tray.add([{"id": 1}], lambda _: None)
    assert (tray.records, tray.rejects) == ([], [])


def test_of_a_raw_record_that_gives_several_all_are_taken_or_none() -> None:
    def answers(facts: Facts) -> Iterator[Record]:
        yield read(facts)
        raise RecordError("its second answer is of no known kind")

    tray = Tray("responses", ("id",))
    tray.add([{"id": 7, "body": "결제 단계가 너무 많아요"}], answers)
    assert tray.records == []
    assert [one.reason for one in tray.rejects] == ["its second answer is of no known kind"]
    tray.add([{"id": 8}], lambda facts: [read(facts), read(facts)])
    assert len(tray.records) == 2


def test_whatever_is_set_aside_can_be_written_down() -> None:
    deep: object = "끝"
    for _ in range(100_000):
        deep = [deep]
    tray = Tray("comments", ("id", "body", "meta"))
    tray.set_aside({"id": None, "body": "반쪽 \ud83d", "meta": deep}, "it is strange")
    cells = tray.rejects[0].cells
    assert cells == {"id": "", "body": "반쪽 ?", "meta": "(nested too deeply to be shown)"}
    assert "".join(cells.values()).encode()
