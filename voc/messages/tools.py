"""Whose export a table of messages is, told by its columns, never by the file's name."""

from collections.abc import Mapping, Sequence
from typing import Literal, NamedTuple

from voc.messages.titles import fold

Tool = Literal["archive", "braze", "bigin", "kakao", "notion", "generic"]
# As people call them.
TOOL_NAMES: Mapping[Tool, str] = {
    "archive": "an export of this archive",
    "braze": "Braze",
    "bigin": "빅인 (Bigin)",
    "kakao": "카카오 비즈메시지",
    "notion": "Notion",
    "generic": "a table of messages",
}
# The columns of which each tool writes all of one row.
_SIGNS: Mapping[Tool, tuple[frozenset[str], ...]] = {
    "archive": (frozenset({"말귀id"}),),
    "braze": (
        frozenset({"campaignname", "variationname"}),
        frozenset({"canvasname", "variationname"}),
        frozenset({"campaignid", "sends"}),
    ),
    "kakao": (frozenset({"템플릿코드"}), frozenset({"발신프로필"}), frozenset({"메시지타입", "성공건수"})),
    "bigin": (frozenset({"캠페인명", "발송고객수"}), frozenset({"캠페인명", "오픈고객수"})),
    "notion": (
        frozenset({"이름", "최종편집일시"}),
        frozenset({"이름", "생성일시"}),
        frozenset({"name", "lasteditedtime"}),
        frozenset({"name", "created"}),
    ),
}


class RecognisedTool(NamedTuple):
    """Whose export a table is, and why: one sentence for people."""

    tool: Tool
    why: str


def recognise_tool(header: Sequence[str]) -> RecognisedTool:
    """Tell whose export a table is by columns that only one tool writes.

    Examples
    --------
    >>> recognise_tool(["이름", "발송일", "최종 편집 일시"]).tool, recognise_tool(["제목", "본문"]).tool
    ('notion', 'generic')
    """
    titles = {fold(name): name for name in header}
    for tool, signs in _SIGNS.items():
        for sign in signs:
            if sign <= titles.keys():
                shown = ", ".join(f"'{titles[one]}'" for one in sorted(sign))
                return RecognisedTool(tool, f"it has {shown}")
    return RecognisedTool("generic", "titles and cells were looked at")
