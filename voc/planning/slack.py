"""Draw a brief in Slack's own marks (mrkdwn): no headings, no tables, blocks of at most 3,000 characters.

Slack reads `*bold*`, `>` and links, and knows no way to escape its marks but for three letters. What customers wrote is
therefore spelled with look-alikes of the marks, so that nothing in it formats, links, or calls anybody.
"""

import re
from collections.abc import Iterable, Iterator

from voc.planning.brief import Brief
from voc.planning.briefing.lines import proof_notes
from voc.planning.briefing.slack import plan_slack
from voc.planning.freezing import frozen_line
from voc.planning.funnel_lines import funnel_slack
from voc.planning.sentences import cautions, count_line, footnotes, headline, held_line, origin_line, verdict
from voc.planning.wording import mark, state_name

LONGEST = 3_000
CUT = "— — — — 여기까지 한 번에 붙여 넣으세요 — — — —"
# Each mark by a letter that looks like it; a full-width @ calls nobody.
_LOOK_ALIKES = str.maketrans(
    {"&": "&amp;", "<": "&lt;", ">": "&gt;", "*": "∗", "_": "＿", "~": "∼", "`": "'", "@": "＠"}
)
_LINK = re.compile(r"(?<=\w)(?=://)|(?<=\w\.)(?=[A-Za-z])")
# Breaks what would become a link, and is not seen.
_WORD_JOINER = "\u2060"


def brief_slack(brief: Brief) -> list[str]:
    """Draw a brief as blocks to be posted one after the other, each of at most 3,000 characters."""
    return blocks(_lines(brief))


def escape(text: str) -> str:
    """Spell a text so that Slack takes nothing in it for a mark, a link or a call; line breaks are folded.

    Examples
    --------
    >>> escape("*꼭* <PHONE> @here 1_2")
    '∗꼭∗ &lt;PHONE&gt; ＠here 1＿2'
    """
    return _LINK.sub(_WORD_JOINER, " ".join(text.split())).translate(_LOOK_ALIKES)


def slack_text(found: Iterable[str]) -> str:
    """Put blocks under each other, with a line between them that says where to part them."""
    return f"\n\n{CUT}\n\n".join(found) + "\n"


def blocks(lines: Iterable[str], longest: int = LONGEST) -> list[str]:
    """Lay lines out in blocks of at most so many characters, and say in each where it was cut.

    A line is never parted, but for one that alone is too long: its end is left out, and it says so.
    """
    room = longest - len(_note(99, 99))
    found: list[list[str]] = [[]]
    for line in lines:
        whole = line if len(line) <= room else f"{line[: room - 1]}…"
        if sum(len(one) + 1 for one in found[-1]) + len(whole) > room:
            found.append([])
        if whole or found[-1]:
            found[-1].append(whole)
    texts = ["\n".join(one).strip("\n") for one in found]
    full = [text for text in texts if text]
    if len(full) < 2:  # noqa: PLR2004 - one block needs no note
        return full
    return [f"{text}{_note(place, len(full))}" for place, text in enumerate(full, 1)]


def _note(place: int, n: int) -> str:
    return f"\n_({place}/{n}, 다음 글에 이어집니다)_" if place < n else f"\n_({place}/{n}, 끝)_"


def _lines(brief: Brief) -> Iterator[str]:
    yield f"*주간 고객의 소리 · {brief['label']}*"
    yield _plain(headline(brief))
    yield from (f"• *{escape(sentence)}*" for sentence in verdict(brief))
    yield from (f"• ⚠ {escape(sentence)}" for sentence in cautions(brief))
    yield ""
    if brief["voices"][0]:
        yield from _themes("새로 나타났거나 늘어난 망설임", brief["moved"])
        yield from _themes("그 밖에 많은 망설임" if brief["moved"] else "많이 나온 망설임", brief["largest"])
        yield from _themes("줄어든 망설임", brief["less"])
        yield from funnel_slack(brief.get("funnel") or (), escape)
        yield from plan_slack(brief, escape)
        yield from _words(brief)
    yield from (
        f"_{_plain(note)}_" for note in (*footnotes(brief), *proof_notes(brief.get("ideas", [])), frozen_line(brief))
    )


def _themes(title: str, themes: list[Brief]) -> Iterator[str]:
    if not themes:
        return
    yield f"*{title}*"
    for theme in themes:
        state = f" ({state_name(theme['state'])})" if mark(theme["state"]) else ""
        yield f"• {mark(theme['state'])}*{escape(theme['title'])}*{state} {escape(count_line(theme))}"
        if held_line(theme):
            yield f"   {escape(held_line(theme))}"
        for quote in theme.get("quotes", [])[:1]:
            yield f"> “{escape(quote['text'])}” — {escape(origin_line(quote))}"
    yield ""


def _words(brief: Brief) -> Iterator[str]:
    theirs = [f"{escape(one['surface'])}({one['n']}명)" for one in brief["words"]["theirs"]]
    ours = [escape(one["surface"]) for one in brief["words"]["ours"]]
    if theirs:
        yield f"*고객은 쓰는데 우리 글에는 없는 말* {', '.join(theirs)}"
    if ours:
        yield f"*우리 글에만 있는 말* {', '.join(ours)}"
    yield ""


def _plain(sentence: str) -> str:
    return escape(sentence.replace("`", ""))
