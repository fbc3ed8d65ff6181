"""The process that does a piece of work: `python -m voc.dashboard.work.child FOLDER CONFIG`."""

import signal
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from voc.config import Settings, load_settings
from voc.dashboard.work import message_steps, retry_step, survey_steps
from voc.dashboard.work.folders import WorkFolder
from voc.dashboard.work.memory import LARGEST, LARGEST_LOOK, bound_memory
from voc.errors import VocError
from voc.steps.progress import Report

Step = Callable[[Settings, WorkFolder, Report], Mapping[str, Any]]
STEPS: Mapping[str, Step] = {
    "look": survey_steps.look,
    "try": survey_steps.rehearse,
    "take": survey_steps.take,
    "retry": retry_step.retry,
    "look-messages": message_steps.look,
    "try-messages": message_steps.rehearse,
    "take-messages": message_steps.take,
    message_steps.UNDO: message_steps.take_back,
}
# After so many seconds the system ends it. What writes may have to wait for another run first.
_LIMIT_S: Mapping[str, int] = {"look": 120, "try": 600, "take": 3 * 3600, "retry": 3 * 3600, "undo": 3 * 3600}
_TOLD_EVERY_S = 0.5


def main(folder: Path, config: Path | None) -> None:
    """Do what is asked in a folder, and write down what came of it."""
    work = WorkFolder(folder)
    held = work.hold()
    if held is None:
        return
    step = str(work.asked["step"])
    if hasattr(signal, "alarm"):
        signal.alarm(_LIMIT_S[_kind_of(step)])
    bound_memory(LARGEST_LOOK if _kind_of(step) == "look" else LARGEST)
    work.finish(done(step, config, work))
    held.close()


def done(step: str, config: Path | None, work: WorkFolder) -> Mapping[str, Any]:
    """Do a step; an error is a result too."""
    try:
        return {"step": step, **STEPS[step](load_settings(config), work, _told(work))}
    except MemoryError:
        return {"step": step, "error": "The file needs more memory than one file may have.", "kind": "MemoryError"}
    except VocError as error:
        return {"step": step, "error": str(error), "kind": type(error).__name__}
    except Exception as error:  # noqa: BLE001 - nobody else would tell; its words may quote a customer
        return {"step": step, "error": "", "kind": type(error).__name__}


def _kind_of(step: str) -> str:
    """Return what a step does, whatever it does it to."""
    return step.partition("-")[0]


def _told(work: WorkFolder) -> Report:
    told_at, now_at, since = 0.0, "", 0.0

    def tell(label: str, n_done: int, total: int | None) -> None:
        nonlocal told_at, now_at, since
        if label != now_at:
            now_at, since = label, time.time()
        if time.monotonic() - told_at >= _TOLD_EVERY_S:
            told_at = time.monotonic()
            work.tell(label, n_done, total, since=since)

    return tell


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]) if sys.argv[2] else None)
