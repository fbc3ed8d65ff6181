"""Discovery in a company whose recent hesitations are too many to be looked at together."""

from collections import Counter
from pathlib import Path

import pytest
from sample_home import opened, read_home
from sqlalchemy import select

from voc.sample import SAMPLE_WEEK
from voc.steps import recent
from voc.steps.discover import discover
from voc.steps.recent import recent_hesitations
from voc.steps.workplace import Workplace
from voc.store import current_space
from voc.store.hesitations import count_hesitations
from voc.store.schema import findings
from voc.weeks import shift_week, weeks_between

FEW = 400
WEEKS = weeks_between(shift_week(SAMPLE_WEEK, -11), SAMPLE_WEEK)


def _themes(place: Workplace) -> dict[tuple[str, int], str | None]:
    held = findings.c
    with place.store.read() as connection:
        asked = select(held.document_id, held.sentence_index, held.theme_id)
        return {(row.document_id, row.sentence_index): row.theme_id for row in connection.execute(asked)}


def test_a_usual_company_is_looked_at_in_full(tmp_path: Path) -> None:
    with opened(read_home(), tmp_path / "copy") as place, place.store.read() as connection:
        looked_at = recent_hesitations(connection, SAMPLE_WEEK)
        assert not looked_at.left_out
        counted = count_hesitations(connection, WEEKS)
        assert Counter(one.week for one in looked_at.held) == counted


def test_of_too_many_the_week_itself_comes_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recent, "MOST", FEW)
    with opened(read_home(), tmp_path / "copy") as place, place.store.read() as connection:
        counted = count_hesitations(connection, WEEKS)
        looked_at = recent_hesitations(connection, SAMPLE_WEEK)
        now = [one for one in looked_at.held if one.week == SAMPLE_WEEK]
        assert len(now) == min(counted[SAMPLE_WEEK], FEW // 2) or len(now) == pytest.approx(FEW / 2, rel=0.2)
        assert len(looked_at.held) == pytest.approx(FEW, rel=0.2)
        assert set(looked_at.left_out) >= set(WEEKS[:-1])


def test_what_was_not_looked_at_joins_what_was_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The others get their themes as in a night; what had one keeps it, and a second discovery changes nothing."""
    monkeypatch.setattr(recent, "MOST", FEW)
    with opened(read_home(), tmp_path / "copy") as place:
        before = _themes(place)
        with place.store.read() as connection:
            looked_at = {
                (one.document_id, one.sentence_index) for one in recent_hesitations(connection, SAMPLE_WEEK).held
            }
        assert discover(place, SAMPLE_WEEK) > 0
        after = _themes(place)
        others = {key for key in after if key not in looked_at}
        assert {before[key] for key in others if after[key] != before[key]} == {None}
        assert any((after[key] or "").startswith("d_") for key in others)
        with place.store.read() as connection:
            space = current_space(connection)
        assert discover(place, SAMPLE_WEEK) == 0
        assert _themes(place) == after
        with place.store.read() as connection:
            assert current_space(connection) == space
