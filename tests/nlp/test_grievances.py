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
        ("이전 버전이 훨씬 더 보기 좋았어요", "이전 버전보다 훨씬 더 보기 좋아요"),
        ("예전 필터가 더 좋았어요", "예전보다 필터가 더 좋아요"),
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


@pytest.mark.parametrize(
    ("praise", "failing"),
    [
        # What would be without it, and what cannot be done without something.
        ("이 가계부 없이는 못 살아요", "인증서 없으면 안 되네요"),
        ("모임 총무한테는 없으면 안 될 앱", "와이파이가 없으면 안 되는 앱"),
        ("이거 없었으면 이사 준비가 힘들었을 거예요", "고객센터가 없어서 힘들었어요"),
        # Wonder, and a reproach.
        ("구경하다 보면 시간 가는 줄 몰라요", "언제 오는지 몰라요"),
        ("이 좋은 걸 왜 이제야 알았을까요", "왜 이제 알려주나요"),
        ("이만한 앱이 또 있을까요", "이런 오류가 또 있을까요"),
        # Behind a 'but' it is over.
        ("시간 가는 줄 모르고 봤어요", "시간 가는 줄 모르고 봤는데 이제 안 열려요"),
    ],
)
def test_praise_by_wonder_is_no_failing(shipped_reader: Reader, praise: str, failing: str) -> None:
    (good,), (bad,) = _read(praise, shipped_reader), _read(failing, shipped_reader)
    assert (good.reading.act, good.reading.is_hesitation) == ("praise", False)
    assert bad.reading.act != "praise"
    assert bad.reading.is_hesitation


@pytest.mark.parametrize(
    ("said", "failing"),
    [
        ("불편함 없이 쓰고 있어요", "쓰기가 불편해요"),
        ("지루함없이 매일 공부해요", "지루함이 밀려와요"),
        ("번거로움을 많이 줄일 수 있어요", "번거로움이 늘었어요"),
        ("몰랐던 걸 많이 알려줘요", "뭐가 뭔지 모르겠어요"),
        ("아직 한 달도 안 됐지만 계속 쓰고 있어요", "한 달이 지나도 안 되네요"),
        ("걱정했는데 바로 환불됐어요", "모르는 새 결제가 됐는데 환불 원합니다"),
        ("모르고 신고했는데 금방 풀렸어요", "아무 잘못 안 했는데 신고 받았어요"),
        ("이 고마움이 말로 표현이 안 되네요", "검색이 안 되네요"),
    ],
)
def test_words_of_failing_may_name_none(shipped_reader: Reader, said: str, failing: str) -> None:
    assert not any(s.reading.is_hesitation and s.reading.act == "complaint" and s.reading.hesitation > 0.5
                   for s in _read(said, shipped_reader))  # fmt: skip
    assert any(s.reading.is_hesitation for s in _read(failing, shipped_reader))


def test_a_span_of_time_is_no_failing(shipped_reader: Reader) -> None:
    (told,) = _read("앱을 깐 지 얼마 안 됐어요", shipped_reader)
    assert (told.reading.act, told.reading.is_hesitation) == ("statement", False)
    (failed,) = _read("깐 지 얼마 안 됐는데 안 열려요", shipped_reader)
    assert failed.reading.is_hesitation


@pytest.mark.parametrize("text", ["다운이 잘 안됨ㅠㅠ", "다운이 잘 안돼요", "다운 안됨"])
def test_a_failing_verb_is_heard_whatever_the_analyser_calls_it(shipped_reader: Reader, text: str) -> None:
    (sentence,) = _read(text, shipped_reader)
    assert sentence.reading.is_hesitation
    assert "안 되다" in {term.shown for term in sentence.terms}
