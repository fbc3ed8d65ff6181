"""Stores with voices whose every figure is known: for tests of figures, words, quotes and briefs."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, time, timedelta
from pathlib import Path

from nlp.types import Act, Reading, Sentence, Term
from voc.records import Document, Rating, document_id
from voc.store import (
    CachedReading,
    ReadDocument,
    ReadSentence,
    Store,
    StoredTheme,
    ThemeChoice,
    count_weeks,
    load_themes,
    open_store,
    save_page,
    save_readings,
    save_themes,
    sentence_fingerprint,
    set_themes,
)
from voc.weeks import monday_of, shift_week

VERSION = "v1"


@dataclass(frozen=True)
class Said:
    """One voice of one sentence.

    Attributes
    ----------
    theme : str
        Its theme, which is made with this as id and title; empty for none.
    segment : mapping of str to str
        Which kinds of customer say it.
    """

    week: str
    text: str = "환급이 안 와요"
    source: str = "앱리뷰"
    theme: str = ""
    reason: str = "delay"
    stage: str = "fulfilment"
    rating: Rating | None = None
    hesitates: bool = True
    act: Act = "complaint"
    segment: Mapping[str, str] = field(default_factory=dict)


@contextmanager
def planted(folder: Path, voices: Iterable[Said], morphemes: Mapping[str, int] | None = None) -> Iterator[Store]:
    """Open a store that holds these voices, read and counted."""
    with open_store(f"sqlite:///{folder}/voc.db") as store:
        plant(store, voices, morphemes)
        yield store


def plant(store: Store, voices: Iterable[Said], morphemes: Mapping[str, int] | None = None, first: int = 0) -> None:
    """Add voices; their keys are their places, counted from `first`."""
    said = list(enumerate(voices, first))
    documents = [_document(number, one) for number, one in said]
    with store.begin() as connection:
        save_page(connection, documents, run_id="run")
        read = [_read(document, one, morphemes or {}) for document, (_, one) in zip(documents, said, strict=True)]
        save_readings(connection, read, analysis_version=VERSION)
        known = {theme.theme_id for theme in load_themes(connection)}
        new = {one.theme: one for _, one in said if one.theme and one.theme not in known}
        save_themes(connection, [StoredTheme(key, key, one.reason, one.stage) for key, one in new.items()])
        choices = [
            ThemeChoice(document.id, 0, one.theme, 0.9, "s1")
            for document, (_, one) in zip(documents, said, strict=True)
            if one.theme
        ]
        set_themes(connection, choices)
        count_weeks(connection)


def sentence(text: str, morphemes: Mapping[str, int] | None = None) -> Sentence:
    """Read a sentence the plain way: every eojeol without its last letter 가, 이, 를, 을, 은 or 는 is a noun.

    A word in -요 is a predicate, its lemma 다 instead of 요; 안 negates the next word and is no term.
    """
    terms, place, negated = [], 0, False
    for word in text.split():
        place = text.index(word, place)
        if word == "안":
            negated = True
            continue
        bare = word.rstrip(".?!")
        is_noun = not bare.endswith("요")
        lemma = (bare[:-1] if bare[-1] in "가이를을은는" and len(bare) > 1 else bare) if is_noun else f"{bare[:-1]}다"
        surface = lemma if is_noun else bare
        terms.append(Term(lemma, surface, negated, place, place + len(surface), (morphemes or {}).get(lemma, 100)))
        place, negated = place + len(surface), False
    return Sentence(0, len(text), text, tuple(terms), _READING)


_READING = Reading(
    "complaint",
    0.9,
    is_hesitation=True,
    reason="delay",
    reason_score=0.8,
    stage="fulfilment",
    stage_score=0.7,
    why=("rule",),
)


def _document(number: int, one: Said) -> Document:
    source, key = one.source, f"{number:05d}"
    noon = datetime.combine(monday_of(one.week), time(3), UTC) + timedelta(minutes=number % 1000)
    return Document(
        id=document_id(source, key),
        source=source,
        external_id=key,
        kind="review",
        channel="review",
        title=None,
        text=one.text,
        created_at=noon,
        created_precision="second",
        tz_assumed=False,
        updated_at=None,
        week=one.week,
        author_hash=None,
        parent_id=None,
        completeness="full",
        rating=one.rating,
        url=None,
        language="ko",
        product=None,
        app_version=None,
        tags=(),
        segment=one.segment,
        removed_at=None,
        fingerprint=f"{number}",
    )


def _read(document: Document, one: Said, morphemes: Mapping[str, int]) -> ReadDocument:
    reading = replace(_READING, act=one.act, is_hesitation=one.hesitates, reason=one.reason, stage=one.stage)
    cached = CachedReading(reading, sentence(one.text, morphemes).terms)
    return ReadDocument(
        document.id,
        document.fingerprint,
        # The reading belongs to this voice, and not to all who said the same words.
        (ReadSentence(0, len(one.text), sentence_fingerprint(one.text), cached, in_context=reading),),
    )


def weeks_of(counts: Sequence[int], last: str = "2026-W47", **facts: object) -> list[Said]:
    """Say the same thing so many times in each of the weeks up to the last one."""
    first = len(counts) - 1
    return [
        Said(shift_week(last, place - first), **facts)  # type: ignore[arg-type]
        for place, n in enumerate(counts)
        for _ in range(n)
    ]
