"""Whether a draft fits its channel: lengths, characters, buttons, and where a phone cuts it off."""

import re
from collections.abc import Iterator

from voc.config.channels import Channel, ChannelsSection, Length
from voc.planning.draft_check.draft import Draft
from voc.planning.draft_check.finding import Finding
from voc.planning.draft_check.measures import n_bytes, shown_part, unwritable, width

# What is filled in when the message is sent, as tools for sending write it: a name in one or two braces, or in %.
_PLACEHOLDER = re.compile(r"\{\{[^{}\n]+\}\}|[#$]\{[^{}\n]+\}|%[A-Za-z가-힣_]+%")


def check_lengths(draft: Draft, channel: Channel, rules: ChannelsSection) -> Iterator[Finding]:
    """Check how a draft fits its channel."""
    for name, text, length in (("제목", draft.title, channel.title), ("본문", draft.body, channel.body)):
        if text and length is None:
            advice = f"{channel.name}에는 제목이 없습니다. 필요한 내용이면 본문으로 옮기세요."
            yield Finding("title_unused", "warning", text, advice)
        elif text and length:
            yield from _too_long(f"{name}", text, length, channel, rules)
            yield from _cut_off(name, text, length)
    if channel.counted == "bytes":
        yield from _cannot_encode(draft, channel)
    yield from _buttons(draft, channel)
    if found := list(dict.fromkeys(_PLACEHOLDER.findall(draft.text))):
        advice = (
            "변수는 적힌 그대로 셌습니다. 가장 긴 값을 넣어도 길이가 맞는지, 값이 없을 때 어떻게 보이는지 확인하세요."
        )
        yield Finding("placeholder", "info", ", ".join(found), advice)


def _too_long(name: str, text: str, length: Length, channel: Channel, rules: ChannelsSection) -> Iterator[Finding]:
    in_bytes = channel.counted == "bytes"
    n, unit = (n_bytes(text), "바이트") if in_bytes else (len(text), "자")
    if length.most is None or n <= length.most:
        return
    instead = f", 또는 {rules.channel(channel.longer).name}로 보내세요" if channel.longer else ""
    advice = (
        f"{name}이 {n:,}{unit}로 한도 {length.most:,}{unit}를 넘습니다. {n - length.most:,}{unit}를 줄이세요{instead}."
    )
    yield Finding("too_long", "error", _from_limit(text, length.most, in_bytes=in_bytes), advice)


def _from_limit(text: str, most: int, *, in_bytes: bool) -> str:
    """Return the beginning of what is too much."""
    at = next(at for at in range(len(text) + 1) if (n_bytes(text[: at + 1]) if in_bytes else at + 1) > most)
    return _short(text[at:])


def _cut_off(name: str, text: str, length: Length) -> Iterator[Finding]:
    if length.shown is not None and width(text) > length.shown:
        shown = shown_part(text, length.shown).rstrip()
        advice = (
            f"{name}이 {width(text):g}자 너비라 폰에서 보통 여기까지만 보입니다(약 {length.shown}자). "
            "꼭 읽어야 할 말을 앞에 두세요."
        )
        yield Finding("cut_off", "warning", f"{_one_line(shown)}…", advice)


def _cannot_encode(draft: Draft, channel: Channel) -> Iterator[Finding]:
    if lost := unwritable(draft.text):
        advice = f"{channel.name}로는 보낼 수 없는 글자라 ?로 바뀌거나 빠집니다. 지우거나 다른 글자로 바꾸세요."
        yield Finding("cannot_encode", "error", " ".join(lost), advice)


def _buttons(draft: Draft, channel: Channel) -> Iterator[Finding]:
    if channel.buttons is None:
        return
    if len(draft.buttons) > channel.buttons.most:
        advice = f"버튼이 {len(draft.buttons)}개입니다. {channel.name}에는 {channel.buttons.most}개까지 둘 수 있습니다."
        yield Finding("too_many_buttons", "error", ", ".join(draft.buttons), advice)
    for name in draft.buttons:
        if len(name) > channel.buttons.name:
            advice = f"버튼 이름이 {len(name)}자입니다. {channel.buttons.name}자까지 쓸 수 있습니다."
            yield Finding("button_long", "error", name, advice)


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _short(text: str, longest: int = 40) -> str:
    flat = _one_line(text)
    return flat if len(flat) <= longest else f"{flat[:longest]}…"
