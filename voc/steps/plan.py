"""What a night and a week consist of: named steps in order, which the flows run as tasks and tests run plainly."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from voc.records import Window
from voc.sources import Source
from voc.steps.analyse import analyse
from voc.steps.backfill import BackFilled
from voc.steps.brief import freeze_brief
from voc.steps.collect import Collected, collect
from voc.steps.discover import discover
from voc.steps.enduring import enduring
from voc.steps.health.judging import verdicts_on
from voc.steps.health.runs import note_analysis
from voc.steps.holidays_ahead import holidays_ahead
from voc.steps.learn import learn, notes_on
from voc.steps.measured import measured
from voc.steps.message_voices import link_waiting
from voc.steps.messages.reading import read_messages
from voc.steps.night import RunOutcome, log_collected
from voc.steps.outreach.notice import notice_posts
from voc.steps.outreach.tidying import has_people_to_tidy, tidy_people
from voc.steps.rights.purge import has_work, purge_at_night
from voc.steps.rights.user_ids import has_users_to_tidy, tidy_users
from voc.steps.summarise import catch_up_praise, summarise
from voc.steps.survey.import_survey import SurveyImport, take_survey
from voc.steps.telling.tell_digests import DigestTelling, digest_webhooks, is_owed
from voc.steps.workplace import Workplace
from voc.store import count_outdated, counted_weeks, frozen_weeks
from voc.weeks import SEOUL


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
    window : Window
        One with a start is a back-fill: all of it is collected once more, and no cursor moves.
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
        # What came before the store went away for a while counts too.
        so_far = Collected(source.name)
        return lambda: _collect(place, source, window, outcome, so_far, dry_run=dry_run)

    outcome.sources = sources
    if window.end:
        outcome.notes.extend(holidays_ahead(place.settings.calendar, window.end.astimezone(SEOUL).date()))
    opened = place.sources(sources)
    asked: list[Source] = [BackFilled(source) for source in opened] if window.start else opened
    by_name = {source.name: source for source in asked}
    steps = [PlannedStep(f"collect-{name}", collecting(source)) for name, source in by_name.items()]
    if dry_run:
        return _measured(place, outcome, steps)
    # What a weekly run that was broken off still owes does not wait for the next week.
    telling = _telling(place, outcome) if is_owed(place) else []
    return _measured(place, outcome, [*telling, *steps, *_reading(place, outcome), *_clearing(place, outcome)])


def plan_week(place: Workplace, outcome: RunOutcome, *, dry_run: bool = False) -> list[PlannedStep]:
    """Plan a week: discover themes, count the weeks anew, write and freeze the brief, learn from corrections.

    Learning comes last: from its first night to its brief a week is read by one and the same reader, and the next
    night begins with what was learned. A dry run discovers and learns, and keeps neither.
    """

    def find_themes() -> None:
        outcome.counts["new themes"] = discover(place, outcome.week, run_id=outcome.run_id, dry_run=dry_run)
        if not dry_run:
            # What was sent is placed in the themes as they are from now on.
            read_messages(place)

    def learn_from_corrections() -> None:
        outcome.notes.extend(notes_on(learn(place, dry_run=dry_run)))

    discovering, learning = PlannedStep("discover", find_themes), PlannedStep("learn", learn_from_corrections)
    if dry_run:
        return _measured(place, outcome, [discovering, learning])
    # What a night that was broken off has left unread would be missing from the brief for ever: read it first.
    analysing, counting = _reading(place, outcome)
    briefing = PlannedStep("brief", lambda: freeze_once(place, outcome))
    telling = _telling(place, outcome) if digest_webhooks(place.settings) or is_owed(place) else []
    return _measured(place, outcome, [analysing, discovering, counting, briefing, *telling, learning])


def plan_import(place: Workplace, outcome: RunOutcome, survey: SurveyImport) -> list[PlannedStep]:
    """Plan the import of a survey file: take it in, read it, count the weeks, so that its results show at once."""

    def take() -> None:
        collected = take_survey(place, survey, run_id=outcome.run_id)
        outcome.collected.append(collected)
        log_collected(place, outcome.run_id, collected, step="import")

    return _measured(place, outcome, [PlannedStep("collect", take), *_reading(place, outcome)])


def _measured(place: Workplace, outcome: RunOutcome, steps: list[PlannedStep]) -> list[PlannedStep]:
    return [replace(step, work=enduring(place, measured(place, outcome, step.name, step.work))) for step in steps]


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
        freeze_brief(place, week, told=tuple(digest_webhooks(place.settings)))


def _collect(
    place: Workplace, source: Source, window: Window, outcome: RunOutcome, so_far: Collected, *, dry_run: bool
) -> None:
    collected = collect(place, source, window, run_id=outcome.run_id, dry_run=dry_run, so_far=so_far)
    if not dry_run:
        if window.start is None:
            collected.verdicts = verdicts_on(place, collected, outcome.run_id)
        log_collected(place, outcome.run_id, collected)
    # Last: a step that the store broke off is done again.
    outcome.collected.append(collected)


def _clearing(place: Workplace, outcome: RunOutcome) -> list[PlannedStep]:
    """Clear texts that are too old, where any keeping period is configured, and user ids whose day has come."""
    tidying = [PlannedStep("users", lambda: tidy_users(place, outcome))] if has_users_to_tidy(place) else []
    people = [PlannedStep("people", lambda: tidy_people(place, outcome))] if has_people_to_tidy(place) else []
    clearing = [PlannedStep("purge", lambda: purge_at_night(place, outcome))] if has_work(place) else []
    return [*tidying, *people, *clearing]


def _telling(place: Workplace, outcome: RunOutcome) -> list[PlannedStep]:
    return [PlannedStep("digest", DigestTelling(place, outcome).tell)]


def _reading(place: Workplace, outcome: RunOutcome) -> tuple[PlannedStep, PlannedStep]:
    def read() -> None:
        outcome.add("read", 0)
        analyse(place, unreadable=outcome.unreadable, on_read=lambda n: outcome.add("read", n))
        # Behind the reading: a first night learns the words of its own texts on the way.
        outcome.notes.extend(note_analysis(place, outcome.run_id))
        read_messages(place)
        link_waiting(place)
        notice_posts(place)
        with place.store.read() as connection:
            n_outdated = count_outdated(connection, place.reader.version)
        if n_outdated:
            outcome.notes.append(
                f"{n_outdated:,} documents were read by an older version of the analysis and stay as they are; "
                "`voc refresh --dry-run` tells what reading them anew would change."
            )

    def count() -> None:
        outcome.add("weeks", 0)
        summarise(place, on_counted=lambda n: outcome.add("weeks", n))
        catch_up_praise(place)

    return PlannedStep("analyse", read), PlannedStep("summarise", count)
