"""Messages found in customers' texts: pasted, quoted, mentioned, and never by chance."""

import random
from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from planted_echoes import CHANNEL_WORDS, FIRST_DAY, N_DAYS, planted_messages, planted_pastes

from nlp.echo_archive import SentMessage
from nlp.message_echo import CustomerText, Echo, EchoFinder, Said
from voc.sample.archive import sent_messages
from voc.sample.master import read_voices
from voc.store.messages import message_text

_REFUND = SentMessage(
    "refund",
    "(광고) 환급나래\n고객님의 미수령 환급금 #{금액}원이 기다리고 있어요.\n오늘 자정까지 조회하면 수수료가 없어요.",
    10.0,
    "sms",
    ("환급금", "미수령", "기다리다", "자정", "조회", "수수료"),
)
_PLANTS = SentMessage(
    "plants",
    "베란다 화분에 물 주는 날을 잊으셨나요? 새벽 세 시간 안에 분갈이 흙을 보내 드려요.",
    12.0,
    "app_push",
    ("베란다", "화분", "분갈이", "흙", "새벽"),
)
_TALK = ("조회가 느려요", "환급금이 언제 들어오나요", "수수료가 생각보다 세요", "로그인이 안 돼요") * 30


def _find(text: str, *messages: SentMessage, said_at: float = 15.0, terms: Sequence[str] = ()) -> list[Echo]:
    finder = EchoFinder(messages, CHANNEL_WORDS, background=_TALK, background_terms=[one.split() for one in _TALK])
    return finder.find(CustomerText("t", text, said_at, [Said(0, len(text), terms)]))


@pytest.mark.parametrize(
    ("text", "how", "said", "phrase"),
    [
        (
            "이런 문자 왔는데 맞나요? 고객님의 미수령환급금 318,400원이 기다리고있어요",
            "pasted",
            "고객님의 미수령환급금 318,400원이 기다리고있어요",
            "고객님의 미수령 환급금 #{금액}원이 기다리고 있어요",
        ),
        ("'미수령 환급금'이라는 문자가 왔어요", "quoted", "미수령 환급금", "미수령 환급금"),
        ("자정까지 조회하면 수수료가 없다더니", None, "", ""),
        ("오늘 자정까지 조회하면 수수료가 없어요라는 문자 받고 밤새 기다림", "quoted", None, None),
        ("'조회' 버튼이 안 눌려요", None, "", ""),
        ("환급금이 언제 들어오나요? 문자도 안 와요", None, "", ""),
    ],
)
def test_finds_what_points_to_a_message(text: str, how: str | None, said: str | None, phrase: str | None) -> None:
    """Pastes and quotations are found with the customer's span and the message's words; loose talk is not."""
    found = _find(text, _REFUND, _PLANTS)
    assert [one.how for one in found] == ([how] if how else [])
    for one in found:
        assert one.message_id == "refund"
        assert 0 < one.score <= 1
        assert said is None or text[one.start : one.end] == said
        assert phrase is None or one.phrase == phrase


def test_a_mention_needs_rare_words_of_one_message() -> None:
    """Having received something is not enough, nor is a word that every customer says."""
    text = "화분 분갈이 하라고 알림 와서 눌렀는데 품절이래요"
    (found,) = _find(text, _REFUND, _PLANTS, terms=("화분", "분갈이", "알림", "오다", "품절"))
    assert (found.how, found.message_id, found.start, found.end) == ("mentioned", "plants", 0, len(text))
    assert found.phrase == "베란다 화분에 물 주는 날을 잊으셨나요?"
    assert _find("알림 왔는데 조회가 느려요", _REFUND, _PLANTS, terms=("알림", "오다", "조회", "느리다")) == []


def test_a_mention_of_another_channel_or_another_time_is_none() -> None:
    """A customer who says 문자 means no push, and nobody speaks in passing of what came three weeks ago."""
    terms = ("화분", "분갈이", "오다")
    assert _find("화분 분갈이 하라고 문자 왔는데", _PLANTS, terms=terms) == []
    assert _find("화분 분갈이 하라고 푸시 왔는데", _PLANTS, terms=terms, said_at=33.0) == []
    assert _find("화분 분갈이 하라고 푸시 왔는데", _PLANTS, terms=terms, said_at=20.0) != []


def test_two_messages_that_say_the_same_link_to_none() -> None:
    """Where two campaigns fit a mention alike, it is not known which one is meant."""
    other = SentMessage("other", "화분과 분갈이 흙을 반값에 담아 가세요", 13.0, "app_push", ("화분", "분갈이", "흙"))
    assert _find("화분 분갈이 하라고 푸시 왔는데", _PLANTS, other, terms=("화분", "분갈이")) == []


def test_what_was_sent_later_cannot_be_quoted() -> None:
    """A text from before the sending, or from long after it, speaks of something else."""
    pasted = _REFUND.text
    assert _find(pasted, _REFUND, said_at=9.9) == []
    assert _find(pasted, _REFUND, said_at=71.0) == []
    assert [one.how for one in _find(pasted, _REFUND, said_at=10.1)] == ["pasted"]


def test_of_many_sendings_the_nearest_in_time_counts() -> None:
    """The same wording, and a variant of it, went out again and again: the last one before the text is meant."""
    again = [
        SentMessage(
            f"again{day}", _REFUND.text.replace("조회하면", "조회하시면" if day % 2 else "조회하면"), day, "sms"
        )
        for day in (1.0, 5.0, 9.0, 13.0, 17.0)
    ]
    found = _find("고객님의 미수령 환급금 5,000원이 기다리고 있어요. 오늘 자정까지 조회 이거 뭐예요", *again)
    assert [one.message_id for one in found] == ["again13.0"]


def test_what_everybody_writes_links_nothing() -> None:
    """A phrase that customers use anyway is nobody's wording, quoted or not."""
    common = SentMessage("common", "환급금이 언제 들어오나요? 조회가 느려요", 10.0, "sms")
    assert _find("'환급금이 언제 들어오나요' 라는 문자 같은 거 말고 답을 주세요", common) == []


_SPOKEN_OF = {
    "가족 합산 신청 동의 요청",
    "못 받은 환급금",
    "당신만 안 찾아간 돈",
    "환급금이 사라집니다",
    "미환급금 #{금액}원 조회",
    "소멸 예정",
    "찾아가지 않은 환급금이 있습니다",
    "당신의 환급금 최대 512만원",
    "지금 찾아가세요",
    "마지막 기회",
    "고객님의 미수령 환급금 #{금액}원",
    "오늘까지",
}


def _days(moment: datetime) -> float:
    return moment.timestamp() / 86_400


@lru_cache(maxsize=1)
def _sample() -> tuple[tuple[CustomerText, ...], EchoFinder]:
    voices = read_voices()
    first = min(one.at for one in voices)
    texts = tuple(
        CustomerText(one.key, one.text, FIRST_DAY + (one.at - first).total_seconds() / 86_400) for one in voices
    )
    assert max(one.said_at for one in texts) < FIRST_DAY + N_DAYS + 10
    return texts, EchoFinder(planted_messages(), CHANNEL_WORDS, background=[one.text for one in texts])


def test_the_sample_links_to_none_of_the_planted_messages() -> None:
    """Some 1,200 customers of a refund service, 80 sendings of a refund service: nobody speaks of them."""
    texts, finder = _sample()
    assert [one for text in texts for one in finder.find(text)] == []


def test_the_customers_of_the_sample_who_quote_its_archive_are_found_and_nobody_else() -> None:
    """Twelve texts quote a message that was sent before them; none is linked to one that it does not quote."""
    sent = {f"{n}": one for n, one in enumerate(sent_messages())}
    messages = [
        SentMessage(key, message_text(one.title, one.body), _days(one.at), one.channel) for key, one in sent.items()
    ]
    texts = [CustomerText(one.key, f"{one.title}\n\n{one.text}", _days(one.at) + 1) for one in read_voices()]
    finder = EchoFinder(messages, {}, background=[one.text for one in texts])
    found = {(one.text[echo.start : echo.end], echo.phrase) for one in texts for echo in finder.find(one)}
    assert {phrase for _, phrase in found} == _SPOKEN_OF


def test_planted_pastes_are_found_whatever_was_done_to_them() -> None:
    """Nine in ten pastes with typos, lost spaces, masks and cuts are found, and go to the sending they came from."""
    _, finder = _sample()
    pastes = list(planted_pastes(planted_messages(), 200))
    found = [finder.find(text) for text, _ in pastes]
    n_right = sum(
        [one.message_id for one in echoes] == [message.id] for echoes, (_, message) in zip(found, pastes, strict=True)
    )
    assert n_right >= 0.9 * len(pastes)
    of_another = [
        one
        for echoes, (_, message) in zip(found, pastes, strict=True)
        for one in echoes
        if one.message_id[:3] != message.id[:3]
    ]
    assert of_another == []


@settings(max_examples=25)
@given(st.randoms(use_true_random=False))
def test_order_does_not_matter(chance: random.Random) -> None:
    """Messages and background in any order give the same echoes."""
    messages, background = planted_messages()[:30], list(_TALK)
    pastes = [text for text, _ in planted_pastes(messages, 6, seed=11)]
    straight = EchoFinder(messages, CHANNEL_WORDS, background=background)
    chance.shuffle(messages)
    chance.shuffle(background)
    shuffled = EchoFinder(messages, CHANNEL_WORDS, background=background)
    assert [shuffled.find(one) for one in pastes] == [straight.find(one) for one in pastes]


@given(st.text(max_size=300), st.floats(0, 200, allow_nan=False))
def test_any_text_is_taken_and_spans_lie_within_it(text: str, said_at: float) -> None:
    """No text breaks the search, and a text that shares no letters with a message never links."""
    foreign = "".join(letter for letter in text if not "가" <= letter <= "힣")
    assert _find(foreign, _PLANTS, said_at=said_at) == []
    for one in _find(f"{text} {_PLANTS.text} {text}", _PLANTS, said_at=13.0):
        assert 0 <= one.start < one.end <= 2 * len(text) + len(_PLANTS.text) + 2
