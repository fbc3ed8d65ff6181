"""Ratings that Freshdesk's surveys gave, which lie apart from the tickets that they are about."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from voc.config.families import FreshdeskSettings
from voc.records import Rating, Record, Window
from voc.sources.answers import HttpError
from voc.sources.base import Problem
from voc.sources.facts import Facts
from voc.sources.freshdesk_listing import spell, walk_list
from voc.sources.freshdesk_tickets import Ticket
from voc.sources.http import HttpClient
from voc.sources.owed import PutOffError, is_gone
from voc.sources.threads import Basket

_log = logging.getLogger("voc.sources")
# From extremely unhappy to extremely happy.
_SCORES = {-103: 1.0, -102: 2.0, -101: 3.0, 100: 4.0, 101: 5.0, 102: 6.0, 103: 7.0}
_KEPT = ("id", "ticket_id", "created_at", "feedback")
# Most tickets that change are younger than this: one list tells the ratings of them all.
_LISTED, _OVERLAP = timedelta(days=30), timedelta(hours=1)
_UNAUTHORIZED = 401
_BEGINNING = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class CustomerRating:
    """What a customer gave after a ticket was over.

    Attributes
    ----------
    rating : Rating or None
        From 1, extremely unhappy, to 7; None where the answer has another form.
    feedback : str
        Their words beside it; may be blank.
    """

    id: str
    ticket: str
    rating: Rating | None
    feedback: str
    author: str
    created_at: datetime | None


class Ratings:
    """The ratings of one account, as far as a run needs them.

    Attributes
    ----------
    fresh : set of str
        Tickets that were rated since the last run; a rating need not change its ticket.
    read_to : datetime or None
        When the last one was given, by the service's clock.
    basket : Basket
        What could not be read.
    problems : tuple of Problem
        The list was refused although earlier runs had it.
    """

    def __init__(self, http: HttpClient, settings: FreshdeskSettings, *, window: Window, now: datetime) -> None:
        self.fresh: set[str] = set()
        self.read_to: datetime | None = None
        self.basket = Basket("ratings", _KEPT)
        self.problems: tuple[Problem, ...] = ()
        self._http = http
        self._settings = settings
        self._window = window
        self._now = now
        self._since = now
        self._by_ticket: dict[str, dict[str, CustomerRating]] = {}
        self._are_there = True

    def load(self, last: datetime | None, *, earliest: datetime) -> None:
        """List the ratings of the last weeks; an account whose plan has no surveys has none.

        Parameters
        ----------
        last : datetime or None
            Up to where earlier runs have read them.
        earliest : datetime
            Where a first run begins.
        """
        self.read_to = last
        self._since = earliest if last is None else min(last - _OVERLAP, max(earliest, self._now - _LISTED))
        url = f"{self._settings.address}/api/v2/surveys/satisfaction_ratings"
        params = {"created_since": spell(self._since)}
        try:
            raw = list(walk_list(self._http, url, params, source=self._settings.name, what="the list of ratings"))
        except HttpError as error:
            self._are_there = False
            self._pass_over(error, was_there=last is not None)
            return
        for one in self._read(raw):
            self._by_ticket.setdefault(one.ticket, {})[one.id] = one
            self.read_to = max(
                (moment for moment in (self.read_to, one.created_at) if moment is not None), default=None
            )
            if last is None or one.created_at is None or one.created_at >= last - _OVERLAP:
                self.fresh.add(one.ticket)

    def of(self, ticket: Ticket) -> list[CustomerRating]:
        """Return the ratings of a ticket; those of an old one are asked for.

        Raises
        ------
        PutOffError
            The list was refused, and the ticket may have been rated before: without, it would lose its rating.
        HttpError
            Those of the ticket are refused.
        """
        known = list(self._by_ticket.get(ticket.number, {}).values())
        opened_at = ticket.facts.moment("created_at")
        may_have_one = self.read_to is not None and (opened_at is None or opened_at <= self.read_to)
        if self.problems and may_have_one:
            raise PutOffError("Its ratings could not be had.")
        is_listed = opened_at is not None and opened_at >= self._since
        if known or is_listed or not self._are_there or not ticket.may_be_rated:
            return known
        url = f"{self._settings.address}/api/v2/tickets/{ticket.number}/satisfaction_ratings"
        what = f"the ratings of ticket {ticket.number}"
        try:
            return self._read(list(walk_list(self._http, url, {}, source=self._settings.name, what=what)))
        except HttpError as error:
            if not is_gone(error):
                raise
            return []

    def _read(self, raw: Sequence[object]) -> list[CustomerRating]:
        found: list[CustomerRating] = []
        self.basket.put(raw, lambda _, facts: found.append(_read_rating(facts)))
        end = self._window.end
        # Those behind the window come with the next run.
        return [one for one in found if one.created_at is None or end is None or one.created_at < end]

    def _pass_over(self, error: HttpError, *, was_there: bool) -> None:
        if error.status == _UNAUTHORIZED:
            raise error
        if was_there:
            comes = "Tickets that may have a rating wait, for some runs at most; the next run asks again."
            self.problems = (Problem("ratings", f"{error} {comes}"),)
        _log.info("%s: no ratings, %d", self._settings.name, error.status)


def with_ratings(records: Sequence[Record], ratings: Sequence[CustomerRating], template: Record) -> list[Record]:
    """Copy the last rating onto all records of a ticket, and add what the customer wrote beside each."""
    ordered = sorted(ratings, key=lambda one: (one.created_at or _BEGINNING, one.id))
    last = next((one.rating for one in reversed(ordered) if one.rating is not None), None)
    # Some accounts deliver it among the conversations too.
    said = {record.body for record in records}
    beside = [
        replace(
            template,
            external_id=f"{template.external_id}:rating:{one.id}",
            body=one.feedback,
            created_at=one.created_at,
            author_handle=one.author or None,
        )
        for one in ordered
        if one.feedback and one.feedback not in said
    ]
    return [replace(record, rating=last) for record in (*records, *beside)]


def _read_rating(facts: Facts) -> CustomerRating:
    answer = facts.inner("ratings").number("default_question")
    score = None if answer is None else _SCORES.get(int(answer))
    return CustomerRating(
        id=facts.needed("id"),
        ticket=facts.needed("ticket_id"),
        rating=None if score is None else Rating(score, min(_SCORES.values()), max(_SCORES.values())),
        feedback=facts.text("feedback").strip(),
        author=facts.text("user_id"),
        created_at=facts.moment("created_at"),
    )
