"""Words of an invented company that no rule knows, and ordinary sentences that rules read well: to learn from."""

from itertools import product

_WHEN = ("이번 달", "지난주", "어제부터", "월요일부터", "사흘째", "오늘도", "벌써 열흘", "연휴 내내")
_WHO = ("우리 가게", "저희 매장", "사장님들", "동네 서점")
_WHAT = (
    "별마루정산이 제자리걸음이에요",
    "별마루정산이 감감하네요",
    "별마루정산이 잠잠하네요",
    "별마루정산이 고요하네요",
)
_ORDINARY = (
    "앱이 자꾸 튕겨요",
    "수수료가 너무 비싸요",
    "고객센터가 전화를 안 받아요",
    "화면이 편하고 좋아요",
    "신분증 촬영이 자꾸 실패해요",
    "다크 모드 기능이 없어요",
    "직원이 빠르고 좋아요",
    "주소를 새로 적었습니다",
)
# Said by a shop that nobody has corrected anything of.
UNSEEN = "보름째 옆집 꽃집 별마루정산이 잠잠하네요"


def waiting_sentences(n: int) -> list[str]:
    """Sentences that wait for a payment in words of the company's own; at most 128."""
    # A stride that shares no factor with the number of sentences mixes times, shops and wordings.
    made = [" ".join(parts) for parts in product(_WHEN, _WHO, _WHAT)]
    return [made[i * 37 % len(made)] for i in range(n)]


def ordinary_sentences(n: int) -> list[str]:
    """Sentences of which rules know the words; at most 64."""
    made = [" ".join(parts) for parts in product(_WHEN, _ORDINARY)]
    return [made[i * 13 % len(made)] for i in range(n)]


# An annoyance of which the rules know no cause; the sentences below say what it is about.
DOUBTFUL = "별찌충전 진짜 짜증나네요"


def sure_sentences() -> list[str]:
    """Sentences that the packaged rules read surely, 231 hesitations about 별찌충전 and 231 words of praise."""
    when = ("오늘", "어제", "아침에", "밤마다", "주말에", "방금", "월요일에", "출근길에", "점심때", "새벽에", "저녁에")
    who = ("저희 집", "동생네", "사무실", "부모님 댁", "가게", "학원", "기숙사")
    wrong = ("별찌충전 수수료가 비싸요", "별찌충전 요금이 아까워요", "별찌충전 로그인이 안 돼요")
    right = ("화면이 깔끔하고 좋아요", "배송이 빠르고 편해요", "상담이 친절해서 만족해요")
    return [" ".join(parts) for said in (wrong, right) for parts in product(when, who, said)]
