"""What people ask about - a week, a stage, a source, a theme - checked against what there is."""

import difflib
from collections.abc import Collection

from sqlalchemy import Connection

from voc.config import Settings
from voc.errors import UsageError
from voc.store import (
    Condition,
    Selection,
    count_rejects,
    counted_weeks,
    current_edits,
    frozen_weeks,
    load_themes,
    saved_cursors,
    segment_values,
    voices,
)
from voc.store.marks import marked_weeks
from voc.weeks import monday_of

_NONE = "none"
_MANY = 20


def asked_week(connection: Connection, week: str | None) -> str | None:
    """Return the week asked about, the last counted one where none is named; None while nothing has been counted.

    Raises
    ------
    UsageError
        It is no week, or one that has never been counted; the nearest one that was is named.
    """
    counted = sorted({*counted_weeks(connection), *frozen_weeks(connection)})
    if week is None:
        return counted[-1] if counted else None
    monday = monday_of(week)
    if not counted:
        return None
    if week not in counted:
        nearest = min(counted, key=lambda one: abs(monday_of(one) - monday))
        message = (
            f"Nothing has been counted in week {week}. The nearest week with voices is {nearest}; "
            f"there are {len(counted)}, from {counted[0]} to {counted[-1]}."
        )
        raise UsageError(message)
    return week


def check_stage(settings: Settings, stage: str) -> None:
    """Make sure that the funnel has a stage; `none` stands for sentences of no stage.

    Raises
    ------
    UsageError
        It has none of that name.
    """
    _check("stage", stage, [*(one.key for one in settings.stages), _NONE])


def check_reason(settings: Settings, reason: str) -> None:
    """Make sure that there is a reason of that key; `none` stands for sentences without one.

    Raises
    ------
    UsageError
        There is none.
    """
    _check("reason", reason, [*(one.key for one in settings.reasons), _NONE])


def check_source(settings: Settings, connection: Connection, source: str) -> None:
    """Make sure that a source is configured, or has delivered something once.

    Raises
    ------
    UsageError
        Nobody knows it.
    """
    known = {one.name for one in settings.sources} | set(saved_cursors(connection))
    if source not in known:
        known |= {one.source for one in voices(connection)} | set(count_rejects(connection))
        _check("source", source, sorted(known))


def check_segment(connection: Connection, segment: str) -> None:
    """Make sure that a segment, as `name=value`, was counted for some week.

    Raises
    ------
    UsageError
        There is none; those that there are, are named.
    """
    known = segment_values(connection)
    if not known:
        raise UsageError(f"No voice is counted by the segment '{segment}'. {no_segments(connection)}")
    _check("segment", segment, [f"{name}={value}" for name, values in known.items() for value in values])


def no_segments(connection: Connection) -> str:
    """Say why nothing was counted by segments: weeks may wait for it, as they do after an upgrade until a night."""
    mapped = "'segments' in sources.yaml names the columns that hold them."
    n_waiting = len(marked_weeks(connection))
    if not n_waiting:
        return f"No document comes with segments; {mapped}"
    waiting = "1 week waits" if n_waiting == 1 else f"{n_waiting:,} weeks wait"
    return f"{waiting} for being counted, which `voc run nightly` does; {mapped}"


def check_theme(connection: Connection, theme: str) -> None:
    """Make sure that the store holds a theme.

    Raises
    ------
    UsageError
        It holds none with that id, or it was merged into another.
    """
    known = [one.theme_id for one in load_themes(connection)]
    held_by = current_edits(connection).resolve(theme)
    if theme in known and held_by != theme:
        raise UsageError(f"The sentences of '{theme}' are shown in '{held_by}' now. Ask about that one.")
    if theme in known or theme == _NONE:
        return
    near = difflib.get_close_matches(theme, known, n=1)
    hint = f" Did you mean '{near[0]}'?" if near else ""
    raise UsageError(f"There is no theme '{theme}'.{hint} `voc show themes` lists their ids.")


def check_selection(settings: Settings, connection: Connection, selection: Selection) -> None:
    """Make sure that the names in a selection exist: stages, reasons, sources, themes.

    Raises
    ------
    UsageError
        A value names nothing, so that the condition could never hold.
    """
    for field, value in ((one.field, value) for one in selection.conditions for value in one.values):
        if field == "stage":
            check_stage(settings, value)
        elif field == "reason":
            _check("reason", value, [*(one.key for one in settings.reasons), _NONE])
        elif field == "source":
            check_source(settings, connection, value)
        elif field == "theme":
            check_theme(connection, value)


def narrowed(**values: str | None) -> Selection:
    """Make a selection of the fields that are given: `narrowed(week="2026-W46", stage=None)`."""
    return Selection(tuple(Condition(field, "=", value) for field, value in values.items() if value is not None))


def of_segment(segment: str | None, **values: str | None) -> Selection:
    """Make a selection of hesitations of some customers: a segment as `name=value`, and the fields that are given."""
    name, _, value = (segment or "").partition("=")
    own = {f"segment.{name}": value} if segment else {}
    return narrowed(**values, hesitation="yes", **own)


def _check(what: str, value: str, known: Collection[str]) -> None:
    if value in known:
        return
    near = difflib.get_close_matches(value, known, n=1)
    hint = f" Did you mean '{near[0]}'?" if near else ""
    shown = ", ".join(list(known)[:_MANY]) or "none"
    raise UsageError(f"There is no {what} '{value}'.{hint} Known: {shown}.")
