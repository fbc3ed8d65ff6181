"""What a night and a week consist of: named steps in order, which the flows run as tasks and tests run plainly."""

from collections.abc import Callable
from dataclasses import dataclass

from voc.records import Window
from voc.sources import Source
from voc.steps.analyse import analyse
from voc.steps.brief import freeze_brief
from voc.steps.collect import collect
from voc.steps.discover import discover
from voc.steps.habits import alarm_on
from voc.steps.import_survey import SurveyImport, take_survey
from voc.steps.learn import learn, notes_on
from voc.steps.night import RunOutcome, log_collected
from voc.steps.summarise import summarise
from voc.steps.workplace import Workplace
from voc.store import count_outdated, counted_weeks, frozen_weeks


@dataclass(frozen=True, slots=True)
class PlannedStep:
    """One step of a run; doing it again after it was broken off finishes it.

    Attributes
    ----------
    name : str
        Told to the scheduler: no customer text.
    """

    name: str
    work: Callable[[], None]


def plan_night(
    place: Workplace, outcome: RunOutcome, window: Window, *, sources: tuple[str, ...] = (), dry_run: bool = False
) -> list[PlannedStep]:
    """Plan a night: collect each source, read what is new, count the weeks. A dry run only collects.

    Parameters
    ----------
    outcome : RunOutcome
        Gets what the steps do.
    sources : tuple of str
        Names; every enabled source where empty.

    Raises
    ------
    UsageError
        A source that was named does not exist.
    """

    def collecting(source: Source) -> Callable[[], None]:
        return lambda: _collect(place, source, window, outcome, dry_run=dry_run)

    by_name = {source.name: source for source in place.sources(sources)}
    steps = [PlannedStep(f"collect-{name}", collecting(source)) for name, source in by_name.items()]
    return steps if dry_run else [*steps, *_reading(place, outcome)]


def plan_week(place: Workplace, outcome: RunOutcome, *, dry_run: bool = False) -> list[PlannedStep]:
    """Plan a week: discover themes, count the weeks anew, write and freeze the brief, learn from corrections.

    Learning comes last: from its first night to its brief a week is read by one and the same reader, and the next
    night begins with what was learned. A dry run discovers and learns, and keeps neither.
    """

    def find_themes() -> None:
        outcome.counts["new themes"] = discover(place, outcome.week, run_id=outcome.run_id, dry_run=dry_run)

    def learn_from_corrections() -> None:
        outcome.notes.extend(notes_on(learn(place, dry_run=dry_run)))

    discovering, learning = PlannedStep("discover", find_themes), PlannedStep("learn", learn_from_corrections)
    if dry_run:
        return [discovering, learning]
    # What a night that was broken off has left unread would be missing from the brief for ever: read it first.
    analysing, counting = _reading(place, outcome)
    return [analysing, discovering, counting, PlannedStep("brief", lambda: freeze_once(place, outcome)), learning]


def plan_import(place: Workplace, outcome: RunOutcome, survey: SurveyImport) -> list[PlannedStep]:
    """Plan the import of a survey file: take it in, read it, count the weeks, so that its results show at once."""

    def take() -> None:
        collected = take_survey(place, survey, run_id=outcome.run_id)
        outcome.collected.append(collected)
        log_collected(place, outcome.run_id, collected, step="import")

    return [PlannedStep("collect", take), *_reading(place, outcome)]


def freeze_once(place: Workplace, outcome: RunOutcome) -> None:
    """Freeze the brief of the run's week, unless it is frozen already or there is nothing to write about."""
    week = outcome.week
    with place.store.read() as connection:
        is_counted, is_frozen = week in counted_weeks(connection), week in frozen_weeks(connection)
    if is_frozen:
        outcome.notes.append(f"The brief of {week} was handed out before and stays as it was.")
    elif not is_counted:
        outcome.notes.append(
            f"There is nothing from {week}, so its brief was not written. "
            "Collect first (voc run nightly), or name the day after another week with --until."
        )
    else:
        freeze_brief(place, week)


def _collect(place: Workplace, source: Source, window: Window, outcome: RunOutcome, *, dry_run: bool) -> None:
    collected = collect(place, source, window, run_id=outcome.run_id, dry_run=dry_run)
    outcome.collected.append(collected)
    if not dry_run:
        collected.alarm = alarm_on(place, collected, outcome.run_id)
        log_collected(place, outcome.run_id, collected)


def _reading(place: Workplace, outcome: RunOutcome) -> tuple[PlannedStep, PlannedStep]:
    def read() -> None:
        outcome.counts["read"] = analyse(place, unreadable=outcome.unreadable)
        with place.store.read() as connection:
            n_outdated = count_outdated(connection, place.reader.version)
        if n_outdated:
            outcome.notes.append(
                f"{n_outdated:,} documents were read by an older version of the analysis and stay as they are; "
                "`voc refresh --dry-run` tells what reading them anew would change."
            )

    def count() -> None:
        outcome.counts["weeks"] = len(summarise(place))

    return PlannedStep("analyse", read), PlannedStep("summarise", count)
