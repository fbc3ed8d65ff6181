import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp.tokenize import Tokenizer, analyser_versions, mend_slips


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("인증이 않되요", "인증이 안돼요"),
        ("됬네요", "됐네요"),
        ("왜 안대요", "왜 안돼요"),
        ("힘듬", "힘듦"),
        ("햇는데 햇빛", "했는데 햇빛"),
        ("엇갈리다 하엿 엇어요", "엇갈리다 하엿 었어요"),
        ("사람이 마니 있어요", "사람이 많이 있어요"),
        ("만이 나와요", "많이 나와요"),
        ("너만이 나와요", "너만이 나와요"),
        ("애니 마니아", "애니 마니아"),
        ("광고가 업네요", "광고가 없네요"),
        ("업데이트", "업데이트"),
    ],
)
def test_slips_are_mended_and_words_left_alone(typed: str, read: str) -> None:
    assert mend_slips(typed) == read


@given(st.text(st.sampled_from("않안되돼요됬햇는빛엇잇마니만이 있어팅겨괜찬힘듬업네"), max_size=20))
def test_mending_keeps_every_offset(text: str) -> None:
    assert len(mend_slips(text)) == len(text)


def test_brand_words_stay_whole(tokenizer: Tokenizer) -> None:
    tokens = next(tokenizer.tokenize(["환급나래를 깔았어요"]))
    assert (tokens[0].form, tokens[0].tag, tokens[0].start, tokens[0].end) == ("환급나래", "NNP", 0, 4)


def test_texts_come_back_in_order(tokenizer: Tokenizer) -> None:
    texts = [f"{n}번째 문장입니다" for n in range(200)]
    assert [tokens[0].form for tokens in tokenizer.tokenize(texts)] == [str(n) for n in range(200)]


@pytest.mark.parametrize(
    ("lemma", "noun"),
    [("느리다", "느림"), ("안 되다", "안 됨"), ("안 어렵다", "안 어려움"), ("돕다", "도움"), ("바보", "바보")],
)
def test_predicates_become_nouns(tokenizer: Tokenizer, lemma: str, noun: str) -> None:
    assert tokenizer.nominal(lemma) == noun


def test_a_morpheme_is_most_like_itself(tokenizer: Tokenizer) -> None:
    ids = [tokens[0].id for tokens in tokenizer.tokenize(["은행", "바다"])]
    same, other = tokenizer.morpheme_similarities(ids[0], ids)
    assert same == pytest.approx(1.0, abs=1e-3)
    assert other < 0.9


def test_versions_name_both_halves_of_the_analyser() -> None:
    assert set(analyser_versions()) == {"kiwipiepy", "kiwipiepy-model"}
