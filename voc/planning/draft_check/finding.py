"""What a check finds."""

from dataclasses import dataclass
from typing import Literal

Level = Literal["error", "warning", "info"]


@dataclass(frozen=True, slots=True)
class Subject:
    """What a finding speaks of and has a place of its own: a theme, a message by its id, a word of customers."""

    kind: Literal["theme", "message", "word"]
    key: str
    name: str


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to know about a draft.

    Attributes
    ----------
    code : str
        Stable name, such as `ad_mark_missing`.
    level : str
        error: do not send it like this; warning: better otherwise; info: to know, or to check by hand.
    span : str
        The words or the sentence that it is about; empty where it is about the whole.
    advice : str
        What was found and what to do, in Korean.
    subjects : tuple of Subject
        Where to read more.
    """

    code: str
    level: Level
    span: str
    advice: str
    subjects: tuple[Subject, ...] = ()
