"""The log of a process: a chain that checks, stamps and spells each event, and the places that it speaks to."""

import logging
import sys
import threading
from collections.abc import Mapping, MutableMapping
from contextlib import suppress
from pathlib import Path
from typing import Any, TextIO

import structlog

from voc.logs.events import EVENTS, FIELDS
from voc.logs.outlets import LogFile, SpokenLines

# What the chain itself adds, in the order of the line.
_HEAD = ("ts", "level", "event")


class Log:
    """Writes events as JSON lines; what cannot be written does not keep a run from going on."""

    def __init__(self) -> None:
        self._speaker = _Speaker()
        self._logger = structlog.wrap_logger(
            self._speaker,
            processors=[
                structlog.contextvars.merge_contextvars,
                structlog.processors.add_log_level,
                structlog.processors.TimeStamper(fmt="iso", utc=True, key="ts"),
                only_known,
                structlog.processors.JSONRenderer(ensure_ascii=False),
            ],
            wrapper_class=structlog.BoundLogger,
        )
        self._warnings = Warnings(self)
        logging.getLogger().addHandler(self._warnings)
        self._silenced: list[logging.Handler] = []

    @property
    def is_json(self) -> bool:
        """Whether stderr holds nothing but JSON lines."""
        return self._speaker.stderr is not None

    def keep_in(self, file: Path) -> None:
        """Append the events to a file too.

        Raises
        ------
        OSError
            It cannot be written.
        """
        self._speaker.keep_in(LogFile(file))

    def speak_json(self) -> None:
        """Let stderr hold the events, and all that is printed there become events."""
        if not self.is_json:
            self._silence(sys.stderr)
            # Python's own way of warning prints words and lines of code; so they come in like those of a library.
            logging.captureWarnings(capture=True)
            self._speaker.stderr = sys.stderr
            sys.stderr = SpokenLines(lambda line: self.write("message", {"sentence": line}), sys.stderr)

    def write(self, event: str, facts: Mapping[str, object]) -> None:
        """Write an event; facts that are None are not known."""
        known = {name: value for name, value in facts.items() if value is not None}
        level = EVENTS[event].level if event in EVENTS else "error"
        getattr(self._logger, level)(event, **known)

    def close(self) -> None:
        """Give stderr back and let go of the file."""
        if self.is_json:
            logging.captureWarnings(capture=False)
        logging.getLogger().removeHandler(self._warnings)
        if isinstance(sys.stderr, SpokenLines):
            sys.stderr.finish()
        self._speaker.close()
        for handler in self._silenced:
            logging.getLogger().addHandler(handler)

    def _silence(self, stderr: TextIO) -> None:
        """Keep whoever prints all warnings, such as a scheduler that was there first, from writing beside the log."""
        root = logging.getLogger()
        printing = [one for one in root.handlers if isinstance(one, logging.StreamHandler) and one.stream is stderr]
        for handler in printing:
            root.removeHandler(handler)
        self._silenced += printing


def only_known(_logger: object, _method: str, line: MutableMapping[str, Any]) -> Mapping[str, Any]:
    """Let through what `FIELDS` knows and finds in order; what it does not is named under `refused`, without its value.

    Names that `FIELDS` does not know are not repeated either: they may be anything.
    """
    made = {name: line.pop(name) for name in _HEAD}
    refused = set() if made["event"] in EVENTS else {"event"}
    if refused:
        made["event"] = "unknown"
    refused |= {"?" for name in line if name not in FIELDS}
    for name in (name for name in FIELDS if name in line):
        checked = FIELDS[name](line[name])
        if checked is None:
            refused.add(name)
        else:
            made[name] = checked
    return made | ({"refused": sorted(refused)} if refused else {})


class _Speaker:
    """What the chain ends in: hands each line to the places that were asked for."""

    def __init__(self) -> None:
        self.stderr: TextIO | None = None
        self._file: LogFile | None = None
        self._turn = threading.RLock()

    def keep_in(self, file: LogFile) -> None:
        self._file = file

    def info(self, line: str) -> None:
        with self._turn:
            if self.stderr is not None:
                # Nobody reads any more, or the disk behind it is full.
                with suppress(OSError, ValueError):
                    self.stderr.write(f"{line}\n")
                    self.stderr.flush()
            if self._file is not None:
                self._append(self._file, line)

    warning = error = info

    def _append(self, file: LogFile, line: str) -> None:
        try:
            file.write(line)
        except OSError as error:
            self._file = None
            reason = error.strerror or type(error).__name__
            print(f"voc: the log file {file.path} cannot be written ({reason}); the work goes on.", file=sys.stderr)  # noqa: T201 - there is nowhere else to say it

    def close(self) -> None:
        if self.stderr is not None:
            sys.stderr, self.stderr = self.stderr, None
        if self._file is not None:
            self._file.close()
            self._file = None


class Warnings(logging.Handler):
    """Tells what the program warns of, and that a library warned: words of a library may hold anything.

    Prefect takes the handlers of others away when it is loaded, but for those that have a formatter and a public name.
    """

    def __init__(self, log: Log) -> None:
        super().__init__(logging.WARNING)
        self.setFormatter(logging.Formatter())
        self._log = log

    def emit(self, record: logging.LogRecord) -> None:
        """Write a line, and let people who look at stderr see what they would see without a log."""
        if record.name.startswith("voc."):
            self._log.write("message", {"sentence": record.getMessage()})
        else:
            self._log.write("library", {"library": record.name, "what": record.levelname.lower()})
        is_alone = logging.getLogger().handlers == [self]
        if is_alone and not self._log.is_json and logging.lastResort is not None:
            logging.lastResort.handle(record)
