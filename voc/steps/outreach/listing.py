"""Cases as rows for people: where each stands, what its posts say, what may be done next; never who the author is."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

from sqlalchemy import Connection

from voc.config import Settings
from voc.planning.outreach.states import KINDS, STATES, Standing, State, next_states, standing
from voc.steps.keeping import seoul_today
from voc.steps.outreach.acts import case_with_events
from voc.store import load_themes, shown_sentences
from voc.store.outreach import (
    CasePost,
    OutreachCase,
    OutreachEvent,
    case_posts,
    count_cases,
    load_cases,
)
from voc.store.outreach_contacts import find_contact
from voc.weeks import SEOUL

_LONGEST_START = 120


@dataclass(frozen=True, slots=True)
class CaseView:
    """A case with all that a person needs to decide.

    Attributes
    ----------
    may : tuple of str
        States that it can be moved to now.
    themes : mapping of str to list of str
        By document: themes of what it hesitates about.
    """

    case: OutreachCase
    now: Standing
    events: Sequence[OutreachEvent]
    posts: Sequence[CasePost]
    may: Sequence[State]
    themes: Mapping[str, Sequence[tuple[str, str]]]
    is_reachable: bool
    is_due: bool


def case_rows(
    connection: Connection, *, states: Collection[str] = (), kind: str | None = None, due: bool = False
) -> list[dict[str, Any]]:
    """List cases as plain rows, those that are due first."""
    today = seoul_today().isoformat()
    cases = load_cases(connection, states=states, kind=kind, due_on=today if due else None)
    posts = case_posts(connection, [one.case_id for one in cases])
    return [_row(case, posts.get(case.case_id, []), today) for case in cases]


def outreach_summary(connection: Connection) -> dict[str, Any]:
    """Count cases by state, with those that are due today in Seoul."""
    by_state, n_due = count_cases(connection, today=seoul_today().isoformat())
    return {"states": {state: by_state.get(state, 0) for state in STATES}, "due": n_due, "n": sum(by_state.values())}


def view_case(connection: Connection, settings: Settings, case_id: str) -> CaseView:
    """Gather all that is known of a case.

    Raises
    ------
    UsageError
        There is no such case.
    """
    case, events = case_with_events(connection, case_id)
    now = standing(events)
    posts = case_posts(connection, [case_id]).get(case_id, [])
    today = seoul_today()
    at = max(event.at for event in events) if events else case.changed_at
    return CaseView(
        case,
        now,
        events,
        posts,
        next_states(now, second_person=settings.outreach.second_person),
        _themes(connection, posts),
        is_reachable=find_contact(connection, case.source, case.author_hash, now=at) is not None,
        is_due=case.is_open and (case.remind_on or "9999") <= today.isoformat(),
    )


def _row(case: OutreachCase, posts: Sequence[CasePost], today: str) -> dict[str, Any]:
    newest = posts[0] if posts else None
    return {
        "case_id": case.case_id,
        "state": case.state,
        "state_name": STATES[cast("State", case.state)],
        "kind": case.kind,
        "kind_name": KINDS[case.kind],
        "source": case.source,
        "n_posts": len(posts),
        "opened_on": case.opened_at.astimezone(SEOUL).date().isoformat(),
        "changed_on": case.changed_at.astimezone(SEOUL).date().isoformat(),
        "remind_on": case.remind_on,
        "is_due": case.is_open and (case.remind_on or "9999") <= today,
        "document_id": newest.document_id if newest else None,
        "url": newest.url if newest else None,
        "start": _start(newest.text) if newest else "",
    }


def _start(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _LONGEST_START else f"{line[:_LONGEST_START]}…"


def _themes(connection: Connection, posts: Sequence[CasePost]) -> dict[str, list[tuple[str, str]]]:

    ids = [post.document_id for post in posts]
    if not ids:
        return {}
    titles = {theme.theme_id: theme.title for theme in load_themes(connection)}
    found: dict[str, dict[str, str]] = {}
    for one in shown_sentences(connection, of_documents=ids):
        if one.theme_id in titles:
            found.setdefault(one.document_id, {})[one.theme_id] = titles[one.theme_id]
    return {document: list(named.items()) for document, named in found.items()}
