"""Give the events of a period their sentences: what was said of something new becomes a theme of its own.

Pure: used for the store's weekly discovery and for the analysis of a single file alike. The outcome depends on what was
said and when, never on the order in which it is given.
"""

from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import Protocol

from nlp.emerging import Event, Mention, find_events, foretold
from nlp.event_titles import Wording, name_event
from nlp.types import Term

# Themes that the data gave; their ids begin like this, those of the catalogue with `c_`.
FOUND = "d_"
# What these hold stays: what the data gave, and what a person split off.
_SETTLED = (FOUND, "s_")
# An event that lies this much inside one theme is that theme's burst and needs no theme of its own.
_SAME_THEME = 0.6
# A known event goes on when this much of its news, or of the new words, is said again.
_SAME_EVENT = 0.5
_ID_FOUNDERS = 12


class Told(Protocol):
    """A hesitation with the period in which it was voiced and the theme that holds it."""

    @property
    def document_id(self) -> str:
        """The document it stands in."""
        ...

    @property
    def text(self) -> str:
        """The sentence."""
        ...

    @property
    def terms(self) -> Sequence[Term]:
        """Its terms, in order."""
        ...

    @property
    def theme_id(self) -> str | None:
        """The theme that holds it so far."""
        ...

    @property
    def week(self) -> str | None:
        """When it was voiced; None where nobody knows."""
        ...


@dataclass(slots=True)
class EventThemes:
    """Themes of sentences once the events have taken theirs.

    Attributes
    ----------
    theme_ids : list of str or None
        Per sentence given.
    titles : dict of str to str
        Titles of the events' themes that are new, in the words that made them events.
    words : dict of str to mapping
        Theme id to the event's words and how new each is, 0-1; new themes only.
    scores : dict of int to float
        How surely a sentence (by position) belongs to its event, 0-1.
    """

    theme_ids: list[str | None]
    titles: dict[str, str] = field(default_factory=dict)
    words: dict[str, Mapping[str, float]] = field(default_factory=dict)
    scores: dict[int, float] = field(default_factory=dict)


def event_themes(
    told: Sequence[Told],
    week: str,
    nominal: Callable[[str], str],
    *,
    frozen: Collection[str] = (),
    known: Mapping[str, Mapping[str, float]] | None = None,
) -> EventThemes:
    """Find the events of a week among the hesitations of some weeks, and give them their sentences.

    What a found or split-off theme holds stays there; what the catalogue or nothing holds goes over. Earlier
    sentences that clearly spoke of the event go with it, but not out of a theme in a frozen week.

    Parameters
    ----------
    told : sequence of Told
        Hesitations of the week and of those before it; undated ones take no part.
    nominal : callable
        Predicate to noun, see `Tokenizer.nominal`.
    frozen : collection of str
        Weeks that have been reported: no theme of theirs loses a sentence. Nothing happens where `week` is one.
    known : mapping of str to mapping, optional
        Words of earlier events by theme id: what says them again is the same event going on.
    """
    placed = EventThemes([one.theme_id for one in told])
    if week in frozen:
        return placed
    # By place and words, so that the order given decides nothing.
    order = sorted(range(len(told)), key=lambda row: (told[row].document_id, told[row].text))
    mentions = {row: Mention(told[row].document_id, telling(told[row].terms)) for row in order}
    now = [row for row in order if told[row].week == week]
    before = [row for row in order if (told[row].week or week) < week]
    n_before = len({told[row].week for row in before})
    for event in find_events([mentions[r] for r in now], [mentions[r] for r in before], n_before=n_before):
        rows = [now[row] for row in event.rows]
        theme_id = _going_on(event, known or {})
        if theme_id is None:
            if _is_burst([told[row] for row in rows]):
                continue
            theme_id = _event_id([told[row].text for row in rows])
            placed.titles[theme_id] = name_event(_wordings([told[row] for row in rows]), event.weights, nominal)
            placed.words[theme_id] = event.weights
        free = [r for r in before if told[r].theme_id is None or told[r].week not in frozen]
        for row in (*rows, *(r for r in free if foretold(event.weights, mentions[r].terms))):
            if not (placed.theme_ids[row] or "").startswith(_SETTLED):
                placed.theme_ids[row] = theme_id
                placed.scores[row] = event.score(mentions[row].terms)
    return placed


def telling(terms: Sequence[Term]) -> frozenset[str]:
    """List the terms that could name an event: no single syllables, which are slips of the analyser more often."""
    return frozenset(term.shown for term in terms if len(term.lemma) > 1)


def _going_on(event: Event, known: Mapping[str, Mapping[str, float]]) -> str | None:
    """Return the known event that says the same words, the one with most in common first."""
    shared = {theme_id: _overlap(event.weights, words) for theme_id, words in known.items() if words}
    best = min(shared, key=lambda theme_id: (-shared[theme_id], theme_id), default=None)
    return best if best is not None and shared[best] >= _SAME_EVENT else None


def _overlap(one: Mapping[str, float], other: Mapping[str, float]) -> float:
    """Measure what share of its news either event has in common with the other; a single common word is chance."""
    common = sorted(one.keys() & other.keys())
    if len(common) < min(2, len(one), len(other)):
        return 0.0
    return max(round(sum(words[term] for term in common) / sum(words.values()), 6) for words in (one, other))


def _is_burst(sentences: Sequence[Told]) -> bool:
    counts = Counter(one.theme_id for one in sentences if one.theme_id is not None)
    return any(n >= _SAME_THEME * len(sentences) for n in counts.values())


def _event_id(texts: Sequence[str]) -> str:
    """Name an event's theme by a hash of what was said first of it, in the order of code points."""
    founders = sorted(set(texts))[:_ID_FOUNDERS]
    return f"{FOUND}{blake2b(chr(31).join(founders).encode(), digest_size=6).hexdigest()}"


def _wordings(sentences: Sequence[Told]) -> list[Wording]:
    counts = Counter(one.text for one in sentences)
    terms = {one.text: one.terms for one in sentences}
    return [Wording(text, terms[text], counts[text]) for text in sorted(counts)]
