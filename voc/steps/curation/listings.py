"""Rows for `voc theme log`, `proposals` and `show`: what people decided, what is suggested, what a theme holds."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeAlias

from voc.config import Settings
from voc.planning.wording import LABEL_VALUES, particle
from voc.steps.curation.desk import Desk
from voc.store import Edits, LedgerEntry, Proposal, StoredTheme, load_proposals
from voc.weeks import SEOUL

Listing: TypeAlias = list[dict[str, Any]]
_Values: TypeAlias = Mapping[str, Mapping[str, str]]

_NO = "없음"
_LIQUID = 8
_LABELS = {"act": "말의 종류", "hesitation": "망설임", "reason": "이유", "stage": "단계"}


def log_rows(desk: Desk, theme: str | None = None) -> Listing:
    """List the steps of the ledger, oldest first; only those about a theme where one is named."""
    wanted = None if theme is None else desk.any_theme(theme).theme_id
    titles = {one.theme_id: one.title for one in desk.themes.values()}
    values = _values(desk.settings)
    return [
        {
            "seq": entry.seq,
            "at": entry.at.astimezone(SEOUL).isoformat(timespec="minutes"),
            "who": entry.who,
            "action": entry.action,
            "subject": entry.subject,
            "details": dict(entry.details),
            "why": entry.why,
            "undone": entry.seq in desk.edits.undone,
            "said": _SAID[entry.action](entry, titles) if entry.action in _SAID else _say_labels(entry, titles, values),
        }
        for entry in desk.entries
        if wanted is None or wanted in _themes_of(entry, desk.entries)
    ]


def proposal_rows(desk: Desk) -> Listing:
    """List the open proposals, the surest first; not those about a theme that does not stand for itself any more."""
    return [
        _proposal_row(one, desk.themes)
        for one in load_proposals(desk.connection, "open")
        if all(map(desk.edits.is_live, one.themes))
    ]


def theme_row(desk: Desk, theme: StoredTheme) -> dict[str, Any]:
    """Tell what a theme is and where it came from."""
    edits = desk.edits
    held = desk.held_by(theme.theme_id)
    return {
        "id": theme.theme_id,
        "title": theme.title,
        "origin": theme.origin,
        "reason": theme.reason,
        "stage": theme.stage,
        "first_week": theme.first_week,
        "state": theme.state,
        "hidden": theme.hidden,
        "pinned": theme.pinned,
        "merged": [key for key in sorted(edits.merges) if edits.resolve(key) == theme.theme_id],
        "split_from": edits.splits[theme.theme_id].parent if theme.theme_id in edits.splits else None,
        "parts": _parts(edits, theme.theme_id),
        "n_documents": len({one.document_id for one in held}),
        "n_sentences": len(held),
    }


def sentence_rows(desk: Desk, theme: StoredTheme, *, limit: int) -> Listing:
    """List sentences of a theme with the names that `split` and `move` take."""
    edits = desk.edits
    return [
        {
            "sentence": f"{one.document_id}:{one.sentence_index}",
            "text": one.text,
            "moved": (one.document_id, one.fingerprint) in edits.moves,
        }
        for one in desk.held_by(theme.theme_id)[:limit]
    ]


def _parts(edits: Edits, theme_id: str) -> list[str]:
    return [child for child, split in sorted(edits.splits.items()) if split.is_active and split.parent == theme_id]


def _proposal_row(proposal: Proposal, themes: Mapping[str, StoredTheme]) -> dict[str, Any]:
    titles = [themes[theme].title if theme in themes else theme for theme in proposal.themes]
    if proposal.kind == "merge":
        said = f"{_object(titles[1])} ‘{titles[0]}’에 합치기"
    else:
        part = proposal.details["parts"][0]
        said = f"‘{titles[0]}’에서 ‘{part['title']}’ 나누기 (문장 {len(part['sentences'])}개)"
    return {
        "id": proposal.id,
        "week": proposal.week,
        "kind": proposal.kind,
        "themes": list(proposal.themes),
        "score": proposal.score,
        "details": dict(proposal.details),
        "said": said,
    }


def _themes_of(entry: LedgerEntry, entries: Sequence[LedgerEntry]) -> set[str]:
    """Name the themes that a step is about; an undo is about those of the step that it takes back."""
    if entry.action == "undo":
        return next((_themes_of(one, entries) for one in entries if one.seq == entry.details["seq"]), set())
    details = entry.details
    return {entry.subject, *details.get("themes", ()), details.get("child", entry.subject)}


def _say_rename(entry: LedgerEntry, _titles: Mapping[str, str]) -> str:
    was, title = entry.details["was"], entry.details["title"]
    return f"‘{was}’의 이름을 ‘{title}’{_to(title)} 바꿈"


def _say_merge(entry: LedgerEntry, titles: Mapping[str, str]) -> str:
    *others, last = [titles.get(theme, theme) for theme in entry.details["themes"]]
    gone = "".join(f"‘{title}’, " for title in others) + _object(last)
    return f"{gone} {_called(entry.subject, titles)}에 합침"


def _say_split(entry: LedgerEntry, titles: Mapping[str, str]) -> str:
    n = len(entry.details["sentences"])
    return f"{_called(entry.subject, titles)}에서 {_object(entry.details['title'])} 나눔 (문장 {n}개)"


def _say_move(entry: LedgerEntry, titles: Mapping[str, str]) -> str:
    n, to = len(entry.details["sentences"]), entry.details["to"]
    return (
        f"문장 {n}개를 {_called(to, titles)}{_to(titles.get(to, to))} 옮김" if to else f"문장 {n}개를 모든 테마에서 뺌"
    )


def _say_hide(entry: LedgerEntry, titles: Mapping[str, str]) -> str:
    return f"{_called(entry.subject, titles)} {'숨김' if entry.details['hidden'] else '다시 보임'}"


def _say_pin(entry: LedgerEntry, titles: Mapping[str, str]) -> str:
    return f"{_called(entry.subject, titles)} {'고정' if entry.details['pinned'] else '고정 풂'}"


def _say_undo(entry: LedgerEntry, _titles: Mapping[str, str]) -> str:
    return f"{entry.details['seq']}단계 되돌림"


def _say_decline(entry: LedgerEntry, titles: Mapping[str, str]) -> str:
    *others, last = entry.details["themes"]
    what = f"{_object(titles.get(last, last))} {'나누' if not others else f'{_called(others[0], titles)}에 합치'}"
    return f"{what}자는 제안을 거절함"


def _say_labels(entry: LedgerEntry, titles: Mapping[str, str], values: _Values) -> str:
    """Say what was set of a theme, or corrected of a sentence."""
    is_set = entry.action == "set"
    labels = entry.details if is_set else entry.details["labels"]
    said = ", ".join(f"{_LABELS[name]} → {values[name].get(value, value)}" for name, value in labels.items())
    return f"{_called(entry.subject, titles)} {said}" if is_set else f"글 {entry.subject[:8]}의 문장 고침: {said}"


def _values(settings: Settings) -> _Values:
    return {
        **LABEL_VALUES,
        "reason": {"none": _NO, **{one.key: one.name for one in settings.reasons}},
        "stage": {"none": _NO, **{one.key: one.name for one in settings.stages}},
    }


_SAID: Mapping[str, Callable[[LedgerEntry, Mapping[str, str]], str]] = {
    "rename": _say_rename,
    "merge": _say_merge,
    "split": _say_split,
    "move": _say_move,
    "hide": _say_hide,
    "pin": _say_pin,
    "undo": _say_undo,
    "decline": _say_decline,
}


def _called(theme: str, titles: Mapping[str, str]) -> str:
    return f"‘{titles.get(theme, theme)}’"


def _object(title: str) -> str:
    return f"‘{title}’{particle(title, '을', '를')}"


def _to(title: str) -> str:
    # After ㄹ, as after a vowel, it is 로.
    is_liquid = (ord(title[-1]) - ord("가")) % 28 == _LIQUID if "가" <= title[-1] <= "힣" else False
    return "로" if is_liquid else particle(title, "으로", "로")
