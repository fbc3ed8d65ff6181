"""Runs take turns on a store: two nights at once would read the same documents twice and judge by half of them."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock
from typing import Protocol

from sqlalchemy import Connection, event, func, select
from sqlalchemy.exc import DBAPIError

from voc.errors import OccupiedError, StoreAwayError, StoreError
from voc.locks import hold
from voc.store.engine import Store, unreachable
from voc.store.sqlite_file import WRITES

_ADVISORY_LOCK = 0x6D616C68
_LOOK_AGAIN_SECONDS = 0.5


class _Held(Protocol):
    """A turn that was taken."""

    def is_there(self) -> bool:
        """Tell whether nobody else can have it."""

    def close(self) -> None:
        """Give it back, if it is still there."""


@dataclass
class Turn:
    """The turn to run on a store.

    A server that stops gives every turn to whoever comes first afterwards. Nothing is written by a run that has lost
    its turn: its transactions end with `StoreAwayError`, until it has taken the turn again.

    Attributes
    ----------
    patience_s : float
        How long to wait for another run.
    waiting : callable
        Told, again and again, while another run is at it.
    """

    store: Store
    patience_s: float
    waiting: Callable[[], None]
    _held: _Held | None = None

    def take(self) -> None:
        """Take the turn, or wait for it.

        Raises
        ------
        StoreError
            The other run has not ended in time.
        """
        deadline = time.monotonic() + self.patience_s
        while (held := _take(self.store)) is None:
            if time.monotonic() >= deadline:
                message = (
                    f"Another run is working on the store {self.store.address} and did not end within "
                    f"{self.patience_s:.0f} s. Nothing was done; run again when it has ended."
                )
                raise OccupiedError(message)
            self.waiting()
            time.sleep(min(_LOOK_AGAIN_SECONDS, max(0.0, deadline - time.monotonic())))
        self._held = held

    def take_again(self) -> None:
        """Take a turn again that was lost; one that is still there stays.

        Raises
        ------
        StoreError
            Another run has taken it meanwhile, and has not ended in time.
        """
        if self._held is not None and not self._held.is_there():
            self.give_back()
            self.take()

    @contextmanager
    def held(self) -> Iterator[None]:
        """Hold the turn for the length of a block; it is given back at the end, also when the process is killed.

        Raises
        ------
        StoreError
            The other run has not ended in time.
        """

        def check(connection: Connection) -> None:
            if connection.get_execution_options().get(WRITES):
                self.check()

        self.take()
        event.listen(self.store.engine, "begin", check)
        try:
            yield
        finally:
            event.remove(self.store.engine, "begin", check)
            self.give_back()

    def give_back(self) -> None:
        """Let the next run have it."""
        held, self._held = self._held, None
        if held is not None:
            held.close()

    def check(self) -> None:
        """Make sure that the turn is still there.

        Raises
        ------
        StoreAwayError
            The server has let go of it.
        StoreError
            The file has been moved away.
        """
        if self._held is not None and not self._held.is_there():
            message = (
                f"The store {self.store.address} was away, and this run has lost its turn on it. Nothing half-written "
                "was kept; run again."
            )
            raise StoreAwayError(message)


@contextmanager
def one_at_a_time(store: Store, *, patience_s: float, waiting: Callable[[], None]) -> Iterator[None]:
    """Hold the turn to run on a store for the length of a block, see `Turn`.

    Parameters
    ----------
    patience_s : float
        How long to wait for another run.
    waiting : callable
        Told, again and again, while another run is at it.

    Raises
    ------
    StoreError
        The other run has not ended in time.
    """
    with Turn(store, patience_s, waiting).held():
        yield


class _Nobodys:
    """The turn on a store in memory, which belongs to one process."""

    def is_there(self) -> bool:
        return True

    def close(self) -> None:
        pass


@dataclass
class _OnFile:
    """The turn on a file of this machine; the system lets go of it when the process ends.

    Attributes
    ----------
    identity : pair of int
        Device and number of the store's file: under its name there may come to lie another one.
    """

    store: Store
    path: Path
    identity: tuple[int, int]
    closed: Callable[[], None]

    def is_there(self) -> bool:
        if _identity(self.path) != self.identity:
            message = (
                f"The file of the store {self.store.address} was moved away or replaced while this run worked with it. "
                "What was stored before is in the file that was moved; put it back and run again."
            )
            raise StoreError(message)
        return True

    def close(self) -> None:
        self.closed()


def _identity(path: Path) -> tuple[int, int]:
    try:
        found = path.stat()
    except OSError:
        return (0, 0)
    return found.st_dev, found.st_ino


@dataclass
class _OnServer:
    """The turn on a server: it lasts as long as the connection that took it."""

    connection: Connection
    # Whoever writes on a thread of its own asks too.
    _one_asks: Lock = field(default_factory=Lock)

    def is_there(self) -> bool:
        with self._one_asks:
            if self.connection.invalidated:
                return False
            try:
                self.connection.exec_driver_sql("SELECT 1")
            except DBAPIError:
                return False
            return True

    def close(self) -> None:
        try:
            # A connection that is lost would be opened anew to be asked.
            if not self.connection.invalidated:
                self.connection.scalar(select(func.pg_advisory_unlock(_ADVISORY_LOCK)))
        except DBAPIError:
            self.connection.invalidate()
        finally:
            self.connection.close()


def turn_file(path: Path) -> Path:
    """Name the file whose lock is the turn on the file of a store; once made it stays there."""
    return path.with_name(f"{path.name}.turn")


def _take(store: Store) -> _Held | None:
    if store.engine.dialect.name == "postgresql":
        return _take_on_server(store)
    if store.path is None:
        return _Nobodys()
    try:
        held = hold(turn_file(store.path))
    except OSError as error:
        message = f"The store {store.address} cannot be used ({error.strerror}). Check the rights of its folder."
        raise StoreError(message) from error
    return None if held is None else _OnFile(store, store.path, _identity(store.path), held.close)


def _take_on_server(store: Store) -> _Held | None:
    try:
        # Outside any transaction: an idle one would keep the server from cleaning up for as long as the run takes.
        connection = store.engine.connect().execution_options(isolation_level="AUTOCOMMIT")
        if connection.scalar(select(func.pg_try_advisory_lock(_ADVISORY_LOCK))):
            return _OnServer(connection)
        connection.close()
    except DBAPIError as error:
        raise unreachable(store.engine.url, error) from error
    return None
