"""The words of a week that belong to no single person: what stays of its word counts when its texts go."""

from collections import Counter, defaultdict
from typing import Any, TypeAlias

from sqlalchemy import Connection, delete, func, select

from voc.store.batches import add
from voc.store.packing import typed_of
from voc.store.schema import documents, findings, readings, sentences, weekly_terms

# A word of fewer people may be a name, a number or a slip that points to one of them.
ENOUGH_PEOPLE = 3
_STREAMED = 2000
_held = documents.c
# A lemma, or a lemma with the form typed: the people who said it, up to the number that is enough.
_People: TypeAlias = "dict[str | tuple[str, str], set[str]]"


def keep_common_terms(connection: Connection, week: str, source: str) -> None:
    """Take words that fewer than three people said out of a week's word counts, while its texts still tell who did.

    The counts of all others stay exact: forms that few typed are counted as the form most typed, or as the word itself.
    """
    people = _people(connection, week, source)
    place = (weekly_terms.c.week == week, weekly_terms.c.source == source)
    kept: Counter[tuple[Any, ...]] = Counter()
    forms = _usual_forms(people)
    for row in connection.execute(select(weekly_terms).where(*place)).mappings():
        if len(people.get(row["lemma"], ())) < ENOUGH_PEOPLE:
            continue
        typed = (row["lemma"], row["surface"])
        surface = row["surface"] if len(people.get(typed, ())) >= ENOUGH_PEOPLE else forms[row["lemma"]]
        kept[row["is_hesitation"], row["stage"], row["lemma"], surface] += row["n"]
    connection.execute(delete(weekly_terms).where(*place))
    names = ("is_hesitation", "stage", "lemma", "surface")
    rows = [{"week": week, "source": source, **dict(zip(names, key, strict=True)), "n": kept[key]} for key in kept]
    add(connection, weekly_terms, sorted(rows, key=lambda row: tuple(row[name] for name in names)))


def _people(connection: Connection, week: str, source: str) -> _People:
    """Tell who said each word and each form of it; whoever has no name counts by document."""
    place = (sentences.c.document_id == findings.c.document_id) & (
        sentences.c.sentence_index == findings.c.sentence_index
    )
    cached = (readings.c.fingerprint == sentences.c.fingerprint) & (
        readings.c.analysis_version == findings.c.analysis_version
    )
    length = sentences.c.end - sentences.c.start
    asked = (
        select(
            func.coalesce(_held.author_hash, _held.id).label("person"),
            func.substr(_held.text, sentences.c.start + 1, length).label("text"),
            readings.c.terms,
        )
        .select_from(documents)
        .join(findings, findings.c.document_id == _held.id)
        .join(sentences, place)
        .join(readings, cached)
        .where(_held.week == week, _held.source == source, _held.copy_of.is_(None), _held.removed_at.is_(None))
    )
    found: _People = defaultdict(set)
    for row in connection.execute(asked, execution_options={"yield_per": _STREAMED}):
        for lemma, surface in typed_of(row.terms, row.text):
            for said in (lemma, (lemma, surface)):
                if len(found[said]) < ENOUGH_PEOPLE:
                    found[said].add(row.person)
    return dict(found)


def _usual_forms(people: _People) -> dict[str, str]:
    """Name for each common word a form that enough people typed; the word itself where there is none."""
    forms = {said: said for said in people if isinstance(said, str)}
    for said in sorted(one for one in people if isinstance(one, tuple)):
        lemma, surface = said
        if len(people[said]) >= ENOUGH_PEOPLE and forms[lemma] == lemma:
            forms[lemma] = surface
    return forms
