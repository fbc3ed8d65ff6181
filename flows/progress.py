"""How far long work is, as a progress artifact of the task that does it."""

import time
from collections.abc import Callable
from typing import Any

from prefect.artifacts import create_progress_artifact, update_progress_artifact

from voc.steps.progress import work_of

# Each one is a request to the server and a row in its database.
_EVERY_S = 10.0


class ProgressArtifacts:
    """A `Report` that shows work whose end is known; work that ends within seconds leaves no artifact.

    Parameters
    ----------
    clock : callable
        Seconds that only grow.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._work = ""
        self._told_at = 0.0
        self._artifact: Any = None
        self._is_broken = False

    def __call__(self, label: str, done: int, total: int | None) -> None:
        """Show how far work is, at most every ten seconds, and its end."""
        if work_of(label) != self._work:
            self._work, self._told_at, self._artifact = work_of(label), self._clock(), None
        has_ended = self._artifact is not None and done == total
        if not total or self._is_broken or not (has_ended or self._clock() - self._told_at >= _EVERY_S):
            return
        self._told_at = self._clock()
        self._tell(min(100.0, 100.0 * done / total), f"{label}: {done:,} / {total:,}")

    def _tell(self, percent: float, description: str) -> None:
        try:
            if self._artifact is None:
                self._artifact = create_progress_artifact(percent, key="progress", description=description)
            else:
                update_progress_artifact(self._artifact, percent, description=description)
        except Exception:  # noqa: BLE001 - a picture of the work must not break the work
            self._is_broken = True
