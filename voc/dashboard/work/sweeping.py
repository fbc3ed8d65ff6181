"""Deleting files that nobody imported, also where nobody opens a page: when the dashboard starts, and every hour."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from voc import logs
from voc.config import Settings
from voc.dashboard.work.folders import sweep_folders

_EVERY_S = 3600.0


@contextmanager
def kept_swept(settings: Settings) -> Iterator[None]:
    """Sweep now and every hour, in a thread of its own."""
    ended = threading.Event()
    threading.Thread(target=_go_on, args=(settings, ended), daemon=True).start()
    try:
        yield
    finally:
        ended.set()


def _go_on(settings: Settings, ended: threading.Event) -> None:
    while not ended.is_set():
        try:
            sweep_folders(settings)
        except OSError as error:
            logs.tell("sweeping_failed", kind=type(error).__name__)
        ended.wait(_EVERY_S)
