from dataclasses import dataclass, field

import numpy as np
import pytest

from nlp.tokenize import Tokenizer
from nlp.types import Term
from nlp.vectors import (
    JoinedEncoder,
    MorphemeEncoder,
    MorphemeSpace,
    load_context_space,
    load_morpheme_space,
    load_word_encoder,
    on_grid,
    unit_rows,
)


@dataclass
class Words:
    text: str = ""
    terms: list[Term] = field(default_factory=list)


@pytest.fixture(scope="module")
def space() -> MorphemeSpace:
    return load_morpheme_space((("보라페이", "NNP"), ("환급나래", "NNP")))


def ids_of(tokenizer: Tokenizer, *words: str) -> list[int]:
    return [tokens[0].id for tokens in tokenizer.tokenize(words)]


def sentence(*ids: int) -> Words:
    return Words(terms=[Term(str(i), str(i), negated=False, start=0, end=1, morpheme=i) for i in ids])


def test_related_words_lie_nearer_than_unrelated_ones(space: MorphemeSpace, tokenizer: Tokenizer) -> None:
    bank, money, sea = space.vectors(ids_of(tokenizer, "은행", "예금", "바다"))
    assert bank @ money > bank @ sea + 0.2


def test_vectors_are_unit_length_or_zero(space: MorphemeSpace, tokenizer: Tokenizer) -> None:
    known = space.vectors(ids_of(tokenizer, "은행", "느리다"))
    assert np.linalg.norm(known, axis=1) == pytest.approx([1.0, 1.0], abs=1e-6)
    assert space.vectors([]).shape == (0, space.n_dimensions)


def test_a_vector_does_not_depend_on_what_else_is_asked_for(tokenizer: Tokenizer) -> None:
    ids = list(range(3000, 3300))
    together = MorphemeSpace(tokenizer.morpheme_similarities).vectors(ids)
    apart = MorphemeSpace(tokenizer.morpheme_similarities)
    apart.vectors(ids[150:])
    assert (np.concatenate([apart.vectors([i]) for i in ids]) == together).all()


def test_encoding_counts_each_morpheme_once_and_weighs_rare_ones_more(space: MorphemeSpace) -> None:
    encoder = MorphemeEncoder(space)
    common, rare = 1000, 30000
    once, twice = encoder.encode([sentence(common, rare), sentence(common, common, rare)])
    assert (once == twice).all()
    vectors = space.vectors([common, rare])
    if vectors[1].any():
        assert once @ vectors[1] > once @ vectors[0]


def test_a_sentence_without_known_morphemes_is_zero(space: MorphemeSpace) -> None:
    rows = MorphemeEncoder(space).encode([sentence(), sentence(-1)])
    assert not rows.any()
    assert MorphemeEncoder(space).encode([]).shape == (0, space.n_dimensions)


def test_a_sentence_does_not_depend_on_its_batch(space: MorphemeSpace) -> None:
    encoder = MorphemeEncoder(space)
    sentences = [sentence(*range(2000 + 7 * i, 2000 + 7 * i + 5)) for i in range(60)]
    whole = encoder.encode(sentences)
    assert (np.concatenate([encoder.encode([s]) for s in sentences]) == whole).all()
    assert (encoder.encode(sentences[::-1])[::-1] == whole).all()


def test_what_may_follow_a_word_is_a_view_of_its_own(tokenizer: Tokenizer) -> None:
    """Words that are followed alike lie near; a morpheme that the model never saw has no vector."""
    contexts = load_context_space((("보라페이", "NNP"), ("환급나래", "NNP")))
    loan, credit, sea = contexts.vectors(ids_of(tokenizer, "대출", "융자", "바다"))
    assert loan @ credit > loan @ sea + 0.2
    assert np.linalg.norm(loan) == pytest.approx(1.0, abs=1e-6)
    assert not contexts.vectors(ids_of(tokenizer, "보라페이")).any()


def test_joined_encoders_share_the_length(space: MorphemeSpace) -> None:
    """Worked by hand: cosines are weighted by the shares, 3 to 1."""
    sentences = [sentence(2000, 2400), sentence(2800, 3100)]
    one = MorphemeEncoder(space)
    other = MorphemeEncoder(load_context_space((("보라페이", "NNP"), ("환급나래", "NNP"))), "other")
    joined = JoinedEncoder([(3.0, one), (1.0, other)])
    left, right = joined.encode(sentences)
    (a, b), (c, d) = one.encode(sentences), other.encode(sentences)
    assert left @ right == pytest.approx(0.75 * (a @ b) + 0.25 * (c @ d))
    assert joined.version == "3*morpheme-mean-2+1*other"
    assert not joined.encode([sentence(-1)]).any()


def test_words_are_encoded_by_meaning_and_by_what_follows() -> None:
    encoder = load_word_encoder((("보라페이", "NNP"), ("환급나래", "NNP")))
    assert encoder.version == "0.6*morpheme-mean-2+0.4*context-mean-1"
    sentences = [sentence(*range(2000 + 7 * i, 2000 + 7 * i + 5)) for i in range(20)]
    whole = encoder.encode(sentences)
    assert (np.concatenate([encoder.encode([s]) for s in sentences]) == whole).all()


def test_products_on_the_grid_are_exact_in_any_order() -> None:
    generator = np.random.default_rng(3)
    left, right = on_grid(generator.normal(size=(40, 356))), on_grid(generator.normal(size=(356, 9)))
    order = generator.permutation(356)
    assert (left @ right == left[:, order] @ right[order]).all()
    assert (on_grid(left) == left).all()


def test_unit_rows_keep_zeros() -> None:
    assert unit_rows(np.array([[3.0, 4.0], [0.0, 0.0]])).tolist() == [[0.6, 0.8], [0.0, 0.0]]
