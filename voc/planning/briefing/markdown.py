"""The planning parts of a brief as Markdown; a brief that was frozen without them has none."""

from collections.abc import Callable, Iterator
from typing import Any

from voc.planning.brief import Brief
from voc.planning.briefing import lines
from voc.planning.sentences import origin_line
from voc.planning.watch_rows import NOTE
from voc.planning.wording import mark

Escape = Callable[[str], str]


def plan_lines(brief: Brief, escape: Escape) -> Iterator[str]:
    """Draw stages, ideas, what was sent and what customers said about it, praise, and what is watched.

    Parameters
    ----------
    escape : callable
        Makes text of customers and of ours harmless.
    """
    yield from _stages(brief, escape)
    yield from _ideas(brief, escape)
    yield from _sent(brief, escape)
    yield from _echoes(brief, escape)
    yield from _praise(brief, escape)
    yield from _watched(brief, escape)


def avoid_lines(brief: Brief, escape: Escape) -> Iterator[str]:
    """Draw the words to avoid."""
    words = brief.get("avoid", {}).get("words", [])
    if not words:
        return
    yield "## 우리 글에서 피할 말"
    yield ""
    for word in words:
        yield f"- **{escape(word['word'])}** {escape(lines.avoid_line(word))}"
        for use in word["uses"]:
            yield f"  - “{escape(use['text'])}” — {escape(use['where'])}"
    yield ""


def plan_notes(brief: Brief) -> list[str]:
    """Say how the planning parts are to be read."""
    return lines.proof_notes(brief.get("ideas", []))


def _stages(brief: Brief, escape: Escape) -> Iterator[str]:
    if not brief.get("by_stage"):
        return
    yield "## 단계별 망설임"
    yield ""
    for stage in brief["by_stage"]:
        yield f"### {escape(stage['name'])}"
        yield ""
        for theme in stage["themes"]:
            yield f"- {mark(theme['state'])}**{escape(theme['title'])}** {lines.cell_line(theme)}"
            for quote in theme["quotes"]:
                yield f"  - “{escape(quote['text'])}” — {escape(origin_line(quote))}"
        yield ""


def _ideas(brief: Brief, escape: Escape) -> Iterator[str]:
    if not brief.get("ideas"):
        return
    reach = {row["theme_id"]: row for row in brief.get("reach", [])}
    yield "## 메시지 아이디어"
    yield ""
    yield lines.ideas_intro(brief)
    yield ""
    for number, idea in enumerate(brief["ideas"], 1):
        gap = lines.gap_line(idea, brief)
        yield f"### {number}. {mark(idea['state'])}{escape(idea['title'])}{f' ({gap})' if gap else ''}"
        yield ""
        yield from _idea(idea, brief.get("permissions", {}), escape)
        for lesson in lines.lessons_on(brief, idea["theme_id"]):
            yield f"- **배운 것** {escape(lesson)}"
        if idea["theme_id"] in reach:
            yield f"- **대상 고객** {escape(lines.reach_line(reach[idea['theme_id']]))}"
        yield ""


def _idea(idea: Brief, permissions: dict[str, Any], escape: Escape) -> Iterator[str]:
    yield f"- **상황** {escape(lines.situation_line(idea))}"
    quoted = [f"“{escape(one['text'])}” — {escape(origin_line(one))}" for one in idea["hesitation"]["quotes"]]
    yield f"- **망설임** {' '.join(quoted) or escape(idea['title'])}"
    yield f"- **무엇이 답인가** {escape(lines.answer_line(idea))}"
    yield f"- **근거** {escape(' '.join(lines.proof_lines(idea)))}"
    for quote in idea["proof"]["quotes"]:
        origin = f"{escape(origin_line(quote))} · **{lines.consent_mark(quote, permissions)}**"
        yield f"  - “{escape(quote['text'])}” — {origin}"
    for figure in idea["proof"]["figures"]:
        yield f"  - {escape(lines.figure_line(figure))}"
    said = lines.word_lines(idea)
    if said:
        yield f"- **쓸 말** {escape(' · '.join(said))}"


def _sent(brief: Brief, escape: Escape) -> Iterator[str]:
    if not brief.get("sent") or not brief["sent"]["themes"]:
        return
    yield "## 지금까지 보낸 메시지"
    yield ""
    yield lines.sent_intro(brief)
    yield ""
    told = [one for one in brief["sent"]["themes"] if one["messages"]]
    if told:
        yield "| 망설임 | 보낸 날 | 채널 | 메시지 | 결과 |"
        yield "|---|---|---|---|---|"
        for theme in told:
            title = f"**{escape(theme['title'])}** {lines.how_often_line(theme)}"
            for place, one in enumerate(theme["messages"]):
                cells = (
                    "〃" if place else title,
                    one["sent_on"],
                    escape(one["channel"]),
                    escape(lines.message_line(one)),
                    escape(lines.result_line(one)),
                )
                yield f"| {' | '.join(cells)} |"
        yield ""
    if line := lines.none_sent_line(brief):
        yield escape(line)
        yield ""


def _echoes(brief: Brief, escape: Escape) -> Iterator[str]:
    found = brief.get("echoes", {})
    if not found.get("voices"):
        return
    yield "## 우리 메시지를 두고 고객이 한 말"
    yield ""
    yield f"이번 주에 우리 메시지를 언급한 목소리는 {found['n']:,}건입니다."
    yield ""
    for voice in found["voices"]:
        yield f"- “{escape(voice['text'])}” — {escape(origin_line(voice))}"
        yield f"  - {escape(lines.echo_line(voice))}"
    yield ""


def _praise(brief: Brief, escape: Escape) -> Iterator[str]:
    if not brief.get("praise"):
        return
    yield "## 고객이 칭찬한 것"
    yield ""
    for row in brief["praise"]:
        yield f"- {mark(row['state'])}**{escape(row['name'])}** {lines.cell_line(row)}"
        for quote in row["quotes"]:
            consent = lines.consent_mark(quote, brief.get("permissions", {}))
            yield f"  - “{escape(quote['text'])}” — {escape(origin_line(quote))} · **{consent}**"
    yield ""


def _watched(brief: Brief, escape: Escape) -> Iterator[str]:
    if not brief.get("watched"):
        return
    yield "## 바꾼 뒤 지켜보는 것"
    yield ""
    for row in brief["watched"]:
        yield f"- **{escape(row['title'])}** {escape(lines.watched_line(row))}"
    yield ""
    yield NOTE
    yield ""
