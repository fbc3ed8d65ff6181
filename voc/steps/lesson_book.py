"""What was learned, as people write it down: checked, masked, linked to what exists, each edit a new revision."""

import difflib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from sqlalchemy import Connection, select

from voc.errors import ChangedMeanwhileError, DecisionError
from voc.privacy import Masker
from voc.steps.curation.curate import Signature
from voc.steps.curation.desk import Desk
from voc.steps.workplace import Workplace
from voc.store.lesson_book import TEXTS, StoredLesson, lesson_history, lesson_id_of, load_lessons, save_lesson
from voc.store.schema import messages

LONGEST_TEXT = 2000
_SHORTEST_PREFIX = 6


@dataclass(frozen=True, slots=True)
class LessonEntry:
    """What somebody wrote.

    Attributes
    ----------
    texts : mapping of str to str
        Any of hypothesis, message, result, lesson; those that are missing stay as they are, or empty.
    themes, messages, tests : sequence of str or None
        Names of themes as `voc theme` takes them, ids of messages, names of tests; None leaves the links as they are.
    """

    texts: Mapping[str, str] = field(default_factory=dict)
    themes: Sequence[str] | None = None
    messages: Sequence[str] | None = None
    tests: Sequence[str] | None = None


@dataclass(frozen=True, slots=True)
class Noted:
    """A lesson as it was kept, or as it would be.

    Attributes
    ----------
    is_masked : bool
        Whether personal data in what was typed was masked.
    """

    lesson: StoredLesson
    is_masked: bool = False


def add_lesson(place: Workplace, entry: LessonEntry, signed: Signature, *, dry_run: bool = False) -> Noted:
    """Write a lesson down.

    Raises
    ------
    UsageError
        It says nothing, is too long, or names a theme, a message or a test that is not there.
    """
    texts, is_masked = _masked(place.masker, entry.texts)
    with place.store.begin() as connection:
        lesson_id = lesson_id_of(texts, who=signed.who, at=signed.at)
        empty = StoredLesson(lesson_id, 0, signed.at, signed.who, "", "", "", "")
        return _keep(place, connection, replace(empty, **texts), entry, is_masked=is_masked, dry_run=dry_run)


def edit_lesson(
    place: Workplace,
    lesson_id: str,
    entry: LessonEntry,
    signed: Signature,
    *,
    expect: int | None = None,
    dry_run: bool = False,
) -> Noted:
    """Write a lesson anew; what it said before stays in its history.

    Parameters
    ----------
    expect : int or None
        The revision that the person saw.

    Raises
    ------
    UsageError
        There is no such lesson, or as `add_lesson` has it.
    StoreError
        Somebody else wrote it anew since.
    """
    texts, is_masked = _masked(place.masker, entry.texts)
    with place.store.begin() as connection:
        before = _standing(connection, lesson_id, expect)
        changed = replace(before, **texts, at=signed.at, who=signed.who)
        return _keep(place, connection, changed, entry, is_masked=is_masked, dry_run=dry_run)


def remove_lesson(
    place: Workplace, lesson_id: str, signed: Signature, *, expect: int | None = None, dry_run: bool = False
) -> Noted:
    """Take a lesson out of every list; its history stays.

    Raises
    ------
    UsageError
        There is no such lesson.
    StoreError
        Somebody else wrote it anew since.
    """
    with place.store.begin() as connection:
        before = _standing(connection, lesson_id, expect)
        removed = replace(before, revision=before.revision + 1, at=signed.at, who=signed.who, is_removed=True)
        if not dry_run:
            save_lesson(connection, removed)
        return Noted(removed)


def lesson_named(connection: Connection, lesson_id: str) -> list[StoredLesson]:
    """Return the revisions of a lesson, the last one first.

    Raises
    ------
    UsageError
        There is none of that id; the nearest is named.
    """
    found = lesson_history(connection, lesson_id)
    if found:
        return found
    known = [one.lesson_id for one in load_lessons(connection)]
    message = f"There is no lesson '{lesson_id}'.{_hint(lesson_id, known)} `voc lesson list` lists them."
    raise DecisionError("no_lesson", message)


def lessons_saying(lessons: Sequence[StoredLesson], query: str, place: Workplace | None = None) -> list[StoredLesson]:
    """Find lessons by all words of a query, as letters; with a workplace in any form of these words too."""
    words = query.casefold().split()
    found = [one for one in lessons if all(word in one.words.casefold() for word in words)]
    if place is None:
        return found
    read = [_lemmas(sentences) for sentences in place.reader.read([query, *(one.words for one in lessons)])]
    wanted = read[0]
    alike = [one for one, lemmas in zip(lessons, read[1:], strict=True) if wanted and wanted <= lemmas]
    return [one for one in lessons if one in found or one in alike]


def _lemmas(sentences: Any) -> set[str]:  # noqa: ANN401 - sentences as the reader gives them
    return {term.lemma for sentence in sentences for term in sentence.terms}


def _standing(connection: Connection, lesson_id: str, expect: int | None) -> StoredLesson:
    found = lesson_named(connection, lesson_id)[0]
    if found.is_removed:
        message = f"Lesson {lesson_id} was removed by {found.who}. `voc lesson list` shows those that stand."
        raise DecisionError("no_lesson", message)
    if expect is not None and found.revision != expect:
        message = (
            f"Lesson {lesson_id} was written anew by {found.who} since: it stands at revision {found.revision}, not "
            f"{expect}. Look at it (voc lesson show {lesson_id}) and write again."
        )
        raise ChangedMeanwhileError(message)
    return found


def _keep(
    place: Workplace,
    connection: Connection,
    lesson: StoredLesson,
    entry: LessonEntry,
    *,
    is_masked: bool,
    dry_run: bool,
) -> Noted:
    if not lesson.words.strip():
        names = ", ".join(f"--{name}" for name in TEXTS)
        raise DecisionError("empty_lesson", f"The lesson says nothing. Write at least one of {names}.")
    desk = Desk(connection, place.settings)
    links: dict[str, Any] = {
        "themes": lesson.themes if entry.themes is None else themes_named(desk, entry.themes),
        "messages": lesson.messages if entry.messages is None else _messages(connection, entry.messages),
        "tests": lesson.tests if entry.tests is None else _tests(connection, entry.tests),
    }
    kept = replace(lesson, revision=lesson.revision + 1, **links)
    if not dry_run:
        save_lesson(connection, kept)
    return Noted(kept, is_masked)


def themes_named(desk: Desk, names: Sequence[str]) -> tuple[str, ...]:
    """Find themes that stand for themselves by id, key or exact title; each once.

    Raises
    ------
    UsageError
        There is none of a name, or it was merged into another.
    """
    return tuple(dict.fromkeys(desk.theme(name).theme_id for name in names if name.strip()))


def _masked(masker: Masker, texts: Mapping[str, str]) -> tuple[dict[str, Any], bool]:
    kept = {name: masker.mask(text.strip()).text for name, text in texts.items() if name in TEXTS}
    for name, text in kept.items():
        if len(text) > LONGEST_TEXT:
            message = f"--{name} has {len(text):,} characters; expected {LONGEST_TEXT:,} at most. Say it shorter."
            raise DecisionError("long_text", message, longest=LONGEST_TEXT, n=len(text))
    return kept, any(kept[name] != texts[name].strip() for name in kept)


def _messages(connection: Connection, names: Sequence[str]) -> tuple[str, ...]:
    """Find messages by their id, its first letters, or the id that the CRM tool gave them."""
    held = messages.c
    rows = connection.execute(select(held.message_id, held.external_id)).all() if any(names) else []
    known = {name: row.message_id for row in rows for name in (row.message_id, row.external_id) if name}
    return tuple(dict.fromkeys(_message(name.strip(), known) for name in names if name.strip()))


def _message(name: str, known: Mapping[str, str]) -> str:
    if name in known:
        return known[name]
    begun = {found for other, found in known.items() if len(name) >= _SHORTEST_PREFIX and other.startswith(name)}
    if len(begun) == 1:
        return begun.pop()
    message = f"There is no message '{name}' in the archive.{_hint(name, known)} `voc show messages` lists them."
    raise DecisionError("no_message", message, name=name)


def _tests(connection: Connection, names: Sequence[str]) -> tuple[str, ...]:
    wanted = [name.strip() for name in names if name.strip()]
    known = set(connection.scalars(select(messages.c.test).where(messages.c.test.is_not(None)).distinct()))
    for name in wanted:
        if name not in known:
            message = f"There is no test '{name}' in the archive.{_hint(name, known)} `voc messages tests` lists them."
            raise DecisionError("no_test", message, name=name)
    return tuple(dict.fromkeys(wanted))


def _hint(name: str, known: Collection[str]) -> str:
    near = difflib.get_close_matches(name, known, n=1, cutoff=0.5)
    return f" Did you mean '{near[0]}'?" if near else ""
