"""The fault table: fault, store, command, and what came of it, in Markdown."""

import re
from collections.abc import Iterable
from itertools import groupby

from faults.stages import KILLED
from faults.theatre import GOES_ON, Played

_LONGEST = 120
# Addresses, paths and moments.
_OF_THIS_HOME = re.compile(r"\S+://\S+|(?<!\S)/\S+|\d{4}-\d\d-\d\d \d\d:\d\d KST")
HEAD = ("fault", "store", "during", "moments", "outcome", "exit code", "what it says", "state in the end")


def table(played: Iterable[Played]) -> str:
    """Draw a table with one row for all moments of a command at which the same came of a fault."""
    rows = [HEAD, ("---",) * len(HEAD)]
    for key, same in groupby(sorted(played, key=_key), _key):
        moments = [one.fault.during.partition(": ")[2] for one in same]
        name, store, command, outcome, code, said, state = key
        rows.append((name, store, command, _told(moments), outcome, code, said, state))
    return "\n".join(f"| {' | '.join(row)} |" for row in rows) + "\n"


def _key(one: Played) -> tuple[str, ...]:
    code = "killed" if one.ended.code == KILLED else str(one.ended.code)
    said = "" if one.outcome == GOES_ON or one.ended.code == KILLED else _plain(one)
    kept = "as unbroken" if not one.differing and not one.still_running else f"DIFFERS: {'; '.join(one.differing)}"
    if not one.is_kept and kept == "as unbroken":
        kept = f"{kept}, BUT NOT AS PROMISED"
    command = one.fault.during.partition(": ")[0]
    return one.fault.name, one.store, command, one.outcome, code, said, kept


def _plain(one: Played) -> str:
    """Say the line that tells what is wrong, without what differs from home to home, and its first words only."""
    told = [line for line in one.ended.said.splitlines() if one.fault.says and one.fault.says in line]
    message = (told or [one.ended.message])[0].strip().removeprefix("voc: ").removeprefix("failed: ")
    message = _OF_THIS_HOME.sub("…", message).replace("|", "\\|")
    return message if len(message) <= _LONGEST else f"{message[:_LONGEST].rpartition(' ')[0]} …"


def _told(moments: list[str]) -> str:
    return moments[0] if len(moments) == 1 else f"{len(moments)} moments"
