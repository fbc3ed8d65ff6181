"""What survey questions ask for, and which answers say nothing."""

import pytest

from nlp.asked import asked_for, says_little

AMISS = """
아쉬운 점
불편한 점을 적어 주세요
개선되었으면 하는 점
왜 그만두셨나요?
해지 사유
앱을 삭제하신 이유
신청을 망설인 이유
추천하지 않는 이유
만족하지 않으신 이유를 적어 주세요
이용하지 않게 된 까닭
안 쓰시는 이유
낮은 점수를 주신 이유
어떤 점이 개선되면 더 좋을까요?
이용 중 어려웠던 점
What could we improve?
"""
LIKED = """
좋은 점
만족한 점
추천 이유
추천하시는 이유를 알려 주세요
가장 마음에 드는 점
가입하게 된 계기
도움이 된 기능
편했던 점
칭찬하고 싶은 상담원
재구매 이유
What do you like most?
"""
WISHED = """
고객센터에 바라는 점
추가되었으면 하는 기능
더 좋은 서비스를 위해 바라는 점
있었으면 하는 메뉴
"""
OPEN = """
기타 의견이나 건의사항을 적어 주세요
하고 싶은 말
좋았던 점과 아쉬웠던 점
장단점
추천하거나 추천하지 않는 이유
전반적으로 얼마나 만족하시나요?
점수를 주신 이유
주로 쓰는 기능
불편함 없이 이용하셨나요?
만족/불만족 이유
"""
LITTLE = """
없음
없어요
없습니다.
딱히 없어요
전혀 없습니다
생각나는 게 없네요
잘 모르겠습니다
해당 없음
의견 없음
-
.
...
ㅇㅇ
ㅋㅋㅋ
x
X
n/a
N/A
네
음...
상동
위와 같습니다
2번 문항과 동일
아직 사용 전입니다
나중에요
😀
123
"""
MUCH = """
배송
UI
가격이요
광고 없음
재고 없음
색상 선택지가 없어요
불편한 점 없어요
좋아요
느림
비싸요
쿠폰이 없어졌어요
아직 배송 전
나중에 환불됨
비밀번호
동일한 상품이 없어요
전부
모르는 번호로 전화가 와요
네이버페이
"""


@pytest.mark.parametrize(
    ("side", "questions"), [("amiss", AMISS), ("liked", LIKED), ("wished", WISHED), ("open", OPEN)]
)
def test_a_question_leans_to_the_side_that_its_words_ask_for(side: str, questions: str) -> None:
    asked = questions.strip().splitlines()
    assert {question: asked_for(question).side for question in asked} == dict.fromkeys(asked, side)


def test_the_words_that_tell_are_named() -> None:
    assert asked_for("앱을 쓰면서 불편했던 점을 모두 적어 주세요").cue == "불편했던 점"
    assert asked_for("회원님, 왜\n그만두셨나요?").cue == "그만두셨나요"
    assert asked_for("주로 쓰는 기능").cue == ""


def test_a_question_without_words_is_open() -> None:
    assert asked_for("").side == "open"


def test_an_answer_without_content_says_little() -> None:
    answers = [*LITTLE.strip().splitlines(), "", "  "]
    assert [answer for answer in answers if not says_little(answer)] == []


def test_an_answer_with_content_does_not() -> None:
    answers = [*MUCH.strip().splitlines(), "없음 " * 60]
    assert [answer for answer in answers if says_little(answer)] == []
