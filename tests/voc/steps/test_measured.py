"""What a step took: in the run log, in the log for machines, also where it failed."""

import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from voc import logs
from voc.config import Settings
from voc.errors import VocError
from voc.steps.collect import Collected
from voc.steps.measured import measured
from voc.steps.memory import PeakMemory
from voc.steps.night import RunOutcome, logged
from voc.steps.workplace import Workplace
from voc.store import SaveCounts, Step, load_steps, open_store

MIB = 2**20


@pytest.fixture
def place(settings: Settings) -> Iterator[Workplace]:
    with open_store(settings.store_url()) as store:
        yield Workplace(settings, store)


@pytest.fixture
def told(tmp_path: Path) -> Iterator[Path]:
    file = tmp_path / "events.jsonl"
    logs.begin(file=file)
    yield file
    logs.end()


def events(file: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in file.read_text().splitlines()]


def steps_of(place: Workplace, outcome: RunOutcome) -> list[Step]:
    with place.store.read() as connection:
        return load_steps(connection, outcome.run_id)


def test_a_step_is_noted_with_rows_seconds_and_memory(place: Workplace) -> None:
    outcome = RunOutcome("nightly", counts={"read": 7})
    with logged(place, outcome, "2026-W47"):
        measured(place, outcome, "summarise", lambda: outcome.counts.update({"weeks": 3}))()
    (step,) = steps_of(place, outcome)
    assert (step.step, step.source, step.n_rows, step.state) == ("summarise", "", 3, "done")
    assert 0 <= step.seconds < 5
    assert step.peak_mb is not None
    assert 10 < step.peak_mb < 10_000


def test_a_step_that_failed_is_noted_with_its_reason_and_the_error_goes_on(place: Workplace, told: Path) -> None:
    outcome = RunOutcome("weekly")

    def fail() -> None:
        raise VocError("The space is too small.")

    with pytest.raises(VocError, match="too small"), logged(place, outcome, "2026-W47"):
        measured(place, outcome, "discover", fail)()
    (step,) = steps_of(place, outcome)
    assert (step.step, step.state, step.reason) == ("discover", "failed", "The space is too small.")
    named = [(line["event"], line.get("kind")) for line in events(told)]
    assert named == [
        ("run_started", None),
        ("step_started", None),
        ("step_failed", "VocError"),
        ("run_failed", "VocError"),
    ]


def test_words_of_a_foreign_error_are_kept_nowhere(place: Workplace, told: Path) -> None:
    outcome = RunOutcome("weekly")

    def fail() -> None:
        raise KeyError("환급이 안 돼요")

    with pytest.raises(KeyError), logged(place, outcome, "2026-W47"):
        measured(place, outcome, "discover", fail)()
    assert steps_of(place, outcome)[0].reason == "unexpected KeyError"
    assert "환급" not in told.read_text()


def test_a_source_writes_its_own_line_and_its_figures_are_told(place: Workplace, told: Path) -> None:
    outcome = RunOutcome("nightly")
    gave = Collected(
        "desk", n_rows=12, saved=SaveCounts(n_new=9, n_revised=1, n_rejects=2), error="The door is shut.", peak_mb=118.2
    )
    with logged(place, outcome, "2026-W47"):
        measured(place, outcome, "collect-desk", lambda: outcome.collected.append(gave))()
    assert steps_of(place, outcome) == []
    ended = next(line for line in events(told) if line["event"] == "step_ended")
    shown = {name: ended[name] for name in ("flow", "step", "source", "state", "n_rows", "n_new", "n_rejects")}
    # Collecting watches memory itself; it is not watched twice.
    assert ended["peak_mb"] == 118.2
    assert shown == {
        "flow": "nightly",
        "step": "collect",
        "source": "desk",
        "state": "failed",
        "n_rows": 12,
        "n_new": 9,
        "n_rejects": 2,
    }
    assert ended["run_id"] == outcome.run_id
    assert [line["source"] for line in events(told) if line["event"] == "source_strange"] == ["desk"]


def test_a_dry_run_leaves_no_line_behind(place: Workplace) -> None:
    outcome = RunOutcome("weekly")
    measured(place, outcome, "discover", lambda: None)()
    with place.store.read() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM run_steps").scalar() == 0


def test_a_peak_is_seen_after_it_has_gone() -> None:
    with PeakMemory() as before:
        pass
    with PeakMemory() as memory:
        held = b"x" * (200 * MIB)
        deadline = time.monotonic() + 20
        while memory.mb < before.mb + 190 and time.monotonic() < deadline:
            time.sleep(0.05)
        del held
    assert memory.mb >= before.mb + 190
