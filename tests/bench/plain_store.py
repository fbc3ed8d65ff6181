"""Fills a store with generated texts without the analyser: each eojeol is a term, each line and sentence a reading.

What is measured on it is the store, not the reading: the shape of the rows is that of a real store, their labels are
made up from the words.
"""

import re
from collections.abc import Iterator
from datetime import datetime
from hashlib import blake2b
from itertools import islice

from growth_texts import Voice, voices

from nlp.types import Reading, Term
from voc.records import Document, Rating, document_id
from voc.store import CachedReading, ReadDocument, ReadSentence, Store, save_page, save_readings, sentence_fingerprint
from voc.weeks import SEOUL, week_of

_FIRST = datetime(2026, 1, 5)  # noqa: DTZ001 - the generator counts in days of Seoul
_PAGE = 1000
_END = re.compile(r"(?<=[.!?])\s+|\n")
_REASONS = ("defect", "access", "price", "speed", "trust", "none")
_STAGES = ("onboarding", "usage", "fulfilment", "support")


def fill(store: Store, n: int, *, n_days: int = 300, seed: int = 1) -> None:
    """Save and read `n` generated documents."""
    made = map(_document, voices(n, first=_FIRST, n_days=n_days, seed=seed))
    while page := list(islice(made, _PAGE)):
        with store.begin() as connection:
            save_page(connection, page, run_id="bench")
            save_readings(connection, [_read(one) for one in page], analysis_version="bench")


def _document(voice: Voice) -> Document:
    at = voice.at.replace(tzinfo=SEOUL)
    return Document(
        id=document_id(voice.source.name, voice.key),
        source=voice.source.name,
        external_id=voice.key,
        kind=voice.source.kind,
        channel=voice.source.name,
        title=None,
        text=voice.text,
        created_at=at,
        created_precision="second",
        tz_assumed=True,
        updated_at=None,
        week=week_of(at),
        author_hash=_digest(voice.author),
        parent_id=None,
        completeness="full",
        rating=None if voice.rating is None else Rating(voice.rating, 1, 5),
        url=None,
        language="ko",
        product=None,
        app_version=None,
        tags=(),
        segment={},
        removed_at=None,
        fingerprint=_digest(voice.text),
    )


def _read(document: Document) -> ReadDocument:
    spans = list(_spans(document.text))
    return ReadDocument(document.id, document.fingerprint, tuple(_sentence(document.text, *span) for span in spans))


def _spans(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    for end in (*_END.finditer(text), None):
        stop = len(text) if end is None else end.start()
        if text[start:stop].strip():
            yield start, stop
        start = stop if end is None else end.end()


def _sentence(text: str, start: int, end: int) -> ReadSentence:
    words = text[start:end]
    terms = [
        Term(one[0][:3], one[0], negated=False, start=one.start(), end=one.end()) for one in re.finditer(r"\S+", words)
    ]
    chance = int(_digest(words)[:4], 16)
    reading = Reading(
        act="complaint" if chance % 2 else "statement",
        hesitation=chance / 65536,
        is_hesitation=bool(chance % 2),
        reason=_REASONS[chance % len(_REASONS)],
        reason_score=0.8,
        stage=_STAGES[chance % len(_STAGES)],
        stage_score=0.7,
        why=("rule",),
    )
    return ReadSentence(start, end, sentence_fingerprint(words), CachedReading(reading, tuple(terms)))


def _digest(text: str) -> str:
    return blake2b(text.encode(), digest_size=16).hexdigest()
