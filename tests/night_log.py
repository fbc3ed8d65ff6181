"""Nights of a source as the run log tells of them, for tests of habits and health."""

from datetime import UTC, date, datetime, timedelta

from voc.steps.workplace import night_window
from voc.store import Night

# A Monday: night 0 collects it.
FIRST = date(2026, 8, 3)


def text_of(day: int) -> str:
    """Name the window of the night that collects the n-th day, as the run log does."""
    end = night_window(FIRST + timedelta(days=day + 1), datetime(2027, 12, 31, tzinfo=UTC)).end
    assert end is not None
    return f"..{end.isoformat()}"


def nights(*counts: int | None) -> list[Night]:
    """Nights that collected the days 0, 1, 2 ...; None stands for one that brought nothing and was told of in red."""
    return [Night(text_of(day), n or 0, n is not None) for day, n in enumerate(counts)][::-1]
