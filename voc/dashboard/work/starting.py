"""Starting a process for a piece of work, and waiting for its end so that the system can forget it."""

import os
import subprocess
import sys
import threading
from collections.abc import Mapping
from typing import Any

from voc.config import Settings
from voc.config.environment import USER
from voc.dashboard.work.folders import WorkFolder


def begin(settings: Settings, folder: WorkFolder, asked: Mapping[str, Any], *, who: str) -> None:
    """Write down what is asked and start a process that does it; this returns at once.

    Parameters
    ----------
    asked : mapping
        `step` names it, see `voc.dashboard.work.child`; the rest is for the step.
    who : str
        The person who asks; the run is theirs.

    Raises
    ------
    OSError
        No process can be started.
    """
    folder.ask({**asked, "who": who})
    # The packaged defaults have no home of their own: they are found again as they were found here.
    config = "" if settings.location.origin == "packaged defaults" else str(settings.location.path)
    process = subprocess.Popen(  # noqa: S603 - our own program; nothing that people typed stands in the line
        [sys.executable, "-m", "voc.dashboard.work.child", str(folder.path), config],
        stdin=subprocess.DEVNULL,
        # What libraries print there may quote the file.
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env={**os.environ, USER: who},
        # Ctrl-C ends the dashboard, not an import that is half done.
        start_new_session=True,
    )
    threading.Thread(target=process.wait, daemon=True).start()
