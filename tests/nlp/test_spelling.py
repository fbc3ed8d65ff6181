import pytest

from nlp.spelling import TornWords
from nlp.tokenize import Tokenizer


@pytest.fixture(scope="module")
def torn(tokenizer: Tokenizer) -> TornWords:
    return TornWords(
        {"업댓": "업데이트", "겜": "게임", "업데": "업데이트", "어플": "앱", "튕귀다": "튕기다"}, tokenizer.tokenize
    )


def forms(torn: TornWords, tokenizer: Tokenizer, text: str) -> list[str]:
    return [token.form for token in torn.mend(next(tokenizer.tokenize([text])), text)]


def test_a_variant_that_the_analyser_tears_apart_is_one_noun(torn: TornWords, tokenizer: Tokenizer) -> None:
    text = "어제 업댓 하고 겜이 안 켜져요"
    mended = torn.mend(next(tokenizer.tokenize([text])), text)
    nouns = {token.form: text[token.start : token.end] for token in mended if token.tag == "NNG"}
    assert nouns["업댓"] == "업댓"
    assert nouns["겜"] == "겜"


@pytest.mark.parametrize("text", ["업데이트 했어요", "앱이 느려요", "보겜이 있어요", ""])
def test_a_variant_inside_another_word_is_none(torn: TornWords, tokenizer: Tokenizer, text: str) -> None:
    assert forms(torn, tokenizer, text) == [token.form for token in next(tokenizer.tokenize([text]))]


def test_no_variants_mend_nothing(tokenizer: Tokenizer) -> None:
    tokens = next(tokenizer.tokenize(["업댓 하고"]))
    assert TornWords({}, tokenizer.tokenize).mend(tokens, "업댓 하고") is tokens
