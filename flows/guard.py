"""What Prefect gets to see of an error: that there was one. Its own words stay here and reach the caller afterwards.

Prefect keeps the text of an exception in its records and prints the traceback; both may hold what customers wrote.
"""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass

from prefect.exceptions import TerminationSignal

from voc.errors import VocError
from voc.interruption import was_interrupted


class StepFailedError(Exception):
    """A step failed; the reason stands in the run log of the store."""


@dataclass(slots=True)
class Guard:
    """Stands between the steps of one run and the scheduler.

    Attributes
    ----------
    failure : Exception or None
        What went wrong in a step.
    """

    failure: Exception | None = None

    def step(self, work: Callable[[], None]) -> None:
        """Do the work of a step; an error goes on as one without words."""
        try:
            work()
        except Exception as error:  # noqa: BLE001 - kept, and raised again by `run`
            self.failure = error
        else:
            return
        # Outside the handler, so that the error behind it does not travel along as its context.
        self.check()

    def check(self) -> None:
        """Raise an error without words where a step has failed."""
        if self.failure is not None:
            message = f"{type(self.failure).__name__}; the reason stands in the run log: voc show runs"
            raise StepFailedError(message)

    def run_inside(self, steps: Callable[[], None]) -> None:
        """Run steps within a flow that a server has started; see `run` for what it raises.

        How the flow is shown is the business of whoever catches that; a signal to end stays Prefect's own.
        """
        with suppress(StepFailedError):
            steps()
        if self.failure is not None:
            raise self.failure

    def run(self, flow: Callable[[], object]) -> None:
        """Run a flow to its end; one that has failed as a whole, without an error of a step, just ends.

        Raises
        ------
        Exception
            What a step raised, as it was.
        VocError
            Prefect itself failed.
        KeyboardInterrupt
            The process was told to end.
        """
        try:
            flow()
        except TerminationSignal as error:
            raise KeyboardInterrupt from error
        except Exception as error:
            if was_interrupted():
                raise KeyboardInterrupt from error
            if self.failure is None and not isinstance(error, StepFailedError):
                message = (
                    f"Prefect could not run the flow ({type(error).__name__}). What was stored is whole; run again. "
                    "Where PREFECT_API_URL names a server, check that it runs."
                )
                raise VocError(message) from error
        if self.failure is not None:
            raise self.failure
