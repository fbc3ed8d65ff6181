"""Invented messages of a refund service, and customers who paste, quote and mention them."""

import random
from collections.abc import Iterator

from nlp.echo_archive import SentMessage
from nlp.message_echo import CustomerText

_BODIES = (
    "작년에 카페에서 일하셨다면 떼인 세금 3.3%를 돌려받을 수 있어요. 조회는 무료이고 주민번호는 저장하지 않아요.",
    "배달 일을 하셨나요? 유류비와 오토바이 보험료를 경비로 넣으면 환급액이 평균 7만 원 늘어납니다.",
    "신청하신 환급의 서류 검토가 끝났습니다. 세무서 확인까지 보통 열흘이 걸리니 조금만 기다려 주세요.",
    "환급 계좌가 비어 있어 입금을 미뤄 두었습니다. 앱의 내 정보에서 계좌를 등록하면 다음 날 보내 드립니다.",
    "부모님을 부양가족으로 넣지 않으셨네요. 동의만 받으면 한 분에 평균 21만 원이 더해집니다.",
    "수수료가 걱정되셨죠? 환급금이 통장에 들어온 뒤에만 받고, 한 푼도 못 받으면 0원입니다.",
    "가을맞이 친구 소개 주간이에요. 소개받은 친구가 조회를 마치면 두 분 모두 커피를 드려요.",
    "월세로 사시는 분은 계약서 사진 한 장이면 됩니다. 집주인 동의 없이도 공제를 신청할 수 있어요.",
    "첫 사업자등록을 축하합니다! 부가세 신고 전에 챙길 영수증 다섯 가지를 정리해 두었어요.",
    "담당 세무사가 배정되었습니다. 궁금한 점은 평일 오전 열 시부터 채팅으로 물어보세요.",
    "중도 퇴사한 해의 연말정산은 회사가 대신 해 주지 않아요. 다섯 해 전 것까지 한 번에 살펴보세요.",
    "안경과 콘택트렌즈 구입비도 의료비로 인정됩니다. 영수증을 찍어 올리면 저희가 정리해 드려요.",
    "이번 달에만 1만 4천 명이 간편인증 한 번으로 조회를 마쳤습니다. 앱을 새로 설치하지 않아도 돼요.",
    "중소기업에 다니는 청년이라면 소득세를 아흔 퍼센트까지 덜 냅니다. 회사에 낼 신청서를 대신 만들어 드려요.",
    "보내 주신 서류 가운데 가족관계증명서가 흐리게 찍혔어요. 밝은 곳에서 다시 찍어 올려 주세요.",
    "학원비를 카드로 냈다면 교육비와 카드 공제를 함께 받을 수 있습니다. 놓친 학기가 있는지 찾아 드릴게요.",
)
_CHANNELS = ("sms", "app_push", "alimtalk", "email")
_OPENINGS = ("", "안녕하세요 #{이름}님, ", "[환급나래] ", "#{이름}님께 알려 드립니다. ")
_ENDINGS = ("", "\n자세히 보기 https://nr.example/a1", "\n무료수신거부 080-000-1234", "\n환급나래 드림")
CHANNEL_WORDS = {"sms": ("문자",), "app_push": ("푸시", "알림"), "alimtalk": ("알림톡", "카톡"), "email": ("메일",)}
_BEFORE = ("이런 문자 왔는데 진짜인가요?\n", "어제 받은 건데요 ", "", "엄마가 받은 거예요 ㅠㅠ ")
_AFTER = (" 이거 사기 아니죠", "\n눌러도 되나요?", "", " ㅋㅋ 믿어도 되는지")
FIRST_DAY, N_DAYS = 100, 80


def planted_messages() -> list[SentMessage]:
    """Send every wording five times, in variants that differ in how they begin and end."""
    chance = random.Random(7)  # noqa: S311 - invented data
    return [
        SentMessage(
            id=f"m{number:02}-{sending}",
            text=chance.choice(("", "(광고) ")) + chance.choice(_OPENINGS) + body + chance.choice(_ENDINGS),
            sent_at=FIRST_DAY + sending * 15 + number * 0.5,
            channel=_CHANNELS[number % len(_CHANNELS)],
        )
        for number, body in enumerate(_BODIES)
        for sending in range(5)
    ]


def planted_pastes(messages: list[SentMessage], n: int, seed: int = 3) -> Iterator[tuple[CustomerText, SentMessage]]:
    """Let customers paste messages as people do: spaces lost, typos, masks, the middle left out."""
    chance = random.Random(seed)  # noqa: S311 - as above
    for number in range(n):
        message = chance.choice(messages)
        text = chance.choice(_BEFORE) + noisy(message.text, chance) + chance.choice(_AFTER)
        yield CustomerText(f"p{number}", text, message.sent_at + chance.uniform(0.05, 6.0)), message


def noisy(text: str, chance: random.Random) -> str:
    """Write a message down as a customer would."""
    text = text.replace("#{이름}", "<NAME>").replace("080-000-1234", "<PHONE>").replace("(광고) ", "")
    text = " ".join(word if not word.startswith("http") else "<URL>" for word in text.split(" "))
    words = text.split(" ")
    if chance.random() < 0.3:
        first = chance.randrange(len(words) // 3, len(words) // 2)
        words[first : first + 3] = ["…(중략)…"]
    if chance.random() < 0.5:
        words = words[: max(7, int(len(words) * chance.uniform(0.6, 1.0)))]
    joined = "".join(word + ("" if chance.random() < 0.3 else " ") for word in words)
    return "".join(_typed(letter, chance) for letter in joined).strip()


def _typed(letter: str, chance: random.Random) -> str:
    if chance.random() > 0.03 or not letter.isalpha():
        return letter
    return chance.choice(("", "ㅇ", "느", letter * 2))
