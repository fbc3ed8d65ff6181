"""channels.yaml: what a message must look like on each channel, and which words to be careful with."""

from collections.abc import Iterator, Mapping
from datetime import time
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, model_validator

from voc.config.checks import Key, Text
from voc.config.problems import clip, did_you_mean
from voc.config.section import Section
from voc.errors import UsageError

_Count = Annotated[int, Field(ge=1, le=100_000)]


def _check_hour(value: str) -> str:
    try:
        time.fromisoformat(value)
    except ValueError as error:
        message = f"'{clip(value)}' is no time of day; expected something like \"21:00\""
        raise ValueError(message) from error
    return value


Hour = Annotated[str, AfterValidator(_check_hour)]


class Law(Section):
    """What the law asks of advertising.

    Attributes
    ----------
    night_from, night_until : str
        Advertising from the one up to, not including, the other needs a separate consent; Seoul time.
    consent_months : int
        After how many months consent is to be confirmed again.
    mark : str
        What advertising begins with.
    """

    night_from: Hour = "21:00"
    night_until: Hour = "08:00"
    consent_months: Annotated[int, Field(ge=1, le=120)] = 24
    mark: Text = "(광고)"


class House(Section):
    """What the company asks of itself.

    Attributes
    ----------
    quiet_from, quiet_until : str
        No advertising from the one up to, not including, the other; Seoul time.
    ads_a_day : int
        Advertising messages that one customer gets on a day at most.
    senders : tuple of str
        Names by which customers know the company; an advertisement has one of them.
    longest_sentence : int
        Eojeols of the longest sentence that reads well.
    longest_noun_chain : int
        From so many eojeols without a particle on, a row of nouns is hard to read.
    """

    quiet_from: Hour = "20:00"
    quiet_until: Hour = "08:00"
    ads_a_day: Annotated[int, Field(ge=1, le=100)] = 3
    senders: tuple[Text, ...] = ()
    longest_sentence: Annotated[int, Field(ge=5, le=100)] = 20
    longest_noun_chain: Annotated[int, Field(ge=2, le=20)] = 4


class Length(Section):
    """How long a part may be.

    Attributes
    ----------
    most : int or None
        What is longer cannot be sent; characters or bytes, as the channel counts.
    shown : int or None
        Characters that a phone usually shows; a narrow one counts half.
    """

    most: _Count | None = None
    shown: _Count | None = None


class Buttons(Section):
    """How many buttons a message may have, and how many characters their names."""

    most: _Count
    name: _Count


class Channel(Section):
    """A way to reach customers.

    Attributes
    ----------
    also : tuple of str
        Other names that people give it in drafts.
    heard_as : tuple of str
        What customers call a message of it when they speak of one; several channels may share a word.
    opt_out : str
        What an advertisement says of refusing more: a free number, a way, or nothing.
    night : bool
        Whether the law's night applies.
    title, body : Length or None
        None: the channel has no title; a body it always has.
    longer : str or None
        Key of the channel that takes what is too long for this one.
    """

    key: Key
    name: Text
    also: tuple[Text, ...] = ()
    heard_as: tuple[Text, ...] = ()
    ads: Literal["allowed", "forbidden"] = "allowed"
    sender: Literal["required", "advised", "none"] = "required"
    opt_out: Literal["free_number", "way", "none"] = "way"
    night: bool = True
    counted: Literal["characters", "bytes"] = "characters"
    title: Length | None = None
    body: Length = Length()
    longer: str | None = None
    buttons: Buttons | None = None

    @property
    def names(self) -> Iterator[str]:
        """Everything that it may be called."""
        yield from (self.key, self.name, *self.also)


class Wording(Section):
    """Words to be careful with.

    Attributes
    ----------
    words : tuple of str
        Found in all their forms; several words stand next to each other.
    unless : tuple of str
        Words that make a sentence harmless.
    advice : str
        What to do, in Korean.
    """

    kind: Literal["alarming", "exaggerated"]
    advice: Text
    words: Annotated[tuple[Text, ...], Field(min_length=1)]
    unless: tuple[Text, ...] = ()


class ChannelsSection(Section):
    """channels.yaml.

    Attributes
    ----------
    ad_words : tuple of str
        Words that make a message an advertisement.
    plain_words : mapping of str to str
        Hard word to the plain one.
    """

    law: Law = Law()
    house: House = House()
    channels: Annotated[tuple[Channel, ...], Field(min_length=1)]
    wording: tuple[Wording, ...] = ()
    ad_words: tuple[Text, ...] = ()
    plain_words: Mapping[Text, Text] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _names_fit(self) -> "ChannelsSection":
        seen: set[str] = set()
        for one in self.channels:
            names = {_folded(name) for name in one.names}
            if names & seen:
                message = f"channel '{one.key}' has a name that another channel has; each name may stand once"
                raise ValueError(message)
            seen |= names
        keys = [one.key for one in self.channels]
        for one in self.channels:
            if one.longer is not None and one.longer not in keys:
                message = f"channel '{one.key}' names '{one.longer}' as longer{did_you_mean(one.longer, keys)}"
                raise ValueError(f"{message}; known: {', '.join(keys)}")
        return self

    def channel(self, name: str) -> Channel:
        """Return a channel by its key or any of its names.

        Raises
        ------
        UsageError
            There is none; the nearest and all keys are said.
        """
        for one in self.channels:
            if _folded(name) in {_folded(other) for other in one.names}:
                return one
        names = [other for one in self.channels for other in one.names]
        known = ", ".join(f"{one.key} ({one.name})" for one in self.channels)
        message = f"There is no channel '{clip(name)}'{did_you_mean(name, names)}. Known: {known}."
        raise UsageError(message)


def _folded(name: str) -> str:
    return "".join(name.split()).casefold()
