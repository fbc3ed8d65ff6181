"""Themes that belong together: where one came from, what went into it, and which others speak in the same words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from voc.store import MERGED, Edits, StoredTheme

Relation = Literal["took_in", "went_into", "split_from", "split_off"]

_N_SIMILAR, _N_WORDS = 6, 4
# One word in common is chance, unless little else is said.
_LEAST_SHARED = 0.2


@dataclass(frozen=True, slots=True)
class Relative:
    """Another theme that a person merged or split.

    Attributes
    ----------
    relation : str
        What this theme did with the other one: took_in, went_into, split_from, split_off.
    week : str or None
        When; None where the store does not tell.
    """

    theme_id: str
    title: str
    relation: Relation
    week: str | None


@dataclass(frozen=True, slots=True)
class Similar:
    """A theme that shares words with another.

    Attributes
    ----------
    words : tuple of str
        The shared ones as customers type them, the weightiest first.
    score : float
        Weight of the shared words among those of both, 0-1.
    """

    theme: StoredTheme
    words: tuple[str, ...]
    score: float


def lineage(edits: Edits, theme_id: str, themes: Mapping[str, StoredTheme]) -> list[Relative]:
    """List what people merged into a theme or split off it, and where it went or came from, by week."""
    found: list[tuple[str, Relation]] = [(other, "took_in") for other, into in edits.merges.items() if into == theme_id]
    if theme_id in edits.merges:
        found.append((edits.merges[theme_id], "went_into"))
    own = edits.splits.get(theme_id)
    if own:
        found.append((own.parent, "split_from" if own.is_active else "went_into"))
    found += [(child, "split_off") for child, one in edits.splits.items() if one.is_active and one.parent == theme_id]
    weeks = {mark.other: mark.week for mark in edits.marks if mark.theme == theme_id}
    relatives = [
        Relative(other, themes[other].title if other in themes else other, relation, weeks.get(other))
        for other, relation in found
    ]
    return sorted(relatives, key=lambda one: (one.week or "", one.relation, one.theme_id))


def similar_themes(theme: StoredTheme, others: Sequence[StoredTheme]) -> list[Similar]:
    """List themes that share keywords with one, the nearest first; merged and hidden ones are left out."""
    own = _weights(theme)
    found = []
    for other in others:
        if other.theme_id == theme.theme_id or other.hidden or other.state == MERGED:
            continue
        theirs = _weights(other)
        shared = sorted(own.keys() & theirs.keys(), key=lambda term: (-min(own[term], theirs[term]), term))
        score = _overlap(own, theirs)
        if score >= _LEAST_SHARED:
            surfaces = {str(one["term"]): str(one["surface"]) for one in theme.keywords}
            found.append(Similar(other, tuple(surfaces[term] for term in shared[:_N_WORDS]), score))
    return sorted(found, key=lambda one: (-one.score, one.theme.theme_id))[:_N_SIMILAR]


def _weights(theme: StoredTheme) -> dict[str, float]:
    return {str(one["term"]): float(one["score"]) for one in theme.keywords if float(one["score"]) > 0}


def _overlap(own: Mapping[str, float], theirs: Mapping[str, float]) -> float:
    """Weigh what two sets of words share against what they hold together."""
    terms = own.keys() | theirs.keys()
    both = sum(min(own.get(term, 0.0), theirs.get(term, 0.0)) for term in terms)
    either = sum(max(own.get(term, 0.0), theirs.get(term, 0.0)) for term in terms)
    return both / either if either else 0.0
