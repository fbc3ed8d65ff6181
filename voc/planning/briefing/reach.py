"""Whom a hesitation concerns: how many customers voiced it, in which segments, and how many want to be left alone."""

from collections.abc import Sequence
from itertools import groupby
from operator import attrgetter
from typing import Any

from voc.planning.audience import Reach, SegmentReach

# Fewer customers of a segment would point to single persons.
_FEWEST = 3
_N_VALUES = 4


def plain_reach(found: Reach) -> dict[str, Any]:
    """Turn a reach into JSON values, with the segments that tell customers apart, the largest values first."""
    by_name = groupby(found.segments, key=attrgetter("name"))
    return {
        "n_customers": found.n_customers,
        "n_suppressed": found.n_suppressed,
        "segments": [{"name": name, "values": rows} for name, of_name in by_name if (rows := _values(list(of_name)))],
    }


def _values(segments: Sequence[SegmentReach]) -> list[dict[str, Any]]:
    """List the values of a segment; one that everybody shares tells nobody apart, and few customers are persons."""
    if len(segments) == 1:
        return []
    return [
        {"value": one.value, "n": one.n_customers, "n_suppressed": one.n_suppressed}
        for one in segments
        if one.n_customers >= _FEWEST
    ][:_N_VALUES]
