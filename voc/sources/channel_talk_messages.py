"""What a chat of Channel Talk and its messages say: whose words they are, and the records that are made of them."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from html import unescape

from voc.config.families import ChannelTalkSettings
from voc.errors import RecordError
from voc.records import Rating, Record
from voc.sources.base import Removal
from voc.sources.facts import Facts
from voc.sources.own_words import own_words
from voc.sources.threads import segments, tagged_version, with_way

_CUSTOMER, _COMPANY = "user", frozenset({"manager", "bot"})
# What carries one of these was said by a machine, or is a note of the system.
_MACHINES = ("log", "alf", "supportBot", "workflow", "marketing")
_REMOVED, _PRIVATE = "removed", "private"
# How a chat came, for people; others keep the service's own word.
_WAYS = {
    "native": "채널톡",
    "appkakao": "카카오톡",
    "kakao": "카카오톡",
    "appline": "라인",
    "line": "라인",
    "appinstagram": "인스타그램",
    "instagram": "인스타그램",
    "appnavertalk": "네이버 톡톡",
    "navertalk": "네이버 톡톡",
    "email": "이메일",
    "phone": "전화",
    "mobilenumber": "문자",
}
_TAGS = re.compile(r"</?(?:b|i|u|s|code|link|mention|variable)(?:\s[^<>]{0,500})?>")
_DEEPEST = 20
# Longer numbers count milliseconds, still longer ones microseconds.
_MILLIS, _MICROS = 12, 15
_QUESTION = ("label", "title", "question", "name")
_CHOSEN = re.compile(r"radio|select|check|choice|bool|date|file|button", re.IGNORECASE)
_SCORED = re.compile(r"rating|score|star|csat|satisfaction", re.IGNORECASE)
_LOWEST, _HIGHEST = 1.0, 5.0
# What a customer tells of themselves is asked in forms too.
_PERSONAL_KEY = re.compile(r"profile|phone|mobile|e-?mail|name|address|birth", re.IGNORECASE)
_PERSONAL_LABEL = re.compile(
    r"이름|성함|성명|연락처|전화|휴대폰|핸드폰|이메일|메일|주소|생년월일|생일|아이디|phone|e-?mail", re.IGNORECASE
)


@dataclass(frozen=True)
class Chat:
    """A chat and what its records have in common.

    Attributes
    ----------
    template : Record
        Without words; its id is that of the thread.
    changed_at : datetime
        When it was changed last; what is read of it later is newer.
    customer : str
        Who opened it; becomes another id when they sign in.
    """

    template: Record
    changed_at: datetime
    customer: str
    is_mail: bool


def moment(facts: Facts, name: str) -> datetime | None:
    """Return a time, whether it is counted in seconds, milliseconds or microseconds.

    Raises
    ------
    RecordError
        It is no time.
    """
    n_digits = len(facts.text(name).strip())
    per_second = 1_000_000 if n_digits >= _MICROS else 1_000 if n_digits >= _MILLIS else 1
    return facts.epoch(name, per_second=per_second)


def changed_at(chat: Facts) -> datetime | None:
    """Return when a chat was changed last, by a customer or at the desk.

    Raises
    ------
    RecordError
        It is no time.
    """
    found = (moment(chat, name) for name in ("updatedAt", "frontUpdatedAt", "deskUpdatedAt"))
    return max((one for one in found if one is not None), default=None)


def read_chat(facts: Facts, users: Mapping[str, Facts], settings: ChannelTalkSettings, *, now: datetime) -> Chat:
    """Make a chat of what the list says, with the device of its customer.

    Raises
    ------
    RecordError
        It has no number or no channel, or a field of another kind.
    """
    channel, number = facts.needed("channelId"), facts.needed("id")
    thread = f"channeltalk:{channel}:{number}"
    user = users.get(facts.text("userId"), Facts({}))
    device, tags, way = user.inner("mobile"), facts.texts("tags"), _way(facts)
    template = Record(
        source=settings.name,
        external_id=thread,
        kind="chat_message",
        channel=settings.channel,
        body="",
        parent_id=thread,
        url=f"https://desk.channel.io/#/channels/{channel}/user_chats/{number}",
        language=user.text("language") or None,
        product=settings.product or device.text("appName") or None,
        app_version=device.text("appVersion") or tagged_version(settings, tags),
        tags=tags,
        segment=with_way(segments(settings, fields={}, tags=tags), _WAYS.get(way.lower(), way)),
        external_user=(user.text(settings.audience.user_id).strip() or None) if settings.audience else None,
    )
    return Chat(template, changed_at(facts) or now, facts.text("userId"), is_mail="mail" in way.lower())


def message_records(chat: Chat, message: Facts) -> list[Record] | Removal:
    """Make the records of a message: what the customer wrote, and what they filled in; a removal for what is gone.

    Raises
    ------
    RecordError
        It cannot be told whose words these are.
    """
    external_id = f"{chat.template.external_id}:{message.needed('id')}"
    if message.text("state") == _REMOVED:
        return Removal(external_id, chat.changed_at)
    answers = list(_answers(chat, message, external_id))
    if not _is_customers(chat, message):
        return answers
    text = message.text("plainText") or "\n".join(_block_lines(message.items("blocks"), 0))
    body = own_words(text) if chat.is_mail else text
    if not body.strip():
        # Only files, or emptied by an edit.
        return answers or Removal(external_id, chat.changed_at)
    record = replace(
        chat.template,
        external_id=external_id,
        body=body,
        created_at=moment(message, "createdAt"),
        author_handle=message.text("personId") or chat.customer or None,
        language=message.text("language") or chat.template.language,
    )
    return [record, *answers]


def given_rating(messages: list[object]) -> Rating | None:
    """Return the last score that the customer gave in a form of the chat, from 1 to 5."""
    last: Rating | None = None
    for raw in messages:
        try:
            inputs = Facts.of(raw).inner("form").items("inputs")
            scores = [one.number("value") for one in map(Facts.of, inputs) if _SCORED.search(one.text("type"))]
        except RecordError:
            # Set aside where it is read for its words.
            continue
        for score in scores:
            if score is not None and _LOWEST <= score <= _HIGHEST:
                last = Rating(score, _LOWEST, _HIGHEST)
    return last


def _is_customers(chat: Chat, message: Facts) -> bool:
    if any(message.raw.get(name) for name in _MACHINES) or _PRIVATE in message.texts("options"):
        return False
    kind, author = message.text("personType").lower(), message.text("personId")
    if kind in {_CUSTOMER, *_COMPANY}:
        return kind == _CUSTOMER
    if author and author == chat.customer:
        return True
    if not kind and not author:
        return False
    raise RecordError("whether a customer or staff wrote it is not told")


def _answers(chat: Chat, message: Facts, external_id: str) -> Iterator[Record]:
    """Make a record of each text that the customer filled into a form, which a bot has sent."""
    form = message.inner("form")
    filled_at = moment(form, "submittedAt") or moment(message, "updatedAt") or moment(message, "createdAt")
    for number, raw in enumerate(form.items("inputs"), start=1):
        asked = Facts.of(raw)
        question = next((text for name in _QUESTION if (text := asked.text(name).strip())), "")
        words = _filled_in(asked, question)
        if words:
            yield replace(
                chat.template,
                external_id=f"{external_id}:{number}",
                kind="survey_answer",
                title=question or None,
                body=words,
                created_at=filled_at,
                author_handle=chat.customer or None,
            )


def _filled_in(asked: Facts, question: str) -> str:
    """Return words of the customer's own; blank for labels that were chosen, and for what tells who they are."""
    value = asked.raw.get("value")
    kind, keys = asked.text("type"), f"{asked.text('bindingKey')} {asked.text('dataType')}"
    is_chosen = _CHOSEN.search(kind) or _SCORED.search(kind)
    is_personal = _PERSONAL_KEY.search(f"{keys} {kind}") or _PERSONAL_LABEL.search(question)
    return "" if is_chosen or is_personal or not isinstance(value, str) else asked.text("value").strip()


def _block_lines(blocks: list[object], depth: int) -> Iterator[str]:
    """Return the lines of a text made of blocks, which may hold others; marks within are left out."""
    for raw in blocks if depth < _DEEPEST else []:
        block = Facts.of(raw)
        value = block.text("value")
        if value:
            yield unescape(_TAGS.sub("", value))
        yield from _block_lines(block.items("blocks"), depth + 1)


def _way(chat: Facts) -> str:
    medium = chat.text("contactMediumType").strip()
    if medium and medium.lower() != "native":
        return medium
    source = chat.inner("source").raw.get("appMessenger")
    linked = Facts(source).text("mediumType") if isinstance(source, dict) else source
    return linked if isinstance(linked, str) and linked else "native"
