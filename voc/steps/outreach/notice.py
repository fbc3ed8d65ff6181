"""Every night: posts that call for a thank-you or an apology open cases, further posts are added to theirs."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import Connection

from voc.planning.outreach.candidates import FollowUp, Opening, Post, sort_posts
from voc.sources.sponsored import SPONSORED
from voc.steps.workplace import Workplace
from voc.store.outreach import (
    OutreachEvent,
    append_event,
    fresh_case,
    last_seq,
    link_posts,
    save_case,
    states_of_authors,
)
from voc.store.outreach_contacts import drop_needless, is_unread
from voc.store.outreach_posts import ReadPost, posts_without_case
from voc.weeks import SEOUL, shift_week, week_of

# Whoever is thanked for an older post wonders why now.
_N_WEEKS = 5
# Who did it, where nobody did.
NIGHT = "말귀"


def notice_posts(place: Workplace, *, now: datetime | None = None) -> int:
    """Open cases for new posts and add further posts to the cases of their authors; return how many were opened.

    Contacts of authors whose posts call for nothing are erased at once.

    Parameters
    ----------
    now : datetime or None
        None asks the clock.
    """
    section = place.settings.outreach
    if not section.enabled:
        return 0
    now = now or datetime.now(UTC)
    this_week, today = week_of(now), now.astimezone(SEOUL).date()
    weeks = [shift_week(this_week, -n) for n in range(-1, _N_WEEKS)]
    remind_on = (today + timedelta(days=section.remind_after)).isoformat()
    with place.store.begin() as connection:
        posts = [_post(one) for one in posts_without_case(connection, section.sources, weeks)]
        openings, follow_ups = sort_posts(posts, states_of_authors(connection, section.sources))
        for opening in openings:
            _open(connection, opening, now, remind_on)
        for follow_up in follow_ups:
            _follow(connection, follow_up, now)
        if not is_unread(connection, section.sources):
            drop_needless(connection)
    return len(openings)


def _open(connection: Connection, opening: Opening, now: datetime, remind_on: str) -> None:
    case_id, first = opening.case_id, opening.posts[0]
    save_case(connection, fresh_case(case_id, first.author, opening.kind, at=now, remind_on=remind_on))
    told = {"kind": opening.kind, "n_praise": first.n_praise, "n_unhappy": first.n_unhappy}
    append_event(connection, OutreachEvent(case_id, 1, now, NIGHT, "opened", told))
    roles = [(post.document_id, "follow_up" if number else "first") for number, post in enumerate(opening.posts)]
    link_posts(connection, case_id, roles, now)


def _follow(connection: Connection, follow_up: FollowUp, now: datetime) -> None:
    case_id, post = follow_up.case_id, follow_up.post
    link_posts(connection, case_id, [(post.document_id, "follow_up")], now)
    told = {"document_id": post.document_id, "n_praise": post.n_praise, "n_unhappy": post.n_unhappy}
    append_event(connection, OutreachEvent(case_id, last_seq(connection, case_id) + 1, now, NIGHT, "follow_up", told))


def _post(found: ReadPost) -> Post:
    return Post(
        found.document_id,
        found.source,
        found.author_hash,
        found.created_at,
        found.n_praise,
        found.n_unhappy,
        is_sponsored=SPONSORED in found.tags,
    )
