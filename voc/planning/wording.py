"""Korean words for readers: what states, channels and sources are called in a brief."""

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
}


def channel_name(channel: str) -> str:
    """Return what readers call a channel; an unknown one keeps its own name."""
    return CHANNELS.get(channel, channel)


def state_name(state: str) -> str:
    """Return what readers call a trend state."""
    return STATES.get(state, state)
