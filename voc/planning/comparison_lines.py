"""A comparison of briefs for readers: sentences, tables, and the whole of it as Markdown."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

from voc.planning.comparing import Comparison
from voc.planning.markdown import escape
from voc.planning.wording import MARKS, mark, state_name

_PARTS = {
    "moved": "새로 나타났거나 늘어난 것",
    "largest": "많이 나온 것",
    "less": "줄어든 것",
    "held": "비교를 보류한 것",
}
CHANGES = {"in": "새로 들어옴", "out": "빠짐", "changed": "달라짐"}


def comparison_line(comparison: Comparison) -> str:
    """Say in a sentence what the comparison comes to."""
    if comparison["frozen"] is False:
        return "이 주는 확정하지 않아 견줄 브리프가 없습니다. 지금 보이는 것은 오늘의 자료로 만든 것입니다."
    if comparison["is_same"]:
        return "그대로입니다. 지금 다시 만들어도 확정한 브리프와 같습니다."
    told = []
    if comparison["themes"]:
        counts = Counter(one["change"] for one in comparison["themes"])
        parts = ", ".join(f"{name} {counts[change]}" for change, name in CHANGES.items() if counts[change])
        told.append(f"테마 {len(comparison['themes']):,}가지({parts})")
    if comparison["figures"]:
        told.append(f"수치 {len(comparison['figures']):,}개")
    return f"지금 다시 만들면 {'와 '.join(told)}가 달라집니다."


def spelled(value: float | None, kind: str) -> str:
    """Spell a figure.

    Examples
    --------
    >>> spelled(1234, "count"), spelled(0.1234, "share"), spelled(4.1, "stars"), spelled(None, "stars")
    ('1,234건', '12.3%', '4.10점', '-')
    """
    if value is None:
        return "-"
    return {"count": f"{value:,.0f}건", "share": f"{value:.1%}", "stars": f"{value:.2f}점"}[kind]


def placed(theme: dict[str, Any] | None, title: str = "") -> str:
    """Say where a theme stands in a brief and how often it was voiced; and its title, where it is another one.

    Examples
    --------
    >>> placed({"title": "환급", "part": "moved", "n": 12, "state": "new"}, "환급"), placed(None)
    ('새로 나타났거나 늘어난 것 · 12건 · ★ 새로 나타남', '없음')
    """
    if theme is None:
        return "없음"
    named = f"‘{theme['title']}’ · " if theme["title"] and theme["title"] != title else ""
    part = _PARTS[theme["part"]] if theme["part"] else "싣지 않음"
    state = f" · {mark(theme['state'])}{state_name(theme['state'])}" if theme["state"] in MARKS else ""
    return f"{named}{part} · {theme['n']:,}건{state}"


def comparison_markdown(comparison: Comparison) -> str:
    """Draw a comparison as Markdown."""
    return "\n".join(_lines(comparison)).rstrip() + "\n"


def _lines(comparison: Comparison) -> Iterator[str]:
    yield f"# 그때와 지금 · {comparison['label']}"
    yield ""
    for line in (comparison["frozen_line"], comparison_line(comparison)):
        yield line
        yield ""
    if comparison["themes"]:
        yield "## 테마"
        yield ""
        yield "| 망설임 | 바뀐 것 | 그때 | 지금 | 알려진 까닭 |"
        yield "|---|---|---|---|---|"
        for one in comparison["themes"]:
            title, why = one["title"] or "(지운 제목)", one["why"] or "-"
            then, now = (placed(one[when], one["title"]) for when in ("then", "now"))
            yield f"| {' | '.join(map(escape, (title, CHANGES[one['change']], then, now, why)))} |"
        yield ""
    if comparison["figures"]:
        yield "## 수치"
        yield ""
        yield "| 수치 | 그때 | 지금 |"
        yield "|---|---:|---:|"
        for one in comparison["figures"]:
            values = (spelled(one[when], one["kind"]) for when in ("then", "now"))
            yield f"| {escape(one['name'])} | {' | '.join(values)} |"
        yield ""
    if comparison["reasons"]:
        yield "## 알아 둘 것" if comparison["is_same"] else "## 왜 달라졌나"
        yield ""
        yield from (f"- {escape(reason)}" for reason in comparison["reasons"])
