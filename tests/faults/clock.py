"""A clock that goes wrong, for this program only: no machine's clock is touched."""

import importlib
import pkgutil
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta, tzinfo
from pathlib import Path
from types import ModuleType

import voc

_NOT_LOADED = ("voc.store.migrations", "voc.defaults")


class _LikeAny(type):
    """Moments that others made are moments too."""

    def __instancecheck__(cls, one: object) -> bool:
        return isinstance(one, datetime)


@contextmanager
def clock_off_by(seconds: Callable[[], float]) -> Iterator[None]:
    """Let every module of the program read a clock that is off by so many seconds at the moment of asking."""

    class Wrong(datetime, metaclass=_LikeAny):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> datetime:  # type: ignore[override] - a plain moment will do
            return datetime.now(tz) + timedelta(seconds=seconds())

    changed = [module for module in _modules() if vars(module).get("datetime") is datetime]
    for module in changed:
        vars(module)["datetime"] = Wrong
    try:
        yield
    finally:
        for module in changed:
            vars(module)["datetime"] = datetime


@contextmanager
def clock_from(file: Path) -> Iterator[None]:
    """Let a file say by how many seconds the clock is off; without it the clock is right."""
    with clock_off_by(lambda: float(file.read_text(encoding="ascii")) if file.exists() else 0.0):
        yield


def _modules() -> list[ModuleType]:
    for found in pkgutil.walk_packages(voc.__path__, "voc."):
        if not found.name.startswith(_NOT_LOADED) and not found.name.endswith("__main__"):
            importlib.import_module(found.name)
    importlib.import_module("flows.nightly")
    importlib.import_module("flows.weekly")
    return [module for name, module in sys.modules.items() if name.startswith(("voc.", "flows."))]
