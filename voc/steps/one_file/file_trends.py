"""How the themes of one file moved from week to week, and whether the last week differs by more than chance."""

from collections.abc import Mapping, Sequence

import numpy as np

from voc.planning.holding import HeldBack, judge
from voc.planning.sentences import hold_reason
from voc.planning.sources import source_state
from voc.steps.one_file.intake import FileDocument

_UNKNOWN_SOURCE = ""


def movements(
    weeks: Sequence[str], documents: Sequence[FileDocument], of_themes: Sequence[Sequence[FileDocument]]
) -> list[dict[str, object]]:
    """Count each theme's documents by week, and judge the last week.

    Parameters
    ----------
    weeks : sequence of str
        Every week of the file, in order; one at least.
    documents : sequence of FileDocument
        All of the file; copies are not counted.
    of_themes : sequence of sequences of FileDocument
        The documents of each theme, without copies; one theme at least.
    """
    place = {week: i for i, week in enumerate(weeks)}
    voices_by_source = _by_source([d for d in documents if d.copy_of is None], place)
    sources = sorted(voices_by_source)
    voices = np.stack([voices_by_source[source] for source in sources])
    none = np.zeros(len(weeks), dtype=np.int64)
    by_theme = [_by_source(of_theme, place) for of_theme in of_themes]
    observed = [np.stack([of_theme.get(source, none) for source in sources]) for of_theme in by_theme]
    starts = np.argmax(voices > 0, axis=1)
    states = {
        source: source_state(row[start:].tolist(), is_late=start > starts.min())
        for source, row, start in zip(sources, voices, starts, strict=True)
    }
    return [
        {
            "weeks": dict(zip(weeks, of_theme.sum(axis=0).tolist(), strict=True)),
            "trend": {
                "state": trend.state,
                "week": weeks[-1],
                "observed": trend.observed,
                "low": trend.low,
                "high": trend.high,
                "q": round(trend.q, 4),
                "held": _held(held),
            },
            "peaks": [weeks[i] for i in trend.peaks],
        }
        for of_theme, (trend, held) in zip(observed, judge(observed, voices, states), strict=True)
    ]


def _held(held: HeldBack | None) -> dict[str, object] | None:
    """Spell why a change is not called."""
    if held is None:
        return None
    return {"kind": held.kind, "source": held.source, "text": hold_reason(held.kind, held.source)}


def _by_source(documents: Sequence[FileDocument], place: Mapping[str, int]) -> dict[str, np.ndarray]:
    counts: dict[str, np.ndarray] = {}
    for document in documents:
        if document.week is not None:
            series = counts.setdefault(document.source or _UNKNOWN_SOURCE, np.zeros(len(place), dtype=np.int64))
            series[place[document.week]] += 1
    return counts
