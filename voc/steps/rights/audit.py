"""The log of what was erased, cleared, handed out and decided, and of who was let in: who, when, what, why."""

from collections.abc import Callable, Mapping
from datetime import datetime
from operator import itemgetter
from typing import Any

from voc.config.dashboard import ROLE_NAMES
from voc.steps.curation.desk import Desk
from voc.steps.curation.listings import Listing, log_rows
from voc.store import read_audit
from voc.store.audit import CONTACT, EXPORT, FORGET, PURGE, QUOTE, USER, AuditEntry
from voc.weeks import SEOUL

EDIT = "edit"
ACTIONS = (FORGET, PURGE, EXPORT, EDIT, USER, QUOTE, CONTACT)
# Of what was begun: it still runs, or was broken off and waits for the next to finish it.
_OPEN = " (끝나지 않음)"


def audit_rows(desk: Desk, *, action: str | None = None, since: datetime | None = None) -> Listing:
    """List the log, oldest first; no entry holds a customer's words, handle or address.

    Parameters
    ----------
    action : str or None
        Only entries of this kind, one of `ACTIONS`.
    since : datetime or None
        Only entries from this moment on.
    """
    found: list[tuple[datetime, dict[str, Any]]] = []
    if action != EDIT:
        found += [(one.at, _row(one)) for one in read_audit(desk.connection, action=action, since=since)]
    if action in {None, EDIT}:
        edits = zip(desk.entries, log_rows(desk), strict=True)
        found += [(one.at, _edit(one.at, row)) for one, row in edits if since is None or one.at >= since]
    return [row for _, row in sorted(found, key=itemgetter(0))]


def _row(one: AuditEntry) -> dict[str, Any]:
    return {
        "at": _shown(one.at),
        "who": one.who,
        "action": one.action,
        "said": _SAID[one.action](one.details) + (_OPEN if one.is_open else ""),
        "why": one.details.get("why"),
        "details": dict(one.details),
    }


def _edit(at: datetime, row: dict[str, Any]) -> dict[str, Any]:
    details = {"action": row["action"], "subject": row["subject"], "seq": row["seq"], **row["details"]}
    return {
        "at": _shown(at),
        "who": row["who"] or None,
        "action": EDIT,
        "said": row["said"],
        "why": row["why"] or None,
        "details": details,
    }


def _shown(at: datetime) -> str:
    return at.astimezone(SEOUL).isoformat(timespec="seconds")


def _say_forget(details: Mapping[str, Any]) -> str:
    parts = [f"문장 {details['n_sentences']:,}개", f"인용 {details['n_quoting']:,}곳"]
    parts += [f"따로 둔 줄 {details['n_rejects']:,}개"] if details["n_rejects"] else []
    parts += [f"이미 내보낸 곳 {details['n_exports']:,}곳"] if details.get("n_exports") else []
    return f"글 {details['n_documents']:,}건 지움 ({', '.join(parts)})"


def _say_purge(details: Mapping[str, Any]) -> str:
    said = [_cleared(source, about) for source, about in sorted(details["sources"].items())]
    rejects = details.get("consent_rejects", {})
    said += [
        f"설문 {form} {n:,}건{_set_aside(rejects.get(form, 0))}(동의 기간 끝)"
        for form, n in sorted(details["consents"].items())
    ]
    return f"글 비움: {', '.join(said)}" if said else "멈춘 정리를 마침"


def _cleared(source: str, about: Mapping[str, Any]) -> str:
    first, last = about["weeks"] or (None, None)
    weeks = "" if first is None else f" {first}" if first == last else f" {first}~{last}"
    return f"{source}{weeks} {about['documents']:,}건{_set_aside(about['rejects'])}"


def _set_aside(n: int) -> str:
    return f", 따로 둔 줄 {n:,}개" if n else ""


def _say_export(details: Mapping[str, Any]) -> str:
    documents = details["documents"]
    held = "전부" if documents is None else f"글 {len(documents):,}건"
    if details.get("rejects"):
        held = f"따로 둔 줄 {len(details['rejects']):,}개"
    if details["kind"] == "table":
        held = f"{details['rows']:,}줄, {held}" if documents else f"{details['rows']:,}줄"
        return f"표 ‘{details['table']}’ → {details['target']} ({held})"
    if details["kind"] == "audience":
        held = f"{details['rows']:,}명"
        return f"{'제외 명단' if details['theme'] is None else '대상 명단'} → {details['target']} ({held})"
    what = _KINDS.get(details["kind"], details["kind"])
    week = f" {details['week']}" if details.get("week") else ""
    return f"{what}{week} → {details['target']} ({held})"


def _say_user(details: Mapping[str, Any]) -> str:
    role = f" ({ROLE_NAMES[details['role']]})" if "role" in details else ""
    return f"대시보드 사용자 {details['name']}{role} {_USER_DONE[details['done']]}"


def _say_contact(details: Mapping[str, Any]) -> str:
    return f"응대 건 {details['case']}의 연락처를 봄: {details['reason']}"


def _say_quote(details: Mapping[str, Any]) -> str:
    done = "동의를 기록함" if details["state"] == "granted" else "동의를 거둠"
    return f"글 {details['document'][:8]} 인용 {done}"


_USER_DONE = {"added": "추가", "role": "역할 변경", "password": "비밀번호 변경", "removed": "삭제"}

_KINDS = {
    "brief": "브리프",
    "rejects": "따로 둔 줄",
    "backup": "백업",
    "copy": "저장소 사본",
    "aside": "되돌리기 전 저장소",
    "webhook": "알림",
    "artifact": "실행 기록",
}
_SAID: Mapping[str, Callable[[Mapping[str, Any]], str]] = {
    FORGET: _say_forget,
    PURGE: _say_purge,
    EXPORT: _say_export,
    USER: _say_user,
    QUOTE: _say_quote,
    CONTACT: _say_contact,
}
