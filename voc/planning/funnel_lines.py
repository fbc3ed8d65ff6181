"""The funnel of a brief in words: drop-off, its change, and what to ask where many leave and few say why."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

MARKS = {"up": "▲ ", "down": "▼ ", "steady": ""}
NOTE = (
    "이탈률은 그 단계에 들어온 고객 가운데 넘어가지 않은 고객의 비율입니다. ▲▼는 앞선 주들의 오르내림을 감안한 "
    "95% 구간에 0이 들지 않을 때만 붙습니다. 망설임과 이탈이 함께 나왔다는 뜻이지, 원인이라는 뜻은 아닙니다."
)


def drop_text(row: dict[str, Any]) -> str:
    """Spell a drop-off with its mark.

    Examples
    --------
    >>> drop_text({"state": "up", "drop": 0.4567})
    '▲ 45.7%'
    """
    return f"{MARKS[row['state']]}{row['drop']:.1%}"


def change_text(row: dict[str, Any], base: str = "지난주") -> str:
    """Say how a drop-off changed; nothing of a difference that the weeks before do not let anybody judge.

    Examples
    --------
    >>> change_text({"drop": 0.46, "drop_before": 0.40, "change": {"low": 0.021, "high": 0.098}})
    '지난주 40.0% · 차이 +6.0%p(+2.1~+9.8)'
    >>> change_text({"drop": 0.46, "drop_before": 0.40, "change": None})
    '지난주 40.0%'
    """
    if row["drop_before"] is None:
        return ""
    before = f"{base} {row['drop_before']:.1%}"
    if row["change"] is None:
        return before
    low, high = (100 * row["change"][end] for end in ("low", "high"))
    return f"{before} · 차이 {100 * (row['drop'] - row['drop_before']):+.1f}%p({low:+.1f}~{high:+.1f})"


def asking(rows: Sequence[dict[str, Any]]) -> list[dict[str, str]]:
    """List what to ask, with why: `why` and `question` of each stage that many leave and few speak about."""
    return [{"why": _why(row), "question": row["question"]} for row in rows if row["question"]]


def _why(row: dict[str, Any]) -> str:
    share = f"{row['name']}: 들어온 고객의 {row['drop']:.1%}가 넘어가지 않았는데"
    if not row["n_voices"]:
        return f"{share} 망설인 목소리가 한 건도 없어, 까닭을 알 수 없습니다."
    return f"{share} 망설인 목소리는 {row['n_voices']:,}건뿐이라, 까닭을 알기 어렵습니다."


def funnel_markdown(rows: Sequence[dict[str, Any]], escape: Callable[[str], str]) -> Iterator[str]:
    """Draw the funnel as Markdown; nothing without figures."""
    if not rows:
        return
    yield "## 단계별 이탈"
    yield ""
    yield "| 단계 | 들어온 고객 | 이탈률 | 지난주와 차이 (95% 구간) | 망설인 목소리 | 많이 나온 망설임 |"
    yield "|---|---:|---:|---|---:|---|"
    for row in rows:
        titles = ", ".join(f"{escape(theme['title'])} {theme['n']}" for theme in row["themes"]) or "-"
        figures = (f"{row['n_entered']:,}", drop_text(row), change_text(row) or "-", f"{row['n_voices']:,}")
        yield f"| {' | '.join((escape(row['name']), *map(escape, figures), titles))} |"
    yield ""
    for one in asking(rows):
        yield f"- {escape(one['why'])} 설문에서 이렇게 물어보세요: **“{escape(one['question'])}”**"
    yield ""
    yield escape(NOTE)
    yield ""


def funnel_slack(rows: Sequence[dict[str, Any]], escape: Callable[[str], str]) -> Iterator[str]:
    """Draw the funnel in Slack's marks; nothing without figures."""
    if not rows:
        return
    yield "*단계별 이탈*"
    for row in rows:
        changed = f" · {change_text(row)}" if change_text(row) else ""
        yield f"• *{escape(row['name'])}* {escape(drop_text(row) + changed)} · 망설임 {row['n_voices']:,}건"
    for one in asking(rows):
        yield f"• {escape(one['why'])} 설문에서 이렇게 물어보세요: *“{escape(one['question'])}”*"
    yield ""
