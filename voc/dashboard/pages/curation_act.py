"""What an editor sends: looked at first, then done; whatever goes wrong, the form comes back as it was typed."""

from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from voc.dashboard.access import form_of, needs, user_of
from voc.dashboard.curation.carrying import Outcome, carry_out
from voc.dashboard.curation.choices import LABEL_NAMES, label_choices, theme_choices
from voc.dashboard.curation.choosing import named
from voc.dashboard.curation.drafts import KINDS, Draft, read_draft
from voc.dashboard.curation.refusals import SIGNED_IN_ANEW, said_of, status_of
from voc.dashboard.curation.tables import done_step, proposal_table, steps_after
from voc.dashboard.drawing import page
from voc.dashboard.shared import place_of
from voc.errors import StoreError, UsageError
from voc.steps.curation.curate import Signature
from voc.steps.curation.desk import Desk


def kept(request: Request) -> Response:
    """Draw what was typed by somebody whose session has ended, or who has signed in anew since; nothing is done."""
    draft = read_draft(form_of(request))
    if not draft.what:
        raise HTTPException(403)
    if request.state.user is None:
        return page(request, "curation_kept.html", 403, kind=KINDS[draft.what], draft=draft)
    return _again(request, draft, problem=SIGNED_IN_ANEW, status=403)


@needs("editor", kept=kept)
def act(request: Request) -> Response:
    """Carry out what was sent, or show what it would change."""
    draft = read_draft(form_of(request))
    if not draft.what:
        raise HTTPException(400)
    signed = Signature(user_of(request).name, datetime.now(UTC), draft.one("why"))
    try:
        outcome = carry_out(place_of(request), draft, signed, dry_run=not draft.is_meant)
    except (UsageError, StoreError) as error:
        return _again(request, draft, problem=said_of(error), status=status_of(error))
    if draft.is_meant:
        return RedirectResponse(_after(draft, outcome), 303)
    return _again(request, draft, outcome=outcome)


def _again(
    request: Request, draft: Draft, *, outcome: Outcome | None = None, problem: str = "", status: int = 200
) -> Response:
    """Draw the form as it was typed, with what would change, or with why it could not be done."""
    place = place_of(request)
    with place.store.read() as connection:
        desk = Desk(connection, place.settings)
        values = {
            "draft": draft.seen(desk.edits.length),
            "meanwhile": steps_after(desk, draft.expect) if problem else [],
            "choices": {"themes": theme_choices(desk), "labels": label_choices(place.settings)},
            **_about(desk, draft),
        }
    kind = KINDS[draft.what]
    return page(request, "curation_draft.html", status, kind=kind, problem=problem, outcome=outcome, **values)


def _about(desk: Desk, draft: Draft) -> dict[str, Any]:
    """Collect what a form says beside its fields: the theme, the sentences, the step or the proposal it is about."""
    return {
        "theme": desk.themes.get(draft.one("theme")),
        "words": named(desk, list(draft.all("place"))),
        "step": done_step(desk, draft.one("seq")),
        "proposal": _proposal(desk, draft.one("proposal")),
        "names": LABEL_NAMES,
    }


def _proposal(desk: Desk, asked: str) -> dict[str, Any] | None:
    return next((row for row in proposal_table(desk) if row["id"] == asked), None) if asked else None


def _after(draft: Draft, outcome: Outcome) -> str:
    """Return the page to look at next: the theme that was made or stays, or the page that the form stood on."""
    if draft.what in {"merge", "accept"} or (draft.what == "sentences" and outcome.subject.startswith("s_")):
        return f"/themes/{outcome.subject}/edit?done={outcome.step}"
    return f"{urlsplit(draft.back).path}?done={outcome.step}"
