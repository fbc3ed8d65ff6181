"""Korean words for readers: what states and channels are called, and the particles that go with names."""

from collections.abc import Mapping

STATES: Mapping[str, str] = {
    "new": "새로 나타남",
    "burst": "급증",
    "rising": "증가",
    "steady": "비슷함",
    "falling": "감소",
    "gone": "사라짐",
}
# A mark stands only where the change is significant.
MARKS: Mapping[str, str] = {"new": "★", "burst": "▲▲", "rising": "▲", "falling": "▼", "gone": "▼"}

# What a label of a sentence can be; reasons and stages are named in the configuration.
LABEL_VALUES: Mapping[str, Mapping[str, str]] = {
    "hesitation": {"yes": "예", "no": "아니요"},
    "act": {
        "question": "질문", "complaint": "불만", "request": "요청", "praise": "칭찬", "statement": "진술",
        "other": "기타",
    },
}  # fmt: skip
ORIGINS: Mapping[str, str] = {"catalogue": "카탈로그", "discovered": "찾아낸 테마", "split": "나눈 테마"}

CHANNELS: Mapping[str, str] = {
    "cs": "상담 문의",
    "ticket": "상담 문의",
    "chat": "채팅 상담",
    "call": "전화 상담",
    "google_play": "구글 플레이 리뷰",
    "app_store": "앱스토어 리뷰",
    "app_review": "앱 리뷰",
    "review": "리뷰",
    "survey": "설문",
    "community": "커뮤니티",
    "blog": "블로그",
    "cafe": "카페",
    "naver": "네이버 검색",
    "naver_blog": "네이버 블로그",
    "tistory": "티스토리",
}

# What runs count, by the names of the run log.
COUNTS: Mapping[str, str] = {
    "read": "읽은 글",
    "weeks": "집계한 주",
    "new themes": "새 테마",
    "texts cleared": "비운 글",
    "user ids erased": "지운 회원 ID",
    "replayed": "다시 읽은 줄",
}

EVENTS: Mapping[str, str] = {
    "holiday": "공휴일",
    "season": "시기",
    "campaign": "캠페인",
    "release": "배포",
    "outage": "장애",
}

_BARS = "▁▂▃▄▅▆▇█"
_FIRST_SYLLABLE, _LAST_SYLLABLE, _FINALS = ord("가"), ord("힣"), 28
# Digits whose Korean name ends in a consonant: 영 일 삼 육 칠 팔.
_CLOSED_DIGITS = frozenset("013678")
_CLOSED_LETTERS = frozenset("LMNRlmnr")


def channel_name(channel: str) -> str:
    """Return what readers call a channel; an unknown one keeps its own name."""
    return CHANNELS.get(channel, channel)


def source_name(source: str, channels: Mapping[str, str]) -> str:
    """Return what readers call a source: its channel, with its own name where the channel has several.

    Parameters
    ----------
    channels : mapping of source to channel
        The channel as readers call it; an unknown source keeps its own name.

    Examples
    --------
    >>> source_name("board", {"board": "커뮤니티", "cafe": "커뮤니티"}), source_name("desk", {"desk": "상담 문의"})
    ('커뮤니티(board)', '상담 문의')
    """
    channel = channels.get(source, source)
    is_one_of_many = sum(name == channel for name in channels.values()) > 1
    return f"{channel}({source})" if is_one_of_many else channel


def state_name(state: str) -> str:
    """Return what readers call a trend state."""
    return STATES.get(state, state)


def mark(state: str) -> str:
    """Return the mark of a state with a space after it; empty where nothing changed."""
    return f"{MARKS[state]} " if state in MARKS else ""


def particle(name: str, closed: str, opened: str) -> str:
    """Choose the particle that follows a name by how its last syllable ends.

    Parameters
    ----------
    closed, opened : str
        After a final consonant (은, 이, 을, 과) and without one (는, 가, 를, 와).

    Examples
    --------
    >>> particle("동의 링크", "이", "가"), particle("수수료 부담", "은", "는"), particle("AUTH 4103", "이", "가")
    ('가', '은', '이')
    """
    last = next((letter for letter in reversed(name) if letter.isalnum()), "")
    if last and _FIRST_SYLLABLE <= ord(last) <= _LAST_SYLLABLE:
        return closed if (ord(last) - _FIRST_SYLLABLE) % _FINALS else opened
    return closed if last in _CLOSED_DIGITS | _CLOSED_LETTERS else opened


def sparkline(series: list[int]) -> str:
    """Draw a series as a line of text, one bar a week; the highest week is a full bar.

    Examples
    --------
    >>> sparkline([0, 1, 7, 3])
    '▁▂█▄'
    """
    highest = max([*series, 1])
    return "".join(_BARS[round(n / highest * (len(_BARS) - 1))] for n in series)
