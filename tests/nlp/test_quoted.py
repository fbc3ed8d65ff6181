"""What customers quote is not theirs: found, marked, kept out of their words, yet heard where it says what failed."""

from collections.abc import Callable
from itertools import pairwise

import pytest

from nlp.quoted import quotations
from nlp.sentences import passages
from nlp.types import Sentence

Read = Callable[[str], list[Sentence]]


@pytest.mark.parametrize(
    ("text", "quoted", "is_message"),
    [
        # Quotation marks of all kinds around whole speech.
        ("‘본인 확인에 실패하였습니다’라고 뜨네요", ["‘본인 확인에 실패하였습니다’"], False),
        ('"다시 시도해 주세요" 만 나와요', ['"다시 시도해 주세요"'], False),
        ("“잠시 후 이용해 주십시오”란 말뿐", ["“잠시 후 이용해 주십시오”"], False),
        ("「접수되었습니다」 하고 끝", ["「접수되었습니다」"], False),
        ("'곧 처리됩니다'만 보름째", ["'곧 처리됩니다'"], False),
        # A notice without marks begins where the clause before it ends.
        ("저장하려고 하면 권한이 없습니다 라고만 떠요", ["권한이 없습니다"], False),
        ("문의하면 확인 후 답변드리겠습니다라는 멘트만 나와요", ["확인 후 답변드리겠습니다"], False),
        # What came as a message.
        ("고객님 적립금 3,200원 이라는 문자가 왔어요", ["고객님 적립금 3,200원"], True),
        ('"숨은 돈 12만원 찾아가세요" 이런 카톡 왔는데 진짜예요?', ['"숨은 돈 12만원 찾아가세요"'], True),
        (
            "[Web발신]\n(광고) 회원님 환급금을 확인하세요\n무료수신거부 0801112222\n이거 뭔가요",
            ["[Web발신]\n(광고) 회원님 환급금을 확인하세요\n무료수신거부 0801112222"],
            True,
        ),
        (
            "(광고)[보라페이] 3만원 혜택을 받으세요 수신거부 <PHONE>",
            ["(광고)[보라페이] 3만원 혜택을 받으세요 수신거부 <PHONE>"],
            True,
        ),
        # A text that is nothing but a company's notice.
        ('"서비스 점검 중입니다"', ['"서비스 점검 중입니다"'], False),
    ],
)
def test_quotations_are_found(text: str, quoted: list[str], is_message: bool) -> None:  # noqa: FBT001
    found = quotations(text)
    assert [text[q.start : q.end] for q in found] == quoted
    assert {q.is_message for q in found} == {is_message}


@pytest.mark.parametrize(
    "text",
    [
        "'간편' 인증이라더니 다섯 단계나 되네요",
        "‘본인 인증’ 버튼이 안 눌려요",
        "'이게 되긴 하나?' 싶었어요",
        '"망했다" 라고 생각했어요',
        '"정말 감사합니다"',
        "감사합니다라는 말밖에 안 나와요",
        "(광고) 너무 많아요",
        "I don't know 'it' works",
        "고객님 소리만 하고 해결은 안 해줘요",
        "안 됩니다 이런 앱은 처음이에요",
        "빠르게 처리해 주세요",
        "",
    ],
)
def test_customers_own_words_are_left_alone(text: str) -> None:
    assert quotations(text) == []


def test_quotations_do_not_overlap_and_lie_inside() -> None:
    text = '“오류입니다. ‘다시 시도해 주세요’라고 안내합니다.” 라고 떠요 "확인 바랍니다" 도 떠요'
    found = quotations(text)
    assert all(a.end <= b.start for a, b in pairwise(found))
    assert all(0 <= q.start < q.end <= len(text) for q in found)
    assert len(found) == 2


def test_a_notice_of_two_sentences_stays_in_one_passage() -> None:
    text = "“알 수 없는 오류입니다. 다시 시도해 주세요.” 라고 떠요. 환불해 주세요."
    assert [text[a:b] for a, b in passages(text)] == [
        "“알 수 없는 오류입니다. 다시 시도해 주세요.” 라고 떠요.",
        "환불해 주세요.",
    ]


def test_a_quoted_failure_says_what_failed_and_adds_no_words(read: Read) -> None:
    (sentence,) = read("‘본인 인증에 실패하였습니다’라고 뜨네요")
    reading = sentence.reading
    assert (reading.act, reading.is_hesitation, reading.reason) == ("complaint", True, "access")
    assert "인증" not in {term.lemma for term in sentence.terms}
    assert sentence.quoted == ((0, 16),)


def test_a_pasted_message_says_nothing_of_the_customer(read: Read) -> None:
    sentences = read("[Web발신]\n(광고) 회원님 수수료 0원 최고 혜택 지금 신청하세요\n무료수신거부 0801112222")
    assert {(s.reading.act, s.reading.is_hesitation) for s in sentences} == {("other", False)}
    assert all(s.terms == () for s in sentences)
    assert "not the customer's own words" in sentences[0].reading.why[0]


def test_praise_in_a_quotation_is_no_praise(read: Read) -> None:
    (sentence,) = read('"최고의 혜택으로 보답하겠습니다" 라는 문자 또 왔네요')
    assert sentence.reading.act != "praise"
    assert {term.lemma for term in sentence.terms}.isdisjoint({"최고", "혜택"})


def test_offsets_of_quotations_count_from_the_document(read: Read) -> None:
    document = "앱이 느려요.\n\n‘접속이 원활하지 않습니다’라고 떠요"
    sentence = read(document)[-1]
    ((start, end),) = sentence.quoted
    assert document[start:end] == "‘접속이 원활하지 않습니다’"
