"""What a view is about, as its address says it: every view can be linked to, and nothing else decides what it shows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import urlencode

from voc.dashboard.period import Period
from voc.errors import UsageError
from voc.weeks import monday_of, shift_week

# A period of more weeks is a mistake of the keyboard.
_MOST_WEEKS = 104
_PERIODS = ("week", "from", "to")
_CHOICES = ("source", "segment", "stage", "reason")
# Sentences of no stage: they are chosen like those of one, after all others.
NO_STAGE = "none"


class UnknownValueError(UsageError):
    """An address asks for something that does not exist: answered with 404, never with silence."""


@dataclass(frozen=True)
class Known:
    """What there is to choose from.

    Attributes
    ----------
    weeks : sequence of str
        Weeks that have been counted, oldest first.
    sources, stages, reasons : mapping of str to str
        Key to the name that readers know, in the order in which they are listed.
    segments : mapping of str to sequence of str
        Name of a segment to its values.
    """

    weeks: Sequence[str]
    sources: Mapping[str, str]
    stages: Mapping[str, str]
    reasons: Mapping[str, str]
    segments: Mapping[str, Sequence[str]] = field(default_factory=dict)

    def periods(self, shown: Period) -> Mapping[str, Period]:
        """Offer periods by name: the last counted week, the one before, the last four, and the neighbours of one."""
        last = self.weeks[-1]
        before, after = shown.before, shown.after
        offered = {
            "이번 주": Period(last, last),
            "지난주": Period(shift_week(last, -1), shift_week(last, -1)),
            "최근 4주": Period(shift_week(last, -3), last),
            "◀ 앞 기간": before if before.last >= self.weeks[0] else None,
            "다음 기간 ▶": after if after.first <= last else None,
        }
        return {name: period for name, period in offered.items() if period}

    def base_of(self, period: Period) -> dict[str, Any]:
        """Tell what a period is compared with, as `voc.planning.sentences.base_name` takes it."""
        return {"n_weeks": len(period.weeks), "base_name": "지난주" if period.last == self.weeks[-1] else "그 전주"}

    def choices(self, name: str) -> Mapping[str, str]:
        """List the values of a filter with their names."""
        if name == "segment":
            return {f"{key}={value}": f"{key} {value}" for key, values in self.segments.items() for value in values}
        if name == "stage":
            return {**self.stages, NO_STAGE: "단계 미상"}
        return {"source": self.sources, "reason": self.reasons}[name]


@dataclass(frozen=True)
class Filters:
    """The period and the selection that a page shows.

    Attributes
    ----------
    segment : str or None
        Such as `plan=basic`.
    """

    period: Period
    source: str | None = None
    segment: str | None = None
    stage: str | None = None
    reason: str | None = None

    @property
    def query(self) -> dict[str, str]:
        """The filters as an address has them."""
        chosen = {name: value for name in _CHOICES if (value := getattr(self, name))}
        return {**self.period.query, **chosen}

    @property
    def weeks_query(self) -> dict[str, str | None]:
        """The period as the search reads it, also where it is the one that pages show by themselves."""
        return {"from": self.period.first, "to": self.period.last, "week": None}

    def address(self, path: str, **changes: str | None) -> str:
        """Return the address of a view with these filters, some of them changed; None takes one away."""
        query = {**self.query, **changes}
        spelled = urlencode({name: value for name, value in query.items() if value})
        return f"{path}?{spelled}" if spelled else path

    def over(self, period: Period) -> "Filters":
        """Return the same filters over other weeks."""
        return replace(self, period=period)


def read_filters(asked: Mapping[str, str], known: Known, last: str) -> Filters:
    """Read the filters of an address.

    Parameters
    ----------
    last : str
        The week that is shown where the address names none.

    Raises
    ------
    UnknownValueError
        A value that is not known, or no period at all.
    """
    chosen = {}
    for name in _CHOICES:
        value = asked.get(name) or None
        if value is not None and value not in known.choices(name):
            message = f"'{value}'은(는) {_NAMES[name]}에 없는 값입니다."
            raise UnknownValueError(message)
        chosen[name] = value
    return Filters(_period(asked, last), **chosen)


_NAMES = {"source": "소스", "segment": "고객 구분", "stage": "퍼널 단계", "reason": "이유"}


def _period(asked: Mapping[str, str], last: str) -> Period:
    week, first, end = (asked.get(name) or None for name in _PERIODS)
    try:
        for one in (week, first, end):
            if one:
                monday_of(one)
    except UsageError:
        message = f"'{one}'은(는) 주가 아닙니다. 2026-W39처럼 적어 주세요."
        raise UnknownValueError(message) from None
    if week or not (first or end):
        return Period(week or last, week or last)
    # Whoever moves a period on by its two fields turns its ends round for a moment.
    ends = sorted((first or shift_week(end or last, -3), end or last))
    period = Period(*ends)
    if len(period.weeks) > _MOST_WEEKS:
        message = f"기간은 {_MOST_WEEKS}주까지 고를 수 있습니다. 시작 주나 끝 주를 바꾸어 주세요."
        raise UnknownValueError(message)
    return period
