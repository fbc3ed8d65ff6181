"""The forms of a case: what was typed, kept until it is done, and why it could not be, in Korean."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from starlette.datastructures import FormData

from voc.dashboard.curation import refusals
from voc.errors import ChangedMeanwhileError, DecisionError, PrivacyError, VocError
from voc.planning.outreach.states import CHECKS
from voc.steps.outreach.acts import Step

NOTE, APPROVE = "note", "approve"
BAD_DAY = "챙길 날은 2026-12-01처럼 적어 주세요."
_LONGEST_NUMBER = 6
_CHANGED = (
    "그사이 다른 사람이 이 건을 바꿨습니다. 아래 기록에서 무엇이 바뀌었는지 보고, 그래도 맞으면 다시 눌러 주세요. "
    "적은 메모는 그대로 있습니다."
)
_LOCKED = "연락처를 여는 열쇠가 서버에 없거나 바뀌었습니다. 관리자에게 알려 주세요."
# The kinds of `DecisionError`; what stands in braces are its facts.
_REFUSED: Mapping[str, str] = {
    "no_case": "그런 건이 없습니다. 목록에서 다시 골라 주세요.",
    "nothing_waits": "승인을 기다리는 것이 없습니다. 이미 승인되었거나 다른 상태로 옮겨졌습니다.",
    "same_person": "승인은 요청한 사람({who})이 아닌 다른 사람이 해야 합니다.",
    "nothing": "메모나 챙길 날을 적어 주세요.",
    "ended": "끝난 건에는 챙길 날을 둘 수 없습니다. 먼저 검토로 옮겨 주세요.",
    "bad_state": "옮길 상태를 골라 주세요.",
    "bad_move": "‘{state}’에서 ‘{to}’(으)로는 바로 옮길 수 없습니다.",
    "not_approved": "아직 승인되지 않았습니다. 요청한 사람이 아닌 다른 사람이 먼저 승인해야 합니다.",
    "left_alone": "연락을 원하지 않는다고 적힌 분입니다. 되돌리려면 까닭을 메모에 적어 주세요.",
    "unconfirmed": "승인을 요청하려면 아래를 모두 확인해 주세요. {points}",
    "long_note": "메모는 {longest:,}자까지 적을 수 있습니다. 지금은 {n:,}자입니다.",
    "no_reason": "연락처가 왜 필요한지 적어 주세요. 누가 왜 보았는지 기록에 남습니다.",
    "not_shown": "연락을 원하지 않는다고 적힌 분이라 연락처를 보여 드리지 않습니다.",
}


@dataclass(frozen=True)
class CaseForm:
    """What was sent about a case.

    Attributes
    ----------
    act : str
        A state to move to, `note` or `approve`.
    remind : str
        As it was typed.
    expect : int
        Number of the last event that the person saw; -1 where it is none.
    """

    act: str = NOTE
    note: str = ""
    remind: str = ""
    checks: tuple[str, ...] = ()
    expect: int = -1

    def step(self) -> Step:
        """Return what is to be done.

        Raises
        ------
        ValueError
            The day is none.
        """
        remind_on = date.fromisoformat(self.remind) if self.remind else None
        return Step(None if self.act == NOTE else self.act, self.note, remind_on, self.checks, self.expect)


def read_case(form: FormData) -> CaseForm:
    """Read what was sent."""
    expect = _one(form, "expect")
    return CaseForm(
        act=_one(form, "act") or NOTE,
        note=_one(form, "note").replace("\r\n", "\n"),
        remind=_one(form, "remind").strip(),
        checks=tuple(key for key in CHECKS if key in form.getlist("check")),
        expect=int(expect) if expect.isdecimal() and len(expect) <= _LONGEST_NUMBER else -1,
    )


def said_of(error: VocError) -> str:
    """Say why something was not done.

    Examples
    --------
    >>> said_of(DecisionError("bad_move", "...", state="새로", to="발송"))
    '‘새로’에서 ‘발송’(으)로는 바로 옮길 수 없습니다.'
    """
    if isinstance(error, DecisionError) and error.kind in _REFUSED:
        return _REFUSED[error.kind].format(**error.facts)
    if isinstance(error, PrivacyError):
        return _LOCKED
    return _CHANGED if isinstance(error, ChangedMeanwhileError) else refusals.said_of(error)


def _one(form: FormData, name: str) -> str:
    value = form.get(name, "")
    return value if isinstance(value, str) else ""
