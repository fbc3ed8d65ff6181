"""Runs take turns on a store: two nights at once would read the same documents twice and judge by half of them."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from sqlalchemy import func, select

from voc.errors import StoreError
from voc.locks import hold
from voc.store.engine import Store

_ADVISORY_LOCK = 0x6D616C68
_LOOK_AGAIN_SECONDS = 0.5


@contextmanager
def one_at_a_time(store: Store, *, patience_s: float, waiting: Callable[[], None]) -> Iterator[None]:
    """Hold the turn to run on a store; it is given back at the end, also when the process is killed.

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
    deadline = time.monotonic() + patience_s
    while (give_back := _take(store)) is None:
        if time.monotonic() >= deadline:
            message = (
                f"Another run is working on the store {store.address} and did not end within {patience_s:.0f} s. "
                "Nothing was done; run again when it has ended."
            )
            raise StoreError(message)
        waiting()
        time.sleep(min(_LOOK_AGAIN_SECONDS, max(0.0, deadline - time.monotonic())))
    try:
        yield
    finally:
        give_back()


def _take(store: Store) -> Callable[[], None] | None:
    if store.engine.dialect.name == "postgresql":
        return _take_on_server(store)
    if store.path is None:
        return lambda: None  # A store in memory belongs to one process.
    try:
        held = hold(store.path.with_name(f"{store.path.name}.turn"))
    except OSError as error:
        message = f"The store {store.address} cannot be used ({error.strerror}). Check the rights of its folder."
        raise StoreError(message) from error
    return None if held is None else held.close


def _take_on_server(store: Store) -> Callable[[], None] | None:
    # Outside any transaction: an idle one would keep the server from cleaning up for as long as the run takes.
    connection = store.engine.connect().execution_options(isolation_level="AUTOCOMMIT")
    if not connection.scalar(select(func.pg_try_advisory_lock(_ADVISORY_LOCK))):
        connection.close()
        return None

    def give_back() -> None:
        connection.scalar(select(func.pg_advisory_unlock(_ADVISORY_LOCK)))
        connection.close()

    return give_back
