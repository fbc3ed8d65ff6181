"""The events of a week as themes of their own: which sentences they take, what they are called."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from hashlib import blake2b

from nlp.emerging import Event, Mention, find_events, foretold
from nlp.event_titles import name_event
from nlp.titles import Member
from voc.store import HeldSentence

# An event that lies this much inside one theme is that theme's burst and needs no theme of its own.
_SAME_THEME = 0.6
_ID_FOUNDERS = 12
_FOUND = "d_"


@dataclass(slots=True)
class PlacedEvents:
    """Themes of sentences once the events have taken theirs.

    Attributes
    ----------
    theme_ids : list of str or None
        Per sentence given.
    titles : dict of str to str
        Titles of the events' themes, in the words that made them events.
    scores : dict of int to float
        How surely a sentence (by position) belongs to its event, 0-1.
    """

    theme_ids: list[str | None]
    titles: dict[str, str] = field(default_factory=dict)
    scores: dict[int, float] = field(default_factory=dict)


def place_events(
    held: Sequence[HeldSentence], week: str, *, frozen: Sequence[str], nominal: Callable[[str], str]
) -> PlacedEvents:
    """Find the events of a week among the hesitations of some weeks, and give them their sentences.

    Parameters
    ----------
    held : sequence of HeldSentence
        Hesitations of the week and of those before it.
    frozen : sequence of str
        Weeks whose brief has been handed out: their sentences stay where they are.
    nominal : callable
        Predicate to noun, see `Tokenizer.nominal`.
    """
    placed = PlacedEvents([one.theme_id for one in held])
    if week in frozen:
        return placed
    mentions = [Mention(one.document_id, frozenset(_telling(one))) for one in held]
    now = [row for row, one in enumerate(held) if one.week == week]
    before = [row for row, one in enumerate(held) if one.week != week]
    n_before = len({held[row].week for row in before})
    for event in find_events([mentions[r] for r in now], [mentions[r] for r in before], n_before=n_before):
        rows = [now[row] for row in event.rows]
        if _is_known([held[row] for row in rows]):
            continue
        theme_id = _event_id([held[row] for row in rows])
        placed.titles[theme_id] = _title(event, [held[row] for row in rows], nominal)
        earlier = [r for r in before if held[r].week not in frozen and foretold(event, mentions[r].terms)]
        for row in (*rows, *earlier):
            if not (held[row].theme_id or "").startswith(_FOUND):
                placed.theme_ids[row] = theme_id
                placed.scores[row] = event.score(mentions[row].terms)
    return placed


def _telling(one: HeldSentence) -> set[str]:
    """List the terms that could name an event: no single syllables, which are slips of the analyser more often."""
    return {term.shown for term in one.terms if len(term.lemma) > 1}


def _is_known(sentences: Sequence[HeldSentence]) -> bool:
    counts = Counter(one.theme_id for one in sentences)
    _, n = counts.most_common(1)[0]
    known = [theme for theme, m in counts.items() if m == n and theme is not None]
    return bool(known) and n >= _SAME_THEME * len(sentences)


def _event_id(sentences: Sequence[HeldSentence]) -> str:
    texts = sorted({one.text for one in sentences})[:_ID_FOUNDERS]
    return f"{_FOUND}{blake2b(chr(31).join(texts).encode(), digest_size=6).hexdigest()}"


def _title(event: Event, sentences: Sequence[HeldSentence], nominal: Callable[[str], str]) -> str:
    counts = Counter(one.text for one in sentences)
    terms = {one.text: one.terms for one in sentences}
    members = [Member(text, terms[text], counts[text]) for text in sorted(counts)]
    return name_event(members, event.weights, nominal)
