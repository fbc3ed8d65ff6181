"""The two sides of a contrast that an address asks for: which customers, about what, in which weeks."""

from collections.abc import Mapping
from dataclasses import dataclass

from voc.dashboard.conditions import of_choices, of_period
from voc.dashboard.contrasting import Side
from voc.dashboard.filters import Filters, Known, UnknownValueError, read_filters
from voc.dashboard.theme_verbatims import RATINGS, STAR_BANDS
from voc.store import Condition, Selection

SIDES = {"a": "고른 쪽", "b": "견주는 쪽"}
# Which sentences: hesitations unless said otherwise.
KINDS = {"": "망설임만", "all": "모든 말"}
_OF_FILTERS = ("source", "segment", "stage", "reason")
_OF_PERIOD = ("from", "to")


@dataclass(frozen=True, slots=True)
class AskedSide:
    """One side of a contrast.

    Attributes
    ----------
    theme : str or None
        An id.
    rating : str or None
        A key of `RATINGS`.
    kind : str
        A key of `KINDS`.
    """

    name: str
    filters: Filters
    theme: str | None = None
    rating: str | None = None
    kind: str = ""

    @property
    def side(self) -> Side:
        """What this side takes of the store."""
        of_theme = (Condition("theme", "=", self.theme),) if self.theme else ()
        of_kind = () if self.kind else (Condition("hesitation", "=", "yes"),)
        own = (*of_choices(self.filters), *of_theme, *of_kind)
        return Side(Selection((*of_period(self.filters.period), *own)), STAR_BANDS.get(self.rating or ""))

    def holds(self, other: "AskedSide") -> bool:
        """Tell whether all that another side takes is part of this one."""
        mine, theirs = self.filters.period, other.filters.period
        asked = [(getattr(self.filters, name), getattr(other.filters, name)) for name in _OF_FILTERS]
        asked += [(self.theme, other.theme), (self.rating, other.rating)]
        is_narrow = any(own not in {None, value} for own, value in asked) or self.kind not in {"all", other.kind}
        return mine.first <= theirs.first and theirs.last <= mine.last and not is_narrow

    @property
    def query(self) -> dict[str, str]:
        """How the address of a contrast names this side."""
        chosen = {name: getattr(self.filters, name) for name in _OF_FILTERS}
        weeks = {"from": self.filters.period.first, "to": self.filters.period.last}
        values = {**chosen, "theme": self.theme, "rating": self.rating, "kind": self.kind, **weeks}
        return {f"{self.name}_{name}": value for name, value in values.items() if value}


def read_side(
    asked: Mapping[str, str], name: str, known: Known, base: Filters, *, themes: Mapping[str, str]
) -> AskedSide:
    """Read a side, such as `a_stage=usage&a_from=2026-W40`; weeks that are not named are those of the page.

    Raises
    ------
    UnknownValueError
        A value that does not exist.
    """
    own = {field: asked.get(f"{name}_{field}") or "" for field in (*_OF_FILTERS, *_OF_PERIOD)}
    weeks = {"from": own["from"] or base.period.first, "to": own["to"] or base.period.last}
    filters = read_filters({**own, **weeks}, known, known.weeks[-1])
    theme, rating = _one_of(asked.get(f"{name}_theme"), themes), _one_of(asked.get(f"{name}_rating"), RATINGS)
    return AskedSide(name, filters, theme=theme, rating=rating, kind=_one_of(asked.get(f"{name}_kind"), KINDS) or "")


def _one_of(value: str | None, known: Mapping[str, str]) -> str | None:
    if value and value not in known:
        message = f"'{value}'은(는) 고를 수 있는 값이 아닙니다."
        raise UnknownValueError(message)
    return value or None
