"""Where customers leave: the drop-off of each stage beside the hesitations that were voiced there.

A change against the period before is stated only where it lies outside what the weeks before moved by themselves.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any, TypeAlias

from sqlalchemy import Connection

from nlp.drop_off import LEAST_WEEKS, difference, dispersion
from voc.planning.survey_questions import survey_question
from voc.store.funnel_weeks import StageWeek, load_funnel
from voc.weeks import shift_week, weeks_between

_HISTORY_WEEKS = 12
_N_THEMES = 3
# A stage is worth asking about where one in five who enter leave. By share, not by number: the top of a funnel always
# loses the most people.
_HIGH = 0.2
# Below five voices no theme has taken shape.
_FEW, _FEW_SHARE = 5, 0.5
Counts: TypeAlias = tuple[int, int]


@dataclass(frozen=True, slots=True)
class DropOff:
    """Customers of a stage in a period.

    Attributes
    ----------
    before : tuple of (n_left, n_entered) or None
        Of the period before; None where it has no figures.
    change : tuple of float or None
        95 % interval of the difference of the shares; None where the weeks before are too few to tell.
    """

    stage: str
    n_entered: int
    n_passed: int
    before: Counts | None = None
    change: tuple[float, float] | None = None

    @property
    def n_left(self) -> int:
        """Those who entered and did not pass."""
        return self.n_entered - self.n_passed

    @property
    def drop(self) -> float:
        """Share of those who entered that left, 0-1."""
        return self.n_left / self.n_entered

    @property
    def state(self) -> str:
        """`up` or `down` where the change is beyond what is usual, else `steady`."""
        low, high = self.change or (0.0, 0.0)
        return "up" if low > 0 else "down" if high < 0 else "steady"


def drop_offs(
    connection: Connection, week: str, stages: Iterable[str], *, n_weeks: int = 1, segment: str | None = None
) -> list[DropOff]:
    """Describe the stages that have figures in a period, in the order given.

    Parameters
    ----------
    week : str
        The last of the period.
    segment : str or None
        Only these customers, as `name=value`; None takes all.
    """
    weeks = weeks_between(shift_week(week, 1 - n_weeks - _HISTORY_WEEKS), week)
    found = _by_stage(load_funnel(connection, weeks), segment)
    described = (_drop_off(stage, found.get(stage, {}), weeks, n_weeks) for stage in stages)
    return [one for one in described if one is not None]


def funnel_of_week(
    connection: Connection, week: str, names: Mapping[str, str], voiced: Sequence[Mapping[str, Any]]
) -> list[dict[str, Any]]:
    """Put the drop-off of a week's stages beside their hesitations, as a brief holds it.

    Parameters
    ----------
    names : mapping of str to str
        Stage to name, in the order of the funnel.
    voiced : sequence of mapping
        The stages of the brief, with `key`, `n` and `themes`.
    """
    found = drop_offs(connection, week, names)
    said = {one["key"]: one for one in voiced}
    n_voices = {one.stage: int(said[one.stage]["n"][0]) if one.stage in said else 0 for one in found}
    return [
        {
            "key": one.stage,
            "name": names[one.stage],
            "n_entered": one.n_entered,
            "n_passed": one.n_passed,
            "drop": round(one.drop, 4),
            "drop_before": round(one.before[0] / one.before[1], 4) if one.before else None,
            "change": {"low": round(one.change[0], 4), "high": round(one.change[1], 4)} if one.change else None,
            "state": one.state,
            "n_voices": n_voices[one.stage],
            "themes": list(said.get(one.stage, {}).get("themes", ()))[:_N_THEMES],
            "question": survey_question(one.stage, names[one.stage]) if is_unexplained(one, found, n_voices) else None,
        }
        for one in found
    ]


def is_unexplained(one: DropOff, stages: Sequence[DropOff], n_voices: Mapping[str, int]) -> bool:
    """Tell whether many leave a stage and few say why.

    Many: a fifth of those who enter it at least, and no smaller a share than at the stage in the middle. Few: fewer
    than five voices, or under half of what each of these stages would have, were they spoken of alike.
    """
    if one.drop < max(_HIGH, median(other.drop for other in stages)):
        return False
    n, n_even = n_voices[one.stage], sum(n_voices[other.stage] for other in stages) / len(stages)
    return n < max(_FEW, _FEW_SHARE * n_even)


def _by_stage(rows: Sequence[StageWeek], segment: str | None) -> Mapping[str, Mapping[str, Counts]]:
    """Lay out (left, entered) by stage and week; where a week has no row for all customers, its segments add up.

    Segments add up only where they part customers by one thing: those of two would count everybody twice.
    """
    cells: defaultdict[tuple[str, str], list[StageWeek]] = defaultdict(list)
    for row in rows:
        cells[row.stage, row.week].append(row)
    found: defaultdict[str, dict[str, Counts]] = defaultdict(dict)
    for (stage, week), some in cells.items():
        chosen = _of_segment(some, segment)
        entered = sum(row.n_entered for row in chosen)
        if entered:
            found[stage][week] = (entered - sum(row.n_passed for row in chosen), entered)
    return found


def _of_segment(rows: Sequence[StageWeek], segment: str | None) -> Sequence[StageWeek]:
    own = [row for row in rows if row.segment == segment]
    if own or segment is not None:
        return own
    parted_by = {row.segment.partition("=")[0] if row.segment and "=" in row.segment else "" for row in rows}
    return rows if len(parted_by) == 1 else []


def _drop_off(stage: str, by_week: Mapping[str, Counts], weeks: Sequence[str], n_weeks: int) -> DropOff | None:
    own = [by_week[week] for week in weeks[-n_weeks:] if week in by_week]
    if not own:
        return None
    earlier = [by_week[week] for week in weeks[:-n_weeks] if week in by_week]
    base = [by_week.get(week) for week in weeks[-2 * n_weeks : -n_weeks]]
    # A period of which a week is missing is no base.
    before = _sum([one for one in base if one]) if base and all(base) and len(own) == n_weeks else None
    now = _sum(own)
    times = dispersion([left for left, _ in earlier], [entered for _, entered in earlier]) if earlier else 1.0
    change = difference(now, before, times) if before and len(earlier) >= LEAST_WEEKS else None
    return DropOff(stage, now[1], now[1] - now[0], before, change)


def _sum(counts: Sequence[Counts]) -> Counts:
    return sum(left for left, _ in counts), sum(entered for _, entered in counts)
