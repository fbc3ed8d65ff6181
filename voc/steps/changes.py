"""Recording what the company changed, so that its themes are watched for four weeks."""

import difflib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import get_args

from sqlalchemy import Connection

from voc.config import Settings
from voc.errors import DecisionError
from voc.planning.watch import changes_on
from voc.planning.watch_rows import Rows, rows_of
from voc.steps.curation.curate import Signature
from voc.steps.curation.desk import Desk
from voc.steps.lesson_book import themes_named
from voc.steps.workplace import Workplace, last_full_week
from voc.store import counted_weeks
from voc.store.changes import ChangeKind, StoredChange, load_changes, new_change, save_change, undo_change
from voc.weeks import SEOUL

CHANGE_KINDS: tuple[ChangeKind, ...] = get_args(ChangeKind)
LONGEST_WHAT = 300
# A change further ahead is a slip of the keyboard; one that is planned may be recorded before its day.
_FURTHEST_AHEAD = timedelta(days=92)


@dataclass(frozen=True, slots=True)
class ChangeEntry:
    """What somebody wrote; `themes` are names as `voc theme` takes them."""

    day: str
    kind: str
    what: str
    themes: Sequence[str]


@dataclass(frozen=True, slots=True)
class Recorded:
    """A change as it was kept, or as it would be; whether personal data in what was typed was masked."""

    change: StoredChange
    is_masked: bool = False


def record_change(place: Workplace, entry: ChangeEntry, signed: Signature, *, dry_run: bool = False) -> Recorded:
    """Record a change.

    Raises
    ------
    UsageError
        The day, the kind or the text is none, no theme is named, or one that is not there.
    """
    kind = _kind(entry.kind)
    day, what = _day(entry.day, signed.at), " ".join(entry.what.split())
    masked = place.masker.mask(what).text
    if not masked or len(masked) > LONGEST_WHAT:
        message = f"What was changed takes 1 to {LONGEST_WHAT} characters; this has {len(masked)}. Say it in a line."
        raise DecisionError("bad_what", message, longest=LONGEST_WHAT, n=len(masked))
    with place.store.begin() as connection:
        themes = themes_named(Desk(connection, place.settings), entry.themes)
        if not themes:
            raise DecisionError(
                "no_themes", "No theme is named, so there is nothing to watch. Name one with --theme ID."
            )
        change = new_change(day, kind, masked, themes, who=signed.who, at=signed.at)
        if not dry_run:
            save_change(connection, change)
    return Recorded(change, masked != what)


def take_back(place: Workplace, change_id: str, signed: Signature, *, dry_run: bool = False) -> StoredChange:
    """Take the record of a change back: nothing is watched for it any more.

    Raises
    ------
    UsageError
        There is none of that id that stands.
    """
    with place.store.begin() as connection:
        change = change_named(connection, change_id)
        return change if dry_run else undo_change(connection, change, who=signed.who, at=signed.at)


def change_named(connection: Connection, change_id: str) -> StoredChange:
    """Find a change that stands by its id.

    Raises
    ------
    UsageError
        There is none; the nearest is named.
    """
    standing = {one.change_id: one for one in load_changes(connection)}
    if change_id in standing:
        return standing[change_id]
    near = difflib.get_close_matches(change_id, standing, n=1, cutoff=0.5)
    hint = f" Did you mean '{near[0]}'?" if near else ""
    raise DecisionError("no_change", f"There is no change '{change_id}'.{hint} `voc change list` lists them.")


def last_watched_week(connection: Connection, now: datetime) -> str | None:
    """Return the last week that is over and was counted; None where none is."""
    over = last_full_week(None, now)
    return max((week for week in counted_weeks(connection) if week <= over), default=None)


def change_rows(
    connection: Connection, settings: Settings, now: datetime, *, theme: str | None = None, most: int | None = None
) -> Rows:
    """Report on the changes that stand, the latest first.

    Parameters
    ----------
    theme : str or None
        Only what is shown under this theme.
    most : int or None
        So many changes at most.
    """
    week = last_watched_week(connection, now) or ""
    if theme is None:
        return rows_of(connection, load_changes(connection)[:most], week, settings)
    own = [replace(one, themes=(theme,)) for one in changes_on(connection, theme)]
    return rows_of(connection, own[:most], week, settings)


def _kind(spelled: str) -> ChangeKind:
    found = next((one for one in CHANGE_KINDS if one == spelled), None)
    if found is None:
        message = f"'{spelled}' is no kind of change. Known: {', '.join(CHANGE_KINDS)}."
        raise DecisionError("bad_kind", message)
    return found


def _day(spelled: str, now: datetime) -> str:
    try:
        day = date.fromisoformat(spelled.strip())
    except ValueError as error:
        raise DecisionError("bad_day", f"'{spelled}' is no day; expected one like 2026-11-16.") from error
    if day > now.astimezone(SEOUL).date() + _FURTHEST_AHEAD or day < datetime(2000, 1, 1, tzinfo=UTC).date():
        message = f"{day} lies too far away; expected a day from 2000 on, three months ahead at most."
        raise DecisionError("bad_day", message)
    return day.isoformat()
