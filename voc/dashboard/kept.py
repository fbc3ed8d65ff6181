"""Figures that many people look at in one meeting: put together once, and anew as soon as the store has changed."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Any, TypeVar

from starlette.requests import Request

_Value = TypeVar("_Value")
# Views of one state of the store; a view of 250 themes takes some 3 MB.
_MOST = 48


class Kept:
    """Holds the last views; those of an earlier state of the store are never handed out."""

    def __init__(self, most: int = _MOST) -> None:
        self._most = most
        self._lock = Lock()
        self._entries: OrderedDict[Hashable, _Entry] = OrderedDict()

    def get(self, key: Hashable, make: Callable[[], _Value]) -> _Value:
        """Return what was made under a key; it is made by the first who asks, while others who ask for it wait.

        Parameters
        ----------
        key : hashable
            What is shown, and in which state of the store (`voc.store.standing`).
        """
        with self._lock:
            entry = self._entries.setdefault(key, _Entry())
            self._entries.move_to_end(key)
            while len(self._entries) > self._most:
                self._entries.popitem(last=False)
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


def kept(request: Request, key: Hashable, make: Callable[[], _Value]) -> _Value:
    """Return what the application keeps under a key."""
    store: Kept = request.app.state.kept
    return store.get(key, make)
