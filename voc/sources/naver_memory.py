"""What the Naver search remembers from run to run: the posts that each search has found, and the calls of the day."""

import json
from base64 import urlsafe_b64encode
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from hashlib import blake2b
from typing import NamedTuple, Self

from voc.errors import SourceError
from voc.records import Cursor
from voc.weeks import SEOUL

# A search shows no more than some 1,100 posts; what lies deeper is never met again.
_PER_SEARCH = 2_500


class Search(NamedTuple):
    """A query put to one of the services."""

    service: str
    query: str


@dataclass(slots=True)
class _Sighting:
    """A post that was found: the day on which it last was, and by which queries; the first of them delivers it."""

    on: date
    by: list[str]


@dataclass
class Memory:
    """The cursor of a Naver search, opened.

    Attributes
    ----------
    source : str
        The source's name.
    since : datetime
        What was written before this is left out.
    calls_on : date
        The day in Seoul that `calls` counts.
    walked_at : dict of Search to datetime
        When a search was last walked to its end.
    """

    source: str
    since: datetime
    calls_on: date
    calls: int = 0
    walked_at: dict[Search, datetime] = field(default_factory=dict)
    _posts: dict[str, dict[str, _Sighting]] = field(default_factory=dict)

    @classmethod
    def load(cls, cursor: Cursor, searches: Iterable[Search]) -> Self:
        """Open a cursor; what searches left that are no longer configured is forgotten.

        Raises
        ------
        SourceError
            It is none of this family's.
        """
        try:
            return cls._read(cursor, set(searches))
        except (ValueError, KeyError, TypeError, IndexError, AttributeError) as error:
            message = (
                f"The cursor of source '{cursor.source}' is none of the Naver search's. Start anew: "
                f"voc collect {cursor.source} --anew"
            )
            raise SourceError(message) from error

    @classmethod
    def _read(cls, cursor: Cursor, wanted: set[Search]) -> Self:
        held = json.loads(cursor.value)
        named = [Search(service, query) for service, query, _ in held["searches"]]
        walked = {
            search: datetime.fromisoformat(at)
            for search, (_, _, at) in zip(named, held["searches"], strict=True)
            if search in wanted and at
        }
        day, calls = held["calls"]
        memory = cls(cursor.source, datetime.fromisoformat(held["since"]), date.fromisoformat(day), int(calls), walked)
        for service, posts in held["posts"].items():
            for post, (on, *by) in posts.items():
                queries = [named[place].query for place in by if named[place] in wanted]
                if queries:
                    memory._of(service)[post] = _Sighting(date.fromordinal(on), queries)
        return memory

    def save(self, *, seen_days: int) -> Cursor:
        """Close it again, without posts that none of their searches has met for `seen_days` before its last walk."""
        self._shrink(timedelta(days=seen_days))
        found = {
            Search(service, query)
            for service, posts in self._posts.items()
            for one in posts.values()
            for query in one.by
        }
        searches = sorted(found | set(self.walked_at))
        place = {search: number for number, search in enumerate(searches)}
        content = {
            "since": self.since.isoformat(),
            "calls": [self.calls_on.isoformat(), self.calls],
            "searches": [[*one, self.walked_at[one].isoformat() if one in self.walked_at else ""] for one in searches],
            "posts": {
                service: {
                    post: [one.on.toordinal(), *(place[Search(service, query)] for query in one.by)]
                    for post, one in posts.items()
                }
                for service, posts in sorted(self._posts.items())
            },
        }
        return Cursor(self.source, json.dumps(content, ensure_ascii=False, separators=(",", ":")))

    def count_call(self, today: date) -> None:
        """Count a call; a new day begins at nothing."""
        self._turn_to(today)
        self.calls += 1

    def calls_left(self, today: date, per_day: int) -> int:
        """Return how many calls the day still has."""
        self._turn_to(today)
        return per_day - self.calls

    def _turn_to(self, today: date) -> None:
        if today > self.calls_on:
            self.calls_on, self.calls = today, 0

    def in_turn(self, searches: Iterable[Search]) -> list[Search]:
        """Put those first that have waited longest, so that none goes short where the day's calls do not do."""
        return sorted(searches, key=lambda one: self.walked_at[one].timestamp() if one in self.walked_at else 0.0)

    def knows(self, search: Search, post_id: str) -> bool:
        """Tell whether a search has found a post before."""
        sighting = self._of(search.service).get(_short(post_id))
        return sighting is not None and search.query in sighting.by

    def is_others(self, search: Search, post_id: str) -> bool:
        """Tell whether another query found a post first.

        The words around a hit differ from query to query; would each deliver its own, a post had a new revision a day.
        """
        sighting = self._of(search.service).get(_short(post_id))
        return sighting is not None and sighting.by[0] != search.query

    def note(self, search: Search, post_ids: Sequence[str], at: datetime, today: date) -> None:
        """Take note of what a search that came to its end has found."""
        posts = self._of(search.service)
        # The newest are found first and are to be forgotten last.
        for post in map(_short, reversed(post_ids)):
            sighting = posts.pop(post, None) or _Sighting(today, [])
            sighting.on = today
            if search.query not in sighting.by:
                sighting.by.append(search.query)
            posts[post] = sighting
        self.walked_at[search] = at

    def keep(self, search: Search, today: date) -> None:
        """Count all that a search has ever found as met: it stopped before it came to them, as nothing new follows."""
        for sighting in self._of(search.service).values():
            if search.query in sighting.by:
                sighting.on = today

    def _of(self, service: str) -> dict[str, _Sighting]:
        return self._posts.setdefault(service, {})

    def _shrink(self, seen: timedelta) -> None:
        kept = {
            service: [item for item in posts.items() if self._last_looked(service, item[1]) - item[1].on <= seen]
            for service, posts in self._posts.items()
        }
        self._posts = {service: dict(items[-self._room(service) :]) for service, items in kept.items() if items}

    def _last_looked(self, service: str, sighting: _Sighting) -> date:
        """Return the day on which a post could last have been met: a search that did not run has not missed it."""
        walks = [self.walked_at.get(Search(service, query)) for query in sighting.by]
        return max((at.astimezone(SEOUL).date() for at in walks if at), default=sighting.on)

    def _room(self, service: str) -> int:
        return _PER_SEARCH * max(1, sum(search.service == service for search in self.walked_at))


def _short(post_id: str) -> str:
    """Shorten an id to 11 characters: a cursor holds thousands, and none of them is to name an author."""
    return urlsafe_b64encode(blake2b(post_id.encode(), digest_size=8).digest()).decode().rstrip("=")
