"""Going round the environment; whatever is broken, the round goes on."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TypeAlias

from voc.config import Settings
from voc.steps.check_store import Finding, Verdict
from voc.steps.doctor.clock import clock
from voc.steps.doctor.configuration import configuration
from voc.steps.doctor.machine import machine
from voc.steps.doctor.network import network
from voc.steps.doctor.schedule import schedule
from voc.steps.doctor.screen import screen
from voc.steps.doctor.sources import sources
from voc.steps.doctor.storage import storage
from voc.steps.doctor.versions import versions

Look: TypeAlias = Callable[[], Iterable[Finding]]


@dataclass(frozen=True, slots=True)
class Found:
    """A finding and the area it belongs to; `what` also says what to do where something is to be done."""

    area: str
    check: str
    verdict: Verdict
    what: str


def visit(config: Path | None, *, now: datetime, deep: bool = False) -> Iterator[Found]:
    """Look at everything, one area after the other.

    Parameters
    ----------
    config : Path or None
        The folder that `--config` named.
    now : datetime
        The machine's time, aware.
    deep : bool
        Whether to take as long as it takes: damage in the store, a sentence read.
    """
    settings, found = configuration(config)
    yield from _of("configuration", found)
    for area, look in _areas(settings, now, deep=deep):
        yield from _looked(area, look)


def _areas(settings: Settings | None, now: datetime, *, deep: bool) -> Iterator[tuple[str, Look]]:
    yield "versions", partial(versions, settings, deep=deep)
    if settings is not None:
        yield "store", partial(storage, settings, deep=deep)
        yield "sources", partial(sources, settings)
        yield "schedule", partial(schedule, settings, now)
    yield "machine", partial(machine, settings)
    yield "clock", partial(clock, settings, now)
    yield "screen", screen
    yield "network", partial(network, settings)


def _looked(area: str, look: Look) -> Iterator[Found]:
    """Look at an area; where looking itself fails, that is what was found."""
    try:
        yield from _of(area, list(look()))
    except Exception as error:  # noqa: BLE001 - the doctor is called when something is broken
        told = f"could not be looked at (unexpected {type(error).__name__}). Please report this"
        yield Found(area, area, "wrong", told)


def _of(area: str, found: Iterable[Finding]) -> Iterator[Found]:
    return (Found(area, one.check, one.verdict, one.what) for one in found)
