"""Which of our messages a customer's text speaks of: pasted, quoted, or mentioned.

Precision comes first: what several campaigns say, or what customers say anyway, links nothing. The finding depends on
the messages, the background and the one text, never on the order in which they come.
"""

import math
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from nlp.echo_archive import Archive, SentMessage, Wording, lay_out
from nlp.echo_letters import Letters, letters_of, shingles
from nlp.echo_mentions import MentionIndex
from nlp.echo_pointing import Quotation, channels_named, quotations, tells_of_message
from nlp.echo_runs import Run, longest_run

How = Literal["pasted", "quoted", "mentioned"]

# Days after a sending in which customers still speak of it.
SPOKEN_OF_DAYS = 60.0
MENTIONED_DAYS = 14.0

# Shingles of one message that are worth a closer look.
_SEEDS = 5
# Letters of a paste; a short message counts as pasted once most of it is.
_PASTED, _PASTED_SHORT, _MOST_OF_IT, _PASTED_TELLING, _PASTED_DENSITY = 18, 10, 0.8, 8, 0.55
# Letters of a quotation that is said to be a message's, of one that is not, and of one without marks.
_QUOTED, _QUOTED_SURE, _QUOTED_UNSAID, _QUOTED_UNMARKED, _QUOTED_DENSITY = 4, 6, 12, 8, 0.75
# Scores that differ by less are alike; then the sending nearest in time counts.
_ALIKE = 0.1


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence of a customer: where it stands, and its terms as lemmas."""

    start: int
    end: int
    terms: Collection[str]


@dataclass(frozen=True, slots=True)
class CustomerText:
    """What a customer wrote.

    Attributes
    ----------
    said_at : float
        In days, from the same day on as messages are sent; the latest moment that is possible.
    sentences : sequence of Said
        Without them only what repeats a message's wording is found.
    """

    id: str
    text: str
    said_at: float
    sentences: Sequence[Said] = ()


@dataclass(frozen=True, slots=True)
class Echo:
    """A text that speaks of a message.

    Attributes
    ----------
    score : float
        0-1, four decimals; comparable among echoes of the same kind.
    start, end : int
        The customer's words, in code points of the text, end exclusive.
    phrase : str
        The message's words that they repeat.
    """

    text_id: str
    message_id: str
    how: How
    score: float
    start: int
    end: int
    phrase: str


@dataclass(frozen=True, slots=True)
class _Candidate:
    wording: Wording
    sending: SentMessage
    how: How
    score: float
    start: int
    end: int
    phrase: str


class EchoFinder:
    """Finds which of some messages customers' texts speak of.

    Parameters
    ----------
    messages : iterable of SentMessage
    channel_words : mapping of str to collection of str
        How customers call each channel.
    background : iterable of str
        Customers' texts that tell how customers talk; some thousands, taken without regard to what they say.
    background_terms : iterable of collection of str
        The lemmas of each of those texts.
    """

    def __init__(
        self,
        messages: Iterable[SentMessage],
        channel_words: Mapping[str, Collection[str]],
        *,
        background: Iterable[str] = (),
        background_terms: Iterable[Collection[str]] = (),
    ) -> None:
        self._archive: Archive = lay_out(messages, background)
        self._channel_words = channel_words
        self._mentions = MentionIndex(self._archive.wordings, background_terms)

    def find(self, text: CustomerText) -> list[Echo]:
        """Find the messages that a text speaks of, by message id; each at most once."""
        letters = letters_of(text.text)
        asked = _Asked(text, letters, channels_named(text.text, self._channel_words))
        found = self._apart(self._pasted(asked))
        found += self._apart(one for one in self._quoted(asked) if not _overlaps(one, found))
        if not any(one.how == "pasted" for one in found):
            found += [one for one in self._mentioned(asked) if not _overlaps(one, found)]
        best: dict[str, _Candidate] = {}
        for one in found:
            best.setdefault(one.sending.id, one)
        return [_echo(text.id, best[message_id]) for message_id in sorted(best)]

    def _pasted(self, asked: "_Asked") -> Iterator[_Candidate]:
        telling = self._archive.telling
        seeds = Counter(at for one in shingles(asked.letters.text) for at in telling.get(one, ()))
        for at in sorted(at for at, n in seeds.items() if n >= _SEEDS):
            wording = self._archive.wordings[at]
            sending = self._sending(wording, asked, SPOKEN_OF_DAYS)
            run = longest_run(asked.letters.text, wording.places, self._archive.is_telling) if sending else None
            if sending and run and _is_paste(run, wording):
                score = run.density * (1 - math.exp(-run.n_telling / 10))
                yield _candidate(wording, sending, asked.letters, run, how="pasted", score=score)

    def _quoted(self, asked: "_Asked") -> Iterator[_Candidate]:
        for quotation in quotations(asked.text.text):
            letters = asked.letters.between(quotation.start, quotation.end)
            found = list(self._quoting(quotation, letters, asked))
            # The shorter the words, the fewer campaigns may have them.
            most = 1 if len(letters.text) < _QUOTED_SURE else self._archive.most_families
            if len({one.wording.family for one in found}) <= most:
                yield from found

    def _quoting(self, quotation: Quotation, letters: Letters, asked: "_Asked") -> Iterator[_Candidate]:
        n, fewest = len(letters.text), _fewest(quotation)
        if n < fewest:
            return
        shared = Counter(at for one in set(shingles(letters.text)) for at in self._archive.holding.get(one, ()))
        for at in sorted(shared):
            wording = self._archive.wordings[at]
            sending = self._sending(wording, asked, SPOKEN_OF_DAYS)
            run = longest_run(letters.text, wording.places, self._archive.is_rare) if sending else None
            if not (sending and run and run.n_telling and run.n >= fewest):
                continue
            # Without marks nobody knows where the quotation begins, but it ends here.
            share = run.n / n if quotation.is_marked else run.density * (len(letters.text) - run.end <= 1)
            if share >= _QUOTED_DENSITY:
                score = share * (1 - math.exp(-run.n / (5 if quotation.is_of_message else 8)))
                yield _candidate(wording, sending, letters, run, how="quoted", score=score)

    def _mentioned(self, asked: "_Asked") -> Iterator[_Candidate]:
        for sentence in asked.text.sentences:
            spoken = asked.text.text[sentence.start : sentence.end]
            if not tells_of_message(spoken):
                continue
            named = channels_named(spoken, self._channel_words)
            recent = {
                at: sending
                for at, wording in enumerate(self._archive.wordings)
                if (sending := self._sending(wording, asked, MENTIONED_DAYS, only=named))
            }
            mention = self._mentions.best(spoken, sentence.terms, {at: one.sent_at for at, one in recent.items()})
            if mention:
                wording = self._archive.wordings[mention.wording]
                sending = recent[mention.wording]
                place = (sentence.start, sentence.end)
                yield _Candidate(wording, sending, "mentioned", mention.score, *place, mention.phrase)

    def _sending(
        self, wording: Wording, asked: "_Asked", days: float, *, only: Collection[str] = ()
    ) -> SentMessage | None:
        """Choose the sending that a customer may speak of: the last one before the text, of a channel that is named."""
        said_at = asked.text.said_at
        there = [one for one in wording.sendings if said_at - days <= one.sent_at <= said_at]
        if only:
            there = [one for one in there if one.channel in only]
        return max(there, key=lambda one: (one.channel in asked.named, one.sent_at, one.id), default=None)

    def _apart(self, candidates: Iterable[_Candidate]) -> list[_Candidate]:
        """Choose one message for each stretch of a text: the best, of almost as good ones the nearest in time."""
        left = sorted(candidates, key=lambda one: (-one.score, one.sending.id))
        chosen: list[_Candidate] = []
        while left:
            rivals = [one for one in left if one.score >= left[0].score - _ALIKE and _overlaps(one, [left[0]])]
            best = max(
                rivals, key=lambda one: (int(one.sending.sent_at), one.score, one.sending.sent_at, one.sending.id)
            )
            chosen.append(best)
            left = [one for one in left if not _overlaps(one, [best, left[0]])]
        return chosen


@dataclass(frozen=True, slots=True)
class _Asked:
    text: CustomerText
    letters: Letters
    named: frozenset[str]


def _nearest(one: _Candidate) -> tuple[int, float, float, str]:
    """Sort by the day of sending; on one day what fits better is meant."""
    return int(one.sending.sent_at), one.score, one.sending.sent_at, one.sending.id


def _is_paste(run: Run, wording: Wording) -> bool:
    is_whole = run.n >= max(_PASTED_SHORT, _MOST_OF_IT * len(wording.letters.text))
    is_long = run.n >= _PASTED and run.n_telling >= _PASTED_TELLING
    return run.density >= _PASTED_DENSITY and (is_long or (is_whole and run.n_telling >= _PASTED_SHORT // 2))


def _fewest(quotation: Quotation) -> int:
    if not quotation.is_marked:
        return _QUOTED_UNMARKED
    return _QUOTED if quotation.is_of_message else _QUOTED_UNSAID


def _candidate(
    wording: Wording, sending: SentMessage, letters: Letters, run: Run, *, how: How, score: float
) -> _Candidate:
    start, end = letters.span(run.first, run.end)
    return _Candidate(wording, sending, how, score, start, end, wording.words(run.pieces))


def _overlaps(one: _Candidate, others: Iterable[_Candidate]) -> bool:
    return any(one.start < other.end and other.start < one.end for other in others)


def _echo(text_id: str, one: _Candidate) -> Echo:
    return Echo(text_id, one.sending.id, one.how, round(one.score, 4), one.start, one.end, one.phrase)
