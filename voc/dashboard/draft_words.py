"""What a finding asks for, by the fields of the page instead of those of a file."""

from collections.abc import Mapping

# As `voc check draft` says it, and as the page does.
SAID: Mapping[str, str] = {
    "보낼 시각(send_at)이 없어": "보낼 시각을 고르지 않아",
    "광고인지(is_ad) 적혀 있지 않아": "광고인지 고르지 않아",
    "광고가 아니라고 적혀 있지만": "‘광고가 아닙니다’를 골랐지만",
    "광고라면 is_ad: true로 점검하세요.": "광고라면 ‘광고입니다’를 고르세요.",
    "초안의 sender나 channels.yaml의 senders에 적으세요.": "‘보내는 이름’에 적으세요.",
    "night_consent: true로 적으세요.": "‘밤 광고에 따로 동의한 고객’을 고르세요.",
}


def on_page(advice: str) -> str:
    """Say an advice as the page does.

    Examples
    --------
    >>> on_page("광고인지(is_ad) 적혀 있지 않아 광고로 보고 점검했습니다.")
    '광고인지 고르지 않아 광고로 보고 점검했습니다.'
    """
    for told, shown in SAID.items():
        advice = advice.replace(told, shown)
    return advice
