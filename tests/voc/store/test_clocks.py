"""What a store knows of the time."""

from datetime import UTC, datetime, timedelta

from voc.store import Store
from voc.store.clocks import is_elsewhere, server_now


def test_a_server_on_this_machine_shares_its_clock(store: Store) -> None:
    with store.read() as connection:
        assert not is_elsewhere(connection)
        told = server_now(connection)
    if store.engine.dialect.name == "postgresql":
        assert told is not None
        assert abs(told - datetime.now(UTC)) < timedelta(minutes=1)
    else:
        assert told is None
