"""`voc metrics`: figures in the text format of Prometheus."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from voc.config import Settings
from voc.steps.listings.exposition import Figure, Sample, spell
from voc.steps.listings.metrics import figures
from voc.store import Step, Store, end_run, save_snapshot, save_step, start_run

Call = Callable[..., Any]
Figures = dict[tuple[str, frozenset[tuple[str, str]]], float]

NOW = datetime(2026, 11, 23, 3, tzinfo=UTC)  # Monday noon in Seoul: 2026-W47 has ended
_NAME = r"[a-zA-Z_:][a-zA-Z0-9_:]*"
_LABEL = re.compile(rf'({_NAME})="((?:[^"\\\n]|\\["\\n])*)"')
_SAMPLE = re.compile(rf"({_NAME})(?:\{{(.*)\}})? (-?[0-9.e+-]+|NaN|[+-]Inf)")


def parse(text: str) -> Figures:
    """Read the format by its rules: each name is explained and typed before its samples, which stand together."""
    assert text.endswith("\n")
    found: Figures = {}
    kinds: dict[str, str] = {}
    for line in text.splitlines():
        if line.startswith("# HELP "):
            name = line.split(" ")[2]
            assert name not in kinds, f"{name} stands in two places"
            current = name
        elif line.startswith("# TYPE "):
            _, _, name, kinds[current] = line.split(" ")
            assert name == current
        else:
            match = _SAMPLE.fullmatch(line)
            assert match, line
            assert match[1] == current
            inner = match[2] or ""
            labels = [(name, value.replace(r"\"", '"').replace(r"\n", "\n")) for name, value in _LABEL.findall(inner)]
            assert len(inner) == sum(len(m[0]) for m in _LABEL.finditer(inner)) + max(len(labels) - 1, 0)
            key = (match[1], frozenset(labels))
            assert key not in found, f"{line} stands twice"
            found[key] = float(match[3])
    assert set(kinds.values()) <= {"gauge", "counter"}
    return found


def of(found: Figures, name: str, **labels: str) -> float:
    return found[name, frozenset(labels.items())]


def test_figures_say_what_the_run_log_says(filled: Store, settings: Settings) -> None:
    with filled.begin() as connection:
        run = start_run(connection, "weekly", "2026-W47", at=NOW - timedelta(hours=2))
        save_step(connection, run, Step("discover", n_rows=2, seconds=61.5, peak_mb=900.25))
        end_run(connection, run, "done", at=NOW - timedelta(hours=1))
        save_snapshot(connection, "2026-W45", {}, frozen=True)
    found = parse(spell(figures(filled, settings, now=NOW)))
    assert of(found, "voc_documents") == 9
    assert of(found, "voc_documents_unread") == 0
    assert of(found, "voc_store_bytes") > 50_000
    assert of(found, "voc_weeks_behind") == 2  # W46 and W47 have ended since
    assert of(found, "voc_rejects_open", source="shop_reviews") == 1
    assert of(found, "voc_last_run_timestamp_seconds", flow="weekly", state="done") == NOW.timestamp() - 3600
    assert of(found, "voc_last_run_seconds", flow="weekly", state="done") == 3600
    assert of(found, "voc_last_run_seconds", flow="nightly", state="partly") == 60
    discover = {"flow": "weekly", "step": "discover", "source": ""}
    assert of(found, "voc_step_seconds", **discover) == 61.5
    assert of(found, "voc_step_rows", **discover) == 2
    assert of(found, "voc_step_peak_bytes", **discover) == 900.25 * 2**20
    assert ("voc_step_rejects", frozenset(discover.items())) not in found
    assert of(found, "voc_step_rejects", flow="nightly", step="collect", source="shop_reviews") == 1


@pytest.mark.parametrize(
    ("step", "health"),
    [
        (Step("collect", "shop_reviews", 10, 9), 0),
        (Step("collect", "shop_reviews", 10, 9, health="amber"), 1),
        (Step("collect", "shop_reviews", 10, 9, state="failed", reason="The door is shut."), 2),
    ],
)
def test_the_health_of_a_source_is_a_number(empty_store: Store, settings: Settings, step: Step, health: int) -> None:
    with empty_store.begin() as connection:
        run = start_run(connection, "nightly", "..2026-11-21T15:00:00+00:00", at=NOW)
        save_step(connection, run, step)
        end_run(connection, run, "done", at=NOW)
    found = parse(spell(figures(empty_store, settings, now=NOW)))
    assert of(found, "voc_source_health", source="shop_reviews") == health
    assert of(found, "voc_source_asked_timestamp_seconds", source="shop_reviews") == NOW.timestamp()
    assert ("voc_source_health", frozenset({("source", "desk")})) not in found, "it is switched off"


def test_a_run_that_has_not_ended_is_told(empty_store: Store, settings: Settings) -> None:
    with empty_store.begin() as connection:
        start_run(connection, "nightly", "..2026-11-23", at=NOW)
    found = parse(spell(figures(empty_store, settings, now=NOW)))
    assert of(found, "voc_running_since_timestamp_seconds", flow="nightly") == NOW.timestamp()
    assert not [name for name, _ in found if name == "voc_weeks_behind"], "no brief was ever handed out"


def test_the_last_run_of_all_sources_is_found_behind_any_number_of_others(
    empty_store: Store, settings: Settings
) -> None:
    with empty_store.begin() as connection:
        for flow in ("nightly", "weekly"):
            whole = start_run(connection, flow, "..2026-11-01", at=NOW - timedelta(days=30))
            end_run(connection, whole, "done", at=NOW - timedelta(days=29))
        for n in range(210):
            at = NOW - timedelta(minutes=n)
            end_run(connection, start_run(connection, "nightly", "..x", at=at, sources=["shop_reviews"]), "done", at=at)
        start_run(connection, "nightly", "..y", at=NOW, sources=["shop_reviews"])
    found = parse(spell(figures(empty_store, settings, now=NOW)))
    for flow in ("nightly", "weekly"):
        assert of(found, "voc_last_run_seconds", flow=flow, state="done") == 86_400
        assert of(found, "voc_last_run_timestamp_seconds", flow=flow, state="done") == NOW.timestamp() - 29 * 86_400
    assert of(found, "voc_running_since_timestamp_seconds", flow="nightly") == NOW.timestamp()


def test_values_and_labels_are_spelled_by_the_rules() -> None:
    labels = {"source": 'a"b\\c\nd'}
    samples = (Sample(0.1, labels), Sample(3e18), Sample(float("inf"), {"x": "1"}), Sample(float("nan"), {"x": "2"}))
    assert spell([Figure("voc_x", "Back\\slash and\nline.", samples), Figure("voc_none", "Nothing.", ())]) == (
        "# HELP voc_x Back\\\\slash and\\nline.\n"
        "# TYPE voc_x gauge\n"
        'voc_x{source="a\\"b\\\\c\\nd"} 0.1\n'
        "voc_x 3000000000000000000\n"
        'voc_x{x="1"} +Inf\n'
        'voc_x{x="2"} NaN\n'
    )


def test_a_file_is_written_whole_and_can_be_read_by_others(filled: Store, call: Call, home: Path) -> None:
    assert filled.path is not None
    result = call("metrics", "--out", home / "voc.prom")
    assert (result.code, result.out) == (0, "")
    assert parse((home / "voc.prom").read_text("utf-8")).keys() == parse(call("metrics").out).keys()
    assert (home / "voc.prom").stat().st_mode & 0o444 == 0o444
    assert [path.name for path in home.glob("*.prom*")] == ["voc.prom"]
    assert call("metrics", "--out", home / "nowhere" / "voc.prom").code == 1


@pytest.mark.usefixtures("home")
def test_without_a_store_there_are_no_figures_and_the_old_file_stays(call: Call, home: Path) -> None:
    (home / "voc.prom").write_text("old")
    result = call("metrics", "--out", home / "voc.prom")
    assert result.code == 1
    assert "There is no store" in result.err
    assert (home / "voc.prom").read_text() == "old"


def test_the_page_on_operation_explains_every_figure(filled: Store, settings: Settings) -> None:
    page = (Path(__file__).parents[2] / "docs" / "operation.md").read_text("utf-8")
    missing = [one.name for one in figures(filled, settings, now=NOW) if f"`{one.name}`" not in page]
    assert missing == []
