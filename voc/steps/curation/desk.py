"""What a decision about themes is made on: names that people type, turned into themes and sentences that exist."""

import difflib
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cached_property

from sqlalchemy import Connection

from voc.config import Settings
from voc.errors import DecisionError, UsageError
from voc.privacy import Masker
from voc.steps.existing import existing_store
from voc.steps.wiring import masker_of
from voc.store import (
    Edits,
    LedgerEntry,
    SentenceKey,
    ShownSentence,
    StoredTheme,
    load_themes,
    read_ledger,
    replay,
    shown_sentences,
)

_PLACE = re.compile(r"([0-9a-f]{32}):(\d{1,9})")


class Desk:
    """The themes, the ledger and the sentences of a store, as they are within one transaction."""

    def __init__(self, connection: Connection, settings: Settings) -> None:
        self.connection = connection
        self.settings = settings

    @cached_property
    def masker(self) -> Masker:
        """What takes personal data out of words that people type."""
        return masker_of(self.settings)

    @cached_property
    def entries(self) -> list[LedgerEntry]:
        """The ledger so far."""
        return read_ledger(self.connection)

    @cached_property
    def edits(self) -> Edits:
        """What stands of it."""
        return replay(self.entries)

    @cached_property
    def themes(self) -> dict[str, StoredTheme]:
        """All themes by id, as readers see them."""
        return {theme.theme_id: theme for theme in load_themes(self.connection)}

    def theme(self, name: str) -> StoredTheme:
        """Find a theme that stands for itself by its id, its key in the catalogue, or its exact title.

        Raises
        ------
        UsageError
            There is none of that name, several have it as their title, or it was merged into another.
        """
        found = self.any_theme(name)
        if self.edits.is_live(found.theme_id):
            return found
        held_by = self.themes[self.edits.resolve(found.theme_id) or ""]
        message = (
            f"'{found.title}' ({found.theme_id}) does not stand for itself: its sentences are shown in "
            f"'{held_by.title}' ({held_by.theme_id}). Name that one, or undo the step that did this (voc theme log)."
        )
        raise DecisionError("merged_away", message, title=found.title, held_by=held_by.title)

    def any_theme(self, name: str) -> StoredTheme:
        """Find a theme as `theme` does, also one that does not stand for itself any more, by id or key."""
        return self.by_id(name) or self._by_title(name)

    def by_id(self, name: str) -> StoredTheme | None:
        """Find a theme by its id or its key in the catalogue alone."""
        return self.themes.get(name) or self.themes.get(f"c_{name}")

    def sentences(self, places: Sequence[str]) -> list[ShownSentence]:
        """Find sentences that are named DOC:INDEX, in the order given.

        Raises
        ------
        UsageError
            A name cannot be read, or there is no such sentence.
        """
        wanted = [_place(place) for place in places]
        found = {
            (one.document_id, one.sentence_index): one
            for one in shown_sentences(self.connection, of_documents=sorted({document for document, _ in wanted}))
        }
        for document, index in wanted:
            if (document, index) not in found:
                message = (
                    f"There is no sentence {document}:{index}. `voc theme show THEME` lists the sentences of a theme "
                    "with their names."
                )
                raise DecisionError("no_sentence", message)
        return [found[place] for place in wanted]

    def held_by(self, theme_id: str) -> list[ShownSentence]:
        """List all sentences that readers find under a theme."""
        return shown_sentences(self.connection, theme=theme_id)

    def _by_title(self, name: str) -> StoredTheme:
        same = [theme for theme in self.themes.values() if theme.title == name and self.edits.is_live(theme.theme_id)]
        if len(same) == 1:
            return same[0]
        if same:
            listed = ", ".join(theme.theme_id for theme in same)
            message = f"{len(same)} themes have the title '{name}': {listed}. Name one by its id."
            raise UsageError(message)
        known = [*self.themes, *(theme.title for theme in self.themes.values())]
        near = difflib.get_close_matches(name, known, n=1)
        hint = f" Did you mean '{near[0]}'?" if near else ""
        message = f"There is no theme '{name}'.{hint} Name it by id, catalogue key or exact title: `voc show themes`."
        raise DecisionError("no_theme", message)


@contextmanager
def open_desk(settings: Settings) -> Iterator[Desk]:
    """Open the store of a configuration to look at its themes.

    Raises
    ------
    StoreError
        There is no store yet, or it cannot be opened.
    """
    with existing_store(settings) as store, store.read() as connection:
        yield Desk(connection, settings)


def keys_of(sentences: Sequence[ShownSentence]) -> list[SentenceKey]:
    """Name sentences by document and words, each once, in canonical order."""
    return sorted({(one.document_id, one.fingerprint) for one in sentences})


def _place(name: str) -> tuple[str, int]:
    match = _PLACE.fullmatch(name.strip())
    if match is None:
        message = (
            f"'{name}' names no sentence. Sentences are written DOC:INDEX, the store's id of the document (32 digits "
            "0-9 a-f) and the sentence's number from 0. `voc theme show THEME` lists them."
        )
        raise DecisionError("no_sentence", message)
    return match[1], int(match[2])
