"""Figures that many people look at in one meeting: put together once, and anew as soon as the store has changed."""

from collections import OrderedDict, defaultdict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Any, TypeVar

from starlette.requests import Request

_Value = TypeVar("_Value")
# Of each kind; the figures of 250 themes take some 3 MB.
_MOST = 48


class Kept:
    """Holds the last of each kind; those of an earlier state of the store are neither handed out nor held."""

    def __init__(self, most: int = _MOST) -> None:
        self._most = most
        self._lock = Lock()
        self._state = ""
        self._kinds: defaultdict[str, OrderedDict[Hashable, _Entry]] = defaultdict(OrderedDict)

    def get(self, key: tuple[str, str, *tuple[Hashable, ...]], make: Callable[[], _Value]) -> _Value:
        """Return what was made under a key; it is made by the first who asks, while others who ask for it wait.

        Parameters
        ----------
        key : tuple of (str, str, hashable ...)
            The kind, the state of the store (`voc.store.standing`), and what is shown.
        """
        with self._lock:
            if key[1] != self._state:
                # What was erased since must not stay in memory either.
                self._kinds.clear()
                self._state = key[1]
            entries = self._kinds[key[0]]
            entry = entries.setdefault(key, _Entry())
            entries.move_to_end(key)
            while len(entries) > self._most:
                entries.popitem(last=False)
        with entry.lock:
            if not entry.made:
                entry.made.append(make())
            value: _Value = entry.made[0]
            return value


class _Entry:
    """A value, once it is made."""

    def __init__(self) -> None:
        self.lock = Lock()
        self.made: list[Any] = []


def kept(request: Request, key: tuple[str, str, *tuple[Hashable, ...]], make: Callable[[], _Value]) -> _Value:
    """Return what the application keeps under a key."""
    store: Kept = request.app.state.kept
    return store.get(key, make)
