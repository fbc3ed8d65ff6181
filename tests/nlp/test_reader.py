import csv
import random
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

import nlp.reader
from nlp.normalize import clean
from nlp.reader import Reader
from nlp.sentences import MASK
from nlp.tokenize import Tokenizer
from nlp.types import Knowledge, Sentence

Read = Callable[[str], list[Sentence]]

WORDS = [
    "로그인이",
    "안돼요",
    "인증",
    "오류",
    "ㅠㅠ",
    "좋아요.",
    "신분증을",
    "찍어도",
    "인식이",
    "안",
    "되고",
    "<PHONE>",
    "전화",
    "안받음\n\n왜죠?",
    "😂👍🏽",
    "환급나래",
    "탈퇴합니다",
]
CUSTOMERS_TEXT = st.lists(st.sampled_from(WORDS), max_size=14).map(" ".join)
ANY_TEXT = st.text(st.characters(exclude_categories=[]), max_size=40)
TEXTS = [
    "로그인이 안돼요ㅠㅠ 인증번호가 안 와요",
    "신분증 촬영을 하는데 인식이 안됩니다. 고객센터는 전화를 안 받고 답답하네요",
    "수수료가 너무 비싸요. 그래서 포기했어요",
    "화면이 편하고 좋아요",
    "사기는 아닌 것 같아요",
    "ㅋㅋㅋㅋ",
    "😂😂😂",
    "",
    "   \n ",
    "다른 데로 갈아탑니다",
    "상담 전화 대기만 삼십 분째라 너무 답답해요",
]


def assert_covers(document: str, sentences: list[Sentence]) -> None:
    for sentence in sentences:
        assert sentence.text == document[sentence.start : sentence.end]
        assert sentence.text.strip() == sentence.text != ""
        for term in sentence.terms:
            assert term.surface == sentence.text[term.start : term.end]
    assert all(a.end <= b.start for a, b in pairwise(sentences))
    covered = "".join(s.text for s in sentences)
    assert [c for c in covered if not c.isspace()] == [c for c in document if not c.isspace()]
    assert bool(sentences) == bool(document.strip())


@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(ANY_TEXT | CUSTOMERS_TEXT)
@example("\x00\ud800가\u200b나😂\u0301")
@example("ㅏㅏㅏ ㅋㅋ ㄱㄴㄷ")
@example("?!?! ... ;;; ~~ ㅡㅡ")
@example("ㅎ\u1100\u1161\u11a8 \u115f 각")
def test_sentences_cover_any_text_exactly(read: Read, text: str) -> None:
    document = clean(text).text
    assert_covers(document, read(document))


@pytest.mark.parametrize(
    "document",
    ["가" * 50_000, "안돼요" * 17_000, "😂" * 5_000, "." * 50_000, "ㅋ" * 50_000, "가\n" * 3_000, "<PHONE>" * 500],
    ids=["syllable", "words", "pictures", "stops", "jamo", "lines", "masks"],
)
def test_monstrous_documents_are_read_whole(read: Read, document: str) -> None:
    sentences = read(document)
    assert_covers(document, sentences)
    masks = [match.span() for match in MASK.finditer(document)]
    borders = {border for s in sentences for border in (s.start, s.end)}
    assert not any(start < border < end for start, end in masks for border in borders)


def test_a_document_with_text_has_a_sentence_and_pictures_are_no_hesitation(read: Read) -> None:
    for text in ("😂", "ㅠ", ".", "👍🏽👍🏽"):
        (sentence,) = read(text)
        assert (sentence.reading.act, sentence.reading.is_hesitation) == ("other", False)
    assert read("") == []
    assert read(" \n\t") == []


@settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.sampled_from(WORDS) | st.just("<NAME>") | st.just("<ORDER_NO>."), max_size=20).map(" ".join))
def test_masks_are_no_terms_and_stay_whole(read: Read, text: str) -> None:
    for sentence in read(text):
        masks = [match.span() for match in MASK.finditer(sentence.text)]
        assert sentence.text.count("<") == len(masks)
        assert not any(a < t.end and t.start < b for t in sentence.terms for a, b in masks)


def test_order_batches_and_threads_change_nothing(
    reader: Reader, knowledge: Knowledge, monkeypatch: pytest.MonkeyPatch
) -> None:
    expected = dict(zip(TEXTS, reader.read(TEXTS), strict=True))
    for seed, batch, workers in ((1, 1, 1), (2, 3, 2), (3, 4096, 4)):
        monkeypatch.setattr(nlp.reader, "_BATCH", batch)
        monkeypatch.setattr(nlp.reader, "load_tokenizer", lambda words, n=workers: Tokenizer(words, num_workers=n))
        other = Reader(knowledge) if seed == 1 else reader
        shuffled = random.Random(seed).sample(TEXTS, len(TEXTS))  # noqa: S311 - a shuffle
        assert dict(zip(shuffled, other.read(shuffled), strict=True)) == expected


def test_equal_passages_are_read_once(reader: Reader, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: Counter[str] = Counter()
    cut = reader._drafter.cut

    def counting(texts: list[str]):  # noqa: ANN202
        seen.update(texts)
        return cut(texts)

    monkeypatch.setattr(reader._drafter, "cut", counting)
    documents = ["로그인이 안돼요. 느려요.", "로그인이 안돼요. 좋아요!", "느려요."] * 3
    read = list(reader.read(documents))
    assert set(seen.values()) == {1}
    assert read[0] == read[3]
    assert read[0][1].text == read[2][0].text
    assert (read[0][1].start, read[2][0].start) == (10, 0)


def test_reading_is_lazy(reader: Reader) -> None:
    endless = ("좋아요" for _ in iter(int, 1))
    reading = reader.read(endless)
    assert next(reading)[0].reading.act == "praise"


def test_the_version_follows_the_knowledge_and_not_its_order(knowledge: Knowledge, reader: Reader) -> None:
    turned = replace(
        knowledge,
        brand_words=tuple(reversed(knowledge.brand_words)),
        polarity=dict(reversed(list(knowledge.polarity.items()))),
        synonyms=dict(reversed(list(knowledge.synonyms.items()))),
    )
    assert Reader(turned).version == reader.version
    changed = replace(knowledge, stop_words=knowledge.stop_words | {"바다"})
    assert Reader(changed).version != reader.version


def test_knowledge_without_anything_in_it_still_reads(knowledge: Knowledge) -> None:
    bare = Reader(Knowledge(stages=(), reasons=(), themes=(), brand_words=knowledge.brand_words))
    (sentence,) = next(bare.read(["로그인이 안돼요"]))
    assert (sentence.reading.act, sentence.reading.reason, sentence.reading.stage) == ("complaint", "other", "none")


def test_the_shipped_knowledge_reads_invented_sentences_as_people_do(shipped_reader: Reader) -> None:
    """Agreement over all probes, with room: single sentences may be read otherwise."""
    path = Path(__file__).parent / "data" / "probes.tsv"
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    agreed: Counter[str] = Counter()
    for row, sentences in zip(rows, shipped_reader.read([row["text"] for row in rows]), strict=True):
        reading = max(sentences, key=lambda s: len(s.text)).reading
        agreed["act"] += reading.act == row["act"]
        agreed["hesitation"] += reading.is_hesitation == (row["hesitation"] == "1")
        agreed["reason"] += reading.reason == row["reason"]
        agreed["stage"] += reading.stage == row["stage"]
        agreed["theme"] += (reading.theme or "-") == (row["theme_key"] or "-")
    shares = {what: n / len(rows) for what, n in agreed.items()}
    assert min(shares[what] for what in ("act", "hesitation")) > 0.95, shares
    assert min(shares[what] for what in ("reason", "stage", "theme")) > 0.88, shares
