"""Channel Talk (채널톡) chats: those changed since the last run in each state, and all messages of each."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from urllib.parse import quote

from voc.config.families import ChannelTalkSettings
from voc.errors import RecordError, SourceError
from voc.records import Cursor, Window
from voc.sources.answers import Again, Answer, HttpError
from voc.sources.base import Page
from voc.sources.channel_talk_messages import changed_at, given_rating, message_records, moment, read_chat
from voc.sources.channel_talk_place import STATES, Place, Round
from voc.sources.credentials import FixedHeaders
from voc.sources.facts import Facts
from voc.sources.http import HttpClient
from voc.sources.limits import retry_after
from voc.sources.owed import PutOffError, is_gone
from voc.sources.secrets import read_secrets
from voc.sources.surroundings import Surroundings
from voc.sources.threads import Basket, is_behind
from voc.sources.walk import Gate, Progress

# Chats on a page of the list, messages on one of a chat, and chats whose messages are read before they are stored.
_CHATS, _MESSAGES, _TOGETHER = 100, 500, 10
# A chat that was changed this long before the last walk is read again: clocks differ, and lists lag.
_OVERLAP = timedelta(hours=1)
_TOO_MANY = 429
_SHORTEST_WAIT_S, _LONGEST_WAIT_S = 1.0, 300.0
# A place in a list may not be found any more.
_LOST = frozenset({400, 404, 410, 422})
_HINTS = {
    401: "The access key or secret was refused. Make a new pair: 채널 설정 > 보안 및 개발 > API 인증 및 관리.",
    403: "The key pair may not read chats. Make one as the channel's owner, on a plan with the Open API.",
}
_KEPT = ("id", "chatId", "createdAt", "plainText")


@dataclass(frozen=True)
class ChannelTalkSource:
    """Chats of one workspace.

    The service cannot be asked what has changed. Each state is walked from the newest chat back to where the last walk
    has read, and once in a while to the end, for an old chat may be opened again. The cursor is the time up to which
    changes were read, never behind the end of a window, and where a walk stands that was broken off.
    """

    settings: ChannelTalkSettings
    surroundings: Surroundings

    @property
    def name(self) -> str:
        """The source's name in sources.yaml."""
        return self.settings.name

    def fetch(self, window: Window, cursor: Cursor | None) -> Iterator[Page]:
        """Deliver what customers wrote in all chats changed since the cursor, or since the window's start."""
        settings = self.settings
        secrets = read_secrets(self.name, settings.secrets)
        keys = {"x-access-key": secrets[settings.key_env], "x-access-secret": secrets[settings.secret_env]}
        with self.surroundings.client(
            settings,
            credentials=FixedHeaders(keys),
            every_s=60 / settings.requests_per_minute,
            hints=_HINTS,
            judge=_judge,
        ) as http:
            gate, place = Gate(window, self.surroundings.now()), Place.load(cursor, self.name)
            # A walk that begins where somebody says must not move the cursor past what lies between.
            moves = cursor is None or window.start is None
            try:
                yield from _Walk(self, http, gate, place, moves=moves).pages()
            except _OtherAccountError:
                yield from _Walk(self, http, gate, Place(), moves=moves).pages()


class _OtherAccountError(SourceError):
    """The chats are those of another workspace than the one that the cursor is of: all of them are new."""


def _judge(answer: Answer) -> Again | None:
    """Tell how long to wait where only the moment is told at which asking is allowed again."""
    if answer.status != _TOO_MANY:
        return None
    wait_s = retry_after(answer.headers, answer.at)
    return Again(None if wait_s is None else min(max(wait_s, _SHORTEST_WAIT_S), _LONGEST_WAIT_S))


class _Walk:
    """One walk through the chats of all states."""

    def __init__(self, source: ChannelTalkSource, http: HttpClient, gate: Gate, place: Place, *, moves: bool) -> None:
        self.source = source
        self.http = http
        self.gate = gate
        self.place = place
        self.now = gate.now
        self.moves = moves
        self.versions: dict[str, float] = {}
        self.newest: datetime | None = None

    def pages(self) -> Iterator[Page]:
        for number in self.place.owed.earlier():
            basket = Basket("list of chats", _KEPT)
            self.place.owed.retry(number, partial(self._read_single, number, basket))
            yield basket.page(self.place.owed.take_problems())
        current = self.place.round if self.moves and self.place.round else self._new_round()
        self.newest = current.newest
        for state in STATES[STATES.index(current.state) :]:
            yield from self._state_pages(
                current if state == current.state else replace(current, state=state, following="")
            )
        if self.moves:
            read_to = replace(current, newest=self.newest).read_to
            self.place.round, self.place.since = None, max(read_to, self.place.since or read_to)
            if current.is_whole:
                self.place.whole, self.place.whole_at = read_to, current.began_at
            yield self._cursor_page()

    def _cursor_page(self) -> Page:
        return Page(cursor=self.place.cursor(self.source.name))

    def _new_round(self) -> Round:
        place, start = self.place, self.gate.window.start
        began_at = min(self.now, self.gate.window.end or self.now)
        if start is not None or place.since is None or place.whole is None or place.whole_at is None:
            earliest = self.source.surroundings.first_moment(self.source.settings)
            return Round(began_at, start or earliest, is_whole=True)
        if self.now - place.whole_at >= timedelta(days=self.source.settings.full_walk_days):
            # What a list has passed over while it moved comes now.
            return Round(began_at, place.whole - _OVERLAP, is_whole=True)
        return Round(began_at, place.since - _OVERLAP, is_whole=False)

    def _state_pages(self, current: Round) -> Iterator[Page]:
        for answer, following in self._chat_lists(current):
            chats, users = answer.items("userChats"), _users(answer)
            self._check_account(chats)
            for at in range(0, len(chats), _TOGETHER):
                yield self._read_together(chats[at : at + _TOGETHER], users, current)
                yield from self._end_where_all_fail()
            is_end = not following or self._is_behind(chats, current)
            if self.moves:
                self.place.round = replace(current.at("" if is_end else following), newest=self.newest)
                yield self._cursor_page()
            if is_end:
                return

    def _check_account(self, chats: list[object]) -> None:
        found = {account: None for raw in chats if (account := _account(raw))}
        if found and self.place.account is None:
            self.place.account = next(iter(found))
        elif found and self.place.account not in found:
            message = f"Source '{self.source.name}': chats of several workspaces came. Ask Channel Talk why."
            raise _OtherAccountError(message)

    def _end_where_all_fail(self) -> Iterator[Page]:
        if self.place.owed.failure is None:
            return
        if self.moves:
            # What is owed is remembered, so that the next run comes past it.
            yield self._cursor_page()
        raise self.place.owed.failure

    def _is_behind(self, chats: list[object], current: Round) -> bool:
        """Tell whether a whole page was read before; single chats may lie out of order."""
        return not current.is_whole and bool(chats) and all(_is_older(raw, current.since) for raw in chats)

    def _chat_lists(self, current: Round) -> Iterator[tuple[Facts, str]]:
        """Walk the chats of a state, from the top where the place is lost at which an earlier walk was broken off."""
        params: dict[str, str | int] = {"state": current.state, "sortOrder": "desc", "limit": _CHATS}
        what = f"the list of {current.state} chats"
        listing = self._lists("user-chats", params, name="userChats", what=what, following=current.following)
        try:
            first = next(listing, None)
        except HttpError as error:
            if not current.following or error.status not in _LOST:
                raise
            listing = self._lists("user-chats", params, name="userChats", what=what)
            first = next(listing, None)
        if first is not None:
            yield first
            yield from listing

    def _lists(
        self, path: str, params: Mapping[str, str | int], *, name: str, what: str, following: str = ""
    ) -> Iterator[tuple[Facts, str]]:
        """Walk a list page by page; each page comes with where the next one is, blank for the last."""
        url = f"{self.source.settings.base_url}/open/v5/{path}"
        progress = Progress(self.source.name, what)
        n_empty = 0
        while True:
            place = {"since": following} if following else {}
            answer, upcoming = self._list(self.http.get_json(url, {**params, **place}), name, what)
            n_empty = 0 if answer.items(name) else n_empty + 1
            # Some lists go on behind their end, with nothing.
            is_end = not upcoming or n_empty > 1 or (n_empty > 0 and upcoming == following)
            yield answer, "" if is_end else upcoming
            if is_end:
                return
            progress.step(upcoming)
            following = upcoming

    def _list(self, answer: Answer, name: str, what: str) -> tuple[Facts, str]:
        try:
            facts = Facts.of(answer.json())
            facts.items(name)
            facts.items("users")
            return facts, facts.text("next")
        except RecordError as error:
            message = f"Source '{self.source.name}': {what} has another form than expected: {error.reason}."
            raise SourceError(message) from error

    def _read_together(self, chats: list[object], users: Mapping[str, Facts], current: Round) -> Page:
        basket = Basket("list of chats", _KEPT)
        for raw in chats:
            try:
                facts = Facts.of(raw)
                if self._is_due(facts, current):
                    self.place.owed.attempt(facts.needed("id"), partial(self._read, facts, users, basket))
            except RecordError as error:
                basket.set_aside(raw, error.reason)
        return basket.page(self.place.owed.take_problems())

    def _is_due(self, facts: Facts, current: Round) -> bool:
        """Tell whether a chat is to be read: changed since, opened within the window, not read in another state."""
        number, changed = facts.needed("id"), changed_at(facts)
        self.newest = max((one for one in (self.newest, changed) if one is not None), default=None)
        if (changed is not None and changed < current.since) or is_behind(moment(facts, "createdAt"), self.gate):
            return False
        version = facts.number("version") or (changed.timestamp() if changed else 0.0)
        if self.versions.get(number, -1.0) >= version:
            return False
        self.versions[number] = version
        return True

    def _read_single(self, number: str, basket: Basket) -> None:
        """Read a single chat into a basket; nothing of one that the workspace has no more."""
        url = f"{self.source.settings.base_url}/open/v5/user-chats/{quote(number, safe='')}"
        try:
            answer, _ = self._list(self.http.get_json(url), "users", f"chat {number}")
            facts = Facts.of(answer.raw.get("userChat"))
        except HttpError as error:
            if is_gone(error):
                return
            raise
        except RecordError as error:
            message = f"Source '{self.source.name}': chat {number} has another form than expected: {error.reason}."
            raise SourceError(message) from error
        try:
            if is_behind(moment(facts, "createdAt"), self.gate):
                raise PutOffError("It lies behind the window.")
            self._read(facts, _users(answer), basket)
        except RecordError as error:
            basket.set_aside(facts.raw, error.reason)

    def _read(self, facts: Facts, users: Mapping[str, Facts], basket: Basket) -> None:
        """Read a chat and all of its messages into a basket: any of them may have been changed or removed."""
        chat, number = read_chat(facts, users, self.source.settings, now=self.now), facts.needed("id")
        path, what = f"user-chats/{quote(number, safe='')}/messages", f"the messages of chat {number}"
        params: dict[str, str | int] = {"sortOrder": "asc", "limit": _MESSAGES}
        messages = [
            raw
            for answer, _ in self._lists(path, params, name="messages", what=what)
            for raw in answer.items("messages")
        ]
        rated = replace(chat, template=replace(chat.template, rating=given_rating(messages)))
        found = Basket(f"messages of chat {number}", _KEPT)
        found.put(messages, lambda _, message: message_records(rated, message))
        basket.merge(found, self.gate, version=chat.changed_at)


def _users(answer: Facts) -> dict[str, Facts]:
    """Return the customers who were sent along; only their devices and languages are read."""
    users = [*answer.items("users"), answer.raw.get("user")]
    return {str(one["id"]): Facts(one) for one in users if isinstance(one, dict) and one.get("id") is not None}


def _account(raw: object) -> str:
    """Return the workspace of a chat; blank where it is not told."""
    try:
        return Facts.of(raw).text("channelId")
    except RecordError:
        return ""


def _is_older(raw: object, since: datetime) -> bool:
    try:
        changed = changed_at(Facts.of(raw))
    except RecordError:
        return False
    return changed is not None and changed < since
