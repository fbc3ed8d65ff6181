"""Plays Channel Talk: chats of each state from the newest on, and the messages of each."""

from datetime import datetime, timedelta
from typing import Any, ClassVar

from wire.case import FIRST, Voice, Wire
from wire.server import Reply, Request, json_reply

_KEY, _SECRET = "ct-key-6f1d", "ct-secret-a03e"
CHANNEL, MANAGER = "104211", "55120"
STATES = ("opened", "snoozed", "closed")
_PER_PAGE = 3


class ChannelTalkWire(Wire):
    """Each voice is a chat of one message, beside those of a bot and of a manager; every third lies in each state.

    Attributes
    ----------
    changed : dict of number to datetime
        When each chat was changed last.
    states : dict of number to state
        Where each lies.
    facts : dict of number to fields
        What the list says of a chat beside what it says of all.
    messages : dict of number to messages
        Other messages than those; each needs an id.
    removed : set of int
        Chats whose message was taken back.
    refusals : dict of number to status
        Chats whose messages are not shown.
    """

    family = "channel_talk"
    secrets: ClassVar[dict[str, str]] = {"VOC_CHANNEL_TALK_KEY": _KEY, "VOC_CHANNEL_TALK_SECRET": _SECRET}
    listing = "/open/v5/user-chats?"
    abilities = frozenset({"edit", "remove", "stick", "strange", "secrets", "json", "late"})

    def __init__(self, n_voices: int = 0) -> None:
        self.changed: dict[int, datetime] = {}
        self.states: dict[int, str] = {}
        self.facts: dict[int, dict[str, Any]] = {}
        self.messages: dict[int, list[dict[str, Any]]] = {}
        self.removed: set[int] = set()
        self.refusals: dict[int, int] = {}
        super().__init__(n_voices)

    def entry(self, url: str) -> dict[str, Any]:
        return {"family": "channel_talk", "base_url": url, "requests_per_minute": 100_000}

    def external_id(self, one: Voice) -> str:
        return f"channeltalk:{CHANNEL}:chat{one.number}:said{one.number}"

    def wanted(self) -> dict[str, str]:
        return {self.external_id(one): one.words for one in self.voices.values() if one.number not in self.removed}

    def add(self, one: Voice) -> None:
        super().add(one)
        self.changed[one.number] = one.at
        self.states[one.number] = STATES[one.number % len(STATES)]

    def edit(self, number: int, words: str) -> None:
        self.voices[number] = Voice(number, words, self.voices[number].at)
        self.touch(number)

    def remove(self, number: int) -> None:
        self.removed.add(number)
        self.touch(number)

    def touch(self, number: int, state: str | None = None) -> None:
        """Change something of a chat; it may get into another state."""
        self.changed[number] = self.now
        self.states[number] = state or self.states[number]

    def answer(self, request: Request) -> Reply:
        if (request.headers.get("x-access-key"), request.headers.get("x-access-secret")) != (_KEY, _SECRET):
            errors = [{"message": "Authentication failed"}]
            return json_reply({"type": "unauthorized", "status": 401, "errors": errors, "language": "en"}, 401)
        parts = request.path.strip("/").split("/")[3:]
        if not parts:
            return self._chats(request)
        number = int(parts[0].removeprefix("chat"))
        if number in self.refusals:
            return json_reply({"type": "refused", "status": self.refusals[number]}, self.refusals[number])
        if parts[1:] == ["messages"]:
            return self._messages(number, request)
        return json_reply({"userChat": self._chat(number), "user": self._user(number)})

    def _chats(self, request: Request) -> Reply:
        if request.query.get("state") not in STATES or request.query.get("sortOrder") != "desc":
            return json_reply({"type": "invalid", "status": 400}, 400)
        since = request.query.get("since", "")
        if since and " at " not in since and not self.is_stuck:
            return json_reply({"type": "invalid", "status": 400}, 400)
        listed = sorted(
            ((self.changed[n], n) for n, state in self.states.items() if state == request.query["state"]), reverse=True
        )
        start = 0
        if since and not self.is_stuck:
            place = (datetime.fromisoformat(since.split(" at ")[1]), int(since.split(" at ")[0]))
            start = sum(one >= place for one in listed)
        stretch = listed[start : start + _PER_PAGE]
        is_last = start + _PER_PAGE >= len(listed)
        chats = [self._chat(number) for _, number in stretch]
        if self.is_strange and request.query["state"] == "opened" and not since:
            chats.append({"id": None, "name": "무엇인지 모를 상담", "state": "opened"})
        following = None if is_last else f"{stretch[-1][1]} at {stretch[-1][0].isoformat()}"
        content = {
            "prev": None,
            "next": "again" if self.is_stuck else following,
            "userChats": chats,
            "users": None if self.is_strange else [self._user(number) for _, number in stretch],
            "managers": [{"id": MANAGER, "name": "상담원 지민"}],
            "chatTags": [],
            "messages": [],
            "sessions": [],
        }
        return json_reply(content, headers=self._limits())

    def _limits(self) -> dict[str, str]:
        reset = int((self.now + timedelta(minutes=1)).timestamp())
        return {"x-ratelimit-limit": "1000", "x-ratelimit-remaining": "997", "x-ratelimit-reset": str(reset)}

    def _chat(self, number: int) -> dict[str, Any]:
        changed = _millis(self.changed[number])
        return {
            "id": f"chat{number}",
            "channelId": CHANNEL,
            "state": self.states[number],
            "managed": True,
            "userId": f"user{number}",
            "name": "부드러운 수달",
            "title": None,
            "description": "상담원이 붙인 제목",
            "assigneeId": MANAGER,
            "tags": None if self.is_strange else ["배송/지연"],
            "profile": {},
            "source": None if self.is_strange else {"page": "https://haneulmart.example/orders", "appMessenger": None},
            "contactMediumType": None if self.is_strange else "native",
            "createdAt": _millis(self.voices[number].at),
            "updatedAt": changed,
            "frontUpdatedAt": None if self.is_strange else changed,
            "version": None if self.is_strange else changed,
            **self.facts.get(number, {}),
        }

    def _user(self, number: int) -> dict[str, Any]:
        return {
            "id": f"user{number}",
            "memberId": f"hm-{number}",
            "name": "서다온",
            "language": "ko",
            "profile": {"mobileNumber": "+821055500142", "email": "daon@pine.example"},
            "mobile": {"appName": "하늘마트", "appVersion": "5.12.0"},
        }

    def _messages(self, number: int, request: Request) -> Reply:
        start = int(request.query.get("since", "0"))
        messages = [self._message(number, one) for one in self.messages.get(number) or self._usual(number)]
        following = str(start + _PER_PAGE) if start + _PER_PAGE < len(messages) else None
        return json_reply({"prev": None, "next": following, "messages": messages[start : start + _PER_PAGE]})

    def _usual(self, number: int) -> list[dict[str, Any]]:
        words = self.voices[number].words
        is_removed = number in self.removed
        said = {
            "id": f"said{number}",
            "plainText": "" if is_removed else words,
            "blocks": [] if is_removed else [{"type": "text", "value": words}],
            "state": "removed" if is_removed else "sent",
            "updatedAt": _millis(self.changed[number]),
        }
        bot = {"id": f"bot{number}", "personType": "bot", "personId": "301", "plainText": "상담원을 연결하고 있어요"}
        log = {"id": f"log{number}", "personType": "manager", "personId": MANAGER, "log": {"action": "close"}}
        return [said, bot, {**log, "plainText": "", "options": ["private"]}]

    def _message(self, number: int, message: dict[str, Any]) -> dict[str, Any]:
        common = {
            "chatKey": f"userChat-chat{number}",
            "chatType": "userChat",
            "chatId": f"chat{number}",
            "personType": "user",
            "personId": f"user{number}",
            "language": None if self.is_strange else "ko",
            "createdAt": _millis(self.voices[number].at),
            "state": "sent",
            "options": None if self.is_strange else [],
        }
        return {**common, **message}


def _millis(moment: datetime) -> int:
    return int(moment.timestamp() * 1000)


def at(hours: float) -> int:
    """Return a moment so many hours after the first voice, as the service counts it."""
    return _millis(FIRST + timedelta(hours=hours))
