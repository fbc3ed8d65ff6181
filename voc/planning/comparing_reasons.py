"""Why a brief would be another one today, by what is known, and what people did to each of its themes."""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from datetime import datetime

from voc.store.ledger import LedgerEntry
from voc.store.since import Since
from voc.weeks import SEOUL

_DECISIONS: Mapping[str, str] = {
    "rename": "이름 바꾸기",
    "merge": "합치기",
    "split": "나누기",
    "move": "문장 옮기기",
    "hide": "숨기기",
    "pin": "고정하기",
    "set": "단계와 이유 정하기",
    "undo": "되돌리기",
    "correct": "문장 고쳐 읽기",
}
UNKNOWN = "언제 확정했는지 남아 있지 않아, 왜 달라졌는지는 가려낼 수 없습니다."
NONE_KNOWN = "남은 기록에서는 까닭을 찾지 못했습니다. 소스, 퍼널 단계, 이유의 설정이 바뀌었을 수 있습니다."


def reasons_of(since: Since, channels: Mapping[str, str]) -> list[str]:
    """Say what is known of the reasons, the likeliest first; what is known may not explain everything."""
    return list(_reasons(since, channels)) or [NONE_KNOWN]


def _reasons(since: Since, channels: Mapping[str, str]) -> Iterator[str]:
    if since.late:
        by_channel: Counter[str] = Counter()
        for source, n in since.late.items():
            by_channel[channels.get(source, source)] += n
        told = ", ".join(f"{name} {n:,}건" for name, n in sorted(by_channel.items(), key=lambda one: (-one[1], one[0])))
        yield f"확정한 뒤에 이 주의 글이 더 들어왔습니다: {told}."
    if since.n_late_before:
        yield f"견주는 앞선 주들의 글도 {since.n_late_before:,}건 늦게 들어와, 예상 범위가 달라질 수 있습니다."
    if decided := Counter(_DECISIONS[one.action] for one in since.decisions if one.action in _DECISIONS):
        told = ", ".join(f"{name} {n:,}번" for name, n in sorted(decided.items(), key=lambda one: (-one[1], one[0])))
        yield f"사람이 테마와 문장을 고쳤습니다: {told}."
    if since.versions:
        yield "분석 기준이 바뀌어 이 주의 글을 새 기준으로 다시 읽었습니다."
    if since.n_removed:
        yield f"작성자나 소스가 거두어들인 글이 {since.n_removed:,}건 있습니다."
    if since.has_new_funnel:
        yield "퍼널 수치를 그 뒤에 새로 넣거나 바꾸었습니다."
    yield from erased(since, channels)


def erased(since: Since, channels: Mapping[str, str]) -> Iterator[str]:
    """Say which words went, in the frozen brief as everywhere; figures may well be the same."""
    if since.n_forgotten:
        yield (
            "고객의 요청으로 지운 글은 확정한 브리프의 인용에서도 빠졌습니다"
            f"(이 주의 글 가운데 지금까지 지운 것은 {since.n_forgotten:,}건)."
        )
    if since.cleared:
        names = ", ".join(sorted({channels.get(one, one) for one in since.cleared}))
        yield f"보관 기간이 지나 {names}의 글을 지웠습니다. 건수는 그대로이며, 인용할 글만 없습니다."


def reason_of_theme(theme_id: str, since: Since) -> str:
    """Say what people or the discovery did to a theme since; empty where nothing is known."""
    if theme_id in since.new_themes:
        return "나중에 찾아낸 테마"
    done = [one for one in since.decisions if theme_id in _themes_of(one, since.decisions)]
    return ", ".join(f"{_DECISIONS[one.action]}({_day(one.at)}, {one.who})" for one in done if one.action in _DECISIONS)


def _themes_of(entry: LedgerEntry, entries: Collection[LedgerEntry]) -> set[str]:
    if entry.action == "undo":
        taken_back = next((one for one in entries if one.seq == entry.details["seq"]), None)
        return _themes_of(taken_back, entries) if taken_back else set()
    told = (entry.subject, *entry.details.get("themes", ()), entry.details.get("child"), entry.details.get("to"))
    return {one for one in told if one}


def _day(at: datetime) -> str:
    local = at.astimezone(SEOUL)
    return f"{local.month}/{local.day}"
