"""`voc show`: every list with hand-counted values, and what it says where there is nothing to show."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from voc.cli.drawing import show_rows
from voc.cli.show import COLUMNS, FIELDS
from voc.cli.spelling import LEVELS
from voc.store import Step, Store, end_run, save_step, start_run

Call = Callable[..., Any]
pytestmark = pytest.mark.usefixtures("filled")


def rows(text: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in text.splitlines()]


def test_themes_count_voices_of_the_last_week(call: Call) -> None:
    (row,) = rows(call("show", "themes", "--json").out)
    # Two of the five voices of W47 fail at 인증: 400 per 1,000; one of four the week before.
    assert (row["week"], row["id"], row["n"], row["n_before"], row["rate"]) == ("2026-W47", "t_auth", 2, 1, 400.0)
    assert (row["state"], row["reason"], row["stage"], row["keywords"]) == (
        "steady", "access", "onboarding", ["인증이"],
    )  # fmt: skip


def test_a_week_can_be_named_and_narrowed(call: Call) -> None:
    (row,) = rows(call("show", "themes", "--week", "2026-W46", "--source", "shop_reviews", "--json").out)
    assert (row["n"], row["n_before"], row["rate"]) == (1, 0, 250.0)
    assert call("show", "themes", "--stage", "usage", "--json").out == ""
    assert call("show", "themes", "--source", "desk", "--json").out == ""


def test_stages_stand_in_the_order_of_the_funnel(call: Call) -> None:
    found = rows(call("show", "stages", "--json").out)
    assert [row["stage"] for row in found][-1] == "none"
    counts = {row["stage"]: (row["n"], row["n_before"]) for row in found}
    # Fulfilment: 상담원도 안 받아요 and 환급이 안 와요; 느려요 is no hesitation here.
    assert (counts["onboarding"], counts["fulfilment"], counts["usage"]) == ((2, 1), (2, 1), (0, 0))
    (row,) = rows(call("show", "stages", "--stage", "onboarding", "--json").out)
    assert (row["n"], row["themes"]) == (2, ["인증 실패"])


def test_trends_hold_every_week_of_the_series(call: Call) -> None:
    (row,) = rows(call("show", "trends", "--json").out)
    assert row["weeks"] == {"2026-W46": 1, "2026-W47": 2}
    assert (row["observed"], row["peaks"]) == (2, [])
    assert row["low"] <= 2 <= row["high"]
    # One of four voices, then two of five.
    assert row["rates"] == {"2026-W46": 250.0, "2026-W47": 400.0}
    assert (row["rate"], row["held"], row["last_year"]) == (400.0, None, None)
    assert {name: sum(of_source.values()) > 0 for name, of_source in row["rates_by_source"].items()} == {
        "shop_reviews": True
    }


def test_keywords_contrast_a_stage_with_the_rest(call: Call) -> None:
    found = rows(call("show", "keywords", "--stage", "onboarding", "--json").out)
    assert all(row["n_target"] >= 3 for row in found), "less than three times is no keyword"
    assert call("show", "keywords", "--json").code == 0


def test_runs_say_what_went_wrong(call: Call) -> None:
    (row,) = rows(call("show", "runs", "--json").out)
    assert (row["flow"], row["state"], row["rows"], row["rejects"], row["counts"]) == (
        "nightly", "partly", 10, 1, {"read": 9},
    )  # fmt: skip
    assert call("show", "runs", "--source", "desk", "--json").out == ""


def test_rejects_show_no_content(call: Call) -> None:
    result = call("show", "rejects", "--json")
    (row,) = rows(result.out)
    assert (row["source"], row["file"], row["line"], row["state"]) == ("shop_reviews", "old.csv", 4, "open")
    assert "이상해요" not in result.out


def test_sources_tell_their_health(call: Call) -> None:
    found = {row["source"]: row for row in rows(call("show", "sources", "--json").out)}
    shop = found["shop_reviews"]
    assert (shop["last_rows"], shop["last_rejects"], shop["open_rejects"], shop["health"]) == (10, 1, 1, "ok")
    assert (found["desk"]["health"], found["desk"]["last_rows"]) == ("off", None)


def test_lights_of_health_stand_beside_the_words_and_in_colour_on_a_terminal_only(call: Call) -> None:
    (row,) = rows(call("show", "runs", "--json").out)
    # Rows were set aside: the run ended partly. That no night followed depends on the day of the test.
    assert (row["level"], {one["what"] for one in row["reasons"]} - {"missed"}, row["notes"]) == ("amber", set(), [])
    shown = call("show", "runs").out
    assert "● 주의" in shown
    assert "\x1b[" not in shown
    assert "● 정상" in call("show", "sources").out


def test_a_run_of_some_sources_names_them(call: Call, filled: Store) -> None:
    with filled.begin() as connection:
        at = datetime(2026, 11, 24, 17, tzinfo=UTC)
        run = start_run(connection, "nightly", "..2026-11-24T15:00:00+00:00", at=at, sources=["shop_reviews"])
        end_run(connection, run, "done", at=at, notes=["Nothing was left to read."])
    row = rows(call("show", "runs", "--json").out)[0]
    assert (row["flow"], row["sources"], row["notes"]) == ("nightly", ["shop_reviews"], ["Nothing was left to read."])
    shown = call("show", "runs").out
    assert "nightly (shop_reviews)" in shown
    assert "Nothing was left to read." in shown


def test_a_table_colours_lights(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("TERM", "xterm-256color")
    lights = [{"level": word, "source": "desk"} for word in LEVELS.values()]
    show_rows(lights, as_json=False, columns={"level": "신호", "source": "소스"}, empty="")
    drawn = capsys.readouterr().out
    for colour, word in (("32", "● 정상"), ("33", "● 주의"), ("1;31", "● 이상")):
        assert f"\x1b[{colour}m{word}" in drawn


def test_what_is_strange_is_told_with_its_source_and_once(call: Call, filled: Store) -> None:
    strange = {"level": "red", "what": "silent", "text": "It brought nothing new."}
    with filled.begin() as connection:
        run = start_run(connection, "nightly", "..2026-11-24T15:00:00+00:00", at=datetime(2026, 11, 24, 17, tzinfo=UTC))
        step = Step(
            "collect", "shop_reviews", state="partly", reason=strange["text"], health="red", verdicts=(strange,)
        )
        save_step(connection, run, step)
        end_run(connection, run, "partly", at=datetime(2026, 11, 24, 18, tzinfo=UTC), error="shop_reviews: as above")
    row = rows(call("show", "runs", "--json").out)[0]
    assert (row["level"], row["reasons"][0]["source"], row["reasons"][0]["what"]) == ("red", "shop_reviews", "silent")
    assert call("show", "runs").out.count("It brought nothing new.") == 1
    source = {one["source"]: one for one in rows(call("show", "sources", "--json").out)}["shop_reviews"]
    assert (source["level"], source["health"], source["reasons"]) == ("red", "low", [strange])
    assert call("show", "sources").out.count("It brought nothing new.") == 1


@pytest.mark.parametrize("what", list(COLUMNS))
def test_json_has_the_promised_fields_and_tables_korean_headings(call: Call, what: str) -> None:
    for row in rows(call("show", what, "--json").out):
        assert list(row) == FIELDS[what].split()
    table = call("show", what)
    assert table.code == 0
    if table.out:
        headings = table.out.splitlines()[0]
        assert all(heading in headings for heading in COLUMNS[what].values())
    assert FIELDS[what] in " ".join(call("show", "--help").out.split())


def test_unknown_names_are_wrong_usage_with_the_nearest(call: Call) -> None:
    cases = {
        ("--week", "2026-W20"): "The nearest week with voices is 2026-W46",
        ("--week", "2026-47"): "'2026-47' is no week",
        ("--stage", "onbording"): "Did you mean 'onboarding'?",
        ("--source", "shop_review"): "Did you mean 'shop_reviews'?",
    }
    for arguments, said in cases.items():
        result = call("show", "themes", *arguments)
        assert (result.code, result.out) == (2, "")
        assert said in result.err
    result = call("show", "runs", "--week", "2026-W47")
    assert result.code == 2
    assert "not about a week" in result.err


VARIANT = {
    "ours": "고객센터", "theirs": "고센", "n": 3, "n_ours": 0, "kind": "short", "reason": "줄인 말 · 쓰이는 자리 0.42",
    "score": 0.51, "state": "suggested", "document_id": "d1", "example": "고센이 늦어요",
    "synonyms_line": "고센\t고객센터", "brand_line": "고센\tNNG\t고객센터",
}  # fmt: skip


def test_variants_come_with_the_lines_that_accept_them(call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("voc.steps.variants.variant_rows", lambda _place, _week: [VARIANT])
    result = call("show", "variants", "--json")
    assert rows(result.out) == [{"week": "2026-W47", **VARIANT}]
    assert list(rows(result.out)[0]) == FIELDS["variants"].split()
    assert "\n고센\t고객센터\n" in result.err
    assert "config/lexicon/brand.tsv" in result.err
    assert "고센\tNNG\t고객센터\n" in result.err
    shown = call("show", "variants").out
    assert "제안" in shown
    assert "줄인 말" in shown


def test_without_variants_it_is_said_what_to_give(call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("voc.steps.variants.variant_rows", lambda _place, _week: [])
    result = call("show", "variants")
    assert (result.code, result.out) == (0, "")
    assert "config/our_words/*.txt" in result.err
    assert call("show", "variants", "--stage", "usage").code == 2
    assert call("show", "variants", "--source", "shop_reviews").code == 2
