"""The bench of health: a few simulated years stay near the figures of docs/health.md."""

import pytest
from health import OFFICE, World, false_alarms, nights_to_notice, reject_alarms


@pytest.mark.parametrize("world", [World("5", 5), World("50", 50), World("office", 50, OFFICE, holiday=0.0)])
def test_a_healthy_year_is_hardly_ever_told_of(world: World) -> None:
    _, red_young, amber, red = false_alarms(world, 2)
    assert (red_young, amber <= 6, red <= 1.5) == (0, True, True)


def test_a_source_that_breaks_is_noticed_at_once() -> None:
    assert nights_to_notice(World("50", 50), 0.0, 10)[:2] == (1, 1)
    assert nights_to_notice(World("50", 50), 0.1, 10)[:2] == (1, 1)


def test_rows_that_are_set_aside_by_chance_are_no_jump() -> None:
    assert reject_alarms(0.01, 100, 2)[1] == 0
