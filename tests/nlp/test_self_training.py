"""A company's own words, learned from the sentences that the rules read surely."""

import random
from collections.abc import Iterator
from itertools import product

import pytest

from nlp.reader import Reader
from nlp.self_training import SelfTrained, self_train
from nlp.types import Reading, Sentence

_WHEN = ("오늘", "어제", "아침에", "밤마다", "주말에", "방금", "월요일에", "출근길에", "점심때", "새벽에")
_WHO = ("저희 집", "동생네", "사무실", "부모님 댁", "가게", "학원")
# 별찌충전 is the company's own; what is wrong with it here every rule knows.
_WRONG = (
    "별찌충전 수수료가 비싸요",
    "별찌충전 요금이 아까워요",
    "별찌충전 수수료가 비싸네요",
    "로그인이 자꾸 실패해요",
)
_RIGHT = ("화면이 좋아요", "배송이 빠르고 편해요", "상담이 최고예요", "포장이 좋아요")
# An annoyance of which no rule knows the cause.
IN_OWN_WORDS = "별찌충전 진짜 짜증나네요"
ELSEWHERE = "포장 진짜 짜증나네요"


def corpus() -> list[str]:
    return [" ".join(parts) for said in (_WRONG, _RIGHT) for parts in product(_WHEN, _WHO, said)]


@pytest.fixture(scope="module")
def sentences(reader: Reader) -> list[Sentence]:
    return [sentence for of_document in reader.read(corpus()) for sentence in of_document]


@pytest.fixture(scope="module")
def learned(sentences: list[Sentence]) -> SelfTrained:
    learned = self_train(sentences)
    assert learned is not None
    return learned


def read(reader: Reader, text: str) -> Reading:
    (sentence,) = next(reader.read([text]))
    return sentence.reading


def test_what_rules_doubt_is_heard_by_the_words_around(reader: Reader, learned: SelfTrained) -> None:
    taught = reader.taught(learned)
    by_rules, heard = read(reader, IN_OWN_WORDS), read(taught, IN_OWN_WORDS)
    assert not by_rules.is_hesitation
    assert (heard.act, heard.is_hesitation, heard.hesitation >= 0.5) == ("complaint", True, True)
    assert heard.why[1].startswith("sounds like what is surely one here: ")
    assert "별찌" in heard.why[1]
    # Whoever minds the cost usually looks around; this funnel has no such stage.
    assert (heard.reason, heard.stage) == ("cost", "none")
    assert heard.why[2].startswith("sounds like others of this reason")
    assert not read(taught, ELSEWHERE).is_hesitation


@pytest.mark.parametrize(
    "text",
    [
        "별찌충전이 최고예요",  # praise
        "짜증나네요",  # a bare outburst
        "오류 수정해주세요",  # names nothing but the repair
        "ㅋㅋㅋㅋ",
        "고객센터가 전화를 안 받아요",  # beyond doubt
    ],
)
def test_what_rules_do_not_doubt_stays(reader: Reader, learned: SelfTrained, text: str) -> None:
    assert read(reader.taught(learned), text) == read(reader, text)


def test_reading_anew_is_the_same_as_reading(reader: Reader, learned: SelfTrained) -> None:
    texts = [*corpus()[::7], f"{IN_OWN_WORDS}. 그래서 포기했어요.", "수수료가 비싸요. 재설치해도 같아요. 좋아요!", ""]
    taught = reader.taught(learned)
    assert list(taught.reread(reader.read(texts))) == list(taught.read(texts))


def test_neighbours_play_no_part_in_what_is_learned(reader: Reader, sentences: list[Sentence]) -> None:
    # Beside the first sentences these name a reason, alone they do not.
    pointing = [f"{when}도 마찬가지예요" for when in _WHEN]
    together = [s for text in pointing for s in next(reader.read([f"로그인이 실패해요. {text}."]))]
    apart = [s for text in pointing for s in reader_of_each(reader, "로그인이 실패해요.", f"{text}.")]
    assert sum(s.alone is not None for s in together) == len(pointing)
    beside, alone = self_train([*sentences, *together]), self_train([*sentences, *apart])
    assert beside is not None
    assert alone is not None
    assert beside.to_bytes() == alone.to_bytes()


def reader_of_each(reader: Reader, *texts: str) -> Iterator[Sentence]:
    """Read texts as documents of their own."""
    for of_document in reader.read(texts):
        yield from of_document


def test_order_and_repetitions_change_nothing(sentences: list[Sentence], learned: SelfTrained) -> None:
    shuffled = random.Random(4).sample([*sentences, *sentences[:50]], len(sentences) + 50)  # noqa: S311 - a shuffle
    again = self_train(shuffled)
    assert again is not None
    assert again.to_bytes() == learned.to_bytes()


def test_too_little_teaches_nothing(sentences: list[Sentence]) -> None:
    hesitations = [s for s in sentences if s.reading.is_hesitation]
    others = [s for s in sentences if not s.reading.is_hesitation]
    assert (len(hesitations), len(others)) == (240, 240)
    assert self_train(hesitations) is None
    assert self_train([*hesitations[:199], *others]) is None
    assert self_train([*hesitations[:200], *others[:200]]) is not None


def test_bytes_give_it_back_and_the_version_follows_them(
    reader: Reader, sentences: list[Sentence], learned: SelfTrained
) -> None:
    back = SelfTrained.from_bytes(learned.to_bytes())
    assert (back.version, back.n_texts) == (learned.version, 480)
    assert reader.taught(back).version == reader.taught(learned).version != reader.version
    other = self_train(sentences[:-30])
    assert other is not None
    assert other.version != learned.version


def test_without_two_sure_reasons_none_is_learned(reader: Reader, sentences: list[Sentence]) -> None:
    def one_reason() -> Iterator[Sentence]:
        yield from (s for s in sentences if not s.reading.is_hesitation or s.reading.reason == "cost")

    more = [f"{when} {n}시에도 별찌충전 수수료가 비싸요" for when in _WHEN for n in range(1, 5)]
    learned = self_train([*one_reason(), *reader_of_each(reader, *more)])
    assert learned is not None
    assert learned.reason is None
    assert SelfTrained.from_bytes(learned.to_bytes()).reason is None
    assert read(reader.taught(learned), IN_OWN_WORDS).reason == "other"
