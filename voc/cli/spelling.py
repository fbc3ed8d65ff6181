"""Rows as people read them: Korean names for keys, text for lists; JSON lines keep the rows as they are."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from voc.config import Settings

_HEALTH = {
    "ok": "정상",
    "low": "적음",
    "empty": "글 없음",
    "partly": "일부 실패",
    "failed": "실패",
    "never": "수집 전",
    "off": "꺼짐",
    "unknown": "설정에 없음",
}
# The words stand beside the colours, which not everybody can tell apart and no file keeps.
LEVELS = {"green": "● 정상", "amber": "● 주의", "red": "● 이상"}
_RUN_STATES = {"running": "실행 중", "done": "완료", "partly": "일부 완료", "failed": "실패"}
_REJECT_STATES = {"open": "대기", "replayed": "다시 읽음", "erased": "지움"}
_STEP_MARKS = {"slow": "느림", "heavy": "메모리 많음"}
_MARKS = {"merge": "합침", "split": "나눔"}
_VARIANT_STATES = {"suggested": "제안", "accepted": "등록됨"}
_NO_STAGE = "단계 미상"
_LABELS = {"hesitation": "망설임", "reason": "이유", "stage": "단계", "act": "말의 종류"}
_NO_REASON = "없음"
_MISSING = {"corrected": "고친 문장", "confirmed": "확인한 문장", "varied": "둘째로 많은 값의 문장"}
_READ_BY = {True: "학습한 모델", False: "규칙"}


def spelled(row: Mapping[str, Any], settings: "Settings") -> dict[str, Any]:
    """Spell a row of `voc show` for a table."""
    spellers = _spellers(settings)
    shown = {
        name: spellers[name](value) if name in spellers and value is not None else value for name, value in row.items()
    }
    if "low" in row:
        shown["expected"] = f"{row['low']}~{row['high']}"
    if "name" in row:
        shown["name"] = row["name"] or _NO_STAGE
    if "reasons" in row:
        shown["reasons"] = "; ".join(_problems(row)) or None
        strange = {one["text"] for one in row["reasons"]}
        if row.get("sources"):
            shown["flow"] = f"{row['flow']} ({', '.join(row['sources'])})"
        shown["notes"] = "; ".join(note for note in row["notes"] if note not in strange) or None
    return shown


def _problems(row: Mapping[str, Any]) -> list[str]:
    """List what is strange about a run or a source, and what else went wrong."""
    strange = [one["text"] for one in row["reasons"]]
    named = [f"{one['source']}: {one['text']}" if one.get("source") else one["text"] for one in row["reasons"]]
    others = row["problems"] if "problems" in row else [row["problem"]] if row["problem"] else []
    return named + [one for one in others if not any(text in one for text in strange)]


def label_name(label: str) -> str:
    """Return the Korean name of a label of a sentence."""
    return _LABELS[label]


def label_value(label: str, value: str, settings: "Settings") -> str:
    """Return the Korean name of a label's value; the key itself where it is not configured any more."""
    from voc.planning.wording import LABEL_VALUES  # noqa: PLC0415 - `voc correct --help` does not need it

    configured = {
        "reason": {"none": _NO_REASON, **{one.key: one.name for one in settings.reasons}},
        "stage": {"none": _NO_STAGE, **{one.key: one.name for one in settings.stages}},
    }
    return {**LABEL_VALUES, **configured}[label].get(value, value)


def _spellers(settings: "Settings") -> dict[str, Callable[[Any], str]]:
    from voc.planning.wording import COUNTS, ORIGINS, channel_name  # noqa: PLC0415 - `voc show --help` does not need it

    stages = {one.key: one.name for one in settings.stages} | {"none": _NO_STAGE}
    reasons = {one.key: one.name for one in settings.reasons}
    return {
        "stage": lambda key: stages.get(key, key),
        "reason": lambda key: reasons.get(key, key),
        "state": _state,
        "origin": lambda key: ORIGINS[key],
        "channel": channel_name,
        "health": lambda key: _HEALTH[key],
        "level": lambda key: LEVELS[key],
        "weeks": lambda counts: " ".join(map(str, counts.values())),
        "counts": lambda counts: ", ".join(f"{COUNTS.get(name, name)} {n:,}" for name, n in counts.items()),
        "seconds": lambda seconds: round(seconds, 1 if seconds >= 1 else 2),
        "keywords": ", ".join,
        "themes": ", ".join,
        "mark": lambda mark: _STEP_MARKS[mark],
        "held": lambda held: held["text"],
        "last_year": lambda found: f"{found['n_documents']:,}건",
        "peaks": ", ".join,
        "marks": lambda marks: ", ".join(f"{mark['week'][5:]} {_MARKS[mark['kind']]}" for mark in marks),
        "problems": "; ".join,
        "started_at": _in_seoul,
        "cursor_saved_at": _in_seoul,
        "last_at": _in_seoul,
        "trained_at": _in_seoul,
        "label": label_name,
        "missing": lambda missing: ", ".join(f"{_MISSING[what]} {n}" for what, n in missing.items()),
        "is_used": lambda is_used: _READ_BY[is_used],
    }


def _state(key: str) -> str:
    from voc.planning.wording import MARKS, STATES  # noqa: PLC0415 - as above

    words = {**STATES, **_RUN_STATES, **_REJECT_STATES, **_VARIANT_STATES}
    return f"{MARKS.get(key, '')} {words.get(key, key)}".strip()


def _in_seoul(moment: str) -> str:
    from voc.weeks import SEOUL  # noqa: PLC0415 - as above

    return f"{datetime.fromisoformat(moment).astimezone(SEOUL):%Y-%m-%d %H:%M}"
