"""One fault upon one run: how the run ends, what is done about it, and whether the store is that of an unbroken run."""

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field

from postgres_server import Server

from faults.content import differences
from faults.homes import BACKUP, FORGET, NIGHT, WEEK, FaultyHome, Homes
from faults.moments import Moment
from faults.stages import AsProcess, Ended, InProcess, Stage, die

SQLITE, POSTGRESQL = "sqlite", "postgresql"
BOTH = (SQLITE, POSTGRESQL)
# What a fault may do to a run.
GOES_ON, MENDED = "goes on by itself", "fails, a rerun mends"
# What a store holds before: nothing, a night, a week too, the same with new files waiting, or read by an older version;
# or a night, with a backup that still holds a person who was forgotten after it.
NEW, READ, COUNTED, MORE, OUTDATED, FORGOTTEN = "new", "read", "counted", "more", "outdated", "forgotten"
_LEFT_BEFORE = {
    NEW: (),
    READ: (NIGHT,),
    COUNTED: (NIGHT, WEEK),
    MORE: (NIGHT, WEEK),
    OUTDATED: (NIGHT, WEEK),
    FORGOTTEN: (NIGHT, BACKUP, FORGET),
}


@dataclass
class Scene:
    """A home in which one fault is played.

    Attributes
    ----------
    command : tuple of str
        What is run in it.
    """

    home: FaultyHome
    command: tuple[str, ...]
    stage: Stage
    server: Server | None = None

    def run(
        self, moment: Moment | None = None, act: Callable[[], None] = die, settings: dict[str, str] | None = None
    ) -> Ended:
        """Run the command; something happens when its moment has come."""
        return self.stage.run(self.home, *self.command, moment=moment, act=act, settings=settings)

    @property
    def database(self) -> Server:
        """The PostgreSQL server of a scene that has one."""
        assert self.server is not None
        return self.server


def nothing(_scene: Scene) -> None:
    """Heal nothing: the fault passes by itself."""


@dataclass(frozen=True)
class Fault:
    """What goes wrong, when, and what is promised then.

    Attributes
    ----------
    state : str
        What the store holds before.
    strike : callable
        Runs the command and lets the fault happen.
    heal : callable
        What people do before they run again.
    promise : str
        `GOES_ON` or `MENDED`.
    says : str
        Part of the last line that a failing run must say.
    is_real : bool
        Whether it takes a process of its own: a signal, two runs at once.
    then : tuple of commands
        What an unbroken run is followed by: the other half of what happens at once.
    aside : set of str
        Tables and columns (`table.column`) that may differ, because of what people do to heal it.
    around : callable
        A context for the fault and what heals it, such as a disk that is small.
    """

    name: str
    during: str
    command: tuple[str, ...]
    state: str
    strike: Callable[[Scene], Ended]
    promise: str = MENDED
    heal: Callable[[Scene], None] = nothing
    says: str = ""
    stores: tuple[str, ...] = BOTH
    is_real: bool = False
    aside: frozenset[str] = frozenset()
    then: tuple[tuple[str, ...], ...] = ()
    around: Callable[[Scene], AbstractContextManager[object]] = field(default=lambda _scene: nullcontext())


@dataclass(frozen=True)
class Played:
    """What came of a fault on a store."""

    fault: Fault
    store: str
    ended: Ended
    again: Ended | None
    differing: tuple[str, ...]
    still_running: int

    @property
    def outcome(self) -> str:
        """What the fault did to the run."""
        return GOES_ON if self.again is None else MENDED

    @property
    def is_kept(self) -> bool:
        """Whether the promise was kept."""
        said = self.again is None or self.ended.code < 0 or self.fault.says in self.ended.said
        as_promised = self.outcome == self.fault.promise and not self.differing and not self.still_running
        return as_promised and said and "Traceback" not in self.ended.said


@dataclass(frozen=True)
class _Unbroken:
    """How a command ends where nothing goes wrong, and what it leaves."""

    ended: Ended
    held: dict[str, list[str]]


@dataclass
class Theatre:
    """Plays faults in homes below a folder, each bounded in time by its stage."""

    homes: Homes
    quick: Stage = field(default_factory=InProcess)
    real: Stage = field(default_factory=AsProcess)
    _ready: dict[tuple[str, str], FaultyHome] = field(default_factory=dict)
    _unbroken: dict[tuple[object, ...], _Unbroken] = field(default_factory=dict)

    def play(self, fault: Fault, store: str) -> Played:
        """Let a fault happen, heal it, run again where the run has failed, and compare."""
        wanted = self.unbroken(fault.command, fault.state, store, fault.then, fault.aside)
        scene = self.scene(fault, store)
        with fault.around(scene):
            ended = fault.strike(scene)
            again = None
            if ended.code != wanted.ended.code:
                fault.heal(scene)
                again = scene.run()
            differing = differences(scene.home.held(fault.aside), wanted.held)
            n_running = scene.home.states().count("running")
        if again is not None and again.code not in {0, wanted.ended.code}:
            differing.append(f"the rerun ended with {again.code}: {again.message}")
        return Played(fault, store, ended, again, tuple(differing), n_running)

    def scene(self, fault: Fault, store: str) -> Scene:
        """Make a home in the state in which a fault finds it."""
        server = self.homes.server() if store == POSTGRESQL else None
        home = self.homes.copy(self._home(fault.state, store))
        return Scene(home, fault.command, self.real if fault.is_real else self.quick, server)

    def unbroken(
        self,
        command: tuple[str, ...],
        state: str,
        store: str,
        then: tuple[tuple[str, ...], ...] = (),
        aside: frozenset[str] = frozenset(),
    ) -> _Unbroken:
        """Run a command where nothing goes wrong, once."""
        key = (store, state, command, then, aside)
        if key not in self._unbroken:
            home = self.homes.copy(self._home(state, store))
            ended, *after = [self.quick.run(home, *one) for one in (command, *then)]
            assert ended.code in {0, 3}, ended.said
            assert all(one.code == 0 for one in after), after
            self._unbroken[key] = _Unbroken(ended, home.held(aside))
        return self._unbroken[key]

    def _home(self, state: str, store: str) -> FaultyHome:
        key = (store, state)
        if key not in self._ready:
            home = self.homes.make(store)
            for command in _LEFT_BEFORE[state]:
                ended = self.quick.run(home, *command)
                assert ended.code in {0, 3}, ended.said
            if state in _PREPARED:
                _PREPARED[state](home)
            self._ready[key] = home
        return self._ready[key]


def _teach(home: FaultyHome) -> None:
    """Change what the analyser knows, so that everything was read by an older version."""
    words = home.path / "config" / "lexicon" / "brand.tsv"
    with words.open("a", encoding="utf-8") as file:
        file.write("달구름\tNNP\n")


def _deliver(home: FaultyHome) -> None:
    """Put tickets into the inbox whose sentences were read before, and one that nobody has written yet."""
    folder = home.path / "inbox" / "cs_tickets"
    head, *rows = (folder / "tickets.csv").read_text(encoding="cp949").splitlines()
    again = [row.replace("T0", "M0", 1) for row in rows if row.startswith("T00")]
    new = again[-1].replace("M0", "N0").replace("신분증", "여권")
    (folder / "tickets-2.csv").write_text("\n".join([head, *again, new]) + "\n", encoding="cp949")


_PREPARED = {OUTDATED: _teach, MORE: _deliver}
