"""What a source of feeds remembers: when each was asked for, what it was like, which posts were read whole."""

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import blake2b
from typing import Self

from voc.errors import SourceError
from voc.records import Cursor


@dataclass(slots=True)
class FeedState:
    """One feed.

    Attributes
    ----------
    asked_at : datetime
        When it was last asked for; aware.
    validators : mapping of str to str
        What it is recognised by as long as it does not change; empty where it has to be read again in any case.
    whole : mapping of str to str
        Posts of the feed whose own pages were asked for, each with a mark of what the feed said of it then, or of how
        often it was refused.
    reads_posts : bool
        The posts' own pages were asked for as well.
    """

    asked_at: datetime
    validators: Mapping[str, str] = field(default_factory=dict)
    whole: Mapping[str, str] = field(default_factory=dict)
    reads_posts: bool = False


@dataclass
class FeedMemory:
    """The cursor of a source of feeds, opened.

    Attributes
    ----------
    since : datetime
        What was written before this is left out.
    feeds : dict of str to FeedState
        By address.
    """

    source: str
    since: datetime
    feeds: dict[str, FeedState] = field(default_factory=dict)

    @classmethod
    def load(cls, cursor: Cursor, feeds: Collection[str]) -> Self:
        """Open a cursor; feeds that are no longer configured are forgotten.

        Raises
        ------
        SourceError
            It is none of a source of feeds.
        """
        try:
            held = json.loads(cursor.value)
            known = {_key(url): url for url in feeds}
            states = {known[key]: _state(one) for key, one in held["feeds"].items() if key in known}
            return cls(cursor.source, datetime.fromisoformat(held["since"]), states)
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            message = (
                f"The cursor of source '{cursor.source}' is none of a source of feeds. Start anew: "
                f"voc collect {cursor.source} --anew"
            )
            raise SourceError(message) from error

    def save(self) -> Cursor:
        """Close it again."""
        feeds = {
            _key(url): {
                "asked_at": one.asked_at.isoformat(),
                "validators": dict(one.validators),
                "whole": dict(one.whole),
                "reads_posts": one.reads_posts,
            }
            for url, one in sorted(self.feeds.items())
        }
        return Cursor(self.source, json.dumps({"since": self.since.isoformat(), "feeds": feeds}, ensure_ascii=False))


def _key(feed: str) -> str:
    """Spell a feed's address without the name of its author."""
    return blake2b(feed.encode(), digest_size=8).hexdigest()


def _state(held: Mapping[str, object]) -> FeedState:
    validators, whole = held["validators"], held["whole"]
    if not isinstance(validators, dict) or not isinstance(whole, dict):
        raise TypeError("no mappings")
    return FeedState(datetime.fromisoformat(str(held["asked_at"])), validators, whole, bool(held["reads_posts"]))
