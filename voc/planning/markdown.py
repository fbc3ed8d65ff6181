"""Draw a brief as Markdown that reads well as it is and pastes well elsewhere."""

import re
from collections.abc import Iterator, Sequence
from typing import Any

from voc.planning.brief import Brief
from voc.planning.wording import MARKS, state_name

# Customer text is text: nothing in it may become a heading, a link, an image or markup.
_MARKUP = re.compile(r"([\\`*_{}\[\]<>#|~!])")


def brief_markdown(brief: Brief) -> str:
    """Draw a brief as Markdown."""
    return "\n".join(_lines(brief)).rstrip() + "\n"


def escape(text: str) -> str:
    r"""Escape what Markdown would read as markup, and fold line breaks.

    Examples
    --------
    >>> escape("*꼭* <PHONE>로")
    '\\\\*꼭\\\\* \\\\<PHONE\\\\>로'
    """
    return _MARKUP.sub(r"\\\1", " ".join(text.split()))


def headline(brief: Brief) -> str:
    """Say the week in one sentence or two."""
    (voices, voices_before), (hesitating, hesitating_before) = brief["voices"], brief["hesitating"]
    if not voices:
        return "이번 주에 모인 고객의 목소리가 없습니다. 수집이 되었는지 `voc show runs`로 확인해 주세요."
    line = f"고객 목소리 {voices:,}건 가운데 {hesitating:,}건({hesitating / voices:.0%})에 망설임이 있었습니다."
    if voices_before:
        share = f"{hesitating_before:,}건({hesitating_before / voices_before:.0%})"
        line += f" 지난주는 {voices_before:,}건 가운데 {share}이었습니다."
    return line


def _lines(brief: Brief) -> Iterator[str]:
    yield f"# 주간 고객의 소리 · {brief['label']}"
    yield ""
    yield headline(brief)
    verdict = _verdict(brief["moved"])
    if verdict:
        yield ""
        yield verdict
    yield ""
    yield "## 망설임"
    yield ""
    if brief["moved"]:
        yield "### 새로 나타났거나 늘어난 것"
        yield ""
        yield from _themes(brief["moved"])
        yield "### 그 밖에 많은 것"
        yield ""
    if not brief["moved"] and not brief["largest"]:
        yield "이번 주에는 테마로 묶인 망설임이 없습니다."
        yield ""
    yield from _themes(brief["largest"])
    if brief["less"]:
        yield "### 줄어든 것"
        yield ""
        for theme in brief["less"]:
            yield f"- ▼ **{escape(theme['title'])}** {_count(theme)}"
        yield ""
    yield from _stages(brief["stages"])
    yield from _words(brief["words"])
    yield from _sources(brief)


def _verdict(moved: Sequence[Brief]) -> str:
    """Name what is new and what jumped, in the order of the list."""
    by_state = {
        state: [f"‘{escape(t['title'])}’" for t in moved if t["state"] == state] for state in ("new", "burst", "rising")
    }
    parts = [
        f"**처음 나타난 망설임**은 {', '.join(by_state['new'])}입니다." if by_state["new"] else "",
        f"**갑자기 늘어난 것**은 {', '.join(by_state['burst'])}입니다." if by_state["burst"] else "",
        f"**늘고 있는 것**은 {', '.join(by_state['rising'])}입니다." if by_state["rising"] else "",
    ]
    return " ".join(part for part in parts if part)


def _themes(themes: Sequence[Brief]) -> Iterator[str]:
    for theme in themes:
        mark = f"{MARKS[theme['state']]} " if theme["state"] in MARKS else ""
        yield f"#### {mark}{escape(theme['title'])}"
        yield ""
        yield f"{_count(theme)} · {theme['stage']} · {theme['reason']}{_impact(theme)}"
        if theme["keywords"]:
            yield f"고객의 말: {', '.join(escape(word) for word in theme['keywords'])}"
        yield ""
        for quote in theme["quotes"]:
            yield f"> “{escape(quote['text'])}” — {_origin(quote)}"
            yield ">"
        yield ""


def _count(theme: Brief) -> str:
    now, before = theme["n"]
    low, high = theme["expected"]
    line = f"**{now}건** (지난주 {before}건, 1,000건당 {theme['rate'][0]:g})"
    return line + (f" · {state_name(theme['state'])}, 예상 범위 {low}~{high}건" if theme["state"] != "steady" else "")


def _impact(theme: Brief) -> str:
    impact = theme["rating_impact"]
    return f" · 이 목소리가 없었다면 평균 별점 {impact:+.2f}" if impact else ""


def _origin(quote: Brief) -> str:
    parts = [str(quote["channel"])]
    if quote["date"]:
        _, month, day = str(quote["date"]).split("-")
        parts.append(f"{int(month)}/{int(day)}")
    if quote["rating"] is not None:
        parts.append(f"평점 {quote['rating']:g}")
    return ", ".join(parts)


def _stages(stages: Sequence[Brief]) -> Iterator[str]:
    if not stages:
        return
    yield "## 퍼널 단계별"
    yield ""
    yield "| 단계 | 망설인 목소리 | 지난주 | 1,000건당 | 많이 나온 망설임 |"
    yield "|---|---:|---:|---:|---|"
    for stage in stages:
        themes = ", ".join(f"{escape(theme['title'])} {theme['n']}" for theme in stage["themes"])
        yield f"| {stage['name']} | {stage['n'][0]} | {stage['n'][1]} | {stage['rate'][0]:g} | {themes or '-'} |"
    yield ""


def _words(words: dict[str, Any]) -> Iterator[str]:
    if not words["theirs"] and not words["ours"]:
        return
    yield "## 고객의 말과 우리의 말"
    yield ""
    if words["theirs"]:
        said = ", ".join(f"{escape(w['surface'])} {w['n']}" for w in words["theirs"])
        yield f"- **고객은 쓰는데 우리는 쓰지 않는 말** (최근 12주 횟수): {said}"
    if words["ours"]:
        yield f"- **우리만 쓰는 말**: {', '.join(escape(w['surface']) for w in words['ours'])}"
    yield ""


def _sources(brief: Brief) -> Iterator[str]:
    yield "## 자료"
    yield ""
    yield "| 채널 | 목소리 | 지난주 | 평균 평점 |"
    yield "|---|---:|---:|---:|"
    for source in brief["sources"]:
        mean = "-" if source["mean_rating"] is None else f"{source['mean_rating']:.2f}"
        yield f"| {source['channel']} | {source['voices'][0]} | {source['voices'][1]} | {mean} |"
    yield ""
    yield (
        f"★ 새로 나타남 · ▲▲ 급증 · ▲ 증가 · ▼ 감소는 앞선 {max(0, brief['n_weeks'] - 1)}주와 견주어 "
        f"우연으로 보기 어려울 때만 붙입니다. 망설임 문장의 {brief['coverage']:.0%}가 테마에 들어 있습니다. 같은 글의 사본은 한 번만 셉니다."
    )
    if brief["open_rejects"]:
        yield ""
        yield f"읽지 못해 따로 둔 줄이 {brief['open_rejects']:,}개 있습니다: `voc rejects list`"
