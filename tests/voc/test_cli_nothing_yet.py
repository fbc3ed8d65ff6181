"""Before there is anything: what the asking verbs say, and that asking makes no store."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Call = Callable[..., Any]


@pytest.mark.usefixtures("empty_store")
def test_an_empty_store_has_no_brief(call: Call, home: Path) -> None:
    result = call("brief", "--out", "week.md")
    assert result.code == 1
    assert "voc run nightly" in result.err
    assert not (home / "week.md").exists()


@pytest.mark.usefixtures("empty_store")
def test_an_empty_store_says_what_to_run_next(call: Call) -> None:
    for what in ("themes", "keywords", "stages", "trends"):
        result = call("show", what, "--json")
        assert (result.code, result.out) == (0, "")
        assert len(result.err.splitlines()) == 1
        assert all(verb in result.err for verb in ("voc demo", "voc init", "voc run nightly"))
    assert "Nothing has run yet" in call("show", "runs").err
    assert "No row is set aside." in call("show", "rejects").err


def test_asking_makes_no_store(home: Path, call: Call) -> None:
    for arguments in (("show", "themes"), ("search", "환급"), ("brief",), ("rejects", "list"), ("store", "status")):
        result = call(*arguments)
        assert (result.code, result.out) == (1, "")
        assert f"There is no store at {home / 'store' / 'voc.db'} yet" in result.err
    assert not (home / "store").exists()
    (home / "store").mkdir()
    (home / "store" / "voc.db").touch()
    assert "There is no store" in call("show", "themes").err
    assert (home / "store" / "voc.db").stat().st_size == 0


def test_a_file_that_is_no_store_is_refused(home: Path, call: Call) -> None:
    (home / "store").mkdir()
    (home / "store" / "voc.db").write_text("no database at all, whatever its name says")
    result = call("show", "themes")
    assert result.code == 1
    assert "cannot be opened" in result.err
