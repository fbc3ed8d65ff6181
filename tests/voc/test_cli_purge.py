"""`voc purge`: texts go by age and source, from the very files too; figures stay, and nothing comes back."""

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from voc.config import Settings, load_settings
from voc.records import Cursor, Window
from voc.steps.collect import collect
from voc.steps.rights import purge as purge_module
from voc.steps.workplace import open_workplace
from voc.store import (
    Store,
    count_weeks,
    forget_document,
    load_cursor,
    load_rejects,
    load_snapshot,
    read_audit,
    save_cursor,
    save_snapshot,
    search,
    status,
    tallies,
    voices,
)
from voc.store.purged import purged_weeks

Call = Callable[..., Any]
WEEKS = ("week", "source", "theme", "stage", "reason")
TODAY = date(2026, 11, 25)
MARKER = "보랏빛고래"


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> None:
    """A Wednesday of 2026-W48, whatever the clock says."""
    for module in ("rights.purge", "rights.purge_plan", "keeping"):
        monkeypatch.setattr(f"voc.steps.{module}.seoul_today", lambda: TODAY)


def rows(text: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in text.splitlines()]


def keep(home: Path, period: str) -> None:
    (home / "config" / "privacy.yaml").write_text(f"keep_texts: {period}\n", encoding="utf-8")


def figures(store: Store) -> object:
    with store.read() as connection:
        return voices(connection), tallies(connection, WEEKS), tallies(connection, WEEKS, scope="all")


def test_texts_go_by_age_and_figures_stay(filled: Store, call: Call) -> None:
    before = figures(filled)
    shown = [call("show", what, "--week", "2026-W47", "--json").out for what in ("themes", "stages", "trends")]
    result = call("purge", "--before", "2026-11-16", "--yes", "--json")
    assert result.code == 0
    assert rows(result.out) == [
        {
            "dry_run": False,
            "source": "shop_reviews",
            "keep_texts": None,
            "form": None,
            "first_week": "2026-W46",
            "last_week": "2026-W46",
            "n_weeks": 1,
            "n_documents": 4,
            "n_rejects": 0,
            "n_unread": 0,
            "exports": [],
        }
    ]
    assert figures(filled) == before
    assert [call("show", what, "--week", "2026-W47", "--json").out for what in ("themes", "stages", "trends")] == shown
    assert status(filled).n_documents == 5
    with filled.begin() as connection:
        count_weeks(connection, ["2026-W46", "2026-W47"])
        assert [hit.week for hit in search(connection, "편하고")] == ["2026-W47"]
        (entry,) = read_audit(connection)
    assert figures(filled) == before
    assert entry.details["sources"] == {
        "shop_reviews": {"documents": 4, "weeks": ["2026-W46", "2026-W46"], "rejects": 0}
    }
    assert not entry.is_open
    again = call("purge", "--before", "2026-11-16", "--yes", "--json")
    assert (again.code, again.out) == (0, "")


@pytest.mark.usefixtures("empty_store")
def test_no_letter_is_left_in_the_files(home: Path, settings: Settings, call: Call) -> None:
    text = f"번호,작성일,작성자,내용\n1,2026-11-10,가람,{MARKER} 아이콘이 안 보여요\n2,2026-11-17,나래,앱이 느려요\n"
    (home / "inbox" / "shop" / "a.csv").write_text(text, encoding="utf-8")
    with open_workplace(settings) as place:
        (source,) = place.sources()
        collect(place, source, Window())
    folder = home / "store"

    def is_written() -> bool:
        return any(MARKER.encode() in file.read_bytes() for file in folder.glob("voc.db*"))

    assert is_written()
    assert call("purge", "--before", "2026-11-16", "--yes").code == 0
    assert not is_written()
    # The same file again: what was cleared is not stored a second time, the rest is known.
    with (home / "inbox" / "shop" / "a.csv").open("a", encoding="utf-8") as file:
        file.write("3,2026-11-18,다온,좋아요\n")
    with open_workplace(settings) as place:
        saved = collect(place, source, Window()).saved
    assert (saved.n_new, saved.n_unchanged, saved.n_expired) == (1, 1, 1)


def test_configured_periods_apply_without_asking(home: Path, filled: Store, call: Call) -> None:
    # Two weeks before Wednesday the 25th is the 11th: the week of Monday the 9th goes, that of the 16th stays.
    keep(home, "2 weeks")
    dry = call("purge", "--dry-run", "--json")
    assert [(row["dry_run"], row["first_week"], row["n_documents"]) for row in rows(dry.out)] == [(True, "2026-W46", 4)]
    assert status(filled).n_documents == 9
    done = call("purge", "--json")
    assert (done.code, [row["keep_texts"] for row in rows(done.out)]) == (0, ["2 weeks"])
    assert status(filled).n_documents == 5


def test_a_source_has_a_period_of_its_own(home: Path, filled: Store, call: Call) -> None:
    keep(home, "2 weeks")
    file = home / "config" / "sources.yaml"
    file.write_text(
        file.read_text(encoding="utf-8").replace(
            "    path: inbox/shop\n", "    path: inbox/shop\n    keep_texts: 3년\n"
        ),
        encoding="utf-8",
    )
    assert load_settings(home / "config").source("shop_reviews").keep_texts == "3 years"
    result = call("purge")
    assert (result.code, result.out) == (0, "")
    assert "Nothing is old enough" in result.err
    assert status(filled).n_documents == 9


def test_without_a_period_nothing_goes(filled: Store, call: Call) -> None:
    result = call("purge")
    assert (result.code, result.out) == (0, "")
    assert "kept for ever" in result.err
    refused = call("purge", "--source", "shop_reviews")
    assert refused.code == 2
    assert "kept for ever" in refused.err
    assert status(filled).n_documents == 9


def test_the_week_that_runs_is_never_cleared(filled: Store, call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("voc.steps.rights.purge_plan.seoul_today", lambda: date(2026, 11, 22))
    assert [row["last_week"] for row in rows(call("purge", "--older-than", "1d", "--yes", "--json").out)] == [
        "2026-W46"
    ]
    assert status(filled).n_documents == 5


def test_all_of_a_source_goes_once_it_is_collected_no_more(home: Path, filled: Store, call: Call) -> None:
    refused = call("purge", "--source", "shop_reviews", "--all", "--yes")
    assert refused.code == 2
    assert "enabled: false" in refused.err
    file = home / "config" / "sources.yaml"
    file.write_text(
        file.read_text(encoding="utf-8").replace("inbox/shop\n", "inbox/shop\n    enabled: false\n"), encoding="utf-8"
    )
    before = figures(filled)
    (row,) = rows(call("purge", "--source", "shop_reviews", "--all", "--yes", "--json").out)
    assert (row["n_weeks"], row["n_documents"], row["n_rejects"]) == (2, 9, 1)
    assert figures(filled) == before
    with filled.read() as connection:
        assert load_cursor(connection, "shop_reviews") is None
        assert [dict(one.reject.content) for one in load_rejects(connection, state=None)] == [{}]
    assert status(filled).n_documents == 0


def test_how_far_a_source_was_read_is_forgotten_even_where_no_text_is_left(
    home: Path, filled: Store, call: Call
) -> None:
    file = home / "config" / "sources.yaml"
    file.write_text(
        file.read_text(encoding="utf-8").replace("inbox/shop\n", "inbox/shop\n    enabled: false\n"), encoding="utf-8"
    )
    assert call("purge", "--source", "shop_reviews", "--all", "--yes").code == 0
    with filled.begin() as connection:
        save_cursor(connection, Cursor("shop_reviews", '{"page": "https://example.com/member/17"}'))
    (row,) = rows(call("purge", "--source", "shop_reviews", "--all", "--yes", "--json").out)
    assert (row["source"], row["n_documents"], row["n_rejects"]) == ("shop_reviews", 0, 0)
    with filled.read() as connection:
        assert load_cursor(connection, "shop_reviews") is None
    assert call("purge", "--source", "shop_reviews", "--all", "--yes", "--json").out == ""


def test_one_that_is_killed_is_noted_by_what_it_has_cleared(
    filled: Store, call: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("voc.store.purge._BATCH", 3)
    n_calls, real = [0], purge_module.clear_some

    def killed(*arguments: Any) -> int:  # noqa: ANN401 - those of `clear_some`
        n_calls[0] += 1
        if n_calls[0] == 2:
            raise KeyboardInterrupt
        return real(*arguments)

    with monkeypatch.context() as patch:
        patch.setattr(purge_module, "clear_some", killed)
        assert call("purge", "--before", "2026-11-16", "--yes").code == 130

    def noted() -> list[tuple[int, bool]]:
        with filled.read() as connection:
            lines = read_audit(connection, action="purge")
            return [(one.details["sources"]["shop_reviews"]["documents"], one.is_open) for one in lines]

    assert noted() == [(3, True)]
    # Four documents of one week, in three and one; who finishes has a line of their own.
    assert call("purge").code == 0
    assert noted() == [(3, False), (1, False)]
    with filled.read() as connection:
        assert [(one.week, one.n_documents) for one in purged_weeks(connection)] == [("2026-W46", 4)]


def test_frozen_briefs_keep_their_figures(filled: Store, call: Call) -> None:
    with filled.begin() as connection:
        document = search(connection, "인증")[-1].document_id
        quote = {"doc_id": document, "sentence_index": 0, "text": "인증이 안 돼요"}
        save_snapshot(connection, "2026-W46", {"largest": [{"n": [3, 1], "quotes": [quote]}]}, frozen=True)
    assert call("purge", "--before", "2026-11-16", "--yes").code == 0
    with filled.read() as connection:
        assert load_snapshot(connection, "2026-W46") == {"largest": [{"n": [3, 1], "quotes": []}]}


def test_readers_are_told_that_texts_were_cleared(filled: Store, call: Call) -> None:
    asked = ("brief", "--week", "2026-W46")
    assert call("theme", "pin", "t_auth", "--who", "하나").code == 0
    assert "지웠습니다" not in call(*asked).out
    assert "“인증이 안 돼요”" in call(*asked).out
    assert call("purge", "--before", "2026-11-16", "--yes").code == 0
    assert "이 주의 앱스토어 리뷰 글은 지웠습니다." in call(*asked).out
    assert "“인증이 안 돼요”" not in call(*asked).out
    searched = call("search", "인증", "--week", "2026-W46")
    assert (searched.out, "were cleared" in searched.err) == ("", True)
    assert status(filled).n_documents == 5


def test_nothing_is_cleared_unasked(filled: Store, call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    result = call("purge", "--older-than", "1w")
    assert (result.code, result.out) == (2, "")
    assert "--yes" in result.err
    monkeypatch.setattr("voc.cli.purge.is_person", lambda: True)
    assert call("purge", "--older-than", "1w", stdin="n\n").code == 130
    assert status(filled).n_documents == 9


def test_a_forgotten_voice_of_a_cleared_week_counts_on(filled: Store, call: Call) -> None:
    before = figures(filled)
    with filled.begin() as connection:
        forget_document(connection, search(connection, "잘 쓰고")[0].document_id)
    assert call("purge", "--before", "2026-11-16", "--yes").code == 0
    with filled.begin() as connection:
        count_weeks(connection, ["2026-W46"])
    assert figures(filled) == before


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--older-than", "soon"), "'soon' is no period"),
        (("--older-than", "0d"), "'0d' is no period"),
        (("--older-than", "99999w"), "'99999 weeks' is too long; expected 100 years or less"),
        (("--before", "2027-01-01"), "lies in the future"),
        (("--all",), "--source NAME"),
        (("--all", "--source", "desk", "--before", "2026-11-16"), "Name one of"),
        (("--source", "shop", "--older-than", "1y"), "There is no source 'shop'"),
    ],
)
def test_what_to_clear_must_be_said_clearly(filled: Store, call: Call, arguments: tuple[str, ...], said: str) -> None:
    result = call("purge", *arguments, "--yes")
    assert result.code == 2
    assert said in result.err
    assert status(filled).n_documents == 9
