import sys
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest

from nlp.errors import EncoderError
from nlp.sentence_encoder import SentenceTransformerEncoder, _content_hash
from nlp.types import Reading, Sentence

READING = Reading("statement", 0.0, False, "none", 0.0, "none", 0.0)  # noqa: FBT003 - a record of facts
WORDS = ("앱", "로그인", "배송", "늦다", "안", "되다")

needs_extra = pytest.mark.skipif(
    find_spec("sentence_transformers") is None,
    reason="the extra is not installed: pip install 'malgwi[encoders]' to test a model of sentence-transformers",
)


def sentence(text: str) -> Sentence:
    return Sentence(0, len(text), text, (), READING)


@pytest.fixture
def model(tmp_path: Path) -> Path:
    """A tiny model with random weights, made here."""
    from sentence_transformers import SentenceTransformer, models  # noqa: PLC0415 - only where it is installed
    from transformers import BertConfig, BertModel, BertTokenizer, set_seed  # noqa: PLC0415

    set_seed(7)
    inner = tmp_path / "inner"
    inner.mkdir()
    (inner / "vocab.txt").write_text("\n".join(("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *WORDS)), "utf-8")
    BertTokenizer(str(inner / "vocab.txt")).save_pretrained(inner)
    config = BertConfig(
        vocab_size=5 + len(WORDS), hidden_size=16, num_hidden_layers=1, num_attention_heads=2, intermediate_size=16
    )
    BertModel(config).save_pretrained(inner)
    transformer = models.Transformer(str(inner), max_seq_length=16)
    SentenceTransformer(modules=[transformer, models.Pooling(16)], device="cpu").save(str(tmp_path / "model"))
    return tmp_path / "model"


@needs_extra
@pytest.mark.filterwarnings("ignore")  # the libraries' own
def test_a_model_from_a_folder_encodes_sentences(model: Path) -> None:
    encoder = SentenceTransformerEncoder(model)
    said = [sentence(text) for text in ("앱 로그인 안 되다", "배송 늦다", "앱")]
    rows = encoder.encode(said)
    assert rows.shape == (3, 16)
    assert np.linalg.norm(rows, axis=1) == pytest.approx(np.ones(3))
    assert (np.concatenate([encoder.encode([one]) for one in said]) == rows).all()
    assert encoder.encode([]).shape == (0, 16)


@needs_extra
@pytest.mark.filterwarnings("ignore")  # the libraries' own
def test_a_model_that_cannot_be_loaded_is_named(tmp_path: Path) -> None:
    (tmp_path / "config.json").write_text("{}", encoding="utf-8")
    with pytest.raises(EncoderError, match="cannot be loaded"):
        SentenceTransformerEncoder(tmp_path)


def test_a_folder_without_a_model_is_refused(tmp_path: Path) -> None:
    for folder in (tmp_path, tmp_path / "absent"):
        with pytest.raises(EncoderError, match=r"neither modules.json nor config.json"):
            SentenceTransformerEncoder(folder)


def test_without_the_extra_the_error_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "config.json").write_text("{}", encoding="utf-8")
    monkeypatch.setitem(sys.modules, "sentence_transformers", None)
    with pytest.raises(EncoderError, match=r"pip install 'malgwi\[encoders\]'"):
        SentenceTransformerEncoder(tmp_path)


def test_the_version_follows_names_and_contents_of_the_files(tmp_path: Path) -> None:
    (tmp_path / "1_Pooling").mkdir()
    (tmp_path / "config.json").write_text("{}", encoding="utf-8")
    (tmp_path / "1_Pooling" / "weights.bin").write_bytes(b"abc")
    first = _content_hash(tmp_path)
    (tmp_path / ".cache").mkdir()
    (tmp_path / ".cache" / "lock").write_bytes(b"x")
    assert _content_hash(tmp_path) == first
    (tmp_path / "1_Pooling" / "weights.bin").write_bytes(b"abd")
    assert _content_hash(tmp_path) != first
    (tmp_path / "1_Pooling" / "weights.bin").rename(tmp_path / "weights.bin")
    (tmp_path / "weights.bin").write_bytes(b"abc")
    assert _content_hash(tmp_path) != first
