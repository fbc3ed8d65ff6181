"""바꾼 것: what the company changed, and what became of its themes in the four weeks after."""

from datetime import UTC, datetime
from itertools import groupby
from typing import Any

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from voc.dashboard.access import form_of, needs, user_of
from voc.dashboard.curation.choices import theme_choices
from voc.dashboard.curation.refusals import status_of
from voc.dashboard.drawing import page
from voc.dashboard.lesson_forms import read_change, said_of
from voc.dashboard.shared import place_of
from voc.errors import StoreError, UsageError
from voc.planning.watch_rows import KINDS, NOTE, STATES, Rows
from voc.steps.changes import LONGEST_WHAT, ChangeEntry, change_rows, record_change, take_back
from voc.steps.curation.curate import Signature
from voc.steps.curation.desk import Desk
from voc.weeks import SEOUL

# Changes that a page reports on, the latest ones; the file and the command line have all.
MOST = 20


def show(request: Request) -> Response:
    """Draw the changes with their reports, and for editors the form to record one."""
    theme = request.query_params.get("theme") or ""
    today = datetime.now(UTC).astimezone(SEOUL).date().isoformat()
    return _page(request, ChangeEntry(today, "", "", [theme] if theme else []))


@needs("editor")
def record(request: Request) -> Response:
    """Record a change."""
    typed, signed = read_change(form_of(request)), Signature(user_of(request).name, datetime.now(UTC))
    try:
        recorded = record_change(place_of(request), typed, signed)
    except (UsageError, StoreError) as error:
        return _page(request, typed, problem=said_of(error), status=status_of(error))
    masked = "&masked=yes" if recorded.is_masked else ""
    return RedirectResponse(f"/lessons/changes?done={recorded.change.change_id}{masked}", 303)


@needs("editor")
def undo(request: Request) -> Response:
    """Take the record of a change back."""
    signed = Signature(user_of(request).name, datetime.now(UTC))
    try:
        take_back(place_of(request), str(form_of(request).get("change_id", "")), signed)
    except (UsageError, StoreError) as error:
        return _page(request, ChangeEntry("", "", "", []), problem=said_of(error), status=status_of(error))
    return RedirectResponse("/lessons/changes", 303)


def by_change(rows: Rows) -> list[tuple[dict[str, Any], Rows]]:
    """Group reports by the change that they are on: what was changed, with a row for each theme."""
    return [(found[0], found) for _, some in groupby(rows, lambda row: row["change_id"]) for found in [list(some)]]


def _page(request: Request, typed: ChangeEntry, *, problem: str = "", status: int = 200) -> Response:
    place, asked = place_of(request), request.query_params
    with place.store.read() as connection:
        rows = change_rows(connection, place.settings, datetime.now(UTC), most=MOST)
        themes = theme_choices(Desk(connection, place.settings))
    return page(
        request,
        "changes.html",
        status,
        found=by_change(rows),
        typed=typed,
        themes=themes,
        problem=problem,
        done=asked.get("done", ""),
        is_masked=asked.get("masked") == "yes",
        kinds=KINDS,
        states=STATES,
        note=NOTE,
        longest=LONGEST_WHAT,
        most=MOST,
        may_edit=request.state.user.may("editor"),
    )
