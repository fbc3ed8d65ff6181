import random
from collections.abc import Sequence
from hashlib import blake2b

import numpy as np
import pytest
from readable import TEXTS, Words

from nlp.calibrated import CalibratedEncoder, PluggedEncoder, _far, joined
from nlp.reader import Reader
from nlp.types import FloatMatrix, Knowledge, Readable
from nlp.vectors import JoinedEncoder, unit_rows
from voc.config import load_settings


class HashingEncoder:
    """Letter pairs in 64 boxes, and a constant that makes every pair of sentences look alike."""

    def __init__(self, version: str = "hashing-1", constant: float = 3.0) -> None:
        self.version = version
        self._constant = constant

    def encode(self, sentences: Sequence[Readable]) -> FloatMatrix:
        rows = np.zeros((len(sentences), 65))
        for row, sentence in zip(rows, sentences, strict=True):
            for left, right in zip(sentence.text, sentence.text[1:], strict=False):
                row[blake2b((left + right).encode(), digest_size=1).digest()[0] % 64] += 1.0
            row[64] = self._constant if sentence.text else 0.0
        return unit_rows(rows)


SEEDS = [Words(text) for text in TEXTS]
KEYS = [text.split()[0] for text in TEXTS]


@pytest.fixture(scope="module")
def knowledge_at_large() -> Knowledge:
    return load_settings().knowledge()


@pytest.fixture(scope="module")
def plugged(knowledge_at_large: Knowledge) -> Reader:
    return Reader(knowledge_at_large, plugged=PluggedEncoder(HashingEncoder(), 0.5))


def test_unrelated_seeds_lie_as_far_apart_as_in_the_reference() -> None:
    """The constant makes all cosines high; calibrated, they are where the reference has them."""
    reference = HashingEncoder("reference", constant=1.0)
    for constant in (0.0, 3.0, 9.0):
        encoder = HashingEncoder(constant=constant)
        calibrated = CalibratedEncoder(encoder, reference, SEEDS, KEYS)
        wanted = _far(reference.encode(SEEDS), KEYS)
        assert _far(calibrated.encode(SEEDS), KEYS) == pytest.approx(wanted, abs=0.01)


def test_equal_sentences_stay_equal_and_empty_ones_empty() -> None:
    calibrated = CalibratedEncoder(HashingEncoder(), HashingEncoder("reference", constant=1.0), SEEDS, KEYS)
    one, again, none = calibrated.encode([SEEDS[0], SEEDS[0], Words()])
    assert one @ again == pytest.approx(1.0, abs=1e-6)
    assert not none.any()
    assert (np.concatenate([calibrated.encode([seed]) for seed in SEEDS]) == calibrated.encode(SEEDS)).all()


def test_the_version_tells_model_and_calibration_apart() -> None:
    reference = HashingEncoder("reference", constant=1.0)
    versions = {
        CalibratedEncoder(HashingEncoder(), reference, SEEDS, KEYS).version,
        CalibratedEncoder(HashingEncoder("hashing-2"), reference, SEEDS, KEYS).version,
        CalibratedEncoder(HashingEncoder(constant=0.0), reference, SEEDS, KEYS).version,
    }
    assert len(versions) == 3
    assert CalibratedEncoder(HashingEncoder(), reference, SEEDS, KEYS).version in versions


def test_with_few_seeds_nothing_is_turned() -> None:
    """Three seeds say nothing about a scale, and neither do many of one label."""
    encoder = HashingEncoder()
    for seeds, keys in ((SEEDS[:3], KEYS[:3]), (SEEDS, ["a"] * len(SEEDS))):
        calibrated = CalibratedEncoder(encoder, encoder, seeds, keys)
        assert calibrated.encode(SEEDS)[:, :-1] == pytest.approx(encoder.encode(SEEDS), abs=1e-6)


def test_the_share_decides_who_speaks() -> None:
    own, builtin = HashingEncoder("own"), HashingEncoder("builtin")
    assert joined(builtin, None) is builtin
    assert joined(builtin, PluggedEncoder(own, 1.0)) is own
    both = joined(builtin, PluggedEncoder(own, 0.7))
    assert isinstance(both, JoinedEncoder)
    assert both.version == "0.7*own+0.3*builtin"


def test_a_plugged_in_encoder_reads_and_finds_themes(plugged: Reader) -> None:
    sentences = [s for read in plugged.read([f"{text} 정말" for text in TEXTS]) for s in read]
    assert any(s.reading.is_hesitation for s in sentences)
    counted = [True] * len(sentences)
    assert len(plugged.themebook_maker().make(sentences, counted, scope="all", n_themes=4).themes) == 4
    book = plugged.themebook_maker().make(sentences, counted, scope="all")
    assert book.space.encoder_version == plugged.encoder.version
    shuffled = random.Random(1).sample(sentences, len(sentences))  # noqa: S311 - a shuffle
    again = plugged.themebook_maker().make(shuffled, counted, scope="all")
    assert again.space.version == book.space.version
    assert {s.text: t for s, t in zip(shuffled, again.theme_ids, strict=True)} == {
        s.text: t for s, t in zip(sentences, book.theme_ids, strict=True)
    }


def test_a_plugged_in_encoder_is_part_of_the_analysis_version(plugged: Reader, knowledge_at_large: Knowledge) -> None:
    others = (
        Reader(knowledge_at_large),
        Reader(knowledge_at_large, plugged=PluggedEncoder(HashingEncoder("hashing-2"), 0.5)),
        Reader(knowledge_at_large, plugged=PluggedEncoder(HashingEncoder(), 0.4)),
    )
    assert len({plugged.version, *(other.version for other in others)}) == 4
    assert Reader(knowledge_at_large, plugged=PluggedEncoder(HashingEncoder(), 0.5)).version == plugged.version
