"""What tickets and chats have in common: facts of a thread on each of its messages, titles, and what is taken back."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from voc.config.families import TicketSettings
from voc.errors import RecordError
from voc.records import Cursor, Record
from voc.sources.base import Page, Problem, Removal
from voc.sources.facts import Facts
from voc.sources.walk import Gate, Tray

# Name of the segment that tells how a message came; one of the configuration with this name outranks it.
_WAY = "접수경로"
# The title of an answer repeats that of the mail it answers.
_ANSWER = re.compile(r"\s*(?:re|fwd?|회신|답장|전달)\s?(?:\[\d{1,3}\])?\s?[:：]", re.IGNORECASE)
_PLACEHOLDER = "{{dc."
# A chat written down by the service: each line begins with a time.
_SPOKEN_LINE = re.compile(
    r"^[(\[]\d{1,2}:\d{2}(?::\d{2})?(?:\s?(?:AM|PM|오전|오후))?[)\]]\s?\S", re.IGNORECASE | re.MULTILINE
)
_TRANSCRIPT = 2


@dataclass
class Basket(Tray):
    """Records of some threads, what could not become one, what is taken back, and what could not be had."""

    removals: list[Removal] = field(default_factory=list)

    def put(
        self, raw: Sequence[object], make: Callable[[int, Facts], Record | Removal | Iterable[Record] | None]
    ) -> None:
        """Make records or removals of raw messages; `make` is also told the place of each, from 0."""
        for place, one in enumerate(raw):
            try:
                made = make(place, Facts.of(one))
            except RecordError as error:
                self.set_aside(one, error.reason)
                continue
            if isinstance(made, Removal):
                self.removals.append(made)
            elif isinstance(made, Record):
                self.records.append(made)
            elif made is not None:
                self.records.extend(made)

    def merge(self, other: "Basket", gate: Gate, *, version: datetime | None) -> None:
        """Take over what a thread gave, as far as it was said within the window.

        A message counts for the time at which it was said: what happened to its thread later moves its version, the
        larger of which the store keeps, but not the night that collects it.
        """
        for record in gate.take(other.records):
            self.records.append(replace(record, updated_at=record.updated_at or version))
        self.rejects.extend(other.rejects)
        self.removals.extend(other.removals)

    def page(self, problems: tuple[Problem, ...] = (), cursor: Cursor | None = None) -> Page:
        """Make the page that delivers all of it."""
        return Page(tuple(self.records), tuple(self.rejects), cursor, problems, tuple(self.removals))


def is_behind(opened_at: datetime | None, gate: Gate) -> bool:
    """Tell whether all of a thread lies behind the window, so that it is not worth a request.

    What is said to be opened in the future was not: some clock is wrong, and the thread is read.
    """
    end = gate.window.end
    return opened_at is not None and end is not None and end <= opened_at <= gate.now


def opening_title(subject: str) -> str | None:
    """Return a subject that the customer has written; None for that of an answer, and for one that was filled in.

    Only the message that opens a thread has one: on each answer the same words would count again.

    Examples
    --------
    >>> opening_title("쿠폰이 사라졌어요"), opening_title("Re: [하늘마트] 쿠폰 안내"), opening_title("{{dc.greeting}}")
    ('쿠폰이 사라졌어요', None, None)
    """
    title = subject.strip()
    return None if not title or title.startswith(_PLACEHOLDER) or _ANSWER.match(title) else title


def refuse_transcript(text: str) -> None:
    """Let no chat through that was written down as one text.

    Raises
    ------
    RecordError
        It is one: customers and staff speak in it.
    """
    if len(_SPOKEN_LINE.findall(text)) >= _TRANSCRIPT:
        raise RecordError("it is the transcript of a chat, in which staff speak too")


def segments(settings: TicketSettings, *, fields: Mapping[str, str], tags: Sequence[str]) -> dict[str, str]:
    """Return the customer's segments, from the tags of the thread and from its fields, which outrank them.

    Parameters
    ----------
    fields : mapping of segment name to value
        Blank ones are left out.
    """
    chosen = {
        name: next((tag for tag in choices if tag in tags), "") for name, choices in settings.segment_tags.items()
    }
    return {name: value for name, value in (chosen | dict(fields)).items() if value}


def with_way(segment: Mapping[str, str], way: str) -> dict[str, str]:
    """Add how a message came to the segments, such as `이메일` (e-mail); blank adds nothing."""
    return {**({_WAY: way} if way else {}), **segment}


def tagged_version(settings: TicketSettings, tags: Iterable[str]) -> str | None:
    """Return the version of the app that a tag tells.

    Examples
    --------
    With `app_version_tag: v`, the tag `v5_12_0` tells 5.12.0.
    """
    if settings.app_version_tag is None:
        return None
    version = re.compile(re.escape(settings.app_version_tag) + r"(\d{1,6}(?:[._]\d{1,6}){0,4})", re.IGNORECASE)
    found = (version.fullmatch(tag.strip()) for tag in tags)
    return next((match[1].replace("_", ".") for match in found if match), None)


def plain_value(value: object) -> str:
    """Spell the value of a custom field; blank where it is none, or a list.

    Examples
    --------
    >>> plain_value("5.12.0"), plain_value(3), plain_value(True), plain_value(["a"]), plain_value(None)
    ('5.12.0', '3', 'true', '', '')
    """
    if isinstance(value, bool):
        return str(value).lower()
    return str(value).strip() if isinstance(value, str | int | float) else ""
