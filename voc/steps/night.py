"""One night and one week, as records in the run log: what the flows and their reruns agree on."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from voc.records import Window
from voc.steps.collect import Collected
from voc.steps.workplace import Workplace
from voc.store import RunState, end_run, save_step, start_run

NIGHTLY, WEEKLY = "nightly", "weekly"


@dataclass(frozen=True, slots=True)
class NightRequest:
    """What a nightly run is asked to do.

    Attributes
    ----------
    until : date or None
        Day in Seoul before which records count; today without it.
    sources : tuple of str
        Names; every enabled source where empty.
    """

    until: date | None = None
    sources: tuple[str, ...] = ()
    dry_run: bool = False


@dataclass(slots=True)
class RunOutcome:
    """How a run ended.

    Attributes
    ----------
    collected : list of Collected
        Per source, in the order of the configuration.
    counts : dict of str to int
        What was done, by name.
    """

    flow: str
    run_id: str = ""
    week: str = ""
    collected: list[Collected] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)

    @property
    def is_whole(self) -> bool:
        """Whether no source failed, no file was refused and no row was set aside."""
        return all(one.is_whole and not one.saved.n_rejects for one in self.collected)

    @property
    def is_failed(self) -> bool:
        """Whether there were sources and none of them gave anything but an error."""
        return bool(self.collected) and all(one.error for one in self.collected)


def open_run(place: Workplace, flow: str, about: Window | str, *, now: datetime) -> str:
    """Open a run in the log, or take up the one of the same kind that was broken off."""
    window = about if isinstance(about, str) else f"..{about.end.isoformat() if about.end else ''}"
    with place.store.begin() as connection:
        return start_run(connection, flow, window, at=now)


def log_collected(place: Workplace, run_id: str, collected: Collected) -> None:
    """Note what a source gave."""
    with place.store.begin() as connection:
        save_step(connection, run_id, collected.as_step())


def close_run(place: Workplace, outcome: RunOutcome, *, now: datetime) -> None:
    """Close a run: done, partly where something was refused or set aside, failed where nothing could be had."""
    state: RunState = "failed" if outcome.is_failed else "done" if outcome.is_whole else "partly"
    with place.store.begin() as connection:
        end_run(connection, outcome.run_id, state, at=now, counts=outcome.counts, error=_problems(outcome.collected))


def _problems(collected: Sequence[Collected]) -> str | None:
    lines = [f"{one.source}: {one.error}" for one in collected if one.error]
    lines += [f"{one.source}: {p.file}: {p.reason}" for one in collected for p in one.problems]
    return " ".join(lines)[:4000] or None
