"""Figures of the operation for a monitoring system: what the run log and the store say at this moment."""

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from importlib.metadata import version

from sqlalchemy import Connection, func, select

from voc.config import Settings
from voc.steps.listings.exposition import Figure, Sample
from voc.steps.listings.runs_and_sources import source_rows
from voc.steps.listings.weeks import Listing
from voc.steps.workplace import last_full_week
from voc.store import Run, Store, count_unread, frozen_weeks, marked_weeks
from voc.store.durations import StepTaken, load_taken
from voc.store.last_runs import last_of_each
from voc.store.schema import documents
from voc.store.sizes import n_bytes
from voc.weeks import weeks_between

_MIB = 2**20
_LEVELS = {"green": 0, "amber": 1, "red": 2}


def figures(store: Store, settings: Settings, *, now: datetime) -> list[Figure]:
    """Gather the figures; counting documents is the longest part of it.

    Parameters
    ----------
    now : datetime
        Tells how many weeks lie behind.

    Raises
    ------
    StoreError
        The store cannot be read.
    """
    with store.read() as connection:
        return [
            Figure("voc_info", "Version of the program.", (Sample(1, {"version": version("malgwi")}),)),
            *_of_store(connection, store),
            *_of_weeks(connection, now),
            *_of_runs(last_of_each(connection)),
            *_of_steps([times[0] for times in load_taken(connection, limit=1)]),
            *_of_sources(source_rows(connection, settings)),
        ]


def _of_store(connection: Connection, store: Store) -> Iterator[Figure]:
    yield _one("voc_store_bytes", "Size of the database on disk, its write-ahead log included.", n_bytes(store))
    n_documents = connection.scalar(select(func.count()).select_from(documents)) or 0
    yield _one("voc_documents", "Documents in the store, copies and removed ones included.", n_documents)
    yield _one("voc_documents_unread", "Documents that wait to be read.", count_unread(connection))


def _of_weeks(connection: Connection, now: datetime) -> Iterator[Figure]:
    yield _one("voc_weeks_to_count", "Weeks whose counts are out of date.", len(marked_weeks(connection)))
    frozen = frozen_weeks(connection)
    if frozen:
        behind = weeks_between(frozen[-1], last_full_week(None, now))[1:]
        yield _one("voc_weeks_behind", "Full weeks since the last one whose brief was handed out.", len(behind))


def _of_runs(runs: Iterable[Run]) -> Iterator[Figure]:
    last: dict[tuple[str, str], Run] = {}
    for run in runs:
        last.setdefault((run.flow, run.state), run)
    ended = {key: run for key, run in sorted(last.items()) if run.ended_at is not None}
    yield Figure(
        "voc_last_run_timestamp_seconds",
        "When a run of a flow, of all sources, last ended in a state.",
        tuple(
            Sample(run.ended_at.timestamp(), {"flow": flow, "state": state})
            for (flow, state), run in ended.items()
            if run.ended_at
        ),
    )
    yield Figure(
        "voc_last_run_seconds",
        "How long that run took.",
        tuple(
            Sample(round((run.ended_at - run.started_at).total_seconds(), 3), {"flow": flow, "state": state})
            for (flow, state), run in ended.items()
            if run.ended_at
        ),
    )
    running = [run for run in last.values() if run.state == "running"]
    yield Figure(
        "voc_running_since_timestamp_seconds",
        "When a run that has not ended began.",
        tuple(Sample(run.started_at.timestamp(), {"flow": run.flow}) for run in running),
    )


def _of_steps(steps: Iterable[StepTaken]) -> Iterator[Figure]:
    taken = list(steps)

    def each(value: Callable[[StepTaken], float | None]) -> tuple[Sample, ...]:
        found = ((one, value(one)) for one in taken)
        return tuple(Sample(n, _labels(one)) for one, n in found if n is not None)

    yield Figure("voc_step_seconds", "How long a step took the last time.", each(lambda one: one.seconds))
    yield Figure("voc_step_rows", "Rows, documents or weeks that it dealt with.", each(lambda one: one.n_rows))
    yield Figure("voc_step_rejects", "Rows that it set aside.", each(lambda one: one.n_rejects if one.source else None))
    yield Figure(
        "voc_step_peak_bytes",
        "The most memory held meanwhile.",
        each(lambda one: None if one.peak_mb is None else one.peak_mb * _MIB),
    )


def _labels(one: StepTaken) -> dict[str, str]:
    return {"flow": one.flow, "step": one.step, "source": one.source}


def _of_sources(rows: Listing) -> Iterator[Figure]:
    def each(name: str, told: str, value: Callable[[dict[str, object]], float | None]) -> Figure:
        found = ((row, value(row)) for row in rows)
        return Figure(name, told, tuple(Sample(n, {"source": str(row["source"])}) for row, n in found if n is not None))

    yield each(
        "voc_source_health",
        "0 green, 1 amber, 2 red; see `voc show sources`.",
        lambda row: _LEVELS.get(str(row["level"])),
    )
    yield each(
        "voc_source_asked_timestamp_seconds", "When a source was last asked.", lambda row: _moment(row["last_at"])
    )
    yield each(
        "voc_cursor_timestamp_seconds",
        "When the place up to which a source was read last moved.",
        lambda row: _moment(row["cursor_saved_at"]),
    )
    yield each("voc_rejects_open", "Rows that are set aside and wait.", lambda row: float(str(row["open_rejects"])))


def _moment(value: object) -> float | None:
    return datetime.fromisoformat(value).timestamp() if isinstance(value, str) else None


def _one(name: str, told: str, value: float) -> Figure:
    return Figure(name, told, (Sample(value),))
