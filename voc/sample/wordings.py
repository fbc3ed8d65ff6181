"""The sample's messages as they are worded: one of the hand-written topics, put together for a channel."""

from collections.abc import Mapping
from dataclasses import dataclass

from voc.sample.master import read_rows

Line = Mapping[str, str]

_ACTS = {
    "hapnida": ("앱에서 확인하십시오.", "환급나래에서 볼 수 있습니다.", "눌러서 살펴보십시오.", ""),
    "haeyo": ("앱에서 확인해 보세요.", "환급나래에서 볼 수 있어요.", "눌러서 살펴보세요.", ""),
}
N_ACTS = 4
_ACT_SHORT = {
    ("hapnida", False): "{}, 앱에서 보십시오.",
    ("hapnida", True): "{}, 보셨습니까?",
    ("haeyo", False): "{}, 앱에서 보세요.",
    ("haeyo", True): "{}, 보셨나요?",
}
_HURRY = {"hapnida": "이번 주까지만 받습니다.", "haeyo": "이번 주까지만 받아요."}
_OTHERS = {"hapnida": "이미 많은 고객님이 신청했습니다.", "haeyo": "이미 많은 고객님이 신청했어요."}
_FREE_REFUSAL = "무료수신거부 080-000-4040"
_REFUSAL = "수신거부 https://narae.example.kr/stop"


@dataclass(frozen=True, slots=True)
class Worded:
    """How one message is to be worded.

    Attributes
    ----------
    line : mapping
        A row of `documents/messages.tsv`, which holds one topic in one register.
    core : str
        `core_a`, or `core_b`, which names a figure.
    act : int
        Which of the `N_ACTS` ways to ask for a click, 0 the plainest.
    asks, is_long, hurries, names_others, has_emoji : bool
        Whether it begins with a question, explains more, presses for time, points to other customers, has an emoji.
    """

    line: Line
    core: str
    act: int = 0
    asks: bool = False
    is_long: bool = False
    hurries: bool = False
    names_others: bool = False
    has_emoji: bool = False

    @property
    def is_ad(self) -> bool:
        """Whether it advertises; the rest tells customers about their own case."""
        return self.line["kind"] == "ad"

    @property
    def register(self) -> str:
        """`hapnida` or `haeyo`."""
        return self.line["register"]


def topics() -> list[dict[str, str]]:
    """Read the topics, each in both registers."""
    return read_rows("messages")


def title_of(worded: Worded, channel: str) -> str:
    """Return the title of a message; a text message of 90 bytes has none."""
    if channel == "SMS":
        return ""
    mark = "(광고) " if worded.is_ad else ""
    return f"{mark}{'💰 ' if worded.has_emoji else ''}{worded.line['title']}"


def body_of(worded: Worded, channel: str) -> str:
    """Put the sentences of a message together as its channel takes them."""
    mark = "(광고)" if worded.is_ad else ""
    if channel == "SMS":
        said = _ACT_SHORT[worded.register, worded.asks].format(worded.line["title"])
        return f"{mark}[환급나래] {said}" + (f" {_FREE_REFUSAL.replace('수신', '')}" if worded.is_ad else "")
    sentences = _sentences(worded)
    if channel == "앱 푸시":
        return " ".join(sentences)
    head = [f"{mark}[환급나래]"] if channel == "LMS" else []
    foot = [_FREE_REFUSAL if channel == "LMS" else _REFUSAL] if worded.is_ad else []
    return "\n".join([*head, *sentences, *foot])


def _sentences(worded: Worded) -> list[str]:
    line = worded.line
    return [
        line["ask" if worded.asks else "say"],
        line[worded.core],
        *((line["more_a"], line["more_b"]) if worded.is_long else ()),
        *((_OTHERS[worded.register],) if worded.names_others else ()),
        *((_HURRY[worded.register],) if worded.hurries else ()),
        *filter(None, [_ACTS[worded.register][worded.act]]),
    ]
