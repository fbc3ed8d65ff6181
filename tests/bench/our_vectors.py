"""Our sentence vectors, for peers that cannot make their own."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from nlp.reader import Reader
from nlp.space import fit_space
from voc.config import load_settings


def our_vectors(texts: Sequence[str]) -> NDArray[np.float32]:
    """Return one row per text, shape (n_texts, n_dimensions): the unit mean of its sentences, zeros without words."""
    reader = Reader(load_settings(None).knowledge())
    read = list(reader.read(texts))
    sentences = [sentence for of_text in read for sentence in of_text]
    # The order in which a space is fitted must not be that of the file.
    space = fit_space(sorted(sentences, key=lambda sentence: sentence.text), reader.encoder)
    of_sentence = space.encode(sentences, reader.encoder)
    owner = np.repeat(np.arange(len(read)), [len(of_text) for of_text in read])
    total = np.zeros((len(read), of_sentence.shape[1]))
    np.add.at(total, owner, of_sentence)
    norms = np.linalg.norm(total, axis=1, keepdims=True)
    return np.asarray(total / np.where(norms > 0, norms, 1.0), dtype=np.float32)
