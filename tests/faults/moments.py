"""Moments of a command at which a fault strikes: around a transaction of the store, or around a step of a run."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from sqlalchemy import Connection

from voc.store import Store

BEFORE, INSIDE, AFTER = "before", "inside", "after"


@dataclass(frozen=True)
class Moment:
    """A moment of a command.

    Attributes
    ----------
    what : str
        Number of a writing transaction, from 1, or name of a step.
    when : str
        Before it, inside it (its work is done and not committed), or after it.
    """

    what: int | str
    when: str = BEFORE

    def __str__(self) -> str:
        if isinstance(self.what, int):
            return f"{self.when} transaction {self.what}"
        return f"{self.when} step {self.what}"

    def spelled(self) -> str:
        """Spell it for the environment of a process."""
        return f"{self.when}:{self.what}"

    @classmethod
    def read(cls, text: str) -> "Moment":
        """Read what `spelled` wrote."""
        when, _, what = text.partition(":")
        return cls(int(what) if what.isdigit() else what, when)


@dataclass
class Watch:
    """Counts what a command does, and acts once when its moment has come.

    Attributes
    ----------
    passed : list of Moment
        What has happened so far.
    """

    moment: Moment | None = None
    act: Callable[[], None] = lambda: None
    passed: list[Moment] = field(default_factory=list)
    n_transactions: int = 0

    def come(self, what: int | str, when: str) -> None:
        """Note a moment."""
        now = Moment(what, when)
        self.passed.append(now)
        if now == self.moment:
            self.moment = None
            self.act()

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        """Watch a step."""
        self.come(name, BEFORE)
        yield
        self.come(name, AFTER)


@contextmanager
def watched(watch: Watch) -> Iterator[None]:
    """Let a watch see the writing transactions of every store of this process."""
    begin = Store.begin

    @contextmanager
    def seen(store: Store) -> Iterator[Connection]:
        watch.n_transactions += 1
        number = watch.n_transactions
        watch.come(number, BEFORE)
        with begin(store) as connection:
            yield connection
            watch.come(number, INSIDE)
        watch.come(number, AFTER)

    Store.begin = seen  # type: ignore[method-assign] - given back below
    try:
        yield
    finally:
        Store.begin = begin  # type: ignore[method-assign] - as above
