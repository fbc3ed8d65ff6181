"""A case in Korean sentences: its states, and what happened to it."""

from collections.abc import Mapping
from typing import cast

from voc.planning.outreach.states import KINDS, STATES, Happened, State


def state_name(state: str) -> str:
    """Return the Korean name of a state."""
    return STATES[cast("State", state)]


def event_sentence(event: Happened) -> str:
    """Say what happened, the note behind it.

    Examples
    --------
    >>> from types import SimpleNamespace
    >>> event_sentence(SimpleNamespace(who="하나", action="moved", details={"from": "new", "to": "review"}))
    '새로 → 검토'
    """
    details = event.details
    told = _told(event.action, details)
    note = str(details.get("note", ""))
    return f"{told}: {note}" if note else told


def _told(action: str, details: Mapping[str, object]) -> str:
    if action == "moved":
        return f"{state_name(str(details['from']))} → {state_name(str(details['to']))}"
    if action in {"opened", "follow_up"}:
        found = f"칭찬 {details['n_praise']}문장, 불만·망설임 {details['n_unhappy']}문장"
        what = "같은 분의 새 글" if action == "follow_up" else f"{KINDS[str(details['kind'])]}할 일로 엶"
        return f"{what} ({found})"
    if action == "approved":
        return "승인함"
    due = details.get("remind_on")
    return f"{due}에 다시 챙기기로 함" if due else "메모"
