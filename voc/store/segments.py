"""Customer segments: which there are, for people who asked about one that nobody has."""

import json
from collections import Counter, defaultdict

from sqlalchemy import Connection, Text, cast, func, select

from voc.store.schema import documents


def segment_values(connection: Connection) -> dict[str, list[str]]:
    """List the values of every segment that documents come with, the most frequent first; names in order."""
    spelled = cast(documents.c.segment, Text).label("spelled")
    counted: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for row in connection.execute(select(spelled, func.count().label("n")).group_by(spelled)):
        for name, value in json.loads(row.spelled).items():
            counted[name][str(value)] += row.n
    return {name: [value for value, _ in _ranked(values)] for name, values in sorted(counted.items())}


def _ranked(counts: Counter[str]) -> list[tuple[str, int]]:
    return sorted(counts.items(), key=lambda item: (-item[1], item[0]))
