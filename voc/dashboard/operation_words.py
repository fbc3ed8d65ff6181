"""Korean words for the run log: what is strange, how things stand, what is being done."""

import math
from collections.abc import Mapping
from datetime import datetime

from voc.dashboard.reject_words import why_rejected
from voc.weeks import SEOUL

__all__ = [
    "FATES",
    "FLOWS",
    "HEALTH",
    "LEVELS",
    "REJECT_STATES",
    "RUN_STATES",
    "STEPS",
    "STEP_MARKS",
    "STRANGE",
    "moment",
    "progress_of",
    "span",
    "time_left",
    "why_rejected",
    "work_name",
]

HEALTH: Mapping[str, str] = {
    "ok": "정상",
    "low": "평소보다 적음",
    "empty": "들어온 글 없음",
    "partly": "일부 실패",
    "failed": "실패",
    "never": "아직 수집 전",
    "off": "꺼 둠",
    "unknown": "설정에 없음",
}
LEVELS: Mapping[str, str] = {"green": "정상", "amber": "주의", "red": "이상"}
# What is strange, for people; the sentence of the run log with its figures stands below it.
STRANGE: Mapping[str, str] = {
    "silent": "글이 들어오다가 끊겼습니다",
    "little": "평소보다 훨씬 적게 들어왔습니다",
    "rejects": "읽지 못한 줄이 평소보다 많습니다",
    "cursor": "어디까지 받았는지 기억하지 못합니다",
    "version": "분석 방법이 바뀌어 앞선 주와 바로 견줄 수 없습니다",
    "error": "수집하지 못했습니다",
    "part": "일부를 받지 못했습니다",
    "first_empty": "첫 수집에서 아무 글도 들어오지 않았습니다",
    "missed": "밤 작업이 돌지 않은 날이 있습니다",
}
RUN_STATES: Mapping[str, str] = {"running": "실행 중", "done": "완료", "partly": "일부 완료", "failed": "실패"}
REJECT_STATES: Mapping[str, str] = {"open": "대기", "replayed": "다시 읽음", "erased": "지움"}
FLOWS: Mapping[str, str] = {
    "nightly": "밤 작업",
    "weekly": "주간 작업",
    "backfill": "지난 글 다시 받기",
    "survey-import": "설문 가져오기",
    "rejects-retry": "따로 둔 줄 다시 읽기",
    "collect": "지금 수집",
    "refresh": "다시 분석",
}
STEPS: Mapping[str, str] = {
    "collect": "수집",
    "import": "가져오기",
    "retry": "다시 읽기",
    "analyse": "분석",
    "discover": "새 테마 찾기",
    "summarise": "집계",
    "brief": "주간 브리프",
    "digest": "요약 알림",
    "learn": "학습",
    "purge": "보관 기간 정리",
    "users": "회원 ID 정리",
}
STEP_MARKS: Mapping[str, str] = {"slow": "평소보다 느림", "heavy": "메모리를 많이 씀"}
FATES: Mapping[str, str] = {
    "read": "이번에는 읽었습니다",
    "replaced": "고친 줄에 다른 문제가 있어 새로 따로 두었습니다",
    "rejected": "여전히 읽지 못했습니다",
    "refused": "파일 전체를 읽지 못했습니다",
    "remote": "네트워크로 받은 글이라 다시 수집해야 합니다",
    "gone": "파일이나 소스가 없어졌습니다",
}
_WORK: Mapping[str, str] = {
    "understanding": "파일을 알아보고 있습니다",
    "collecting": "응답을 읽고 있습니다",
    "masking": "메시지를 읽고 있습니다",
    "storing": "저장하고 있습니다",
    "reading": "문장을 분석하고 있습니다",
    "loading": "분석기를 준비하고 있습니다",
    "waiting": "다른 실행이 끝나기를 기다리고 있습니다",
    "counting": "주별로 세고 있습니다",
}
_SOON_S = 15.0
_WEEKDAYS = "월화수목금토일"


def moment(text: str | None) -> str:
    """Spell an instant of the run log on Seoul's clock.

    Examples
    --------
    >>> moment("2026-11-22T17:00:00+00:00"), moment(None)
    ('11/23(월) 02:00', '-')
    """
    if text is None:
        return "-"
    at = datetime.fromisoformat(text).astimezone(SEOUL)
    return f"{at.month}/{at.day}({_WEEKDAYS[at.weekday()]}) {at:%H:%M}"


def span(window: str) -> str:
    """Spell what a run was about: the instants between which it collected, on Seoul's clock, or a week.

    Examples
    --------
    >>> span("..2026-11-22T15:00:00+00:00"), span("2026-W47")
    ('11/23(월) 00:00까지', '2026-W47')
    >>> span("2026-11-20T15:00:00+00:00..2026-11-22T15:00:00+00:00")
    '11/21(토) 00:00부터 11/23(월) 00:00까지'
    """
    first, dots, last = window.partition("..")
    if not dots:
        return window
    try:
        return " ".join(f"{moment(at)}{ending}" for at, ending in ((first, "부터"), (last, "까지")) if at) or "모든 때"
    except ValueError:
        return window


def time_left(seconds: float) -> str:
    """Say how long something may still take.

    Examples
    --------
    >>> time_left(8.0), time_left(61.0), time_left(7300.0)
    ('곧 끝납니다', '약 2분 남음', '약 2시간 2분 남음')
    """
    minutes = math.ceil(seconds / 60)
    if seconds < _SOON_S:
        return "곧 끝납니다"
    hours, rest = divmod(minutes, 60)
    return f"약 {hours}시간 {rest}분 남음" if hours else f"약 {rest}분 남음"


def progress_of(state: str, result: Mapping[str, object] | None) -> str:
    """Say how far a file that was handed in has come.

    Examples
    --------
    >>> progress_of("working", None), progress_of("done", {"step": "take"})
    ('처리하고 있습니다', '가져왔습니다')
    """
    if state != "done" or result is None:
        return "도중에 멈췄습니다" if state == "stopped" else "처리하고 있습니다"
    if "error" in result:
        return "확인이 필요합니다"
    return "가져왔습니다" if str(result.get("step")).partition("-")[0] == "take" else "아직 가져오지 않았습니다"


def work_name(label: str) -> str:
    """Say what is being done, from the label of a report.

    Examples
    --------
    >>> work_name("waiting for another run on this store"), work_name("")
    ('다른 실행이 끝나기를 기다리고 있습니다', '처리하고 있습니다')
    """
    return _WORK.get(label.partition(" ")[0], "처리하고 있습니다")
