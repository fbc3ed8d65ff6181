"""Rejected rows: hand them out to be corrected, close those of a file that no longer has them."""

from collections.abc import Collection, Sequence
from typing import Literal

from voc.steps.handout import as_csv, as_json_lines
from voc.steps.workplace import Workplace
from voc.store import StoredReject, load_rejects, mark_replayed

_FACTS = ("reject_id", "source", "file", "line", "reason", "state")


def close_settled(place: Workplace, source: str, file: str, seen: Collection[str]) -> int:
    """Close the open rejects of a file that has just been read as a whole and no longer has them.

    Parameters
    ----------
    seen : collection of str
        Ids of the rejects that the reading met.

    Returns
    -------
    int
        Rejects closed.
    """
    with place.store.begin() as connection:
        waiting = load_rejects(connection, source=source)
        settled = [one.id for one in waiting if one.reject.file == file and one.id not in seen]
        mark_replayed(connection, settled)
    return len(settled)


def rejects_file(rejects: Sequence[StoredReject], kind: Literal["csv", "jsonl"]) -> bytes:
    """Spell rejects with their masked cells: as JSON lines, or as a table with a column for every column they had."""
    if kind == "jsonl":
        return as_json_lines({**_facts(one), "content": dict(one.reject.content)} for one in rejects)
    columns = list(dict.fromkeys(column for one in rejects for column in one.reject.content))
    header = [*_FACTS, *(f"{column} (cell)" if column in _FACTS else column for column in columns)]
    rows = ([*_facts(one).values(), *(one.reject.content.get(column, "") for column in columns)] for one in rejects)
    return as_csv(header, rows)


def _facts(one: StoredReject) -> dict[str, str | int]:
    reject = one.reject
    values = (one.id, reject.source, reject.file, reject.line, reject.reason, one.state)
    return dict(zip(_FACTS, values, strict=True))
