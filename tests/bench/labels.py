"""Hand labels and the sentences that `voc analyze` made of the same text."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any


def matched(gold: Sequence[Mapping[str, str]], sentences: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Find the predicted sentence of each gold row: the one that overlaps it most, the earlier of equals."""
    by_document: defaultdict[str, list[Mapping[str, Any]]] = defaultdict(list)
    for row in sentences:
        by_document[row["doc_id"]].append(row)

    def overlap(row: Mapping[str, Any], label: Mapping[str, str]) -> int:
        return min(row["raw_end"], int(label["end"])) - max(row["raw_start"], int(label["start"]))

    return [max(by_document[label["doc_id"]], key=lambda row: overlap(row, label)) for label in gold]


def is_scored(label: Mapping[str, str]) -> bool:
    """Tell whether a row counts for themes: a hesitation with a theme of its own."""
    return label["hesitation"] == "1" and label["theme"] != "-"
