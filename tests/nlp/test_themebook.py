import random
from collections import Counter
from dataclasses import replace

import numpy as np
import pytest

from nlp.portraits import Sketch, Voice
from nlp.reader import Reader
from nlp.themebook import Themebook, _same_theme, catalogue_id
from nlp.themes import Cluster
from nlp.types import Sentence

HESITATIONS = [
    "신분증 인식이 안 돼요",
    "신분증을 찍어도 자꾸 실패해요",
    "민증 촬영이 안 됩니다",
    "고객센터가 전화를 안 받아요",
    "상담원 연결이 안 돼요",
    "차트가 안 보여요",
    "차트가 하나도 안 보이네요",
    "오늘도 차트가 안 보입니다",
    "차트 화면이 안 보여서 불편해요",
    "이체 오류가 나요",
    "이체 오류가 또 떴어요",
    "이체 오류 때문에 불편해요",
    "수수료가 비싸요",
    "수수료가 너무 비싸네요",
    "짜증나요",
    "최악이에요",
    "앱이 튕겨요",
]
OTHERS = ["화면이 편하고 좋아요", "ㅋㅋㅋ", "😂", "어제 깔았습니다", "최고예요"]
# A topic that the catalogue of the fixture does not know, said in twenty ways.
PARKING = [
    "주차권 발급이 안 돼요",
    "주차권이 안 나와요",
    "주차권 발급이 너무 느려요",
    "주차권을 뽑으려는데 오류가 나요",
    "주차권 발급 오류 때문에 불편해요",
    "어제부터 주차권 발급이 안 됩니다",
    "주차권이 발급되지 않아요",
    "주차권 발급하면 멈춰요",
    "주차권 발급은 왜 안 되나요",
    "주차권 발급이 또 실패했어요",
    "주차권 발급 화면에서 튕겨요",
    "주차권 발급 버튼이 안 눌려요",
    "마트 주차권 발급이 안 돼서 답답해요",
    "주차권 발급 좀 되게 해주세요",
    "주차권이 사라져서 요금을 냈어요 불편하네요",
    "주차권 발급이 복잡해요",
    "주차권 발급하다가 포기했어요 너무 복잡해요",
    "주차권 발급 안 되는 게 벌써 이틀째",
    "무료 주차권 발급이 안 되네요",
    "주차권 발급 오류 언제 해결되나요",
]
THINGS = [
    "로그인",
    "이체",
    "알림",
    "송금",
    "대출",
    "카드",
    "적금",
    "환율",
    "잔액",
    "인증서",
    "비밀번호",
    "결제",
    "쿠폰",
    "포인트",
    "지문",
]
FAULTS = [
    "이 안 돼요",
    " 화면이 느려요",
    " 메뉴가 복잡해요",
    "에서 튕겨요",
    " 글씨가 안 보여요",
    " 때문에 불편해요",
    " 오류가 나요",
    "이 자꾸 멈춰요",
    " 한도가 너무 적어서 불편해요",
    " 확인이 어려워요",
    " 시간이 오래 걸려 답답해요",
    "이 왜 이렇게 느리나요",
    " 취소가 안 됩니다",
    " 설정을 못 찾겠어요",
    " 창이 안 열려요",
    " 결과가 안 나와요",
    " 안내가 없어요",
    " 등록이 안 되네요",
    " 조회가 안 돼요",
    " 문자가 안 와요",
]


def read_all(reader: Reader, texts: list[str]) -> list[Sentence]:
    return [sentence for sentences in reader.read(texts) for sentence in sentences]


def make(reader: Reader, texts: list[str], **settings: object) -> tuple[list[Sentence], Themebook]:
    sentences = read_all(reader, texts)
    options = {"scope": "hesitation", **settings}
    return sentences, reader.themebook_maker().make(sentences, [True] * len(sentences), **options)  # type: ignore[arg-type]


def test_the_catalogue_holds_what_its_rules_name(reader: Reader) -> None:
    sentences, book = make(reader, HESITATIONS)
    of = dict(zip([s.text for s in sentences], book.theme_ids, strict=True))
    assert of["신분증 인식이 안 돼요"] == catalogue_id("id_photo")
    assert of["고객센터가 전화를 안 받아요"] == catalogue_id("support_phone")
    assert {t.id: t.title for t in book.themes}["c_id_photo"] == "신분증 촬영 인식 실패"


def test_a_new_topic_becomes_its_own_theme_with_a_telling_title(reader: Reader) -> None:
    others = [f"{thing}{fault}" for thing in THINGS for fault in FAULTS]
    sentences, book = make(reader, others + PARKING)
    themes = Counter(
        theme_id
        for s, theme_id in zip(sentences, book.theme_ids, strict=True)
        if "주차권" in s.text and s.reading.is_hesitation
    )
    (theme_id, n), *_ = themes.most_common()
    assert theme_id is not None
    assert theme_id.startswith("d_")
    assert n >= 14
    members = [s.text for s, t in zip(sentences, book.theme_ids, strict=True) if t == theme_id]
    assert sum("주차권" in text for text in members) / len(members) > 0.9
    title = next(theme.title for theme in book.themes if theme.id == theme_id)
    assert "주차권" in title
    assert 1 <= len(title.split()) <= 5


def test_moods_are_no_theme(reader: Reader) -> None:
    moods = [
        "짜증나고 불편해요",
        "정말 불편해요",
        "너무 불편하네요",
        "불편해 죽겠어요",
        "불편합니다 진짜로",
        "아 불편해",
        "매우 불편함",
        "앱이 불편해요",
    ]
    _, book = make(reader, moods)
    assert book.themes == ()
    assert set(book.theme_ids) == {None}
    assert set(book.scores) == {0.0}


def test_wordings_that_only_the_seeds_know_join_the_catalogue(reader: Reader) -> None:
    texts = [
        "전화를 걸어도 아무도 안 받아요",
        "전화 걸어도 아무도 안 받네요",
        "아무도 전화를 안 받아요",
        "전화를 아무도 안 받습니다",
    ]
    _, book = make(reader, texts + HESITATIONS)
    assert set(book.theme_ids[:4]) == {"c_support_phone"}


def test_a_found_group_with_a_known_centre_is_the_known_theme() -> None:
    nobody = np.zeros(0, dtype=np.int64)
    known = [("c_a", Cluster(np.array([1.0, 0.0]), 0.9, nobody)), ("c_b", Cluster(np.array([0.0, 1.0]), 0.9, nobody))]
    assert _same_theme(Cluster(np.array([0.6, 0.8]), 0.5, nobody), known) == "c_b"
    assert _same_theme(Cluster(np.array([0.6, -0.8]), 0.5, nobody), known) is None
    assert _same_theme(Cluster(np.array([0.6, 0.8]), 0.5, nobody), []) is None


@pytest.mark.parametrize("scope", ["hesitation", "all"])
@pytest.mark.parametrize("n", [None, 1, 3, 6])
def test_only_the_scope_has_themes(reader: Reader, scope: str, n: int | None) -> None:
    sentences, book = make(reader, HESITATIONS + OTHERS, scope=scope, n_themes=n)
    for sentence, theme_id in zip(sentences, book.theme_ids, strict=True):
        if scope == "hesitation" and not sentence.reading.is_hesitation:
            assert theme_id is None
        elif n is not None and (sentence.terms or scope == "hesitation"):
            assert theme_id is not None


@pytest.mark.parametrize("n", [1, 2, 5, 14, 500])
def test_a_number_of_themes_asked_for_is_given(reader: Reader, n: int) -> None:
    sentences, book = make(reader, HESITATIONS * 2, n_themes=n)
    distinct = {s.text for s in sentences if s.reading.is_hesitation}
    assert len(book.themes) == min(n, len(distinct))
    assert {t.id for t in book.themes} == set(book.theme_ids) - {None}
    assert all(theme.title for theme in book.themes)
    assert not any(theme.id.startswith("c_") for theme in book.themes)


def test_sentences_of_unknown_words_are_placed_too(reader: Reader) -> None:
    """Hesitations whose vectors are zero still belong somewhere when the number of themes is given."""
    sentences, book = make(reader, [*HESITATIONS, "왜 안돼?", "이거 돼요?", "안돼"], n_themes=4)
    for sentence, theme_id in zip(sentences, book.theme_ids, strict=True):
        assert (theme_id is not None) is sentence.reading.is_hesitation


@pytest.mark.parametrize("n", [None, 3])
@pytest.mark.parametrize("scope", ["hesitation", "all"])
@pytest.mark.parametrize(
    "texts", [[], ["좋아요"], ["로그인이 안돼요"], ["로그인이 안돼요"] * 5, ["😂"], ["안돼"] * 3], ids=range(6)
)
def test_little_or_nothing_to_go_by(reader: Reader, texts: list[str], scope: str, n: int | None) -> None:
    sentences, book = make(reader, texts, scope=scope, n_themes=n)
    assert len(book.theme_ids) == len(book.scores) == len(sentences)
    assert {t.id for t in book.themes} == set(book.theme_ids) - {None}


@pytest.mark.parametrize("n", [None, 5])
def test_the_order_of_rows_changes_nothing(reader: Reader, n: int | None) -> None:
    texts = HESITATIONS + OTHERS + PARKING + HESITATIONS[:6]
    sentences, book = make(reader, texts, n_themes=n)
    expected = dict(zip([s.text for s in sentences], zip(book.theme_ids, book.scores, strict=True), strict=True))
    for seed in range(3):
        shuffled = random.Random(seed).sample(texts, len(texts))  # noqa: S311 - a shuffle
        again, other = make(reader, shuffled, n_themes=n)
        assert (
            dict(zip([s.text for s in again], zip(other.theme_ids, other.scores, strict=True), strict=True)) == expected
        )
        assert [(t.id, t.title, t.portrait) for t in other.themes] == [(t.id, t.title, t.portrait) for t in book.themes]
        assert other.space.version == book.space.version


def test_copies_are_placed_but_found_no_theme(reader: Reader) -> None:
    sentences = read_all(reader, HESITATIONS + PARKING)
    counted = [i < len(sentences) - 20 for i in range(len(sentences))]
    for n in (None, 4):
        book = reader.themebook_maker().make(sentences, counted, scope="hesitation", n_themes=n)
        of_counted = {t for t, counts in zip(book.theme_ids, counted, strict=True) if counts and t}
        assert {t.id for t in book.themes} == of_counted
        assert set(book.theme_ids) - {None} <= of_counted


def test_what_a_theme_holds_already_stays(reader: Reader) -> None:
    sentences = read_all(reader, HESITATIONS)
    held = ["d_abc" if "차트" in s.text else None for s in sentences]
    book = reader.themebook_maker().make(sentences, [True] * len(sentences), scope="hesitation", held=held)
    assert all(t == "d_abc" for t, by in zip(book.theme_ids, held, strict=True) if by)
    assert "d_abc" in {t.id for t in book.themes}


def test_ids_begin_with_a_letter_and_scores_lie_in_range(reader: Reader) -> None:
    for n in (None, 4):
        _, book = make(reader, HESITATIONS + PARKING, n_themes=n)
        assert all(theme.id[0].isalpha() for theme in book.themes)
        assert all(0.0 <= score <= 1.0 and score == round(score, 4) for score in book.scores)
        assert [t.id for t in book.themes] == sorted(t.id for t in book.themes)


def test_no_theme_is_no_number(reader: Reader) -> None:
    with pytest.raises(ValueError, match="0 themes"):
        make(reader, HESITATIONS, n_themes=0)


def test_found_themes_of_one_title_are_one_theme(reader: Reader) -> None:
    maker = reader.themebook_maker()
    new = Sketch("주차권 오류", (), ())
    known = replace(new, title="신분증 촬영 인식 실패")
    cluster = Cluster(np.array([1.0]), 0.5, np.array([0]))
    sentence = read_all(reader, ["주차권 오류가 나요"])[0]
    sizes = {"c_id_photo": 1, "d_a": 2, "d_b": 5, "d_c": 3, "d_old": 4}
    groups = {key: [Voice(sentence, n)] for key, n in sizes.items()}
    sketches = {**dict.fromkeys(sizes, new), "c_id_photo": known, "d_c": known}
    # One found earlier has no founders here, and keeps its place whatever its title.
    clusters = {"d_a": cluster, "d_b": cluster, "d_c": cluster, "d_old": replace(cluster, members=np.zeros(0, int))}
    assert maker._said_again(groups, sketches, clusters) == {"d_a": "d_b", "d_c": "c_id_photo"}


def test_what_has_nothing_in_common_is_called_other_opinions(reader: Reader) -> None:
    _, book = make(reader, ["정말 그렇다", "왜 그럴까요", "그렇네요"], scope="all", n_themes=1)
    assert [theme.title for theme in book.themes] == ["기타 의견"]
