"""Counting: which term stands in which document, how often, and the sums over groups of documents."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain, pairwise
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.sparse import csr_matrix, diags_array

from nlp.errors import CountsError
from nlp.types import FloatVector, IntVector

# In quotes: subscripting the class itself fails on the older versions of scipy that we allow.
CountMatrix: TypeAlias = "csr_matrix[np.int64]"


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The terms of a document-term matrix, one per column, sorted by code points.

    Attributes
    ----------
    terms : tuple of str
        Sorted, each once; `terms[column]` names a column.

    Raises
    ------
    CountsError
        The terms are not sorted, or one occurs twice.

    Examples
    --------
    >>> words = Vocabulary.of(["환급", "인증", "환급"])
    >>> words.terms, words.column("환급"), "수수료" in words
    (('인증', '환급'), 1, False)
    """

    terms: tuple[str, ...]
    _columns: dict[str, int] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        for column, (left, right) in enumerate(pairwise(self.terms), start=1):
            if left >= right:
                raise CountsError(
                    f"term {column} of {len(self.terms)} is not above the one before; "
                    "a vocabulary is sorted, each term once. Use Vocabulary.of."
                )
        object.__setattr__(self, "_columns", {term: column for column, term in enumerate(self.terms)})

    @classmethod
    def of(cls, terms: Iterable[str]) -> "Vocabulary":
        """Make a vocabulary of terms in any order, repeats allowed."""
        return cls(tuple(sorted(set(terms))))

    def column(self, term: str) -> int:
        """Return the column of a term, -1 where the vocabulary does not hold it."""
        return self._columns.get(term, -1)

    def __len__(self) -> int:
        return len(self.terms)

    def __iter__(self) -> Iterator[str]:
        return iter(self.terms)

    def __contains__(self, term: object) -> bool:
        return term in self._columns


def count_terms(
    term_lists: Iterable[Sequence[str]], vocabulary: Vocabulary | None = None, *, min_df: int = 1
) -> tuple[CountMatrix, Vocabulary]:
    """Count the terms of each document.

    Parameters
    ----------
    term_lists : iterable of sequences of str
        The terms of one document after another (or of one sentence, where sentences are what is counted).
    vocabulary : Vocabulary, optional
        Count these terms only. Without it, all terms that occur.
    min_df : int
        Leave out terms that fewer documents contain. Has no effect on a given vocabulary.

    Returns
    -------
    dtm : csr matrix of int64, shape (n_documents, n_terms)
        Column indices sorted within each row; rows in the order given.
    vocabulary : Vocabulary
        Names the columns; the same for the same documents in any order.

    Examples
    --------
    >>> dtm, words = count_terms([["환급", "조회"], ["환급", "환급"], []])
    >>> words.terms
    ('조회', '환급')
    >>> dtm.toarray().tolist()
    [[1, 1], [0, 2], [0, 0]]
    """
    codes, lengths, seen = _encode(term_lists)
    full = Vocabulary.of(seen) if vocabulary is None else vocabulary
    column_of = np.fromiter((full.column(term) for term in seen), dtype=np.int64, count=len(seen))
    dtm = _assemble(column_of[codes], lengths, len(full))
    if vocabulary is not None or min_df <= 1:
        return dtm, full
    kept = np.flatnonzero(document_frequency(dtm) >= min_df)
    return csr_matrix(dtm[:, kept]), Vocabulary(tuple(full.terms[column] for column in kept))


def document_frequency(dtm: CountMatrix) -> IntVector:
    """Count, for each term, the documents that contain it; int64, shape (n_terms,).

    Examples
    --------
    >>> document_frequency(csr_matrix([[1, 1], [0, 2], [0, 0]])).tolist()
    [1, 2]
    """
    return np.bincount(dtm.indices[dtm.data > 0], minlength=dtm.shape[1]).astype(np.int64)


def term_totals(dtm: CountMatrix, rows: ArrayLike | None = None) -> IntVector:
    """Sum each term over all documents, or over the chosen ones: one side for `log_odds`.

    Parameters
    ----------
    rows : bool array of shape (n_documents,) or int array of row numbers, optional
        Which documents to sum over.

    Returns
    -------
    int64 array, shape (n_terms,)

    Examples
    --------
    >>> term_totals(csr_matrix([[1, 1], [0, 2], [3, 0]]), rows=[True, False, True]).tolist()
    [4, 1]
    """
    chosen = dtm if rows is None else dtm[np.asarray(rows)]
    return np.asarray(chosen.sum(axis=0), dtype=np.int64).ravel()


def group_counts(dtm: CountMatrix, groups: ArrayLike, n_groups: int) -> CountMatrix:
    """Sum the documents of each group.

    Parameters
    ----------
    dtm : csr matrix of int, shape (n_documents, n_terms)
    groups : int array, shape (n_documents,)
        Group number of each document, 0 to n_groups - 1; -1 for documents of no group.
    n_groups : int
        Groups without documents get a row of zeros.

    Returns
    -------
    csr matrix of int64, shape (n_groups, n_terms)
        Sparse, as hundreds of themes over a large vocabulary would not fit otherwise.

    Raises
    ------
    CountsError
        Not one group per document, or a group number out of range.

    Examples
    --------
    >>> group_counts(csr_matrix([[1, 1], [0, 2], [3, 0]]), [1, -1, 1], 2).toarray().tolist()
    [[0, 0], [4, 1]]
    """
    numbers = np.asarray(groups, dtype=np.int64)
    if numbers.shape != (dtm.shape[0],):
        raise CountsError(
            f"groups has shape {numbers.shape}, the matrix {dtm.shape[0]} documents. Give one group each."
        )
    if numbers.size and not (numbers.min() >= -1 and numbers.max() < n_groups):
        raise CountsError(
            f"groups holds {numbers.min()} to {numbers.max()}; expected 0 to {n_groups - 1}, or -1 for no group."
        )
    rows = np.flatnonzero(numbers >= 0)
    ones = np.ones(rows.size, dtype=np.int64)
    members = csr_matrix((ones, (numbers[rows], rows)), shape=(n_groups, dtm.shape[0]))
    summed = csr_matrix(members @ dtm, dtype=np.int64)
    summed.sort_indices()
    return summed


def _encode(term_lists: Iterable[Sequence[str]]) -> tuple[IntVector, IntVector, list[str]]:
    """Give each term a number by first sight: codes of all tokens, tokens per document, terms by code."""
    lists = term_lists if isinstance(term_lists, Sequence) else list(term_lists)
    lengths = np.fromiter(map(len, lists), dtype=np.int64, count=len(lists))
    numbers = {term: code for code, term in enumerate(dict.fromkeys(chain.from_iterable(lists)))}
    tokens = chain.from_iterable(lists)
    codes = np.fromiter(map(numbers.__getitem__, tokens), dtype=np.int64, count=int(lengths.sum()))
    return codes, lengths, list(numbers)


def _assemble(columns: IntVector, lengths: IntVector, n_terms: int) -> CountMatrix:
    """Build the matrix from the column of every token (-1: not counted) and the tokens per document."""
    rows: NDArray[np.int64] = np.repeat(np.arange(lengths.size), lengths)
    known = columns >= 0
    ones = np.ones(int(known.sum()), dtype=np.int64)
    # Building from coordinates sums the repeats and sorts the columns of each row.
    dtm = csr_matrix((ones, (rows[known], columns[known])), shape=(lengths.size, n_terms))
    dtm.sum_duplicates()
    return dtm


def smooth_idf(n_documents: int, n_holding: IntVector | FloatVector) -> FloatVector:
    """Return the inverse document frequency of each term, at least 1: the rarer, the more it tells.

    Parameters
    ----------
    n_holding : array, shape (n_terms,)
        Number of documents that hold each term.
    """
    return np.asarray(np.log((1.0 + n_documents) / (1.0 + n_holding)) + 1.0, dtype=np.float64)


def sublinear_tfidf(counts: csr_matrix, idf: NDArray[np.floating[Any]]) -> csr_matrix:
    """Weigh counts, the more often and the rarer elsewhere the more, and scale rows to unit length."""
    weighted = csr_matrix(counts, dtype=np.float64)
    weighted.data = (1.0 + np.log(weighted.data)) * idf[weighted.indices]
    norms = np.sqrt(np.asarray(weighted.multiply(weighted).sum(axis=1)).ravel())
    scale = diags_array(1.0 / np.where(norms > 0, norms, 1.0))
    return csr_matrix(scale @ weighted)
