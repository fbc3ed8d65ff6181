"""Telling events: to nobody, until the command line has opened a log."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from voc.logs.log import Log


@dataclass(slots=True)
class _Asked:
    """The log of this process, where there is one."""

    log: "Log | None" = None


_asked = _Asked()


def begin(*, as_json: bool = False, file: Path | None = None) -> None:
    """Open a log, or let an open one speak to one place more.

    Parameters
    ----------
    as_json : bool
        Whether stderr is to hold the events, one JSON object a line, and nothing else.
    file : Path or None
        A file to which the events are appended.

    Raises
    ------
    OSError
        The file cannot be written.
    """
    # Loaded here: most commands keep no log, and `voc --help` must not wait for one.
    from voc.logs.log import Log  # noqa: PLC0415 - see above

    if _asked.log is None:
        _asked.log = Log()
    if file is not None:
        _asked.log.keep_in(file)
    if as_json:
        _asked.log.speak_json()


@contextmanager
def as_environment_asks() -> Iterator[None]:
    """Keep a log during this block if `VOC_LOG` or `VOC_LOG_FILE` ask for one: for runs that no command line starts.

    A file that cannot be written is said on stderr, and the work goes on.
    """
    as_json, file = os.environ.get("VOC_LOG") == "json", os.environ.get("VOC_LOG_FILE")
    if _asked.log is not None or not (as_json or file):
        yield
        return
    begin(as_json=as_json)
    try:
        if file:
            _keep_in(Path(file))
        yield
    finally:
        end()


def end() -> None:
    """Close the log; stderr is what it was before."""
    if _asked.log is not None:
        _asked.log.close()
    _asked.log = None


def _keep_in(file: Path) -> None:
    try:
        begin(file=file)
    except OSError as error:
        print(f"voc: the log file {file} cannot be written ({error.strerror}); the work goes on.", file=sys.stderr)  # noqa: T201 - there is nowhere else to say it


def is_asked() -> bool:
    """Tell whether anybody listens."""
    return _asked.log is not None


def is_json() -> bool:
    """Tell whether stderr is to hold nothing but JSON lines."""
    return _asked.log is not None and _asked.log.is_json


def tell(event: str, **facts: object) -> None:
    """Tell an event of `voc.logs.events.EVENTS` with facts of `FIELDS`.

    A fact that is not what it should be is left out, and so is one that is None: not known.
    """
    if _asked.log is not None:
        _asked.log.write(event, facts)


@contextmanager
def about(**ids: str) -> Iterator[None]:
    """Let all that is told in this block be about a run, a flow, a step or a source; empty ones are left out."""
    if _asked.log is None:
        yield
        return
    from structlog.contextvars import bound_contextvars  # noqa: PLC0415 - as in `begin`

    with bound_contextvars(**{name: value for name, value in ids.items() if value}):
        yield
