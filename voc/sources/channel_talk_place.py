"""Where the walk through the chats of Channel Talk stands; what its cursor holds."""

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

from voc.errors import SourceError
from voc.records import Cursor
from voc.sources.owed import Owed
from voc.sources.whose import read_signed, signed

_FAMILY = "channel_talk"
STATES = ("opened", "snoozed", "closed")


@dataclass(frozen=True, slots=True)
class Round:
    """A walk through all states.

    Attributes
    ----------
    began_at : datetime
        What is changed later is for the next one.
    since : datetime
        Chats changed before it are not read.
    is_whole : bool
        The lists are walked to their ends.
    state, following : str
        Where it stands.
    newest : datetime or None
        The last change that was met, by the service's clock.
    """

    began_at: datetime
    since: datetime
    is_whole: bool
    state: str = STATES[0]
    following: str = ""
    newest: datetime | None = None

    @property
    def read_to(self) -> datetime:
        """Changes before it are read: those met, and none that came while the walk went on."""
        return min(self.began_at, self.newest or self.since)

    @classmethod
    def load(cls, saved: Any) -> "Round | None":  # noqa: ANN401 - JSON
        """Take up what a cursor holds.

        Raises
        ------
        ValueError, KeyError, TypeError
            It is something else.
        """
        if saved is None:
            return None
        if saved["state"] not in STATES:
            raise ValueError("no state")
        began_at, since = _moment(saved["began_at"]), _moment(saved["since"])
        if began_at is None or since is None:
            raise ValueError("no time")
        newest = _moment(saved["newest"])
        return cls(began_at, since, bool(saved["is_whole"]), saved["state"], str(saved["following"]), newest)

    def at(self, following: str) -> "Round":
        """Return the walk at another page of the same list; a blank one is the top of the next list."""
        if following:
            return replace(self, following=following)
        later = STATES[STATES.index(self.state) + 1 :]
        return replace(self, state=later[0] if later else self.state, following="")

    def dump(self) -> dict[str, object]:
        """Return what to put into a cursor."""
        return {
            "began_at": self.began_at.isoformat(),
            "since": self.since.isoformat(),
            "is_whole": self.is_whole,
            "state": self.state,
            "following": self.following,
            "newest": self.newest and self.newest.isoformat(),
        }


@dataclass
class Place:
    """Where the last walk has come.

    Attributes
    ----------
    since, whole : datetime or None
        Changes before it are read, and were by the last whole walk.
    whole_at : datetime or None
        When that walk began.
    round : Round or None
        The walk that is under way.
    account : str or None
        The workspace, which the chats tell; None before the first.
    """

    since: datetime | None = None
    whole: datetime | None = None
    whole_at: datetime | None = None
    round: Round | None = None
    owed: Owed = field(default_factory=lambda: Owed("chat"))
    account: str | None = None

    @classmethod
    def load(cls, cursor: Cursor | None, source: str) -> "Place":
        """Take up a cursor; without one nothing was read.

        Raises
        ------
        SourceError
            It is none of this family.
        """
        try:
            saved = read_signed(cursor, _FAMILY, None)
            if saved is None:
                return cls()
            owed = Owed.load("chat", saved["owed"])
            since, whole, whole_at = (_moment(saved[name]) for name in ("since", "whole", "whole_at"))
            return cls(since, whole, whole_at, Round.load(saved["round"]), owed, saved["account"])
        except (ValueError, KeyError, TypeError) as error:
            message = (
                f"The cursor of source '{source}' is none of Channel Talk's. Start anew: voc collect {source} --anew"
            )
            raise SourceError(message) from error

    def cursor(self, source: str) -> Cursor:
        """Return the cursor of this place."""
        value = {
            "since": self.since and self.since.isoformat(),
            "whole": self.whole and self.whole.isoformat(),
            "whole_at": self.whole_at and self.whole_at.isoformat(),
            "round": self.round and self.round.dump(),
            "owed": self.owed.dump(),
        }
        return Cursor(source, signed(_FAMILY, self.account, value))


def _moment(saved: Any) -> datetime | None:  # noqa: ANN401 - JSON
    return None if saved is None else datetime.fromisoformat(saved).astimezone(UTC)
