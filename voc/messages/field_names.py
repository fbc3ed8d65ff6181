"""What readers call the fields of a message."""

from collections.abc import Mapping

from voc.messages.fields import Field

FIELD_NAMES: Mapping[Field, str] = {
    "sent_at": "보낸 때",
    "sent_time": "보낸 시각",
    "channel": "채널",
    "segment": "세그먼트",
    "stage": "퍼널 단계",
    "campaign": "캠페인",
    "title": "제목",
    "body": "본문",
    "image": "이미지",
    "is_ad": "광고 여부",
    "sent": "발송 수",
    "delivered": "도달 수",
    "opened": "오픈 수",
    "clicked": "클릭 수",
    "converted": "전환 수",
    "opted_out": "수신거부 수",
    "revenue": "매출",
    "test": "테스트",
    "variant": "변형",
    "id": "메시지 번호",
    "archive_id": "말귀 번호",
    "drop": "저장 안 함",
}
