"""고객 응대: who wrote about us and should hear from a person; nothing is sent from here."""

from datetime import UTC, datetime
from typing import Any

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from voc.dashboard.access import form_of, needs, user_of
from voc.dashboard.curation.refusals import SIGNED_IN_ANEW, status_of
from voc.dashboard.drawing import page
from voc.dashboard.filters import UnknownValueError
from voc.dashboard.outreach_form import APPROVE, BAD_DAY, CaseForm, read_case, said_of
from voc.dashboard.shared import place_of
from voc.errors import DecisionError, PrivacyError, StoreError, UsageError
from voc.planning.outreach.states import CHECKS, KINDS, STATES, may_approve
from voc.planning.outreach.wording import event_sentence
from voc.planning.wording import source_name
from voc.steps.brief import brief_names
from voc.steps.curation.curate import Signature
from voc.steps.outreach.acts import LONGEST_NOTE, approve, take_step
from voc.steps.outreach.listing import CaseView, case_rows, outreach_summary, view_case
from voc.steps.outreach.reaching import Contact, open_contact

_UNKNOWN = "그런 값으로는 볼 수 없습니다. 목록에서 다시 골라 주세요."
_NO_CASE = "그런 건이 없습니다. 목록에서 다시 골라 주세요."


def show(request: Request) -> Response:
    """Draw the list; with `state`, `kind` and `due` what was asked for."""
    asked, place = request.query_params, place_of(request)
    state, kind, due = asked.get("state", ""), asked.get("kind", ""), asked.get("due", "")
    if state not in {"", *STATES} or kind not in {"", *KINDS} or due not in {"", "1"}:
        raise UnknownValueError(_UNKNOWN)
    with place.store.read() as connection:
        rows = case_rows(connection, states=[state] if state else (), kind=kind or None, due=bool(due))
        summary = outreach_summary(connection)
    names = brief_names(place).channels
    return page(
        request,
        "outreach.html",
        rows=rows,
        summary=summary,
        sources={row["source"]: source_name(row["source"], names) for row in rows},
        chosen={"state": state, "kind": kind, "due": due},
        states=STATES,
        kinds=KINDS,
        is_enabled=place.settings.outreach.enabled,
    )


def one(request: Request) -> Response:
    """Draw a case."""
    return _case(request)


def kept(request: Request) -> Response:
    """Draw what was typed by somebody who has signed in anew since; nothing is done yet."""
    typed = read_case(form_of(request))
    if request.state.user is None:
        return page(request, "outreach_kept.html", 403, typed=typed, case_id=request.path_params["case_id"])
    return _case(request, typed=typed, problem=SIGNED_IN_ANEW, status=403)


@needs("editor", kept=kept)
def act(request: Request) -> Response:
    """Move a case, note, remind or approve."""
    case_id, typed = request.path_params["case_id"], read_case(form_of(request))
    signed = Signature(user_of(request).name, datetime.now(UTC))
    try:
        step = typed.step()
    except ValueError:
        return _case(request, typed=typed, problem=BAD_DAY, status=400)
    try:
        if typed.act == APPROVE:
            approve(place_of(request), case_id, signed, expect=typed.expect)
        else:
            take_step(place_of(request), case_id, step, signed)
    except (UsageError, StoreError) as error:
        return _case(request, typed=typed, problem=said_of(error), status=status_of(error))
    return RedirectResponse(f"/outreach/{case_id}?done=yes", 303)


@needs("editor")
def contact(request: Request) -> Response:
    """Show how an author is reached, once, to whoever says why."""
    reason = str(form_of(request).get("reason", ""))
    signed = Signature(user_of(request).name, datetime.now(UTC), reason)
    try:
        found = open_contact(place_of(request), request.path_params["case_id"], signed)
    except (UsageError, PrivacyError, StoreError) as error:
        status = 503 if isinstance(error, PrivacyError) else status_of(error)
        return _case(request, problem=said_of(error), status=status)
    return _case(request, contact=found, was_asked=True)


def _case(
    request: Request,
    *,
    typed: CaseForm | None = None,
    problem: str = "",
    status: int = 200,
    contact: Contact | None = None,
    was_asked: bool = False,
) -> Response:
    place, user = place_of(request), user_of(request)
    view = _view(request)
    events = [{"at": one.at.isoformat(), "who": one.who, "said": event_sentence(one)} for one in view.events]
    values: dict[str, Any] = {
        "case": view.case,
        "posts": view.posts,
        "themes": view.themes,
        "events": events[::-1],
        "seen": view.events[-1].seq if view.events else 0,
        "now": view.now,
        "is_due": view.is_due,
        "may": [state for state in view.may if state != "sent" or view.now.state == "approval"],
        "may_approve": may_approve(view.now, user.name) or not place.settings.outreach.second_person,
        "waits": view.now.state == "approval" and view.now.approved_by is None,
    }
    return page(
        request,
        "outreach_case.html",
        status,
        **values,
        typed=typed or CaseForm(),
        problem=problem,
        contact=contact,
        was_asked=was_asked,
        done=request.query_params.get("done") == "yes",
        source=source_name(view.case.source, brief_names(place).channels),
        states=STATES,
        kinds=KINDS,
        checks=CHECKS,
        longest=LONGEST_NOTE,
        may_edit=user.may("editor"),
    )


def _view(request: Request) -> CaseView:
    place = place_of(request)
    try:
        with place.store.read() as connection:
            return view_case(connection, place.settings, request.path_params["case_id"])
    except DecisionError as error:
        raise UnknownValueError(_NO_CASE) from error
