"""Which weeks of a source cannot be compared, because its nights failed or brought too little."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from statistics import median

import numpy as np
from numpy.typing import NDArray

from voc.planning.sources import SourceFigures, SourceState
from voc.store.ailments import Ailments

# A week whose nights brought too little is as good as whole where its voices came in all the same, by a later night.
_CAME_IN = 0.7
# Where that many of the weeks before were ill, illness is how the source is.
_MOST = 0.5
_HEALTHY = Ailments()


@dataclass(frozen=True, slots=True)
class WholeWeeks:
    """What can be compared.

    Attributes
    ----------
    sources : tuple of SourceFigures
        As given, those that are `ill` or `patchy` marked as such.
    left_out : bool array, shape (n_sources, n_weeks)
        Weeks before the last in which a source is not to be compared.
    """

    sources: tuple[SourceFigures, ...]
    left_out: NDArray[np.bool_]


def whole_weeks(
    sources: Sequence[SourceFigures],
    weeks: Sequence[str],
    voices: Mapping[str, Sequence[int]],
    ailments: Mapping[str, Ailments],
) -> WholeWeeks:
    """Tell which sources and weeks cannot be compared with the others.

    A source whose last week is ill, while most weeks before are not, is `ill`; one whose last week is whole while most
    before were ill is `patchy`. Single ill weeks before are left out. Where all are ill alike, like is compared with
    like, and nothing is left out: a board that is closed for good is missing every week.

    Parameters
    ----------
    voices : mapping of source to counts
        Of each week.
    """
    left_out = np.zeros((len(sources), len(weeks)), dtype=np.bool_)
    marked = []
    for place, source in enumerate(sources):
        ill = _ill_weeks(weeks, voices[source.source], ailments.get(source.source, _HEALTHY))
        state, single = _state(ill, voices[source.source])
        left_out[place, :-1] = single
        marked.append(replace(source, state=state) if state and source.state == "normal" else source)
    return WholeWeeks(tuple(marked), left_out)


def _ill_weeks(weeks: Sequence[str], counts: Sequence[int], found: Ailments) -> list[bool]:
    return [
        week in found.unfinished or (week in found.quiet and _is_short(counts, place))
        for place, week in enumerate(weeks)
    ]


def _is_short(counts: Sequence[int], place: int) -> bool:
    """Tell whether a week has clearly fewer voices than the others that have any."""
    others = [n for other, n in enumerate(counts) if n and other != place]
    return not others or counts[place] < _CAME_IN * median(others)


def _state(ill: Sequence[bool], counts: Sequence[int]) -> tuple[SourceState | None, Sequence[bool]]:
    """Name what is wrong with a source, if anything, and which weeks before are left out."""
    before = [is_ill for is_ill, n in zip(ill[:-1], counts, strict=False) if is_ill or n]
    is_mostly_ill = bool(before) and sum(before) >= _MOST * len(before)
    if is_mostly_ill:
        return (None if ill[-1] else "patchy"), [False] * (len(ill) - 1)
    return ("ill" if ill[-1] else None), ill[:-1]
