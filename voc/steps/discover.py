"""Discover: what the pool of unplaced hesitations has in common becomes themes; what has a theme keeps it."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from nlp.event_themes import EventThemes, event_themes
from nlp.placing import Anchor, Placer, anchor_from_bytes, anchor_to_bytes, space_to_bytes
from nlp.themebook import Theme, Themebook
from voc.steps.catalogue import configured_ids, is_out_of_use
from voc.steps.frozen import anchors_in_use
from voc.steps.parts import part_anchors, with_anchors
from voc.steps.propose import as_sentence, suggested
from voc.steps.recent import Recent, pool_left_out, recent_hesitations
from voc.steps.unpacking import unpacked
from voc.steps.workplace import Workplace
from voc.store import (
    Edits,
    HeldSentence,
    Space,
    StoredTheme,
    ThemeChoice,
    current_edits,
    current_space,
    frozen_weeks,
    machine_themes,
    save_proposals,
    save_space,
    save_themes,
    sentences_of,
    set_themes,
)

# Fewer voices make no theme that a marketer could plan for; their sentences stay in the pool until more say so.
_LEAST_VOICES = 4
# A keyword is said by more than one person: one person's word may be a name.
_LEAST_SPEAKERS = 2


@dataclass(frozen=True)
class _Known:
    """What the store holds before a discovery; `held` are the recent hesitations that a theme may take."""

    held: list[HeldSentence]
    recent: Recent
    themes: Mapping[str, StoredTheme]
    anchors: Mapping[str, Anchor]
    frozen: list[str]
    space: Space | None
    edits: Edits
    founders: list[HeldSentence]


def discover(place: Workplace, week: str, *, run_id: str = "", dry_run: bool = False) -> int:
    """Find themes among the hesitations of the last twelve weeks that no theme holds, and place them.

    First come the events of the week: words that jumped together make a theme of their own, also out of sentences that
    the catalogue holds, as long as their week is not frozen. Nothing else moves. Known themes get new centres, keywords
    and exemplars from what they hold; their ids and titles stay. What looks like one theme in two, or two in one, is
    proposed to people. Everything is one transaction: either the new space
    with its themes and placings, or nothing. A second run over the same sentences, or one for a week before the last
    one discovered, changes nothing.

    Returns
    -------
    int
        Themes that did not exist before.
    """
    known = _known(place, week)
    if not known.held or (known.space and (known.space.created_week or "") > week):
        return 0
    place.report("finding themes", 0, None)
    events = event_themes(
        known.held,
        week,
        place.reader.nominal,
        frozen=known.frozen,
        known={theme_id: anchor.words for theme_id, anchor in known.anchors.items() if anchor.words},
    )
    sentences = [as_sentence(one) for one in known.held]
    maker = place.reader.themebook_maker()
    book = maker.make(sentences, [True] * len(sentences), scope="hesitation", held=events.theme_ids)
    if known.space and (known.space.version, known.space.created_week) == (book.space.version, week):
        return 0
    passed_over = _too_small(book, known, events) | _out_of_use(place, book)
    themes = [theme for theme in book.themes if theme.id not in passed_over]
    n_new = sum(theme.id not in known.themes for theme in themes)
    if not dry_run:
        parts = part_anchors(known.edits, known.founders, known.held, book.space, place.reader.encoder)
        said = _by_theme(known.held, book.theme_ids)
        made = [_stored(theme, known, events, said[theme.id], run_id) for theme in themes]
        stored = with_anchors(made, known.themes, parts)
        moved = _moved(book, known, events, passed_over) + _placed_beside(place, book, known, stored)
        now = [theme_id if theme_id not in passed_over else None for theme_id in book.theme_ids]
        proposals = suggested(week, known.held, now, known.edits, maker.proposer(book.space))
        with place.store.begin() as connection:
            save_space(connection, Space(book.space.version, space_to_bytes(book.space), week))
            save_themes(connection, stored)
            set_themes(connection, moved)
            save_proposals(connection, proposals)
    return n_new


def _known(place: Workplace, week: str) -> _Known:
    with place.store.read() as connection:
        themes = {theme.theme_id: theme for theme in machine_themes(connection)}
        edits, recent = current_edits(connection), recent_hesitations(connection, week)
        return _Known(
            held=[one for one in recent.held if not one.is_taken_out],
            recent=recent,
            themes=themes,
            anchors={
                key: unpacked(f"the centre of theme {key}", anchor_from_bytes, theme.payload)
                for key, theme in themes.items()
                if theme.payload
            },
            frozen=frozen_weeks(connection),
            space=current_space(connection),
            edits=edits,
            founders=sentences_of(connection, [key for split in edits.splits.values() for key in split.founders]),
        )


def _too_small(book: Themebook, known: _Known, events: EventThemes) -> set[str]:
    """List the new themes that too few voices speak for."""
    voices: dict[str, set[str]] = {}
    for one, theme_id in zip(known.held, book.theme_ids, strict=True):
        if theme_id is not None:
            voices.setdefault(theme_id, set()).add(one.document_id)
    return {
        theme.id
        for theme in book.themes
        if theme.id not in known.themes and theme.id not in events.words and len(voices[theme.id]) < _LEAST_VOICES
    }


def _out_of_use(place: Workplace, book: Themebook) -> set[str]:
    """List the themes that the catalogue has no more: they draw in nothing, and nothing is proposed of them."""
    configured = configured_ids(place.settings)
    return {theme.id for theme in book.themes if is_out_of_use(theme.id, configured)}


def _moved(book: Themebook, known: _Known, events: EventThemes, passed_over: set[str]) -> list[ThemeChoice]:
    version = book.space.version
    return [
        ThemeChoice(one.document_id, one.sentence_index, theme_id, events.scores.get(row, score), version)
        for row, (one, theme_id, score) in enumerate(zip(known.held, book.theme_ids, book.scores, strict=True))
        if theme_id is not None and theme_id != one.theme_id and theme_id not in passed_over
    ]


def _placed_beside(
    place: Workplace, book: Themebook, known: _Known, stored: Sequence[StoredTheme]
) -> list[ThemeChoice]:
    """Place what was not looked at, and no theme holds, as a night would with the new space."""
    if not known.recent.left_out:
        return []
    themes = {**known.themes, **{theme.theme_id: theme for theme in stored}}
    payloads = anchors_in_use(themes.values(), known.edits, configured_ids(place.settings))
    anchors = {theme_id: anchor_from_bytes(payload) for theme_id, payload in payloads.items()}
    placer = Placer(place.reader.encoder, book.space, anchors, known.edits.merges)
    choices = []
    with place.store.read() as connection:
        for some in pool_left_out(connection, known.recent):
            placed = placer.place([as_sentence(one) for one in some])
            choices += [
                ThemeChoice(one.document_id, one.sentence_index, theme_id, score, placer.version)
                for one, (theme_id, score) in zip(some, placed, strict=True)
                if theme_id is not None
            ]
    return choices


def _by_theme(held: Sequence[HeldSentence], theme_ids: Sequence[str | None]) -> Mapping[str, list[HeldSentence]]:
    said: defaultdict[str, list[HeldSentence]] = defaultdict(list)
    for one, theme_id in zip(held, theme_ids, strict=True):
        if theme_id is not None:
            said[theme_id].append(one)
    return said


def _stored(theme: Theme, known: _Known, events: EventThemes, said: Sequence[HeldSentence], run_id: str) -> StoredTheme:
    words = [(one.document_id, {term.shown for term in one.terms}) for one in said]
    anchor = Anchor(theme.cluster, events.words.get(theme.id) or _words(known, theme.id))
    facts = StoredTheme(
        theme_id=theme.id,
        title=events.titles.get(theme.id, theme.title),
        reason=theme.reason,
        stage=theme.stage,
        origin="discovered",
        created_in_run=run_id or None,
    )
    return replace(
        known.themes.get(theme.id, facts),
        keywords=tuple(
            {"term": k.term, "surface": k.surface, "score": k.score}
            for k in theme.portrait.keywords
            if _speakers(k.term, words) >= _LEAST_SPEAKERS
        ),
        exemplars=_exemplars(theme, said),
        payload=anchor_to_bytes(anchor),
    )


def _speakers(term: str, said: Sequence[tuple[str, set[str]]]) -> int:
    """Count the documents that use a word, or all words of a phrase."""
    parts = set(term.split())
    return len({document for document, shown in said if term in shown or parts <= shown})


def _words(known: _Known, theme_id: str) -> Mapping[str, float]:
    return known.anchors[theme_id].words if theme_id in known.anchors else {}


def _exemplars(theme: Theme, said: Sequence[HeldSentence]) -> tuple[Mapping[str, object], ...]:
    """Name the document and the place of each exemplar: the first in which its words stand."""
    places: dict[str, HeldSentence] = {}
    for one in said:
        places.setdefault(one.text, one)
    return tuple(
        {"doc_id": places[text].document_id, "sentence_index": places[text].sentence_index, "text": text}
        for text in theme.portrait.exemplars
        if text in places
    )
