"""The process is killed: by hand, by the kernel that runs out of memory, by a power cut."""

import random

from faults.homes import FORGET, NIGHT, RESTORE, WEEK
from faults.moments import BEFORE, Moment
from faults.stages import Ended
from faults.theatre import FORGOTTEN, NEW, OUTDATED, READ, Fault, Scene, Theatre

SEED = 20261122
# The log says what each of the two runs has cleared, and nobody logs for the one that is killed.
_ASIDE = {"purge": frozenset({"audit"}), "store restore": frozenset({"audit"})}
PURGE = ("purge", "--before", "2026-10-13", "--yes")
IMPORT = ("import", "survey", "form.csv")
COMMANDS = {
    "run nightly": (NIGHT, NEW),
    "run weekly": (WEEK, READ),
    "refresh": (("refresh",), OUTDATED),
    "import survey": (IMPORT, READ),
    "forget": (FORGET, READ),
    "purge": (PURGE, READ),
    "store restore": (RESTORE, FORGOTTEN),
    "collect": (("collect", "cs_tickets", "--until", "2026-11-23"), NEW),
}


def kill(label: str, moment: Moment, *, is_real: bool = False) -> Fault:
    """A command that is killed at a moment."""
    command, state = COMMANDS[label]

    def strike(scene: Scene) -> Ended:
        return scene.run(moment)

    during, aside = f"{label}: {moment}", _ASIDE.get(label, frozenset())
    return Fault("killed (SIGKILL)", during, command, state, strike, is_real=is_real, aside=aside)


def moments_of(theatre: Theatre, label: str, store: str) -> list[Moment]:
    """List all moments of a command, in the order in which they come."""
    command, state = COMMANDS[label]
    return list(theatre.unbroken(command, state, store).ended.passed)


def chosen(moments: list[Moment], n: int, seed: str) -> list[Moment]:
    """Choose some moments, the same each time: a kill before a transaction is one after the transaction before it."""
    told = [one for one in moments if isinstance(one.what, str) or one.when != BEFORE]
    return random.Random(f"{SEED} {seed}").sample(told, min(n, len(told)))  # noqa: S311 - moments, no secrets
