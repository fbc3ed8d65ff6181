"""What a survey service tells of a form and of those who answered it, in one shape for all services."""

import html
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from voc.errors import RecordError
from voc.sources.facts import Facts
from voc.surveys import Scale

# What the type of a question means: `personal` holds data of a person or a file, `hidden` is nothing that is asked,
# `other` holds neither words nor marks, `unreadable` may hold anything.
Asks = Literal["words", "rating", "choice", "personal", "hidden", "other", "unreadable"]
# Where services name a question.
_NAMES = ("ref", "id", "questionId", "itemId")
_TAG = re.compile(r"<[^<>]{1,500}>")
# {{field:ref}} and {{hidden:name}} stand for what somebody answered before.
_RECALL = re.compile(r"\{\{[^{}]{0,200}\}\}")


@dataclass(frozen=True, slots=True)
class Question:
    """One question of a form, or one row of a grid.

    Attributes
    ----------
    key : str
        By which responses name it.
    type : str
        The service's own word for its type; why it is unreadable, where it is.
    scale : Scale or None
        Of ratings, where the form tells it.
    options : mapping of id to label
        What is offered to choose from; the label itself where choices have no ids.
    marks : mapping of id to number
        What the choices of a rating are worth.
    aliases : tuple of str
        Other ids of the same question.
    """

    key: str
    title: str
    asks: Asks
    type: str = ""
    scale: Scale | None = None
    options: Mapping[str, str] = field(default_factory=dict)
    marks: Mapping[str, float] = field(default_factory=dict)
    aliases: tuple[str, ...] = ()

    @property
    def labels(self) -> tuple[str, ...]:
        """What is offered to choose from, in words."""
        return tuple(dict.fromkeys(self.options.values()))

    def label(self, value: str) -> str | None:
        """Return the offered choice that a value stands for, None for everything that somebody typed."""
        if value in self.options:
            return self.options[value]
        return value if value in self.options.values() else None


@dataclass(frozen=True, slots=True)
class Response:
    """One response to a form.

    Attributes
    ----------
    answers : mapping of question to texts
        As delivered: words, the digits of a number, ids or labels of choices.
    hidden : mapping of str to str
        What the link to the form brought with it.
    begun_at : datetime or None
        When its first version came to be, where there may be an earlier one, with answers that this one lacks.
    odd : tuple of str
        Why single answers could not be read; the others stand.
    """

    id: str
    answers: Mapping[str, tuple[str, ...]]
    created_at: datetime | None
    updated_at: datetime | None = None
    hidden: Mapping[str, str] = field(default_factory=dict)
    begun_at: datetime | None = None
    odd: tuple[str, ...] = ()

    @property
    def moment(self) -> datetime | None:
        """When this version came to be."""
        return self.updated_at or self.created_at


def readable(raw: Iterable[object], read: Callable[[Facts], Iterable[Question]]) -> Iterator[Question]:
    """Go through what a form asks; one that cannot be read stands as such among the others."""
    for place, one in enumerate(raw, start=1):
        try:
            found = list(read(Facts.of(one)))
        except RecordError as error:
            found = [unreadable(one, f"number {place}", error.reason)]
        yield from found


def unreadable(raw: object, place: str, reason: str) -> Question:
    """Stand for a question that cannot be read, by all its names that can; by its place in the form else."""
    given = raw if isinstance(raw, dict) else {}
    names = [name for key in _NAMES if isinstance(name := given.get(key), str) and name.strip()] or [place]
    title = given.get("title")
    title = plain_title(title) if isinstance(title, str) else ""
    return Question(names[0], title, "unreadable", reason, aliases=tuple(names[1:]))


@contextmanager
def alone(odd: list[str]) -> Iterator[None]:
    """Let what cannot be read inside take nothing else with it; why goes to a list."""
    try:
        yield
    except RecordError as error:
        odd.append(error.reason)


def plain_title(text: str) -> str:
    """Return the words of a title: no markup, no line breaks, `…` where earlier answers are put in.

    Examples
    --------
    >>> plain_title("<b>{{field:name}}</b> 님,<br>배송은&nbsp;어떠셨나요?")
    '… 님, 배송은 어떠셨나요?'
    """
    return " ".join(_RECALL.sub("…", html.unescape(_TAG.sub(" ", text))).split())


def row_title(title: str, row: str) -> str:
    """Return the title of a row of a grid, as exports write it.

    Examples
    --------
    >>> row_title("만족도", "배송"), row_title("만족도", "만족도 [배송]"), row_title("만족도", "")
    ('만족도 [배송]', '만족도 [배송]', '만족도')
    """
    if not row or row == title:
        return title
    return row if row.startswith(title) and row.endswith("]") else f"{title} [{row}]"


def digits(value: float) -> str:
    """Spell a number as people do.

    Examples
    --------
    >>> digits(3.0), digits(3.5)
    ('3', '3.5')
    """
    return f"{value:g}"


def hidden_fields(given: Facts) -> dict[str, str]:
    """Return what the link to a form brought with it; only plain values."""
    return {
        name: str(value) for name, value in given.raw.items() if isinstance(value, str | int | float) and value != ""
    }
