"""Outreach by rule: which posts open a case, which moves a case allows, who approves."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from voc.planning.outreach.candidates import FollowUp, Opening, Post, case_id_of, sort_posts
from voc.planning.outreach.states import (
    CHECKS,
    STATES,
    Standing,
    State,
    may_approve,
    missing_checks,
    next_states,
    standing,
)

NOON = datetime(2026, 11, 20, 3, tzinfo=UTC)


@dataclass(frozen=True)
class Happening:
    who: str
    action: str
    details: dict[str, Any] = field(default_factory=dict)


def post(key: str, author: str, n_praise: int = 0, n_unhappy: int = 0, *, days: int = 0, paid: bool = False) -> Post:
    return Post(key, "blog", author, NOON + timedelta(days=days), n_praise, n_unhappy, is_sponsored=paid)


def moved(who: str, to: State) -> Happening:
    return Happening(who, "moved", {"to": to})


def test_an_author_gets_one_case_with_the_earliest_post_that_calls_for_one_first() -> None:
    neutral, thanks, angry = post("a", "kim"), post("b", "kim", 2, days=2), post("c", "kim", 0, 3, days=1)
    openings, follow_ups = sort_posts([thanks, neutral, angry], {})
    assert openings == [Opening(case_id_of("blog", "kim"), "apology", (angry, neutral, thanks))]
    assert follow_ups == []


def test_neither_neutral_nor_paid_posts_open_a_case() -> None:
    assert sort_posts([post("a", "kim"), post("b", "lee", 5, paid=True), post("c", "park", 1, 1)], {}) == ([], [])


def test_further_posts_join_the_case_of_their_author_whatever_they_say() -> None:
    more = post("d", "kim", paid=True)
    assert sort_posts([more], {("blog", "kim"): "done"}) == ([], [FollowUp(case_id_of("blog", "kim"), more)])


def test_whoever_must_not_be_contacted_is_left_alone() -> None:
    assert sort_posts([post("d", "kim", 0, 9)], {("blog", "kim"): "do_not_contact"}) == ([], [])


def test_the_order_in_which_posts_come_changes_nothing() -> None:
    posts = [post("a", "kim", 0, 2), post("b", "kim", 3), post("c", "lee", 2, days=1)]
    assert sort_posts(posts, {}) == sort_posts(posts[::-1], {})


def test_a_case_stands_where_its_events_say() -> None:
    events = [
        Happening("말귀", "opened"),
        moved("하나", "review"),
        Happening("두리", "noted"),
        moved("하나", "approval"),
    ]
    assert standing(events) == Standing("approval", "하나")
    assert standing([*events, Happening("두리", "approved")]) == Standing("approval", "하나", "두리")
    assert standing([*events, Happening("두리", "approved"), moved("두리", "review")]) == Standing("review")


def test_an_approval_that_came_before_counts_for_nothing_later() -> None:
    again = [
        moved("하나", "approval"),
        Happening("두리", "approved"),
        moved("하나", "review"),
        moved("하나", "approval"),
    ]
    assert standing(again).approved_by is None


def test_what_nobody_else_approved_is_not_sent() -> None:
    asked, approved = Standing("approval", "하나"), Standing("approval", "하나", "두리")
    assert "sent" not in next_states(asked, second_person=True)
    assert "sent" in next_states(approved, second_person=True)
    assert "sent" in next_states(asked, second_person=False)


@pytest.mark.parametrize(("who", "may"), [("두리", True), ("하나", False), (" 하나 ", False)])
def test_only_somebody_else_approves(who: str, may: bool) -> None:  # noqa: FBT001 - the claim's value
    assert may_approve(Standing("approval", "하나"), who) is may
    assert not may_approve(Standing("review"), who)
    assert not may_approve(Standing("approval", "하나", "세나"), who)


def test_every_state_can_be_left_and_reached() -> None:
    reached = {to for state in STATES for to in next_states(Standing(state, "하나", "두리"), second_person=True)}
    assert reached == set(STATES) - {"new"}
    assert all(next_states(Standing(state, "하나"), second_person=True) for state in STATES)
    # A wish not to be written to can be noted at any moment.
    assert all(
        "do_not_contact" in next_states(Standing(one), second_person=True) for one in STATES if one != "do_not_contact"
    )


def test_every_point_of_a_letter_is_confirmed() -> None:
    assert missing_checks(list(CHECKS)) == []
    assert missing_checks(["no_request"]) == ["no_condition", "no_promise", "disclosure"]
