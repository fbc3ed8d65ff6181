"""Texts as counts of letter runs: robust to spelling, spacing and unknown words, and quick to count with NumPy."""

from collections.abc import Iterator, Sequence
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from nlp.types import IntVector

# A run of up to four letters is one number, 16 bits for each.
LONGEST_RUN = 4
_BITS = 16
# Letters beyond the first plane, pictographs above all, fold into it.
_LETTER = (1 << _BITS) - 1

Runs: TypeAlias = NDArray[np.uint64]


def spelled(run: int) -> str:
    """Turn a run back into letters.

    >>> spelled(ord("안") << 16 | ord("돼"))
    '안돼'
    """
    shifts = range(_BITS * (LONGEST_RUN - 1), -1, -_BITS)
    return "".join(chr(code) for shift in shifts if (code := (run >> shift) & _LETTER))


def common_runs(texts: Sequence[str], *, n_texts: int) -> tuple[Runs, IntVector]:
    """Find the letter runs that at least so many texts have.

    Returns
    -------
    (uint64 array, int array)
        The runs, sorted, and the number of texts that have each.
    """
    kept = [_kept(runs, of_text, n_texts) for runs, of_text in _runs_by_length(texts, None)]
    names, counts = (np.concatenate(parts) for parts in zip(*kept, strict=True))
    order = np.argsort(names)
    return names[order], counts[order]


def count_runs(texts: Sequence[str], known: Runs) -> sparse.csr_matrix:
    """Count known runs in texts.

    Parameters
    ----------
    known : uint64 array, shape (n_known,)
        Sorted; of a run that is known its beginnings are known too, as `common_runs` gives them.

    Returns
    -------
    sparse array, shape (n_texts, n_known)
    """
    found = list(_runs_by_length(texts, known))
    runs, rows = (np.concatenate(parts) for parts in zip(*found, strict=True))
    shape = (len(texts), len(known))
    return sparse.coo_matrix((np.ones(len(runs)), (rows, np.searchsorted(known, runs))), shape=shape).tocsr()


def _runs_by_length(texts: Sequence[str], known: Runs | None) -> Iterator[tuple[Runs, IntVector]]:
    """Give all runs, or the known ones, of one letter, of two, and so on, with the row of the text of each."""
    plain = [" ".join(text.lower().split()) for text in texts]
    # A 0 ends each text, and no run holds one.
    codes = np.frombuffer("".join(f"{text}\0" for text in plain).encode("utf-32-le"), dtype="<u4")
    letters = np.where(codes > 0, np.maximum(codes & _LETTER, 1), 0).astype(np.uint64)
    rows = np.repeat(np.arange(len(plain)), [len(text) + 1 for text in plain])
    starts = np.arange(len(letters))
    runs = np.zeros(len(letters), dtype=np.uint64)
    for n in range(LONGEST_RUN):
        # Only what continues a run of the length before can be one.
        is_inside = starts + n < len(letters)
        starts, runs = starts[is_inside], runs[is_inside]
        following = letters[starts + n]
        runs = (runs << np.uint64(_BITS)) | following
        is_run = following > 0 if known is None else (following > 0) & _is_among(runs, known)
        starts, runs = starts[is_run], runs[is_run]
        yield runs, rows[starts]


def _is_among(runs: Runs, known: Runs) -> NDArray[np.bool_]:
    # Behind the last known run stands one that no text has.
    return np.asarray(np.append(known, ~np.uint64(0))[np.searchsorted(known, runs)] == runs)


def _kept(runs: Runs, of_text: IntVector, n_texts: int) -> tuple[Runs, IntVector]:
    order = np.lexsort((of_text, runs))
    runs, of_text = runs[order], of_text[order]
    is_first = np.ones(len(runs), dtype=bool)
    is_first[1:] = (runs[1:] != runs[:-1]) | (of_text[1:] != of_text[:-1])
    names, counts = np.unique(runs[is_first], return_counts=True)
    is_common = counts >= n_texts
    return names[is_common], counts[is_common]
