"""Counting what customers praised: computed for the weeks that changed, beside the other weekly counts."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from sqlalchemy import Connection, delete, func, select

from nlp.praise import Praised, PraiseReader
from voc.store.batches import add
from voc.store.packing import unpack_terms
from voc.store.praise import MARK, NOUN, is_praise
from voc.store.purged import is_counted_anew
from voc.store.schema import EVERY, documents, findings, readings, sentences, weekly_praise
from voc.store.segments import memberships
from voc.store.series import counted_weeks

# Nouns of a week and source that are kept, the most frequent ones.
_MOST_NOUNS = 300
_LONGEST_NOUN = 60
_STREAMED = 5000
_held, _found, _said = documents.c, findings.c, sentences.c
_place = (_said.document_id == _found.document_id) & (_said.sentence_index == _found.sentence_index)
_cached = (readings.c.fingerprint == _said.fingerprint) & (readings.c.analysis_version == _found.analysis_version)
# Fingerprint and analysis version: sentences of one wording, read alike.
_Wording: TypeAlias = tuple[str, str]


@dataclass(frozen=True, slots=True)
class PraiseBook:
    """The features that praise is counted by.

    Attributes
    ----------
    version : str
        Of the configuration: weeks that were counted by another one are counted anew.
    """

    version: str
    reader: PraiseReader


def count_praise(connection: Connection, weeks: Sequence[str], book: PraiseBook) -> None:
    """Count weeks anew, in place of what was counted before; what was cleared of its texts stands."""
    held = weekly_praise.c
    for week in sorted(set(weeks)):
        # Before anything is added: a week that was cleared is marked too, or it would be due for ever.
        forget_praise_marks(connection, [week])
        connection.execute(delete(weekly_praise).where(held.week == week, is_counted_anew(held.week, held.source)))
        mark = (week, MARK, f"={book.version}", "", 0, 0)
        names = [column.name for column in weekly_praise.columns]
        rows = [dict(zip(names, row, strict=True)) for row in (*_counted(connection, week, book), mark)]
        add(connection, weekly_praise, rows)


def forget_praise_marks(connection: Connection, weeks: Sequence[str]) -> None:
    """Note that weeks have changed since their praise was counted."""
    held = weekly_praise.c
    connection.execute(delete(weekly_praise).where(held.week.in_(weeks), held.segment == MARK))


def praise_due(connection: Connection, book: PraiseBook, limit: int) -> list[str]:
    """List weeks whose praise was not counted, or by other features; the newest ones first."""
    held = weekly_praise.c
    done = set(connection.scalars(select(held.week).where(held.segment == MARK, held.feature == f"={book.version}")))
    return [week for week in reversed(counted_weeks(connection)) if week not in done][:limit]


def _counted(connection: Connection, week: str, book: PraiseBook) -> Iterator[tuple[Any, ...]]:
    """Go through the rows of a week, in the order of the columns."""
    read = _read(connection, week, book)
    segments = _segments(connection, week)
    n_voices: defaultdict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    n_sentences: defaultdict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for document, (source, said) in _voices(connection, week, read).items():
        features = Counter(feature for one in said for feature in (EVERY, *one.features))
        nouns = Counter(f"{NOUN}{noun}" for one in said for noun in one.nouns if len(noun) <= _LONGEST_NOUN)
        for segment in segments.get(document, ()):
            n_voices[segment, source].update(features.keys())
            n_sentences[segment, source].update(features)
        n_voices[EVERY, source].update([*features, *nouns])
        n_sentences[EVERY, source].update(features + nouns)
    for (segment, source), voices in sorted(n_voices.items()):
        for feature, n in _kept(voices):
            yield week, segment, feature, source, n, n_sentences[segment, source][feature]


def _kept(voices: Mapping[str, int]) -> list[tuple[str, int]]:
    nouns = [one for one in voices.items() if one[0].startswith(NOUN)]
    features = [one for one in voices.items() if not one[0].startswith(NOUN)]
    return sorted([*features, *sorted(nouns, key=lambda one: (-one[1], one[0]))[:_MOST_NOUNS]])


def _read(connection: Connection, week: str, book: PraiseBook) -> dict[_Wording, Praised]:
    """Read each distinct sentence of praise once."""
    # Equal fingerprints have equal words, so any one of them will do.
    text = func.min(func.substr(_held.text, _said.start + 1, _said.end - _said.start)).label("text")
    wording = (_said.fingerprint, _found.analysis_version)
    distinct = _of_praise(select(*wording, text), week).group_by(*wording).subquery()
    cached = (readings.c.fingerprint == distinct.c.fingerprint) & (
        readings.c.analysis_version == distinct.c.analysis_version
    )
    asked = select(distinct, readings.c.terms).join(readings, cached)
    return {
        (row.fingerprint, row.analysis_version): book.reader.read(row.text, unpack_terms(row.terms))
        for row in connection.execute(asked, execution_options={"yield_per": _STREAMED})
    }


def _voices(
    connection: Connection, week: str, read: Mapping[_Wording, Praised]
) -> dict[str, tuple[str, list[Praised]]]:
    """List what each document praises, with its source."""
    columns = (_held.id, _held.source, _said.fingerprint, _found.analysis_version)
    found: dict[str, tuple[str, list[Praised]]] = {}
    for row in connection.execute(_of_praise(select(*columns), week), execution_options={"yield_per": _STREAMED}):
        praised = read.get((row.fingerprint, row.analysis_version))
        if praised is not None and praised.is_praise:
            found.setdefault(row.id, (row.source, []))[1].append(praised)
    return found


def _of_praise(asked: Any, week: str) -> Any:  # noqa: ANN401 - a select of any columns
    joined = asked.select_from(documents).join(findings, _found.document_id == _held.id).join(sentences, _place)
    return joined.where(_held.week == week, *is_praise(), is_counted_anew(_held.week, _held.source))


def _segments(connection: Connection, week: str) -> dict[str, list[str]]:
    """List the segments that each document is counted in, EVERY left out."""
    members = memberships(connection, [week])
    found: defaultdict[str, list[str]] = defaultdict(list)
    for row in connection.execute(select(members).where(members.c.segment != EVERY)):
        found[row.document_id].append(row.segment)
    return found
