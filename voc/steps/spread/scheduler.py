"""The connection to a Dask scheduler, its errors said for people."""

import logging
import warnings
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from typing import Any

from voc.steps.reading import Batch
from voc.steps.spread.bundle import WorkerError, check_versions, own_versions
from voc.steps.spread.network import is_exposed

_log = logging.getLogger(__name__)
# A scheduler in the same network answers within a second.
_CONNECT_SECONDS = 10
_GO_ON = "What was read before is stored; run this again to go on."


class Scheduler:
    """A Dask scheduler and the workers that are connected to it.

    Parameters
    ----------
    address : str
        Such as tcp://10.0.0.5:8786.

    Raises
    ------
    WorkerError
        The extra `dask` is not installed, or the scheduler does not answer.
    """

    def __init__(self, address: str) -> None:
        self._address = address
        if is_exposed(address):
            _log.warning(
                "The Dask scheduler at %s is neither on a private network nor behind TLS: whoever can reach it can "
                "read texts and run code. See docs/scale.md.",
                address,
            )
        self.client = _connected(address)

    def close(self) -> None:
        """Let go of the scheduler; what is under way there is dropped."""
        with suppress(Exception):
            self.client.close()

    def count_workers(self) -> int:
        """Count the workers that are connected now."""
        with self._told():
            return len(self.client.nthreads())

    def wait_for_one(self, *, timeout_s: float) -> None:
        """Wait until a worker is there, or for so many seconds."""
        with self._told(), suppress(TimeoutError):
            self.client.wait_for_workers(1, timeout=timeout_s)

    def nobody(self, waited_s: float) -> WorkerError:
        """Return the error that no worker has come."""
        return WorkerError(
            f"The Dask scheduler at {self._address} has had no worker for {waited_s:.0f} s. {_GO_ON} Start workers "
            f"with: dask worker {self._address} --nthreads 1 --nworkers N"
        )

    def check_workers(self, wanted: Mapping[str, str]) -> None:
        """Refuse a cluster of which a worker would read otherwise.

        Raises
        ------
        WorkerError
            A worker's versions differ, or it has no malgwi.
        """
        with self._told():
            found = self.client.run(_versions, on_error="return")
        for who, versions in sorted(found.items()):
            if isinstance(versions, BaseException):
                raise self._without_package(who, versions)
            check_versions(who, versions, wanted)

    def done(self, handles: Collection[Any], *, timeout_s: float) -> Sequence[Any]:
        """Wait until at least one of some futures is done, or for so many seconds; list those that are."""
        from distributed import wait  # noqa: PLC0415 - an extra that most do without

        with self._told(), suppress(TimeoutError), self.client.as_current():
            waited = wait(list(handles), timeout=timeout_s, return_when="FIRST_COMPLETED")  # type: ignore[no-untyped-call]
            return list(waited.done)
        return []

    def result(self, handle: Any, *, timeout_s: float) -> Batch | None:  # noqa: ANN401 - the package publishes no types
        """Return what a future holds; None where worker after worker has died of it.

        Raises
        ------
        TimeoutError
            It was done, and then the worker that held the result died: it waits to be read again.
        WorkerError
            It failed for another reason.
        """
        from distributed import KilledWorker  # noqa: PLC0415 - as above

        with self._told():
            try:
                batch: Batch = handle.result(timeout=timeout_s)
            except KilledWorker:
                return None
            except ImportError as error:
                raise self._without_package("that came later", error) from None
            return batch

    @contextmanager
    def _told(self) -> Iterator[None]:
        """Say for people that the scheduler is gone."""
        from distributed import CancelledError  # noqa: PLC0415 - as above

        try:
            yield
        except (CancelledError, OSError) as error:
            # TimeoutError is an OSError, and here it only means "not yet".
            if isinstance(error, TimeoutError):
                raise
            raise WorkerError(
                f"The Dask scheduler at {self._address} went away while it had work ({type(error).__name__}). {_GO_ON}"
            ) from error

    def _without_package(self, who: str, error: BaseException) -> WorkerError:
        return WorkerError(
            f"The worker {who} at the scheduler {self._address} cannot load malgwi ({str(error)[:200]}). "
            "Nothing was read there. Install the same version with the extra `dask` where workers run, and start "
            "them from there."
        )


def _connected(address: str) -> Any:  # noqa: ANN401 - the package publishes no types
    try:
        import dask  # noqa: PLC0415 - an extra that most do without
        from distributed import Client  # noqa: PLC0415
    except ImportError as error:
        raise WorkerError(
            "schedules.yaml 'limits.dask' names a scheduler, but Dask is not installed. Install it with: "
            "pip install 'malgwi[dask]', or take the address out to read on this machine."
        ) from error
    # A batch of long documents is no mistake.
    dask.config.set({"distributed.admin.large-graph-warning-threshold": "1 GiB"})
    try:
        with warnings.catch_warnings():
            # Of differing versions; those that matter are checked by ourselves, with an error.
            warnings.simplefilter("ignore")
            return Client(address, timeout=_CONNECT_SECONDS, set_as_default=False, name="malgwi")  # type: ignore[no-untyped-call]
    except (OSError, ValueError) as error:
        raise WorkerError(
            f"No Dask scheduler answers at {address} within {_CONNECT_SECONDS} s ({type(error).__name__}). Nothing was "
            "read. Start one with: dask scheduler, or correct 'limits.dask' in schedules.yaml (VOC_DASK_ADDRESS); "
            "without it, this machine reads."
        ) from error


def _versions() -> dict[str, str]:
    return dict(own_versions())
