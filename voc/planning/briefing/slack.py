"""The planning parts of a brief in Slack's marks: lists in the place of tables."""

from collections.abc import Callable, Iterator

from voc.planning.brief import Brief
from voc.planning.briefing import lines
from voc.planning.wording import mark


def plan_slack(brief: Brief, escape: Callable[[str], str]) -> Iterator[str]:
    """Draw ideas, what was sent and words to avoid; nothing where the brief was frozen without them.

    Parameters
    ----------
    escape : callable
        Makes text of customers and of ours harmless.
    """
    yield from _ideas(brief, escape)
    yield from _sent(brief, escape)
    words = brief.get("avoid", {}).get("words", [])
    if words:
        yield "*우리 글에서 피할 말*"
        yield from (f"• *{escape(one['word'])}* {escape(lines.avoid_line(one))}" for one in words)
        yield ""


def _ideas(brief: Brief, escape: Callable[[str], str]) -> Iterator[str]:
    if not brief.get("ideas"):
        return
    reach = {row["theme_id"]: row for row in brief.get("reach", [])}
    yield "*메시지 아이디어*"
    yield escape(lines.ideas_intro(brief).replace("`", ""))
    for number, idea in enumerate(brief["ideas"], 1):
        gap = lines.gap_line(idea, brief)
        yield f"*{number}. {mark(idea['state'])}{escape(idea['title'])}*{f' ({gap})' if gap else ''}"
        yield f"• 상황: {escape(lines.situation_line(idea))}"
        yield f"• 무엇이 답인가: {escape(lines.answer_line(idea))}"
        yield f"• 근거: {escape(' '.join(lines.proof_lines(idea)))}"
        for quote in idea["proof"]["quotes"]:
            yield f"> “{escape(quote['text'])}” — {escape(lines.proof_origin(quote, brief.get('permissions', {})))}"
        yield from (f"• {escape(lines.figure_line(one))}" for one in idea["proof"]["figures"])
        yield from (f"• {escape(line)}" for line in lines.word_lines(idea))
        if idea["theme_id"] in reach:
            yield f"• 대상 고객: {escape(lines.reach_line(reach[idea['theme_id']]))}"
    yield ""


def _sent(brief: Brief, escape: Callable[[str], str]) -> Iterator[str]:
    told = [one for one in brief.get("sent", {}).get("themes", []) if one["messages"]]
    if told:
        yield "*지금까지 보낸 메시지*"
    for theme in told:
        yield f"• *{escape(theme['title'])}* {lines.how_often_line(theme)}"
        one = theme["messages"][0]
        said = f"{escape(one['channel'])} “{escape(lines.message_line(one))}”"
        yield f"> {one['sent_on']} {said} {lines.result_line(one)}"
    if told:
        yield ""
