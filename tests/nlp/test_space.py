import numpy as np
import pytest
from readable import TEXTS, Words

import nlp.space
from nlp.errors import EncoderError
from nlp.reader import Reader
from nlp.space import ThemeSpace, fit_space, shown_terms
from nlp.types import FloatMatrix, Sentence, Term


class TwoWays:
    """Encodes by the first letter of the text."""

    version = "two-ways"

    def encode(self, sentences: list[Words]) -> FloatMatrix:
        return np.array([[1.0, 0.0] if s.text.startswith("가") else [0.0, 1.0] for s in sentences]).reshape(-1, 2)


@pytest.fixture(scope="module")
def sentences(reader: Reader) -> list[Sentence]:
    return [sentence for read in reader.read(sorted(TEXTS)) for sentence in read]


def test_rows_are_unit_length_on_the_grid(reader: Reader, sentences: list[Sentence]) -> None:
    rows = fit_space(sentences, reader.encoder).encode(sentences, reader.encoder)
    assert rows.dtype == np.float32
    assert np.linalg.norm(rows, axis=1) == pytest.approx(np.ones(len(rows)), abs=1e-4)
    on = rows.astype(np.float64) * 2**20
    assert (on == np.round(on)).all()


def test_a_row_does_not_depend_on_its_batch(
    reader: Reader, sentences: list[Sentence], monkeypatch: pytest.MonkeyPatch
) -> None:
    space = fit_space(sentences, reader.encoder)
    whole = space.encode(sentences, reader.encoder)
    assert (np.concatenate([space.encode([s], reader.encoder) for s in sentences]) == whole).all()
    monkeypatch.setattr(nlp.space, "_CHUNK", 3)
    assert (space.encode(sentences[::-1], reader.encoder)[::-1] == whole).all()


def test_like_sentences_lie_near_and_unlike_ones_far(reader: Reader, sentences: list[Sentence]) -> None:
    rows = dict(
        zip(
            [s.text for s in sentences],
            fit_space(sentences, reader.encoder).encode(sentences, reader.encoder),
            strict=True,
        )
    )
    assert rows["차트가 느려요"] @ rows["차트가 답답해요"] > rows["차트가 느려요"] @ rows["이체가 자꾸 꺼져요"]


def test_a_later_sentence_without_known_words_is_zero() -> None:
    space = ThemeSpace((), np.zeros(0), np.zeros((1, 0)), np.array([0.0, 1.0]), "two-ways")
    rows = space.encode([Words("가"), Words("나")], TwoWays())
    # What all share is subtracted: (1, 0) - (0, 1), and nothing is left of the second.
    assert rows[0, :2].tolist() == pytest.approx([0.5**0.5, -(0.5**0.5)], abs=1e-6)
    assert not rows[1].any()


def test_fitting_little_or_nothing_gives_a_space_that_works(reader: Reader, sentences: list[Sentence]) -> None:
    for few in ([], sentences[:1], sentences[:2], [sentences[0]] * 3):
        space = fit_space(few, reader.encoder)
        assert space.encode(sentences[:2], reader.encoder).shape[0] == 2
        assert space.encode([], reader.encoder).shape[0] == 0


def test_another_encoder_is_refused(reader: Reader, sentences: list[Sentence]) -> None:
    with pytest.raises(EncoderError, match="two-ways"):
        fit_space(sentences, reader.encoder).encode([], TwoWays())


def test_the_version_follows_the_content(reader: Reader, sentences: list[Sentence]) -> None:
    space = fit_space(sentences, reader.encoder)
    assert fit_space(sentences, reader.encoder).version == space.version
    assert fit_space(sentences[:-3], reader.encoder).version != space.version


def test_terms_are_counted_with_their_negation() -> None:
    words = Words(
        terms=[Term("되다", "안돼", negated=True, start=0, end=2), Term("앱", "앱", negated=False, start=3, end=4)]
    )
    assert shown_terms(words) == ["안 되다", "앱"]
