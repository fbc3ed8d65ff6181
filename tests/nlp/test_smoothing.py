from collections.abc import Sequence

import numpy as np
import pytest
from readable import TEXTS, Words

import nlp.smoothing
from nlp.errors import EncoderError
from nlp.reader import Reader
from nlp.smoothing import fit_smoothed
from nlp.types import FloatMatrix, Readable, Sentence, Term
from nlp.vectors import centred_rows


class FirstLetter:
    """Encodes by the first letter of the text: 가 one way, 나 the other, anything else not at all."""

    version = "first-letter"

    def encode(self, sentences: Sequence[Readable]) -> FloatMatrix:
        ways = {"가": (1.0, 0.0), "나": (0.0, 1.0)}
        return np.array([ways.get(s.text[:1], (0.0, 0.0)) for s in sentences]).reshape(-1, 2)


def said(text: str) -> Words:
    return Words(text, [Term(word, word, negated=False, start=0, end=1) for word in text.split()])


@pytest.fixture(scope="module")
def sentences(reader: Reader) -> list[Sentence]:
    return [sentence for read in reader.read(sorted(TEXTS)) for sentence in read]


def test_rows_are_unit_length_on_the_grid_and_free_of_their_batch(
    reader: Reader, sentences: list[Sentence], monkeypatch: pytest.MonkeyPatch
) -> None:
    space = fit_smoothed(sentences, reader.encoder)
    whole = space.encode(sentences, reader.encoder)
    assert whole.dtype == np.float32
    assert np.linalg.norm(whole, axis=1) == pytest.approx(np.ones(len(whole)), abs=1e-4)
    on = whole.astype(np.float64) * 2**20
    assert (on == np.round(on)).all()
    assert (np.concatenate([space.encode([s], reader.encoder) for s in sentences]) == whole).all()
    monkeypatch.setattr(nlp.smoothing, "_CHUNK", 3)
    assert (space.encode(sentences[::-1], reader.encoder)[::-1] == whole).all()


def test_a_word_that_no_model_knows_takes_its_meaning_from_its_company() -> None:
    """다람 is said with what the encoder calls one way, 라온 with the other; alone, the encoder knows neither."""
    corpus = [said(text) for text in ["가 다람", "가방 다람", "나 라온", "나비 라온"]]
    space = fit_smoothed(corpus, FirstLetter())
    one, other, bag = space.encode([said("다람"), said("라온"), said("가방")], FirstLetter())
    assert one @ bag > 0.9
    assert other @ bag < -0.9


def test_the_company_of_a_term_is_the_mean_of_its_sentences() -> None:
    """Worked by hand: the mean of (1, 0), (1, 0), (0, 1), (0, 1) is (0.5, 0.5), so both ways are opposite ends."""
    space = fit_smoothed([said(text) for text in ["가 다람", "가방 다람", "나 라온", "나비 라온"]], FirstLetter())
    assert space.mean.tolist() == [0.5, 0.5]
    company = dict(zip(space.terms, space.company, strict=True))
    assert company["다람"] == pytest.approx([0.5**0.5, -(0.5**0.5)])
    assert company["라온"] == pytest.approx([-(0.5**0.5), 0.5**0.5])
    # idf ln(5 / 3) + 1 = 1.5108, times 2 / 3 for a term of two sentences; ln(5 / 2) + 1 = 1.9163, times 1 / 2 for one.
    weights = dict(zip(space.terms, space.weights, strict=True))
    assert (weights["다람"], weights["가방"]) == pytest.approx((1.00722, 0.95815), abs=1e-5)


def test_a_sentence_of_which_nothing_is_known_is_zero() -> None:
    space = fit_smoothed([said("가 다람"), said("나 라온")], FirstLetter())
    assert not space.encode([said("마바사"), Words()], FirstLetter()).any()


def test_fitting_little_or_nothing_gives_a_space_that_works(reader: Reader, sentences: list[Sentence]) -> None:
    for few in ([], sentences[:1], sentences[:2], [sentences[0]] * 3):
        space = fit_smoothed(few, reader.encoder)
        assert np.isfinite(space.encode(sentences[:2], reader.encoder)).all()
        assert space.encode([], reader.encoder).shape == (0, len(space.mean))


def test_another_encoder_is_refused(reader: Reader, sentences: list[Sentence]) -> None:
    with pytest.raises(EncoderError, match="first-letter"):
        fit_smoothed(sentences, reader.encoder).encode([], FirstLetter())


def test_of_a_large_corpus_a_sample_is_fitted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(nlp.smoothing, "_MOST_FITTED", 2)
    space = fit_smoothed([said("가 다람"), said("가방"), said("나 라온")], FirstLetter())
    assert space.terms == ("가", "나", "다람", "라온")


def test_centring_keeps_zeros() -> None:
    rows = centred_rows(np.array([[2.0, 1.0], [0.0, 0.0]]), np.array([1.0, 1.0]))
    assert rows.tolist() == [[1.0, 0.0], [0.0, 0.0]]
