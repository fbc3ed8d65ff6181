"""Walking Freshdesk's lists of tickets, which move while they are walked, and its other lists."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import pairwise

from voc.errors import RecordError, SourceError
from voc.sources.answers import Answer
from voc.sources.facts import Facts
from voc.sources.http import HttpClient
from voc.sources.walk import Progress

PER_PAGE = 100
# The service shows no more pages of one query.
_MOST_PAGES = 300
# Whether the filter includes its own moment is not documented.
_STEP = timedelta(seconds=1)
# A ticket may change between being sorted and being sent: the last few decide together where a page ends.
_LAST_FEW, _SHARE = 5, 20
_NEXT = re.compile(r"rel=\"?next\"?")


@dataclass(frozen=True, slots=True)
class ListPage:
    """Some tickets that this walk has not brought before.

    Attributes
    ----------
    ends_at : datetime or None
        Everything that was changed before is behind; None where the page does not tell.
    """

    tickets: list[object]
    ends_at: datetime | None


def walk_tickets(
    http: HttpClient, url: str, params: Mapping[str, str | int], *, since: datetime, source: str
) -> Iterator[ListPage]:
    """Walk the tickets changed since a moment, in the order of their change.

    A ticket that changes during the walk leaves its place for the end of the list and the others move up, so that
    page numbers would pass some over. Each page is therefore asked for as the first one since the last ticket's change;
    numbers are used only where more tickets were changed in the same second than a page holds.

    Raises
    ------
    SourceError
        The list comes in another order or form, or never ends.
    """
    progress = Progress(source, "the list of tickets")
    seen: dict[str, str] = {}
    number = 1
    while True:
        query = {**params, "order_by": "updated_at", "order_type": "asc", "updated_since": spell(since), "page": number}
        answer = http.get_json(url, {**query, "per_page": PER_PAGE})
        tickets = read_list(answer, source, "the list of tickets")
        ends_at = _end(tickets, source)
        yield ListPage([one for one in tickets if _is_new(one, seen)], ends_at)
        if not has_next(answer):
            return
        progress.step(f"{spell(since)} {number if not tickets else [_key(one) for one in tickets]}")
        if ends_at is not None and ends_at - _STEP > since:
            since, number = ends_at - _STEP, 1
            seen = {key: changed for key, changed in seen.items() if changed >= spell(since)}
        else:
            number += 1
        if number > _MOST_PAGES:
            message = (
                f"Source '{source}': more than {_MOST_PAGES * PER_PAGE:,} tickets were changed at {spell(since)}, of "
                "which Freshdesk shows no more. What came before is stored. Ask Freshdesk for an export of that day."
            )
            raise SourceError(message)


def walk_list(
    http: HttpClient, url: str, params: Mapping[str, str | int], *, source: str, what: str
) -> Iterator[object]:
    """Walk a list that only grows, page by page.

    Raises
    ------
    SourceError
        It has another form, or never ends.
    """
    progress = Progress(source, what)
    number = 1
    while True:
        answer = http.get_json(url, {**params, "per_page": PER_PAGE, "page": number})
        found = read_list(answer, source, what)
        yield from found
        if not has_next(answer):
            return
        progress.step(str(number if not found else [_key(one) for one in found]))
        number += 1


def read_list(answer: Answer, source: str, what: str) -> list[object]:
    """Return the bare list that an answer is.

    Raises
    ------
    SourceError
        It is something else.
    """
    content = answer.json()
    if not isinstance(content, list):
        raise SourceError(f"Source '{source}': {what} has another form than expected: it is no list.")
    return content


def has_next(answer: Answer) -> bool:
    """Tell whether the service says that a page follows."""
    return bool(_NEXT.search(answer.headers.get("link", "")))


def spell(moment: datetime) -> str:
    """Spell a moment as Freshdesk does."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _end(tickets: list[object], source: str) -> datetime | None:
    changes = [moment for one in tickets if (moment := _changed_at(one)) is not None]
    n_back = sum(later < earlier for earlier, later in pairwise(changes))
    if n_back > _LAST_FEW:
        message = f"Source '{source}': the list of tickets does not come in the order asked for, so the walk was ended."
        raise SourceError(message)
    return min(changes[-max(1, min(_LAST_FEW, len(changes) // _SHARE)) :], default=None)


def _changed_at(ticket: object) -> datetime | None:
    try:
        return Facts.of(ticket).moment("updated_at")
    except RecordError:
        return None


def _key(ticket: object) -> tuple[str, str]:
    if not isinstance(ticket, dict):
        return "", ""
    return str(ticket.get("id")), str(ticket.get("updated_at"))


def _is_new(ticket: object, seen: dict[str, str]) -> bool:
    """Tell whether a ticket was not brought yet, or has changed since, and remember it."""
    number, changed = _key(ticket)
    if number and seen.get(number) == changed:
        return False
    seen[number] = changed
    return True
