"""Sentence vectors of a model that lies on this machine, for those who have one; needs the extra `encoders`."""

import os
from collections.abc import Sequence
from hashlib import blake2b
from pathlib import Path
from typing import Any

import numpy as np
from threadpoolctl import threadpool_limits

from nlp.errors import EncoderError
from nlp.types import FloatMatrix, Readable
from nlp.vectors import unit_rows

# Files one of which every model of sentence-transformers, or of the transformers beneath it, has.
_MARKS = ("modules.json", "config.json")
_BLOCK = 1 << 20


class SentenceTransformerEncoder:
    """Encodes whole sentences with a model from a folder; never asks the network.

    Parameters
    ----------
    folder : Path
        What `SentenceTransformer.save` or a download of the model's files left.

    Raises
    ------
    EncoderError
        The folder is none or holds no model, the model cannot be loaded, or the extra is not installed.

    Notes
    -----
    One sentence at a time on one thread: padding to a batch, and sums over threads, change the last bits of a vector,
    and a sentence must read the same whatever is read with it.
    """

    def __init__(self, folder: Path) -> None:
        if not any((folder / mark).is_file() for mark in _MARKS):
            raise EncoderError(
                f"'{folder}' holds no sentence-transformers model: neither {' nor '.join(_MARKS)} is there. "
                "Name the folder that the model was saved to."
            )
        self._version = f"sentence-transformers:{_content_hash(folder)}"
        self._model = _load(folder)

    @property
    def version(self) -> str:
        """Content hash of the model's files: another model, another space."""
        return self._version

    def encode(self, sentences: Sequence[Readable]) -> FloatMatrix:
        """Return one unit row per sentence."""
        if not sentences:
            return np.zeros((0, self._n_dimensions()), dtype=np.float64)
        texts = sorted({sentence.text for sentence in sentences})
        with threadpool_limits(1):
            rows = self._model.encode(texts, batch_size=1, show_progress_bar=False, convert_to_numpy=True)
        place = {text: row for row, text in enumerate(texts)}
        return unit_rows(np.asarray(rows, dtype=np.float64)[[place[sentence.text] for sentence in sentences]])

    def _n_dimensions(self) -> int:
        return int(self._model.encode("", show_progress_bar=False).shape[-1])


def _load(folder: Path) -> Any:  # noqa: ANN401 - the package is optional, so its types are not known
    # Read when the libraries are first loaded; what is asked for is on this machine or nowhere.
    os.environ["HF_HUB_OFFLINE"] = "1"
    os.environ["TRANSFORMERS_OFFLINE"] = "1"
    os.environ["HF_HUB_DISABLE_TELEMETRY"] = "1"
    try:
        # Loaded here: nobody waits for it who does not use it.
        from sentence_transformers import SentenceTransformer  # noqa: PLC0415
    except ImportError as error:
        raise EncoderError(
            "The package sentence-transformers is not installed. Install it with: pip install 'malgwi[encoders]', "
            "or take the encoder out of the configuration."
        ) from error
    try:
        return SentenceTransformer(str(folder), device="cpu", local_files_only=True, trust_remote_code=False)
    # Whatever is wrong with a model's files surfaces in one of these.
    except (OSError, ValueError, KeyError, RuntimeError, ImportError, TypeError, AttributeError) as error:
        raise EncoderError(
            f"The model in '{folder}' cannot be loaded ({type(error).__name__}: {str(error)[:200]}). "
            "Check that all its files are there."
        ) from error


def _content_hash(folder: Path) -> str:
    """Hash the names and contents of a folder's files, hidden ones left out; 16 hexadecimal digits."""
    digest = blake2b(digest_size=8)
    files = {path.relative_to(folder).as_posix(): path for path in folder.rglob("*") if path.is_file()}
    for name in sorted(files):
        if any(part.startswith(".") for part in name.split("/")):
            continue
        digest.update(f"{name}\x1f{files[name].stat().st_size}\x1f".encode())
        with files[name].open("rb") as file:
            while block := file.read(_BLOCK):
                digest.update(block)
    return digest.hexdigest()
