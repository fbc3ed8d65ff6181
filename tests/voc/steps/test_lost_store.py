"""A store whose file has gone is made anew, and nobody is left to believe that it is the old one."""

from voc.config import Settings
from voc.steps.doctor.storage import storage
from voc.steps.night import RunOutcome, logged, turn
from voc.steps.workplace import open_workplace
from voc.store import load_runs
from voc.store.engine import file_of

LOST = "is gone, though runs have worked with it: runs begin anew with an empty one."


def _run(settings: Settings) -> list[str]:
    """Runs nothing for a week, and tells what the run log says of it."""
    with open_workplace(settings) as place, turn(place):
        with logged(place, RunOutcome("weekly"), "2026-W46"):
            pass
        with place.store.read() as connection:
            return list(load_runs(connection, flow="weekly")[0].notes)


def _doctor(settings: Settings) -> tuple[str, str]:
    found = next(iter(storage(settings)))
    return found.verdict, found.what


def test_a_store_that_was_never_there_is_made_without_a_word(settings: Settings) -> None:
    assert _doctor(settings)[0] == "note"
    assert _run(settings) == []


def test_a_store_that_has_gone_is_missed_by_the_next_run_and_by_the_doctor(settings: Settings) -> None:
    _run(settings)
    file = file_of(settings.store_url())
    assert file is not None
    file.unlink()
    verdict, what = _doctor(settings)
    assert (verdict, LOST in what, str(file) in what) == ("wrong", True, True)
    (note,) = _run(settings)
    assert LOST in note
    # Once noted it is the store.
    assert _run(settings) == []
    assert _doctor(settings)[0] == "ok"
