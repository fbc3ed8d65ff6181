"""What a service that is played on this machine must be able to do, so that one table of tests holds for all."""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, ClassVar

from wire.server import Reply, Request

# The first voice of every service: 10 September 2026, 09:00 in Seoul; one an hour after that.
FIRST = datetime(2026, 9, 10, 0, 0, tzinfo=UTC)
NOW = datetime(2026, 9, 14, 3, 0, tzinfo=UTC)
_WORDS = (
    "결제하고 나서 주문 내역이 안 보여요",
    "배송이 나흘째 멈춰 있어서 답답합니다",
    "쿠폰이 장바구니에서 사라졌어요 ㅠㅠ",
    "로그인할 때마다 인증번호가 늦게 와요",
    "환불 버튼을 눌러도 아무 반응이 없네요",
    "알림이 밤에도 울려서 껐습니다",
    "포장이 꼼꼼해서 좋았어요",
    "상담원 연결까지 한참 걸렸어요",
)


@dataclass(frozen=True)
class Voice:
    """What one invented customer wrote, and when."""

    number: int
    words: str
    at: datetime


def voice(number: int) -> Voice:
    """Make the voice of a number; the number stands in its words, so that all differ."""
    return Voice(number, f"{_WORDS[number % len(_WORDS)]} ({number}번째 문의)", FIRST + timedelta(hours=number))


class Wire(ABC):
    """One service with its state.

    Class attributes
    ----------------
    family : str
        As in sources.yaml.
    secrets : mapping of variable to value
        What a source needs; the service refuses everything else.
    listing : str
        Part of the path that only requests for pages of the main listing have.
    abilities : frozenset of str
        What the service can do beside adding: `edit`, `remove`, `stick`, `expire` (tokens end under way and can be
        renewed), `strange`, `secrets`, `json` (its listing is JSON), `late` (it also tells what is newer than a window
        ends).
    """

    family: ClassVar[str]
    secrets: ClassVar[Mapping[str, str]] = {}
    listing: ClassVar[str]
    abilities: ClassVar[frozenset[str]]

    def __init__(self, n_voices: int = 0) -> None:
        self.voices: dict[int, Voice] = {}
        self.is_stuck = False
        self.is_strange = False
        self.now = NOW
        for number in range(n_voices):
            self.add(voice(number))

    @abstractmethod
    def answer(self, request: Request) -> Reply:
        """Play the service."""

    @abstractmethod
    def entry(self, url: str) -> dict[str, Any]:
        """Return the entry of sources.yaml for this service at an address, without `name`; small pages, no pauses."""

    def wanted(self) -> dict[str, str]:
        """Return what is to be collected: external id to body."""
        return {self.external_id(one): one.words for one in self.voices.values()}

    @abstractmethod
    def external_id(self, one: Voice) -> str:
        """Return the id that the record of a voice must have."""

    def add(self, one: Voice) -> None:
        """Let a customer write."""
        self.voices[one.number] = one

    def edit(self, number: int, words: str) -> None:
        """Let a customer write something else in the same place, now."""
        raise NotImplementedError

    def remove(self, number: int) -> None:
        """Take a voice back, so that the source tells of it."""
        raise NotImplementedError

    # A strange service (`is_strange`) sends, beside the good ones, exactly one record of which nothing can be made,
    # and nulls wherever the documented format allows them. A stuck one (`is_stuck`) never ends its listing.
