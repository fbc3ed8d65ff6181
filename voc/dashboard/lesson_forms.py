"""Forms of lessons and changes: what was typed, kept whole until it is written down, and why it could not be."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from starlette.datastructures import FormData

from voc.dashboard.curation import refusals
from voc.errors import ChangedMeanwhileError, DecisionError, VocError
from voc.steps.changes import ChangeEntry
from voc.steps.lesson_book import LessonEntry
from voc.store.lesson_book import TEXTS, StoredLesson

NAMES: Mapping[str, str] = {"hypothesis": "가설", "message": "메시지", "result": "결과", "lesson": "배운 것"}
HINTS: Mapping[str, str] = {
    "hypothesis": "고객이 왜 망설인다고 보았나요?",
    "message": "무엇을 어떻게 말했나요?",
    "result": "어떻게 되었나요? 숫자가 있으면 함께 적어 주세요.",
    "lesson": "다음에는 어떻게 할까요?",
}
_CHANGED = (
    "그사이 다른 사람이 이 기록을 고쳤습니다. 아래 내력에서 무엇이 바뀌었는지 보고, 그래도 맞으면 다시 저장해 주세요."
)
# The kinds of `DecisionError`; what stands in braces are its facts.
_REFUSED: Mapping[str, str] = {
    "empty_lesson": "네 칸 가운데 하나는 적어 주세요.",
    "long_text": "한 칸에 {longest:,}자까지 쓸 수 있습니다. 지금은 {n:,}자입니다.",
    "no_message": "보낸 메시지에서 ‘{name}’을(를) 찾지 못했습니다. 목록에서 다시 골라 주세요.",
    "no_test": "‘{name}’이라는 실험이 없습니다. 목록에서 다시 골라 주세요.",
    "no_lesson": "그 기록은 이미 지워졌거나 없습니다. 목록에서 다시 골라 주세요.",
    "bad_what": "바꾼 것은 1자에서 {longest}자까지 쓸 수 있습니다. 지금은 {n}자입니다.",
    "no_themes": "지켜볼 테마를 하나 이상 골라 주세요.",
    "bad_kind": "바꾼 것의 종류를 골라 주세요.",
    "bad_day": "날짜를 2026-11-16처럼 적어 주세요. 석 달 뒤까지 적을 수 있습니다.",
    "no_change": "그 변경은 이미 취소되었거나 없습니다.",
}


@dataclass(frozen=True)
class LessonForm:
    """What stands in the form of a lesson.

    Attributes
    ----------
    lesson_id : str
        Empty for a new one.
    revision : int
        The one that its writer saw; 0 for a new one.
    """

    texts: Mapping[str, str]
    themes: Sequence[str] = ()
    messages: Sequence[str] = ()
    tests: Sequence[str] = ()
    lesson_id: str = ""
    revision: int = 0

    @property
    def entry(self) -> LessonEntry:
        """What is to be written down."""
        return LessonEntry(dict(self.texts), list(self.themes), list(self.messages), list(self.tests))


def form_of_lesson(lesson: StoredLesson) -> LessonForm:
    """Begin a form with a lesson as it stands."""
    texts = {name: getattr(lesson, name) for name in TEXTS}
    return LessonForm(texts, lesson.themes, lesson.messages, lesson.tests, lesson.lesson_id, lesson.revision)


def read_lesson(form: FormData) -> LessonForm:
    """Read what was sent."""
    revision = _one(form, "revision")
    return LessonForm(
        {name: _one(form, name).replace("\r\n", "\n") for name in TEXTS},
        _all(form, "theme"),
        _all(form, "sent"),
        _all(form, "test"),
        _one(form, "lesson_id"),
        int(revision) if revision.isdecimal() and len(revision) < 7 else -1,  # noqa: PLR2004 - no lesson has a million
    )


def read_change(form: FormData) -> ChangeEntry:
    """Read the form of a change."""
    return ChangeEntry(_one(form, "on"), _one(form, "kind"), _one(form, "what"), _all(form, "theme"))


def said_of(error: VocError) -> str:
    """Say why something was not written down.

    Examples
    --------
    >>> said_of(DecisionError("no_themes", "No theme is named ..."))
    '지켜볼 테마를 하나 이상 골라 주세요.'
    """
    if isinstance(error, DecisionError) and error.kind in _REFUSED:
        return _REFUSED[error.kind].format(**error.facts)
    return _CHANGED if isinstance(error, ChangedMeanwhileError) else refusals.said_of(error)


def _one(form: FormData, name: str) -> str:
    value = form.get(name, "")
    return value if isinstance(value, str) else ""


def _all(form: FormData, name: str) -> list[str]:
    return [value for value in form.getlist(name) if isinstance(value, str) and value]
