"""Collect one source now, outside the nightly run: what came since its cursor, or everything of some days once more."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime

from voc.records import Cursor, Window
from voc.sources import Page, Source
from voc.steps.collect import Collected, collect
from voc.steps.days import check_days, midnight
from voc.steps.enduring import enduring
from voc.steps.measured import measured
from voc.steps.night import RunOutcome, log_collected, logged, turn
from voc.steps.workplace import Workplace

COLLECT = "collect"


@dataclass(frozen=True, slots=True)
class CollectRequest:
    """What is to be collected.

    Attributes
    ----------
    source : str
        Its name in sources.yaml; one that is switched off will do.
    since, until : date or None
        First day and first day left out, in Seoul. Without the one from where the last collection ended, without the
        other up to now.
    anew : bool
        Forget where the last collection ended; later runs go on from where this one ends.
    """

    source: str
    since: date | None = None
    until: date | None = None
    anew: bool = False

    def window(self, now: datetime) -> Window:
        """Return the span of time that is asked for.

        Raises
        ------
        UsageError
            It is empty, or begins in the future.
        """
        check_days(self.since, self.until, now)
        return Window(midnight(self.since) if self.since else None, midnight(self.until) if self.until else now)

    @property
    def about(self) -> str:
        """What the run log says that the run was about."""
        days = f"{self.since or ''}..{self.until or ''}"
        return self.source if days == ".." else f"{self.source} {days}"


@dataclass(frozen=True, slots=True)
class _Anew:
    """A source that is asked from the start of the window, whatever its cursor says.

    Attributes
    ----------
    forgets : bool
        Whether a stored cursor gives way to the new one; otherwise it stays where it is.
    """

    source: Source
    forgets: bool

    @property
    def name(self) -> str:
        return self.source.name

    def fetch(self, window: Window, cursor: Cursor | None) -> Iterator[Page]:
        for page in self.source.fetch(window, None):
            yield page if cursor is None or self.forgets else replace(page, cursor=None)


def collect_now(place: Workplace, request: CollectRequest, *, now: datetime, dry_run: bool = False) -> RunOutcome:
    """Collect one source into the store; nothing is read or counted yet, and its habit is not judged.

    Raises
    ------
    UsageError
        There is no such source, or no day to collect.
    """
    window = request.window(now)
    (source,) = place.sources((request.source,))
    asked = _Anew(source, request.anew) if request.anew or request.since is not None else source
    outcome, so_far = RunOutcome(COLLECT), Collected(source.name)

    def take() -> None:
        collected = collect(place, asked, window, run_id=outcome.run_id, dry_run=dry_run, so_far=so_far)
        if not dry_run:
            log_collected(place, outcome.run_id, collected)
        outcome.collected.append(collected)

    with turn(place, dry_run=dry_run), logged(place, outcome, request.about, dry_run=dry_run):
        enduring(place, measured(place, outcome, f"collect-{source.name}", take))()
    return outcome
