"""Correct: a person says how a sentence is to be read; it counts at once, and from enough of it the reader learns."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, get_args

from sqlalchemy import Connection

from nlp.labelling import LEARNABLE, NO, YES
from nlp.types import NO_REASON, Act
from voc.config import Settings
from voc.errors import DecisionError, UsageError
from voc.records import document_id
from voc.steps.asked import check_reason, check_source, check_stage
from voc.steps.curation.curate import Signature, ThemeChange, decide
from voc.steps.curation.decisions import Decision, Draft
from voc.steps.curation.desk import Desk
from voc.steps.lessons import Progress, progress_of
from voc.steps.workplace import Workplace
from voc.store import SentenceKey, current_edits, load_documents, sentence_fingerprint
from voc.store.corrections import ReadSentenceNow, documents_starting, places_of_words, sentences_now
from voc.store.shown import corrected

_WHY_OF = {"act": 0, "hesitation": 1, "reason": 2, "stage": 3}
_STORE_ID = re.compile(r"[0-9a-f]{32}")
_START_OF_ID = re.compile(r"[0-9a-f]{6,31}")


@dataclass(frozen=True, slots=True)
class Corrected:
    """What a correction changed, or would change.

    Attributes
    ----------
    labels : mapping of str to str
        What was entered, with what the given labels imply.
    implied : tuple of str
        The labels among them that nobody gave.
    before, now, machine : mapping of str to str
        Each label as it was shown, as it is shown now, and as the machine reads it.
    why : mapping of str to str
        How the machine came to it; empty where that is not known any more.
    n_sentences : int
        Sentences that it is about: with `everywhere` all that have the same words.
    step : int
        Place in the ledger; the next one in a dry run.
    weeks : tuple of str
        Weeks that were counted anew.
    progress : tuple of Progress
        How far learning is, label by label.
    changes : tuple of ThemeChange
        Themes whose weekly voices change, most voices first.
    """

    document_id: str
    sentence_index: int
    text: str
    labels: Mapping[str, str]
    implied: tuple[str, ...]
    before: Mapping[str, str]
    now: Mapping[str, str]
    machine: Mapping[str, str]
    why: Mapping[str, str]
    n_sentences: int
    step: int
    weeks: tuple[str, ...] = ()
    progress: tuple[Progress, ...] = field(default=())
    changes: tuple[ThemeChange, ...] = ()

    @property
    def confirmed(self) -> tuple[str, ...]:
        """Labels that the person gave as the machine had read them."""
        return tuple(label for label in self.labels if self.labels[label] == self.machine[label])


def correct(  # noqa: PLR0913 - what a person says of a sentence, and how it is to be taken
    place: Workplace,
    document: str,
    sentence_index: int,
    labels: Mapping[str, str],
    signed: Signature,
    *,
    everywhere: bool = False,
    dry_run: bool = False,
    expect: int | None = None,
) -> Corrected:
    """Enter what a person reads in a sentence; it outranks every model and stands through every later reading.

    The same value as the machine's is a correction too: it confirms.

    Parameters
    ----------
    document : str
        The store's id, at least its first 6 digits, or SOURCE:EXTERNAL_ID.
    sentence_index : int
        From 0, as in the listings.
    labels : mapping of str to str
        hesitation (yes, no), reason, stage, act; some or all.
    everywhere : bool
        Whether it is meant for every sentence of the same words that the store holds.

    expect : int or None
        Last step of the ledger that the person saw.

    Raises
    ------
    UsageError
        There is no such sentence, a value is not configured, or the labels contradict each other.
    """
    _check_values(place.settings, labels)
    with place.store.read() as connection:
        document = find_document(place.settings, connection, document)
        sentence = _sentence(connection, document, sentence_index)
        given = in_agreement(labels, sentence.shown["reason"])
        standing = current_edits(connection).corrections.get((document, sentence.fingerprint), {})
        also = _elsewhere(connection, sentence) if everywhere else []
    decided = decide(place, _decision(sentence, given, also), signed, dry_run=dry_run, expect=expect)
    with place.store.read() as connection:
        progress = progress_of(connection)
    return Corrected(
        document,
        sentence_index,
        sentence.text,
        labels=given,
        implied=tuple(label for label in given if label not in labels),
        before=_values(sentence.shown),
        now=_values(corrected(sentence.machine, {**standing, **given})),
        machine=_values(sentence.machine),
        why={label: sentence.why[place] for label, place in _WHY_OF.items() if place < len(sentence.why)},
        n_sentences=1 + len(also),
        step=decided.entry.seq,
        weeks=decided.weeks,
        progress=progress,
        changes=decided.changes,
    )


def find_document(settings: Settings, connection: Connection, name: str) -> str:
    """Find the store's id of a document by that id, the start of it, or its source and the id there.

    Raises
    ------
    UsageError
        There is none, or several ids start like this.
    """
    if _STORE_ID.fullmatch(name):
        found = [name] if load_documents(connection, [name]) else []
    elif _START_OF_ID.fullmatch(name):
        found = documents_starting(connection, name)
    elif ":" in name:
        source, external_id = name.split(":", 1)
        check_source(settings, connection, source)
        made = document_id(source, external_id)
        found = [made] if load_documents(connection, [made]) else []
    else:
        message = (
            f"'{name}' names no document. Give the store's id, its first 6 digits (0-9 a-f) or more, or "
            "SOURCE:EXTERNAL_ID. `voc search --json` shows ids."
        )
        raise UsageError(message)
    if len(found) > 1:
        raise UsageError(f"More than one document id starts with '{name}': {', '.join(found)}, ... Give more digits.")
    if not found:
        raise UsageError(f"There is no document '{name}'. `voc search --json` shows the ids of what customers wrote.")
    return found[0]


def in_agreement(labels: Mapping[str, str], shown_reason: str) -> dict[str, str]:
    """Add what labels imply: a sentence with a reason hesitates, one that does not hesitate has none.

    Parameters
    ----------
    shown_reason : str
        What is shown so far.

    Raises
    ------
    UsageError
        Nothing is given, or the labels contradict each other.

    Examples
    --------
    >>> in_agreement({"reason": "cost"}, "none")
    {'hesitation': 'yes', 'reason': 'cost'}
    >>> in_agreement({"hesitation": "no", "stage": "usage"}, "cost")
    {'hesitation': 'no', 'reason': 'none', 'stage': 'usage'}
    """
    if not labels:
        message = "Say what is to be read: --hesitation, --reason, --stage or --act; the same value confirms."
        raise DecisionError("no_labels", message)
    reason, hesitation = labels.get("reason"), labels.get("hesitation")
    if hesitation == NO and reason not in {None, NO_REASON}:
        message = f"A sentence without a hesitation has no reason, and '{reason}' was given. Leave out one of the two."
        raise DecisionError("reason_without_hesitation", message)
    if hesitation == YES and reason == NO_REASON:
        message = "A hesitation has a reason; 'none' was given. Name one, `other` where none of them covers it."
        raise DecisionError("hesitation_without_reason", message)
    if hesitation == YES and reason is None and shown_reason == NO_REASON:
        message = "No hesitation was read here, so no reason is known. Give it too: --reason R; `other` is one."
        raise DecisionError("hesitation_without_reason", message)
    implied: dict[str, str] = {}
    if reason is not None:
        implied["hesitation"] = NO if reason == NO_REASON else YES
    elif hesitation == NO:
        implied["reason"] = NO_REASON
    both = {**implied, **labels}
    return {label: both[label] for label in LEARNABLE if label in both}


def _check_values(settings: Settings, labels: Mapping[str, str]) -> None:
    for label, value in labels.items():
        if label == "reason":
            check_reason(settings, value)
        elif label == "stage":
            check_stage(settings, value)
        elif value not in (known := (YES, NO) if label == "hesitation" else get_args(Act)):
            raise UsageError(f"There is no {label} '{value}'. Known: {', '.join(known)}.")


def _sentence(connection: Connection, document: str, index: int) -> ReadSentenceNow:
    found = sentences_now(connection, document)
    if not found:
        message = f"Document {document} has no sentences: it was not read yet, or its words are gone."
        raise DecisionError("no_sentence", message)
    if not 0 <= index < len(found):
        last = f"They are counted from 0 to {len(found) - 1}." if len(found) > 1 else "It is sentence 0."
        plural = "sentences" if len(found) > 1 else "sentence"
        message = f"Document {document} has {len(found)} {plural}, and {index} was asked for. {last}"
        raise DecisionError("no_sentence", message)
    return found[index]


def _elsewhere(connection: Connection, sentence: ReadSentenceNow) -> list[SentenceKey]:
    """List where else the same words stand, alone or within a longer passage."""
    names = [sentence_fingerprint(sentence.text, alone=alone) for alone in (True, False)]
    here = (sentence.document_id, sentence.fingerprint)
    return [key for key in places_of_words(connection, names) if key != here]


def _decision(sentence: ReadSentenceNow, labels: Mapping[str, str], also: list[SentenceKey]) -> Decision:
    details: dict[str, Any] = {"fingerprint": sentence.fingerprint, "labels": dict(labels)}
    if also:
        details["also"] = [list(key) for key in also]

    def draft(_: Desk) -> Draft:
        return Draft("correct", sentence.document_id, details)

    return draft


def _values(reading: Mapping[str, Any]) -> dict[str, str]:
    hesitation = YES if reading["is_hesitation"] else NO
    return {"hesitation": hesitation, **{label: reading[label] for label in ("reason", "stage", "act")}}
