"""One night and one week, as records in the run log: what the flows and their reruns agree on."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime

from voc import logs
from voc.errors import VocError
from voc.records import Window
from voc.steps.clock import check_clock
from voc.steps.collect import Collected
from voc.steps.days import check_days, midnight
from voc.steps.enduring import enduring
from voc.steps.workplace import Workplace, night_window
from voc.store import RunState, end_run, load_runs, save_step, start_run
from voc.weeks import SEOUL

NIGHTLY, WEEKLY = "nightly", "weekly"
# In the run log a night of its own kind, so that its figures make no source's habit and are judged by none.
BACKFILL = "backfill"
_LONGEST_ERROR = 4000


@dataclass(frozen=True, slots=True)
class NightRequest:
    """What a run is asked to do.

    Attributes
    ----------
    until : date or None
        Day in Seoul before which records count; today without it.
    sources : tuple of str
        Names; every enabled source where empty.
    since : date or None
        First day of a back-fill: everything from that day on is collected once more, and later nights go on from where
        they would have. None collects what is new.
    """

    until: date | None = None
    sources: tuple[str, ...] = ()
    dry_run: bool = False
    since: date | None = None

    @property
    def flow(self) -> str:
        """What the run log calls a nightly run of this kind."""
        return BACKFILL if self.since else NIGHTLY

    def window(self, now: datetime) -> Window:
        """Return the span of time of a nightly run; only a back-fill's has a start.

        Raises
        ------
        UsageError
            A back-fill begins in the future or holds no day.
        """
        night = night_window(self.until, now)
        if self.since is None:
            return night
        check_days(self.since, self.until or now.astimezone(SEOUL).date(), now)
        return replace(night, start=midnight(self.since))


@dataclass(slots=True)
class RunOutcome:
    """How a run ended.

    Attributes
    ----------
    collected : list of Collected
        Per source, in the order of the configuration.
    unreadable : dict of str to str
        Documents that the analyser could not read: id to the kind of error.
    counts : dict of str to int
        What was done, by name.
    notes : list of str
        Sentences for people about what was not done, and why.
    sources : tuple of str
        Names, where only some sources were asked for; the run log keeps such a run apart from the night of all.
    """

    flow: str
    run_id: str = ""
    week: str = ""
    collected: list[Collected] = field(default_factory=list)
    unreadable: dict[str, str] = field(default_factory=dict)
    counts: dict[str, int] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    sources: tuple[str, ...] = ()

    def add(self, name: str, n: int) -> None:
        """Count more of what was done, as soon as it is kept: a step that the store broke off does the rest only."""
        self.counts[name] = self.counts.get(name, 0) + n

    @property
    def is_whole(self) -> bool:
        """Whether no source failed or fell silent, no file was refused, no row set aside, every document readable."""
        return not self.unreadable and all(one.is_whole and not one.saved.n_rejects for one in self.collected)

    @property
    def is_failed(self) -> bool:
        """Whether there were sources and none of them gave anything but an error."""
        return bool(self.collected) and all(one.error for one in self.collected)


@contextmanager
def turn(place: Workplace, *, dry_run: bool = False) -> Iterator[None]:
    """Wait until no other run works on the store, and keep others waiting meanwhile; a dry run disturbs nobody.

    Raises
    ------
    StoreError
        The other run did not end in time.
    """
    if dry_run:
        yield
        return
    with place.turn.held():
        yield


@contextmanager
def logged(place: Workplace, outcome: RunOutcome, about: Window | str, *, dry_run: bool = False) -> Iterator[None]:
    """Keep a run in the log: opened at the beginning, closed however the block ends; a dry run leaves no trace.

    A run that was killed stays open until it is taken up again, or until the next run of its kind closes it.
    """
    if dry_run:
        yield
        return
    outcome.notes.extend(place.warnings)
    enduring(place, lambda: _open(place, outcome, about))()
    with logs.about(run_id=outcome.run_id, flow=outcome.flow):
        logs.tell("run_started")
        try:
            yield
        except BaseException as error:
            logs.tell("run_failed", kind=type(error).__name__)
            # Where the store itself is what failed, the run stays open, as after a kill.
            with suppress(Exception):
                _fail(place, outcome, _reason(error))
            raise
        enduring(place, lambda: close_run(place, outcome, now=datetime.now(UTC)))()


def _open(place: Workplace, outcome: RunOutcome, about: Window | str) -> None:
    now = datetime.now(UTC)
    with place.store.begin() as connection:
        check_clock(connection, now)
    outcome.run_id = open_run(place, outcome.flow, about, now=now, sources=outcome.sources)
    _close_broken(place, outcome)


def open_run(place: Workplace, flow: str, about: Window | str, *, now: datetime, sources: Sequence[str] = ()) -> str:
    """Open a run in the log, or take up the one of the same kind that was broken off."""
    window = about if isinstance(about, str) else "..".join(_spelled(one) for one in (about.start, about.end))
    with place.store.begin() as connection:
        return start_run(connection, flow, window, at=now, sources=sources)


def _spelled(moment: datetime | None) -> str:
    return moment.isoformat() if moment else ""


def log_collected(place: Workplace, run_id: str, collected: Collected, *, step: str = "collect") -> None:
    """Note what a source gave; only steps named `collect` make its habit."""
    with place.store.begin() as connection:
        save_step(connection, run_id, replace(collected.as_step(), step=step))


def close_run(place: Workplace, outcome: RunOutcome, *, now: datetime) -> None:
    """Close a run: done, partly where something was refused or set aside, failed where nothing could be had."""
    state: RunState = "failed" if outcome.is_failed else "done" if outcome.is_whole else "partly"
    with place.store.begin() as connection:
        end_run(
            connection,
            outcome.run_id,
            state,
            at=now,
            counts=outcome.counts,
            error=_problems(outcome),
            notes=outcome.notes,
        )
    logs.tell("run_ended", state=state, counts=outcome.counts)


def _close_broken(place: Workplace, outcome: RunOutcome) -> None:
    """Close earlier runs of this kind that were killed and never taken up: whoever has the turn knows they are dead."""
    with place.store.begin() as connection:
        for run in load_runs(connection, flow=outcome.flow):
            if run.state == "running" and run.run_id != outcome.run_id:
                end_run(connection, run.run_id, "failed", at=run.started_at, error="It was broken off.")


def _fail(place: Workplace, outcome: RunOutcome, reason: str) -> None:
    with place.store.begin() as connection:
        end_run(
            connection,
            outcome.run_id,
            "failed",
            at=datetime.now(UTC),
            counts=outcome.counts,
            error=reason,
            notes=outcome.notes,
        )


def _reason(error: BaseException) -> str:
    if isinstance(error, VocError):
        return error.kept[:_LONGEST_ERROR]
    if isinstance(error, Exception):
        return f"unexpected {type(error).__name__}"
    return "It was interrupted."


def _problems(outcome: RunOutcome) -> str | None:
    lines = [f"{one.source}: {reason}" for one in outcome.collected for reason in one.reasons]
    lines += list(unreadable_lines(outcome.unreadable))
    return " ".join(lines)[:_LONGEST_ERROR] or None


def unreadable_lines(unreadable: dict[str, str]) -> Sequence[str]:
    """Spell which documents could not be read."""
    return [f"document {document_id} could not be read ({kind})." for document_id, kind in unreadable.items()]
