"""Verdicts on the series of a week, held back where the sources or the analysis explain the change; with the reason."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from nlp.holding import Held, hold_back
from nlp.trends import Trend, trends
from nlp.types import IntMatrix
from voc.planning.sources import SourceState

HoldKind = Literal[
    "added", "young", "silent", "removed", "thin", "flooded", "refusing", "ill", "patchy", "mix", "version"
]

_NOTHING = Trend("steady", 0, 0, 0, 1.0, 1.0)
# Weeks of which this share was read by another analysis version cannot be compared.
_READ_OTHERWISE = 0.05


@dataclass(frozen=True, slots=True)
class HeldBack:
    """Why a change is not called.

    Attributes
    ----------
    kind : HoldKind
        The state of the source behind it, `patchy` also where only single weeks before were not collected as a whole;
        `mix` where only the shares of the sources changed; `version` where the weeks were not read alike.
    source : str or None
        That source, or the one whose share pulls most; None where the analysis changed.
    """

    kind: HoldKind
    source: str | None = None


def judge(
    grids: Sequence[IntMatrix],
    totals: IntMatrix,
    sources: Mapping[str, SourceState],
    *,
    read_alike: bool = True,
    ill_weeks: NDArray[np.bool_] | None = None,
) -> list[tuple[Trend, HeldBack | None]]:
    """Judge several series together.

    Parameters
    ----------
    grids : sequence of int array, shape (n_sources, n_weeks)
        Voices of each theme, stage or reason, by source.
    totals : int array, shape (n_sources, n_weeks)
        All voices.
    sources : mapping of source to its state
        In the order of the rows.
    read_alike : bool
        Whether all weeks were read by the same analysis version.
    ill_weeks : bool array, shape (n_sources, n_weeks), or None
        Weeks before in which a source was not collected as a whole: they are left out of what it is compared with.

    Returns
    -------
    list of (Trend, HeldBack or None)
        What is held back is `steady`.
    """
    if not grids or not sources:
        return [(_NOTHING, None) for _ in grids]
    counts = np.stack(grids)
    judged = trends(counts, totals)
    if not read_alike:
        return [_unlike(trend) for trend in judged]
    if ill_weeks is not None and ill_weeks.any():
        return _without_ill_weeks(judged, counts, totals, sources, ill_weeks)
    return [_named(held, sources) for held in hold_back(judged, counts, totals, _in_doubt(sources))]


def are_read_alike(versions: Mapping[str, Counter[str]], week: str) -> bool:
    """Tell whether the week was read as the weeks before it.

    Parameters
    ----------
    versions : mapping of week to counts by analysis version
        Empty where there is only one.
    """
    before = sum((counted for other, counted in versions.items() if other < week), Counter[str]())
    return is_read_like(before, versions.get(week, Counter()))


def is_read_like(before: Mapping[str, int], now: Mapping[str, int]) -> bool:
    """Tell whether voices were read as those at hand; both are counts by analysis version.

    Examples
    --------
    >>> is_read_like({"v1": 40, "v2": 2}, {"v1": 9}), is_read_like({"v1": 40, "v2": 4}, {"v1": 9})
    (True, False)
    """
    if not now or not before:
        return True
    main = min(now, key=lambda version: (-now[version], version))
    share = before.get(main, 0) / sum(before.values())
    return abs(now[main] / sum(now.values()) - share) <= _READ_OTHERWISE


def _unlike(trend: Trend) -> tuple[Trend, HeldBack | None]:
    if trend.state == "steady":
        return trend, None
    return replace(trend, state="steady"), HeldBack("version")


def _in_doubt(sources: Mapping[str, SourceState]) -> NDArray[np.bool_]:
    return np.array([state != "normal" for state in sources.values()])


def _without_ill_weeks(
    judged: Sequence[Trend],
    counts: NDArray[np.int64],
    totals: IntMatrix,
    sources: Mapping[str, SourceState],
    ill_weeks: NDArray[np.bool_],
) -> list[tuple[Trend, HeldBack | None]]:
    """Judge anew without some weeks; what shows only with them is held."""
    whole, whole_counts = np.where(ill_weeks, 0, totals), np.where(ill_weeks, 0, counts)
    compared = trends(whole_counts, whole)
    held = hold_back(compared, whole_counts, whole, _in_doubt(sources), left_out=ill_weeks)
    of_ill_sources = np.where(ill_weeks.any(axis=1), counts.sum(axis=2), -1)
    blamed = [list(sources)[place] for place in of_ill_sources.argmax(axis=1)]
    return [
        _patched(_named(one, sources), before, source) for one, before, source in zip(held, judged, blamed, strict=True)
    ]


def _patched(found: tuple[Trend, HeldBack | None], with_all_weeks: Trend, source: str) -> tuple[Trend, HeldBack | None]:
    """Say so where a change shows only in comparison with weeks that were not collected as a whole."""
    trend, held = found
    is_explained = with_all_weeks.state != "steady" and trend.state == "steady" and held is None
    return (trend, HeldBack("patchy", source)) if is_explained else found


def _named(held: Held, sources: Mapping[str, SourceState]) -> tuple[Trend, HeldBack | None]:
    if held.source is None:
        return held.trend, None
    source, state = list(sources.items())[held.source]
    return held.trend, HeldBack("mix" if state == "normal" else state, source)
