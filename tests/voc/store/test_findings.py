from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from voc.errors import StoreError
from voc.records import Document
from voc.store import (
    LedgerEntry,
    ReadDocument,
    Space,
    Store,
    StoredTheme,
    ThemeChoice,
    append_ledger,
    count_findings,
    count_weeks,
    current_space,
    load_themes,
    marked_weeks,
    parse_selection,
    read_ledger,
    save_space,
    save_themes,
    set_themes,
    verbatims,
)

Make = Callable[..., Document]
Days = Callable[[int], datetime]
Fill = Callable[..., None]
Read = Callable[..., ReadDocument]

THEME = StoredTheme(
    "t1", "본인 인증", "defect", "onboarding", keywords=({"term": "인증", "surface": "인증이", "score": 2.5},)
)


def _choice(document: Document, theme_id: str | None, version: str = "s1", index: int = 0) -> ThemeChoice:
    return ThemeChoice(document.id, index, theme_id, 0.8 if theme_id else None, version)


def test_only_a_change_of_theme_has_weeks_counted_again(store: Store, make: Make, fill: Fill) -> None:
    document = make("a", "인증이 안 돼요")
    fill(document)
    with store.begin() as connection:
        save_themes(connection, [THEME])
        count_weeks(connection)
        assert set_themes(connection, [_choice(document, None)]) == 0
        assert marked_weeks(connection) == []
        assert set_themes(connection, [_choice(document, "t1")]) == 1
        assert marked_weeks(connection) == ["2026-W47"]
        count_weeks(connection)
        assert set_themes(connection, [_choice(document, "t1", "s2")]) == 0
        assert set_themes(connection, [_choice(document, None, "ledger")]) == 1


def test_an_unknown_theme_is_an_error(store: Store, make: Make, fill: Fill) -> None:
    document = make("a", "인증이 안 돼요")
    fill(document)
    with store.begin() as connection, pytest.raises(StoreError, match="'t9' is not in the store"):
        set_themes(connection, [_choice(document, "t9")])


def test_verbatims_stand_behind_every_number(store: Store, make: Make, days: Days, fill: Fill) -> None:
    fill(
        make("a", "인증이 안 돼요\n고마워요"),
        make("b", "인증이 안 됩니다", created_at=days(1)),
        make("c", "환급이 안 와요"),
    )
    selection = parse_selection("stage=onboarding,hesitation=yes")
    with store.read() as connection:
        found = verbatims(connection, selection)
        assert [(one.text, one.sentence_index) for one in found] == [("인증이 안 됩니다", 0), ("인증이 안 돼요", 0)]
        assert found[0].why == ("rule",)
        assert verbatims(connection, selection, limit=1, offset=1) == found[1:]
        assert count_findings(connection, selection) == (2, 2)
        assert count_findings(connection, parse_selection("week=2026-W47")) == (4, 3)


def test_themes_come_back_as_saved_and_keep_the_run_that_made_them(store: Store) -> None:
    made = StoredTheme(
        "t2",
        "늦은 환급",
        "delay",
        "fulfilment",
        first_week="2026-W40",
        origin="discovered",
        created_in_run="r1",
        payload=b"\0\1",
    )
    with store.begin() as connection:
        save_themes(connection, [made, THEME])
        assert load_themes(connection) == [THEME, made]
        save_themes(
            connection, [StoredTheme("t2", "환급 지연", "delay", "fulfilment", created_in_run="r2", hidden=True)]
        )
        assert load_themes(connection, ["t2", "t9"]) == [
            StoredTheme("t2", "환급 지연", "delay", "fulfilment", created_in_run="r1", hidden=True)
        ]


def test_the_last_saved_space_assigns(store: Store) -> None:
    with store.begin() as connection:
        assert current_space(connection) is None
        save_space(connection, Space("s1", b"one", "2026-W46"))
        save_space(connection, Space("s2", b"two", "2026-W47"))
        assert current_space(connection) == Space("s2", b"two", "2026-W47")


def test_the_ledger_only_grows_and_notices_who_was_faster(store: Store) -> None:
    entry = LedgerEntry(
        0, datetime(2026, 11, 20, tzinfo=UTC), "하나", "rename", "t1", {"title": "인증 실패"}, "고객 말로"
    )
    with store.begin() as connection:
        assert append_ledger(connection, entry).seq == 1
        assert append_ledger(connection, entry, expect=1).seq == 2
        with pytest.raises(StoreError, match="Somebody else"):
            append_ledger(connection, entry, expect=1)
        assert [(one.seq, one.who, one.details) for one in read_ledger(connection, subject="t1")] == [
            (1, "하나", {"title": "인증 실패"}),
            (2, "하나", {"title": "인증 실패"}),
        ]
        assert read_ledger(connection, subject="t2") == []
