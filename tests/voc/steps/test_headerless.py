"""A file without a header has a customer's row where others name their columns: that row is kept and sent nowhere."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from pathlib import Path

import pytest
from small_home import UNTIL

from voc.errors import TableError, VocError
from voc.steps.check_source import check_source
from voc.steps.night import NIGHTLY, RunOutcome, logged
from voc.steps.plan import plan_night
from voc.steps.progress import silent
from voc.steps.telling.notices import notices_of
from voc.steps.workplace import Workplace, night_window
from voc.tables import MissingColumnError, open_table

AtWork = Callable[..., AbstractContextManager[Workplace]]

# What a customer of the invented shop 솔방울마켓 wrote; each in the first row of a file of its own.
SAID = {
    "app_reviews/no header.csv": ("배송이 열흘째 감감무소식이에요", "초롱"),
    "survey/no header.csv": ("쿠폰이 결제할 때 사라져서 속상했어요", "으뜸"),
    "app_reviews/all bad.csv": ("적립금 적용이 안 되는 것 같아요", "보람"),
}
WORDS = [word for words in SAID.values() for word in words]


@pytest.fixture
def headerless(own_home: Path) -> Path:
    (own_home / "inbox" / "survey").mkdir(exist_ok=True)
    for file, (sentence, who) in SAID.items():
        rows = "\n1,2,3,4\n" if "all bad" in file else f"\n2026-11-03,{sentence} 정말로요,{who}\n"
        (own_home / "inbox" / file).write_text(f"2026-11-02,{sentence},{who}{rows}", encoding="utf-8")
    return own_home


def test_neither_the_run_log_nor_a_message_holds_the_row(headerless: Path, at_work: AtWork) -> None:
    window = night_window(UNTIL, None)  # type: ignore[arg-type] - a day is named, so the clock is not asked
    outcome = RunOutcome(NIGHTLY)
    with at_work(headerless) as place:
        with logged(place, outcome, window):
            for step in plan_night(place, outcome, window):
                step.work()
        refused = {problem.part for one in outcome.collected for problem in one.problems}
        assert refused == {"no header.csv", "all bad.csv"}
        told = notices_of(place.settings, outcome, datetime(2026, 11, 22, 17, tzinfo=UTC))
        assert told
        assert place.store.path is not None
        folder = place.store.path.parent
    held = b"".join(path.read_bytes() for path in folder.iterdir() if path.is_file())
    assert b"no header.csv" in held
    for word in WORDS:
        assert word not in repr(told) + repr(outcome)
        assert word.encode() not in held


def test_whoever_looks_at_the_source_by_hand_sees_what_its_columns_are(headerless: Path, at_work: AtWork) -> None:
    with at_work(headerless) as place:
        (found,) = (one for one in check_source(place.settings, "app_reviews", silent) if one.file == "no header.csv")
    assert "Its columns: 2026-11-02, 배송이 열흘째" in found.problem


def test_an_error_has_a_wording_that_may_be_kept(tmp_path: Path) -> None:
    error = MissingColumnError("내용", ("배송이 늦어요", "초롱"), where="a.csv")
    assert "배송이 늦어요" in str(error)
    assert error.kept.startswith("a.csv has no column '내용' among its 2.")
    (tmp_path / "b.csv").write_text("배송이 늦어요,초롱,하나\n1,2,3,4\n", encoding="utf-8")
    with pytest.raises(TableError, match="Columns: 배송이 늦어요") as caught:
        open_table(tmp_path / "b.csv")
    assert "not one row can be read" in caught.value.kept
    assert "배송" not in caught.value.kept
    assert VocError("The disk is full.").kept == "The disk is full."
