"""The flows as they are, on no scheduler: loading Prefect takes longer than a night of a small home."""

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from types import ModuleType
from typing import Any

from faults.moments import Watch

_FLOWS = ("flows.nightly", "flows.weekly", "flows.imports")


@contextmanager
def plain_flows(watch: Watch) -> Iterator[None]:
    """Let flows in this block run their steps one after the other, under the eyes of a watch."""

    def run_as_flow(_name: str, steps: Sequence[Any], *_more: object) -> None:
        for step in steps:
            with watch.step(step.name):
                step.work()

    def scheduler(_report: object) -> AbstractContextManager[bool]:
        is_kept = False
        return nullcontext(is_kept)

    def publisher(*_about: object, **_how: object) -> Callable[[], None]:
        return lambda: None

    stand_ins = [_module("flows.tasks", run_as_flow), _module("flows.server", scheduler)]
    stand_ins.append(_module("flows.artifacts", publisher))
    before = {name: sys.modules.pop(name, None) for name in (*_FLOWS, *(one.__name__ for one in stand_ins))}
    sys.modules |= {one.__name__: one for one in stand_ins}
    try:
        yield
    finally:
        for name, module in before.items():
            sys.modules.pop(name, None)
            if module is not None:
                sys.modules[name] = module


def _module(name: str, function: Callable[..., object]) -> ModuleType:
    made = ModuleType(name)
    vars(made)[function.__name__] = function
    return made
