"""Every fault there is, and the selection of them that the slow tests play."""

import random
from itertools import groupby

from faults.clocks import clocks
from faults.crowds import crowds
from faults.damage import damage
from faults.disks import disks
from faults.kills import COMMANDS, SEED, chosen, kill, moments_of
from faults.outages import outages
from faults.theatre import BOTH, Fault, Theatre

# Of each command and store in the slow tests; `test_killed.py` of the steps dies at every transaction of a night.
FEW = 2


def kills(theatre: Theatre, label: str, store: str, n: int | None) -> list[Fault]:
    """Kill a command at so many of its moments, None for all."""
    moments = moments_of(theatre, label, store)
    some = chosen(moments, len(moments) if n is None else n, f"{label} {store}")
    return [kill(label, moment) for moment in some]


def real_kills(theatre: Theatre, label: str, store: str, n: int) -> list[Fault]:
    """The same as processes of their own, at other moments."""
    moments = chosen(moments_of(theatre, label, store), n, f"real {label} {store}")
    return [kill(label, moment, is_real=True) for moment in moments]


def others() -> list[Fault]:
    """All faults but kills."""
    return [*outages(), *crowds(), *disks(), *damage(), *clocks()]


def selected() -> list[tuple[Fault, str]]:
    """Choose one fault of each name for each store, the same each time; of those that take processes, few."""
    by_name = sorted(((fault, store) for fault in others() for store in fault.stores), key=_name)
    found = [_one_of([*same], name) for name, same in groupby(by_name, _name)]
    return [(fault, store) for fault, store in found if not fault.is_real or (fault.name, store) in _REAL]


def labels() -> list[str]:
    """List the commands that are killed."""
    return list(COMMANDS)


def quick_labels() -> list[str]:
    """List those that the slow tests kill: to refresh is to load an analyser that knows other words."""
    return [label for label in COMMANDS if label != "refresh"]


# These take long on PostgreSQL; on SQLite, and the nightly run on both, they are tried with the other slow tests.
ON_SQLITE_TOO = {(label, BOTH[1]) for label in ("store restore", "run weekly", "collect", "import survey")}
# A process costs six seconds of a processor, and each of these takes three.
_REAL = {("two runs at once", BOTH[1]), ("killed, then its log damaged", BOTH[0])}


def _name(one: tuple[Fault, str]) -> tuple[str, str]:
    fault, store = one
    return fault.name, store


def _one_of(same: list[tuple[Fault, str]], name: tuple[str, str]) -> tuple[Fault, str]:
    return random.Random(f"{SEED} {name}").choice(same)  # noqa: S311 - a test, no secret
