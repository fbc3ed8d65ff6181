"""The same words under different questions of a survey."""

from collections.abc import Iterable

import pytest

from nlp.reader import Reader
from nlp.types import Sentence

AMISS = ("아쉬운 점", "불편한 점을 적어 주세요", "개선할 점", "왜 그만두셨나요?")
LIKED = ("좋은 점", "만족한 점을 적어 주세요", "추천 이유")
OPEN = ("기타 의견", "주로 쓰는 기능을 적어 주세요", "")
TERSE = ("배송", "가격이요", "상담원 연결", "알림", "앱 속도", "회원가입 절차", "UI", "포장하고 배송")


def read(reader: Reader, question: str | None, text: str) -> list[Sentence]:
    (sentences,) = reader.read_answers([(question, text)])
    return sentences


def hesitating(reader: Reader, questions: Iterable[str], texts: Iterable[str]) -> set[tuple[str, str]]:
    pairs = [(question, text) for question in questions for text in texts]
    read = zip(pairs, reader.read_answers(pairs), strict=True)
    return {pair for pair, sentences in read if any(one.reading.is_hesitation for one in sentences)}


def test_a_bare_word_hesitates_where_troubles_were_asked_for(shipped_reader: Reader) -> None:
    assert hesitating(shipped_reader, AMISS, TERSE) == {(question, text) for question in AMISS for text in TERSE}


def test_the_same_word_is_praise_where_delights_were_asked_for(shipped_reader: Reader) -> None:
    assert hesitating(shipped_reader, LIKED, TERSE) == set()
    assert {read(shipped_reader, question, text)[0].reading.act for question in LIKED for text in TERSE} == {"praise"}


def test_elsewhere_it_reads_as_without_a_question(shipped_reader: Reader) -> None:
    for text in TERSE:
        alone = next(shipped_reader.read([text]))
        assert all(read(shipped_reader, question, text) == alone for question in (*OPEN, None))


@pytest.mark.parametrize(
    ("word", "reason"),
    [("배송", "delay"), ("가격이요", "cost"), ("광고", "fatigue"), ("개인정보", "privacy")],
)
def test_what_is_amiss_has_the_reason_of_its_subject(shipped_reader: Reader, word: str, reason: str) -> None:
    (sentence,) = read(shipped_reader, "아쉬운 점", word)
    assert (sentence.reading.act, sentence.reading.reason) == ("complaint", reason)
    assert "아쉬운 점" in sentence.reading.why[0]


def test_whole_sentences_speak_for_themselves(shipped_reader: Reader) -> None:
    complaints = ("배송이 너무 느려요", "수수료가 비싸다", "다 좋은데 배송이 느려요", "포인트가 사라졌어요")
    assert len(hesitating(shipped_reader, (*AMISS, *LIKED), complaints)) == len((*AMISS, *LIKED)) * len(complaints)
    assert hesitating(shipped_reader, AMISS, ("만족합니다", "불편한 점 없어요", "다 좋아요", "짜증나요")) == set()


def test_troubles_that_one_is_spared_are_no_troubles(shipped_reader: Reader) -> None:
    spared = ("전화 안 받아도 되는 점", "줄을 안 서도 돼서", "수수료가 없어요", "광고 없음", "다른 앱으로 옮겨서")
    assert hesitating(shipped_reader, ["좋은 점"], spared) == set()


def test_an_answer_that_says_little_never_hesitates(shipped_reader: Reader) -> None:
    nothing = ("없음", "없어요", "-", ".", "ㅇㅇ", "x", "전혀 없습니다", "잘 모르겠습니다")
    for text in nothing:
        for question in (*AMISS, *LIKED, *OPEN):
            for sentence in read(shipped_reader, question, text):
                assert (sentence.reading.act, sentence.reading.theme) == ("other", None)
                assert not sentence.reading.is_hesitation
    # A review of these words is not an answer.
    assert next(shipped_reader.read(["전혀 없습니다"]))[0].reading.act == "complaint"


def test_why_somebody_left_is_a_trouble_even_in_words_of_praise(shipped_reader: Reader) -> None:
    left = ("더 싼 곳이 있어서", "카드사 앱이 더 편해서", "결혼", "이벤트가 끝나서", "다 좋은데 배송이 조금")
    assert hesitating(shipped_reader, ["왜 그만두셨나요?"], left) == {("왜 그만두셨나요?", text) for text in left}


def test_good_wishes_answer_no_question(shipped_reader: Reader) -> None:
    assert hesitating(shipped_reader, AMISS, ("화이팅", "번창하세요", "수고하세요", "항상 감사합니다")) == set()


def test_a_wish_is_a_request(shipped_reader: Reader) -> None:
    (sentence,) = read(shipped_reader, "고객센터에 바라는 점", "주말 상담 시간")
    assert (sentence.reading.act, sentence.reading.is_hesitation) == ("request", True)


def test_background_stays_background_beside_what_hesitates(shipped_reader: Reader) -> None:
    story, trouble = read(shipped_reader, "아쉬운 점", "저녁에 자주 씁니다. 그때 앱이 느려요")
    assert (story.reading.act, trouble.reading.is_hesitation) == ("statement", True)
    listed = read(shipped_reader, "아쉬운 점", "배송이 느려요. 포장도. 상담 시간")
    assert [one.reading.is_hesitation for one in listed] == [True, True, True]


def test_what_a_sentence_says_alone_is_kept_beside_it(shipped_reader: Reader) -> None:
    """The cache of readings holds what the words say by themselves, whatever was asked."""
    (alone,) = next(shipped_reader.read(["배송"]))
    (answered,) = read(shipped_reader, "아쉬운 점", "배송")
    assert answered.alone == alone.reading
    remembered = {"배송": alone}
    assert list(shipped_reader.read_answers([("아쉬운 점", "배송")], remembered)) == [[answered]]


def test_answers_are_read_alike_in_any_company(shipped_reader: Reader) -> None:
    pairs = [("아쉬운 점", "배송"), ("좋은 점", "배송"), (None, "배송"), ("아쉬운 점", "없음"), ("아쉬운 점", "")]
    together = list(shipped_reader.read_answers(pairs))
    assert together == [next(shipped_reader.read_answers([pair])) for pair in pairs]
