"""What was learned: why we thought customers hesitate, what we said to them, what came of it, and the lesson.

The table only grows: an edit is a new revision, and the highest one stands.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import blake2b
from typing import Any

from sqlalchemy import Connection, RowMapping, and_, func, select

from voc.store.batches import add
from voc.store.schema import lessons

_held = lessons.c
TEXTS = ("hypothesis", "message", "result", "lesson")
LINKS = ("themes", "messages", "tests")


@dataclass(frozen=True, slots=True)
class StoredLesson:
    """A lesson as it stands in one of its revisions.

    Attributes
    ----------
    revision : int
        From 1.
    hypothesis, message, result, lesson : str
        Why they hesitate as we believed, what we said, what came of it, what we take from it; each may be empty.
    themes, messages, tests : tuple of str
        Ids of themes as they were then, ids of messages, names of tests.
    """

    lesson_id: str
    revision: int
    at: datetime
    who: str
    hypothesis: str
    message: str
    result: str
    lesson: str
    themes: tuple[str, ...] = ()
    messages: tuple[str, ...] = ()
    tests: tuple[str, ...] = ()
    is_removed: bool = False

    @property
    def words(self) -> str:
        """Everything that it says."""
        return "\n".join(getattr(self, name) for name in TEXTS if getattr(self, name))


def lesson_id_of(texts: Mapping[str, str], *, who: str, at: datetime) -> str:
    """Make the id of a new lesson; the same one entered twice at one moment is one."""
    spelled = "\n".join((*(texts.get(name, "") for name in TEXTS), who, at.isoformat()))
    return blake2b(spelled.encode(), digest_size=4).hexdigest()


def save_lesson(connection: Connection, lesson: StoredLesson) -> None:
    """Keep a revision; one that is there already stays as it is."""
    row: dict[str, Any] = {name: getattr(lesson, name) for name in (*_PLAIN, *TEXTS)}
    add(connection, lessons, [{**row, "links": {name: list(getattr(lesson, name)) for name in LINKS}}])


def load_lessons(connection: Connection) -> list[StoredLesson]:
    """List the lessons as they stand, the last written first; removed ones are left out."""
    newest = select(_held.lesson_id, func.max(_held.revision).label("revision")).group_by(_held.lesson_id).subquery()
    stands = and_(newest.c.lesson_id == _held.lesson_id, newest.c.revision == _held.revision)
    asked = select(lessons).join(newest, stands).where(_held.is_removed.is_(False))
    return [_lesson(row) for row in connection.execute(asked.order_by(_held.at.desc(), _held.lesson_id)).mappings()]


def lesson_history(connection: Connection, lesson_id: str) -> list[StoredLesson]:
    """List the revisions of a lesson, the last one first; none where there is no such lesson."""
    asked = select(lessons).where(_held.lesson_id == lesson_id).order_by(_held.revision.desc())
    return [_lesson(row) for row in connection.execute(asked).mappings()]


_PLAIN = ("lesson_id", "revision", "at", "who", "is_removed")


def _lesson(row: RowMapping) -> StoredLesson:
    links: dict[str, Any] = {name: tuple(row["links"].get(name, ())) for name in LINKS}
    return StoredLesson(**{name: row[name] for name in (*_PLAIN, *TEXTS)}, **links)
