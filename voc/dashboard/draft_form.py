"""What somebody types into the draft check; nothing of it is kept, logged or written into an address."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from pydantic import ValidationError
from starlette.datastructures import FormData

from voc.config.channels import Channel, ChannelsSection
from voc.planning.draft_check import Draft

# Far above what any channel takes; a text beyond it was meant for something else.
LONGEST = {"title": 300, "body": 20_000, "segment": 100, "sender": 100, "buttons": 1000}
_FLAGS = {"yes": True, "no": False}
_SHORT = ("channel", "is_ad", "send_at", "night_consent", "sent_today", "consent_on", "theme")
FIELDS = (*LONGEST, *_SHORT)
_READ: Mapping[str, Callable[[str], object]] = {"sent_today": int, "consent_on": date.fromisoformat}
_UNREADABLE = {
    "send_at": "보낼 시각을 읽지 못했습니다. 날짜와 시각을 함께 골라 주세요.",
    "consent_on": "수신동의한 날을 읽지 못했습니다. 날짜를 다시 골라 주세요.",
    "sent_today": "이날 이미 받은 광고 수는 0부터 1000까지의 숫자로 적어 주세요.",
}
_ELSE_UNREADABLE = "적은 값을 읽지 못했습니다. 다시 적어 주세요."


@dataclass(frozen=True, slots=True)
class DraftAsked:
    """A draft as it was typed.

    Attributes
    ----------
    typed : mapping of str to str
        Every field of `FIELDS`, empty where nothing was typed.
    draft : Draft or None
        None where something cannot be read; `problem` says what.
    """

    typed: Mapping[str, str]
    channel: Channel
    draft: Draft | None
    problem: str = ""

    @property
    def is_empty(self) -> bool:
        """Whether there is no text to check yet."""
        return not (self.typed["title"].strip() or self.typed["body"].strip())


def read_draft_form(form: FormData | Mapping[str, str], rules: ChannelsSection) -> DraftAsked:
    """Read a form; a channel that is not configured, and none at all, is the first one."""
    typed = {name: _said(form, name) for name in FIELDS}
    channel = next((one for one in rules.channels if one.key == typed["channel"]), rules.channels[0])
    typed["channel"] = channel.key
    too_long = [name for name, longest in LONGEST.items() if len(typed[name]) > longest]
    if too_long:
        return DraftAsked(typed, channel, None, "글이 너무 깁니다. 메시지 하나만 넣어 주세요.")
    values: dict[str, object] = dict(_texts(typed))
    for name, read in _READ.items():
        try:
            values |= {name: read(typed[name].strip())} if typed[name].strip() else {}
        except ValueError:
            return DraftAsked(typed, channel, None, _UNREADABLE[name])
    try:
        return DraftAsked(typed, channel, Draft.model_validate(values))
    except ValidationError as error:
        field = str(next(iter(error.errors(include_url=False)[0]["loc"]), ""))
        return DraftAsked(typed, channel, None, _UNREADABLE.get(field, _ELSE_UNREADABLE))


def _said(form: FormData | Mapping[str, str], name: str) -> str:
    value = form.get(name, "")
    # Browsers send line breaks as two characters, of which a phone counts one.
    return value.replace("\r\n", "\n").replace("\x00", "") if isinstance(value, str) else ""


def _texts(typed: Mapping[str, str]) -> Iterator[tuple[str, object]]:
    for name in ("channel", "title", "sender", "segment"):
        if value := typed[name].strip():
            yield name, value
    yield "body", typed["body"].strip("\n")
    if typed["send_at"]:
        yield "send_at", typed["send_at"].replace("T", " ")
    if typed["is_ad"] in _FLAGS:
        yield "is_ad", _FLAGS[typed["is_ad"]]
    yield "night_consent", typed["night_consent"] == "yes"
    yield "buttons", tuple(line.strip() for line in typed["buttons"].splitlines() if line.strip())
