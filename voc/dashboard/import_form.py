"""The form below what a survey was taken for: what can be chosen for each column, and what was chosen."""

from collections.abc import Mapping
from typing import Any

from starlette.datastructures import FormData

ROLES: Mapping[str, str] = {
    "open_text": "주관식",
    "rating:1-5": "점수 1~5",
    "rating:1-7": "점수 1~7",
    "rating:1-10": "점수 1~10",
    "rating:0-10": "점수 0~10",
    "choice": "객관식",
    "segment": "고객 구분",
    "date": "응답 시각",
    "updated_at": "수정 시각",
    "id": "응답 번호",
    "respondent": "응답자(해시만 저장)",
    "product": "상품",
    "app_version": "앱 버전",
    "drop": "저장 안 함",
}
_LONGEST, _LONGEST_LINE = 200, 1000
# What changes which columns there are: what was said of columns before does not hold any more.
_LAYOUT = ("sheet", "header_row", "encoding")
_TEXTS = ("form", "product", "purpose", "keep_until", "sheet", "encoding", "time_zone", "channel")
# One a line, as the options of the command that may be repeated.
_LISTS = ("excluded", "renamed", "pairs")
_MOST_LINES = 50


def roles_for(word: str) -> Mapping[str, str]:
    """List what a column can be, with what it is taken for now.

    Examples
    --------
    >>> roles_for("segment:등급")["segment:등급"], roles_for("rating:0-100")["rating:0-100"]
    ('고객 구분: 등급', '점수 0~100')
    """
    role, _, rest = word.partition(":")
    if word in ROLES:
        return ROLES
    spelled = f"점수 {rest.replace('-', '~')}".strip() if role == "rating" else f"고객 구분: {rest}"
    return {word: spelled, **ROLES}


def asked_of(form: FormData, plan: Mapping[str, Any] | None, before: Mapping[str, Any]) -> dict[str, Any]:
    """Read what a person says of a file: `mapping` by column, `pairs` of it, `options`."""
    options = _options(form, plan)
    old = before.get("options", {})
    is_same = all(options.get(name) == old.get(name) for name in _LAYOUT)
    mapping = {**before.get("mapping", {}), **_chosen(form, plan)} if is_same else {}
    typed = options.get("pairs", [])
    named = {pair.partition("=")[2].strip() for pair in typed}
    chosen = [f"{role}={name}" for name, role in mapping.items() if name not in named]
    return {"mapping": mapping, "pairs": [*chosen, *typed], "options": options}


def _chosen(form: FormData, plan: Mapping[str, Any] | None) -> dict[str, str]:
    found = {}
    for number, column in enumerate((plan or {}).get("columns", ())):
        said = _text(form, f"role-{number}")
        if said and (said != column["word"] or column["doubtful"]):
            found[column["name"]] = said
    return found


def _options(form: FormData, plan: Mapping[str, Any] | None) -> dict[str, Any]:
    options: dict[str, Any] = {name: text for name in _TEXTS if (text := _text(form, name))}
    options |= {name: lines for name in _LISTS if (lines := _lines(form, name))}
    row = _text(form, "header_row")
    if row.isascii() and row.isdigit() and int(row[:6]) > 0:
        options["header_row"] = int(row[:6])
    if _text(form, "complete"):
        options["complete"] = True
    if plan and plan["resembles"] and _text(form, "same") == "yes":
        options |= {"form": plan["resembles"], "renamed": plan["suggested"]}
    return options


def _lines(form: FormData, name: str) -> list[str]:
    said = form.get(name, "")
    lines = said.splitlines() if isinstance(said, str) else []
    return [line.strip()[:_LONGEST_LINE] for line in lines if line.strip()][:_MOST_LINES]


def _text(form: FormData, name: str) -> str:
    said = form.get(name, "")
    return said.strip()[:_LONGEST] if isinstance(said, str) else ""
