"""Failings and praise that no single word names, each beside a near case that is none."""

import pytest

from nlp.reader import Reader
from nlp.types import Sentence


def _read(text: str, reader: Reader) -> list[Sentence]:
    return next(reader.read([text]))


@pytest.mark.parametrize(
    ("failing", "near"),
    [
        # Excess.
        ("광고가 너무 많아요", "광고 없이 볼 게 너무 많아요"),
        # Price against praise.
        ("수수료가 또 올랐네요", "평점이 많이 올랐네요"),
        # Compulsion.
        ("무조건 앱을 깔아야 됩니다", "앱을 깔고 나갔습니다"),
        # A screen that only says one thing.
        ("통화 중이라고만 나와요", "통화 중에 나왔어요"),
        # Better before, and better now.
        ("업데이트 전이 훨씬 나았어요", "업데이트하니 예전보다 훨씬 나아요"),
        ("예전엔 잘 됐는데 요즘은 영 아니네요", "처음엔 괜찮았는데 쓸수록 더 좋아요"),
        # Decline of something good, and of something bad.
        ("적립 혜택이 슬그머니 줄었어요", "렉이 확 줄었어요"),
        # Taken away.
        ("멀쩡한 글이 삭제당했어요", "제가 쓴 글을 삭제했어요"),
        # Money.
        ("결국 다 돈이네요", "용돈이 다 모였어요"),
        # Run together; 미안 is no negation.
        ("아무리눌러도안돼요", "미안 돼지고기 주문했어요"),
        # Behind a 'but' after praise.
        ("화면은 좋은데 글씨가 많이 없어졌고 광고투성이네요", "다 좋은데 딱히 문제는 없네요"),
        # What should go and does not.
        ("빨간 점이 읽어도 사라지지 않아요", "빨간 점을 읽었어요"),
        # A reproach.
        ("미리 공지 좀 해주지", "뭐든지 다 해주니 좋지"),
        # An annoyance with its cause, and a bare one.
        ("매번 리뷰를 쓰라고 하니까 짜증나요", "정말 짜증나요"),
        ("설치하자마자 광삭", "오늘 설치했습니다"),
        ("앱이 자꾸 죽어요", "화분이 죽었다고 글을 올렸어요"),
    ],
)
def test_failing_keeps_customers_away_and_its_near_case_does_not(
    failing: str, near: str, shipped_reader: Reader
) -> None:
    assert [s.reading.is_hesitation for s in _read(failing, shipped_reader)] == [True]
    assert not any(s.reading.is_hesitation for s in _read(near, shipped_reader))


@pytest.mark.parametrize(
    ("text", "act"),
    [
        ("마음에 쏙 들어요", "praise"),
        ("잘 쓰고 있는 앱입니다", "praise"),
        ("이거 안 깔면 손해예요", "praise"),
        ("와이파이는 잘 됩니다", "statement"),
        ("다크 모드가 생겼으면 해요", "request"),
        ("진작 생겼으면 좋았을 앱이에요", "praise"),
        ("한번 들어가 보셨으면 해요", "statement"),
        ("빨리 고치길", "request"),
        ("굳이 지점까지 가야 하나요", "complaint"),
        ("지점까지 가야 하나요", "question"),
        ("회원이면 뭐합니까", "complaint"),
        ("회원이면 무엇을 받나요", "question"),
    ],
)
def test_turns_of_phrase_decide_the_act(text: str, act: str, shipped_reader: Reader) -> None:
    assert [s.reading.act for s in _read(text, shipped_reader)] == [act]
