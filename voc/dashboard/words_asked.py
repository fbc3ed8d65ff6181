"""The two sides of a contrast that an address asks for, each a stage, a source and weeks."""

from collections.abc import Mapping
from dataclasses import dataclass

from voc.dashboard.conditions import of_period
from voc.dashboard.filters import Filters, Known, read_filters
from voc.store import Condition, Selection

SIDES = {"a": "고른 쪽", "b": "견주는 쪽"}
_FIELDS = ("stage", "source", "from", "to")


@dataclass(frozen=True, slots=True)
class Side:
    """One side of a contrast, over the weekly counts of hesitations."""

    name: str
    filters: Filters

    @property
    def selection(self) -> Selection:
        """The conditions of this side."""
        chosen = {"stage": self.filters.stage, "source": self.filters.source}
        own = tuple(Condition(name, "=", value) for name, value in chosen.items() if value)
        return Selection((*of_period(self.filters.period), *own, Condition("hesitation", "=", "yes")))


def read_side(asked: Mapping[str, str], name: str, known: Known, base: Filters) -> Side:
    """Read a side, such as `a_stage=usage&a_from=2026-W40`; weeks that are not named are those of the page.

    Raises
    ------
    UnknownValueError
        A value that does not exist.
    """
    own = {field: asked.get(f"{name}_{field}") or "" for field in _FIELDS}
    weeks = {"from": own["from"] or base.period.first, "to": own["to"] or base.period.last}
    return Side(name, read_filters({**own, **weeks}, known, known.weeks[-1]))
