"""What was sent before, set beside a draft: messages like it, and what customers said about their words."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Protocol

from nlp.echo_letters import Letters, letters_of
from nlp.echo_runs import longest_run, places_of
from voc.planning.draft_check.draft import Draft
from voc.planning.draft_check.finding import Finding, Subject

_N_NEAR = 3
# Letters of a phrase that make it the same phrase; of a longer one so many will do.
_FEWEST, _ENOUGH, _SHARE, _DENSITY = 5, 15, 0.8, 0.75
# Phrases of one draft that are told of.
_MOST_PHRASES = 3
# From so many customers on it is not one person's taste.
_SEVERAL = 2
_LONGEST_QUOTE = 120


@dataclass(frozen=True, slots=True)
class PastVoice:
    """What a customer said about a message that was sent.

    Attributes
    ----------
    text : str
        The sentence that says it.
    phrase : str
        The message's words that the customer repeats; empty where that is not known.
    theme_id, theme : str or None
        The hesitation.
    is_doubt : bool
        Whether the customer hesitates or complains.
    """

    text: str
    phrase: str
    theme_id: str | None
    theme: str | None
    is_doubt: bool


@dataclass(frozen=True, slots=True)
class PastMessage:
    """A message that was sent, and what came of it, in Korean.

    Attributes
    ----------
    is_alike : bool
        Whether it is worded like the draft; else it only speaks of the same hesitation.
    voices : sequence of PastVoice
        What customers said about it, the newest first.
    """

    sent_on: str
    channel: str
    text: str
    result: str
    message_id: str = ""
    is_alike: bool = True
    voices: Sequence[PastVoice] = ()


class PastMessages(Protocol):
    """What was sent before."""

    def nearest(self, text: str, n: int) -> Sequence[PastMessage]:
        """Return the messages nearest in meaning to a text, the nearest first."""
        ...


@dataclass(frozen=True)
class DoubtedPhrase:
    """A message's words that made customers doubt or complain.

    Attributes
    ----------
    voice : PastVoice
        The newest of those who did.
    n : int
        How many did.
    """

    phrase: str
    voice: PastVoice
    sent_on: str
    channel: str
    message_id: str
    n: int = 1

    @cached_property
    def letters(self) -> Letters:
        """The phrase as it is compared."""
        return letters_of(self.phrase)

    @cached_property
    def _places(self) -> dict[str, list[int]]:
        return places_of(self.letters.text)

    def found_in(self, text: str, letters: Letters) -> str | None:
        """Return the words of a text that say the same; None where none do."""
        fewest = max(_FEWEST, min(_ENOUGH, round(_SHARE * len(self.letters.text))))
        run = longest_run(letters.text, self._places, lambda _: True)
        if run is None or run.n < fewest or run.density < _DENSITY:
            return None
        start, end = letters.span(run.first, run.end)
        return text[start:end]


def check_past(draft: Draft, past: PastMessages | None, doubted: Sequence[DoubtedPhrase]) -> Iterator[Finding]:
    """Set a draft beside what was sent before, and beside what customers said about it."""
    phrases = list(_phrases(draft, doubted))
    yield from phrases
    told = {subject.key for one in phrases for subject in one.subjects}
    near = past.nearest(draft.text, _N_NEAR) if past is not None else ()
    for one in near:
        yield from _doubts(one, told)
    for one in near:
        how = "비슷한 메시지를 보낸 적이 있습니다" if one.is_alike else "같은 망설임을 다룬 메시지가 있었습니다"
        advice = f"{how}({one.sent_on}, {one.channel}). {one.result}"
        yield Finding("near_message", "info", one.text, advice, _message(one.message_id, one.sent_on))


def _phrases(draft: Draft, doubted: Sequence[DoubtedPhrase]) -> Iterator[Finding]:
    letters = letters_of(draft.text)
    told: list[str] = []
    for one in doubted:
        found = one.found_in(draft.text, letters)
        if found is None or any(found in other or other in found for other in told):
            continue
        told.append(found)
        who = f"고객 {one.n:,}명이" if one.n >= _SEVERAL else "고객이"
        advice = (
            f"이 말이 든 메시지({one.sent_on}, {one.channel})를 두고 {who} 망설였습니다: {_quoted(one.voice)} "
            "같은 망설임을 부르지 않는지 살펴보세요."
        )
        subjects = (*_theme(one.voice), *_message(one.message_id, one.sent_on))
        yield Finding("phrase_doubted", "warning" if one.n >= _SEVERAL else "info", found, advice, subjects)
        if len(told) == _MOST_PHRASES:
            return


def _doubts(one: PastMessage, told: Collection[str]) -> Iterator[Finding]:
    doubts = [voice for voice in one.voices if voice.is_doubt]
    # One voice is told once: by its phrase, where the draft has it.
    if not (one.is_alike and doubts) or (len(doubts) < _SEVERAL and one.message_id in told):
        return
    cause = next((voice.phrase for voice in doubts if voice.phrase), "")
    because = f" 걸린 말은 ‘{cause}’입니다." if cause else ""
    advice = (
        f"비슷한 메시지({one.sent_on}, {one.channel})를 두고 고객 {len(doubts):,}명이 망설였습니다: "
        f"{_quoted(doubts[0])}{because}"
    )
    subjects = (*_theme(doubts[0]), *_message(one.message_id, one.sent_on))
    yield Finding("near_doubted", "warning" if len(doubts) >= _SEVERAL else "info", one.text, advice, subjects)


def _quoted(voice: PastVoice) -> str:
    text = " ".join(voice.text.split())
    return f"“{text if len(text) <= _LONGEST_QUOTE else text[:_LONGEST_QUOTE] + '…'}”"


def _theme(voice: PastVoice) -> tuple[Subject, ...]:
    return (Subject("theme", voice.theme_id, voice.theme),) if voice.theme_id and voice.theme else ()


def _message(message_id: str, sent_on: str) -> tuple[Subject, ...]:
    return (Subject("message", message_id, sent_on),) if message_id else ()
