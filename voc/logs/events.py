"""Which events there are, and what may stand in a line of the log: a promise to whoever reads it by machine.

Names may be added, none is renamed or taken away. What is not named here does not get into the log.
"""

import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from ipaddress import ip_address
from typing import Literal, TypeAlias

from voc.logs.sentences import plain

Level: TypeAlias = Literal["info", "warning", "error"]
# What may be written of a value; None where it is not what it should be.
Check: TypeAlias = Callable[[object], object | None]

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.:+-]{0,79}")
_HOST = re.compile(r"[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?(?::[0-9]{1,5})?")
# The pattern of an address, such as /themes/{theme_id}.
_PATH = re.compile(r"/[a-z0-9_./{}:-]{0,120}")
_WINDOW = re.compile(r"(?:[0-9TWZ:+.-]{2,80}|[a-z][a-z0-9_]{0,47}(?: [0-9.-]{2,30})?)")


@dataclass(frozen=True, slots=True)
class Event:
    """One kind of event.

    Attributes
    ----------
    meaning : str
        Half a sentence, as the documentation has it.
    """

    level: Level
    meaning: str


EVENTS: Mapping[str, Event] = {
    "command_started": Event("info", "a command of `voc` begins"),
    "command_ended": Event("info", "it ends, with its exit code and how long it took"),
    "config_loaded": Event("info", "the configuration was read and is sound"),
    "run_started": Event("info", "a run is opened in the run log, or taken up again"),
    "run_ended": Event("info", "it is closed, with its state and what it did"),
    "run_failed": Event("error", "it ended by an error or a signal"),
    "step_started": Event("info", "a step of a run begins"),
    "step_ended": Event("info", "it ends, with rows, seconds and memory"),
    "step_failed": Event("error", "it ended by an error or a signal"),
    "page_stored": Event("info", "a page of a source was stored, with its cursor"),
    "source_strange": Event("warning", "a source brought too little, too many bad rows, or only a part"),
    "request_again": Event("warning", "a host gave no usable answer and is asked again"),
    "store_waiting": Event("warning", "the database does not answer; it is waited for"),
    "progress": Event("info", "what is being done; once when it begins, then once a minute"),
    "notified": Event("info", "a notification went out"),
    "notify_failed": Event("warning", "a notification could not be delivered"),
    "purged": Event("info", "texts whose keeping period has ended were cleared"),
    "forgotten": Event("info", "an author or a document was erased"),
    "request": Event("info", "the dashboard answered a request for a page"),
    "request_failed": Event("error", "a page of the dashboard ended by an error"),
    "background_failed": Event("error", "what a page of the dashboard waits for could not be put together"),
    "warming_failed": Event("error", "the first screens could not be made ready; it tries again in a while"),
    "sweeping_failed": Event("error", "uploads that nobody imported could not be deleted; it tries again in an hour"),
    "signed_in": Event("info", "somebody signed in to the dashboard"),
    "sign_in_refused": Event("warning", "somebody tried to sign in and was not let in"),
    "signed_out": Event("info", "somebody signed out"),
    "library": Event("warning", "a library warned; its words are not kept"),
    "message": Event("info", "a sentence that people would see on stderr"),
    "error": Event("error", "the command failed, with its exit code"),
    "unknown": Event("error", "the program told an event that is not in this list; please report it"),
}


def _name(value: object) -> object | None:
    return value if isinstance(value, str) and _NAME.fullmatch(value) else None


def _host(value: object) -> object | None:
    return value if isinstance(value, str) and _HOST.fullmatch(value) else None


def _path(value: object) -> object | None:
    return value if isinstance(value, str) and _PATH.fullmatch(value) else None


def _peer(value: object) -> object | None:
    try:
        # Behind a % there may be anything.
        return str(ip_address(value.partition("%")[0])) if isinstance(value, str) else None
    except ValueError:
        return None


def _window(value: object) -> object | None:
    return value if isinstance(value, str) and _WINDOW.fullmatch(value) else None


def _count(value: object) -> object | None:
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def _measure(value: object) -> object | None:
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        return None
    return round(value, 3)


def _flag(value: object) -> object | None:
    return value if isinstance(value, bool) else None


def _counts(value: object) -> object | None:
    if not isinstance(value, Mapping):
        return None
    named = {str(name).replace(" ", "_"): n for name, n in value.items()}
    return named if all(_name(name) and _count(n) is not None for name, n in named.items()) else None


def _sentence(value: object) -> object | None:
    return plain(value) if isinstance(value, str) else None


FIELDS: Mapping[str, Check] = {
    **dict.fromkeys(
        (
            "run_id",
            "flow",
            "step",
            "source",
            "state",
            "health",
            "week",
            "verb",
            "version",
            "kind",
            "library",
            "what",
            "user",
            "method",
        ),
        _name,
    ),
    **dict.fromkeys(
        (
            "n_rows",
            "n_new",
            "n_changed",
            "n_removed",
            "n_rejects",
            "n_problems",
            "n_documents",
            "n_sources",
            "n_weeks",
            "attempt",
            "status",
            "exit_code",
            "done",
            "total",
        ),
        _count,
    ),
    **dict.fromkeys(("seconds", "wait_s", "peak_mb", "ms"), _measure),
    "window": _window,
    "host": _host,
    "path": _path,
    "peer": _peer,
    "dry_run": _flag,
    "counts": _counts,
    "sentence": _sentence,
}
