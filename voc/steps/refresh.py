"""Refresh: read anew what an older version of the analysis read; what it leaves alike keeps its theme."""

from collections.abc import Collection
from dataclasses import dataclass, field, replace

from voc.errors import UsageError
from voc.steps.analyst import Analyst
from voc.steps.catalogue import configured_ids, is_from_catalogue, is_out_of_use, save_catalogue
from voc.steps.mending import mend_readings
from voc.steps.messages.reading import read_messages
from voc.steps.night import turn
from voc.steps.own_words import learn_anew
from voc.steps.reading import Batch
from voc.steps.spread.readers import labelled
from voc.steps.summarise import summarise
from voc.steps.workplace import Workplace
from voc.store import (
    Edits,
    HeldReading,
    ReadSentence,
    SentenceKey,
    ThemeChoice,
    count_outdated,
    current_edits,
    documents_to_read,
    drop_other_readings,
    readings_held,
    save_readings,
    set_themes,
)

# Documents per transaction: a kill loses at most some seconds of work.
_BATCH = 500
_READING = "reading anew"
# What a dry run reads to tell how much would change; ids are hashes, so that the first are as good as any.
_SAMPLE = 300


@dataclass(slots=True)
class Refreshed:
    """What reading anew changed; copies are counted like any other document.

    Attributes
    ----------
    n_outdated : int
        Documents that an older version had read.
    n_documents, n_sentences : int
        Read now; in a dry run those of a sample.
    relabelled, moved : set of str
        Documents with a sentence that reads otherwise now, or that the machine puts into another theme.
    n_relabelled, n_moved : int
        Sentences of the same words of which that is true.
    n_recut : int
        Sentences that did not stand like this before.
    n_stray : int
        Decisions of people about sentences that do not stand like this any more. They are kept, without effect.
    weeks : list of str
        Counted anew.
    """

    n_outdated: int
    n_documents: int = 0
    n_sentences: int = 0
    relabelled: set[str] = field(default_factory=set)
    moved: set[str] = field(default_factory=set)
    n_relabelled: int = 0
    n_moved: int = 0
    n_recut: int = 0
    n_stray: int = 0
    unreadable: dict[str, str] = field(default_factory=dict)
    weeks: list[str] = field(default_factory=list)


def refresh(place: Workplace, *, own_words: bool = False, dry_run: bool = False) -> Refreshed:
    """Read every document anew that another version of the analysis has read.

    In batches, each a transaction of its own: broken off and called again, it goes on where it was. A sentence whose
    words and hesitation are as before keeps its theme if that was found in the data or split off, or if the catalogue
    still has it and says the same of the sentence as before; every other is placed anew. What people moved and
    corrected holds as before. Readings that were damaged on the disk are made anew as well.

    Parameters
    ----------
    own_words : bool
        Learn anew from the store's texts before reading, see `voc.steps.own_words`.
    dry_run : bool
        Count what is outdated, and read a sample of it to tell how much would change; nothing is stored.

    Raises
    ------
    UsageError
        There are too few texts to learn from.
    """
    with turn(place, dry_run=dry_run):
        if own_words and not learn_anew(place, dry_run=dry_run):
            raise UsageError(
                "The store holds too few sentences that the rules read surely to learn from: 200 that hesitate and 200 "
                "that do not are needed. Refresh without --own-words, or wait for more customers."
            )
        with place.store.read() as connection:
            done = Refreshed(count_outdated(connection, place.reader.version))
        analyst = Analyst(place, done.unreadable)
        if dry_run:
            _sample(place, analyst, done)
            return done
        save_catalogue(place)
        place.report(_READING, 0, done.n_outdated)
        with analyst.at_work(done.n_outdated, _BATCH) as readers:
            for batch in analyst.read_waiting(readers, _BATCH, outdated=True):
                _keep(place, analyst, batch, done)
                place.report(labelled(_READING, readers), done.n_documents, max(done.n_outdated, done.n_documents))
        with place.store.begin() as connection:
            drop_other_readings(connection, analyst.version)
        # Behind what gets rid of the damaged ones of other versions, before words are counted.
        mend_readings(place)
        done.weeks += summarise(place)
        read_messages(place)
        return done


def _sample(place: Workplace, analyst: Analyst, done: Refreshed) -> None:
    if not done.n_outdated:
        return
    with place.store.read() as connection:
        waiting = documents_to_read(connection, analyst.version, _SAMPLE)
    batch = analyst.read(waiting)
    with place.store.read() as connection:
        held = readings_held(connection, [one.id for one in waiting])
        edits = current_edits(connection)
    _compare(batch, held, edits, done, configured_ids(place.settings))


def _keep(place: Workplace, analyst: Analyst, batch: Batch, done: Refreshed) -> None:
    with place.store.begin() as connection:
        held = readings_held(connection, [one.id for one in batch.read])
        choices = _compare(batch, held, current_edits(connection), done, configured_ids(place.settings))
        save_readings(connection, batch.read, analysis_version=analyst.version)
        set_themes(connection, choices)


def _compare(
    batch: Batch,
    held: dict[SentenceKey, HeldReading],
    edits: Edits,
    done: Refreshed,
    configured: Collection[str],
) -> list[ThemeChoice]:
    """Choose between the old theme and the new one for each sentence, and count what changes."""
    sentences = [(document.id, one) for document in batch.read for one in document.sentences]
    found = {(document_id, one.fingerprint) for document_id, one in sentences}
    choices = []
    for (document_id, sentence), choice in zip(sentences, batch.choices, strict=True):
        was = held.get((document_id, sentence.fingerprint))
        chosen = _kept(was, sentence, choice, configured)
        choices.append(chosen)
        if was is None:
            done.n_recut += 1
            continue
        if _labels(was) != _labels(sentence.in_context or sentence.read.reading):
            done.n_relabelled += 1
            done.relabelled.add(document_id)
        if was.placed_theme_id != chosen.theme_id:
            done.n_moved += 1
            done.moved.add(document_id)
    done.n_documents += len(batch.read)
    done.n_sentences += len(sentences)
    done.n_stray += len((held.keys() - found) & (edits.moves.keys() | edits.corrections.keys()))
    return choices


def _kept(was: HeldReading | None, now: ReadSentence, choice: ThemeChoice, configured: Collection[str]) -> ThemeChoice:
    """Return the choice that stands: the old theme where nothing that speaks against it has changed."""
    reading = now.in_context or now.read.reading
    if was is None or was.assigned_with is None or was.is_hesitation != reading.is_hesitation:
        return choice
    theme_id = was.placed_theme_id
    if theme_id is not None and is_out_of_use(theme_id, configured):
        return choice
    is_found = theme_id is not None and not is_from_catalogue(theme_id)
    if not is_found and was.catalogue_theme != now.read.reading.theme:
        return choice
    return replace(choice, theme_id=theme_id, theme_score=was.theme_score, assigned_with=was.assigned_with)


def _labels(reading: object) -> tuple[object, ...]:
    return tuple(getattr(reading, name) for name in ("act", "is_hesitation", "reason", "stage"))
