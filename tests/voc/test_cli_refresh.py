"""`voc refresh`: what it says, and what it takes with nothing to do; the reading itself is tested with the steps."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from voc.steps import refresh as step
from voc.steps.refresh import Refreshed

Call = Callable[..., Any]
pytestmark = pytest.mark.usefixtures("filled")
FIELDS = (
    "dry_run n_outdated n_documents n_sentences documents_relabelled documents_moved n_relabelled n_moved n_recut "
    "n_stray unreadable weeks"
)


@pytest.fixture
def outcome(monkeypatch: pytest.MonkeyPatch) -> Refreshed:
    """What the step reports, so that no analyser is loaded."""
    done = Refreshed(12, 12, 30, {"d1"}, {"d1", "d2"}, n_relabelled=3, n_moved=4, n_recut=1, weeks=["2026-W47"])
    monkeypatch.setattr(step, "refresh", lambda _place, **_how: done)
    return done


@pytest.mark.usefixtures("outcome")
def test_it_tells_documents_and_sentences_that_changed(call: Call) -> None:
    result = call("refresh")
    assert result.code == 0
    assert "Read 12 documents anew." in result.out
    assert "reason or stage: 3 in 1 documents" in result.out
    assert "another theme: 4 in 2 documents" in result.out
    row = json.loads(call("refresh", "--dry-run", "--json").out)
    assert (row["dry_run"], row["n_outdated"], row["documents_moved"]) == (True, 12, 2)
    assert " ".join(row) == FIELDS
    assert FIELDS in " ".join(call("refresh", "--help").out.split())


def test_stray_decisions_and_unreadable_documents_are_told(call: Call, outcome: Refreshed) -> None:
    outcome.n_stray = 2
    outcome.unreadable["d9"] = "ValueError"
    result = call("refresh")
    assert (result.code, "2 sentences that people moved or corrected" in result.err) == (3, True)
    assert "document d9 could not be read (ValueError)" in result.err


def test_nothing_to_do_is_said(call: Call, outcome: Refreshed) -> None:
    outcome.n_outdated = outcome.n_documents = 0
    result = call("refresh")
    assert (result.code, result.out) == (0, "")
    assert "Nothing to do" in result.err
