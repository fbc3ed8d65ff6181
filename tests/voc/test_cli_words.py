"""`voc keywords`, `voc search` and `voc brief`: words and what is written about them."""

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from voc.cli import search as search_module
from voc.config import Settings
from voc.errors import VocError
from voc.records import document_id
from voc.steps.handout import write_whole
from voc.store import count_weeks, counted_weeks, open_store

Call = Callable[..., Any]
pytestmark = pytest.mark.usefixtures("filled")


def rows(text: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in text.splitlines()]


def test_keywords_of_low_ratings_come_with_counts_and_an_example(call: Call) -> None:
    result = call("keywords", "--target", "rating<=2", "--rest", "rating>=4", "--json")
    found = {row["term"]: row for row in rows(result.out)}
    # 안 stands in all five of the low-rated voices' hesitations, twice in a2, and in no other voice.
    assert (found["안"]["n_target"], found["안"]["n_rest"], found["안"]["surface"]) == (6, 0, "안")
    example = found["안"]["example"]
    assert example["hit"] == "안"
    text = example["left"] + example["hit"] + example["right"]
    assert (example["document_id"], text) == (document_id("shop_reviews", "a3"), "환급이 안 와요")
    assert result.err == ""


def test_swapped_sides_share_no_keyword(call: Call) -> None:
    low, high = "rating<=2", "rating>=4"
    one = {row["term"] for row in rows(call("keywords", "--target", low, "--rest", high, "--json").out)}
    other = {row["term"] for row in rows(call("keywords", "--target", high, "--rest", low, "--json").out)}
    assert one
    assert not one & other


def test_overlapping_sides_are_noted(call: Call) -> None:
    result = call("keywords", "--target", "stage=onboarding", "--rest", "hesitation=yes")
    # The three sentences with 인증 are hesitations.
    assert result.code == 0
    assert "3 sentences stand on both sides" in result.err


def test_a_bad_expression_is_wrong_usage(call: Call) -> None:
    for expression, said in {
        "stage": "cannot be read",
        "stag=usage": "Did you mean 'stage'?",
        "stage=onbording": "Did you mean 'onboarding'?",
        "theme=t_aut": "Did you mean 't_auth'?",
        "reason=nonsense": "There is no reason 'nonsense'",
    }.items():
        result = call("keywords", "--target", expression, "--rest", "stage!=usage")
        assert (result.code, result.out) == (2, "")
        assert said in result.err


def test_an_empty_side_is_said(call: Call) -> None:
    result = call("keywords", "--target", "week=2020-W01", "--rest", "week=2026-W47")
    assert (result.code, result.out) == (0, "")
    assert "No word stands in --target 'week=2020-W01'" in result.err


def test_an_unknown_segment_is_answered_with_those_there_are(call: Call, settings: Settings) -> None:
    with open_store(settings.store_url()) as store, store.begin() as connection:
        connection.execute(
            text("""UPDATE documents SET segment = '{"가입 경로": "영상 광고"}' WHERE rating_value <= 2""")
        )
        count_weeks(connection, counted_weeks(connection))
    sides = ("--target", 'segment."가입 경로"=영상 광고|검색', "--rest", "segment.가입 경로!=영상 광고|검색")
    found = {row["term"]: row for row in rows(call("keywords", *sides, "--json").out)}
    assert (found["안"]["n_target"], found["안"]["n_rest"]) == (6, 0), "as for the low ratings above"
    other = call("keywords", "--target", "segment.가입 경로=문자", "--rest", "segment.등급=골드")
    assert (other.code, other.out) == (0, "")
    assert "segment.가입 경로 has: 영상 광고." in other.err
    assert "No document has a segment '등급'; there are: 가입 경로." in other.err


def test_without_segments_it_is_said_where_they_come_from(call: Call) -> None:
    result = call("keywords", "--target", "segment.등급=골드", "--rest", "segment.등급!=골드")
    assert "'segments' in sources.yaml" in result.err


def test_each_keyword_shows_places_where_it_stands(call: Call) -> None:
    sides = ("--target", "rating<=2", "--rest", "rating>=4")
    found = {row["term"]: row for row in rows(call("keywords", *sides, "--lines", "2", "--json").out)}
    lines = found["안"]["lines"]
    # Four different contexts; two of them at even steps of the list sorted by what follows.
    assert [line["left"] + line["hit"] + line["right"] for line in lines] == [
        "인증이 안 돼요",
        "상담원도 안 받아요",
    ]
    assert {row["lines"][0]["hit"] for row in found.values()} == set(found)
    assert "lines" not in rows(call("keywords", *sides, "--json").out)[0]
    shown = call("keywords", *sides, "--lines", "1").out.splitlines()
    assert shown[0].startswith("안 · 치우침 ")
    assert shown[1] == "    인증이 [안] 돼요"


@pytest.fixture
def no_analyser(monkeypatch: pytest.MonkeyPatch) -> None:
    """Fails the test where the analyser is loaded."""
    monkeypatch.setitem(sys.modules, "nlp.reader", None)


@pytest.mark.usefixtures("no_analyser")
def test_letters_and_dictionary_forms_are_found_without_the_analyser(call: Call) -> None:
    found = rows(call("search", "환급이", "--json").out)
    assert [row["text"] for row in found] == ["환급이 느려요", "환급이 안 와요", "환급이 안 와요"]
    assert [row["spans"] for row in found] == [[[0, 3]]] * 3
    assert found[0]["created_at"] == "2026-11-19T03:00:00+00:00"
    (row,) = rows(call("search", "느리다", "--json").out)
    assert (row["text"], row["spans"], row["rating"]) == ("환급이 느려요", [[4, 7]], 4.0)


@pytest.mark.usefixtures("no_analyser")
def test_search_is_narrowed_by_week_stage_theme_and_limit(call: Call) -> None:
    assert len(rows(call("search", "안", "--week", "2026-W46", "--json").out)) == 2
    assert len(rows(call("search", "안", "--stage", "onboarding", "--json").out)) == 3
    assert len(rows(call("search", "안", "--theme", "t_auth", "--week", "2026-W47", "--json").out)) == 2
    result = call("search", "안", "--limit", "1", "--json")
    assert len(rows(result.out)) == 1
    assert "--limit asks for more" in result.err


def test_only_a_query_without_hits_is_analysed(call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def lemmas(_place: object, query: str) -> list[str]:
        asked.append(query)
        return ["느리다"]

    monkeypatch.setattr("voc.steps.listings.find.lemmas_of", lemmas)
    assert [row["text"] for row in rows(call("search", "느렸던", "--json").out)] == ["환급이 느려요"]
    assert asked == ["느렸던"]
    call("search", "느려요")
    assert asked == ["느렸던"]
    call("search", "느려요", "--all-forms")
    assert asked == ["느렸던", "느려요"]


def test_hits_are_plain_text_where_nobody_watches(call: Call) -> None:
    result = call("search", "느려요")
    assert result.out == f"2026-11-19 · shop_reviews · 평점 4 · {document_id('shop_reviews', 'a4')}\n환급이 느려요\n\n"


def test_hits_are_marked_on_a_terminal(call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    class Terminal:
        def isatty(self) -> bool:
            return True

    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setattr(search_module, "sys", type("Sys", (), {"stdout": Terminal()}))
    assert "환급이 \x1b[1;33m느려요\x1b[0m" in call("search", "느려요").out


def test_what_cannot_be_searched_is_said(call: Call) -> None:
    assert call("search", " ").code == 2
    assert call("search", "안", "--week", "2026-W20").code == 2
    assert call("search", "안", "--theme", "t_xuth").code == 2


def test_the_brief_is_printed_or_written_whole(call: Call, home: Path) -> None:
    printed = call("brief", "--week", "2026-W47")
    assert printed.code == 0
    assert printed.out.startswith("# 주간 고객의 소리 · 2026-W47")
    assert "인증 실패" in printed.out
    assert call("brief", "--out", "-").out == printed.out
    written = call("brief", "--out", "week.md")
    assert (written.code, written.out) == (0, "")
    assert (home / "week.md").read_text(encoding="utf-8") == printed.out
    assert call("brief", "--out", "week.html").code == 0
    assert "<html" in (home / "week.html").read_text(encoding="utf-8")
    assert sorted(path.name for path in home.iterdir() if path.is_file()) == ["week.html", "week.md"]


def test_a_brief_that_cannot_be_written_is_refused_first(call: Call) -> None:
    assert "does not tell the kind of file" in call("brief", "--out", "week.docx").err
    assert call("brief", "--out", "week.docx").code == 2
    assert call("brief", "--week", "2026-W20").code == 2
    missing = call("brief", "--out", "nowhere/week.md")
    assert missing.code == 1
    assert "nowhere/week.md cannot be written" in missing.err


def test_a_file_is_never_half_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "out"
    folder.mkdir()
    target = folder / "a.md"
    target.write_text("old")

    def fail(_self: Path, _target: Path) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", fail)
    with pytest.raises(VocError, match="No space left"):
        write_whole(target, b"new")
    assert target.read_text() == "old"
    assert list(folder.iterdir()) == [target]
