"""What may happen to a case, in which order and by whom; a case is what its events say."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal, Protocol, TypeAlias, cast

State: TypeAlias = Literal["new", "review", "comment", "approval", "sent", "done", "on_hold", "do_not_contact"]

# In the order in which a case goes through them.
STATES: Final[Mapping[State, str]] = {
    "new": "새로",
    "review": "검토",
    "comment": "댓글",
    "approval": "편지/선물 승인",
    "sent": "발송",
    "done": "완료",
    "on_hold": "보류",
    "do_not_contact": "연락 금지",
}
KINDS: Final = {"thanks": "감사", "apology": "사과"}
ENDED: Final[frozenset[State]] = frozenset({"done", "do_not_contact"})
# What has to be true of a letter or a gift before somebody approves it.
CHECKS: Final[Mapping[str, str]] = {
    "no_request": "글을 고치거나 지워 달라고 하지 않습니다.",
    "no_condition": "편지와 선물에 아무 조건이 없습니다. 후기나 별점을 바라지 않습니다.",
    "no_promise": "환급액·처리 결과·보상을 약속하지 않습니다.",
    "disclosure": "선물을 받은 뒤 우리 이야기를 쓰게 되면 받은 사실을 글에 밝혀야 한다고 함께 알립니다.",
}
_NEXT: Final[Mapping[State, tuple[State, ...]]] = {
    "new": ("review", "comment", "on_hold", "do_not_contact"),
    "review": ("comment", "approval", "on_hold", "done", "do_not_contact"),
    "comment": ("review", "approval", "on_hold", "done", "do_not_contact"),
    "approval": ("sent", "review", "on_hold", "do_not_contact"),
    "sent": ("done", "on_hold", "do_not_contact"),
    "done": ("review", "do_not_contact"),
    "on_hold": ("review", "done", "do_not_contact"),
    # Taken back only where it was noted by mistake, and somebody says why.
    "do_not_contact": ("review",),
}


class Happened(Protocol):
    """An event of a case."""

    @property
    def who(self) -> str:
        """Who did it."""
        ...

    @property
    def action(self) -> str:
        """What was done."""
        ...

    @property
    def details(self) -> Mapping[str, object]:
        """More about it."""
        ...


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a case stands.

    Attributes
    ----------
    asked_by : str or None
        Who asked for the approval that is waited for.
    approved_by : str or None
        Who gave it.
    """

    state: State
    asked_by: str | None = None
    approved_by: str | None = None


def standing(events: Sequence[Happened]) -> Standing:
    """Tell where a case stands after its events, in their order."""
    now = Standing("new")
    for event in events:
        if event.action == "moved":
            state = cast("State", event.details["to"])
            now = Standing(state, event.who if state == "approval" else None)
        elif event.action == "approved" and now.state == "approval":
            now = Standing("approval", now.asked_by, event.who)
    return now


def next_states(now: Standing, *, second_person: bool) -> tuple[State, ...]:
    """List the states that a case may be moved to; what was not approved is not sent."""
    is_ready = now.approved_by is not None or not second_person
    return tuple(one for one in _NEXT[now.state] if one != "sent" or is_ready)


def may_approve(now: Standing, who: str) -> bool:
    """Tell whether somebody may approve what is waited for: somebody else than whoever asked."""
    waits = now.state == "approval" and now.approved_by is None
    return waits and now.asked_by is not None and not is_same(now.asked_by, who)


def is_same(one: str, other: str) -> bool:
    """Tell whether two names are one person's."""
    return one.strip().casefold() == other.strip().casefold()


def missing_checks(ticked: Sequence[str]) -> list[str]:
    """List what has not been confirmed of a letter or a gift."""
    return [key for key in CHECKS if key not in ticked]
