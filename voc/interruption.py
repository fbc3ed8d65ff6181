"""Ctrl-C and SIGTERM: one way out for both, and remembered, for libraries may turn an interruption into an error."""

import signal
from threading import Event
from types import FrameType

_seen = Event()


def watch() -> None:
    """From now on, end this process by `KeyboardInterrupt` at both signals.

    Schedulers and containers end a command with SIGTERM; it cleans up as after Ctrl-C.
    """
    _seen.clear()
    signal.signal(signal.SIGINT, _interrupt)
    signal.signal(signal.SIGTERM, _interrupt)


def was_interrupted() -> bool:
    """Tell whether a signal has come since `watch`."""
    return _seen.is_set()


def _interrupt(_signal: int, _frame: FrameType | None) -> None:
    _seen.set()
    raise KeyboardInterrupt
