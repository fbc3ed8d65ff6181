"""All that a store holds, to be compared with what an unbroken run leaves."""

from collections.abc import Collection

from sqlalchemy import create_engine, select

from voc.store.schema import metadata

# Facts of the clock and of the machine, of which no two runs have the same.
_RUN_LOG = {"runs", "run_steps"}
_CLOCK = {"saved_at", "trained_at", "purged_at", "frozen_at"}
_AUDIT = ("action", "details")


def content(address: str, aside: Collection[str] = ()) -> dict[str, list[str]]:
    """Return the rows of every table but the run log, without what only tells when they were written.

    Parameters
    ----------
    aside : collection of str
        Tables, or columns as `table.column`, that are left out.
    """
    engine = create_engine(address)
    held = {}
    with engine.connect() as connection:
        for table in metadata.sorted_tables:
            columns = [one for one in table.columns if one.name not in _CLOCK and str(one) not in aside]
            if table.name == "audit":
                columns = [table.c[name] for name in _AUDIT]
            if table.name not in _RUN_LOG and table.name not in aside:
                held[table.name] = sorted(map(repr, connection.execute(select(*columns))))
    engine.dispose()
    return held


def states(address: str) -> list[str]:
    """Return how the runs in the log ended, in the order of their beginnings."""
    runs = metadata.tables["runs"]
    engine = create_engine(address)
    with engine.connect() as connection:
        found = list(connection.scalars(select(runs.c.state).order_by(runs.c.started_at, runs.c.run_id)))
    engine.dispose()
    return found


def differences(found: dict[str, list[str]], wanted: dict[str, list[str]]) -> list[str]:
    """Name the tables that differ, and by how many rows."""
    return [
        f"{name}: {len(set(found[name]) - set(rows))} rows too many, {len(set(rows) - set(found[name]))} missing"
        for name, rows in wanted.items()
        if found[name] != rows
    ]
