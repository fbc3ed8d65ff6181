"""Draw a brief as Markdown that reads well as it is and pastes well elsewhere."""

import re
from collections.abc import Iterator, Sequence
from typing import Any

from voc.planning.brief import Brief
from voc.planning.briefing.markdown import avoid_lines, plan_lines, plan_notes
from voc.planning.freezing import frozen_line
from voc.planning.funnel_lines import funnel_markdown
from voc.planning.sentences import (
    calendar_line,
    cautions,
    count_line,
    footnotes,
    headline,
    held_line,
    impact_line,
    last_year_line,
    origin_line,
    same_time_line,
    verdict,
)
from voc.planning.wording import mark, sparkline, state_name

# Customer text is text: nothing in it may become a heading, a link, an image or markup.
_MARKUP = re.compile(r"([\\`*_{}\[\]<>#|~!&]|:(?=//)|(?<=www)\.)")


def brief_markdown(brief: Brief) -> str:
    """Draw a brief as Markdown."""
    return "\n".join(_lines(brief)).rstrip() + "\n"


def escape(text: str) -> str:
    r"""Escape what Markdown would read as markup, and fold line breaks.

    Examples
    --------
    >>> escape("*꼭* <PHONE>로")
    '\\*꼭\\* \\<PHONE\\>로'
    """
    return _MARKUP.sub(r"\\\1", " ".join(text.split()))


def _lines(brief: Brief) -> Iterator[str]:
    yield f"# 주간 고객의 소리 · {brief['label']}"
    yield ""
    # The sentences name themes, whose titles are customers' words; our own `code` in them stays what it is.
    yield headline(brief)
    yield ""
    for sentence in verdict(brief):
        yield f"- **{escape(sentence)}**"
    for sentence in cautions(brief):
        yield f"- ⚠ {escape(sentence)}"
    yield ""
    if brief["voices"][0]:
        yield from _hesitations(brief)
        yield from _groups("이유별", "이유", brief["reasons"])
        yield from _groups("퍼널 단계별", "단계", brief["stages"])
        yield from funnel_markdown(brief.get("funnel") or (), escape)
        yield from plan_lines(brief, escape)
        yield from _words(brief["words"])
        yield from avoid_lines(brief, escape)
    yield from _channels(brief)


def _hesitations(brief: Brief) -> Iterator[str]:
    yield "## 망설임"
    yield ""
    if brief["moved"]:
        yield "### 새로 나타났거나 늘어난 것"
        yield ""
        yield from _themes(brief["moved"], escape(same_time_line(brief)))
    if brief["largest"]:
        yield "### 그 밖에 많은 것" if brief["moved"] else "### 많이 나온 것"
        yield ""
        yield from _themes(brief["largest"])
    if not brief["moved"] and not brief["largest"]:
        yield "이번 주에는 세 건 넘게 모인 망설임이 없습니다."
        yield ""
    if brief["less"]:
        yield "### 줄어든 것"
        yield ""
        for theme in brief["less"]:
            title = f"{mark(theme['state'])}**{escape(theme['title'])}**"
            yield f"- {title} {count_line(theme)} · {sparkline(theme['series'])}"
        if same_time_line(brief):
            yield f"- {escape(same_time_line(brief))}"
        yield ""
    if brief.get("held"):
        yield "### 비교를 보류한 것"
        yield ""
        for theme in brief["held"]:
            yield f"- **{escape(theme['title'])}** {count_line(theme)} · {sparkline(theme['series'])}"
            yield f"  - {escape(held_line(theme))}"
        yield ""
    if calendar_line(brief):
        yield escape(calendar_line(brief))
        yield ""


def _themes(themes: Sequence[Brief], same_time: str = "") -> Iterator[str]:
    for theme in themes:
        state = f" ({state_name(theme['state'])})" if mark(theme["state"]) else ""
        # No heading: Notion has three levels, and these themes stand under the third.
        yield f"**{mark(theme['state'])}{escape(theme['title'])}**{state}"
        yield ""
        yield f"- {count_line(theme)}"
        yield f"- {escape(theme['stage'])} · {escape(theme['reason'])} · 추이 {sparkline(theme['series'])}"
        for line in (escape(held_line(theme)), same_time, last_year_line(theme), impact_line(theme)):
            if line:
                yield f"- {line}"
        if theme["keywords"]:
            yield f"- 고객의 말: {', '.join(escape(word) for word in theme['keywords'])}"
        for quote in theme["quotes"]:
            yield ""
            yield f"> “{escape(quote['text'])}” — {escape(origin_line(quote))}"
        yield ""


def _groups(title: str, column: str, groups: Sequence[Brief]) -> Iterator[str]:
    if not groups:
        return
    yield f"## {title}"
    yield ""
    yield f"| {column} | 망설인 목소리 | 지난주 | 1,000건당 | 추이 | 많이 나온 망설임 |"
    yield "|---|---:|---:|---:|---|---|"
    for group in groups:
        now, before = group["n"]
        cells = (
            f"{mark(group['state'])}{escape(group['name'])}",
            f"{now:,}",
            f"{before:,}",
            f"{group['rate'][0]:g}",
            sparkline(group["series"]),
            ", ".join(f"{escape(theme['title'])} {theme['n']}" for theme in group["themes"]) or "-",
        )
        yield f"| {' | '.join(cells)} |"
    yield ""
    for group in groups:
        if held_line(group):
            yield f"{escape(group['name'])}: {escape(held_line(group))}."
            yield ""


def _words(words: dict[str, Any]) -> Iterator[str]:
    if not words["theirs"] and not words["ours"]:
        return
    yield "## 고객의 말과 우리의 말"
    yield ""
    if words["theirs"]:
        yield "고객은 쓰는데 우리 글에는 없는 말입니다. 최근 12주에 쓴 사람 수와 쓰임입니다."
        yield ""
        yield "| 고객의 말 | 12주 | 이번 주 | 이렇게 씁니다 |"
        yield "|---|---:|---:|---|"
        for word in words["theirs"]:
            example = f"“{escape(word['example'])}”" if word["example"] else "-"
            yield f"| **{escape(word['surface'])}** | {word['n']} | {word['n_week']} | {example} |"
        yield ""
    if words["ours"]:
        said = ", ".join(f"{escape(word['surface'])}({word['n']}번)" for word in words["ours"])
        yield f"우리 글에만 있고 고객은 쓰지 않은 말: {said}"
        yield ""


def _channels(brief: Brief) -> Iterator[str]:
    if brief["channels"]:
        yield "## 자료"
        yield ""
        yield "| 채널 | 목소리 | 지난주 | 평균 별점 |"
        yield "|---|---:|---:|---:|"
        for one in brief["channels"]:
            mean = "-" if one["mean_rating"] is None else f"{one['mean_rating']:.2f}"
            yield f"| {escape(one['channel'])} | {one['voices'][0]:,} | {one['voices'][1]:,} | {mean} |"
        yield ""
    for note in (*footnotes(brief), *plan_notes(brief), frozen_line(brief)):
        yield note
        yield ""
