"""The workers of a Dask cluster read. Dask carries texts and findings between its processes and keeps neither."""

import time
import uuid
from collections.abc import Collection, Sequence
from contextlib import suppress
from types import TracebackType
from typing import Any, Self

from voc.steps.progress import Report
from voc.steps.reading import Batch, ReadingTask
from voc.steps.spread.bundle import Bundle, Workshop
from voc.steps.spread.scheduler import Scheduler

# Workers that died are started again within seconds, machines within minutes.
PATIENCE_SECONDS = 300.0
_LOOK_SECONDS = 2.0
# What was read in a batch is some hundred kilobytes.
_FETCH_SECONDS = 10.0

_workshop = Workshop()


class DaskCluster:
    """A farm of the workers that are connected to a Dask scheduler.

    Parameters
    ----------
    address : str
        Of the scheduler, such as tcp://10.0.0.5:8786.
    report : Report
        Is told when nobody is there to read.

    Raises
    ------
    WorkerError
        The extra `dask` is not installed; the scheduler does not answer, has no worker, or has one that would read
        otherwise.
    """

    def __init__(self, address: str, bundle: Bundle, report: Report) -> None:
        self._report = report
        self._scheduler = Scheduler(address)
        self._n_workers, self._counted_at = 0, 0.0
        try:
            self._await_workers()
            self._scheduler.check_workers(bundle.versions)
        except BaseException:
            self._scheduler.close()
            raise
        self._run = uuid.uuid4().hex[:8]
        # A task, not scattered data: should all workers die, the scheduler makes it anew for those that come after.
        self._bundle = self._submit(_handed_on, bundle, name="bundle")

    @property
    def n_workers(self) -> int:
        """Processes that read now."""
        if time.monotonic() - self._counted_at > _LOOK_SECONDS:
            self._n_workers, self._counted_at = self._scheduler.count_workers(), time.monotonic()
        return self._n_workers

    @property
    def room(self) -> int:
        """Two batches for each worker, and two more on their way."""
        return 2 * self.n_workers + 2

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._scheduler.close()

    def submit(self, task: ReadingTask) -> Any:  # noqa: ANN401 - the package publishes no types
        """Hand a batch over."""
        return self._submit(read_on_worker, self._bundle, task, name=f"batch-{uuid.uuid4().hex}")

    def finished(self, handles: Collection[Any]) -> Sequence[Any]:
        """Wait until at least one batch is done.

        Raises
        ------
        WorkerError
            For minutes there was no worker, or the scheduler went away.
        """
        while not (done := self._scheduler.done(handles, timeout_s=_LOOK_SECONDS)):
            self._await_workers()
        return done

    def outcome(self, handle: Any) -> Batch | None:  # noqa: ANN401 - as above
        """Return what was read; None where workers died again and again of it, or of what was beside it.

        Raises
        ------
        WorkerError
            The analyser failed, or a worker that came later would read otherwise.
        """
        while True:
            with suppress(TimeoutError):
                return self._scheduler.result(handle, timeout_s=_FETCH_SECONDS)
            self._await_workers()

    def _submit(self, function: Any, *arguments: Any, name: str) -> Any:  # noqa: ANN401 - as above
        return self._scheduler.client.submit(function, *arguments, key=f"malgwi-{self._run}-{name}", pure=False)

    def _await_workers(self) -> None:
        began = time.monotonic()
        while not (n_workers := self._scheduler.count_workers()):
            if time.monotonic() - began > PATIENCE_SECONDS:
                raise self._scheduler.nobody(PATIENCE_SECONDS)
            self._report("waiting for workers", 0, None)
            self._scheduler.wait_for_one(timeout_s=_LOOK_SECONDS)
        self._n_workers, self._counted_at = n_workers, time.monotonic()


def read_on_worker(bundle: Bundle, task: ReadingTask) -> Batch:
    """Read a batch in a process that Dask started."""
    return _workshop.read(bundle, task)


def _handed_on(bundle: Bundle) -> Bundle:
    return bundle
