"""Discover: what the pool of unplaced hesitations has in common becomes themes; what has a theme keeps it."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from nlp.placing import cluster_to_bytes, space_to_bytes
from nlp.themebook import Theme, Themebook, catalogue_id
from nlp.types import Reading, Sentence
from voc.planning.figures import HISTORY_WEEKS
from voc.steps.events import place_events
from voc.steps.workplace import Workplace
from voc.store import (
    HeldSentence,
    Space,
    StoredTheme,
    ThemeChoice,
    frozen_weeks,
    hesitations,
    load_themes,
    save_space,
    save_themes,
    set_themes,
)
from voc.weeks import shift_week, weeks_between


def discover(place: Workplace, week: str, *, run_id: str = "", dry_run: bool = False) -> int:
    """Find themes among the hesitations of the last twelve weeks that no theme holds, and place them.

    First come the events of the week: words that jumped together make a theme of their own, also out of sentences that
    the catalogue holds, as long as their week is not frozen. Nothing else moves. Known themes get new centres, keywords
    and exemplars from what they hold; their ids and titles stay. Everything is one transaction: either the new space
    with its themes and placings, or nothing.

    Returns
    -------
    int
        Themes that did not exist before.
    """
    weeks = weeks_between(shift_week(week, 1 - HISTORY_WEEKS), week)
    with place.store.read() as connection:
        held = hesitations(connection, weeks)
        known = {theme.theme_id: theme for theme in load_themes(connection)}
        frozen = frozen_weeks(connection)
    if not held:
        return 0
    place.report("finding themes", 0, None)
    events = place_events(held, week, frozen=frozen, nominal=place.reader.nominal)
    book = place.reader.themebook_maker().make(
        [_as_sentence(one) for one in held], [True] * len(held), scope="hesitation", held=events.theme_ids
    )
    new = [theme for theme in book.themes if theme.id not in known]
    if dry_run:
        return len(new)
    themes = [
        _stored(replace(theme, title=events.titles.get(theme.id, theme.title)), known.get(theme.id), held, book, run_id)
        for theme in book.themes
    ]
    moved = [
        ThemeChoice(one.document_id, one.sentence_index, theme_id, events.scores.get(row, score), book.space.version)
        for row, (one, theme_id, score) in enumerate(zip(held, book.theme_ids, book.scores, strict=True))
        if theme_id is not None and theme_id != one.theme_id
    ]
    with place.store.begin() as connection:
        save_space(connection, Space(book.space.version, space_to_bytes(book.space), week))
        save_themes(connection, themes)
        set_themes(connection, moved)
    return len(new)


def catalogue_themes(place: Workplace) -> list[StoredTheme]:
    """Return the themes of the catalogue as the store keeps them."""
    return [
        StoredTheme(catalogue_id(theme.key), theme.title, theme.reason, theme.stage)
        for theme in place.settings.knowledge().themes
    ]


def _as_sentence(one: HeldSentence) -> Sentence:
    reading = Reading(
        "complaint", 1.0, is_hesitation=True, reason=one.reason, reason_score=1.0, stage=one.stage, stage_score=1.0
    )
    return Sentence(0, len(one.text), one.text, one.terms, reading)


def _stored(
    theme: Theme, known: StoredTheme | None, held: Sequence[HeldSentence], book: Themebook, run_id: str
) -> StoredTheme:
    keywords = tuple({"term": k.term, "surface": k.surface, "score": k.score} for k in theme.portrait.keywords)
    return StoredTheme(
        theme_id=theme.id,
        title=known.title if known else theme.title,
        reason=known.reason if known else theme.reason,
        stage=known.stage if known else theme.stage,
        keywords=keywords,
        exemplars=_exemplars(theme, held, book.theme_ids),
        first_week=known.first_week if known else None,
        state=known.state if known else "new",
        origin=known.origin if known else "discovered",
        created_in_run=run_id or None,
        hidden=known.hidden if known else False,
        pinned=known.pinned if known else False,
        payload=cluster_to_bytes(theme.cluster) if theme.cluster else None,
    )


def _exemplars(
    theme: Theme, held: Sequence[HeldSentence], theme_ids: Sequence[str | None]
) -> tuple[Mapping[str, object], ...]:
    """Name the document and the place of each exemplar: the first in which its words stand."""
    places: dict[str, HeldSentence] = {}
    for one, theme_id in zip(held, theme_ids, strict=True):
        if theme_id == theme.id:
            places.setdefault(one.text, one)
    return tuple(
        {"doc_id": places[text].document_id, "sentence_index": places[text].sentence_index, "text": text}
        for text in theme.portrait.exemplars
        if text in places
    )
