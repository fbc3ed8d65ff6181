"""The events of a dated file's last week: the same search as in the store, before the themes of the file are found."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from nlp.themebook import Scope, Themebook, catalogue_id
from nlp.types import Sentence, Term
from voc.steps.one_file.intake import FileDocument
from voc.weeks import shift_week

if TYPE_CHECKING:
    from nlp.event_themes import EventThemes


@dataclass(frozen=True, slots=True)
class _Told:
    document_id: str
    text: str
    terms: Sequence[Term]
    theme_id: str | None
    week: str | None


def file_events(
    documents: Sequence[FileDocument],
    sentences: Sequence[Sequence[Sentence]],
    scope: Scope,
    nominal: Callable[[str], str],
) -> "EventThemes | None":
    """Find the events of a file's last week; None where no row has a date.

    Parameters
    ----------
    sentences : sequence of sequence of Sentence
        Per document, in the same order.
    nominal : callable
        Predicate to noun, see `Tokenizer.nominal`.

    Returns
    -------
    EventThemes or None
        Over all sentences in their order; copies follow the document that they repeat, and found nothing.
    """
    weeks = [document.week for document in documents if document.week is not None]
    if not weeks:
        return None
    # Loaded here: the statistics take most of a second, and many files have no dates.
    from nlp.event_themes import event_themes  # noqa: PLC0415 - see above
    from voc.planning.figures import HISTORY_WEEKS  # noqa: PLC0415 - see above

    last = max(weeks)
    told = [
        _told(document, sentence, scope, first=shift_week(last, 1 - HISTORY_WEEKS))
        for document, of_document in zip(documents, sentences, strict=True)
        for sentence in of_document
    ]
    found = event_themes(told, last, nominal)
    originals = {told[row].text: (found.theme_ids[row], score) for row, score in found.scores.items()}
    flat_copies = [d.copy_of is not None for d, s in zip(documents, sentences, strict=True) for _ in s]
    for row, (one, is_copy) in enumerate(zip(told, flat_copies, strict=True)):
        if is_copy and one.text in originals:
            found.theme_ids[row], found.scores[row] = originals[one.text]
    return found


def with_events(book: Themebook, events: "EventThemes") -> Themebook:
    """Give the themes of events their own titles, and their sentences the scores of the event."""
    themes = tuple(replace(theme, title=events.titles.get(theme.id, theme.title)) for theme in book.themes)
    scores = [events.scores.get(row, score) for row, score in enumerate(book.scores)]
    return replace(book, themes=themes, scores=scores)


def _told(document: FileDocument, sentence: Sentence, scope: Scope, *, first: str) -> _Told:
    """Describe a sentence to the search; what is no hesitation, a copy, undated or old takes no part."""
    reading = sentence.reading
    can_have_theme = bool(sentence.terms) and (scope == "all" or reading.is_hesitation)
    takes_part = reading.is_hesitation and document.copy_of is None and (document.week or "") >= first
    theme_id = catalogue_id(reading.theme) if can_have_theme and reading.theme else None
    return _Told(document.doc_id, sentence.text, sentence.terms, theme_id, document.week if takes_part else None)
